"""How long nnviz takes to start, against its libraries alone: `python -m tests.benchmarks.startup`.

Listing is measured as installed, and with as many concepts again in a folder of their own.
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
MANY = 36
"""The concepts of the whole course."""

LIBRARIES = "import click, pluggy, importlib.metadata as m; m.entry_points(group='x')"
BARE_FIGURE = Path(__file__).with_name("bare_figure.py")
BUNDLED = Path(__file__).parents[2] / "plugins" / "nnviz_concepts"


def process(*words: str, **more: str) -> Callable[[], object]:
    """Return a function that runs a command to its end, its output unread."""
    environment = {**os.environ, **more}
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


def install_many(folder: Path, source: str) -> None:
    """Put a distribution with `MANY` copies of a concept into the folder."""
    class_name = source.partition("(Concept):")[0].rpartition("class ")[2]
    information = folder / "many-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: many\nVersion: 1.0\n")
    lines = [f"copy-{i} = copy_{i}:{class_name}" for i in range(MANY)]
    (information / "entry_points.txt").write_text("\n".join(["[nnviz]", *lines]) + "\n")
    for i in range(MANY):
        (folder / f"copy_{i}.py").write_text(source, encoding="utf-8")


def report(times: dict[str, float], limit: float) -> None:
    """Print each time as a ratio to the first, which is the measure."""
    measure = next(iter(times.values()))
    for name, seconds in times.items():
        ratio = seconds / measure
        verdict = "" if ratio == 1 else f"  {'at most' if ratio <= limit else 'OVER'} {limit}"
        print(f"{name:34} {1e3 * seconds:7.0f} ms  × {ratio:.2f}{verdict}")


def main() -> None:
    """Measure listing and help, then a figure."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        install_many(folder, longest_concept())
        path = os.pathsep.join([name, os.environ.get("PYTHONPATH", "")])
        starts = {
            "click, pluggy, importlib.metadata": process(sys.executable, "-c", LIBRARIES),
            "nnviz --version": nnviz("--version"),
            "nnviz --help": nnviz("--help"),
            "nnviz list": nnviz("list"),
            f"nnviz list, {MANY} concepts more": nnviz("list", PYTHONPATH=path),
        }
        report(interleaved(starts, ROUNDS), 1.5)
        figure = str(folder / "m.png")
        figures = {
            "a bare script's figure": process(sys.executable, str(BARE_FIGURE), figure),
            "nnviz show momentum --save m.png": nnviz("show", "momentum", "--save", figure),
        }
        print()
        report(interleaved(figures, ROUNDS_OF_FIGURES), 1.25)


if __name__ == "__main__":
    main()
