"""`nnviz code`: the core's own code as it ran, and a script; plain in a pipe, coloured if asked."""

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from textwrap import dedent

import pytest

from nnviz.core.optimizers import Momentum
from nnviz.listings import tokens

Run = Callable[..., CompletedProcess[str]]
RULE = dedent(inspect.getsource(Momentum.rule))
SCRIPT = Path(__file__).parents[2] / "plugins/nnviz_concepts/optimization/scripts/momentum.py"


def test_the_core_s_rule_and_the_script_are_printed_as_they_are(nnviz: Run) -> None:
    told = nnviz("code", "momentum").stdout
    assert told.startswith("# Momentum.rule as it ran: nnviz.core.optimizers.descent, lines ")
    assert f"\n\n{RULE}\n# In NumPy alone, at the default parameters: momentum.py\n\n" in told
    assert told.endswith(SCRIPT.read_text(encoding="utf-8") + "\n")


def test_the_lines_named_are_those_of_the_rule(nnviz: Run) -> None:
    (listing,) = json.loads(nnviz("code", "momentum", "--json").stdout)["core"]
    first, last = map(int, listing["title"].rpartition(" ")[2].split("–"))
    lines = Path(inspect.getfile(Momentum)).read_text(encoding="utf-8").splitlines()
    assert dedent("\n".join(lines[first - 1 : last])) + "\n" == listing["code"] == RULE


def test_the_script_in_json_runs_by_itself(nnviz: Run, tmp_path: Path) -> None:
    script = json.loads(nnviz("code", "momentum", "--json").stdout)["script"]["code"]
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "Away after 40 steps, without and with momentum: [4.643 0.93 ]\n"


def test_colour_is_there_when_asked_for_and_changes_no_letter(nnviz: Run) -> None:
    coloured = nnviz("code", "momentum", FORCE_COLOR="1").stdout
    assert "\x1b[34m\x1b[1mdef\x1b[0m rule(" in coloured
    assert nnviz("code", "momentum", FORCE_COLOR="1", NO_COLOR="1").stdout == (
        nnviz("code", "momentum").stdout
    )


@pytest.mark.parametrize("code", [RULE, SCRIPT.read_text(encoding="utf-8")])
def test_the_pieces_of_some_code_are_the_whole(code: str) -> None:
    assert "".join(text for _, text in tokens(code)) == code


def test_what_stands_in_a_string_or_a_comment_is_no_keyword() -> None:
    found = [piece for piece in tokens('x = f"# if \\" it"  # or "so"\nif_ = not 1') if piece[0]]
    assert ("comment", '# c "q"') in [*tokens('x = "\\\\" + y  # c "q"')]
    strings = [("string", 'f"# if \\" it"'), ("comment", '# or "so"'), ("keyword", "not")]
    assert found == strings


def test_a_concept_without_code_says_so_in_a_sentence(run: Run) -> None:
    done = run("code", "doubling")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Error: doubling names no code and has no script. What is behind")
    told = json.loads(run("code", "doubling", "--json").stdout)
    assert told == {"name": "doubling", "core": [], "script": None}


def test_what_is_printed_is_a_program(nnviz: Run, tmp_path: Path) -> None:
    script = nnviz("code", "momentum").stdout.rpartition("# In NumPy alone")[2]
    command = [sys.executable, "-I", "-c", f"#{script}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "Away after 40 steps, without and with momentum: [4.643 0.93 ]\n"


def test_an_unknown_concept_is_refused_with_the_nearest(run: Run) -> None:
    done = run("code", "doublin")
    assert done.returncode == 2
    assert "Did you mean doubling or" in done.stderr


def test_a_single_file_plugin_has_a_script_and_code_of_its_own(
    nnviz: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    source = concept_source("Mine").replace(
        "class Mine", "def double(number):\n    return 2 * number\n\n\nclass Mine"
    )
    source = source.replace("    topic =", "    code = (double,)\n    topic =")
    (tmp_path / "mine.py").write_text(source, encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "mine.py").write_text("print(2 * 2.0)\n", encoding="utf-8")
    done = nnviz("code", "mine", "-p", "mine.py", cwd=tmp_path)
    assert "double as it ran: nnviz_plugin_mine, lines 9–10\n\ndef double(number):" in done.stdout
    assert done.stdout.endswith("default parameters: mine.py\n\nprint(2 * 2.0)\n\n")


def test_a_script_in_the_plugins_folder_is_no_plugin(
    nnviz: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    (tmp_path / "mine.py").write_text(concept_source("Mine"), encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "mine.py").write_text("print(2 * 2.0)\n", encoding="utf-8")
    rows = json.loads(nnviz("list", "--json", NNVIZ_PLUGINS=str(tmp_path)).stdout)
    assert [row["name"] for row in rows].count("mine") == 1
    assert "mine.py" in nnviz("code", "mine", NNVIZ_PLUGINS=str(tmp_path)).stdout


def test_code_that_cannot_be_shown_is_the_plugin_s_fault(
    nnviz: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    source = concept_source("Mine").replace("    topic =", '    code = ("double",)\n    topic =')
    (tmp_path / "mine.py").write_text(source, encoding="utf-8")
    done = nnviz("code", "mine", "-p", "mine.py", cwd=tmp_path)
    assert done.returncode == 1
    assert "plugin" in done.stderr
    assert "code must be a tuple of functions; got ('double',)" in done.stderr
