"""A picture is the same bytes in any process, and written whole or not at all."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from nnviz import Concept
from nnviz.drawing.raster import Canvas
from nnviz.errors import UsageError
from nnviz.render import Picture, render

PROGRAM = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("there", {path!r})
there = importlib.util.module_from_spec(spec)
spec.loader.exec_module(there)
from nnviz.render import render
decay = there.Decay()
picture = render(decay, decay.run(), theme="paper", size="column")
print(*(hashlib.sha256(picture.encode(format)).hexdigest() for format in ("png", "svg", "pdf")))
assert "matplotlib.pyplot" not in sys.modules
"""


def test_bytes_are_the_same_in_another_process_zone_folder_and_order_of_hashes(
    decay: Concept, tmp_path: Path
) -> None:
    picture = render(decay, decay.run(), theme="paper", size="column")
    here = [hashlib.sha256(picture.encode(kind)).hexdigest() for kind in ("png", "svg", "pdf")]
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    program = PROGRAM.format(path=str(Path(__file__).with_name("conftest.py")))
    there = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.split() == here


def test_encoding_twice_gives_the_same_bytes(decay: Concept) -> None:
    picture = render(decay, decay.run())
    assert picture.encode("svg") == picture.encode("svg")
    first = picture.encode("png")
    picture.encode("pdf", dpi=50)
    assert picture.encode("png") == first


def test_files_carry_no_date_and_no_version(decay: Concept) -> None:
    picture = render(decay, decay.run())
    svg = picture.encode("svg").decode()
    assert "<dc:date>" not in svg
    assert "Matplotlib" not in svg
    assert b"CreationDate" not in picture.encode("pdf")
    assert b"Software" not in picture.encode("png")


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("PNG", b"\x89")],
)
def test_the_suffix_says_the_format(
    decay: Concept, tmp_path: Path, suffix: str, start: bytes
) -> None:
    path = tmp_path / "new" / f"figure.{suffix}"
    render(decay, decay.run(), size="column").save(path)
    assert path.read_bytes().startswith(start)
    assert list(path.parent.iterdir()) == [path]


def test_another_suffix_is_refused_and_nothing_is_written(decay: Concept, tmp_path: Path) -> None:
    picture = render(decay, decay.run(), size="column")
    with pytest.raises(UsageError, match=r"figure\.jpeg must end in \.png, \.svg or \.pdf"):
        picture.save(tmp_path / "figure.jpeg")
    with pytest.raises(UsageError, match=r"saved as png, svg or pdf, not as 'gif'"):
        picture.encode("gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("facecolor", "mode"), [("#fffff0", "RGB"), ("none", "RGBA")])
def test_a_png_has_the_pixels_and_dots_per_inch_that_matplotlib_gives_it(
    facecolor: str, mode: str
) -> None:
    figure = Figure(figsize=(3, 2), facecolor=facecolor)
    Canvas(figure)
    figure.subplots().plot([3, 1, 2])
    own = io.BytesIO()
    figure.savefig(own, dpi=90)
    with (
        Image.open(own) as wanted,
        Image.open(io.BytesIO(Picture(figure, {}).encode("png", 90))) as written,
    ):
        assert written.mode == mode
        assert written.info["dpi"] == pytest.approx((90, 90), abs=0.01)
        assert np.array_equal(np.array(written.convert("RGBA")), np.array(wanted))
