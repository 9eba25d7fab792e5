import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnviz.cli.main import program

PLUGINS = Path(__file__).parent / "plugins"


def weight():
    """What the summary must say of the folder `gallery`."""
    sizes = [path.stat().st_size for path in Path("gallery").rglob("*") if path.is_file()]
    return f"The gallery weighs {sum(sizes) / 1e6:.1f} MB."


@pytest.fixture
def gallery(tmp_path, monkeypatch):
    """Runs `nnviz gallery` with test plugins in an empty folder; returns what came of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NNVIZ_GALLERY", raising=False)

    def run(*words, plugins=("growth",), **more):
        files = [word for name in plugins for word in ("-p", str(PLUGINS / f"{name}.py"))]
        return CliRunner().invoke(
            program, ["--block", "nnviz-teach", *files, "gallery", *words], **more
        )

    return run


def test_the_folder_is_gallery_where_none_is_named(gallery):
    done = gallery()
    assert done.exit_code == 0
    assert done.stdout == f"1 made. {weight()}\ngallery/index.html\n"
    assert Path("gallery/growth/index.html").is_file()
    assert gallery("--check").stdout == "The gallery is what its inputs make.\n"


def test_the_environment_names_the_folder(gallery):
    assert gallery("--dry-run", env={"NNVIZ_GALLERY": "notes"}).exit_code == 0
    assert gallery("--json", env={"NNVIZ_GALLERY": "notes"}).exit_code == 0
    assert [path.name for path in Path().iterdir()] == ["notes"]


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(gallery):
    assert gallery("--dry-run").stdout == "make growth (new)\n"
    assert not Path("gallery").exists()


def test_what_failed_is_told_with_its_reason_and_exit_code_1(gallery):
    done = gallery("out", plugins=("growth", "raises"))
    assert done.exit_code == 1
    assert "no data today" in " ".join(done.stderr.split())
    assert "1 made, 1 failed." in done.stdout


def test_claims_that_do_not_hold_are_told_and_are_no_failure(gallery):
    done = gallery("out", plugins=("hostile",))
    assert done.exit_code == 0
    assert "1 claims that do not hold" in done.stdout
    assert "hostile does not hold: " in done.stdout


def test_a_folder_without_concepts_is_told_as_such(gallery):
    done = gallery(plugins=())
    assert done.exit_code == 0
    assert done.stdout.startswith(f"There is no concept to make. {weight()}")


def test_what_plugins_do_that_they_should_not_is_noted_once(gallery):
    done = gallery(plugins=("choosers", "no_optimizers"))
    assert done.exit_code == 0
    assert "2 made." in done.stdout
    (note,) = done.stderr.splitlines()
    assert note.startswith("Note: plugin ")
    assert note.endswith("nnviz_optimizers must return a mapping of names; got NoneType.")


def test_json_tells_the_same(gallery):
    done = json.loads(gallery("out", "--json", plugins=("growth", "raises")).stdout)
    assert done["made"] == ["growth"]
    assert list(done["failed"]) == ["raises"]
    assert done["seconds"]["growth"] > 0
    assert done["size"] == sum(p.stat().st_size for p in Path("out").rglob("*") if p.is_file())


def test_check_fails_where_a_page_is_missing(gallery):
    done = gallery("--check")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == "growth must be made again (new)."


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--only", "grwth"], "Did you mean growth?"),
        (["file"], "the gallery file is a file; name a folder."),
        (["--jobs", "0"], "0 is not in the range"),
        (["--timeout", "nan"], "nan is not a finite number"),
        (["--dpi", "inf"], "inf"),
        (["--dpi", "5"], "5.0 is not in the range"),
        (["--without", "png"], "'png' is not one of"),
        (["--theme", "slidse"], "Did you mean slides?"),
        (["--size", "huge"], "there is no size"),
    ],
)
def test_what_cannot_be_is_refused_with_exit_code_2(gallery, words, complaint):
    Path("file").write_text("mine")
    done = gallery(*words)
    assert complaint in done.stderr
    assert done.exit_code == 2
    assert [path.name for path in Path().iterdir()] == ["file"]
