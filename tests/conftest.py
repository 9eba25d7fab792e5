"""What many tests share: nnviz in a process of its own, and distributions made up."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

from nnviz.threads import hold_to_one_thread
from tests.waiting import NEVER

REPOSITORY = Path(__file__).parents[1]

hold_to_one_thread()

# An example takes as long as the machine does, which others may use as well.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what it runs in the background deaf to Ctrl-C, and its children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

NEED_NOT_BE_THERE = {
    "axe_playwright_python": "looks at pages in a browser, which pip does not bring",
    "distributed": "a cluster's, an extra that few install",
    "optax": "is large, and compared with by stored vectors",
    "polars": "is large, and one of the frames that a table may be",
    "pptx": "makes slides, which an extra brings",
    "playwright": "drives a browser, which pip does not bring",
    "typst": "compiles a document, which pip brings as a large binary",
    "torch": "is large, and compared with by stored vectors",
}
"""The packages for want of which a test may be skipped where `CI` is set, and why."""

XDG = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")

CONCEPT = '''
"""A concept for tests."""

import sys

from nnviz import Concept, Measured, claim, parameter


class {class_name}(Concept):
    """Doubling makes twice the number.

    The double is twice as large, as $2x$ says.
    """

    title = "Doubling as {class_name}"
    topic = "{topic}"

    number: float = parameter(2.0, "what is doubled", ge=0, lt=100, sweep=(1.0, 2.0, 3.5))
    form: str = parameter("plain", "how it is called", choices=("plain", "fancy"))

    def compute(self):
        return {{"double": 2 * self.number, "path": [0.0, self.number, 2 * self.number]}}

    @claim("{{number}} doubled is {{double}}")
    def doubles(self, result):
        wrong = self.number == 3  # where no slider stops, so that a claim that fails can be shown
        return Measured(result["path"][-1], "=", 4 if wrong else self.number + self.number)

    def draw(self, result, figure):
        figure.subplots().plot(result["path"])
'''


Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def _nothing_missing(report: Report) -> Report:
    """Where `CI` is set, make a failure of a skip for want of what is compared with."""
    if not (report.skipped and os.environ.get("CI")):
        return report
    missing = re.search(r"could not import '(\w+)", str(report.longrepr))
    if missing and missing[1] not in NEED_NOT_BE_THERE:
        report.outcome = "failed"
        report.longrepr = f"{missing[1]} is not installed: pip install -e '.[test,peers]'"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _nothing_missing((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _nothing_missing((yield))


@pytest.fixture(scope="session")
def concept_source() -> Callable[..., str]:
    """Return the source of a concept whose claim holds wherever it is checked."""

    def source(class_name: str, topic: str = "tests") -> str:
        return CONCEPT.format(class_name=class_name, topic=topic)

    return source


@pytest.fixture(scope="session")
def make_distribution() -> Callable[..., None]:
    """Put a distribution into a folder, as an installer would: modules, metadata, entry points."""

    def make(
        folder: Path, name: str, entries: Mapping[str, str], modules: Mapping[str, str | bytes]
    ) -> None:
        for module, source in modules.items():
            content = source if isinstance(source, bytes) else source.encode()
            (folder / f"{module}.py").write_bytes(content)
        information = folder / f"{name.replace('-', '_')}-1.0.dist-info"
        information.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n\nName: not this\n"
        (information / "METADATA").write_text(metadata)
        lines = [f"{entry} = {target}" for entry, target in entries.items()]
        (information / "entry_points.txt").write_text("\n".join(["[nnviz]", *lines]) + "\n")

    return make


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is learned of the tests' plugins out of the user's cache, and that out of them."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("platformdirs.user_cache_path", lambda *_, **__: folder)
        yield


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, str]]:
    """Return an environment in which nnviz sees only what the test gives it."""
    # Matplotlib finds the system's fonts once for all: in each new home it would say that it does.
    import matplotlib.font_manager

    home = tmp_path_factory.mktemp("home")

    def make(*path: Path, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("NNVIZ_", "_NNVIZ"))}
        for name in ("NO_COLOR", "FORCE_COLOR", "DISPLAY", "WAYLAND_DISPLAY", *XDG):
            kept.pop(name, None)
        folders = [*path, REPOSITORY, REPOSITORY / "plugins"]
        return {
            **kept,
            "HOME": str(home),
            "MPLCONFIGDIR": matplotlib.get_cachedir(),
            "COLUMNS": "80",
            "PYTHONPATH": os.pathsep.join(map(str, folders)),
            **more,
        }

    return make


@pytest.fixture(scope="session")
def nnviz(
    environment: Callable[..., dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `nnviz` with these words in a process of its own, and return what came of it."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    def run(
        *words: str,
        path: Sequence[Path] = (),
        cwd: Path | None = None,
        encoding: str = "utf-8",
        **more: str,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "nnviz", *words],
            env=environment(*path, **more),
            cwd=cwd or elsewhere,
            capture_output=True,
            encoding=encoding,
            timeout=NEVER,
        )

    return run
