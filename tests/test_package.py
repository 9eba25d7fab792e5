"""What is installed: everything that lies in the packages, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _sources() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "nnviz", "plugins/nnviz_concepts", "plugins/nnviz_pytest"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.removeprefix("plugins/") for name in listed.stdout.split()}


@pytest.mark.slow
def test_a_wheel_holds_every_module_style_template_and_data_file(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert _sources() <= names
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {
        "nnviz",
        "nnviz_concepts",
        "nnviz_pytest",
    }
