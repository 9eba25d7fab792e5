"""The player of an animation in a real Chromium."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from nnviz.render import render
from nnviz.render.film import frames

pytestmark = pytest.mark.slow

HIDDEN = "document.querySelector('.stage canvas').hidden"
WHICH = "+document.querySelector('.player input').value"


def player(page, name):
    return page.get_by_role("form", name="Animation").get_by_role("button", name=name)


@pytest.fixture
def page(visit):
    return visit("race/index.html", viewport={"width": 1700, "height": 1300})


def test_a_page_opens_with_the_whole_figure_and_nothing_moves(page):
    assert page.evaluate(HIDDEN)
    page.wait_for_timeout(300)
    assert page.evaluate(WHICH) == 59
    assert page.locator(".player output").inner_text() == "4.9 s"


def test_play_goes_from_the_beginning_to_the_whole_figure(page):
    player(page, "Play").click()
    page.wait_for_function(f"() => {WHICH} > 2 && {WHICH} < 40")
    assert not page.evaluate(HIDDEN)
    page.wait_for_function(f"() => {WHICH} === 59", timeout=15_000)
    player(page, "Play").wait_for()
    assert page.evaluate(HIDDEN)


def test_pause_stays_where_it_is_and_play_goes_on_from_there(page):
    player(page, "Play").click()
    page.wait_for_function(f"() => {WHICH} > 2")
    player(page, "Pause").click()
    stopped = page.evaluate(WHICH)
    page.wait_for_timeout(400)
    assert page.evaluate(WHICH) == stopped
    player(page, "Play").click()
    page.wait_for_function(f"() => {WHICH} > {stopped}")
    assert page.evaluate(WHICH) >= stopped


def test_steps_go_back_and_on_by_one_frame(page):
    for _ in range(3):
        player(page, "One frame back").click()
    assert page.evaluate(WHICH) == 56
    player(page, "One frame on").click()
    assert page.evaluate(WHICH) == 57
    position = page.get_by_role("slider", name="Position")
    assert position.get_attribute("aria-valuetext") == "frame 58 of 60"


@pytest.mark.parametrize(("scheme", "theme"), [("light", "slides"), ("dark", "dark")])
def test_a_frame_is_the_figure_at_its_moment_whichever_way_it_was_reached(
    visit, catalog, scheme, theme
):
    page = visit("race/index.html", color_scheme=scheme, viewport={"width": 1700, "height": 1300})
    known = catalog("race")
    concept = known.concept(known.card("race"), {})
    wanted = list(frames(render(concept, concept.run(), theme=theme, size="slide"), 60, 96))
    for number in (20, 45, 20, 0):
        page.get_by_role("slider", name="Position").fill(str(number))
        page.wait_for_timeout(150)
        page.evaluate("document.querySelector('.sheet').style.marginTop = 0")
        shot = Image.open(BytesIO(page.locator(".sheet").screenshot())).convert("RGB")
        drawn = Image.fromarray(wanted[number]).resize(shot.size, Image.Resampling.BILINEAR)
        difference = np.asarray(shot, dtype=float) - np.asarray(drawn, dtype=float)
        assert np.abs(difference).mean() < 1.0


def test_the_keyboard_plays_pauses_and_steps(page):
    position = page.get_by_role("slider", name="Position")
    position.focus()
    page.keyboard.press("Home")
    assert page.evaluate(WHICH) == 0
    page.keyboard.press("ArrowRight")
    assert page.evaluate(WHICH) == 1
    page.keyboard.press("Space")
    page.wait_for_function(f"() => {WHICH} > 3")
    page.keyboard.press("Space")
    stopped = page.evaluate(WHICH)
    page.wait_for_timeout(300)
    assert page.evaluate(WHICH) == stopped
    player(page, "Play").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(WHICH) == stopped - 1


def test_the_player_and_the_sliders_of_parameters_leave_each_other_the_figure(page):
    page.get_by_role("slider", name="steps").fill("0")
    assert page.url.endswith("#steps=6")
    player(page, "One frame back").click()
    assert "#" not in page.url
    page.wait_for_function(f"() => !{HIDDEN}")
    page.get_by_role("slider", name="steps").fill("0")
    assert page.evaluate(HIDDEN)
    assert page.evaluate(WHICH) == 59


def test_reduced_motion_starts_nothing_by_itself(visit):
    page = visit("race/index.html", reduced_motion="reduce")
    page.wait_for_timeout(300)
    assert page.evaluate(HIDDEN)
    player(page, "One frame back").click()
    assert page.evaluate(WHICH) == 58


def test_without_scripts_and_in_print_there_is_the_figure_alone(visit):
    page = visit("race/index.html", java_script_enabled=False)
    assert page.locator(".player").is_hidden()
    assert page.locator(".stage canvas").is_hidden()
    page = visit("race/index.html")
    player(page, "One frame back").click()
    page.emulate_media(media="print")
    assert page.locator(".player").is_hidden()
    assert page.locator(".stage canvas").is_hidden()


def test_a_page_loads_no_film_before_it_is_wanted(visit):
    page, loaded = visit("race/index.html"), []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.get_by_role("slider", name="steps").fill("0")
    assert not [name for name in loaded if "player" in name]
    player(page, "One frame back").click()
    page.wait_for_function(f"() => !{HIDDEN}")
    assert {"player.webp", "player-tiles.webp"} <= set(loaded)
