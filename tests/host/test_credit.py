"""What is said of a figure's use: nnviz's licence, what a plugin's metadata name, and no guess."""

import re
import tomllib
from pathlib import Path

import pytest

from nnviz import __version__
from nnviz.host.credit import credit_of
from nnviz.host.sources import BUNDLED, Source

ROOT = Path(__file__).parents[2]
OWN = Source("momentum", BUNDLED, __version__)


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request) -> Source:
    name = f"nnviz-{re.sub('[^a-z]+', '-', request.node.name)}".rstrip("-")
    folder = tmp_path / f"{name.replace('-', '_')}-1.2.dist-info"
    folder.mkdir()
    head = f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.2\n"
    (folder / "METADATA").write_text(head + request.param, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return Source("idea", name, "1.2")


def test_a_figure_of_nnviz_s_own_is_under_the_licence_of_the_package() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert package["project"]["license"] == "MIT"
    authors = re.search(r"name: (.*)", (ROOT / ".github/CITATION.cff").read_text(encoding="utf-8"))
    assert authors
    told = credit_of(OWN, "momentum", "Momentum", ())
    assert told.licence.endswith("nnviz is under the MIT License.")
    assert told.citation == f"{authors[1]}: Momentum. Figure made by nnviz {__version__}."


def test_data_that_must_be_named_are_named() -> None:
    told = credit_of(OWN, "digits", "Digits", ("A. Nobody, 1998, CC BY 4.0.", "B. Somebody."))
    assert told.licence.endswith("Name its data: A. Nobody, 1998, CC BY 4.0.")


@pytest.mark.parametrize(
    ("plugin", "licence", "authors"),
    [
        ("License-Expression: Apache-2.0\nAuthor: A. Author\n", "Apache-2.0", "A. Author: "),
        ("License: BSD\nAuthor-email: A. B. <a@b.c>, C <c@d.e>\n", "BSD", "A. B., C: "),
        (
            "License: All\n       of it\nClassifier: License :: OSI Approved :: MIT License\n",
            "MIT License",
            "",
        ),
    ],
    indirect=["plugin"],
)
def test_a_plugin_s_licence_and_authors_are_its_metadata_s(
    plugin: Source, licence: str, authors: str
) -> None:
    told, name = credit_of(plugin, "idea", "An idea", ()), plugin.distribution
    assert told.licence == f"{name} 1.2, which draws it, is under {licence}."
    made = f"Figure made by {name} 1.2, nnviz {__version__}."
    assert told.citation == f"{authors}An idea. {made}"


@pytest.mark.parametrize("plugin", ["Author: A\n", "License: UNKNOWN\n"], indirect=True)
def test_of_a_licence_that_is_not_named_nothing_is_said(plugin: Source) -> None:
    asked = "How it may be used, ask the author of {}, which draws it."
    told = credit_of(plugin, "idea", "An idea", ()).licence
    assert told == asked.format(f"{plugin.distribution} 1.2")
    by_hand = Source("idea", "my\nidea.py", "", path=Path("my\nidea.py"))
    assert credit_of(by_hand, "idea", "An idea", ()).licence == asked.format("my idea.py")


@pytest.mark.parametrize(
    "plugin", ["License: x\x1b[2J}\\end\nAuthor: {Evil}} % & _ # $ " + "a" * 9999], indirect=True
)
def test_metadata_are_data_on_one_line_of_some_length_and_the_braces_of_bibtex_pair(
    plugin: Source,
) -> None:
    told = credit_of(plugin, "a:b c", "A {title}: $\\beta$ at 5 %", ())
    assert "\x1b" not in told.licence
    assert len(told.citation) < 400
    assert told.bibtex.startswith("@misc{nnviz-a-b-c,\n")
    assert told.bibtex.count("{") == told.bibtex.count("}")
    assert r"{{A {\textbraceleft}title{\textbraceright}: β at 5 \%}}" in told.bibtex
