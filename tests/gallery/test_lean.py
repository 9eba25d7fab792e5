"""Galleries that leave parts out: the pages offer what is there, and say how to make the rest."""

import json
import re
import struct

import numpy as np
import pytest

from nnviz.errors import UsageError
from nnviz.gallery import Settings, build, plan
from nnviz.gallery.settings import PARTS

LARGE = '''
import numpy as np

from nnviz import Concept


class Large(Concept):
    """It has many numbers."""

    def compute(self):
        return {"noise": np.random.default_rng(0).random(140_000)}

    def draw(self, result, figure):
        figure.subplots().plot(result["noise"][:10])
'''


@pytest.fixture(scope="module")
def lean(catalog, tmp_path_factory):
    """A gallery of two concepts without all that can be left out, at half the resolution."""
    folder = tmp_path_factory.mktemp("lean") / "gallery"
    build(catalog("decay", "growth"), folder, Settings(without=PARTS, dpi=60))
    return folder


def size_of_png(path):
    return struct.unpack(">II", path.read_bytes()[16:24])


def links(page):
    found = set(re.findall(r'(?:href|src|srcset)="([^"#]+)"', page))
    return {link for link in found if "://" not in link}


def test_only_text_figures_and_thumbnails_are_left(lean):
    assert sorted(path.name for path in (lean / "decay").iterdir()) == [
        "concept.json",
        "figure-dark.png",
        "figure.png",
        "index.html",
        "thumbnail-dark.webp",
        "thumbnail.webp",
    ]


def test_every_link_of_a_lean_gallery_leads_to_a_file(lean):
    pages = [lean / "index.html", lean / "decay" / "index.html", lean / "growth" / "index.html"]
    for page in pages:
        assert [link for link in links(page.read_text()) if not (page.parent / link).exists()] == []


def test_without_svg_the_page_shows_the_png(lean):
    page = (lean / "decay" / "index.html").read_text()
    assert 'src="figure.png"' in page
    assert 'srcset="figure-dark.png"' in page
    assert '.svg"' not in page


def test_without_frames_there_is_no_slider(lean):
    assert 'type="range"' not in (lean / "decay" / "index.html").read_text()
    assert "sliders" not in (lean / "README.md").read_text()


def test_the_page_says_how_to_make_what_it_lacks(lean):
    page = (lean / "decay" / "index.html").read_text()
    command = "nnviz show decay --plugin decay.py"
    options = "--save figure.svg --save figure.pdf --data-out data.npz"
    assert "For SVG, PDF and the data, type:" in page
    assert f"{command} {options}" in page


def test_a_full_page_lacks_nothing(built):
    assert ", type:" not in (built[0] / "decay" / "index.html").read_text()


def test_the_resolution_is_of_figures_alone(lean, built):
    assert size_of_png(lean / "decay" / "figure.png") == (800, 450)  # 13⅓ × 7½ inches at 60
    assert size_of_png(lean / "decay" / "figure-dark.png") == (800, 450)
    for name in ("thumbnail.webp", "thumbnail-dark.webp"):
        full = (built[0] / "decay" / name).read_bytes()
        assert (lean / "decay" / name).read_bytes() == full


def test_text_is_the_same_whatever_is_left_out(lean, built):
    lean_record, full = (
        json.loads((folder / "decay" / "concept.json").read_text()) for folder in (lean, built[0])
    )
    for key in ("title", "summary", "theory", "parameters"):
        assert lean_record[key] == full[key]
    assert lean_record["state"]["claims"] == full["state"]["claims"]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (Settings(without=PARTS), "changed: dpi"),
        (Settings(dpi=60), "changed: without"),
        (Settings(), "changed: dpi, without"),
    ],
)
def test_what_is_left_out_decides_what_is_stale(lean, catalog, settings, reason):
    assert plan(catalog("decay"), lean, settings).reasons == {"decay": reason}


def test_the_order_of_what_is_left_out_changes_nothing(lean, catalog):
    settings = Settings(without=PARTS[::-1], dpi=60.0)
    assert plan(catalog("decay"), lean, settings).reasons == {}


def test_without_a_phone_s_figures_sliders_have_their_frames_and_all_else_is_the_same(
    built, catalog, digests, tmp_path
):
    build(catalog("decay", "growth"), tmp_path / "gallery", Settings(without=("phones",)))
    folders = tmp_path / "gallery" / "decay", built[0] / "decay"
    lean, whole = (
        {name: print for name, print in digests(one).items() if name.endswith(("webp", "png"))}
        for one in folders
    )
    assert lean == {name: print for name, print in whole.items() if not name.startswith("phone")}
    assert "beta-2.webp" in lean
    assert json.loads((folders[0] / "concept.json").read_text())["phone"] is None


def test_a_part_that_there_is_not_is_refused():
    with pytest.raises(
        UsageError,
        match=r"without svg, pdf, frames, phones, animations, .* or questions; got 'png'",
    ):
        Settings(without=("png",))


def test_data_beyond_a_megabyte_are_left_to_the_command(catalog, tmp_path):
    (tmp_path / "large.py").write_text(LARGE)
    assert np.dtype(float).itemsize * 140_000 > 1024**2
    build(catalog(tmp_path / "large.py"), tmp_path / "gallery", Settings(without=("frames",)))
    folder = tmp_path / "gallery" / "large"
    assert [path.name for path in folder.glob("data.*")] == []
    assert (
        "nnviz show large --plugin large.py --data-out data.npz"
        in (folder / "index.html").read_text()
    )
