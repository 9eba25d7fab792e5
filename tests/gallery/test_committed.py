"""The gallery in this repository has a page for each bundled concept, and no other."""

from pathlib import Path

import pytest

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
