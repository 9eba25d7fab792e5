"""Data sets that a third party might register, and a look at a concept that shows one."""

import warnings
from collections.abc import Callable

import numpy as np
import pytest

from nnviz import Concept
from nnviz.core.data import Dataset
from nnviz.drawing import overlaps
from nnviz.families import Additions
from nnviz.render import render

LOOKS = (("slides", "slide"), ("paper", "column"))


def patterns(classes: int, side: int, each: int, brightest: float = 1.0) -> Dataset:
    """Return square images, class by class: a pattern for each, and noise on every pixel."""
    rng = np.random.default_rng(classes)
    ideal = np.repeat(rng.random((classes, side**2)), each, axis=0)
    pixels = np.clip(ideal + 0.2 * rng.standard_normal(ideal.shape), 0, 1)
    labels, names = np.repeat(np.arange(classes), each), tuple(f"class {i}" for i in range(classes))
    return Dataset(brightest * pixels, labels, "patterns", "Patterns, generated.", names)


@pytest.fixture(scope="session")
def pattern_set() -> Callable[..., Dataset]:
    return patterns


@pytest.fixture(scope="session")
def with_dataset() -> Callable[..., Concept]:
    """Return a concept that shows a data set registered under the name `strange`."""

    def made(concept: type[Concept], dataset: Dataset, **values: object) -> Concept:
        additions = Additions({"datasets": {"strange": lambda *_: dataset}})
        return concept.create({"dataset": "strange", **values}, additions)

    return made


@pytest.fixture(scope="session")
def figure_problems() -> Callable[[Concept], list[str]]:
    """Return the claims that fail, texts that do not name the data set, and what overlaps."""

    def problems(concept: Concept) -> list[str]:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = concept.run()
            found = [c.sentence for c in concept.verdicts(result) if not c.holds]
            texts = [concept.say(each, result) for each in ("setting", "caption", "alt")]
            found += [text for text in texts if concept.dataset not in text]
            concept.say("headline", result)
            for theme, size in LOOKS:
                found += overlaps(render(concept, result, theme=theme, size=size).figure)
        return found

    return problems
