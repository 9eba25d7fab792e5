"""What `nnviz gallery` costs: `python -m tests.benchmarks gallery`, on an idle machine.

Every bundled concept, its figure light and dark, as PNG only. The first build, by two processes and
with all that it does besides, is held against the sum of what the concepts take to compute, check,
draw and encode one after the other in one process that has imported everything: at most 0.65.

Where sphinx-gallery is installed, it makes the same figures at the same resolution from a script a
concept, which draws both looks of one result, with pages and thumbnails around them as nnviz has
them: it should take at least twice the time of the first build. With nothing to do, nnviz should be
a hundred times faster than that, and take at most twice as long as `nnviz list`.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from nnviz.gallery import Settings, plan
from nnviz.gallery.settings import PARTS
from nnviz.host.catalog import Catalog
from tests.benchmarks.interleaved import interleaved
from tests.benchmarks.startup import nnviz, process

PROCESSES = 2
ROUNDS = 5
ROUNDS_WITH_NOTHING_TO_DO = 11
ONE, TWO = "the sum of the concepts in one process", "nnviz gallery, two processes"
SPHINX = "sphinx-gallery"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PNG_ONLY = [f"--without={part}" for part in PARTS]

CONFIGURATION = """
extensions = ["sphinx_gallery.gen_gallery"]
exclude_patterns = ["scripts"]
sphinx_gallery_conf = {
    "examples_dirs": "scripts",
    "gallery_dirs": "gallery",
    "image_scrapers": ("tests.benchmarks.scraper.save_pictures",),
}
"""
SCRIPT = '''"""
{title}
{line}

{summary}
"""

import nnviz
from nnviz.render import render

shown = nnviz.show({name!r}, theme="slides")
claims = [(claim.sentence, claim.holds) for claim in shown.claims]
pictures = [shown.picture, render(shown.concept, shown.result, theme="dark")]
'''


def catalog() -> Catalog:
    """Return the bundled concepts alone."""
    return Catalog(blocked=["all"])


def sum_in_one_process() -> float:
    """Return the seconds that all concepts take in this process, its imports not counted."""
    from nnviz.gallery.making import make
    from nnviz.gallery.processes import HEAVY

    for name in HEAVY:
        __import__(name)
    jobs = plan(catalog(), Path("none"), Settings(without=PARTS)).jobs.values()
    begin = perf_counter()
    for job in jobs:
        make(job)
    return perf_counter() - begin


def one_process() -> float:
    """Return what `sum_in_one_process` returns in a process of its own."""
    program = "from tests.benchmarks.gallery import *; print(sum_in_one_process())"
    words = [sys.executable, "-c", program]
    environment = {**os.environ, **ONE_THREAD}
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout.splitlines()[-1])


def build(folder: Path) -> Callable[[], object]:
    """Return a function that makes a gallery of all concepts by two processes.

    It runs elsewhere: the settings of the committed gallery, which stand here, ask for other work.
    """
    words = ("--block", "all", "gallery", str(folder), "-j", str(PROCESSES), *PNG_ONLY)
    return partial(nnviz(*words), cwd=folder.parent)


def sphinx_build(folder: Path, *more: str) -> Callable[[], object]:
    """Return a function that makes the pages of the scripts in a folder."""
    words = ["-m", "sphinx", "-q", *more, str(folder), str(folder / "pages")]
    return process(sys.executable, *words, **ONE_THREAD)


def write_scripts(folder: Path) -> None:
    """Write what sphinx-gallery needs: its settings, an index, and a script a concept."""
    scripts = folder / "scripts"
    scripts.mkdir(parents=True)
    (folder / "conf.py").write_text(CONFIGURATION)
    (folder / "index.rst").write_text("Figures\n=======\n\n.. toctree::\n\n   gallery/index\n")
    (scripts / "GALLERY_HEADER.rst").write_text("Concepts\n========\n")
    for card in catalog().cards:
        text = SCRIPT.format(
            title=card.title, line="=" * len(card.title), summary=card.summary, name=card.name
        )
        (scripts / f"plot_{card.name.replace('-', '_')}.py").write_text(text, encoding="utf-8")


def seconds(run: Callable[[], object]) -> float:
    """Return the wall time of a run."""
    begin = perf_counter()
    run()
    return perf_counter() - begin


def report(times: Mapping[str, float]) -> None:
    """Print each time, and its ratio to the first."""
    measure = next(iter(times.values()))
    for name, taken in times.items():
        print(f"{name:58} {taken:8.2f} s  × {taken / measure:.2f}", flush=True)


def first_builds(folder: Path, rounds: int, *, with_sphinx: bool) -> dict[str, list[float]]:
    """Return the times of builds from nothing, taken in turn."""
    places = (folder / str(number) for number in count())

    def sphinx() -> float:
        write_scripts(place := next(places))
        return seconds(sphinx_build(place))

    contenders = {
        ONE: one_process,
        TWO: lambda: seconds(build(next(places))),
        **({SPHINX: sphinx} if with_sphinx else {}),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            times[name].append(run())
    return times


def ratio(above: Sequence[float], below: Sequence[float]) -> str:
    """Return the median ratio of two times of one round, and the least and the greatest."""
    ratios = sorted(a / b for a, b in zip(above, below, strict=True))
    return f"× {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def builds_with_nothing_to_do(folder: Path, *, with_sphinx: bool) -> dict[str, float]:
    """Return the medians of `nnviz list` and of builds after a first one."""
    contenders = {"nnviz list": nnviz("list"), "nnviz gallery": build(folder / "nnviz")}
    if with_sphinx:
        write_scripts(folder / "sphinx")
        contenders[SPHINX] = sphinx_build(folder / "sphinx")
    for run in contenders.values():
        run()
    return interleaved(contenders, ROUNDS_WITH_NOTHING_TO_DO)


def main(rounds: int = ROUNDS) -> None:
    """Print first builds, then builds with nothing to do."""
    with_sphinx = find_spec("sphinx_gallery") is not None
    if not with_sphinx:
        print("sphinx-gallery is not installed, and left out: pip install sphinx-gallery")
    with TemporaryDirectory() as name:
        times = first_builds(Path(name), rounds, with_sphinx=with_sphinx)
        first = {name: median(each) for name, each in times.items()}
        print(f"From nothing, medians of {rounds} rounds:")
        report(first)
        print(f"two processes against one {ratio(times[TWO], times[ONE])}, at most 0.65")
        if with_sphinx:
            print(f"sphinx-gallery against nnviz {ratio(times[SPHINX], times[TWO])}, at least 2")
        idle = builds_with_nothing_to_do(Path(name), with_sphinx=with_sphinx)
        print("With nothing to do (nnviz gallery at most 2):")
        report(idle)
        if with_sphinx:
            nothing = idle["nnviz gallery"]
            print(f"sphinx-gallery from nothing against nnviz × {first[SPHINX] / nothing:.0f},")
            print(f"and both with nothing to do × {idle[SPHINX] / nothing:.1f}")


if __name__ == "__main__":
    main()
