"""The guide for plugin authors does what it says: its code is run as printed."""

import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

from nnviz.families import FAMILIES
from nnviz.host.compatibility import hook_names
from nnviz.testing import IsolatedHost
from nnviz.testing.plugins import hook_problems

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+) ?([^\n]*)\n(.*?)```", GUIDE, re.DOTALL)
FILES = {name: text for language, name, text in BLOCKS if language in ("python", "toml")}
HOOKS = [name for name in hook_names() if name != "nnviz_concepts"]

Run = Callable[..., CompletedProcess[str]]


def write_files(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commands(note: str) -> list[list[str]]:
    blocks = [text for language, name, text in BLOCKS if (language, name) == ("sh", note)]
    return [shlex.split(line) for text in blocks for line in text.splitlines()]


def example_of(hook: str) -> str:
    (name,) = (name for name, text in FILES.items() if f"def {hook}(" in text and "/" not in name)
    return name


def test_every_block_of_code_has_its_file() -> None:
    assert all(name for language, name, _ in BLOCKS if language == "python")
    assert len(FILES) == len([1 for language, *_ in BLOCKS if language in ("python", "toml")])


def test_the_first_plugin_is_shown_as_printed(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    shown = [words for words in commands("") if words[1] == "show"]
    assert len(shown) == 2
    for words in shown:
        done = nnviz(*words[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "✓ After" in done.stdout


def test_the_question_of_the_first_plugin_is_asked_as_printed(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    (words,) = (words for words in commands("") if words[1] == "ask")
    done = nnviz(*words[1:], cwd=tmp_path, XDG_STATE_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "Right." in done.stdout


def test_the_film_of_the_first_plugin_moves_as_printed(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    (words,) = commands("film")
    done = nnviz(*words[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "walk.gif") as film:
        assert film.n_frames == 24  # 12 a second
        first = film.convert("RGB").tobytes()
        film.seek(12)
        assert film.convert("RGB").tobytes() != first


def test_a_concept_of_a_data_set_takes_a_readers_file(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    rows = [f"{i},{i % 7 + 9 * (i % 2)},{i % 5},{'ab'[i % 2]}" for i in range(80)]
    (tmp_path / "flowers.csv").write_text("\n".join(["id,length,width,species", *rows]))
    said = []
    for words in commands("own"):
        done = nnviz(*words[1:], "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        said.append(json.loads(done.stdout)["setting"])
    told = "(length, width, without 'id', all standardized): 40 points to learn from"
    assert said == ["circles: 200 points to learn from", f"flowers.csv {told}"]


def test_the_first_plugin_is_told_which_texts_it_lacks(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    (words,) = commands("fails")
    done = nnviz(*words[1:], cwd=tmp_path)
    assert done.returncode == 1
    told = re.findall(r"✗ (\w+):", done.stdout)
    assert told == ["explanation", "setting", "caption", "alt"]


def test_each_hook_has_a_heading_and_each_heading_a_hook() -> None:
    assert sorted(re.findall(r"^### `(nnviz_\w+)`", GUIDE, re.MULTILINE)) == hook_names()


def test_each_family_of_a_parameter_has_a_hook_and_the_other_hooks_are_for_the_command_line() -> (
    None
):
    others = {"nnviz_themes", "nnviz_languages", "nnviz_exporters", "nnviz_commands"}
    assert {f"nnviz_{family}" for family in FAMILIES} | others == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example_of_a_hook_offers_what_works(hook: str, nnviz_host: IsolatedHost) -> None:
    file = example_of(hook)
    nnviz_host.add(Path(file).stem, FILES[file])
    (status,) = (s for s in nnviz_host.catalog.statuses if s.source.path)
    assert status.hooks == (hook,)
    assert hook_problems(status.source, (hook,)) == []


def test_the_example_of_concepts_made_at_run_time_offers_both(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add("powers", FILES["powers.py"])
    assert nnviz_host.show("cube-of-two").result["value"] == 8.0
    assert nnviz_host.show("square-of-two").claims[0].holds


def test_an_example_is_chosen_by_every_parameter_of_its_family(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add("checkers", FILES["checkers.py"])
    shown = nnviz_host.show("dropout", dataset="checkers")
    assert shown.concept.choices("datasets")["checkers"].__name__ == "checkers"


def test_the_help_lists_what_an_example_adds_to_a_choice(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    help = ["show", "optimizers", "--help"]
    added = [word for name in ("sign_descent", "booth", "chalk") for word in ("-p", f"{name}.py")]
    told = " ".join(nnviz(*help, *added, cwd=tmp_path).stdout.split())
    assert "nesterov, adagrad, rmsprop, adam, adamw or sign]" in told
    assert "local_minima or booth]" in told
    assert "paper, slides, dark, notebook or chalk." in told
    assert "sign" not in nnviz(*help, cwd=tmp_path).stdout


def test_an_example_theme_is_drawn_in(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add("chalk", FILES["chalk.py"])
    nnviz_host.add("random_walk", FILES["random_walk.py"])
    figure = nnviz_host.show("random-walk", theme="chalk").figure
    assert figure.get_facecolor()[:3] == pytest.approx((0x24 / 255, 0x35 / 255, 0x2C / 255))


def test_an_example_exporter_writes_what_its_document_shows(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    words = ("random-walk", "-p", "random_walk.py", "-p", "org_mode.py", "--for", "org")
    done = nnviz("export", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["figures/random-walk.svg", "figures/random-walk.org"]
    text = (tmp_path / "figures" / "random-walk.org").read_text(encoding="utf-8")
    assert "[[file:figures/random-walk.svg]]" in text
    again = shlex.split(text.splitlines()[0].removeprefix("# "))
    assert nnviz(*again[1:], cwd=tmp_path).returncode == 0
    assert (tmp_path / "figures" / "random-walk.org").read_text(encoding="utf-8") == text


def test_an_example_command_is_listed_and_run(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    told = nnviz("-p", "numbers_of.py", "--help", cwd=tmp_path).stdout
    assert "numbers  Print the numbers that CONCEPT computes, one a line." in told
    done = nnviz("-p", "numbers_of.py", "numbers", "momentum", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\w+\t[\d.e+-]+$", done.stdout, re.MULTILINE)


def test_lion_keeps_the_contract_as_a_file(nnviz: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    done = nnviz("check", "nnviz-lion/nnviz_lion/lion.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_variables_and_links_of_the_guide_exist() -> None:
    sources = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "nnviz").rglob("*.py"))
    for variable in re.findall(r"^\| `(NNVIZ_\w+)`", GUIDE, re.MULTILINE):
        assert f'"{variable}"' in sources, variable
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)", GUIDE, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= headings


@pytest.fixture
def fresh(tmp_path: Path, environment: Callable[..., dict[str, str]]) -> Run:
    """An environment of its own, which sees this one's libraries and nnviz."""
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    (packages,) = (home / "lib").glob("python*/site-packages")
    here = sysconfig.get_path("purelib")
    (packages / "beside.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    settings = environment() | {
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this one the other way round
        "PIP_NO_DEPS": "1",
    }

    def run(*words: str, cwd: Path = tmp_path) -> CompletedProcess[str]:
        program = [str(home / "bin" / "python"), "-m"]
        return subprocess.run(
            [*program, *words], cwd=cwd, env=settings, capture_output=True, encoding="utf-8"
        )

    return run


@pytest.mark.slow
def test_a_strangers_distribution_lives_beside_nnviz(fresh: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    folder = tmp_path / "nnviz-lion"
    for words in commands("in nnviz-lion"):
        program = words[2:] if words[:2] == ["python", "-m"] else words
        done = fresh(*program, cwd=folder)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        if words[1:2] == ["list"]:
            assert "sign-steps" in done.stdout
    project = folder / "pyproject.toml"
    project.write_text(project.read_text().replace('"1.0"', '"1.1"'))
    assert fresh("nnviz", "install", "-U", ".", cwd=folder).returncode == 0
    assert "nnviz-lion 1.1" in fresh("nnviz", "plugins").stdout
    (module,) = (tmp_path / "venv").rglob("nnviz_lion/lion.py")
    module.write_text("class Broken(\n")
    assert "plugin cannot be used" in fresh("nnviz", "list").stderr
    assert fresh("nnviz", "show", "momentum", "--no-open").returncode == 0
    assert fresh("nnviz", "uninstall", "-y", "lion").returncode == 0
    assert "nnviz-lion" not in fresh("nnviz", "plugins").stdout
