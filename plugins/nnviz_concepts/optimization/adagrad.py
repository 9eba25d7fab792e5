"""AdaGrad: words that are rarely seen keep a large rate, and are learned when they come."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.optimizers import AdaGrad, GradientDescent, Optimizer
from nnviz.core.remembering import remembering
from nnviz.core.sampling import standard_error
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain

WORDS, LENGTH = 100, 3.0  # of which so many are in a review, on average
RUNS, MOMENTS, FRAMES = 60, 100, 50  # moments of measuring the error, and of the film
FEWEST = 30  # words of all runs in a point of the curves
SIGMAS = 4.5  # standard errors by which a mean over words or runs may be off
NEARLY = 0.05  # what differs by less than this share may be alike
OF_MEDIAN = 1.2533  # the standard error of a median in that of a mean, √(π/2)
EPSILON, ROUNDING = 1e-10, 1e-9  # the first is AdaGrad's, as in PyTorch
KINDS: dict[str, type[Optimizer]] = {"plain": GradientDescent, "adagrad": AdaGrad}
RATES = {"plain": np.geomspace(0.02, 0.6, 7), "adagrad": np.geomspace(0.15, 1.5, 7)}


class Adagrad(Concept):
    r"""AdaGrad gives each weight a rate of its own, which falls only when it has a gradient.

    One learning rate cannot suit all weights where some features are frequent and others rare.
    The weight of a feature has a gradient only in the examples that have the feature. A frequent
    one gets many steps, and wants short ones, so that they average the noise. A rare one gets a few
    steps, and wants long ones, so that it learns anything at all: at a rate η that is right for the
    others, each occurrence takes away η of what it still lacks.

    AdaGrad sums the squared gradients of each weight, $s \leftarrow s + g^2$, and steps by
    $\eta\,g/(\sqrt s + \epsilon)$. Where no gradient comes nothing is added, and the rate waits. On
    a constant gradient step $t$ is $\eta/\sqrt t$ long. It was made for such sparse data
    (Duchi et al. 2011).

    The sum only grows, so the rates only fall. In long training of a deep network the steps become
    too small too soon, and a large gradient early on is held against a weight for ever. RMSProp was
    made to forget it. It is a misconception that AdaGrad knows which features are rare. It sees
    gradients, one weight at a time.
    """

    title = "AdaGrad"
    topic = "optimization"
    order = 6
    see_also = ("nesterov", "rmsprop", "adam", "normalization")
    builds_on = ("learning-rate",)
    keywords = ("adaptive learning rate", "sparse features", "per-parameter rate", "accumulation")
    symbols = ("g: gradient by a weight", "s: sum of its squares so far")
    references = ("Duchi, Hazan & Singer 2011, Adaptive subgradient methods for online learning "
                  "and stochastic optimization, section 1.1",
                  "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.5.1")  # fmt: skip
    code = (AdaGrad.rule,)
    members = ("plain", "adagrad")

    seen: int = parameter(5, "How often the words were seen.", ge=1, le=30, sweep=(2, 5, 10, 20))
    zipf: float = parameter(1.0, "Exponent of Zipf's law; at 0 no word is rare.", ge=0, le=1.2,
                            sweep=(0.0, 0.5, 1.0))  # fmt: skip
    noise: float = parameter(1.0, "Deviation of a score's noise.", ge=0, le=2, sweep=(0, 1, 2))
    reviews: int = parameter(1000, "Reviews, each read once.", ge=100, le=2000)
    seed: int = parameter(0, "Seed of the words' worths, the reviews and the noise.", ge=0)

    headline = either(
        "Words seen {seen:once|# times}: AdaGrad learns {rare.measured:.2f} of what they are "
        "worth, plain descent {rare.expected:.2f} [rare]",
        "Words seen {seen:once|# times}: AdaGrad learns about as much of what they are worth as "
        "plain descent, {alike.measured:.2f} and {alike.expected:.2f} [alike]",
        "On new reviews AdaGrad's squared error is {better.measured:.2g}, plain descent's "
        "{better.expected:.2g} [better]",
        plain("On new reviews the squared errors of plain descent and AdaGrad are "
              "{errors:.2g}"))  # fmt: skip
    setting = (
        "{runs} sets of {reviews} generated reviews, {words} words by Zipf's law, read once; best "
        "rates: AdaGrad {rates.adagrad:.2g}, plain descent {rates.plain:.2g}")  # fmt: skip
    learning = either("{rare}", "{alike}")
    look = (learning, "{waits}", "{larger}", "{better}")
    caption = (plain("A word adds 1 to the score of a review or takes 1 from it, which is its "
                     "worth. From {words} such words {reviews} reviews are made, {runs} times, and "
                     "read once. AdaGrad and plain descent learn the worths from the scores; the "
                     "noise on a score is {noise}."), learning, "{takes}", "{better}",
               plain("Marks are the words of one set; above 1 more is learned than a word is "
                     "worth."))  # fmt: skip
    alt = (plain("Left, shares of a word's worth learned against how often it was seen: two "
                 "curves."), learning,
           plain("Upper right, the rates of two words against the reviews read."),
           "{larger}", plain("Lower right, the errors on new reviews."), "{better}")  # fmt: skip
    panels = (Panel("learned", "Words after {reviews:# review|# reviews}",
                    "times the word was seen", "share of its worth learned"),
              Panel("rates", "A rate falls when its word is seen", y="rate"),
              Panel("errors", "Error on new reviews", "reviews read", "squared error"))  # fmt: skip
    try_next = (
        Try("Where all words are equally likely AdaGrad still errs less [better].", zipf=0.0),
        Try("Without noise AdaGrad still learns more of rare words [rare].", noise=0.0),
    )  # fmt: skip

    noisier = Predict(
        "The noise on a score goes from {before.noise} to {noise}. AdaGrad's rate of the word that "
        "is seen most, as often as before, ends …",
        Choice("as large", 1, "It counts no words: it sums the squares of their gradients."),
        Choice("half as large", 0.5),
        Choice("a quarter as large", 0.25, "So much larger is the sum; its root divides."),
        of=Ratio("larger.expected"), noise=2.0,
        why="Its rate is η/√Σg², and noise makes the gradients larger. AdaGrad does not know how "
            "rare a word is, only how large its gradients were [own].")  # fmt: skip
    longer = Predict(
        "{reviews} reviews are read instead of {before.reviews}. AdaGrad's rate of the word that "
        "is seen most ends …",
        Choice("as large", 1, "The word is as frequent as before, but seen more often in all."),
        Choice("half as large", 0.5),
        Choice("a quarter as large", 0.25, "The sum has four times the terms; its root divides."),
        of=Ratio("larger.expected"), before={"reviews": 500}, reviews=2000,
        why="Noise keeps the gradients large, so that the sum of their squares grows with the "
            "times that the word is seen, and the rate falls with the root of them [own, waits].",
        variants=(Change(before={"reviews": 300}, reviews=1200),))  # fmt: skip
    often = Predict(
        "Now we look at words seen {seen} times instead of {before.seen}. Of those AdaGrad learned "
        "{before.learned.adagrad:.2f}, plain descent {before.learned.plain:.2f}. Beside plain "
        "descent, of these AdaGrad learns …",
        Choice("still more", (1.9, 9), "It gains where steps are few; here they are many."),
        Choice("as much more", (1.3, 1.9), "Long steps are an advantage for want of many steps."),
        Choice("about as much", 1), of=Ratio("learned.adagrad", over="learned.plain"), seen=20,
        why="Plain descent lacks (1 − η)ⁿ after n times: little, where n is large. AdaGrad's "
            "longer steps pay where a word is rare [own, waits].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        rates, errors, shares, counts, *one = _run(self.reviews, self.zipf, self.noise, self.seed)
        middle, curve = _curves(counts, shares, self.seen)
        own = shares[:, counts == self.seen]
        enough = own.shape[1] >= FEWEST
        return {
            "runs": RUNS, "words": WORDS, "rates": Members(rates),
            "moments": np.linspace(0, self.reviews, MOMENTS + 1, dtype=int),
            "runs_errors": errors, "errors": Members(np.median(errors[..., -1], axis=1)),
            "learned": Members(own.mean(axis=1) if enough else np.full(2, np.nan)),
            "doubts": standard_error([own[0], own[1] - own[0]]) if enough else np.zeros(2),
            "middle": middle, "curve": curve, **_followed(rates, self.seen, *one)}  # fmt: skip

    @claim("The rates are η and, with AdaGrad, η/√Σg², and each step is the rate times −g.")
    def own(self, result: Result) -> Measured:
        gradients, rates = result["gradients"], result["rates"].reshape(2, 1, 1)
        sums = np.cumsum(gradients[1] ** 2, axis=0)
        sizes = np.stack([np.ones_like(sums), np.sqrt(sums) + EPSILON])
        off = np.abs(np.diff(result["weights"], axis=1) + rates * gradients / sizes)
        off += np.nan_to_num(np.abs(result["own_rates"] * sizes / rates - 1))
        return Measured(off.max(axis=(1, 2)), "=", 0, within=ROUNDING)

    @claim("AdaGrad's rate of a word falls when it is seen, and at other reviews by {measured}.")
    def waits(self, result: Result) -> Measured:
        changes = np.abs(np.diff(result["own_rates"][1], axis=0))
        return Measured(np.nansum(changes[result["gradients"][1, 1:] == 0]), "=", 0)

    @finding("Of words seen {seen:once|# times} AdaGrad learns {measured:.2f} of their worth, "
             "plain descent {expected:.2f}.")  # fmt: skip
    def rare(self, result: Result) -> Measured:
        plain, adagrad = result["learned"]
        return Measured(adagrad, ">", plain, margin=SIGMAS * result["doubts"][1])

    @finding("Of words seen {seen:once|# times} AdaGrad learns {measured:.2f} of their worth, "
             "plain descent {expected:.2f}: apart by no more than chance allows.",
             at_defaults=False)  # fmt: skip
    def alike(self, result: Result) -> Measured:
        plain, adagrad = result["learned"]
        within = np.fmin(SIGMAS * result["doubts"][1], NEARLY * plain)
        return Measured(adagrad, "=", plain, within=within)

    @finding("Each time plain descent takes away η = {rates.plain:.2g} of what is missing: a "
             "word alone in its reviews would be learned to 1 − (1 − η)ⁿ = {expected:.2f}; it is "
             "to {measured:.2f}.")  # fmt: skip
    def takes(self, result: Result) -> Measured:
        expected = 1 - (1 - result["rates"][0]) ** self.seen
        within = min(SIGMAS * result["doubts"][0], 0.1 * expected)
        return Measured(result["learned"][0], "=", expected, within=within)

    @finding("On new reviews AdaGrad's squared error is {measured:.2g}, plain descent's "
             "{expected:.2g}.")  # fmt: skip
    def better(self, result: Result) -> Measured:
        plain, adagrad = result["runs_errors"][..., -1]
        margin = SIGMAS * OF_MEDIAN * standard_error(adagrad - plain)
        return Measured(np.median(adagrad), "<", np.median(plain), margin=margin)

    @finding("AdaGrad's rate of a word seen {few:once|# times} ends at {measured:.2g}, that of the "
             "word seen {many} times at {expected:.2g}.")  # fmt: skip
    def larger(self, result: Result) -> Measured:
        few, many = result["own_rates"][1, -1]
        return Measured(few, ">", many, margin=0.1 * many)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(self, result, figure, mosaic="ab;ac", widths=(1.25, 1))
        names = self.words(result).say("plain descent"), self.words(result).say("AdaGrad")
        self._draw_learned(panels[0], result, names)
        self._draw_rates(panels[1], result, names[0])
        self._draw_errors(panels[2], result, names)

    def _draw_learned(self, axes: drawing.Axes, result: Result, names: tuple[str, str]) -> None:
        words, seen, clouds = self.words(result), result["marks_seen"], []
        drawing.log_axis(axes, "x")
        drawing.threshold(axes, 1.0, of="faint")
        marked = [words.say("plain descent {learned.plain:.2f}"),
                  words.say("AdaGrad {learned.adagrad:.2f}")]  # fmt: skip
        for i, of in enumerate(self.members):
            role, curve = drawing.role(of), (result["middle"], result["curve"][i])
            look: Any = {"marker": role.marker, "color": role.faded(0.5), "zorder": 0.6}
            (cloud,) = axes.plot(seen[-1], result["marks_learned"][i, -1], linestyle="", **look)
            cloud.set_markersize(0.55 * cloud.get_markersize())
            clouds.append(cloud)
            axes.plot(*curve, **drawing.line_style(of))
            if marked[i]:
                at = self.seen, result["learned"][i]
                drawing.value_mark(axes, *at, marked[i], of, side="left" if i else "below")
            else:
                drawing.label(axes, names[i], *curve, of)
        fewest = min(seen[-1][seen[-1] > 0].min(), self.seen)
        axes.set(xlim=(0.45 * fewest, 1.3 * seen.max()), ylim=(-0.3, 1.7))

        def update(share: float) -> None:
            at = round(share * FRAMES)
            for cloud, learned in zip(clouds, result["marks_learned"], strict=True):
                cloud.set_data(seen[at], learned[at])

        drawing.play(drawing.figure_of(axes), clouds, update)
        drawing.count_up(axes, self.reviews)

    def _draw_rates(self, axes: drawing.Axes, result: Result, name: str) -> None:
        words, reads, rates = self.words(result), result["reads"], result["own_rates"][1].T
        until = self.reviews
        drawing.log_axis(axes, "y")
        seen = words.say("seen {few:once|# times}"), words.say("seen {many:once|# times}")
        look: Any = {"x": reads, "until": until, "linestyle": "-", "drawstyle": "steps-post"}
        for own, text in zip(rates, seen, strict=True):
            drawing.curve(axes, own, "adagrad", text=text, prefer="middle", **look)
        of, at, dot = "adagrad", result["few_at"], drawing.role("adagrad").marker
        drawing.curve(axes, rates[0, at - 1], of, x=at, until=until, linestyle="", marker=dot)
        drawing.threshold(axes, result["rates"][0], name, of="plain", prefer="middle")
        axes.set_xlim(0, until)

    def _draw_errors(self, axes: drawing.Axes, result: Result, names: tuple[str, str]) -> None:
        words, at, until = self.words(result), result["moments"], self.reviews
        drawing.log_axis(axes, "y")
        for i, of in enumerate(self.members):
            errors, end = result["runs_errors"][i], words.say("{errors:.2g}", of)
            line = drawing.band(axes, at, errors, of, text=names[i], prefer="middle", until=until)
            drawing.accompany(line, drawing.label_ends(axes, [(end, line, of)]))
        axes.set_xlim(0, until)


def _read(rule: Optimizer, features: Array, scores: Array) -> Iterator[tuple[Array, Array, Any]]:
    """Yield weights, which change in place, gradient (..., words) and state at each review."""
    many: Any = rule.rate  # one number, or many
    weights = np.zeros(np.broadcast_shapes(features.shape[1:], (*np.shape(many), 1)))
    state = rule.init(weights)
    for has, score in zip(features, scores, strict=True):
        error = np.einsum("...w,...w->...", weights, has) - score
        gradient = error[..., np.newaxis] * has
        rule.update(weights, gradient, state)
        yield weights, gradient, state


@remembering
def _run(reviews: int, zipf: float, noise: float, seed: int) -> tuple[Array, ...]:
    """Return rates, errors, shares learned and counts, and of the median run what was read."""
    rng = np.random.default_rng(seed)
    chances = np.arange(1.0, WORDS + 1) ** -zipf
    chances = np.minimum(LENGTH * chances / chances.sum(), 1)
    worths = rng.choice([-1.0, 1.0], (RUNS, WORDS))
    features = (rng.random((reviews, RUNS, WORDS)) < chances).astype(float)
    scores = (features * worths).sum(axis=-1) + noise * rng.standard_normal((reviews, RUNS))
    kinds = [_learned(of, features, scores, worths, chances) for of in KINDS]
    rates, errors, shares = (np.array(each) for each in zip(*kinds, strict=True))
    ends = errors[..., -1]
    drawn = int(np.argmin(np.abs(np.log(ends / np.median(ends, axis=1)[:, None])).sum(axis=0)))
    counts, one = features.sum(axis=0), (features[:, drawn], scores[:, drawn], worths[drawn])
    return rates, errors, shares, counts, *one


def _learned(
    of: str, features: Array, scores: Array, worths: Array, chances: Array
) -> tuple[float, Array, Array]:
    """Return the rate of least median error, runs' errors (runs, moments) and shares learned.

    The error is the expected square, on new reviews, without the noise on their scores.
    """
    found, moments = [], np.linspace(0, len(features), MOMENTS + 1, dtype=int)
    one_rate = features[:, :, np.newaxis], scores[..., np.newaxis]
    with np.errstate(all="ignore"):  # the largest rates may diverge
        for read, (weights, _, _) in enumerate(_read(KINDS[of](RATES[of]), *one_rate), 1):
            if read in moments:
                off = weights - worths[:, np.newaxis]
                found.append(off**2 @ (chances * (1 - chances)) + (off @ chances) ** 2)
        best = int(np.nanargmin(np.median(found[-1], axis=0)))
    first = worths**2 @ (chances * (1 - chances)) + (worths @ chances) ** 2
    errors = np.array([first, *(each[:, best] for each in found)])
    return float(RATES[of][best]), errors.T, weights[:, best] * worths


def _curves(counts: Array, shares: Array, seen: int) -> tuple[Array, Array]:
    """Return how often words were seen, `seen` a class of its own, and what of them was learned."""
    edges = np.unique([*np.geomspace(1, counts.max() + 1, 20).astype(int), seen, seen + 1])
    classes = [(counts >= low) & (counts < high) for low, high in pairwise(edges)]
    classes = [own for own in classes if own.sum() >= FEWEST]
    middle = np.array([counts[own].mean() for own in classes])
    return middle, np.array([shares[:, own].mean(axis=1) for own in classes]).T


@remembering
def _read_by_both(rates: Array, features: Array, scores: Array) -> Array:
    """Return weights, gradients and rates of each word, (3, methods, reviews, words)."""
    readings = []
    for rule in (kind(rate) for kind, rate in zip(KINDS.values(), rates, strict=True)):
        read = _read(rule, features, scores)
        readings.append([(w.copy(), g, rule.effective_rate(at) + 0 * w) for w, g, at in read])
    return np.moveaxis(np.array(readings), 2, 0)


def _followed(rates: Array, seen: int, *one: Array) -> dict[str, object]:
    """Return one run's steps of a word seen about so often and of the most frequent, and marks."""
    features, scores, worths = one
    weights, gradients, own = _read_by_both(rates, features, scores)
    weights = np.concatenate([np.zeros((2, 1, WORDS)), weights], axis=1)
    counts = np.concatenate([np.zeros((1, WORDS)), features.cumsum(axis=0)])
    own = np.where(np.logical_or.accumulate(gradients**2 > 0, axis=1), own, np.nan)
    apart = np.where(counts[-1] > 0, np.abs(counts[-1] - seen), np.inf)
    nearest = np.flatnonzero(apart == apart.min())
    rare = nearest[np.argsort(own[1, -1, nearest])[len(nearest) // 2]]  # the rate at last is middle
    two, moments = [rare, counts[-1].argmax()], np.linspace(0, len(features), FRAMES + 1, dtype=int)
    return {
        **dict(zip(("few", "many"), counts[-1, two].astype(int).tolist(), strict=True)),
        "weights": weights[..., two],
        "gradients": gradients[..., two],
        "reads": np.arange(1, len(features) + 1),
        "own_rates": own[..., two],
        "few_at": 1 + np.flatnonzero(features[:, rare]),
        "marks_seen": counts[moments],
        "marks_learned": weights[:, moments] * worths,
    }
