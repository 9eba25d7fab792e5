"""A course's letters in place of nnviz's: in figures, texts, claims and formulas alike."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

import nnviz
from nnviz.cli.main import program
from nnviz.demonstration import demonstrate
from nnviz.errors import UsageError
from nnviz.host.catalog import Catalog
from nnviz.language import Language, speaking
from nnviz.language.notation import Notation
from nnviz.tex import is_set

COURSE = Notation.read("η=α w=θ")


@pytest.fixture(autouse=True)
def _as_before(monkeypatch):
    """Let no test leave a language behind, in this process or in its environment."""
    monkeypatch.setattr("nnviz.language.speak", lambda language: None)
    for name in ("NNVIZ_LANG", "NNVIZ_LOCALE", "NNVIZ_NOTATION"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("how ∂J/∂w and dw fall with η = {rate}", "how ∂J/∂θ and dθ fall with α = {rate}"),
        ("{w} in `w`, not w₁ or 2ηw", "{w} in `w`, not θ₁ or 2αθ"),
        ("https://w.org/w and e.g. w", "https://w.org/w and e.g. θ"),
        (r"$w \leftarrow w - \eta v$", r"$\theta \leftarrow \theta - \alpha v$"),
        (r"$\sqrt\eta wx \\w$", r"$\sqrt\alpha \theta x \\\theta$"),
        (r"$$\mathrm{w}_w \begin{array}{w}$$", r"$$\mathrm{w}_\theta \begin{array}{w}$$"),
    ],
)  # fmt: skip
def test_a_symbol_is_changed_where_it_is_one(text, written):
    assert COURSE.written(text) == written


def test_two_letters_can_change_places_and_a_command_becomes_a_letter():
    assert Notation.read("η=α α=η").written("η, α") == "α, η"
    assert Notation.read("η=r").written(r"$\eta x\sqrt\eta$") == r"$r x\sqrt r$"


@given(st.lists(st.sampled_from([r"\eta", "w", r"\frac{w}{\eta}", "x", "_w", r"\, ", "2", "{w}"])))
def test_a_formula_stays_one_and_comes_back(parts):
    formula = " ".join(parts) or "x"
    there = COURSE.written(f"${formula}$")
    assert is_set(there[1:-1]) == is_set(formula)
    back = Notation.read("α=η θ=w").written(there)
    assert re.sub(r"\s", "", back) == re.sub(r"\s", "", f"${formula}$")


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [
        ([("η", "αβ")], "a symbol is one letter, Latin or Greek; got 'αβ'"),
        ([("η", "")], "a symbol is one letter"),
        ([("∇", "D")], "a symbol is one letter"),
        ([("a", "h")], "'a' is a word as well"),
        ([("η", "α"), ("λ", "α")], "two symbols cannot both be written α"),
    ],
)
def test_what_is_no_notation_is_refused(pairs, complaint):
    with pytest.raises(UsageError, match=complaint):
        Notation(tuple(pairs))


@pytest.mark.parametrize("name", ["learning-rate", "momentum", "nesterov"])
def test_figure_texts_and_claims_have_the_course_s_letters_alone(name):
    catalog = Catalog()
    with speaking(Language(notation=COURSE)):
        shown = demonstrate(catalog, catalog.card(name), {}, "slides")
        told = shown.exhibit
        texts = [text.get_text() for text in shown.figure.findobj(Text)]
    texts += [told.summary, told.theory, *map(told.said, told.story)]
    texts += [str(claim["sentence"]) for claim in told.claims]
    texts += [text for _, text in told.try_next]
    assert sum("α" in text or r"\alpha" in text for text in texts) > 5
    assert [text for text in texts if re.search(r"η|\\eta|\bw\b", text)] == []


def test_an_author_s_own_words_have_their_own_letters():
    with speaking(Language(notation=Notation.read("η=κ κ=η"))):
        shown = nnviz.show("momentum", headline="κ is what we write")
        assert shown.exhibit.said("headline") == "κ is what we write"


def test_a_letter_that_a_concept_has_already_is_refused_with_the_text():
    catalog = Catalog()
    with speaking(Language(notation=Notation.read("η=β"))):
        with pytest.raises(UsageError, match="in momentum β is something else: 'decay β'"):
            demonstrate(catalog, catalog.card("momentum"), {}, "slides")
        # which has β alone, so that nothing changes
        demonstrate(catalog, catalog.card("ewma"), {}, "slides")


def test_a_folder_s_file_has_it_for_every_command(tmp_path: Path, monkeypatch):
    spoken: list[Language] = []
    monkeypatch.setattr("nnviz.language.speak", spoken.append)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nnviz.toml").write_text('[notation]\n"η" = "α"\n', encoding="utf-8")
    assert CliRunner().invoke(program, ["list"]).exit_code == 0
    assert spoken == [Language(notation=Notation.read("η=α"))]
    (tmp_path / "nnviz.toml").write_text('[notation]\n"η" = 3\n', encoding="utf-8")
    done = CliRunner().invoke(program, ["list"])
    assert (done.exit_code, "[notation] of nnviz.toml: a symbol is" in done.stderr) == (2, True)


def test_a_gallery_is_stale_when_its_notation_changes(nnviz, tmp_path: Path):
    lean = [word for part in ("frames", "animations", "svg", "pdf") for word in ("--without", part)]
    line = ["gallery", "site", "--only", "learning-rate", *lean]
    (tmp_path / "nnviz.toml").write_text('[notation]\n"η" = "α"\n', encoding="utf-8")
    assert nnviz(*line, cwd=tmp_path).returncode == 0
    page = (tmp_path / "site/learning-rate/index.html").read_text(encoding="utf-8")
    assert "Below α = 2 descent converges" in page
    assert "η" not in page.partition('<h2 id="code')[0]
    assert nnviz(*line, "--check", cwd=tmp_path).returncode == 0
    (tmp_path / "nnviz.toml").unlink()
    assert "changed: language" in nnviz(*line, "--check", cwd=tmp_path).stdout
