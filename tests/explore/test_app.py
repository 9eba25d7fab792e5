"""The server answers to its own host and token alone, and to parameters that there are."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from nnviz.explore.app import Guard, Live
from nnviz.explore.desk import Desk
from nnviz.explore.making import Kitchen, Made, Order, make
from nnviz.explore.wishes import UnmetError, Wish, read_wish
from nnviz.host.catalog import Catalog

TOKEN = "k7qm"


class Here:
    """A worker in this process that notes what it is asked."""

    def __init__(self, kitchen: Kitchen) -> None:
        self.kitchen = kitchen
        self.asked: list[Wish] = []

    def ask(self, wish: Wish) -> Made:
        self.asked.append(wish)
        return make(Order(self.kitchen, wish))

    def cancel(self) -> None:
        pass

    close = cancel


@pytest.fixture
def here(weighing: Path) -> Here:
    return Here(Kitchen((weighing,)))


@pytest.fixture
def client(catalog: Catalog, here: Here) -> Iterator[TestClient]:
    live = Live(catalog.cards, ["latex"], Desk([here]))
    app = Guard(live.app, {TOKEN: True}, frozenset(["localhost"]))
    with TestClient(app, base_url="http://localhost:8000") as client:
        yield client
    live.files.close()


def test_the_index_and_the_page_lead_to_each_other_by_relative_addresses(client) -> None:
    index = client.get(f"/{TOKEN}/")
    assert 'href="weighing/"' in index.text
    page = client.get(f"/{TOKEN}/weighing/")
    assert page.status_code == 200
    assert 'href="../"' in page.text
    assert '="/' not in index.text + page.text
    for name in ("live.css", "live.js", "stix-two-math.woff2"):
        assert client.get(f"/{TOKEN}/{name}").status_code == 200


def test_a_state_has_its_words_and_its_picture(client) -> None:
    state = client.get(f"/{TOKEN}/weighing/state", params={"number": "0.75"}).json()
    assert "0.750" in state["parts"]["headline"]
    assert state["pictures"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 404),
        ("/weighing/", 404),
        ("/K7QM/", 404),
        (f"/{TOKEN}", 404),
        (f"/{TOKEN}/nothing/", 404),
        (f"/{TOKEN}/weighing/passwd", 404),
        (f"/{TOKEN}/..%2Fpyproject.toml", 404),
        (f"/{TOKEN}/weighing/..%2F..%2Fpyproject.toml", 404),
    ],
)
def test_nothing_else_is_served(client, here, address: str, status: int) -> None:
    assert client.get(address).status_code == status
    assert here.asked == []


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8000", "127.0.0.2", ""])
def test_another_host_is_refused(client, here, host: str) -> None:
    answer = client.get(f"/{TOKEN}/weighing/state", headers={"host": host})
    assert answer.status_code == 421
    assert here.asked == []


def test_only_get_is_answered(client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, f"/{TOKEN}/weighing/state").status_code == 405


def test_values_that_cannot_be_get_the_command_line_s_sentences(client, here) -> None:
    asked = {"number": "2", "mood": "bussy", "colour": "red"}
    answer = client.get(f"/{TOKEN}/weighing/state", params=asked)
    assert answer.status_code == 422
    assert answer.json()["sentences"] == {
        "number": "number must be greater than 0 and less than 1; got 2.",
        "mood": "mood must be calm, busy, asleep, greedy or gone; got bussy. Did you mean busy?",
        "colour": "weighing has no parameter colour.",
    }
    assert here.asked == []


def test_a_request_names_no_file_of_this_machine(client, here) -> None:
    answer = client.get(f"/{TOKEN}/weighing/state", params={"data": "/etc/passwd"})
    assert answer.json()["sentences"] == {
        "data": "data must be a file that you send; got '/etc/passwd'."
    }
    assert here.asked == []


@pytest.mark.parametrize("word", ["/etc/passwd", "secret.csv", "../own.csv", "C:\\\\own.csv"])
def test_no_choice_of_data_in_any_bundled_concept_names_a_file_of_this_machine(word, tmp_path):
    choosing = [
        (card, one.name)
        for card in Catalog().cards
        for one in card.parameters.values()
        if one.files or one.is_file
    ]
    assert choosing
    for card, name in choosing:
        with pytest.raises(UnmetError, match="a file that you send"):
            read_wish(card, "state", {name: word}, {})
        ((_, value),) = read_wish(card, "state", {name: "key"}, {"key": tmp_path}).values
        assert str(tmp_path) in str(value)


def test_no_page_may_load_or_be_framed_from_elsewhere_unless_it_is_for_that(client) -> None:
    policy = client.get(f"/{TOKEN}/weighing/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert policy.endswith("frame-ancestors 'none'")
    embedded = client.get(f"/{TOKEN}/weighing/?embed").headers["content-security-policy"]
    assert embedded.endswith("frame-ancestors *")


def test_what_a_concept_does_wrong_is_a_sentence(client) -> None:
    answer = client.get(f"/{TOKEN}/weighing/state", params={"mood": "greedy"})
    assert answer.status_code == 422
    assert "MemoryError" in json.loads(answer.text)["error"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("figure.png", b"\x89PNG"),
        ("figure.svg", b"<?xml"),
        ("figure.pdf", b"%PDF"),
        ("data.csv", b"line,rows"),
        ("data.npz", b"PK"),
        ("notebook.ipynb", b"{"),
        ("latex.zip", b"PK"),
    ],
)
def test_files_to_take_away_are_of_the_setting_asked_for(client, name: str, begins: bytes) -> None:
    answer = client.get(f"/{TOKEN}/weighing/{name}", params={"number": "0.25"})
    assert answer.content.startswith(begins)
    assert 'download="weighing-' + name in client.get(f"/{TOKEN}/weighing/").text


def test_the_png_is_what_show_saves(client, catalog: Catalog, tmp_path: Path) -> None:
    from nnviz.demonstration import demonstrate

    shown = demonstrate(catalog, catalog.card("weighing"), {"number": 0.25}, "slides")
    answer = client.get(f"/{TOKEN}/weighing/figure.png", params={"number": "0.25"})
    shown.save(saved := tmp_path / "weighing.png")
    assert answer.content == saved.read_bytes()
    state = client.get(f"/{TOKEN}/weighing/state", params={"number": "0.25"}).json()
    assert state["pictures"] == [
        f"data:image/png;base64,{base64.b64encode(answer.content).decode()}"
    ]
    assert 0.05 < state["head"] < 0.3


def test_data_that_is_sent_is_drawn_by_its_key_and_its_place_is_not_told(client, here) -> None:
    key = client.post(f"/{TOKEN}/data", content=b"1\n2\n3\n").json()["key"]
    state = client.get(f"/{TOKEN}/weighing/state", params={"data": key})
    assert here.asked[0].values[0][1].read_bytes() == b"1\n2\n3\n"
    assert state.json()["parts"]["command"].endswith("--data data.csv")
    assert str(here.asked[0].values[0][1].parent) not in state.text


def test_data_is_bounded_in_size_and_in_number(client, here) -> None:
    much = client.post(f"/{TOKEN}/data", content=bytes(5_000_001))
    assert much.status_code == 422
    assert "5 MB" in much.json()["error"]
    keys = [client.post(f"/{TOKEN}/data", content=b"1").json()["key"] for _ in range(41)]
    first = client.get(f"/{TOKEN}/weighing/state", params={"data": keys[0]})
    assert first.status_code == 422
    assert client.get(f"/{TOKEN}/weighing/state", params={"data": keys[1]}).status_code == 200


def test_who_follows_sees_what_the_lecturer_shows_and_leads_nobody(catalog, here) -> None:
    live = Live(catalog.cards, [], Desk([here]), "http://10.0.0.1/easy/", follow=True)
    app = Guard(live.app, {TOKEN: True, "easy": False}, frozenset(["localhost"]))
    with TestClient(app, base_url="http://localhost") as client:
        shown = {"concept": "weighing", "number": "0.25", "mood": "calm"}
        assert client.get(f"/{TOKEN}/follow", params=shown).json()["leads"]
        told = client.get("/easy/follow").json()
        assert (told["number"], told["concept"]) == (1, "weighing")
        assert told["setting"] == "number=0.25&mood=calm"
        client.get("/easy/follow", params=shown | {"number": "0.75"})
        assert client.get("/easy/follow").json() == told
        wrong = client.get(f"/{TOKEN}/follow", params={"concept": "weighing", "number": "7"})
        assert wrong.status_code == 422
        assert "<svg" in client.get(f"/{TOKEN}/class").text
        assert client.get("/easy/class").status_code == 404


def test_without_a_class_nobody_is_followed(client) -> None:
    assert client.get(f"/{TOKEN}/class").status_code == 404
    told = client.get(f"/{TOKEN}/follow").json()
    assert told == {"leads": True, "class": False, "follow": False}
