"""Search: the words by which a concept is found, and how well each fits what somebody types.

The list of words is made once and is plain data, so that a page's script scores by the same numbers
and rules, offline. A word counts more where it is rare, and in a name more than in an explanation.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import log1p
from typing import Any, NamedTuple

from nnviz.language import current

PARTICLES = "을|를|은|는|이|가|의|와|과|로|으로|에|에서|도|만"

RULES = (
    # British spelling
    ("isation", "ization"),
    ("is(?=(?:e|es|ed|er|ers|ing)$)", "iz"),
    ("lys(?=(?:e|es|ed|ing)$)", "lyz"),
    ("our(?=s?$)", "or"),
    ("tre(?=s?$)", "ter"),
    ("ll(?=(?:ed|ing|er|ers)$)", "l"),
    # several
    ("(?<=..)ima$", "imum"),
    ("(?<=...)ies$", "y"),
    ("(?:(?<=ss)|(?<=x)|(?<=sh)|(?<=ch))es$", ""),
    ("(?<=[^su].)s$|(?<=[^s]e)s$", ""),
    # forms of a word
    ("(?<=.iz)(?:ations?|ing|ed|ers?|es?)$", ""),
    (r"(?<=([bdgmnprt]))\1(?:ing|ed|er)$", ""),
    ("(?<=....)(?:ing|ed|e)$", ""),
    # Korean particles, as stems are normalized: each syllable in its parts
    (f"(?<=[\u1100-\u11ff]{{4}})(?:{unicodedata.normalize('NFKD', PARTICLES)})$", ""),
)
"""What is done to each word, in this order, as both Python and JavaScript read it."""

_STOP = """
a about after all am an and are as at be best between by can do does for from get go has have how i
if in into is it its me my no not of on one or should so than that the their then there this to too
use used using vs was we what when where which why will with work you your
"""
STOP = frozenset(_STOP.split())
"""Words that say nothing of what is sought."""

NAMED, KEYWORD, SUMMARY, TEXT = 4.0, 4.0, 2.0, 1.0
"""What a word counts for in a name or title, in a keyword, in the summary, in all other texts."""

BEGUN, MISSPELT = 0.7, 0.5
"""What a word is worth that begins like one of a concept's, or lacks it by one letter."""

FAINT = 0.2
"""Concepts with less than this share of the best one's points are left out."""

_SHORTEST = 3
"""Letters of a word that may be the beginning of another; one more where it may be misspelt."""


class Subject(NamedTuple):
    """A concept as it is searched; `text` is all that it says besides."""

    name: str
    title: str
    keywords: Sequence[str] = ()
    summary: str = ""
    text: str = ""


class Elsewhere(NamedTuple):
    """What no bundled concept shows: its names, a sentence about it, and what is nearest."""

    names: tuple[str, ...]
    said: str
    near: tuple[str, ...]


NOT_COVERED = (
    Elsewhere(
        ("CNN", "convnet", "convolution", "convolutional", "pooling", "conv layer", "stride"),
        "Convolutional networks are not covered.",
        ("augmentation", "transfer-learning"),
    ),
    Elsewhere(
        ("attention", "transformer", "BERT", "GPT", "LLM", "language model", "positional encoding"),
        "Attention and transformers are not covered.",
        ("softmax", "from-scratch"),
    ),
    Elsewhere(
        ("RNN", "LSTM", "GRU", "recurrent", "sequence model", "seq2seq"),
        "Recurrent networks are not covered.",
        ("vanishing-gradients", "ewma"),
    ),
    Elsewhere(
        ("GAN", "generative", "diffusion", "VAE", "autoencoder"),
        "Generative models are not covered.",
        ("from-scratch", "softmax"),
    ),
    Elsewhere(
        ("reinforcement learning", "Q-learning", "policy gradient"),
        "Reinforcement learning is not covered.",
        ("ewma", "from-scratch"),
    ),
    Elsewhere(
        ("embedding", "word2vec", "tokenizer"),
        "Word embeddings are not covered.",
        ("softmax", "from-scratch"),
    ),
    Elsewhere(
        ("ResNet", "skip connection", "residual connection", "residual network"),
        "Residual networks are not covered.",
        ("vanishing-gradients", "initialization"),
    ),
    Elsewhere(
        ("layer normalization", "layer norm", "LayerNorm", "group norm", "instance norm"),
        "Layer normalization is not covered.",
        ("batch-norm",),
    ),
    Elsewhere(
        ("gradient clipping", "clip gradients"),
        "Gradient clipping is not covered.",
        ("vanishing-gradients", "weight-constraints"),
    ),
    Elsewhere(
        ("class imbalance", "imbalanced", "class weights", "oversampling"),
        "Classes of unequal size are not covered.",
        ("softmax", "data-splits"),
    ),
    Elsewhere(
        ("SVM", "support vector", "decision tree", "random forest", "boosting", "k-means"),
        "Methods other than neural networks are not covered.",
        ("ensembles", "bias-variance"),
    ),
)


class Found(NamedTuple):
    """What a search found: names with their points, best first, and what is not covered."""

    hits: tuple[tuple[str, int], ...]
    missing: tuple[str, ...] = ()


def stems(text: str) -> list[str]:
    """Return the words of a text, each without what its forms and spellings differ in."""
    folded = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in folded if unicodedata.category(sign)[0] != "M").lower()
    return [_stem(word) for word in re.findall(r"[^\W_]+", plain.replace("'", ""))]


@cache
def _stem(word: str) -> str:
    for pattern, put in RULES:
        word = re.sub(pattern, put, word)
    return word


def word_list(subjects: Iterable[Subject]) -> dict[str, Any]:
    """Return the list of words, as JSON has it.

    `names` are the concepts'; `words` has, for each word, the places of those that have it, each
    with its points, one after the other; `phrases` the same for names, titles and keywords as a
    whole; the rest is what `find` goes by.
    """
    found = list(subjects)
    counted = [_weights(subject) for subject in found]
    rarity = _rarity(counted)
    words: dict[str, list[int]] = {}
    for place, weights in enumerate(counted):
        for word, weight in weights.items():
            if points := round(10 * weight * rarity[word]):
                words.setdefault(word, []).extend((place, points))
    phrases: dict[str, list[int]] = {}
    for place, subject in enumerate(found):
        for phrase in dict.fromkeys(map(_phrase, _called(subject))):
            if points := round(10 * KEYWORD * sum(rarity.get(w, 0) for w in phrase.split())):
                phrases.setdefault(phrase, []).extend((place, points))
    return {
        "names": [subject.name for subject in found],
        "words": dict(sorted(words.items())),
        "phrases": phrases,
        "missing": list(_missing(phrases, {subject.name for subject in found})),
        "rules": RULES,
        "stop": sorted({_stem(word) for word in STOP}),
        "shortest": _SHORTEST,
        "worth": {"begun": BEGUN, "misspelt": MISSPELT, "faint": FAINT},
    }


def _called(subject: Subject) -> Iterator[str]:
    yield from (subject.name, subject.title, *subject.keywords)


def _phrase(text: str) -> str:
    stop = {_stem(word) for word in STOP}
    return " ".join(word for word in stems(text) if word not in stop)


def _weights(subject: Subject) -> dict[str, float]:
    """Return what each word of a concept counts for; words side by side in a name also as one."""
    stop = {_stem(word) for word in STOP}
    weights: dict[str, float] = {}
    named = [(NAMED, subject.name), (NAMED, subject.title)]
    named += [(KEYWORD, keyword) for keyword in subject.keywords]
    for weight, text in (*named, (SUMMARY, subject.summary), (TEXT, subject.text)):
        found = stems(text)
        joined = [one + other for one, other in pairwise(found)] if weight > SUMMARY else []
        for word in (*found, *joined):
            if word not in stop:
                weights[word] = max(weight, weights.get(word, 0.0))
    return weights


def _rarity(counted: Sequence[Mapping[str, float]]) -> dict[str, float]:
    having: dict[str, int] = {}
    for word in (word for weights in counted for word in weights):
        having[word] = having.get(word, 0) + 1
    return {word: log1p(len(counted) / count) for word, count in having.items()}


def _missing(phrases: Mapping[str, object], names: set[str]) -> Iterator[dict[str, Any]]:
    """Yield what is not covered, as a plugin may well cover it."""
    for names_of, said, near in NOT_COVERED:
        if left := [one for one in map(_phrase, names_of) if one not in phrases]:
            near_here = [one for one in near if one in names]
            yield {"names": left, "said": current().catalogue().word(said), "near": near_here}


def find(listed: Mapping[str, Any], query: str) -> Found:
    """Return what a list of words has for a query, the best first."""
    stop = set(listed["stop"])
    wanted = [word for word in stems(query) if word not in stop]
    points = [0.0] * len(listed["names"])
    matched = [0] * len(points)
    for own in _points_of_each(listed, wanted):
        for place, value in own.items():
            points[place] += value
            matched[place] += 1
    for phrase in _parts(wanted):
        entries = listed["phrases"].get(phrase, ())
        for place, value in zip(entries[::2], entries[1::2], strict=True):
            points[place] += value
    points = [
        each * share / max(1, len(wanted)) for each, share in zip(points, matched, strict=True)
    ]
    missing = [one for one in listed["missing"] if set(one["names"]).intersection(_parts(wanted))]
    for rank, name in enumerate(name for one in missing for name in one["near"]):
        points[listed["names"].index(name)] += 1000 - 20 * rank
    whole = [int(each + 0.5) for each in points]
    ranked = sorted(range(len(whole)), key=lambda place: (-whole[place], place))
    kept = [place for place in ranked if whole[place] > FAINT * max(whole)]
    hits = tuple((listed["names"][place], whole[place]) for place in kept)
    return Found(hits, tuple(one["said"] for one in missing))


def meant(listed: Mapping[str, Any], words: str) -> str:
    """Return the only concept that has these words as a name, a title or a keyword, or nothing."""
    places = listed["phrases"].get(_phrase(words), ())[::2]
    return str(listed["names"][places[0]]) if len(places) == 1 else ""


def _points_of_each(listed: Mapping[str, Any], wanted: Sequence[str]) -> Iterator[dict[int, float]]:
    """Yield what each word is worth for each place, alone or joined to its neighbour."""
    for number, word in enumerate(wanted):
        before = wanted[number - 1] + word if number else ""
        after = word + wanted[number + 1] if number + 1 < len(wanted) else ""
        own: dict[int, float] = {}
        for joined in (before, after):
            _take(own, listed["words"].get(joined, ()) if joined else (), 1.0)
        if word in listed["words"]:
            _take(own, listed["words"][word], 1.0)
        else:
            for other, entries in listed["words"].items():
                _take(own, entries, _worth(word, other, listed))
        yield own


def _take(own: dict[int, float], entries: Sequence[int], worth: float) -> None:
    for place, value in zip(entries[::2], entries[1::2], strict=True) if worth else ():
        own[place] = max(own.get(place, 0.0), value * worth)


def _worth(word: str, other: str, listed: Mapping[str, Any]) -> float:
    worth: Mapping[str, float] = listed["worth"]
    if len(word) >= listed["shortest"] and other.startswith(word):
        return worth["begun"]
    return worth["misspelt"] if len(word) > listed["shortest"] and one_apart(word, other) else 0.0


def one_apart(one: str, other: str) -> bool:
    """Return whether two words differ by a letter: changed, added, left out, or two in turn."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rests = one[start:], other[start:]
    a, b = rests
    swapped = len(a) > 1 and len(a) == len(b) and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def _parts(wanted: Sequence[str]) -> list[str]:
    """Return the phrases that stand in a query, of up to four words."""
    ends = range(1, len(wanted) + 1)
    found = (" ".join(wanted[max(0, end - size) : end]) for end in ends for size in range(1, 5))
    return list(dict.fromkeys(found))
