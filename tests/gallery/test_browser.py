"""The pages in a real Chromium, where it and playwright are installed."""

import json
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from nnviz.gallery.build import build
from nnviz.gallery.settings import Settings
from nnviz.host.catalog import Catalog
from nnviz.host.subjects import subjects
from nnviz.search import find, word_list

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1400, 2560])
@pytest.mark.parametrize("path", ["index.html", "decay/index.html", "race/index.html"])
def test_pages_open_without_an_error_and_fit_every_width(visit, path, width, scheme):
    page = visit(path, color_scheme=scheme, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    broken = "[...document.images].filter(image => image.complete && !image.naturalWidth).length"
    assert page.evaluate(broken) == 0


@pytest.mark.parametrize(("scheme", "file"), [("light", "figure.svg"), ("dark", "figure-dark.svg")])
def test_the_figure_follows_the_reader_s_setting(visit, scheme, file):
    page = visit("decay/index.html", color_scheme=scheme)
    assert page.evaluate("document.querySelector('.sheet img').currentSrc").endswith(f"/{file}")


def test_a_slider_changes_figure_caption_claims_command_and_address(visit):
    page = visit("decay/index.html")
    slider = page.get_by_role("slider", name="beta")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    assert slider.get_attribute("aria-valuetext") == "0.99"
    assert page.url.endswith("#beta=0.99")
    assert "69.0" in page.inner_text(".caption")
    assert page.inner_text("#command") == "nnviz show decay --plugin decay.py --beta 0.99"
    assert page.locator(".claims li.untrue").count() == 1
    assert page.evaluate("document.querySelector('.sheet img + img').src").endswith("beta-2.webp")
    page.get_by_role("button", name="Reset").click()
    page.wait_for_selector(".stage[data-shown='']")
    assert "#" not in page.url
    assert page.evaluate("document.querySelector('.sheet img').src").endswith("figure.svg")
    assert page.locator(".claims li.untrue").count() == 0


def test_a_citation_leads_to_its_claim_and_follows_the_slider(visit):
    page = visit("decay/index.html")
    cite = page.locator(".caption .cite").last
    number = int(cite.inner_text().split()[-1])
    cite.click()
    claim = page.locator("li:has(summary:focus)")
    before = "document.activeElement.closest('li').matches(`.claims li:nth-child(${number})`)"
    assert page.evaluate(f"number => {before}", number)
    assert "half" in claim.inner_text()
    assert claim.locator(".numbers").is_visible()
    assert page.inner_text(".count").startswith("2 hold.")
    page.get_by_role("slider", name="beta").fill("2")
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    assert page.locator(".headline .cite, .caption .cite").count() == 2
    assert page.inner_text(".count").startswith("1 holds, 1 fails.")


def test_moving_one_slider_puts_the_others_back(visit):
    page = visit("decay/index.html#beta=0.99")
    page.get_by_role("slider", name="steps").fill("2")
    assert page.get_by_role("slider", name="beta").get_attribute("aria-valuetext") == "0.9"
    assert page.url.endswith("#steps=100")


def test_an_address_opens_at_its_state_and_an_unknown_one_at_the_defaults(visit):
    page = visit("decay/index.html#beta=0.99")
    assert page.get_by_role("slider", name="beta").input_value() == "2"
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    assert "0.99" in page.inner_text("#command")
    assert "--beta" not in visit("decay/index.html#beta=7").inner_text("#command")


def test_a_frame_over_its_base_shows_the_figure_of_its_parameters(visit, catalog):
    from io import BytesIO

    import numpy as np
    from PIL import Image

    from nnviz.render import render

    page = visit("decay/index.html#beta=0.99", viewport={"width": 1800, "height": 1400})
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    page.evaluate("document.querySelector('.sheet').style.marginTop = 0")
    shot = Image.open(BytesIO(page.locator(".sheet").screenshot())).convert("RGB")
    known = catalog("decay")
    concept = known.concept(known.card("decay"), {"beta": 0.99})
    drawn = Image.open(BytesIO(render(concept, concept.run(), size="slide").encode("png")))
    wanted = np.asarray(drawn.convert("RGB").resize(shot.size), dtype=float)
    assert np.abs(np.asarray(shot, dtype=float) - wanted).mean() < 2.0


def test_search_lists_what_fits_the_best_first(visit):
    page = visit("index.html")
    cards = page.locator(".card:visible h3")
    assert cards.all_inner_texts() == ["Exponential decay", "Doubling", "A race"]
    page.get_by_role("searchbox").fill("DOUBLINGS of what")
    assert cards.all_inner_texts()[0] == "Doubling"
    page.get_by_role("searchbox").fill("Half-Lifes")
    assert cards.all_inner_texts() == ["Exponential decay"]
    assert page.locator(".found").inner_text() == "1 of 3 concepts"
    page.get_by_role("searchbox").fill("qqqq")
    assert cards.count() == 0
    assert page.locator(".found").inner_text() == "No concept has these words."
    page.get_by_role("searchbox").fill("CNN")
    assert page.locator(".found").inner_text() == "Convolutional networks are not covered."
    page.keyboard.press("Escape")
    assert cards.all_inner_texts() == ["Exponential decay", "Doubling", "A race"]


def test_a_page_scores_as_the_terminal_does(visit):
    listed = json.loads(json.dumps(word_list(subjects(Catalog(blocked=["all"]).cards))))
    lines = (Path(__file__).parents[1] / "search" / "queries.txt").read_text().splitlines()
    queries = [line.partition(":")[0] for line in lines if not line.startswith("#")]
    queries += ["CNN", "attention heads", "the", "he", "λ", "naïve", "constructor", "sofmtax"]
    script = "([listed, queries]) => queries.map(makeSearch(listed))"
    answers = visit("index.html").evaluate(script, [listed, queries])
    for query, answer in zip(queries, answers, strict=True):
        found = find(listed, query)
        told = answer or {"hits": [], "missing": []}
        assert [tuple(hit) for hit in told["hits"]] == list(found.hits), query
        assert tuple(told["missing"]) == found.missing, query


def test_the_path_goes_on_where_this_browser_was(visit, browser):
    page = visit("index.html")
    assert page.locator(".go-on").is_hidden()
    page.locator(".path [data-name] a").first.click()
    page.wait_for_url("**/decay/index.html")  # loaded: its script has run, which keeps that
    page.go_back()
    page.reload()
    assert page.locator(".path .seen").all_inner_texts() == ["Exponential decay"]
    on = page.locator(".go-on a")
    assert on.inner_text() == "Go on: Doubling"
    on.click()
    assert page.locator(".before").inner_text() == "Know before: Exponential decay."


def test_try_next_is_a_link_to_what_is_drawn_and_a_command_for_the_rest(visit):
    page = visit("decay/index.html")
    (drawn,) = page.locator(".tries a").all()
    drawn.click()
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    assert page.url.endswith("#beta=0.99")
    assert drawn.get_attribute("aria-current") is not None
    assert page.evaluate("document.activeElement.classList.contains('headline')")
    assert "--beta 0.999" in page.locator(".tries code").inner_text()


def test_topics_filter_and_the_address_remembers(visit):
    page = visit("index.html")
    page.get_by_role("button", name="Zoology").click()
    assert page.locator(".card:visible").count() == 2
    assert "topic=zoology" in page.url
    again = visit(f"index.html{page.url[page.url.index('#') :]}")
    assert again.locator(".card:visible").count() == 2


def test_a_page_without_scripts_shows_everything_but_the_sliders(visit):
    page = visit("decay/index.html", java_script_enabled=False)
    assert page.locator(".controls").is_hidden()
    assert page.locator(".claims li").count() == 2
    assert page.locator("math").count() > 3


def test_everything_is_reached_by_the_keyboard_alone(visit):
    page = visit("decay/index.html")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    assert 'class="skip"' in reached[0]
    for wanted in ('type="range"', "<summary>", ">Copy<", "figure.pdf", "../growth/index.html"):
        assert any(wanted in element for element in reached)


@pytest.mark.parametrize("width", [390, 1400])
def test_code_is_unfolded_and_copied_by_the_keyboard(visit, width):
    page = visit("decay/index.html", viewport={"width": width, "height": 900})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    function, script = page.locator("details:has(.listing)").all()
    assert function.locator("pre").is_hidden()
    for listing, opens, beginning in (
        (function, "Enter", "def half_life"),
        (script, " ", '"""What'),
    ):
        listing.locator("summary").focus()
        page.keyboard.press(opens)
        assert listing.locator("pre").is_visible()
        assert listing.locator("code").inner_text().startswith(beginning)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        listing.get_by_text("Copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == listing.locator("code").text_content()
    source = Path(__file__).parent / "plugins" / "scripts" / "decay.py"
    assert copied == source.read_text(encoding="utf-8")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_leaves_out_what_paper_cannot_do(visit):
    page = visit("decay/index.html", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    assert page.locator(".controls").is_hidden()
    assert page.get_by_text("Copy").first.is_hidden()
    assert page.locator(".claims li").count() == 2


@pytest.mark.parametrize("state", ["", "#beta=0.99"])
def test_headline_and_setting_are_text_and_the_picture_begins_below_its_own(visit, state):
    page = visit(f"decay/index.html{state}", viewport={"width": 1400, "height": 800})
    page.wait_for_selector(f".stage[data-shown='{state[1:]}']")
    assert page.locator(".headline:visible").count() == 1
    hidden = page.evaluate(
        """() => {
          const box = name => document.querySelector(name).getBoundingClientRect();
          const [seen, sheet] = [box(".scrolls"), box(".sheet")];
          return (seen.top - sheet.top) / sheet.height;
        }"""
    )
    known = page.evaluate("+document.querySelector('template[data-setting]').dataset.head")
    assert known == pytest.approx(hidden, abs=0.01)
    assert 0.05 < known < 0.3


SHOWN = "[...document.querySelectorAll('.sheet img')].map(one => one.currentSrc.split('/').pop())"


@pytest.mark.parametrize(("scheme", "dark"), [("light", ""), ("dark", "-dark")])
def test_a_phone_shows_pictures_drawn_for_it_whole_and_another_screen_the_wide_ones(
    visit, scheme, dark
):
    page = visit("decay/index.html", color_scheme=scheme, viewport={"width": 390, "height": 844})
    assert page.evaluate(SHOWN) == [f"phone{dark}.webp"]
    page.get_by_role("slider", name="beta").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    assert page.evaluate(SHOWN) == [f"phone{dark}.webp", f"phone-beta-2{dark}.webp"]
    box, cut = page.locator(".sheet").bounding_box(), page.locator(".stage .scrolls").bounding_box()
    assert (box["y"], box["height"]) == (cut["y"], cut["height"])
    assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
    assert page.locator(".stage .scrolls").evaluate("one => one.scrollWidth == one.clientWidth")
    page.set_viewport_size({"width": 1400, "height": 800})
    page.wait_for_selector(f".sheet img[src$='frame{dark}.webp']")
    assert page.evaluate(SHOWN) == [f"frame{dark}.webp", f"beta-2{dark}.webp"]
    assert (
        page.locator(".sheet").bounding_box()["y"]
        < page.locator(".stage .scrolls").bounding_box()["y"]
    )


STOPS = """() => [...document.querySelectorAll('.stops span')].filter(
    one => one.checkVisibility({ visibilityProperty: true }))
    .map(one => { const range = new Range(); range.selectNodeContents(one); return range; })
    .map(one => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])"""


@pytest.mark.parametrize(("width", "shown"), [(390, 2), (1400, 5)])
def test_the_values_under_a_slider_do_not_overlap(browser, tmp_path, width, shown):
    folder = tmp_path / "site"
    spare = ("svg", "pdf", "phones", "animations", "data", "notebook", "questions")
    assert build(Catalog(), folder, Settings(only=("learning-curves",), without=spare)).well
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto((folder / "learning-curves/index.html").as_uri())
    page.wait_for_selector(".controls.drawn:visible")
    places = page.evaluate(STOPS)
    page.close()
    assert len(places) == shown
    assert all(end < start for (_, end), (start, _) in pairwise(places))


def test_on_a_phone_a_film_takes_the_place_of_the_picture_and_scrolls(visit):
    page = visit("race/index.html", viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="One frame back").click()
    page.wait_for_selector("canvas:visible")
    assert page.locator(".sheet img").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_selector(".stage .scrolls[tabindex='0']")  # for the keys
    assert page.locator(".stage .scrolls").evaluate("one => one.scrollWidth > one.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_scrolls_on_a_phone_has_a_shade_where_more_is_hidden(visit, scheme):
    page = visit("race/index.html", color_scheme=scheme, viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="One frame back").click()
    page.wait_for_selector("canvas:visible")
    scrolls = page.locator(".stage .scrolls")

    def shaded(edge):
        """Whether the last pixels of the figure's ground at an edge are not the page's."""
        box = scrolls.bounding_box()
        x = 1 if edge == "left" else 388
        clip = {"x": x, "y": box["y"] + 2, "width": 1, "height": 1}
        inside, outside = (
            Image.open(BytesIO(page.screenshot(clip=one))).convert("L").getpixel((0, 0))
            for one in (clip, clip | {"y": box["y"] - 2})
        )
        return abs(inside - outside) > 40

    seen = {}
    for where in (0, 100, 9999):
        scrolls.evaluate("(one, where) => { one.scrollLeft = where; }", where)
        seen[where] = shaded("left"), shaded("right")
    assert seen == {0: (False, True), 100: (True, True), 9999: (True, False)}


def test_no_words_are_smaller_than_12_pixels(visit):
    page = visit("decay/index.html", viewport={"width": 390, "height": 844})
    smallest = """() => Math.min(...[...document.body.querySelectorAll('*')]
      .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
      .filter(one => !one.closest('math, script, style, template'))
      .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
    assert page.evaluate(smallest) >= 12


def test_a_symbol_is_explained_once_where_it_is_used_first_on_focus_and_on_hover(visit):
    page = visit("decay/index.html")
    symbol = page.locator(".symbol", has_text="β")
    assert symbol.count() == 1
    symbol.focus()
    tip = page.get_by_role("tooltip")
    assert tip.inner_text() == "β: share that is kept in each step"
    assert symbol.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.mouse.move(0, 0)
    symbol.hover()
    assert tip.is_visible()
    page.get_by_role("slider", name="beta").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    assert page.locator(".symbol", has_text="β").count() == 1
    page.locator("summary", has_text="Symbols").click()
    assert page.locator(".symbols dt").all_inner_texts() == ["β"]
