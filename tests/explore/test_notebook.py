"""What a notebook shows, without a kernel and in a real JupyterLab in a real Chromium."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from socket import socket
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import nnviz
from nnviz.errors import ParameterError, UsageError
from tests.waiting import wait_for

STILL = ".stage[aria-busy=false] .sheet img"

needs_anywidget = pytest.mark.skipif(
    find_spec("anywidget") is None, reason="anywidget is not installed: pip install anywidget"
)
needs_jupyterlab = pytest.mark.skipif(
    None in (find_spec("anywidget"), find_spec("jupyterlab")),
    reason="there is no JupyterLab with widgets here: pip install jupyterlab anywidget",
)


def test_without_anywidget_a_sentence_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(UsageError, match="which needs: pip install anywidget"):
        nnviz.explore("momentum")
    assert "text/html" in nnviz.show("ewma")._repr_mimebundle_()


@needs_anywidget
def test_what_cannot_be_is_refused_before_anything_is_shown() -> None:
    with pytest.raises(ParameterError, match=r"beta must be at least 0 and less than 1; got 7\."):
        nnviz.explore("momentum", beta=7)
    with pytest.raises(UsageError, match="Did you mean momentum"):
        nnviz.explore("momentun")


@needs_anywidget
def test_a_widget_begins_at_the_values_that_it_is_given(tmp_path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("a\n1\n2\n", encoding="utf-8")
    assert nnviz.explore("momentum", beta=0.95, rate=8).setting == "beta=0.95&rate=8"
    assert nnviz.explore("ewma", data=table).setting == "data=data-0"
    log = {"epoch": [1, 2, 3], "loss": [3.0, 2.0, 1.0], "val_loss": [3.0, 2.5, 2.0]}
    assert nnviz.explore("learning-curves", data=log).setting == "data=data-0"


def test_without_a_kernel_a_film_and_the_explanation_are_shown_still() -> None:
    html = str(nnviz.show("momentum")._repr_mimebundle_()["text/html"])
    assert "<summary>Explanation</summary>" in html
    assert "data:image/webp;base64," in html
    assert "<summary>Film</summary>" not in str(
        nnviz.show("data-splits")._repr_mimebundle_()["text/html"]
    )


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab with nothing of the user's, and the folder that it shows."""
    own, folder = tmp_path_factory.mktemp("jupyter"), tmp_path_factory.mktemp("notebooks")
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/lab"
    options = {"ip": "127.0.0.1", "port": port, "port_retries": 0, "token": "", "root_dir": folder}
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        + [f"--ServerApp.{name}={value}" for name, value in options.items()],
        env=os.environ | {name: str(own / name) for name in names},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        try:
            return bool(urlopen(address))
        except URLError:
            return False

    wait_for(answers)
    yield address, folder
    server.terminate()
    server.wait(60)


@pytest.fixture
def run_cell(lab, browser) -> Iterator[Callable[..., Any]]:
    """Runs a cell in a notebook of its own, and returns the page once a figure is there."""
    address, folder = lab
    pages, trouble = [], []

    def run(source: str, **context: Any) -> Any:
        name = f"{len(list(folder.iterdir()))}.ipynb"
        cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": source}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
        notebook["cells"] = [cell | {"execution_count": None}]
        (folder / name).write_text(json.dumps(notebook), encoding="utf-8")
        page = browser.new_page(**context)
        pages.append(page)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(f"{address}/tree/{name}?reset")
        prompt = page.locator(".jp-Notebook .jp-InputPrompt").first

        def runs() -> bool:
            """Run the cell, which JupyterLab passes over until its kernel is there."""
            page.locator(".jp-Notebook .jp-Cell .cm-content").first.click(timeout=120_000)
            page.keyboard.press("Shift+Enter")
            page.wait_for_timeout(500)
            return prompt.inner_text() != "[ ]:"

        wait_for(runs)
        page.wait_for_selector(STILL, timeout=120_000)
        return page

    yield run
    for page in pages:
        page.close()
    assert trouble == []


@pytest.mark.slow
@needs_jupyterlab
def test_all_parameters_are_moved_in_jupyterlab_and_computed_beside_the_kernel(run_cell) -> None:
    page = run_cell('import nnviz\nw = nnviz.explore("momentum", beta=0.95)\nw')
    assert "momentum 1.34" in page.inner_text(".stage .headline")
    field = page.locator("#control-rate")
    field.fill("8")
    page.keyboard.press("Enter")
    at(page, "beta=0.95&rate=8")
    page.locator("[data-parameter=beta] .slide").focus()
    page.keyboard.press("ArrowLeft")
    at(page, "beta=0.945&rate=8")
    assert "--beta 0.945 --rate 8" in page.locator("#command").text_content()
    field.fill("-1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong:visible")
    assert page.inner_text(".wrong:visible") == (
        "rate must be greater than 0 and at most 100; got -1."
    )
    page.get_by_role("button", name="Reset all").click()
    at(page, "")
    page.get_by_role("button", name="Play").click()
    page.wait_for_selector(".stage canvas:visible", timeout=60_000)


@pytest.mark.slow
@needs_jupyterlab
def test_python_moves_the_controls_and_reads_them(run_cell) -> None:
    page = run_cell('import nnviz\nw = nnviz.explore("softmax")\nw')
    page.locator(".jp-Cell .cm-content").last.click()
    page.keyboard.type("w.setting = 'temperature=2'")
    page.keyboard.press("Shift+Enter")
    at(page, "temperature=2")
    assert page.input_value("#control-temperature") == "2"


@pytest.mark.slow
@needs_jupyterlab
def test_show_has_the_explanation_the_film_and_the_sliders(run_cell) -> None:
    page = run_cell(
        'import nnviz\nnnviz.show("momentum", beta=0.95)', viewport={"width": 700, "height": 900}
    )
    assert page.locator(".slide").count() >= 5
    page.locator("summary", has_text="Explanation").click()
    assert page.locator(".explanation math").first.is_visible()
    assert page.get_by_role("button", name="Play").is_visible()
    page.get_by_role("link", name="Claims").click()
    assert page.locator(".claims li").first.is_visible()
    assert page.evaluate("location.hash") == ""


def at(page: Any, setting: str) -> None:
    page.wait_for_selector(f".stage[data-shown='{setting}'][aria-busy=false]", timeout=60_000)
