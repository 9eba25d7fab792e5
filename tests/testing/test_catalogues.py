"""What there is to translate is found, merged and held to its English."""

from pathlib import Path

import polib
import pytest
from nnviz_concepts.optimization.momentum import Momentum

from nnviz.host.messages import Message
from nnviz.language import Catalogue, Language, current, speaking
from nnviz.testing.catalogues import fault_of, main, merge, own_problems, own_texts, texts_of

ENGLISH = "After {steps:# step|# steps} it is {left} away"


def fault(korean: str) -> str:
    return fault_of(ENGLISH, Catalogue({ENGLISH: korean}), "ko")


def test_a_translation_with_the_same_names_is_well() -> None:
    assert fault("{steps}스텝 뒤에 {left:#이|#가} 남는다") == ""


def test_percentage_points_are_a_sign_in_korean() -> None:
    english = "{gap} points"
    assert fault_of(english, Catalogue({english: "{gap}%p"}), "ko") == ""


@pytest.mark.parametrize(
    ("korean", "told"),
    [
        ("{steps}스텝 뒤에 남는다", "has the names"),
        ("{steps}스텝 뒤에 {left} 남는다 [nearer]", "cites"),
        ("{steps}스텝 뒤에 {left}배, 곧 3배", "types the number 3"),
        ("{steps} steps, {left}", "is not in that language"),
    ],
)
def test_a_translation_that_says_something_else_is_told(korean: str, told: str) -> None:
    assert told in fault(korean)


def test_all_that_momentum_says_is_found() -> None:
    told = {one.template for one in texts_of(Momentum)}
    assert "Gradient descent with momentum" in told  # its title
    assert Momentum.summary() in told
    assert "Without memory momentum diverges at this rate." in told  # a Try
    assert "map" not in told  # a panel's name, which is no text
    assert "remembered: β × last step" in told  # said in drawing


def test_a_catalogue_keeps_what_is_translated_and_drops_what_is_said_no_longer(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ko" / "walk.po"
    one, other = Message("walk.title", "A walk", 1), Message("walk.alt", "It stops", 2)
    assert merge(path, [one, other], "ko") == 2
    catalogue = polib.pofile(str(path))
    catalogue.find("A walk").msgstr = "산책"
    catalogue.find("It stops").msgstr = "멈춘다"
    catalogue.save()
    assert merge(path, [Message("walk.alt", "It halts", 2), one], "ko") == 1
    again = polib.pofile(str(path))
    assert [(entry.msgid, entry.msgstr) for entry in again] == [
        ("It halts", ""),
        ("A walk", "산책"),
    ]


def test_what_nnviz_itself_says_is_found_in_code_and_pages() -> None:
    assert "Try next:" in {one.template for one in own_texts()}


@pytest.mark.parametrize(
    "told",
    [
        "Make everything, stale or not.",  # an option's help
        "No such option {name!r}.",  # click's
        "cannot write {path}: {reason}.",  # an error
        "is not a number; write numbers, and nothing where one is missing",  # of a cell
        "Computing …",  # in a script
        "numbers",  # in a style
        "Regularization",  # a topic
    ],
)
def test_what_commands_and_pages_say_is_found_wherever_it_stands(told: str) -> None:
    assert told in {one.template for one in own_texts()}


def test_all_of_it_is_said_in_korean_and_nothing_wrongly() -> None:
    with speaking(Language("ko")):
        problems = list(own_problems())
        texts, told = current().catalogue().texts, {one.template for one in own_texts()}
    assert [one.found for one in problems if "not translated" not in one.found] == []
    assert told - {*texts} == set()


@pytest.mark.parametrize("words", [[], ["--help"], ["ko", "momentus"]])
def test_what_is_no_language_or_concept_writes_nothing(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("nnviz.testing.catalogues.merge", None)
    assert main(words) == 2
    assert "ko [NAME …]" in capsys.readouterr().err
