"""What is printed: plain in a pipe, coloured when asked, parseable as JSON, whole anywhere."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from unicodedata import east_asian_width

import pytest

from nnviz import __version__
from nnviz.cli.output import claims, echo_json, width, wrapped
from tests.waiting import NEVER

Run = Callable[..., CompletedProcess[str]]
Environment = Callable[..., dict[str, str]]
ESCAPE = "\x1b["


def nnviz_process(
    environment: dict[str, str], *words: str, **more: object
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "nnviz", *words]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload, no-any-return]


def test_the_version_is_the_packages(run: Run) -> None:
    assert run("--version").stdout == f"nnviz {__version__}\n"


def test_python_m_nnviz_is_nnviz(run: Run) -> None:
    assert run("--help").stdout.startswith("Usage: nnviz ")


def test_help_fits_a_screen(run: Run) -> None:
    lines = run("--help").stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_help_documents_the_exit_codes(run: Run) -> None:
    told = " ".join(run("--help").stdout.split())
    assert "Exit codes: 0 well; 1 a claim" in told
    assert "130 interrupted" in told


@pytest.mark.parametrize(
    "command", ["list", "show", "code", "check", "plugins", "gallery", "doctor"]
)
def test_every_command_has_help_in_80_columns(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_help_of_a_concept_gives_default_range_and_meaning(run: Run) -> None:
    told = " ".join(run("show", "doubling", "--help").stdout.split())
    assert "--number NUMBER what is doubled [default: 2; at least 0 and less than 100]" in told
    assert "--form TEXT how it is called [default: plain; plain or fancy]" in told


def test_list_names_each_concept_below_its_topic(run: Run) -> None:
    assert run("list").stdout == (
        "Optimization\n  redoubling  Doubling makes twice the number.\n\n"
        "Data\n  doubling  Doubling makes twice the number.\n\n"
        "Tests\n  odd  Doubling makes twice the number.\n\n"
    )


def test_list_as_json_describes_the_parameters(run: Run) -> None:
    card = json.loads(run("list", "--topic", "tests", "--json").stdout)[0]
    assert (card["name"], card["distribution"], card["version"]) == ("odd", "stranger", "1.0")
    number = card["parameters"][0]
    assert number["default"] == 2.0
    assert number["sweep"] == [1.0, 2.0, 3.5]


def test_show_prints_explanation_claims_and_path(run: Run, tmp_path: Path) -> None:
    done = run("show", "doubling", "--save", "a.png", "--save", "b.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Doubling as Doubling",
        "Doubling as Doubling",
        "",
        "Doubling makes twice the number.",
        "",
        "The double is twice as large, as 2x says.",
        "",
        "Doubling makes twice the number.",
        "",
        "Claims",
        "  ✓ 2 doubled is 4",
        "  1 holds.",
        "  --claims prints names and both numbers.",
        "",
        "a.png",
        "b.svg",
        "  There is no screen here. On a computer that has one, type:",
        f"  scp HOST:{tmp_path}/a.png .",
        "",
        "Previous  redoubling",
        "Next      odd",
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "b.svg"}


def test_claims_are_told_with_their_numbers_where_that_is_wanted(run: Run, tmp_path: Path) -> None:
    lines = run("show", "doubling", "--claims", cwd=tmp_path).stdout.splitlines()
    start = lines.index("Claims")
    assert lines[start + 1 : start + 5] == [
        "  ✓ 2 doubled is 4",
        "    [doubles] expected 4, measured 4",
        "  1 holds.",
        "",
    ]


def test_show_says_what_to_know_before_and_what_is_related(nnviz: Run, tmp_path: Path) -> None:
    lines = nnviz("show", "momentum", cwd=tmp_path).stdout.splitlines()
    assert lines[1] == "After 40 steps plain descent is 4.64 from the minimum, momentum 0.93"
    assert "Know before: learning-rate, ewma" in lines
    assert [line.split()[0] for line in lines[-3:]] == ["Previous", "Next", "Related"]
    assert lines[-1].endswith("ewma, nesterov, learning-rate, adam")


def test_what_is_for_the_curious_is_told_where_that_is_wanted(nnviz: Run, tmp_path: Path) -> None:
    told = nnviz("show", "momentum", cwd=tmp_path).stdout
    assert "--curious tells more" in told
    assert "tρᵗ" not in told
    more = nnviz("show", "momentum", "--curious", cwd=tmp_path).stdout
    assert "tρᵗ" in more
    assert "--curious tells more" not in more


def test_an_untrue_claim_is_told_by_show_and_fails_check_only(run: Run, tmp_path: Path) -> None:
    done = run("show", "doubling", "--number", "3", cwd=tmp_path)
    assert done.returncode == 0
    assert "✗ 3 doubled is 6" in done.stdout
    assert "expected 4, measured 6; does not hold with these parameters" in done.stdout


def test_show_as_json_has_numbers_claims_and_files(run: Run, tmp_path: Path) -> None:
    done = run("show", "doubling", "--json", "--data-out", "d.json", "--seed", "3", cwd=tmp_path)
    assert done.stderr == "doubling draws nothing at random; --seed changes nothing.\n"
    shown = json.loads(done.stdout)
    assert shown["parameters"] == {"number": 2.0, "form": "plain"}
    assert shown["numbers"] == {"double": 4.0}
    assert shown["claims"][0]["state"] == "holds"
    assert shown["files"] == ["gallery/doubling.png", "d.json"]
    assert json.loads((tmp_path / "d.json").read_text()) == {"double": 4.0, "path": [0.0, 2.0, 4.0]}


def test_check_tells_each_claim_and_the_sum(run: Run) -> None:
    done = run("check", "doubling", "redoubling")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == (
        "2 concepts, 2 laws: 2 hold; 0 concepts and 0 plugins failed."
    )


def test_doctor_as_json_says_what_is_well(run: Run) -> None:
    rows = {row["name"]: row for row in json.loads(run("doctor", "--json").stdout)}
    assert rows["plugins"]["well"] is True
    assert rows["screen"]["well"] is False


def test_doctor_knows_the_package_of_every_extra_that_a_user_may_want(run: Run) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [extras[name] for name in sorted(set(extras) - {"dev", "peers", "test"})]
    packages = sorted(line.partition(">=")[0] for extra in wanted for line in extra)
    rows = {row["name"]: row for row in json.loads(run("doctor", "--json").stdout)}
    assert rows["extras"]["remedy"].endswith(f"python -m pip install {' '.join(packages)}")


def test_doctor_says_that_another_project_has_the_name_too(
    run: Run, tmp_path: Path, make_distribution: Callable[..., None], plugins_folder: Path
) -> None:
    make_distribution(tmp_path, "nnviz", {}, {})
    rows = {row["name"]: row for row in json.loads(run("doctor", "--json").stdout)}
    assert rows["name"]["well"]
    done = run("doctor", path=(tmp_path, plugins_folder))
    assert done.returncode == 1
    assert "✗ name: another project, nnviz 1.0, has files in nnviz's folder" in done.stdout
    assert "Make a new environment" in done.stdout


def test_piped_output_is_plain_and_colour_can_be_forced(run: Run) -> None:
    assert ESCAPE not in run("list").stdout
    assert ESCAPE in run("list", FORCE_COLOR="1").stdout
    assert ESCAPE not in run("list", FORCE_COLOR="1", NO_COLOR="1").stdout


def on_a_terminal(environment: dict[str, str], *words: str, typed: str = "") -> str:
    """Return what nnviz writes to a terminal, on which is typed what it asks for."""
    ours, theirs = os.openpty()
    os.write(ours, typed.encode())
    process = nnviz_process(environment, *words, stdout=theirs, stdin=theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other side has closed
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    process.communicate()
    assert process.returncode == 0
    return written.decode()


def test_a_terminal_is_coloured_unless_no_color_is_set(
    environment: Environment, plugins_folder: Path
) -> None:
    assert ESCAPE in on_a_terminal(environment(plugins_folder), "list")
    assert ESCAPE not in on_a_terminal(environment(plugins_folder, NO_COLOR="1"), "list")


@pytest.mark.parametrize(
    ("rows", "options", "pages"),
    [(10, (), True), (10, ("--no-pager",), False), (80, (), False)],
)
def test_what_is_longer_than_the_terminal_is_paged(
    environment: Environment,
    plugins_folder: Path,
    tmp_path: Path,
    rows: int,
    options: tuple[str, ...],
    pages: bool,
) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged; cat\n")
    pager.chmod(0o755)
    given = environment(plugins_folder, PAGER=str(pager), TERM="xterm", LINES=str(rows))
    words = ("show", "doubling", "--gallery", str(tmp_path), *options)
    written = on_a_terminal(given, *words)
    assert ("paged" in written) == pages
    assert "1 holds." in written
    assert "Next" in written


def test_a_terminal_that_lacks_a_letter_gets_a_question_mark(run: Run, tmp_path: Path) -> None:
    words = ("show", "doubling", "--gallery", "figures")
    done = run(*words, cwd=tmp_path, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "  ? 2 doubled is 4" in done.stdout
    assert "figures/doubling.png" in done.stdout.splitlines()


def test_an_ascii_output_is_no_crash(run: Run) -> None:
    done = run("check", "doubling", PYTHONIOENCODING="ascii:strict", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")


CONSOLES = ["cp949", "cp1252", "cp437"]
"""What consoles of Windows are encoded in: Korean, western Europe's, and the oldest."""


@pytest.mark.parametrize("encoding", CONSOLES)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("list",), 0),
        (("show", "doubling", "--help"), 0),
        (("show", "doubling", "--gallery", "figures"), 0),
        (("show", "表é표"), 2),
        (("check", "doubling"), 0),
        (("plugins",), 0),
        (("doctor",), 0),
        (("gallery", "pages", "--only", "doubling", "--without", "pdf"), 0),
    ],
)
def test_a_console_of_windows_is_written_to_in_its_encoding_and_files_in_utf_8(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, encoding: str
) -> None:
    done = run(*words, cwd=tmp_path, encoding=encoding, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for page in [*tmp_path.rglob("*.html"), *tmp_path.rglob("*.json")]:
        page.read_bytes().decode("utf-8")


@pytest.mark.parametrize("encoding", [*CONSOLES, "utf-8"])
def test_json_loses_no_letter_to_an_encoding(encoding: str) -> None:
    told = {"β": "é표 ✓ \U0001f600"}
    code = (
        "from nnviz import terminal; from nnviz.cli import output; "
        f"terminal.guard(None); output.echo_json({told!a})"
    )
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout.decode(encoding)) == told


def test_without_a_screen_the_path_is_printed_and_open_says_so(run: Run, tmp_path: Path) -> None:
    done = run("show", "doubling", "--open", cwd=tmp_path, NNVIZ_GALLERY="mine")
    assert done.returncode == 0
    assert "mine/doubling.png" in done.stdout.splitlines()
    assert done.stderr == ("No viewer could be started; the figure is in mine/doubling.png.\n")


def test_a_closed_pipe_ends_quietly(environment: Environment, plugins_folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = nnviz_process(environment(plugins_folder), "list", stdout=writing)
    os.close(writing)
    _, said = process.communicate()
    assert said == b""
    assert process.returncode in (0, 1)


def test_a_full_output_is_told_in_a_sentence(
    environment: Environment, plugins_folder: Path
) -> None:
    with Path("/dev/full").open("wb") as full:
        process = nnviz_process(environment(plugins_folder), "list", stdout=full)
        _, said = process.communicate()
    assert said == b"Error: cannot write the output: no space left on device.\n"
    assert process.returncode == 1


SLOW = """
import sys
import time

from nnviz import Concept


class Slow(Concept):
    \"\"\"It takes its time.\"\"\"

    def compute(self):
        print("computing", file=sys.stderr, flush=True)
        time.sleep(60)
        return {}

    def draw(self, result, figure):
        figure.subplots()
"""


@pytest.fixture
def slow_file(tmp_path: Path) -> Path:
    file = tmp_path / "slow.py"
    file.write_text(SLOW)
    return file


def test_ctrl_c_exits_with_130_and_leaves_nothing(
    environment: Environment, slow_file: Path
) -> None:
    words = ("-p", str(slow_file), "show", "slow", "--save", "figure.png")
    process = nnviz_process(environment(), *words, stdout=subprocess.PIPE, cwd=slow_file.parent)
    assert process.stderr is not None
    assert process.stderr.readline() == b"computing\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=NEVER)
    assert process.returncode == 130
    assert said == b"Interrupted.\n"
    assert {path.name for path in slow_file.parent.iterdir()} <= {"slow.py", "__pycache__"}


def test_a_gallery_that_is_a_file_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gallery").write_text("a file")
    done = run("show", "doubling", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "Error: cannot write gallery/doubling.png: gallery is not a folder.\n"
    assert "  1 holds.\n" in done.stdout


def test_what_is_not_finite_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    echo_json({"far": float("inf"), "all": [1.5, float("nan")], "few": (2, "inf")})
    assert json.loads(capsys.readouterr().out) == {
        "far": None,
        "all": [1.5, None],
        "few": [2, "inf"],
    }


def test_what_takes_two_columns_is_counted_as_two() -> None:
    lines = wrapped("스텝마다 거리는 " * 12).splitlines()
    columns = [sum(2 if east_asian_width(sign) == "W" else 1 for sign in line) for line in lines]
    assert len(lines) > 1
    assert max(columns) <= width()


def test_what_several_members_say_alike_is_said_once_with_the_numbers_of_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = {"name": "own", "state": "holds", "sentence": "Each step is −η g.", "relation": "="}
    told = [{**one, "at": f"{k}", "expected": 3.0, "within": 1.0, "measured": k} for k in (2, 4)]
    for numbers in (False, True):
        claims(told, numbers=numbers)
        said = capsys.readouterr().out
        assert said.count("Each step is −η g.") == 1
        assert said.count("measured") == (2 if numbers else 0)
        assert "2 hold" in said
