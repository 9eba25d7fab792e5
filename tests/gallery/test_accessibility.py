"""An audit by axe-core finds nothing serious on the pages, in a real Chromium."""

import pytest

pytestmark = pytest.mark.slow

GRAVE = ("serious", "critical")


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["index.html", "decay/index.html", "decay/index.html#beta=0.99", "race/index.html"]
)
def test_axe_finds_nothing_serious(visit, path, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(path, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    # It would fetch the style sheet, which no page may: what it would find there is orientation.
    found = axe.run(page, options={"preload": False}).response["violations"]
    assert [(one["id"], one["help"]) for one in found if one["impact"] in GRAVE] == []


def test_axe_finds_what_is_wrong(browser):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page()
    page.set_content("<html lang=en><title>t</title><main><img src=x><p style='color:#ccc'>pale")
    found = {one["id"] for one in axe.run(page).response["violations"]}
    assert {"image-alt", "color-contrast"} <= found
