"""`nnviz.ask` in a notebook: a question whose choices open without a kernel."""

import re

import pytest

import nnviz
from nnviz import UsageError


@pytest.fixture(scope="module")
def asked():
    return nnviz.ask("momentum")


def test_it_asks_before_it_tells(asked):
    lines = repr(asked).splitlines()
    assert lines[0].startswith("κ goes from 100 to 1,000.")
    assert lines[1:] == [
        "  A  as many",
        "  B  3 times as many",
        "  C  10 times as many",
        "  D  100 times as many",
    ]


def test_an_answer_tells_what_was_measured(asked):
    wrong, right = asked.answer("c"), asked.answer("2")
    assert repr(wrong).startswith("Not so. It is B: 3 times as many.\nMeasured: 11.5 before")
    assert repr(right).startswith("Right.")
    assert "1,151" in repr(wrong)
    assert "1,151" not in repr(right)
    assert wrong._repr_html_().count("<img ") == 2


def test_each_choice_opens_to_its_own_reply_and_nothing_is_told_before(asked):
    html = asked._repr_html_()
    assert html.count("<details") == html.count("</details>") == 5
    outside = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    for told in ("Measured", "Right", "Not so", "<img"):
        assert told not in outside
        assert told in html
    assert "<script" not in html
    assert "<form" not in html


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("momentum.longr", "momentum has no question longr. Did you mean longer?"),
        ("momentun", "there is no concept momentun"),
    ],
)
def test_what_there_is_not_is_refused(name, complaint):
    with pytest.raises(UsageError, match=re.escape(complaint)):
        nnviz.ask(name)


def test_a_letter_that_no_choice_has_is_refused(asked):
    with pytest.raises(UsageError, match="'E' is none of the choices; type A to D"):
        asked.answer("E")


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_a_choice_opens_by_keyboard_and_closes_the_other(asked, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page.set_content(f"<!doctype html><html lang=en>{asked._repr_html_()}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_text("Momentum does not do away with the ravine.").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_text("Right.").is_visible()
    assert not page.get_by_text("Momentum does not do away with the ravine.").is_visible()
    page.get_by_text("Both figures").click()
    assert page.locator("img").last.is_visible()
    page.close()
