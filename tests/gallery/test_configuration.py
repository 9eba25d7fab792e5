"""The settings of a gallery in nnviz.toml or pyproject.toml."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from nnviz.cli.configuration import configured
from nnviz.cli.main import program
from nnviz.errors import UsageError
from nnviz.gallery.settings import Settings

_KEYS_OF_A_FILE = (
    *("title", "course", "licence", "cite", "theme", "size", "dpi", "without", "only", "figures"),
)
_KEYS_OF_A_FILE += ("languages",)
PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture
def written(tmp_path):
    """Writes settings into a file of an empty folder, and returns the folder."""

    def write(text, name="pyproject.toml"):
        (tmp_path / name).write_text(text)
        return tmp_path

    return write


def test_a_folder_without_a_file_of_settings_has_none(tmp_path):
    assert configured(tmp_path) == {}


def test_a_project_that_says_nothing_of_galleries_has_none(written):
    assert configured(written("[project]\nname = 'notes'\n")) == {}


@pytest.mark.parametrize(
    ("name", "table"), [("pyproject.toml", "tool.nnviz.gallery"), ("nnviz.toml", "gallery")]
)
def test_settings_are_read_from_either_file(written, name, table):
    text = f"""
        [{table}]
        theme = "paper"
        size = "page"
        title = "Week 5"
        dpi = 96
        without = ["svg", "frames"]
        only = ["optimization", "dropout"]
    """
    assert configured(written(text, name)) == {
        "theme": "paper",
        "size": "page",
        "title": "Week 5",
        "dpi": 96,
        "without": ("svg", "frames"),
        "only": ("optimization", "dropout"),
    }


def test_nnviz_toml_goes_before_pyproject_toml(written):
    written("[gallery]\ndpi = 50\n", "nnviz.toml")
    assert configured(written("[tool.nnviz.gallery]\ndpi = 96\n")) == {"dpi": 50}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("themes = 'paper'", "has the key themes, which there is not. Did you mean theme?"),
        ("theme = 3", "theme in {place} must be a text; got 3."),
        ("title = ''", "title in {place} must be a text; got ''."),
        ("dpi = '96'", "dpi in {place} must be a number from 20 to 1200; got '96'."),
        ("dpi = true", "dpi in {place} must be a number from 20 to 1200; got True."),
        ("dpi = nan", "dpi in {place} must be a number from 20 to 1200; got nan."),
        ("dpi = 5000", "dpi in {place} must be a number from 20 to 1200; got 5000."),
        (
            "without = 'svg'",
            "of svg, pdf, frames, phones, animations, data, notebook or questions; got 'svg'.",
        ),
        ("without = ['png']", "without in {place} must be a list"),
        ("course = 3", "course in {place} must be a text; got 3."),
        ("figures = ['decay']", "figures in {place} must be tables, one a figure under its name"),
        ("only = [1]", "only in {place} must be a list of concepts or topics; got [1]."),
    ],
)
def test_what_cannot_be_is_refused_with_its_file_and_key(written, line, complaint):
    with pytest.raises(UsageError) as caught:
        configured(written(f"[tool.nnviz.gallery]\n{line}\n"))
    assert complaint.format(place="[tool.nnviz.gallery] of pyproject.toml") in str(caught.value)
    assert "pyproject.toml" in str(caught.value)


def test_a_figure_has_its_concept_its_looks_and_the_rest_are_parameters(written):
    text = """
        [gallery.figures.slow-decay]
        concept = "decay"
        title = "Slowly"
        size = "page"
        beta = 0.99
        steps = 10
    """
    (figure,) = configured(written(text, "nnviz.toml"))["figures"]
    assert (figure.name, figure.concept) == ("slow-decay", "decay")
    assert figure.authored.texts == {"title": "Slowly"}
    assert (figure.theme, figure.size) == ("", "page")
    assert figure.setting.values == {"beta": 0.99, "steps": 10}


def test_a_figure_that_names_no_concept_is_of_the_one_that_it_is_called_as(written):
    (figure,) = configured(written("[gallery.figures.decay]\nbeta = 1", "nnviz.toml"))["figures"]
    assert (figure.name, figure.concept) == ("decay", "decay")


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (
            "[gallery.figures.a]\nconcept = 3",
            "concept in [gallery.figures.a] of nnviz.toml must be",
        ),
        ("[gallery.figures.a]\nconcept = 'b'\nt = 12:00:00", "t in [gallery.figures.a] of nnviz.t"),
        ("[gallery.figures.'../a']\nconcept = 'b'", "[gallery.figures.../a] of nnviz.toml: the na"),
        ("[gallery.figures.A]\nconcept = 'b'", "small letters, digits and hyphens"),
        ("[gallery.figures.a]\n[gallery.figures.a]\n", "nnviz.toml cannot be read: "),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_its_file_and_table(written, table, complaint):
    with pytest.raises(UsageError) as caught:
        configured(written(table, "nnviz.toml"))
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[tool.nnviz", "pyproject.toml cannot be read: "),
        ("[tool]\nnnviz = 3", "[tool.nnviz] of pyproject.toml must be a table; got 3."),
    ],
)
def test_a_file_of_another_form_is_refused_in_a_sentence(written, text, complaint):
    with pytest.raises(UsageError) as caught:
        configured(written(text))
    assert complaint in str(caught.value)


@pytest.fixture
def gallery(written, monkeypatch):
    """Runs `nnviz gallery` beside a file of settings, in a folder of its own."""
    folder = written(
        '[tool.nnviz.gallery]\ntitle = "Week 5"\nonly = ["growth"]\n'
        'without = ["svg", "pdf", "frames"]\n'
    )
    monkeypatch.chdir(folder)
    monkeypatch.delenv("NNVIZ_GALLERY", raising=False)
    plugins = [word for name in ("decay", "growth") for word in ("-p", str(PLUGINS / f"{name}.py"))]

    def run(*words):
        return CliRunner().invoke(program, ["--block", "nnviz-teach", *plugins, "gallery", *words])

    return run


def test_the_command_makes_what_the_file_says(gallery):
    assert gallery().stdout.startswith("1 made. ")
    assert "Week 5" in Path("gallery/README.md").read_text()
    assert {path.name for path in Path("gallery/growth").glob("figure*")} == {
        "figure.png",
        "figure-dark.png",
    }
    assert gallery("--check").stdout == "The gallery is what its inputs make.\n"


def test_the_command_line_wins_over_the_file(gallery):
    assert gallery("--dry-run").stdout == "make growth (new)\n"
    assert gallery("--dry-run", "--only", "decay").stdout == "make decay (new)\n"
    assert gallery("--title", "Week 6", "--without", "pdf").exit_code == 0
    assert "Week 6" in Path("gallery/README.md").read_text()
    assert Path("gallery/growth/figure.svg").is_file()
    assert not Path("gallery/growth/figure.pdf").exists()
    assert gallery("--without", "nothing", "--dry-run").stdout == (
        "make growth (changed: without)\n"
    )


def test_a_wrong_setting_is_a_line_and_exit_code_2(gallery):
    Path("nnviz.toml").write_text("[gallery]\ncolour = 'red'\n")
    done = gallery()
    assert done.exit_code == 2
    assert "nnviz.toml" in done.stderr
    assert "colour" in done.stderr


def test_the_file_in_the_gallerys_own_folder_goes_before_the_current_folders(gallery):
    Path("notes").mkdir()
    Path("notes/nnviz.toml").write_text("[gallery]\nonly = ['decay']\n")
    assert gallery("notes", "--dry-run").stdout == "make decay (new)\n"
    assert gallery("--dry-run").stdout == "make growth (new)\n"


def test_init_writes_settings_that_change_nothing_until_they_are_changed(gallery):
    assert gallery("notes", "--init").stdout == f"{Path('notes/nnviz.toml')}\n"
    assert configured(Path("notes")) == {}
    refused = gallery("notes", "--init")
    assert (refused.exit_code, refused.stderr) == (2, "Error: notes/nnviz.toml is there already.\n")


def test_each_setting_that_init_explains_can_be_set(gallery):
    gallery("notes", "--init")
    path = Path("notes/nnviz.toml")
    lines = [line.removeprefix("# ") for line in path.read_text().splitlines()]
    path.write_text("\n".join(line for line in lines if "=" in line or line.startswith("[")))
    told = configured(Path("notes"))
    assert told.pop("languages") == ("en", "ko")
    Settings(**told)
    assert set(configured(Path("notes"))) == set(_KEYS_OF_A_FILE)
