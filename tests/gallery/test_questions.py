"""Predict first: the questions of a page, answered by keyboard alone, and what they are made of."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from nnviz import Concept
from nnviz.gallery import Settings, build, check, plan
from nnviz.gallery.figures import NamedFigure
from nnviz.gallery.making import make
from nnviz.gallery.record import read_record
from nnviz.setting import Setting

LEAN = Settings(without=("svg", "pdf", "animations", "data", "notebook"))


@pytest.fixture(scope="module")
def site(catalog, tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked") / "gallery"
    assert build(catalog("halving"), folder, LEAN).well
    return folder


def test_the_answer_is_measured_at_both_settings(site):
    longer, shorter = read_record(site / "halving").questions
    halves = np.log(0.5) / np.log([0.9, 0.99])
    told = f"{halves[0]:.2f} before, {halves[1]:.0f} after, {halves[1] / halves[0]:.3g} times"
    assert longer.quiz.measured == f"{told} as large"
    assert (longer.quiz.right, shorter.quiz.right) == (1, 1)
    assert [state.value for state in (shorter.before, shorter.after)] == [
        "beta = 0.99",
        "beta = 0.9",
    ]
    assert [claim["name"] for claim in shorter.proofs] == ["halves"]


def test_both_pictures_have_the_same_axes(site):
    """The line at 0.9 differs from that at 0.99, and the axes beside them do not."""
    for dark in ("", "-dark"):
        names = (f"ask-longer-{when}{dark}.webp" for when in ("before", "after"))
        before, after = (
            np.array(Image.open(site / "halving" / n).convert("L"), int) for n in names
        )
        assert before.shape == after.shape
        lower = slice(before.shape[0] // 3, None)  # below headline and setting
        differs = abs(before - after)[lower] > 64  # each has its own few colours
        numbers = before.shape[1] // 12  # of the y axis
        assert not differs[:, :numbers].any()
        assert differs.any()


def test_each_setting_is_computed_once_whoever_asks_of_it(catalog, tmp_path, monkeypatch):
    """0.5 and 0.9 are stops; both questions ask of 0.9 and 0.99."""
    runs, run = [], Concept.run
    monkeypatch.setattr(Concept, "run", lambda one: runs.append(one.beta) or run(one))
    (job,) = plan(catalog("halving"), tmp_path, LEAN).jobs.values()
    make(job)
    assert sorted(runs) == [0.5, 0.9, 0.99]


def test_a_gallery_can_do_without(catalog, tmp_path):
    bare = replace(LEAN, without=(*LEAN.without, "questions"))
    build(catalog("halving"), tmp_path / "bare", bare)
    assert read_record(tmp_path / "bare" / "halving").questions == ()
    assert "Predict first" not in (tmp_path / "bare" / "halving" / "index.html").read_text()


def test_a_course_s_own_figure_asks_nothing(catalog, tmp_path):
    own = NamedFigure("mine", "halving", setting=Setting(beta=0.8))
    build(catalog("halving"), tmp_path / "own", replace(LEAN, figures=(own,)))
    assert read_record(tmp_path / "own" / "mine").questions == ()


def test_a_missing_picture_is_drawn_again(catalog, tmp_path):
    folder = tmp_path / "gallery"
    build(catalog("halving"), folder, LEAN)
    picture = folder / "halving" / "ask-longer-after-dark.webp"
    drawn = picture.read_bytes()
    picture.unlink()
    assert "ask-longer-after-dark.webp" in str(check(catalog("halving"), folder, LEAN))
    build(catalog("halving"), folder, LEAN)
    assert picture.read_bytes() == drawn
    assert build(catalog("halving"), folder, LEAN).unchanged == ["halving"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one["quiz"].update(right=2),
        lambda one: one["quiz"].update(replies=[]),
        lambda one: one["quiz"]["why"][0].update(cites=["halved"]),
        lambda one: one["after"].update(dark="../../x.webp"),
        lambda one: one["after"].update(dark="nowhere.webp"),
    ],
)
def test_a_record_whose_question_cannot_be_is_not_read(site, tmp_path, spoil):
    folder = tmp_path / "halving"
    folder.mkdir()
    data = json.loads((site / "halving" / "concept.json").read_text())
    (folder / "concept.json").write_text(json.dumps(data))
    assert read_record(folder)
    spoil(data["questions"][0])
    (folder / "concept.json").write_text(json.dumps(data))
    assert read_record(folder) is None


@pytest.mark.slow
class TestInABrowser:
    PATH = "halving/index.html"

    def test_one_closed_line_leaves_figure_and_sliders_on_the_first_screen(self, visit):
        page = visit(self.PATH, viewport={"width": 1280, "height": 800})
        assert page.locator(".predict > summary").bounding_box()["height"] < 40
        slider = page.get_by_role("slider", name="beta").bounding_box()
        assert slider["y"] + slider["height"] < 800

    @pytest.mark.parametrize("scripts", [True, False])
    def test_opened_it_covers_what_would_tell(self, visit, scripts):
        page = visit(self.PATH, java_script_enabled=scripts)
        told = page.locator(".summary, .headline, .stage img, .caption, .article, .controls")
        assert page.locator(".headline").is_visible()
        page.locator(".predict > summary").click()
        page.wait_for_selector(".question input")
        assert [one.is_visible() for one in told.all()] == [False] * told.count()
        assert "Half is left after" not in page.locator("body").aria_snapshot()
        page.locator(".predict > summary").click()
        assert page.locator(".headline").is_visible()

    def test_by_keyboard_alone_a_wrong_guess_is_answered_for_itself(self, visit):
        page = visit(self.PATH)
        page.locator(".predict > summary").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("input:focus")
        page.keyboard.press("Enter")
        assert page.get_by_role("alert").inner_text().startswith("Choose one first")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        verdict = page.locator(".verdict:focus")
        assert verdict.inner_text().startswith("Not so. It is B, 10 times as many. Measured: 6.58")
        assert page.locator(".reply:visible").inner_text().startswith("A One may think")
        assert page.locator(".headline").is_visible()
        page.wait_for_function(
            "[...document.querySelectorAll('.pair img')].slice(0, 2).every(i => i.naturalWidth)"
        )
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#proof-1-halves summary:focus").count() == 1

    def test_the_next_question_covers_again_and_a_right_guess_has_no_reply(self, visit):
        page = visit(self.PATH)
        page.locator(".predict > summary").click()
        page.get_by_role("radio").nth(1).check()
        page.get_by_text("Reveal").first.click()
        assert page.locator(".verdict:focus").inner_text().startswith("Right: B")
        assert page.locator(".reply:visible").count() == 0
        page.get_by_role("button", name="Next question (2 of 2)").click()
        assert page.locator(".headline").is_hidden()
        page.wait_for_selector("input:focus")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Close").click()
        assert page.locator(".headline").is_visible()
        assert page.locator(".predict > summary:focus").count() == 1

    def test_without_scripts_all_is_folded(self, visit):
        page = visit(self.PATH, java_script_enabled=False)
        page.locator(".predict > summary").click()
        assert page.get_by_text("10 times as many").first.is_visible()
        for fold in page.locator(".reveal > summary").all():
            fold.click()
        assert (
            page.locator(".verdict").first.inner_text().strip().startswith("B, 10 times as many.")
        )
        assert page.locator(".headline").is_visible()

    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_it_fits_and_axe_finds_nothing(self, visit, width, scheme):
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        page = visit(self.PATH, color_scheme=scheme, viewport={"width": width, "height": 844})
        page.locator(".predict > summary").click()
        for answered in (False, True):
            if answered:
                page.get_by_role("radio").first.check()
                page.keyboard.press("Enter")
            found = axe.run(page, options={"preload": False}).response["violations"]
            assert [(one["id"], one["help"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="module")
def drawn(catalog, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn") / "gallery"
    assert build(catalog("cooling"), folder, LEAN).well
    return folder


def test_a_curve_to_draw_is_kept_with_where_it_lies(drawn, catalog, tmp_path):
    guess = read_record(drawn / "cooling").guess
    assert guess.text == "Draw what is left at β = 0.5."
    assert [dict(guess.points)[x] for x in (0, 0.25, 0.5, 1)] == [1, 0.5, 0.25, 0.0625]
    page = (drawn / "cooling" / "index.html").read_text()
    assert '<span class="soft">a curve to draw<span' in page
    bare = replace(LEAN, without=(*LEAN.without, "questions"))
    build(catalog("cooling"), tmp_path / "bare", bare)
    assert read_record(tmp_path / "bare" / "cooling").guess is None


@pytest.mark.slow
class TestACurveToDraw:
    @pytest.fixture
    def pad(self, browser, drawn):
        def open_it(**look):
            page = browser.new_page(**look)
            page.goto((drawn / "cooling" / "index.html").as_uri())
            page.locator(".predict > summary").click()
            page.wait_for_selector(".pad svg:focus")
            return page

        return open_it

    def test_by_keyboard_alone(self, pad):
        page = pad()
        assert not page.locator(".headline").is_visible()
        pen = page.get_by_role("slider", name="Your guess")
        for _ in range(10):
            page.keyboard.press("ArrowUp")
        assert pen.get_attribute("aria-valuetext") == "Point 1 of 17: 100 % of the height"
        page.keyboard.press("ArrowRight")
        page.keyboard.press("PageDown")
        assert pen.get_attribute("aria-valuetext") == "Point 2 of 17: 30 % of the height"
        page.keyboard.press("End")
        assert pen.get_attribute("aria-valuetext") == "Point 17 of 17: 50 % of the height"
        page.keyboard.press("Enter")
        verdict = page.locator(".verdict:focus").inner_text()
        x = np.arange(17) / 4  # between whole steps the curve is straight
        real = np.interp(x, np.arange(5), 0.5 ** np.arange(5))
        guess = np.array([1, 0.3, *[0.5] * 15])
        assert f"lies {np.abs(guess - real).mean():.0%} of".replace("%", " %") in verdict
        assert page.locator(".headline").is_visible()
        pen.press("Home")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")  # what is revealed is heard, and changed no longer
        heard = "Point 2 of 17: the curve at 88 %, your guess at 30 % of the height"
        assert pen.get_attribute("aria-valuetext") == heard
        page.get_by_role("button", name="Close").press("Enter")
        page.locator(".predict > summary").click()
        page.wait_for_selector(".pad svg:focus")
        assert pen.get_attribute("aria-valuetext") == "Point 1 of 17: 50 % of the height"

    def test_with_the_pointer_what_is_passed_over_fast_is_drawn_too(self, pad):
        page = pad(viewport={"width": 390, "height": 800})
        box = page.locator(".pad svg").bounding_box()
        at = lambda x, y: (box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"])  # noqa: E731
        page.mouse.move(*at(0.01, 0.99))
        page.mouse.down()
        page.mouse.move(*at(0.99, 0.01))
        page.mouse.up()
        pairs = page.locator(".pad polyline").get_attribute("points").split()
        heights = [1 - float(pair.split(",")[1]) for pair in pairs]
        np.testing.assert_allclose(heights, np.linspace(0.99, 0.01, 17), atol=0.02)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing(self, pad, scheme):
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        page = pad(color_scheme=scheme)
        assert axe.run(page).response["violations"] == []
        page.keyboard.press("Enter")
        assert axe.run(page).response["violations"] == []
