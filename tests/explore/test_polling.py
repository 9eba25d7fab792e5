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
