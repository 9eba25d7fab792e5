"""Whoever types the wrong thing gets one sentence that helps, and exit code 2."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

Run = Callable[..., CompletedProcess[str]]


ARTIST = """

from matplotlib.artist import Artist


class Late(Artist):
    def draw(self, renderer):
        raise ValueError("too late")
"""


def tardy(folder: Path, source: str, drawn: str) -> Path:
    """Return a plugin file in which the concept of a source draws something else."""
    file = folder / "tardy.py"
    source = source.replace('figure.subplots().plot(result["path"])', drawn)
    file.write_text(source.replace("import Concept", "import drawing, Concept"))
    return file


def refused(done: CompletedProcess[str]) -> str:
    """Return the sentence with which a command line was refused."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["lst"], "Error: No such command 'lst'. Did you mean 'list'?"),
        (["show", "dubling"], "Error: there is no concept dubling. Did you mean doubling"),
        (["show", "zzz"], "Error: there is no concept zzz. See: nnviz list"),
        (["check", "dubling"], "Error: there is no concept dubling. Did you mean doubling"),
        (["show", "doubling", "--nmber", "2"], "Error: No such option '--nmber'. Did you mean"),
        (["list", "--jsn"], "Error: No such option '--jsn'. Did you mean '--json'?"),
        (["list", "--topic", "dta"], "Error: there is no topic dta. Did you mean data?"),
        (["list", "--topic", "zzz"], "The topics are optimization, data and tests."),
        (["show", "doubling", "--theme", "slide"], "Did you mean slides?"),
        (["show", "doubling", "--size", "slides"], "Did you mean slide?"),
        (["show", "doubling", "--save", "figure.gif"], ".png, .svg or .pdf, or be a folder."),
        (["show", "doubling", "--data-out", "data.csv"], "data.csv must end in .npz or .json."),
        (["show", "doubling", "--dpi", "5"], "5.0 is not in the range 20<=x<=1200."),
        (["show", "doubling", "--dpi", "nan"], "nan is not a finite number."),
        (["show", "doubling", "--seed", "one"], "'one' is not a valid integer."),
        (["-p", 300 * "a" + ".py", "list"], "cannot be read: file name too long."),
        (["-p", "nowhere.py", "list"], "Error: the plugin file nowhere.py does not exist."),
        (["show", "doubling", "-p", "nowhere.py"], "the plugin file nowhere.py does not exist."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_there_is_not_is_refused_with_a_way_on(
    run: Run, tmp_path: Path, words: list[str], sentence: str
) -> None:
    assert sentence in refused(run(*words, cwd=tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("-1", "must be at least 0 and less than 100; got -1."),
        ("100", "must be at least 0 and less than 100; got 100."),
        ("nan", "must be a number, at least 0 and less than 100; got nan."),
        ("inf", "must be a number, at least 0 and less than 100; got inf."),
        ("two", "must be a number, at least 0 and less than 100; got two."),
        ("", "must be a number, at least 0 and less than 100; got nothing."),
    ],
)
def test_a_value_out_of_range_names_parameter_range_and_value(
    run: Run, tmp_path: Path, value: str, said: str
) -> None:
    sentence = refused(run("show", "doubling", "--number", value, cwd=tmp_path))
    assert sentence == f"Error: Invalid value for '--number': {said}"
    assert list(tmp_path.iterdir()) == []


def test_a_word_that_is_no_choice_gets_the_nearest(run: Run) -> None:
    sentence = refused(run("show", "doubling", "--form", "fency"))
    assert sentence.endswith("must be plain or fancy; got fency. Did you mean fancy?")


def test_no_command_and_no_concept_show_what_there_is(run: Run) -> None:
    assert "Commands:" in run().stdout + run().stderr
    nothing = run("show")
    assert nothing.returncode == 2
    assert "doubling" in nothing.stdout + nothing.stderr


def test_an_import_limit_that_is_no_number_is_refused(run: Run) -> None:
    done = run("show", "doubling", NNVIZ_IMPORT_SECONDS="soon")
    assert refused(done) == "Error: $NNVIZ_IMPORT_SECONDS must be a number of seconds; got soon."


def test_a_mistake_that_all_concepts_of_a_topic_share_is_told_once(run: Run) -> None:
    done = run("export", "--topic", "tests", "--for", "latex", "--theme", "nope")
    assert refused(done).startswith("Error: there is no theme 'nope'")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["json", "open", "order"])
def test_a_parameter_that_no_command_line_could_name_is_refused(
    run: Run, tmp_path: Path, concept_source: Callable[..., str], name: str
) -> None:
    file = tmp_path / "tardy.py"
    file.write_text(concept_source("Tardy").replace("number", name).replace("{{", "{"))
    done = run("check", str(file))
    assert done.returncode == 1
    assert f"parameter {name} has" in done.stdout + done.stderr


def test_what_an_artist_of_a_plugin_raises_when_it_is_drawn_is_one_sentence(
    run: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    late = "figure.subplots().add_artist(Late())"
    file = tardy(tmp_path, concept_source("Tardy") + ARTIST, late)
    for words in (["show", "tardy", "--save", "o.png"], ["export", "tardy", "--for", "latex"]):
        done = run(*words, "-p", str(file), cwd=tmp_path)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "ValueError in draw: too late" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["tardy.py"]


def test_what_moves_is_to_blame_for_what_it_raises_on_the_way(
    run: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    playing = "drawing.play(figure, figure.subplots().plot([0, 1]), lambda share: [][int(share)])"
    file = tardy(tmp_path, concept_source("Tardy"), playing)
    done = run("animate", "tardy", "-p", str(file), cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "tardy.py" in done.stderr


def test_an_animation_moves_however_short_it_is(
    run: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    moving = "drawing.reveal(*figure.subplots().plot([0, 1, 2]))"
    file = tardy(tmp_path, concept_source("Tardy"), moving)
    done = run("animate", "tardy", "-p", str(file), "--seconds", "0.1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "tardy.gif") as film:
        assert film.n_frames == 2


def test_an_option_s_former_name_is_answered_with_the_one_it_has(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "wide.py"
    source.write_text(
        "from nnviz import Concept, parameter\n\n\nclass Wide(Concept):\n    'It is wide.'\n"
        "    units: int = parameter(3, 'Units.', ge=1, formerly='breadth')\n"
    )
    sentence = refused(run("show", "wide", "-p", str(source), "--breadth", "4"))
    assert sentence.endswith("--breadth is called --units now.")
    sentence = refused(run("sweep", "wide", "-p", str(source), "--vary", "breadth=1,2"))
    assert sentence.endswith("no parameter breadth to vary. It is called units now.")
