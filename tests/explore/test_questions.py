"""Predict first on the live page: the question is measured when it is asked."""

import pytest

from nnviz.errors import UsageError
from nnviz.explore.making import Kitchen, Order, make
from nnviz.explore.questions import asked
from nnviz.explore.wishes import Wish
from nnviz.host.catalog import Catalog


def test_an_unknown_question_is_refused_in_a_sentence():
    made = make(Order(Kitchen(), Wish("momentum", what="ask/zzz")))
    assert (made.status, made.content) == (422, b'{"error": "momentum has no question zzz."}')
    with pytest.raises(UsageError):
        asked(Catalog(), Catalog().card("momentum"), "__init__", "slides")


def test_what_a_concept_says_stays_text():
    html = asked(Catalog(), Catalog().card("momentum"), "longer", "dark")["html"]
    assert html.count("data:image/png;base64,") == 2
    assert "<script" not in html


@pytest.mark.slow
class TestInABrowser:
    def test_by_keyboard_alone(self, visit):
        page = visit("rmsprop/")
        page.locator(".predict > summary").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("input:focus", timeout=30_000)
        for covered in (".headline", ".stage img", ".controls", ".article", ".summary"):
            assert not page.locator(covered).last.is_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.locator(".verdict:focus").inner_text().startswith("Right: B")
        assert page.locator(".stage img").is_visible()
        page.get_by_role("button", name="Next question (2 of 3)").press("Enter")
        page.wait_for_selector(".question:not([hidden]) input:focus", timeout=30_000)
        assert not page.locator(".headline").last.is_visible()

    def test_another_look_shows_the_figures_in_it(self, visit):
        page = visit("rmsprop/", color_scheme="light")
        page.locator(".predict > summary").click()
        page.wait_for_selector(".question input", timeout=30_000)
        light = page.locator(".pair img").first.get_attribute("src")
        page.get_by_role("radio").first.check()
        page.keyboard.press("Enter")
        page.locator("#theme").click()
        changed = "light => document.querySelector('.pair img').src !== light"
        page.wait_for_function(changed, arg=light, timeout=30_000)
        assert page.locator(".verdict").is_visible()

    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing(self, visit, width, scheme):
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        page = visit("rmsprop/", color_scheme=scheme, viewport={"width": width, "height": 844})
        page.locator(".predict > summary").click()
        page.wait_for_selector(".question input", timeout=30_000)
        for answered in (False, True):
            if answered:
                page.get_by_role("radio").first.check()
                page.keyboard.press("Enter")
            found = axe.run(page, options={"preload": False}).response["violations"]
            assert [(one["id"], one["help"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_a_curve_is_drawn_first_and_comes_again_in_another_look(self, visit):
        page = visit("learning-rate/", color_scheme="light")
        page.locator(".predict > summary").click()
        page.wait_for_selector(".pad svg:focus", timeout=30_000)
        light = page.locator(".pad img").get_attribute("src")
        page.keyboard.press("Enter")
        assert "Your guess, dashed, lies" in page.locator(".verdict:focus").inner_text()
        page.locator("#theme").click()
        changed = "light => document.querySelector('.pad img').src !== light"
        page.wait_for_function(changed, arg=light, timeout=30_000)


def test_a_concept_without_a_curve_to_draw_says_so():
    made = make(Order(Kitchen(), Wish("nesterov", what="ask/draw")))
    assert (made.status, made.content) == (422, b'{"error": "nesterov has no curve to draw."}')
