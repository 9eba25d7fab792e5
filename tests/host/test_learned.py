"""A plugin that only its import tells costs a listing a second at most, and that once."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nnviz.host import learned
from nnviz.host.catalog import Catalog
from nnviz.host.limits import TimeLimitError, time_limit
from nnviz.host.statuses import UNKNOWN

SILENT = """
import os, time
from nnviz import Concept

with open(os.environ["IMPORTS"], "a") as file:
    file.write("x")
time.sleep(SECONDS)


class Silent(Concept):
    "Only its import tells what it is."

    title = "Si" + "lent"

    def compute(self):
        return {}

    def draw(self, result, figure):
        figure.subplots()
"""


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file to which each import of the plugin adds a letter."""
    path = tmp_path / "imports"
    path.touch()
    monkeypatch.setenv("IMPORTS", str(path))
    return path


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "silent", seconds: float = 0) -> Path:
        path = tmp_path / "plugins" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SILENT.replace("SECONDS", str(seconds)))
        return path

    return make


def names(path: Path, patience: float | None = None) -> list[str]:
    cards = Catalog([path], patience=patience).cards
    return [card.name for card in cards if card.source.path == path]


def test_what_was_learned_is_kept_until_the_file_or_one_beside_it_changes(
    plugin: Callable[..., Path], imports: Path
) -> None:
    path = plugin()
    assert names(path) == names(path) == ["silent"]
    assert imports.read_text() == "x"
    os.utime(path, ns=(1, 1))
    assert names(path) == names(path) == ["silent"]
    assert imports.read_text() == "xx"
    (path.parent / "beside.py").touch()
    assert names(path) == names(path) == ["silent"]
    assert imports.read_text() == "xxx"


@pytest.mark.parametrize("content", [b"", b"not ours", b"\x80\x04N.", b"(" * 1000])
def test_what_is_kept_and_cannot_be_read_is_learned_anew(
    plugin: Callable[..., Path], imports: Path, content: bytes
) -> None:
    import platformdirs

    path = plugin()
    names(path)
    for file in (platformdirs.user_cache_path() / "plugins").iterdir():
        file.write_bytes(content)
    assert names(path) == ["silent"]
    assert imports.read_text() == "xx"


def test_a_slow_plugin_is_named_and_not_waited_for_twice_unless_it_is_wanted(
    plugin: Callable[..., Path], imports: Path
) -> None:
    path = plugin("slow", 3)
    assert names(path, patience=0.01) == []
    slow = Catalog([path], patience=1.0)
    state, reason = next((s.state, s.reason) for s in slow.statuses if s.source.path == path)
    assert state == UNKNOWN
    assert f"{path}: it takes long to import, and is not yet known" in reason
    begun = imports.read_text()
    assert names(path, patience=1.0) == []
    assert imports.read_text() == begun
    assert slow.card("silent").name == "silent"
    assert names(path, patience=1.0) == ["silent"]
    assert len(imports.read_text()) == len(begun) + 1


def test_a_plugin_that_was_late_is_asked_again_ten_minutes_later(
    plugin: Callable[..., Path], imports: Path
) -> None:
    import platformdirs

    path = plugin()
    (source,) = (s.source for s in Catalog([path]).statuses if s.source.path == path)
    learned.keep(source, None)  # as where the machine was busy
    assert names(path, patience=60.0) == []
    for file in (platformdirs.user_cache_path() / "plugins").iterdir():
        os.utime(file, (time.time() - 601,) * 2)
    assert names(path, patience=60.0) == ["silent"]


def test_list_help_tab_and_a_misspelt_name_tell_of_it(
    nnviz: Callable[..., subprocess.CompletedProcess[str]],
    plugin: Callable[..., Path],
    imports: Path,
) -> None:
    path = plugin("slow", 3)
    listed = nnviz("-p", str(path), "list", IMPORTS=str(imports))
    assert listed.returncode == 0
    assert "slow.py: it takes long to import, and is not yet known" in listed.stderr
    helped = nnviz("-p", str(path), "show", "--help", IMPORTS=str(imports))
    assert "slow.py: it takes long to import" in " ".join(helped.stdout.split())
    for words in ("show", "check", "ask"):
        line = {"COMP_WORDS": f"nnviz -p {path} {words} sl", "COMP_CWORD": "4"}
        told = nnviz(_NNVIZ_COMPLETE="zsh_complete", IMPORTS=str(imports), **line).stdout
        assert told.splitlines() == ["plain", "slow", "a plugin not yet known"]
    folder = {"NNVIZ_PLUGINS": str(path.parent), "IMPORTS": str(imports)}
    misspelt = nnviz("show", "silnt", **folder)
    assert misspelt.returncode == 2
    assert "there is no concept silnt." in misspelt.stderr
    assert "slow.py: it takes long to import" in misspelt.stderr


def spin() -> None:
    while True:
        pass


def test_the_time_limit_does_not_count_what_others_do_with_the_processor() -> None:
    """A third of the limit, whatever the load, is time that a processor was there for it."""
    begin = time.process_time()
    with pytest.raises(TimeLimitError), time_limit(0.3):
        spin()
    assert time.process_time() - begin > 0.1
    with pytest.raises(TimeLimitError), time_limit(0.1):
        time.sleep(60)


def limit_something_and_spin() -> None:
    with time_limit(60):
        pass
    spin()


def test_a_time_limit_holds_after_one_within_it_has_ended() -> None:
    with pytest.raises(TimeLimitError), time_limit(0.3):
        limit_something_and_spin()


def test_where_nothing_tells_what_others_do_the_clock_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("nnviz.host.limits._SCHEDULED", tmp_path / "none")
    with pytest.raises(TimeLimitError), time_limit(0.1):
        spin()
