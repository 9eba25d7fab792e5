"""A question to a class: thirty phones choose twice, the lecturer counts, and nobody else leads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from starlette.testclient import TestClient

from nnviz.explore.app import Guard, Live
from nnviz.explore.desk import Desk
from nnviz.explore.making import Kitchen, Made, Order, make
from nnviz.explore.wishes import Wish
from nnviz.host.catalog import Catalog

LEADS, PHONE = "/leads/poll", "/phone/poll"


class Here:
    def ask(self, wish: Wish) -> Made:
        return make(Order(Kitchen(), wish))

    def cancel(self) -> None:
        pass

    close = cancel


@pytest.fixture
def client() -> Iterator[TestClient]:
    live = Live(Catalog().cards, [], Desk([Here()]), "http://here/phone/")
    app = Guard(live.app, {"leads": True, "phone": False}, frozenset(["localhost"]))
    with TestClient(app, base_url="http://localhost:8000") as client:
        yield client
    live.files.close()


def told(client: TestClient, who: str = LEADS, reader: str = "lecturer") -> dict:
    answer = client.get(f"{who}/state", params={"after": ""}, headers={"nnviz-reader": reader})
    return answer.json()


def lead(client: TestClient, who: str = LEADS, **values: str) -> int:
    return client.post(f"{who}/lead", params=values).status_code


def vote(client: TestClient, reader: str, number: int, choice: int) -> int:
    where, values = f"{PHONE}/vote", {"number": number, "choice": choice}
    return client.post(where, params=values, headers={"nnviz-reader": reader}).status_code


def test_thirty_phones_choose_discuss_choose_again_and_see_what_was_measured(client) -> None:
    assert told(client)["phase"] == ""
    assert lead(client, concept="momentum", question="longer") == 200
    asked = told(client, PHONE, "phone 0")
    assert asked["choices"][1] == "3 times as many"
    with ThreadPoolExecutor(30) as crowd:
        votes = [
            crowd.submit(vote, client, f"phone {i}", asked["number"], i % 3) for i in range(30)
        ]
        assert {one.result() for one in votes} == {200}
    assert vote(client, "phone 0", asked["number"], 3) == 200  # who thinks again counts once
    assert told(client)["counts"] == [[9, 10, 10, 1], [0, 0, 0, 0]]
    assert lead(client, phase="discussed") == 200
    assert vote(client, "phone 1", told(client)["number"], 1) == 422
    assert lead(client, phase="asked again") == 200
    number = told(client)["number"]
    assert vote(client, "phone 1", asked["number"], 1) == 422  # an old page
    assert [vote(client, f"phone {i}", number, 1) for i in range(25)] == [200] * 25
    assert told(client)["counts"] == [[9, 10, 10, 1], [0, 25, 0, 0]]
    assert told(client, PHONE, "phone 0")["chosen"] == [3, 1]
    assert lead(client, phase="revealed") == 200
    assert "3.17 times as large" in told(client, PHONE, "phone 0")["html"]


def test_nothing_tells_the_answer_or_the_counts_before_it_is_revealed(client) -> None:
    lead(client, concept="momentum", question="longer")
    for phase in ("", "discussed", "asked again"):
        assert not phase or lead(client, phase=phase) == 200
        for who in (LEADS, PHONE):
            assert "3.17" not in str(told(client, who))
            assert "html" not in told(client, who)
        assert "counts" not in told(client, PHONE)
    assert "chosen" not in told(client, LEADS)


def test_phones_cannot_lead(client) -> None:
    assert lead(client, PHONE, concept="momentum", question="longer") == 404
    lead(client, concept="momentum", question="longer")
    assert lead(client, PHONE, phase="revealed") == 404
    assert told(client)["phase"] == "asked"
    assert "data-leads" not in client.get(PHONE).text
    assert "data-leads" in client.get(LEADS).text


@pytest.mark.parametrize("phase", ["", "asked", "nonsense"])
def test_a_question_goes_on_and_never_back(client, phase) -> None:
    assert lead(client, phase="discussed") == 422  # nothing is asked
    lead(client, concept="momentum", question="longer")
    lead(client, phase="discussed")
    assert lead(client, phase=phase) == 422


def test_a_page_that_is_loaded_again_does_not_ask_anew(client) -> None:
    lead(client, concept="momentum", question="longer")
    assert vote(client, "phone", told(client)["number"], 2) == 200
    lead(client, concept="momentum", question="longer")
    assert told(client)["counts"][0] == [0, 0, 1, 0]


@pytest.mark.parametrize("values", [("longr", 422), ("../state", 422)])
def test_an_unknown_question_is_refused(client, values) -> None:
    name, status = values
    assert lead(client, concept="momentum", question=name) == status
    assert lead(client, concept="nothing", question="longer") == 404
    assert told(client)["phase"] == ""


def test_choices_and_voters_are_bounded(client) -> None:
    lead(client, concept="momentum", question="longer")
    number = told(client)["number"]
    assert vote(client, "phone", number, 4) == 422
    names = count()
    assert {vote(client, f"{next(names)}", number, 0) for _ in range(2000)} == {200}
    assert vote(client, "one more", number, 0) == 422
    assert vote(client, "7", number, 1) == 200


def test_without_a_class_there_is_no_poll() -> None:
    live = Live(Catalog().cards, [], Desk([Here()]))
    app = Guard(live.app, {"leads": True}, frozenset(["localhost"]))
    with TestClient(app, base_url="http://localhost:8000") as client:
        assert client.get(f"{LEADS}/state").json() == {"class": False}
        assert client.get(LEADS).status_code == 404
        assert lead(client, concept="momentum", question="longer") == 404
    live.files.close()


@pytest.mark.slow
def test_a_question_comes_to_a_phone_and_is_answered_by_keyboard(serve, browser) -> None:
    server = serve("--class")
    if not server.address.startswith("For the class: "):
        pytest.skip("this machine is in no network")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    expect = pytest.importorskip("playwright.sync_api").expect
    shared = server.address.removeprefix("For the class: ")
    own = server.process.stdout.readline().strip()
    phone, wall = (browser.new_context(color_scheme=look).new_page() for look in ("dark", "light"))
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(shared)  # the index: whichever page it is on
    wall.goto(f"{own}rmsprop/")
    wall.locator(".predict > summary").press("Enter")
    wall.get_by_role("link", name="Ask the class").press("Enter")
    phone.wait_for_selector("#choices button:enabled", timeout=60_000)
    phone.locator("#choices button").nth(2).press("Enter")
    expect(wall.locator(".count").nth(2)).to_have_text("1")
    wall.get_by_role("button", name="Let neighbours discuss").press("Enter")
    phone.wait_for_selector("text=Discuss it with your neighbours.")
    assert phone.locator("#choices button:enabled").count() == 0
    wall.get_by_role("button", name="Ask again").press("Enter")
    phone.wait_for_selector("#choices button:enabled")
    phone.locator("#choices button").nth(1).press("Enter")
    expect(wall.locator(".count").nth(1)).to_have_text("0, then 1")
    assert "Measured" not in wall.inner_text("main") + phone.inner_text("main")
    wall.get_by_role("button", name="Reveal").press("Enter")
    for page in (phone, wall):  # half of √v is left after 2 ln 2 / −ln γ steps
        page.wait_for_selector(".verdict")
        assert "2.05 times as large" in page.inner_text(".verdict")
        found = axe.run(page, options={"preload": False}).response["violations"]
        assert [(one["id"], one["help"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.context.close()
