"""Sites whose pages run Python: what lies in them, what pages may load, and what is refused."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from nnviz.errors import UsageError
from nnviz.gallery import Settings, build, check
from nnviz.gallery.bundle import bundle
from nnviz.gallery.live import OFFICIAL, Live, live_of
from nnviz.gallery.settings import PARTS
from nnviz.host.catalog import Catalog

PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture
def pyodide(tmp_path: Path) -> Path:
    """A folder with the files of a distribution, by their names; they hold nothing."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    packages = {
        name: {"file_name": f"{name}-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl", "depends": []}
        for name in ("numpy", "matplotlib", "pillow", "pluggy", "jinja2", "platformdirs", "scipy")
    }
    packages["pytz"] = {"file_name": "pytz-1.0-py3-none-any.whl", "depends": []}
    packages["matplotlib"]["depends"] = ["numpy", "pytz"]
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    core = ("pyodide.mjs", "pyodide.asm.wasm", "pyodide.asm.mjs", "python_stdlib.zip")
    for name in (*core, *(str(one["file_name"]) for one in packages.values())):
        (folder / name).write_bytes(b"1")
    return folder


@pytest.fixture
def of_decay(catalog: Callable[..., Catalog], tmp_path: Path) -> Callable[..., Path]:
    """Builds a gallery of one test plugin, and holds it to be what its inputs make."""

    def make(live: Live | None, place: Path = tmp_path / "site") -> Path:
        settings = Settings(without=PARTS, live=live)
        assert build(catalog("decay"), place, settings).well
        assert check(catalog("decay"), place, settings) == []
        return place

    return make


def policy_of(page: Path) -> str:
    found = re.search(r'Security-Policy" content="([^"]*)"', page.read_text(encoding="utf-8"))
    assert found
    return found[1]


def test_what_is_needed_of_a_distribution_is_copied_and_no_more(
    catalog: Callable[..., Catalog], of_decay: Callable[..., Path], pyodide: Path
) -> None:
    decay = PLUGINS / "decay.py"
    site = of_decay(live_of(str(pyodide), catalog("decay"), [decay]))
    there = {path.name for path in (site / "nnviz.live").iterdir()}
    wheels = {name for name in there if name.endswith(".whl")}
    needed = {"numpy", "matplotlib", "pillow", "pluggy", "jinja2", "platformdirs", "pytz"}
    assert {name.partition("-")[0] for name in wheels} == needed
    own = {"nnviz.zip", "python.js", "worker.js", "decay.py"}
    core = {"pyodide-lock.json", "pyodide.mjs", "pyodide.asm.wasm", "pyodide.asm.mjs"}
    assert there - wheels == own | core | {"python_stdlib.zip"}


def test_without_it_a_site_is_as_it_was_to_the_byte(
    catalog: Callable[..., Catalog],
    of_decay: Callable[..., Path],
    digests: Callable[[Path], dict[str, str]],
    pyodide: Path,
    tmp_path: Path,
) -> None:
    never = of_decay(None, tmp_path / "never")
    live = live_of(str(pyodide), catalog("decay"), [PLUGINS / "decay.py"])
    once = of_decay(live)
    assert (once / "nnviz.live").is_dir()
    page = once / "decay" / "index.html"
    assert "Move everything" in page.read_text(encoding="utf-8")
    of_decay(None)
    assert digests(once) == digests(never)
    assert not (once / "nnviz.live").exists()
    assert "unsafe" not in policy_of(page)
    assert "python.js" not in page.read_text(encoding="utf-8")


def test_a_page_may_load_from_the_one_address_and_others_from_nowhere(
    catalog: Callable[..., Catalog], of_decay: Callable[..., Path]
) -> None:
    plain = policy_of(of_decay(None) / "decay" / "index.html")
    live = live_of("https://example.org/pyodide", catalog("decay"), [PLUGINS / "decay.py"])
    site = of_decay(live)
    told = policy_of(site / "decay" / "index.html")
    assert set(re.findall(r"https?:[^ ;]*", told)) == {"https://example.org"}
    assert policy_of(site / "index.html") == plain
    assert "https" not in plain
    assert "from example.org" in (site / "decay" / "index.html").read_text(encoding="utf-8")


def test_a_plugin_that_is_not_named_is_not_copied_and_its_page_offers_nothing(
    catalog: Callable[..., Catalog], of_decay: Callable[..., Path]
) -> None:
    plain = policy_of(of_decay(None) / "decay" / "index.html")
    site = of_decay(live_of(OFFICIAL, catalog("decay")))
    assert policy_of(site / "decay" / "index.html") == plain
    assert not (site / "nnviz.live" / "decay.py").exists()


def test_what_lies_there_is_checked_and_mended_and_a_stranger_s_folder_refused(
    catalog: Callable[..., Catalog], of_decay: Callable[..., Path], tmp_path: Path
) -> None:
    live = live_of(OFFICIAL, catalog("decay"), [PLUGINS / "decay.py"])
    site, settings = of_decay(live), Settings(without=PARTS, live=live)
    worker = site / "nnviz.live" / "worker.js"
    whole = worker.read_bytes()
    worker.write_bytes(b"something else")
    (site / "nnviz.live" / "stray.txt").touch()
    wrong = check(catalog("decay"), site, settings)
    assert wrong == ["nnviz.live must be written again."]
    of_decay(live)
    assert worker.read_bytes() == whole
    assert not (site / "nnviz.live" / "stray.txt").exists()

    other = tmp_path / "other" / "nnviz.live"
    other.mkdir(parents=True)
    (other / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="would be overwritten"):
        of_decay(live, other.parent)
    assert (other / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("ftp://example.org/pyodide/", "--live must be an address"),
        ("https:///pyodide/", "--live must be an address"),
        ("https://a;script-src *//", "--live must be an address"),
        ("https://example.org/?x", "--live must be an address"),
        ("nowhere", "nowhere is no Pyodide distribution: it has no pyodide-lock.json."),
    ],
)
def test_what_is_no_distribution_is_refused(
    catalog: Callable[..., Catalog], where: str, told: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        live_of(where, catalog("decay"))


def test_a_distribution_that_lacks_a_package_or_its_list_is_refused(
    catalog: Callable[..., Catalog], pyodide: Path
) -> None:
    (pyodide / "pyodide-lock.json").write_text("no JSON")
    with pytest.raises(UsageError, match=r"pyodide-lock\.json cannot be read"):
        live_of(str(pyodide), catalog("decay"))
    (pyodide / "pyodide-lock.json").write_text('{"packages": {}}')
    with pytest.raises(UsageError, match="has no package platformdirs; get a full Pyodide"):
        live_of(str(pyodide), catalog("decay"))


def test_two_plugins_of_one_name_are_refused(tmp_path: Path) -> None:
    source = (PLUGINS / "decay.py").read_text()
    files = [tmp_path / folder / "mine.py" for folder in ("one", "other")]
    for file, name in zip(files, ("Decay", "Fading"), strict=True):
        file.parent.mkdir()
        file.write_text(source.replace("class Decay", f"class {name}"))
    with pytest.raises(UsageError, match="two files of --live-plugin have one name"):
        live_of(OFFICIAL, Catalog(files), files)


def test_a_plugin_of_no_concept_is_refused(catalog: Callable[..., Catalog]) -> None:
    with pytest.raises(UsageError, match=r"growth\.py has no concept of this gallery"):
        live_of(OFFICIAL, catalog("decay"), [PLUGINS / "growth.py"])


ALONE = """
import importlib.abc, json, subprocess, sys, threading
from pathlib import Path

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

def fails(*given, **named):
    raise RuntimeError("there is none in a browser")

sys.meta_path.insert(0, Absent())
subprocess.Popen = threading.Thread.start = fails
from nnviz.explore import browser

told = [browser.answer("momentum", *one) for one in json.loads(sys.argv[1])]
print(json.dumps([[one.status, json.loads(one.content)] for one in told]))
"""


def test_what_a_browser_lacks_is_not_needed(tmp_path: Path) -> None:
    absent = ["anyio", "click", "distributed", "markdown_it", "math_core", "mdurl", "segno"]
    absent += ["starlette", "uvicorn"]
    with ZipFile(BytesIO(bundle())) as archive:  # what a reader's browser has, and no more
        archive.extractall(tmp_path)
    asked = [
        ("panel", "{}"),
        ("state", '{"beta": "0.5"}'),
        ("move", '{"beta": "2"}'),
        ("page", "{}"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", ALONE.format(absent=absent), json.dumps(asked)],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "NNVIZ_LANG": "ko"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    panel, state, beyond, page = json.loads(done.stdout)
    assert panel[0] == 200
    assert "모두 처음으로" in panel[1]["html"]
    assert state[0] == 200
    assert "40스텝 뒤" in state[1]["parts"]["headline"]
    assert "--beta 0.5" in state[1]["parts"]["command"]
    assert beyond[0] == page[0] == 422
    assert "beta" in beyond[1]["sentences"]
