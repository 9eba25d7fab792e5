"""What is written for plugin API 1 is refused, unread by Python, with what to write instead."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

import nnviz as package
from nnviz import Concept, Measured, claim
from nnviz.errors import ContractError, NnvizError
from nnviz.former import METHODS, instead_of
from nnviz.host.catalog import Catalog
from nnviz.testing import IsolatedHost

SENTENCE = (
    'it is written for plugin API 1: make headline a text, headline = "…", and each claim a '
    'method under @claim("…"); plugins/README.md shows one'
)

OLD = """
from pathlib import Path

Path(__file__).with_suffix(".imported").touch()

{imported}


class Old(Concept):
    def compute(self):
        return {{"one": [1.0, 1.0]}}

    {method}

    def draw(self, result, figure):
        figure.subplots().plot(result["one"])
"""


def old(method: str = "", imported: str = "from nnviz import Concept") -> str:
    return OLD.format(method=method, imported=imported)


def shown(nnviz_host: IsolatedHost, source: str) -> str:
    """Return with what a plugin is refused, after a look that it was not imported."""
    file = nnviz_host.add("old", source)
    with pytest.raises(NnvizError) as refused:
        nnviz_host.show("old")
    assert not file.with_suffix(".imported").exists()
    assert refused.value.exit_code == 1
    return str(refused.value)


@pytest.mark.parametrize("name", METHODS)
def test_a_text_or_claims_as_a_method_are_refused_unimported(
    nnviz_host: IsolatedHost, name: str
) -> None:
    told = shown(nnviz_host, old(f"def {name}(self, result): return ()"))
    assert f"old.py: {instead_of(name)} (" in told
    assert told.endswith("old.py, line 13).")


def test_the_sentence_says_what_to_write_for_a_headline(nnviz_host: IsolatedHost) -> None:
    assert SENTENCE in shown(nnviz_host, old("def headline(self, result): return 'One'"))


@pytest.mark.parametrize(
    "imported",
    [
        "from nnviz import Claim, Concept",
        "from nnviz import Concept\nfrom nnviz.claims import Claim as Proof",
        "from nnviz import (\n    Concept,\n    Claim,\n)",
    ],
)
def test_claim_imported_is_refused_unimported(nnviz_host: IsolatedHost, imported: str) -> None:
    assert instead_of("Claim") in shown(nnviz_host, old(imported=imported))


def test_it_is_refused_also_where_only_importing_would_tell_what_it_offers(
    nnviz_host: IsolatedHost,
) -> None:
    base = "\n\nclass Other(Old):\n    pass\n"
    assert SENTENCE in shown(nnviz_host, old("def headline(self, result): return ''") + base)


def test_what_only_its_import_tells_is_refused_there(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add("old", old("locals()['headline'] = lambda self, result: 'One'"))
    with pytest.raises(NnvizError, match=r"old\.py: old: it is written for .* headline"):
        nnviz_host.show("old")


@pytest.mark.parametrize(
    "method",
    [
        '"""It has no `def headline`, and no Claim."""',
        "def headlines(self): return ()",
        '@claim("It is one.")\n    def claims(self, result): return Measured(1, "=", 1)',
    ],
)
def test_what_only_looks_alike_is_used(nnviz_host: IsolatedHost, method: str) -> None:
    nnviz_host.add("old", old(method, "from nnviz import Concept, Measured, claim"))
    assert nnviz_host.show("old").result["one"].tolist() == [1, 1]


@pytest.mark.parametrize("name", METHODS)
def test_a_class_of_a_notebook_is_refused_when_it_is_made(name: str) -> None:
    body: dict[str, Any] = {name: lambda self, result: ()}
    with pytest.raises(ContractError) as refused:
        type("Old", (Concept,), body)
    assert str(refused.value) == f"old: {instead_of(name)}"


def test_a_claim_may_be_called_claims() -> None:
    made = type("New", (Concept,), {"claims": claim("It is one.")(_claims)})
    assert list(made.propositions) == ["claims"]


def _claims(self: Concept, result: object) -> Measured:
    return Measured(1, "=", 1)


def test_claim_itself_tells_a_notebook_what_to_write() -> None:
    with pytest.raises(ContractError, match="it is written for plugin API 1: Claim is no more"):
        _ = package.Claim


def test_a_hook_beside_claim_is_left_out_and_said(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add(
        "old",
        "from nnviz import Claim, hookimpl\n\n@hookimpl\ndef nnviz_themes():\n    return {}\n",
    )
    with pytest.warns(UserWarning, match="it is written for plugin API 1"):
        assert nnviz_host.catalog.extensions.members("nnviz_themes").by_name == {}


def test_plugins_tells_it_and_everything_else_goes_on(
    nnviz: Callable[..., CompletedProcess[str]], healthy_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "old.py").write_text(old("def headline(self, result): return 'One'"))
    run = {"path": [healthy_folder], "NNVIZ_PLUGINS": str(folder), "cwd": tmp_path}
    statuses = json.loads(nnviz("plugins", "--json", **run).stdout)
    (status,) = [status for status in statuses if status["name"] == "old"]
    assert status["state"] == "failed"
    assert SENTENCE in status["reason"]
    assert nnviz("show", "well", "--save", "well.png", **run).returncode == 0
    refused = nnviz("show", "old", **run)
    assert refused.returncode == 1
    assert SENTENCE in refused.stderr
    assert "1 plugin cannot be used" in nnviz("list", **run).stderr


def test_the_catalog_names_the_line_for_whoever_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "old.py"
    file.write_text(old("def caption(self, result): return 'One'"))
    with pytest.raises(NnvizError) as refused:
        Catalog([file]).card("old")
    assert refused.value.excerpt == "    13 | def caption(self, result): return 'One'"
