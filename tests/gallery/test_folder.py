import shutil

import pytest

from nnviz.errors import NnvizError, UsageError
from nnviz.gallery import build


@pytest.fixture
def folder(built, tmp_path):
    """A copy of the gallery of two concepts, to be spoiled."""
    return shutil.copytree(built[0], tmp_path / "gallery")


def test_a_gallery_that_is_a_file_is_refused_in_a_sentence(catalog, tmp_path):
    (tmp_path / "gallery").write_text("mine")
    with pytest.raises(UsageError, match="is a file; name a folder"):
        build(catalog("growth"), tmp_path / "gallery")
    assert (tmp_path / "gallery").read_text() == "mine"


def test_a_gallery_below_a_file_is_refused_in_a_sentence(catalog, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NnvizError, match="is not a folder"):
        build(catalog("growth"), tmp_path / "file" / "gallery")


@pytest.mark.parametrize("name", ["README.md", "index.html"])
def test_a_page_of_somebody_else_is_not_overwritten(catalog, tmp_path, name):
    (tmp_path / name).write_text("# My project")
    with pytest.raises(UsageError, match="was not made by nnviz"):
        build(catalog("growth"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_of_somebody_else_is_not_overwritten(catalog, tmp_path):
    (tmp_path / "growth").mkdir()
    (tmp_path / "growth" / "notes.txt").write_text("mine")
    report = build(catalog("growth"), tmp_path)
    assert "was not made by nnviz" in report.failed["growth"]
    assert [path.name for path in (tmp_path / "growth").iterdir()] == ["notes.txt"]


def test_a_concept_that_is_gone_leaves_the_gallery(catalog, folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "notes.txt").write_text("mine")
    report = build(catalog("decay"), folder)
    assert report.removed == ["growth"]
    assert not (folder / "growth").exists()
    for page in ("index.html", "README.md", "decay/index.html"):
        assert "growth" not in (folder / page).read_text()
    assert (folder / "mine" / "notes.txt").read_text() == "mine"


def test_only_leaves_the_other_pages_alone(catalog, folder, digests):
    before = digests(folder)
    report = build(catalog("decay", "growth"), folder, only=["growth"], force=True)
    assert report.made == ["growth"]
    assert digests(folder) == before


def test_only_takes_a_topic_too(catalog, tmp_path):
    report = build(catalog("decay", "growth"), tmp_path, only=["zoology"])
    assert report.made == ["growth"]


def test_only_refuses_a_name_that_there_is_not(catalog, tmp_path):
    with pytest.raises(UsageError, match="Did you mean growth"):
        build(catalog("growth"), tmp_path, only=["grwth"])


@pytest.mark.parametrize("name", ["figure.png", "index.html"])
def test_a_file_that_is_missing_is_made_again(catalog, folder, digests, name):
    before = digests(folder)
    (folder / "growth" / name).unlink()
    build(catalog("decay", "growth"), folder)
    assert digests(folder) == before


def test_what_a_killed_build_left_is_cleared(catalog, folder, digests):
    before = digests(folder)
    nobody = 2**22 + 1  # above the largest process number that Linux gives
    left = folder / f".nnviz-{nobody}-abc" / "growth"
    left.mkdir(parents=True)
    (left / "figure.png").write_bytes(b"half")
    build(catalog("decay", "growth"), folder, only=["growth"], force=True)
    assert digests(folder) == before
    assert not left.parent.exists()
