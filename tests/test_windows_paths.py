"""Paths with drive letters, wherever one is typed, quoted, compared or told; no Windows runs here.

What nnviz itself makes of a path is tried on `PureWindowsPath`, which is the same everywhere.
"""

from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from nnviz.cli.tables import tables
from nnviz.commands import command
from nnviz.errors import UsageError
from nnviz.explore import uploads
from nnviz.export.variation import variation
from nnviz.gallery.names import folder_name
from nnviz.host.cards import Card, Status
from nnviz.host.rivals import settle_cards
from nnviz.host.sources import Source, apply_blocks
from nnviz.parameters import Parameter, is_file_name
from nnviz.render.origin import words_of
from nnviz.setting import quoted

DRIVE = PureWindowsPath(r"C:\my notes\new.csv")
SHARE = PureWindowsPath(r"\\server\share\x.csv")
PARAMETERS = {
    "table": Parameter("table", "Path", None, "", optional=True),
    "data": Parameter("data", "str", "moons", "", family="datasets", files=True),
    "text": Parameter("text", "str", "", ""),
}


@pytest.fixture(autouse=True)
def _on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")


def card_of(path: PureWindowsPath, name: str = "decay") -> Card:
    file: Any = path
    return Card(name, "Decay", "data", "", Source("b", path.name, "", path=file), PARAMETERS)


@pytest.mark.parametrize("path", [DRIVE, SHARE], ids=["drive", "share"])
@pytest.mark.parametrize("name", ["table", "data"])
def test_a_figure_s_command_is_read_again_as_it_was_given(path: PureWindowsPath, name: str) -> None:
    value = path if name == "table" else str(path)
    made = command(card_of(PureWindowsPath(r"D:\b.py")), {name: value}, PARAMETERS)
    *told, option, file = words_of(made)
    assert told == ["show", "decay", "--plugin", "b.py"]
    assert option == f"--{name}"
    assert PureWindowsPath(file) == path


def test_a_text_keeps_its_strokes() -> None:
    assert command(card_of(DRIVE), {"text": r"a \beta"}, PARAMETERS).endswith(r'--text "a \beta"')


def test_no_stroke_at_a_word_s_end_escapes_its_last_quote() -> None:
    """As the Microsoft C runtime reads a command line: 2n strokes and a quote are n strokes."""
    assert quoted("C:\\my notes\\") == '"C:\\my notes\\\\"'


@pytest.mark.parametrize(
    "path", [DRIVE, SHARE, PureWindowsPath("C:x.csv"), PureWindowsPath("C:/x")]
)
def test_a_path_is_taken_for_a_file(path: PureWindowsPath) -> None:
    assert is_file_name(str(path))


def test_files_on_drives_are_varied() -> None:
    varied = variation(r"data=C:\a.csv,D:\b.csv", PARAMETERS)
    assert varied.values == (r"C:\a.csv", r"D:\b.csv")


def test_files_of_one_name_on_two_drives_are_told_apart() -> None:
    """A full name has a colon after the drive, and one before the concept's own name."""
    cards = [card_of(PureWindowsPath(f"{drive}:\\b.py")) for drive in "CD"]
    settled = settle_cards([Status(card.source, cards=(card,)) for card in cards])
    names = [card for status in settled for card in status.cards]
    assert [card.name for card in names] == [r"C:\b.py:decay", r"D:\b.py:decay"]
    assert [folder_name(card) for card in names] == ["c-b-py--decay", "d-b-py--decay"]


def test_a_file_on_a_drive_can_be_blocked_and_removed() -> None:
    source = card_of(PureWindowsPath(r"C:\my notes\b.py")).source
    assert apply_blocks([source], [r"C:\my notes\b.py"]) == ([], [source])
    assert source.removal == r'del "C:\my notes\b.py"'


@pytest.mark.parametrize("folder", [r"C:\Temp\nnviz-explore-x1\k", "/tmp/nnviz-explore-x1/k"])
def test_where_a_reader_s_data_lies_is_told_in_no_spelling(
    monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    kind = type(DRIVE) if "\\" in folder else type(Path())
    monkeypatch.setattr(uploads, "PurePath", kind)
    value = str(kind(folder) / "data.csv")
    told = [value.replace("\\", "\\\\"), value.replace("\\", "/")]  # in JSON, and as it is typed
    for spelling in uploads.folders([value, ("a.csv",)]):
        told = [text.replace(spelling, "") for text in told]
    assert told == ["data.csv"] * 2


@pytest.mark.parametrize("text", [r"data = 'C:\new.csv'", 'data = "C:/new.csv"'])
def test_a_path_stands_in_the_settings_of_a_gallery(tmp_path: Path, text: str) -> None:
    (tmp_path / "nnviz.toml").write_text(f"[gallery.figures.mine]\n{text}\n")
    found = tables(tmp_path / "nnviz.toml")
    assert found is not None
    assert PureWindowsPath(found.within("gallery")["figures"]["mine"]["data"]).name == "new.csv"


def test_a_path_that_toml_takes_for_escapes_is_answered_with_what_to_write(tmp_path: Path) -> None:
    (tmp_path / "nnviz.toml").write_text('[gallery]\ntitle = "C:\\data"\n')
    with pytest.raises(UsageError, match=r"in single quotes, 'C:\\notes'"):
        tables(tmp_path / "nnviz.toml")
