import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nnviz.host.catalog import Catalog

PLUGINS = Path(__file__).parent / "plugins"
WEIGHING = PLUGINS / "weighing.py"


@pytest.fixture(scope="session")
def weighing() -> Path:
    """The file of a concept that takes as long, or as much, as it is told to."""
    return WEIGHING


@pytest.fixture(scope="session")
def catalog(weighing: Path) -> Catalog:
    return Catalog([weighing], ["nnviz-teach"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium, where it and playwright are installed."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium here")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


class Served:
    """A server in a process of its own, and where its pages are."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nnviz", "explore", "--no-open", *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def end(self) -> int:
        if self.process.stdout:
            self.process.stdout.close()
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@pytest.fixture(scope="module")
def served(weighing: Path) -> Iterator[Served]:
    server = Served("--plugin", str(weighing), "--seconds", "4")
    yield server
    assert server.end() == 0


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Begins servers of a test's own."""
    begun: list[Served] = []

    def begin(*words: str) -> Served:
        begun.append(Served(*words))
        return begun[-1]

    yield begin
    for server in begun:
        server.end()


@pytest.fixture
def visit(browser: Any, served: Served) -> Iterator[Callable[..., Any]]:
    """Opens a live page, and holds it to be quiet and to ask nobody but its server."""
    trouble: list[str] = []
    pages = []

    def open_page(path: str, quiet: bool = True, **context: Any) -> Any:
        page = browser.new_page(**context)
        pages.append(page)
        if quiet:
            page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: ask(request.url))
        page.goto(served.address + path)
        page.wait_for_selector(".stage[aria-busy=false]", timeout=60_000)
        return page

    def ask(url: str) -> None:
        if not url.startswith((served.address, "data:")):
            trouble.append(f"asks {url}")

    yield open_page
    for page in pages:
        page.close()
    assert trouble == []
