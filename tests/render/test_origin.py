"""A figure's file says what it shows and how it was made, the same bytes each time."""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from PIL import Image

from nnviz import Concept, __version__, drawing
from nnviz.errors import UsageError
from nnviz.exhibit import Exhibit
from nnviz.export.pptx import deck
from nnviz.exporter import Bound
from nnviz.render import Picture, render
from nnviz.render.film import save_film
from nnviz.render.origin import Origin, command_in, refuse_options, words_of

COMMAND = "nnviz show decay --name 'a (b) \\ <c> & “η”' --rate 0.5"
ORIGIN = Origin("Decay & <growth>", 'It falls to "½".', COMMAND)


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_a_file_tells_the_command_that_made_it(decay: Concept, tmp_path: Path, format: str) -> None:
    picture = render(decay, decay.run(), theme="paper", size="column")
    path = tmp_path / f"figure.{format}"
    picture.save(path, origin=ORIGIN)
    assert command_in(path) == COMMAND
    assert path.read_bytes() == picture.encode(format, origin=ORIGIN)


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_a_file_that_was_not_told_is_refused_in_a_sentence(
    decay: Concept, tmp_path: Path, format: str
) -> None:
    path = tmp_path / f"figure.{format}"
    render(decay, decay.run(), theme="paper", size="column").save(path)
    with pytest.raises(UsageError, match="does not say how it was made"):
        command_in(path)
    path.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(UsageError, match="does not say how it was made"):
        command_in(path)


def test_an_svg_has_its_title_and_description_first_where_screen_readers_look(
    decay: Concept,
) -> None:
    root = ET.fromstring(render(decay, decay.run()).encode("svg", origin=ORIGIN))
    title, description = root[0], root[1]
    assert (title.tag, title.text) == ("{http://www.w3.org/2000/svg}title", ORIGIN.title)
    assert (description.tag, description.text) == (
        "{http://www.w3.org/2000/svg}desc",
        ORIGIN.alt,
    )


def test_a_png_has_the_keywords_of_its_specification(decay: Concept) -> None:
    content = render(decay, decay.run()).encode("png", origin=ORIGIN)
    told = Image.open(io.BytesIO(content)).info
    assert told["Description"] == ORIGIN.alt
    assert told["Software"] == f"nnviz {__version__}"


@pytest.mark.parametrize(
    "command",
    [
        "nnviz show decay --save /etc/passwd",
        "nnviz show decay --save=x.png",
        "nnviz show decay save=x.png",
        "nnviz show decay data_out=x.npz",
        "nnviz show decay -p evil.py",
        "nnviz show decay -pevil.py",
        "nnviz show --plugin evil.py decay",
        "nnviz install evil",
        "nnviz animate",
        "nnviz sweep decay --save=x.png",
        "rm -rf /",
        "nnviz show decay --name 'open",
    ],
)
def test_a_file_cannot_choose_what_is_written_or_run(command: str) -> None:
    with pytest.raises(UsageError):
        refuse_options(words_of(command)[1:], {"--save", "--data-out"})


def test_negative_and_assigned_values_are_taken() -> None:
    words = words_of("nnviz show decay --shift -2 --name a=b")
    refuse_options(words[1:], {"--save"})
    assert words == ["show", "decay", "--shift", "-2", "--name", "a=b"]


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png", ".mp4"])
def test_a_film_tells_its_command_in_any_letters(tmp_path: Path, suffix: str) -> None:
    if suffix == ".mp4":
        pytest.importorskip("imageio_ffmpeg", reason="imageio-ffmpeg is not installed")
    told = Origin("T", "A β.", "nnviz animate decay --headline 'Größe β, 가'", "Use: é")
    figure = Figure()
    drawing.reveal(*figure.subplots().plot([0, 1]))
    save_film(Picture(figure, {}), tmp_path / f"film{suffix}", count=2, seconds=1, origin=told)
    assert command_in(tmp_path / f"film{suffix}") == told.command


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".mp4", ".pptx"])
def test_a_broken_film_or_deck_is_refused_in_a_sentence(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"film{suffix}").write_bytes(b"GIF89a \xa9cmt\xff\xff\xff\xffdata PK\x03\x04")
    with pytest.raises(UsageError, match="does not say how it was made"):
        command_in(tmp_path / f"film{suffix}")


def test_a_deck_tells_its_figure_s_command_or_those_to_choose_from(tmp_path: Path) -> None:
    pytest.importorskip("pptx", reason="python-pptx is not installed")
    picture = io.BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    one = Bound(Exhibit("a", "A"), f"Try nnviz show b.\n\n{COMMAND}", picture.getvalue())
    (tmp_path / "deck.pptx").write_bytes(deck([one]))
    assert command_in(tmp_path / "deck.pptx") == COMMAND
    (tmp_path / "deck.pptx").write_bytes(deck([one, one._replace(snippet="nnviz show c")]))
    with pytest.raises(UsageError, match="a deck holds 2 figures; make one again by: nnviz show d"):
        command_in(tmp_path / "deck.pptx")
