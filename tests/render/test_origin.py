"""A figure's file says what it shows and how it was made, the same bytes each time."""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from nnviz import Concept, __version__
from nnviz.errors import UsageError
from nnviz.render import render
from nnviz.render.origin import Origin, command_in, words_of

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
        "rm -rf /",
        "nnviz show decay --name 'open",
    ],
)
def test_a_file_cannot_choose_what_is_written_or_run(command: str) -> None:
    with pytest.raises(UsageError):
        words_of(command, {"--save", "--data-out"})


def test_negative_and_assigned_values_are_taken() -> None:
    words = words_of("nnviz show decay --shift -2 --name a=b", {"--save"})
    assert words == ["decay", "--shift", "-2", "--name", "a=b"]
