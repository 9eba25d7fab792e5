"""Every command beside plugins that fail in every way: each costs only itself."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

REASONS = {
    "allocates-on-import": "MemoryError on import",
    "contradicts-itself": "parameter rate must be at least 0 and at most 1; got 2",
    "empty": "it offers no concept and no hook",
    "ends-the-process": "it ended its process (exit code 0), while it was imported",
    "exits": "it called exit(0) on import",
    "fails-on-import": "RuntimeError on import: no such luck",
    "has-a-long-literal-title": "the title has 3000007 characters; at most 2000 are shown",
    "has-a-long-title": "the title has 2800000 characters; at most 2000 are shown",
    "hangs": "it took longer than 2 s on import",
    "hangs-hard": "it used more than 3 s of a processor and was stopped, while it was imported",
    "has-a-huge-default": "parameter count must be a whole number; got a number of more than 3,000",
    "interrupts": "it crashed its process (SIGINT), while it was imported",
    "is-incomplete": "Hostile does not define draw",
    "is-of-api-1": "it is written for plugin API 1: make headline a text",
    "is-missing": "No module named 'module_that_is_not'",
    "lacks-the-marker": "nnviz_optimizers lacks its marker",
    "misspells-a-hook": "no hook nnviz_optimisers. Did you mean nnviz_optimizers?",
    "needs-a-later-api": "it needs plugin API 99",
    "needs-a-later-api-quietly": "it needs plugin API 99",
    "nested": "MemoryError on import: its source is nested too deeply to be read",
    "not-utf8": "invalid continuation byte" if sys.version_info < (3, 14) else "Non-UTF-8 code",
    "null-byte": "null byte",
    "offers-no-class": "'momentum', which is no Concept class",
    "raises-in-hook": "LookupError in nnviz_concepts: nothing here",
    "raises-the-untold": "Untold on import",
    "recurses": "RecursionError on import",
    "returns-a-number": "nnviz_concepts must return a list of Concept classes; got int",
    "returns-none": "nnviz_optimizers must return a mapping of names; got NoneType",
    "syntax-error": "invalid syntax",
    "tries-without-end": "try_next must be a tuple; got generator",
    "wants-an-argument": "'weather'",
}
"""The plugins that cannot be imported, or offer what cannot be used, and why."""

LIMITS = {"NNVIZ_IMPORT_SECONDS": "2", "NNVIZ_MEMORY_GB": "0.3"}
WITHOUT_WAITING = ("--block", "hangs", "--block", "hangs-hard")
NAMES_WITHOUT_WAITING = [name for name in REASONS if name not in WITHOUT_WAITING]

FAILURES_IN_USE = {
    "allocates": "MemoryError in compute: Unable to allocate",
    "claims-a-truth": "is_one must return Measured(…), or a sentence that says why",
    "claims-the-unknown": "names {two}, which is neither a parameter nor a value",
    "exits-when-told": "Untold in compute (",
    "is-too-wide": "asks for >900000000 characters; no number has so many",
    "never-tells": "Untold in compute (",
    "raises-when-made": "ArithmeticError while it was made: not today",
    "says-too-much": "ValueError in compute: nonono",
    "says-too-much-as-nnviz": "NnvizError in compute: nonono",
    "speaks-without-end": "has 2000000 characters; at most 20000 can be shown",
    "computes-a-list": "compute must return a mapping of names to values; got list",
    "exits-in-compute": "it called exit('enough') in compute",
    "raises-controls": "ArithmeticError in compute: it clears the screen: ",
    "raises-in-compute": "ArithmeticError in compute: it does not add up",
    "raises-in-draw": "ValueError",
    "recurses-in-compute": "RecursionError in compute",
}
"""The plugins that import well and fail when their concept is run."""

ENDINGS = {
    "crashes-in-compute": "it crashed its process (SIGKILL)",
    "ends-the-process-in-compute": "it ended its process (exit code 0)",
    "ends-the-process-in-draw": "it ended its process (exit code 3)",
}
"""The plugins that end the process in which their concept is run, so that it takes a child."""

NOTICES = {
    "changes-folder": ("on import it changes the working folder", "in compute it changes the work"),
    "changes-rcparams": ("on import it changes rcParams: lines.linewidth; that was put back",),
    "controls-the-terminal": ("in compute it prints",),
    "prints": ("on import it prints",),
    "prints-in-compute": ("in compute it prints",),
    "seeds": (
        "in compute NumPy's global generator is used or seeded; that was put back",
        "in compute Python's global generator is used or seeded; that was put back",
    ),
    "starts-threads": ("on import it leaves a thread running: spinning",),
    "starts-threads-in-compute": ("in compute it leaves a thread running: spinning",),
}
"""The plugins that work, and change what they share with all others, with what is said of it."""

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

WELL = (
    *("healthy", "nnviz-teach", "hangs-in-compute", "claims-without-end"),
    *("half-a-million-points", "nests-brackets", "replaces-json"),
)

CANNOT_BE_SHOWN = sorted(
    set(REASONS | FAILURES_IN_USE)
    - {"ends-the-process", "interrupts", "hangs-hard"}  # they seize the process that shows them
    - {"is-missing", "returns-none", "wants-an-argument"}  # they have no concept to show
)


@pytest.fixture(scope="module")
def run(nnviz: Run, healthy_folder: Path, hostile_folder: Path, rivals_folder: Path) -> Run:
    path = (healthy_folder, hostile_folder, rivals_folder)
    return in_text_alone(partial(nnviz, path=path, **LIMITS))


def in_text_alone(run: Run) -> Run:
    """Hold each command to print no control character, whatever the plugins say."""

    def print_text(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        done = run(*words, **more)
        assert CONTROLS.findall(done.stdout + done.stderr) == []
        return done

    return print_text


@pytest.fixture(scope="module")
def run_with_rivals(nnviz: Run, healthy_folder: Path, rivals_folder: Path) -> Run:
    return partial(nnviz, path=(healthy_folder, rivals_folder))


@pytest.fixture(scope="module")
def statuses(run: Run) -> list[dict[str, Any]]:
    done = run("plugins", "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="module")
def checked(run: Run) -> subprocess.CompletedProcess[str]:
    return run("--block", "hangs-in-compute", "--block", "claims-without-end", "check", "--json")


def status_of(statuses: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(status for status in statuses if status["distribution"] == name)


def test_list_shows_the_healthy_and_counts_the_rest(run: Run) -> None:
    done = run("list")
    assert done.returncode == 0
    assert "bundled  " in done.stdout
    assert "well  " in done.stdout
    first, *rest = done.stderr.splitlines()
    assert first.endswith("plugins cannot be used; see: nnviz plugins")
    assert all("is not yet known; nnviz plugins waits for it." in line for line in rest)


def test_list_as_json_is_not_spoilt_by_a_plugin_that_prints(run: Run) -> None:
    names = {card["name"] for card in json.loads(run("list", "--json").stdout)}
    assert {"bundled", "well", "prints"} <= names


def test_json_is_printed_whatever_a_plugin_has_put_in_its_place(
    nnviz: Run, one_hostile: Callable[[str], Path], tmp_path: Path
) -> None:
    words = ("show", "replaces-json", "--json", "--no-open")
    done = nnviz(*words, path=[one_hostile("replaces-json")], cwd=tmp_path)
    assert json.loads(done.stdout)["name"] == "replaces-json"


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("show", "--help")])
def test_help_is_whole(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_the_healthy(run: Run, shell: str) -> None:
    words = {"COMP_WORDS": "nnviz show we", "COMP_CWORD": "2" if shell != "fish" else "we"}
    done = run(_NNVIZ_COMPLETE=f"{shell}_complete", **words)
    assert done.stderr == ""
    assert "well" in done.stdout


@pytest.mark.parametrize("name", REASONS)
def test_plugins_tells_the_reason(statuses: list[dict[str, Any]], name: str) -> None:
    status = status_of(statuses, name)
    assert status["state"] == "failed"
    assert REASONS[name] in status["reason"]
    assert status["reason"].count("\n") == 0
    assert status["remove"] == f"python -m pip uninstall {name}"


@pytest.mark.parametrize("name", [*WELL, *NOTICES, *ENDINGS, *FAILURES_IN_USE])
def test_plugins_calls_well_what_can_be_imported(statuses: list[dict[str, Any]], name: str) -> None:
    assert status_of(statuses, name)["state"] == "ok"


@pytest.mark.parametrize("name", [name for name in NOTICES if "compute" not in NOTICES[name][0]])
def test_plugins_notes_what_an_import_changes(statuses: list[dict[str, Any]], name: str) -> None:
    (notice,) = status_of(statuses, name)["notices"]
    assert f"{name}: {NOTICES[name][0]}" in notice


def test_plugins_are_sorted(statuses: list[dict[str, Any]]) -> None:
    names = [(status["name"], status["distribution"]) for status in statuses]
    assert names == sorted(names)


def test_plugins_prints_every_reason_for_people_too(run: Run) -> None:
    done = run(*WITHOUT_WAITING, "plugins")
    said = " ".join(done.stdout.split())
    assert [name for name in NAMES_WITHOUT_WAITING if REASONS[name] not in said] == []
    assert "Traceback" not in done.stdout + done.stderr


def test_a_bundled_name_cannot_be_taken(
    run_with_rivals: Run, statuses: list[dict[str, Any]]
) -> None:
    taker = status_of(statuses, "takes-a-name")
    assert taker["state"] == "name taken"
    assert "bundled is offered by nnviz-teach:bundled too" in taker["reason"]
    assert "Doubling as Bundled" in run_with_rivals("show", "bundled", "--no-open").stdout
    assert (
        "Doubling as Taker" in run_with_rivals("show", "takes-a-name:bundled", "--no-open").stdout
    )


def test_two_plugins_of_one_name_are_both_named_and_either_can_be_chosen(
    run_with_rivals: Run, statuses: list[dict[str, Any]]
) -> None:
    assert [status_of(statuses, twin)["state"] for twin in ("twin-a", "twin-b")] == [
        "name taken",
        "name taken",
    ]
    unsure = run_with_rivals("show", "twin")
    assert unsure.returncode == 2
    assert unsure.stderr.endswith(
        "Error: 2 plugins offer twin; choose twin-a:twin or twin-b:twin.\n"
    )
    chosen = run_with_rivals("show", "twin-b:twin", "--no-open", "--json")
    assert "number_twin_b" in json.loads(chosen.stdout)["parameters"]


@pytest.mark.parametrize("name", CANNOT_BE_SHOWN)
def test_show_says_in_a_sentence_what_is_wrong(
    nnviz: Run, one_hostile: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    path, figure = [one_hostile(name)], str(tmp_path / "figure.png")
    done = in_text_alone(nnviz)("show", name, "--save", figure, path=path, **LIMITS)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: plugin {name}:{name}: ")
    assert (REASONS | FAILURES_IN_USE)[name] in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_show_works_beside_them(run: Run, tmp_path: Path) -> None:
    done = run("show", "well", "--save", str(tmp_path / "figure.png"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "figure.png").is_file()


def test_what_a_plugin_prints_on_import_stays_out_of_json(run: Run) -> None:
    done = run("show", "prints", "--no-open", "--json")
    assert json.loads(done.stdout)["name"] == "prints"
    assert done.stderr == (
        "[hello, I am imported]\nNote: plugin prints:prints: on import it prints.\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--topic", "x"),
        ("show", "controls-the-terminal"),
        ("show", "controls-the-terminal", "--help"),
        ("show", "controls-the-terminal", "--word", "c"),
        ("show", "controls-the-terminal", "--traceback"),
        ("export", "controls-the-terminal", "--for", "latex"),
        ("code", "controls-the-terminal"),
        ("check", "controls-the-terminal", "--read"),
        ("animate", "controls-the-terminal"),
        ("sweep", "controls-the-terminal", "--vary", "word=\x1b[2J"),
        ("plugins",),
        ("--traceback", "show", "raises-controls"),
        ("\x1b[2J",),
        ("show", "\u202e"),
        ("-p", "\x9b2J.py", "list"),
    ],
    ids=lambda words: " ".join(words).encode("unicode_escape").decode(),
)
def test_no_control_character_reaches_the_terminal(
    nnviz: Run, one_hostile: Callable[[str], Path], tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = [one_hostile("controls-the-terminal"), one_hostile("raises-controls")]
    in_text_alone(nnviz)(*words, path=path, cwd=tmp_path)
    coloured = nnviz(*words, path=path, cwd=tmp_path, FORCE_COLOR="1")
    said = re.sub(r"\x1b\[(0|1|2|22|3[1-6])m", "", coloured.stdout + coloured.stderr)
    assert CONTROLS.findall(said) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_plain_words_alone(
    nnviz: Run, one_hostile: Callable[[str], Path], shell: str
) -> None:
    path = [one_hostile("controls-the-terminal")]
    line = "nnviz show controls-the-terminal --"
    for words, given in ((f"{line}word ", "b"), (f"{line}wor", "--word")):
        place = {"COMP_WORDS": words, "COMP_CWORD": "4" if given == "b" else "3"}
        if shell == "fish":
            place["COMP_CWORD"] = "" if given == "b" else "--wor"
        done = in_text_alone(nnviz)(path=path, _NNVIZ_COMPLETE=f"{shell}_complete", **place)
        assert given in done.stdout
        assert given == "--word" or not re.search(r"2J|\$\(", done.stdout)


def test_the_gallery_s_readme_shows_controls_as_their_numbers(
    nnviz: Run, one_hostile: Callable[[str], Path], tmp_path: Path
) -> None:
    words = ("gallery", "made", "--only", "controls-the-terminal", "--without", "frames")
    done = nnviz(*words, path=[one_hostile("controls-the-terminal")], cwd=tmp_path)
    assert done.returncode == 0
    readme = (tmp_path / "made" / "README.md").read_text("utf-8")
    assert "\\u001b" in readme
    assert CONTROLS.findall(readme) == []


def test_check_goes_through_all_and_fails(checked: subprocess.CompletedProcess[str]) -> None:
    assert checked.returncode == 1
    assert "Traceback" not in checked.stderr
    report = json.loads(checked.stdout)
    errors = {concept["name"]: concept["error"] for concept in report["concepts"]}
    assert errors["well"] == errors["bundled"] == ""
    said = "\n".join([*errors.values(), *report["plugins"]])
    reasons = [*REASONS.values(), *FAILURES_IN_USE.values(), *ENDINGS.values()]
    assert [reason for reason in reasons if reason not in said] == []


@pytest.mark.parametrize("name", NOTICES)
def test_check_names_what_is_changed_for_everybody(
    checked: subprocess.CompletedProcess[str], name: str
) -> None:
    concepts = json.loads(checked.stdout)["concepts"]
    (report,) = (concept for concept in concepts if concept["name"] == name)
    assert report["error"] == ""
    said = "\n".join(report["notices"])
    assert [notice for notice in NOTICES[name] if notice not in said] == []


@pytest.mark.parametrize("name", ["hangs-in-compute", "claims-without-end"])
def test_check_stops_what_never_ends(
    nnviz: Run, one_hostile: Callable[[str], Path], name: str
) -> None:
    done = nnviz("check", name, "--timeout", "1", path=[one_hostile(name)])
    assert done.returncode == 1
    said = "it took longer than 1 s and was stopped, while it was checked."
    assert said in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("name", "step"), [("hangs-in-compute", "in compute"), ("claims-without-end", "in claims")]
)
def test_show_stops_a_step_that_never_ends_and_says_where_it_was(
    nnviz: Run, one_hostile: Callable[[str], Path], tmp_path: Path, name: str, step: str
) -> None:
    path = [one_hostile(name)]
    done = nnviz("show", name, "-o", "f.png", path=path, cwd=tmp_path, NNVIZ_STEP_SECONDS="1")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: plugin {name}:{name}: it took longer than 1 s {step} (")
    assert re.search(r"\.py, line \d+\); \$NNVIZ_STEP_SECONDS allows more\.\n$", done.stderr)
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


STUCK = '''
from nnviz import Concept, drawing


class Stuck(Concept):
    """Its film never gets on."""

    def compute(self):
        return {"x": [0.0, 1.0]}

    def draw(self, result, figure):
        axes = figure.subplots()
        (line,) = axes.plot(result["x"])
        drawing.play(figure, [line], lambda share: [None for _ in iter(int, share)])
'''


def test_animate_stops_a_film_that_never_gets_on(nnviz: Run, tmp_path: Path) -> None:
    (tmp_path / "stuck.py").write_text(STUCK)
    plugin = ("-p", "stuck.py")
    done = nnviz("animate", *plugin, "stuck", cwd=tmp_path, NNVIZ_STEP_SECONDS="1")
    assert done.returncode == 1
    assert "it took longer than 1 s while it was animated (" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["stuck.py"]


@pytest.mark.parametrize("name", NOTICES)
def test_show_names_what_is_changed_for_everybody_and_goes_on(
    nnviz: Run, one_hostile: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    words = ("show", name, "--save", "figure.png", "--json")
    done = in_text_alone(nnviz)(*words, path=[one_hostile(name)], cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["name"] == name
    assert [notice for notice in NOTICES[name] if f"{name}: {notice}" not in done.stderr] == []
    assert (tmp_path / "figure.png").is_file()


@pytest.mark.slow
def test_half_a_million_points_are_shown_and_checked(
    nnviz: Run, one_hostile: Callable[[str], Path], tmp_path: Path
) -> None:
    path, figure = [one_hostile("half-a-million-points")], tmp_path / "figure.png"
    assert nnviz("show", "half-a-million-points", "--save", str(figure), path=path).returncode == 0
    assert figure.is_file()
    done = nnviz("check", "half-a-million-points", path=path)
    assert "it draws 500,000 points, and takes" in " ".join(done.stdout.split())


def test_check_of_one_that_ends_the_process_fails(run: Run) -> None:
    done = run("check", "ends-the-process")
    assert done.returncode == 1
    assert "it ended its process (exit code 0), while it was imported" in " ".join(
        done.stdout.split()
    )


def test_doctor_names_those_that_are_not_well(run: Run) -> None:
    done = run(*WITHOUT_WAITING, "doctor", "--json")
    assert done.returncode == 1
    plugins = next(row for row in json.loads(done.stdout) if row["name"] == "plugins")
    assert plugins["well"] is False
    assert [name for name in NAMES_WITHOUT_WAITING if name not in plugins["found"]] == []


def test_the_gallery_goes_on_past_failures_and_names_them(run: Run, tmp_path: Path) -> None:
    bad = (
        "ends-the-process",
        "ends-the-process-in-draw",
        "allocates",
        "exits-in-compute",
        "raises-in-draw",
        "is-incomplete",
    )
    only = [word for name in ("well", *bad) for word in ("--only", name)]
    done = run("gallery", str(tmp_path / "gallery"), *only, "--jobs", "2")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    said = " ".join(done.stderr.split())
    assert [name for name in bad if f"{name} failed:" not in said] == []
    assert (tmp_path / "gallery" / "well" / "index.html").is_file()
    assert (tmp_path / "gallery" / "index.html").is_file()
