"""The live page in a real Chromium, where it and playwright are installed."""

import base64
import re

import pytest

pytestmark = pytest.mark.slow

REST = ".stage[aria-busy=false]"
SIX = (
    ("momentum", "beta"),
    ("learning-rate", "large"),
    ("ewma", "first"),
    ("softmax", "temperature"),
    ("adam", "rate"),
    ("weighing", "number"),
)
NOTE = """() => {
  window.noted = [];
  const stage = document.querySelector('.stage'), command = document.getElementById('command');
  new MutationObserver(() => noted.push([stage.dataset.shown, command.textContent]))
    .observe(stage, { attributes: true, attributeFilter: ['data-shown'] });
}"""
MOVE = """async name => {
  const slide = document.querySelector(`[data-parameter=${name}] .slide`), wished = [];
  const [low, high] = [+slide.min, +slide.max];
  for (let i = 1; i <= 200; i++) {
    slide.value = low + (high - low) * (0.5 + 0.4 * Math.sin(i / 9));
    slide.dispatchEvent(new Event('input', { bubbles: true }));
    wished.push(location.hash.slice(1));
    await new Promise(done => setTimeout(done, 15));
  }
  slide.dispatchEvent(new Event('change', { bubbles: true }));
  return wished;
}"""


def at(page, setting: str) -> None:
    page.wait_for_selector(f".stage[data-shown='{setting}'][aria-busy=false]", timeout=30_000)


@pytest.mark.parametrize(("concept", "parameter"), SIX)
def test_200_moves_in_3_seconds_leave_nothing_stale_and_end_at_the_last(
    visit, concept: str, parameter: str
) -> None:
    page = visit(f"{concept}/")
    page.evaluate(NOTE)
    wished = page.evaluate(MOVE, parameter)
    at(page, wished[-1])
    noted = page.evaluate("noted")
    places = [max(i for i, one in enumerate(wished) if one == shown) for shown, _ in noted]
    assert places[-1] == 199 or wished[places[-1]] == wished[-1]
    first = [wished.index(shown) for shown, _ in noted]
    for (_, latest), earliest in zip(enumerate(places), [0, *first], strict=False):
        assert latest >= earliest  # never back to what was wished for before
    for shown, command in noted:  # words are of the setting that is shown
        value = re.search(rf"{parameter}=([^&]*)", shown)
        option = f"--{parameter.replace('_', '-')} "
        assert (value is None and option not in command) or option + value[1] in command


def test_the_picture_at_rest_is_what_show_saves(visit, served, tmp_path) -> None:
    import subprocess
    import sys

    page = visit("momentum/#beta=0.5")
    picture = page.evaluate("document.querySelector('.stage .sheet img').src")
    saved = tmp_path / "momentum.png"
    command = page.inner_text("#command").split()[1:]
    subprocess.run(
        [sys.executable, "-m", "nnviz", *command, "--save", str(saved)],
        check=True,
        capture_output=True,
    )
    assert base64.b64decode(picture.partition(",")[2]) == saved.read_bytes()


def test_words_claims_command_address_and_files_are_of_the_setting(visit) -> None:
    page = visit("weighing/")
    page.get_by_role("textbox", name="number").fill("0.25")
    page.keyboard.press("Enter")
    at(page, "number=0.25")
    assert "0.250" in page.inner_text(".stage .headline")
    assert "0.250" in page.inner_text(".claims")
    assert page.inner_text(".stage .count").endswith("1 holds")
    assert "--number 0.25" in page.inner_text("#command")
    assert page.url.endswith("#number=0.25")
    assert "number=0.25" in page.get_by_role("link", name="SVG").get_attribute("href")


def test_back_and_forward_go_through_the_settings_visited(visit) -> None:
    page = visit("weighing/")
    for value in ("0.25", "0.75"):
        page.get_by_role("textbox", name="number").fill(value)
        page.keyboard.press("Enter")
        at(page, f"number={value}")
    page.go_back()
    at(page, "number=0.25")
    assert page.get_by_role("textbox", name="number").input_value() == "0.25"
    page.go_back()
    at(page, "")
    page.go_forward()
    at(page, "number=0.25")


def test_a_value_out_of_range_gets_its_sentence_and_the_figure_stays(visit) -> None:
    page = visit("weighing/", quiet=False)
    field = page.get_by_role("textbox", name="number")
    field.fill("7")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong:visible")
    assert page.inner_text(".wrong:visible") == (
        "number must be greater than 0 and less than 1; got 7."
    )
    assert field.get_attribute("aria-invalid") == "true"
    assert "0.500" in page.inner_text(".stage .headline")
    page.get_by_role("button", name="Reset number").click()
    page.wait_for_selector(".wrong:visible", state="hidden")


def test_a_setting_that_hangs_is_said_so_and_there_is_a_way_back(visit) -> None:
    page = visit("weighing/", quiet=False)
    page.get_by_role("combobox", name="mood").select_option("busy")
    page.wait_for_selector(".stage.failed", timeout=60_000)
    assert "more than 4 s of a processor" in page.inner_text(".said")
    assert page.locator(".stage .headline").is_hidden()
    assert page.locator(".claims").is_hidden()
    page.keyboard.press("Enter")  # the way back has the focus
    at(page, "")
    assert page.get_by_role("combobox", name="mood").input_value() == "calm"


def test_two_settings_are_held_against_each_other_and_the_address_knows(visit) -> None:
    page = visit("weighing/#number=0.25")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("textbox", name="number").fill("0.75")
    page.keyboard.press("Enter")
    at(page, "number=0.75")
    page.wait_for_function(
        "() => document.querySelector('.twin .headline').textContent.includes('0.25')"
    )
    assert "0.750" in page.inner_text(".stage .headline")
    assert page.inner_text(".differs") == "number 0.25 | 0.75"
    again = visit(page.url.partition("/weighing")[2].join(["weighing", ""]))
    at(again, "number=0.75")
    again.wait_for_function(
        "() => document.querySelector('.twin .headline').textContent.includes('0.25')"
    )


def test_data_of_one_s_own_is_sent_and_drawn(visit, tmp_path) -> None:
    page = visit("weighing/")
    own = tmp_path / "own.csv"
    own.write_text("1\n2\n3\n", encoding="utf-8")
    page.locator("#control-data").set_input_files(own)
    page.wait_for_function(
        "() => document.getElementById('command').textContent.includes('data.csv')"
    )


def test_everything_is_reached_and_moved_by_the_keyboard_alone(visit) -> None:
    page = visit("momentum/")
    reached = []
    for _ in range(70):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
    for wanted in ('class="skip"', 'data-does="compare"', 'class="slide"', 'class="value"', "play"):
        assert any(wanted in element for element in reached), wanted
    page.locator("[data-parameter=steps] .slide").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.stage').dataset.shown.startsWith('steps=')"
    )
    page.locator(".stage .cite").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("summary:focus").count() == 1
    assert page.locator(".claims details[open] .numbers").is_visible()


def test_play_and_step_show_the_film_of_the_setting(visit) -> None:
    page = visit("momentum/#beta=0.5")
    page.get_by_role("button", name="One frame back").click()
    page.wait_for_selector(".stage canvas:not([hidden])", timeout=60_000)
    page.locator("[data-parameter=beta] .slide").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".stage canvas[hidden]", state="attached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
@pytest.mark.parametrize(
    "path", ["", "weighing/", "momentum/", "momentum/#compare-with=", "from-scratch/"]
)
def test_pages_fit_and_axe_finds_nothing(visit, path, width, height, scheme) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(
        path or "weighing/", color_scheme=scheme, viewport={"width": width, "height": height}
    )
    if not path:
        page.goto(page.url.replace("weighing/", ""))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = axe.run(page, options={"preload": False}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == []


def test_figure_and_controls_are_on_one_screen(visit) -> None:
    page = visit("momentum/", viewport={"width": 1280, "height": 800})
    for part in (".stage .picture", ".stage .player", ".controls"):
        assert (
            page.evaluate(f"document.querySelector('{part}').getBoundingClientRect().bottom") < 800
        )
    phone = visit("momentum/", viewport={"width": 390, "height": 844})
    box = phone.evaluate("document.querySelector('.controls').getBoundingClientRect().toJSON()")
    assert box["bottom"] == 844
    natural = phone.evaluate("document.querySelector('.stage img').naturalHeight")
    assert natural > phone.evaluate("document.querySelector('.stage img').naturalWidth")


def test_embedded_there_are_figure_headline_and_controls_alone(visit) -> None:
    page = visit("weighing/?embed#number=0.25")
    assert page.locator(".headline:visible, .controls:visible, .picture:visible").count() == 3
    assert page.locator("nav:visible, .article:visible, h1:visible").count() == 0


def test_the_theme_can_be_turned_and_the_figure_with_it(visit) -> None:
    page = visit("weighing/", color_scheme="light")
    before = page.evaluate("document.querySelector('.stage img').src")
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_function(
        "before => document.querySelector('.stage img').src !== before", arg=before
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 31)"


def test_a_server_that_has_ended_is_said_so(browser, serve, weighing) -> None:
    server = serve("weighing", "--plugin", str(weighing))
    page = browser.new_page()
    page.goto(server.address)
    page.wait_for_selector(REST, timeout=60_000)
    server.end()
    page.get_by_role("textbox", name="number").fill("0.25")
    page.keyboard.press("Enter")
    page.wait_for_selector(".stage.failed")
    assert "The server has ended. Start it again: nnviz explore weighing" in page.inner_text(
        ".said"
    )
    page.close()
