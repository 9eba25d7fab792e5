"""The other project named nnviz, installed over ours: what of ours still runs says so."""

import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

ROOT = Path(__file__).parents[2]
ADVICE = "make a new environment with python -m venv, and install nnviz-teach from its checkout"
THEIRS = {"nnviz/__init__.py": '__version__ = "1.0.0"\n', "nnviz/cli/main.py": "app = print\n"}
"""Two of the files of nnviz 1.0.0, as it has them in all that matters here."""

Python = Callable[..., CompletedProcess[str]]


@pytest.fixture
def python(tmp_path: Path, environment: Callable[..., dict[str, str]]) -> Python:
    """Run a fresh environment's Python, which finds its libraries in this one."""
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    here = sysconfig.get_path("purelib")
    (site_packages(tmp_path) / "zz-libraries.pth").write_text(
        f"import site; site.addsitedir({here!r})\n"
    )
    settings = environment()
    del settings["PYTHONPATH"]

    def run(*words: str) -> CompletedProcess[str]:
        return subprocess.run(
            [str(home / "bin" / "python"), *words],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            encoding="utf-8",
        )

    return run


def site_packages(folder: Path) -> Path:
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    return packages


def install_wheel(python: Python, packages: Path) -> None:
    quiet = ("install", "-q", "--ignore-installed", "--no-deps", "--no-index")
    done = python("-m", "pip", *quiet, "--no-build-isolation", str(ROOT))
    assert done.returncode == 0, done.stderr


def install_checkout(python: Python, packages: Path) -> None:
    (packages / "checkout.pth").write_text(f"{ROOT}\n{ROOT / 'plugins'}\n")


@pytest.mark.parametrize("install", [install_wheel, install_checkout])
def test_what_is_overwritten_advises_a_new_environment(
    python: Python, tmp_path: Path, install: Callable[[Python, Path], None]
) -> None:
    packages = site_packages(tmp_path)
    install(python, packages)
    assert python("-m", "nnviz_concepts", "list").stdout.count("\n") > 34
    (tmp_path / "test_one.py").write_text("def test_one():\n    pass\n")
    tests = ("-m", "pytest", "-q", "test_one.py")
    well = python(*tests)
    assert well.returncode == 0
    assert ADVICE not in well.stdout

    for name, text in THEIRS.items():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text(text)
    advised(python)
    assert ADVICE in python(*tests).stdout
    if install is install_wheel:
        for name in THEIRS:  # as uninstalling theirs does
            (packages / name).unlink()
        advised(python)


def advised(python: Python) -> None:
    started = python("-m", "nnviz_concepts", "list")
    assert (started.returncode, started.stdout) == (1, "")
    assert ADVICE in started.stderr
    assert "Traceback" not in started.stderr
    imported = python("-c", "import nnviz_concepts.optimization.momentum")
    assert ADVICE in imported.stderr.splitlines()[-1]
