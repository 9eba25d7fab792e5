"""How long nnviz takes to start, against its libraries alone: `python -m tests.benchmarks.startup`.

Listing is measured as installed; with the plugins of a hundred distributions more; and with one
more that takes ten seconds to import.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.interleaved import interleaved

ROUNDS = 21
ROUNDS_OF_FIGURES = 7
DISTRIBUTIONS = 100
"""The third-party distributions, each with one plugin."""
SLOW = "import time\n\ntime.sleep(10)\n"

LIBRARIES = "import click, pluggy, importlib.metadata as m; m.entry_points(group='x')"
BARE_FIGURE = Path(__file__).with_name("bare_figure.py")
BUNDLED = Path(__file__).parents[2] / "plugins" / "nnviz_concepts"


def process(*words: str, **more: str) -> Callable[[], object]:
    """Return a function that runs a command to its end, its output unread.

    Python keeps what it has compiled, as it does for a user: compiling takes as long as listing.
    """
    environment = {**os.environ, **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return partial(subprocess.run, words, check=True, stdout=subprocess.DEVNULL, env=environment)


def nnviz(*words: str, **more: str) -> Callable[[], object]:
    """Return a function that runs `nnviz`: the script where there is one, as a user does."""
    script = Path(sys.executable).with_name("nnviz")
    command = [str(script)] if script.is_file() else [sys.executable, "-m", "nnviz"]
    return process(*command, *words, **more)


def longest_concept() -> str:
    """Return the source of the longest bundled concept."""
    sources = [path.read_text(encoding="utf-8") for path in BUNDLED.rglob("*.py")]
    return max((source for source in sources if "(Concept):" in source), key=len)


def install(folder: Path, name: str, source: str) -> None:
    """Put a distribution into the folder, of one module with a concept."""
    information = folder / f"{name}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    class_name = source.partition("(Concept):")[0].rpartition("class ")[2]
    (information / "entry_points.txt").write_text(f"[nnviz]\n{name} = {name}:{class_name}\n")
    (folder / f"{name}.py").write_text(source, encoding="utf-8")


def with_folder(folder: Path) -> dict[str, str]:
    """Return the setting by which Python finds what is installed in a folder, too."""
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


def report(times: dict[str, float], limit: float) -> None:
    """Print each time as a ratio to the first, which is the measure."""
    measure = next(iter(times.values()))
    for name, seconds in times.items():
        ratio = seconds / measure
        verdict = "" if ratio == 1 else f"  {'at most' if ratio <= limit else 'OVER'} {limit}"
        print(f"{name:34} {1e3 * seconds:7.0f} ms  × {ratio:.2f}{verdict}")


def main() -> None:
    """Measure listing and help, then a figure, then listing beside strangers."""
    starts = {
        "click, pluggy, importlib.metadata": process(sys.executable, "-c", LIBRARIES),
        "nnviz --version": nnviz("--version"),
        "nnviz --help": nnviz("--help"),
        "nnviz list": nnviz("list"),
    }
    report(interleaved(starts, ROUNDS), 1.4)
    with TemporaryDirectory() as name:
        figure = str(Path(name) / "m.png")
        figures = {
            "a bare script's figure": process(sys.executable, str(BARE_FIGURE), figure),
            "nnviz show momentum --save m.png": nnviz("show", "momentum", "--save", figure),
        }
        print()
        report(interleaved(figures, ROUNDS_OF_FIGURES), 1.25)
    print()
    report(interleaved_with_strangers(), 2.0)


def interleaved_with_strangers() -> dict[str, float]:
    """Return the times of listing with none, with many, and with one that is slow to import."""
    source = longest_concept()
    with TemporaryDirectory() as many, TemporaryDirectory() as slow:
        for i in range(DISTRIBUTIONS):
            install(Path(many), f"stranger{i}", source)
        install(Path(slow), "slow", SLOW + source)
        runs = {
            "nnviz list": nnviz("list"),
            f"nnviz list, {DISTRIBUTIONS} distributions": nnviz("list", **with_folder(Path(many))),
            "nnviz list, one imports for 10 s": nnviz("list", **with_folder(Path(slow))),
        }
        return interleaved(runs, ROUNDS)


if __name__ == "__main__":
    main()
