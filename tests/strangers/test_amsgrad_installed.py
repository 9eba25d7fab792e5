"""A stranger's distribution, from its wheel to its removal, in a fresh environment beside nnviz."""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

ROOT = Path(__file__).parents[2]
STRANGER = Path(__file__).parent / "nnviz-amsgrad"

Run = Callable[..., CompletedProcess[str]]


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of a project with what is installed, and return its file."""
    words = ("wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation")
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words, "-w", str(folder), str(project)],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return max(folder.glob("*.whl"), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture(scope="module")
def fresh(
    tmp_path_factory: pytest.TempPathFactory, environment: Callable[..., dict[str, str]]
) -> Run:
    """An environment with nnviz's own wheel, which finds nnviz's libraries in this one."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    here = sysconfig.get_path("purelib")
    (packages / "libraries.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    settings = environment() | {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}
    del settings["PYTHONPATH"]

    def run(*words: str, cwd: Path = folder) -> CompletedProcess[str]:
        return subprocess.run(
            [str(folder / "venv" / "bin" / "python"), "-P", "-m", *words],
            cwd=cwd,
            env=settings,
            capture_output=True,
            encoding="utf-8",
        )

    wheel = build_wheel(ROOT, folder)
    done = run("pip", "install", "-q", "--ignore-installed", str(wheel))
    assert done.returncode == 0, done.stderr
    assert (packages / "nnviz" / "__init__.py").is_file()
    return run


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the stranger's project, for building writes into it."""
    folder = tmp_path_factory.mktemp("stranger") / STRANGER.name
    shutil.copytree(STRANGER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def well(done: CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_strangers_wheel_is_installed_used_upgraded_broken_and_removed(
    fresh: Run, project: Path, tmp_path: Path
) -> None:
    said = well(fresh("nnviz", "install", str(build_wheel(project, tmp_path))))
    assert "New plugin: amsgrad, from nnviz-amsgrad 1.0." in said

    assert "adam-uphill" in well(fresh("nnviz", "list"))
    assert "✓ In each three steps Adam goes" in well(
        fresh("nnviz", "show", "adam-uphill", "--spike", "5", "--save", "uphill.png", cwd=tmp_path)
    )
    assert (tmp_path / "uphill.png").is_file()
    well(fresh("nnviz", "show", "optimizers", "--optimizers", "amsgrad,adam", "--no-open"))
    well(fresh("nnviz", "check", "nnviz-amsgrad"))
    well(fresh("nnviz", "gallery", str(tmp_path / "pages"), "--only", "adam-uphill"))
    assert (tmp_path / "pages" / "adam-uphill" / "figure.svg").is_file()
    assert " passed" in well(fresh("pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=project))

    definition = project / "pyproject.toml"
    definition.write_text(definition.read_text().replace('version = "1.0"', 'version = "1.1"'))
    module = project / "nnviz_amsgrad" / "amsgrad.py"
    module.write_text(module.read_text().replace("Where Adam goes uphill", "How Adam goes uphill"))
    well(fresh("nnviz", "install", "--upgrade", str(build_wheel(project, tmp_path))))
    assert "nnviz-amsgrad 1.1" in well(fresh("nnviz", "plugins"))
    shown = well(fresh("nnviz", "show", "adam-uphill", "--no-open", cwd=tmp_path))
    assert shown.startswith("How Adam goes uphill")

    module.write_text("class Broken(\n")
    well(fresh("nnviz", "install", "--force-reinstall", str(build_wheel(project, tmp_path))))
    listed = fresh("nnviz", "list")
    assert "momentum" in well(listed)
    assert "1 plugin cannot be used; see: nnviz plugins" in listed.stderr
    plugins = " ".join(well(fresh("nnviz", "plugins")).split())
    assert "amsgrad.py, line 1)" in plugins
    assert "pip uninstall nnviz-amsgrad" in plugins
    well(fresh("nnviz", "show", "momentum", "--no-open", cwd=tmp_path))

    well(fresh("nnviz", "uninstall", "--yes", "nnviz-amsgrad"))
    assert "amsgrad" not in well(fresh("nnviz", "plugins"))
    assert fresh("nnviz", "list").stderr == ""
