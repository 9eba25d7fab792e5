"""Slides for PowerPoint: what is on them, what the speaker reads, and the same bytes each time."""

import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from PIL import Image

from nnviz.exhibit import Exhibit
from nnviz.export.pptx import deck
from nnviz.exporter import Bound
from tests.waiting import NEVER

pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")

Run = Callable[..., CompletedProcess[str]]
INCH = 914_400
"""English Metric Units, ECMA-376, part 1, section 20.1.2.1."""


@pytest.fixture(scope="module")
def made(nnviz: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slides")
    done = nnviz("export", "momentum", "ewma", "--for", "pptx", "-o", "week5.pptx", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "week5.pptx\n"), done.stderr
    return folder / "week5.pptx"


@pytest.fixture(scope="module")
def slides(made: Path) -> list[Any]:
    return list(pptx.Presentation(str(made)).slides)


def test_a_slide_is_as_wide_as_a_screen_and_has_the_headline_as_its_title(
    made: Path, slides: list[Any]
) -> None:
    deck = pptx.Presentation(str(made))
    measure = deck.slide_width / INCH, deck.slide_height / INCH
    assert measure == pytest.approx((13.333, 7.5), abs=1e-3)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert titles[0].startswith("After 40 steps plain descent is 4.64 from the minimum")
    assert titles[1] == "β = 0.5, 0.9 and 0.98: averages over 2, 10 and 50 days"


def test_the_picture_lies_on_the_slide_under_the_title_with_its_alternative_text(
    slides: list[Any],
) -> None:
    for slide in slides:
        (picture,) = (shape for shape in slide.shapes if shape.shape_type == 13)
        title = slide.shapes.title
        assert title.top + title.height <= picture.top
        assert picture.top + picture.height <= 7.5 * INCH
        assert 0 <= picture.left <= picture.left + picture.width <= 13.334 * INCH
        assert picture.image.dpi == (200, 200)
        assert picture.image.size[0] / 200 == pytest.approx(picture.width / INCH, abs=0.02)
        assert len(picture._element.nvPicPr.cNvPr.get("descr")) > 50


def test_the_notes_have_explanation_claims_and_command(slides: list[Any]) -> None:
    told = slides[0].notes_slide.notes_text_frame.text
    assert "Gradient descent" in told
    assert "\n✓ " in told
    assert "measured" in told
    assert told.endswith("nnviz show momentum --size 13.33x6.3in")
    assert "$" not in told
    assert "**" not in told


def test_the_same_slides_are_the_same_bytes(nnviz: Run, made: Path, tmp_path: Path) -> None:
    nnviz("export", "momentum", "ewma", "--for", "pptx", "-o", "again.pptx", cwd=tmp_path)
    assert (tmp_path / "again.pptx").read_bytes() == made.read_bytes()
    properties = pptx.Presentation(str(made)).core_properties
    assert properties.author.startswith("nnviz ")
    assert (properties.created.year, properties.modified.year) == (1980, 1980)
    assert "command" in properties.comments


def test_one_concept_and_a_topic_are_named_after_themselves(run: Run, tmp_path: Path) -> None:
    for words in (["doubling", "--number", "3.5"], ["--topic", "data"], ["doubling", "odd"]):
        done = run("export", *words, "--for", "pptx", "--theme", "dark", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert names == {"doubling-number-3.5.pptx", "data.pptx", "slides.pptx"}


def test_titles_too_long_for_a_file_s_properties_are_cut() -> None:
    exhibit = Exhibit("long", "A long title " * 30, command="nnviz show long" * 30)
    picture = BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    content = deck([Bound(exhibit, "Notes.", picture.getvalue())] * 3)
    assert len(pptx.Presentation(BytesIO(content)).core_properties.title) == 255


def test_a_dark_slide_has_pale_words(run: Run, tmp_path: Path) -> None:
    run("export", "doubling", "--for", "pptx", "--theme", "dark", "-o", "d.pptx", cwd=tmp_path)
    (slide,) = pptx.Presentation(str(tmp_path / "d.pptx")).slides
    assert str(slide.background.fill.fore_color.rgb) == "12161F"
    (title,) = slide.shapes.title.text_frame.paragraphs
    assert str(title.font.color.rgb) == "ECEFF5"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["doubling", "--code"], "--for pptx shows no code; leave out --code."),
        (["doubling", "odd", "-o", "a.ppt"], "a.ppt must end in .pptx, or be a folder."),
        (["doubling", "doublin"], "there is no concept doublin"),
        (["doubling", "--questions"], "--for pptx has no questions"),
    ],
)
def test_what_slides_cannot_have_is_said(
    run: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    done = run("export", *words, "--for", "pptx", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_another_program_opens_them(made: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None or shutil.which("pdfinfo") is None:
        pytest.skip("LibreOffice and poppler are not installed")
    words = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    words += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(made)]
    subprocess.run(words, check=True, capture_output=True, timeout=NEVER)
    told = subprocess.run(
        ["pdfinfo", tmp_path / "week5.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert "Pages:           2" in told
    assert re.search(r"960(\.\d+)? x 540 pts", told)
    words = ["pdftotext", str(tmp_path / "week5.pdf"), "-"]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "After 40 steps plain descent is 4.64" in " ".join(text.split())
