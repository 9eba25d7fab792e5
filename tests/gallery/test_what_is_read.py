"""What a build finds in its folder is data: what cannot be read there is stale, and made again."""

import fcntl
import json
import os
import shutil
from pathlib import Path

import pytest

from nnviz.errors import UsageError
from nnviz.gallery import build, check
from nnviz.gallery.manifest import read_manifest
from nnviz.gallery.record import MOST_BYTES, Record
from nnviz.gallery.site import read_records
from nnviz.host.schema import decoded


@pytest.fixture
def folder(built, tmp_path):
    """A copy of the gallery of two concepts, to be spoiled."""
    return shutil.copytree(built[0], tmp_path / "gallery")


def edited(change):
    def spoil(path: Path) -> None:
        data = json.loads(path.read_text())
        change(data)
        path.write_text(json.dumps(data))

    return spoil


def replaced(make):
    def spoil(path: Path) -> None:
        path.unlink()
        make(path)

    return spoil


def huge(path: Path) -> None:
    os.truncate(path, MOST_BYTES + 1)  # a hole: it takes no place on the disk


ANY = {
    "a pipe": replaced(os.mkfifo),
    "a link": replaced(lambda path: path.symlink_to("/dev/zero")),
    "a folder": replaced(lambda path: path.mkdir()),
    "nothing": replaced(lambda path: path.touch()),
    "huge": huge,
    "nested": lambda path: path.write_text("[" * 100_000 + "]" * 100_000),
    "a list": lambda path: path.write_text("[]"),
    "a large number": lambda path: path.write_text("1" * 10_000),
    "no text": lambda path: path.write_bytes(b"\xff\xfe"),
    "a newer one's": edited(lambda data: data.update(edition=2)),
}
RECORD = ANY | {
    "without claims": edited(lambda data: data["state"].pop("claims")),
    "with a number for a title": edited(lambda data: data.update(title=5)),
    "with half a letter": edited(lambda data: data.update(title="\ud800")),
    "of another folder": edited(lambda data: data.update(folder="../../x")),
    "without height": edited(lambda data: data.update(height=0)),
    "with endless width": edited(lambda data: data.update(width=1e400)),
    "citing no claim": edited(
        lambda data: data["state"]["story"]["look"].append(
            {"text": "So it is.", "version": 0, "cites": ["nobody"]}
        )
    ),
    "without its look": edited(lambda data: data["state"]["story"].pop("look")),
    "showing a stranger's picture": edited(lambda data: data["state"].update(light="../a.svg")),
    "showing a missing picture": edited(lambda data: data["state"].update(light="a.svg")),
}
MANIFEST = ANY | {
    "of pages elsewhere": edited(lambda data: data["pages"].update({"../x": {}})),
    "of files elsewhere": edited(lambda data: data["files"].update({"../x": "0"})),
    "of numbers": edited(lambda data: data.update(files=7)),
}


def each(kinds):
    return pytest.mark.parametrize("spoil", [pytest.param(s, id=name) for name, s in kinds.items()])


@each(RECORD)
def test_a_record_that_cannot_be_read_is_stale(catalog, folder, spoil):
    spoil(folder / "growth" / "concept.json")
    assert [record.name for record in read_records(folder)] == ["decay"]
    told = ["growth must be made again (edited: concept.json)."]
    assert check(catalog("decay", "growth"), folder) == told


@each(MANIFEST)
def test_of_a_manifest_that_cannot_be_read_nothing_is_believed(catalog, folder, spoil):
    spoil(folder / "manifest.json")
    assert read_manifest(folder).pages == {}
    assert "growth must be made again (new)." in check(catalog("growth", "decay"), folder)


@pytest.mark.parametrize("kind", ["a pipe", "a link", "a folder", "huge"])
def test_what_stands_in_place_of_files_gives_way(catalog, folder, digests, kind):
    before = digests(folder)
    for name in ("growth/concept.json", "decay/figure.png", "decay/index.html", "README.md"):
        ANY[kind](folder / name)
    if kind != "huge":  # which says nowhere who made it
        ANY[kind](folder / "manifest.json")
    assert len(check(catalog("decay", "growth"), folder)) > 1
    if kind == "huge":
        (folder / "README.md").unlink()
    build(catalog("decay", "growth"), folder)
    assert check(catalog("decay", "growth"), folder) == []
    assert digests(folder) == before


def test_a_link_in_place_of_a_page_gives_way_and_what_it_leads_to_stays(catalog, folder, tmp_path):
    elsewhere = (folder / "growth").rename(tmp_path / "elsewhere")
    (folder / "growth").symlink_to(elsewhere)
    report = build(catalog("decay", "growth"), folder)
    assert report.failed["growth"].endswith("was not made by nnviz; move it away.")
    (folder / "growth").unlink()
    assert build(catalog("decay", "growth"), folder).made == ["growth"]
    assert (elsewhere / "concept.json").is_file()


@pytest.mark.parametrize("name", ["manifest.json", "index.html", "stix-two-math.woff2"])
def test_a_folder_of_somebody_in_place_of_a_file_is_named(catalog, folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    (folder / name / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="is a folder and would be overwritten; move it away"):
        build(catalog("decay", "growth"), folder)
    assert (folder / name / "notes.txt").read_text() == "mine"


def test_a_record_says_where_it_cannot_be_read(built):
    data = json.loads((built[0] / "decay" / "concept.json").read_text())
    data["sweeps"][0]["states"][1]["claims"][0]["law"] = "yes"
    with pytest.raises(ValueError, match="sweeps: 0: states: 1: claims: 0: law: it is no truth"):
        decoded(Record, json.dumps(data).encode())


def test_a_page_whose_record_cannot_be_read_and_is_no_concept_is_named(catalog, folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "concept.json").write_text("{}")
    report = build(catalog("decay"), folder)
    assert report.removed == ["growth"]
    assert report.notices == [f"{folder / 'mine'} cannot be read and was left."]
    assert check(catalog("decay"), folder) == []


@pytest.mark.parametrize("run", [check, build])
def test_what_a_killed_build_left_is_removed_by_any_run(catalog, folder, digests, run):
    before = digests(folder)
    left = folder / ".nnviz-12345-abc" / "growth"
    left.mkdir(parents=True)
    (left / "figure.png").write_bytes(b"half")
    run(catalog("decay", "growth"), folder)
    assert digests(folder) == before


def test_what_a_build_writes_at_this_moment_stays(catalog, folder):
    busy = folder / ".nnviz-busy"
    busy.mkdir()
    lock = os.open(busy, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert check(catalog("decay", "growth"), folder) == []
    assert busy.is_dir()
    os.close(lock)
    assert check(catalog("decay", "growth"), folder) == []
    assert not busy.exists()


def test_without_locks_only_what_is_two_days_old_is_taken_for_left(catalog, folder, monkeypatch):
    monkeypatch.setattr("nnviz.gallery.folders.sys.platform", "win32")
    new, old = folder / ".nnviz-new", folder / ".nnviz-old"
    for each in (new, old):
        each.mkdir()
    os.utime(old, (0, 0))
    assert check(catalog("decay", "growth"), folder) == []
    assert new.is_dir()
    assert not old.exists()
