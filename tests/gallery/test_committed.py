"""The gallery in this repository has a page for each concept, and is what the code makes."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image

from nnviz.demonstration import demonstrate
from nnviz.host.catalog import Catalog

GALLERY = Path(__file__).parents[2] / "gallery"
CARDS = Catalog(blocked=("all",)).cards
MEGABYTE = 1_000_000


def headings():
    lines = (GALLERY / "README.md").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("### ").replace("\\", "") for line in lines if line[:4] == "### "]


def test_there_are_bundled_concepts():
    assert "momentum" in [card.name for card in CARDS]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_bundled_concept_has_a_page_with_its_figure(card):
    folder = GALLERY / card.name
    assert (folder / "index.html").is_file(), "run: nnviz gallery"
    assert (folder / "figure.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_bundled_concept_stands_in_the_gallery_s_readme(card):
    assert card.title.replace("\\", "") in headings(), "run: nnviz gallery"
    assert f'src="{card.name}/figure.png"' in (GALLERY / "README.md").read_text(encoding="utf-8")


def test_every_page_is_of_a_concept_that_there_is():
    folders = {path.name for path in GALLERY.iterdir() if path.is_dir() and path.name[0] != "."}
    assert sorted(folders - {card.name for card in CARDS}) == []


def test_the_gallery_weighs_less_than_15_megabytes():
    sizes = [path.stat().st_size for path in GALLERY.rglob("*") if path.is_file()]
    assert sum(sizes) < 15 * MEGABYTE


def said(text):
    """A text without its numbers: other processors round sums otherwise, and training magnifies."""
    return re.sub(r"[\d⁰¹²³⁴-⁹.,−⁻×∞-]+", "#", text)


def told(state):
    """What a state says, which claims prove it, and in which states these are."""
    story = {
        text: [(said(one["text"]), one["version"], list(one["cites"])) for one in sentences]
        for text, sentences in state["story"].items()
    }
    claims = [
        (claim["name"], claim["at"], claim["state"], said(claim["sentence"]))
        for claim in state["claims"]
    ]
    return story, claims, state["command"]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_the_gallery_says_what_the_code_says(card):
    record = json.loads((GALLERY / card.name / "concept.json").read_text(encoding="utf-8"))
    shown = demonstrate(Catalog(blocked=("all",)), card, {}, "slides", "slide")
    exhibit = shown.exhibit
    now = {
        "story": {text: [asdict(one) for one in story] for text, story in exhibit.story.items()},
        "claims": exhibit.claims,
        "command": exhibit.command,
    }
    assert told(record["state"]) == told(now), "run: nnviz gallery"
    for name in ("title", "topic", "summary", "theory"):
        assert record[name] == getattr(exhibit, name), "run: nnviz gallery"
    assert record["try_next"] == [list(one) for one in exhibit.try_next]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_the_gallery_shows_what_the_code_draws(card):
    made_with = re.search(r"matplotlib (\d+\.\d+)", (GALLERY / "manifest.json").read_text())
    if made_with is None or not matplotlib.__version__.startswith(f"{made_with[1]}."):
        pytest.skip("another matplotlib draws other pixels")
    shown = demonstrate(Catalog(blocked=("all",)), card, {}, "slides", "slide")
    now = np.asarray(shown.picture.pixels(96).convert("L"), float)
    with Image.open(GALLERY / card.name / "figure.png") as image:
        then = np.asarray(image.convert("L"), float)
    assert now.shape == then.shape, "run: nnviz gallery"
    assert (np.abs(now - then) > 32).mean() < 0.01, "run: nnviz gallery"
