import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nnviz.gallery import Report, Settings, build
from nnviz.host.catalog import Catalog

PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture(scope="session", autouse=True)
def no_plugins_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNVIZ_PLUGINS", str(tmp_path_factory.mktemp("no-plugins")))
        yield


@pytest.fixture(scope="session")
def catalog() -> Callable[..., Catalog]:
    """A catalog of test plugins alone, by the names of their files."""

    def make(*names: str | Path) -> Catalog:
        files = [name if isinstance(name, Path) else PLUGINS / f"{name}.py" for name in names]
        return Catalog(files=files, blocked=("nnviz-teach",))

    return make


@pytest.fixture(scope="session")
def built(
    catalog: Callable[..., Catalog], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Report]:
    """A gallery of two concepts, which no test may change, and the report of its making."""
    folder = tmp_path_factory.mktemp("built") / "gallery"
    return folder, build(catalog("decay", "growth"), folder)


@pytest.fixture(scope="session")
def digests() -> Callable[[Path], dict[str, str]]:
    """The SHA-256 of every file under a folder, by its path there."""

    def of(folder: Path) -> dict[str, str]:
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return of


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


@pytest.fixture(scope="session")
def site(catalog: Callable[..., Catalog], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery of three concepts, one of which moves, for browsers."""
    folder = tmp_path_factory.mktemp("browser") / "gallery"
    assert build(catalog("decay", "growth", "race"), folder, Settings(course="Physics 1")).well
    return folder


@pytest.fixture
def visit(browser: Any, site: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page of the gallery from disk, and holds it to be quiet and to ask nobody."""
    trouble: list[str] = []
    pages = []

    def open_page(path: str, **context: Any) -> Any:
        page = browser.new_page(**context)
        pages.append(page)
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: ask(request.url))
        name, _, state = path.partition("#")
        page.goto((site / name).as_uri() + (f"#{state}" if state else ""))
        page.wait_for_load_state("networkidle")
        return page

    def ask(url: str) -> None:
        if not url.startswith(site.as_uri()):
            trouble.append(f"asks {url}")

    yield open_page
    for page in pages:
        page.close()
    assert trouble == []
