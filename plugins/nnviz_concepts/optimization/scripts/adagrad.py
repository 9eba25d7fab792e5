"""AdaGrad and plain descent learn what words are worth: how much of the rare ones?"""

import numpy as np

rng = np.random.default_rng(0)
chances = 1 / np.arange(1, 101)  # Zipf's law
chances *= 3 / chances.sum()  # words in a review, on average
worths = rng.choice([-1.0, 1.0], (60, 100))  # sets of reviews, words
features = (rng.random((1000, 60, 100)) < chances).astype(float)
scores = (features * worths).sum(axis=-1) + rng.standard_normal((1000, 60))


def learn(rate, divided):
    w = s = np.zeros((60, 100))
    for has, score in zip(features, scores, strict=True):
        g = ((w * has).sum(axis=-1) - score)[:, None] * has
        s = s + g**2
        w = w - rate * (g / (np.sqrt(s) + 1e-10) if divided else g)
    return w * worths


seen = features.sum(axis=0) == 5
plain = learn(np.geomspace(0.02, 0.6, 7)[3], divided=False)[seen]
adagrad = learn(np.geomspace(0.15, 1.5, 7)[3], divided=True)[seen]
learned = np.array([plain.mean(), adagrad.mean()])
print("Learned of words seen 5 times, by plain descent and AdaGrad:", learned.round(2))
