"""Catalogues, the forms of numbers, and Korean particles by how a number is read."""

from pathlib import Path

import pytest

from nnviz.errors import UsageError
from nnviz.language import Language, current, language, read_catalogue, speaking, tr
from nnviz.language.korean import particle
from nnviz.passages import translated

PLURALS = {
    "de": "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ko": "nplurals=1; plural=0;",
}


def write(folder: Path, code: str, name: str = "walk", **texts: str) -> Path:
    """Write a catalogue of these texts, underscores for blanks in the English."""
    path = folder / f"{name}.po"
    folder.mkdir(parents=True, exist_ok=True)
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {PLURALS[code]}\\n"\n'
    rows = [f'\nmsgid "{e.replace("_", " ")}"\nmsgstr "{t}"\n' for e, t in texts.items()]
    path.write_text(head + "".join(rows), encoding="utf-8")
    return path


def test_a_text_is_said_in_the_language_or_else_in_english(tmp_path: Path) -> None:
    german = read_catalogue([write(tmp_path, "de", It_stops="Es hält")], "de")
    assert german.say("It stops") == "Es hält"
    assert german.say("It runs") == "It runs"


def test_paragraphs_are_translated_one_by_one_however_they_are_wrapped(tmp_path: Path) -> None:
    german = read_catalogue([write(tmp_path, "de", It_stops="Es hält")], "de")
    assert german.paragraphs("It\nstops\n\nIt runs") == "Es hält\n\nIt runs"


@pytest.mark.parametrize(
    ("code", "forms", "said"),
    [
        ("de", ["# Schritt", "# Schritte"], {"0": 1, "1": 0, "2": 1, "0.5": 1}),
        # Polish: krok, kroki for 2 to 4, kroków for 5 to 21, and again kroki for 22 (CLDR).
        ("pl", ["# krok", "# kroki", "# kroków"], {"1": 0, "3": 1, "5": 2, "12": 2, "1,022": 1}),
    ],
)
def test_a_number_has_the_form_that_its_language_gives_it(
    tmp_path: Path, code: str, forms: list[str], said: dict[str, int]
) -> None:
    catalogue = read_catalogue([write(tmp_path, code)], code)
    assert {shown: forms.index(catalogue.form(shown, forms)) for shown in said} == said


# How a number is read in Sino-Korean, and whether that ends in a consonant (은) or not (는).
READ = {
    "0": "은", "1": "은", "2": "는", "3": "은", "4": "는",
    "5": "는", "6": "은", "7": "은", "8": "은", "9": "는",
    "10": "은", "38": "은", "100": "은", "1,000": "은", "12,000": "은",
    "10,000": "은", "0.9": "는", "0.30": "은", "2.1": "은", "10⁻⁸": "은",
    "3.2×10⁻⁸": "은", "∞": "는", "50%": "는", "η": "는", "ε": "은",
    "w₁": "은", "w₂": "는", "L": "은", "ReLU": "는", "Adam": "은",
    "RMSProp": "은", "온도": "는", "기온": "은", "0.5, 0.9, 0.98": "은",
}  # fmt: skip


@pytest.mark.parametrize(("shown", "wanted"), READ.items())
def test_a_particle_follows_the_reading(shown: str, wanted: str) -> None:
    assert particle(shown, ["#은", "#는"]) == f"#{wanted}"


@pytest.mark.parametrize(
    ("shown", "wanted"), {"2.1": "로", "8": "로", "3": "으로", "2": "로"}.items()
)
def test_after_l_it_is_ro_as_after_a_vowel(shown: str, wanted: str) -> None:
    assert particle(shown, ["#으로", "#로"]) == f"#{wanted}"


def test_what_is_cited_stays_and_names_may_change_their_order(tmp_path: Path) -> None:
    korean = read_catalogue(
        [write(tmp_path, "ko", **{"{a}_needs_{b}": "{b:#이|#가} {a}에 든다"})], "ko"
    )
    spoken, forms = translated("{a} needs {b} [fewer]", korean)
    assert (spoken.fields, spoken.cites, forms) == (("b", "a"), ("fewer",), korean)


@pytest.mark.parametrize("wrong", ["{a}에 든다", "{a}에 {c}", "{b} {a} [fewer]"])
def test_a_translation_that_lost_a_name_or_cites_is_not_said(tmp_path: Path, wrong: str) -> None:
    korean = read_catalogue([write(tmp_path, "ko", **{"{a}_needs_{b}": wrong})], "ko")
    spoken, _ = translated("{a} needs {b}", korean)
    assert spoken.message == "{a} needs {b}"


def test_a_fuzzy_text_is_not_said(tmp_path: Path) -> None:
    path = write(tmp_path, "de", It_stops="Es hält")
    path.write_text(path.read_text().replace('\nmsgid "It', '\n#, fuzzy\nmsgid "It'))
    assert read_catalogue([path], "de").say("It stops") == "It stops"


def test_the_catalogue_of_a_concept_lies_beside_it_and_plugins_add_to_it(tmp_path: Path) -> None:
    write(tmp_path / "own" / "locale" / "de", "de", It_stops="Es hält")
    write(tmp_path / "added", "de", It_stops="Es steht", It_runs="Es läuft")
    german = Language("de", (tmp_path / "added",)).catalogue("walk", tmp_path / "own")
    assert [german.say(text) for text in ("It stops", "It runs")] == ["Es hält", "Es läuft"]


def test_a_language_is_spoken_within_a_block() -> None:
    with speaking(language("ko")):
        assert current().code == "ko"
        assert tr("yes") == "예"
    assert tr("yes") == "yes"


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no language 'xx'. The languages are en, ko"):
        language("xx")


@pytest.mark.parametrize("content", [b"msgid", b"\xff\xfe", b'msgid "a" "b\nmsgstr'])
def test_what_is_no_catalogue_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "walk.po").write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read as a catalogue"):
        read_catalogue([path], "de")
