"""Pages with Python in them, in a real Chromium, from a web server that knows nothing of nnviz.

`NNVIZ_PYODIDE` names a folder of a Pyodide distribution; without it, none of them runs Python.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from nnviz.demonstration import demonstrate
from nnviz.exhibit import Exhibit
from nnviz.gallery import Settings, build, editions
from nnviz.gallery.live import OFFICIAL, live_of
from nnviz.gallery.settings import PARTS
from nnviz.host.catalog import Catalog
from nnviz.language import Language, speaking

pytestmark = pytest.mark.slow

PLUGINS = Path(__file__).parent / "plugins"
FOLDER = os.environ.get("NNVIZ_PYODIDE")
DRAWN = tuple(part for part in PARTS if part != "frames")

needs_pyodide = pytest.mark.skipif(
    FOLDER is None, reason="NNVIZ_PYODIDE names no folder of a Pyodide distribution"
)


class Server(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

    def log_message(self, *told: Any) -> None:
        """Be quiet."""


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of bundled concepts in two languages, and one, with sliders, of a plugin's."""
    folder = tmp_path_factory.mktemp("live")
    own = PLUGINS / "decay.py"
    decay = Catalog(files=[own], blocked=["nnviz-teach"])
    settings = Settings(without=DRAWN, live=live_of(FOLDER or "", decay, [own]))
    assert build(decay, folder / "own", settings).well
    bundled = Catalog()
    settings = Settings(
        without=PARTS,
        only=("momentum", "ewma", "l2", "adam"),
        live=live_of(FOLDER or "", bundled),
        languages=(Language(), Language("ko")),
    )
    for language, place in editions(folder / "site", settings):
        with speaking(language):
            assert build(bundled, place, settings).well
    return folder


@pytest.fixture(scope="module")
def address(live_site: Path) -> Iterator[str]:
    """Serves the site, as any web server does that knows nothing of nnviz."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(live_site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def begin(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page, begins to move everything, and holds it to be quiet and to ask nobody else."""
    trouble: list[str] = []
    pages = []

    def open_page(path: str, **context: Any) -> Any:
        page = browser.new_page(**context)
        pages.append(page)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request", lambda request: trouble.append(request.url) if strange(request.url) else 0
        )
        page.goto(address + path)
        page.locator(".offer button").click()
        page.wait_for_selector(".live .stage[aria-busy=false] .sheet img", timeout=300_000)
        return page

    def strange(url: str) -> bool:
        return not url.startswith((address, f"blob:{address}", "data:"))

    yield open_page
    for page in pages:
        page.close()
    assert trouble == []


def move(page: Any, name: str, value: str) -> None:
    field = page.locator(f".control[data-parameter={name}] .value")
    field.select_text()
    page.keyboard.type(value)
    page.keyboard.press("Tab")
    page.wait_for_selector(
        f".stage[data-shown*='{name}={value}'][aria-busy=false]", timeout=120_000
    )


def expected(concept: str, **values: float) -> Exhibit:
    """Return what the same setting is here, where no browser has a hand in it."""
    catalog = Catalog(files=[PLUGINS / "decay.py"])
    return demonstrate(catalog, catalog.card(concept), values, "slides").exhibit


@needs_pyodide
@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("site/momentum", "beta", 0.37),
        ("site/ewma", "first", 7),
        ("site/l2", "strength", 0.1),
        ("site/adam", "beta1", 0.7),
        ("own/decay", "beta", 0.8),
    ],
)
def test_everything_moves_and_is_measured_there(
    begin: Callable[..., Any], path: str, name: str, value: float
) -> None:
    page = begin(f"{path}/index.html")
    first = page.locator(".stage .sheet img").get_attribute("src")
    move(page, name, f"{value:g}")
    told = expected(Path(path).name, **{name: value})
    assert f"--{name} {value:g}" in page.inner_text("#command")
    assert told.said("headline") in page.inner_text(".stage .headline")
    for state, mark in (("holds", "true"), ("fails", "untrue")):
        count = sum(claim["state"] == state for claim in told.claims)
        assert page.locator(f".claims li.{mark}").count() == count
    assert page.locator(".claims li").count() == len(told.claims)
    assert page.locator(".stage .sheet img").get_attribute("src") != first


@needs_pyodide
def test_a_page_in_another_language_goes_on_in_it(begin: Callable[..., Any]) -> None:
    page = begin("site/ko/momentum/index.html")
    move(page, "beta", "0.37")
    with speaking(Language("ko")):
        told = expected("momentum", beta=0.37)
    assert told.said("headline") in page.inner_text(".stage .headline")
    assert page.get_by_role("button", name="모두 처음으로").is_visible()


@needs_pyodide
def test_a_value_out_of_range_is_refused_and_the_film_plays(begin: Callable[..., Any]) -> None:
    page = begin("site/momentum/index.html#beta=0.5")
    assert "--beta 0.5" in page.inner_text("#command")
    field = page.locator(".control[data-parameter=beta] .value")
    field.select_text()
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.wait_for_selector(".wrong:not([hidden])")
    assert (
        page.inner_text(".wrong:not([hidden])") == "beta must be at least 0 and less than 1; got 2."
    )
    move(page, "beta", "0.9")
    page.get_by_role("button", name="Play").click()
    page.wait_for_selector("canvas:not([hidden])", timeout=120_000)


@needs_pyodide
def test_axe_finds_nothing_serious_where_everything_moves(begin: Callable[..., Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = begin("own/decay/index.html")
    move(page, "beta", "0.8")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for scheme, width in product(("light", "dark"), (390, 1400)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found = axe.run(page, options={"preload": False}).response["violations"]
        grave = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert (scheme, width, grave) == (scheme, width, [])


@needs_pyodide
def test_nothing_is_loaded_from_anywhere_else(begin: Callable[..., Any], browser: Any) -> None:
    page = begin("site/momentum/index.html")
    asks = """async () => {
        const code = `addEventListener("securitypolicyviolation", e => postMessage(e.blockedURI));
            fetch("http://localhost:1/").catch(() => {});`;
        const runs = new Worker(URL.createObjectURL(new Blob([code])));
        const inside = new Promise(resolve => { runs.onmessage = ({ data }) => resolve(data); });
        const here = new Promise(resolve =>
            addEventListener("securitypolicyviolation", event => resolve(event.blockedURI)));
        fetch("http://localhost:1/").catch(() => {});
        return [await here, await inside];
    }"""
    assert page.evaluate(asks) == ["http://localhost:1/", "http://localhost:1/"]


def test_from_disk_a_page_says_that_it_needs_a_server(
    browser: Any, catalog: Callable[..., Catalog], tmp_path: Path
) -> None:
    live = live_of(OFFICIAL, catalog("decay"), [PLUGINS / "decay.py"])
    build(catalog("decay"), tmp_path / "site", Settings(without=PARTS, live=live))
    page = browser.new_page()
    page.goto((tmp_path / "site" / "decay" / "index.html").as_uri())
    told = page.locator(".offer")
    assert (
        "From disk, a browser starts no Python: put these pages on a web server."
        in told.inner_text()
    )
    assert told.locator("button").is_disabled()
    page.close()
