"""The pages and answers of `nnviz explore`, as an ASGI application."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from secrets import compare_digest
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nnviz.errors import ContractError, NnvizError
from nnviz.explore import words
from nnviz.explore.desk import Desk, SupersededError
from nnviz.explore.leading import Lead
from nnviz.explore.making import HTML, JSON, as_json, refusal
from nnviz.explore.polling import Poll
from nnviz.explore.uploads import MOST_BYTES, Uploads
from nnviz.explore.wishes import ASK, FILES, FILM, MOVE, PAGE, STATE, read_wish
from nnviz.gallery import assets
from nnviz.gallery.names import folder_name
from nnviz.host.cards import Card

READER = "nnviz-reader"
"""The header by which a page tells its requests from another's."""

_POLICY = (
    "default-src 'none'; img-src 'self' data:; font-src 'self'; style-src 'self'; "
    "script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
)
_OWN = ("live.css", "live.js", "poll.js")
_KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}


class Guard:
    """Lets in who asks for a host that this server is known by, with a token in the address."""

    def __init__(self, app: ASGIApp, tokens: Mapping[str, bool], hosts: frozenset[str]) -> None:
        """Take whether each token is a lecturer's, and the names of hosts without a port.

        What is behind the token is the application's path.
        """
        self._app, self._tokens, self._hosts = app, tokens, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse in a sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _, given, *rest = scope["path"].split("/")
        named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        known = [one for one in self._tokens if compare_digest(one.encode(), given.encode())]
        if _without_port(named) not in self._hosts:
            sentence = f"{named or 'No host'} is not served here."
            answer: ASGIApp = _refusal(HTTPStatus.MISDIRECTED_REQUEST, sentence)
        elif not (rest and known):
            answer = _refusal(HTTPStatus.NOT_FOUND, "Open the whole address that nnviz printed.")
        else:
            answer = self._app
            scope = dict(scope, path="/" + "/".join(rest), root_path="", leads=self._tokens[given])
        embeds = b"embed" in scope["query_string"].split(b"&")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = _POLICY + ("*" if embeds else "'none'")
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", policy.encode()),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        await answer(scope, receive, send_guarded)


class Live:
    """What readers see: the index of concepts, a page for each, and what its controls wish for.

    `address` is what a class opens, where there is one; with `follow` it sees what its lecturer
    moves.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        purposes: Iterable[str],
        desk: Desk,
        address: str = "",
        *,
        follow: bool = False,
    ) -> None:
        """Take the concepts, the names of the exporters, and who answers wishes."""
        self._cards = dict(_addressed(cards))
        self._desk, self._address = desk, address
        self._offered = frozenset((STATE, MOVE, FILM, *FILES, *(f"{one}.zip" for one in purposes)))
        self._lead = Lead() if follow else None
        self._poll = Poll() if address else None
        self.files = Uploads()
        own = {name: (words.TEMPLATES / name).read_bytes() for name in _OWN}
        self._assets = assets.files() | own

    @property
    def app(self) -> Starlette:
        """The application, each of its answers a plain GET, but for data that is sent."""
        return Starlette(
            routes=[
                Route("/", self._index),
                Route("/class", self._class),
                Route("/follow", self._follow),
                Route("/poll", self._poll_page),
                Route("/poll/state", self._poll_state),
                Route("/poll/vote", self._vote, methods=["POST"]),
                Route("/poll/lead", self._lead_poll, methods=["POST"]),
                Route("/data", self._take, methods=["POST"]),
                Route("/{asset}", self._asset),
                Route("/{concept}/", self._page),
                Route("/{concept}/ask/{question}", self._ask),
                Route("/{concept}/{what}", self._answer),
            ],
            exception_handlers={HTTPStatus.NOT_FOUND: _not_found, NnvizError: _sentence},
        )

    def end(self) -> None:
        """Let nobody wait for what a lecturer does, for that would hold up the server's end."""
        for one in (self._lead, self._poll):
            if one:
                one.news.end()

    async def _index(self, request: Request) -> Response:
        content = await run_in_threadpool(words.index, self._cards)
        return Response(content, media_type=HTML)

    async def _class(self, request: Request) -> Response:
        """Show the lecturer how a class gets here."""
        if not (self._address and request.scope["leads"]):
            return _not_found(request)
        return Response(words.invitation(self._address), media_type=HTML)

    async def _follow(self, request: Request) -> Response:
        """Take what a lecturer shows, or tell a reader of it once it is another."""
        leads = request.scope["leads"]
        told: dict[str, object] = {"leads": leads, "class": bool(self._address)}
        if self._lead is not None:
            asked = dict(request.query_params)
            number = asked.pop("after", "")
            concept = asked.pop("concept", "")
            if leads and concept in self._cards:
                wish = read_wish(self._cards[concept], STATE, asked, self.files)
                self._lead.show(concept, urlencode({name: asked[name] for name, _ in wish.values}))
            elif not leads:
                shown = await self._lead.after(int(number) if number.isdecimal() else -1)
                told |= shown._asdict()
        return Response(as_json(told | {"follow": self._lead is not None}), media_type=JSON)

    async def _poll_page(self, request: Request) -> Response:
        content = words.poll(leads=request.scope["leads"])
        return Response(content, media_type=HTML) if self._poll else _not_found(request)

    async def _poll_state(self, request: Request) -> Response:
        """Tell what a class is asked; without one, that there is none."""
        told: dict[str, object] = {"class": self._poll is not None}
        if self._poll:
            number, leads = _whole(request.query_params.get("after")), request.scope["leads"]
            told |= await self._poll.after(number, _reader(request), leads=leads)
        return Response(as_json(told), media_type=JSON)

    async def _vote(self, request: Request) -> Response:
        if self._poll is None:
            return _not_found(request)
        number, choice = (_whole(request.query_params.get(name)) for name in ("number", "choice"))
        self._poll.vote(_reader(request), number, choice)
        return Response(as_json({}), media_type=JSON)

    async def _lead_poll(self, request: Request) -> Response:
        """Ask a class a question, or go on with it: a lecturer does."""
        asked = request.query_params
        if self._poll is None or not request.scope["leads"]:
            return _not_found(request)
        if "question" not in asked:
            self._poll.lead(asked.get("phase", ""))
            return Response(as_json({}), media_type=JSON)
        concept, name = asked.get("concept", ""), asked["question"]
        if concept not in self._cards:
            return _not_found(request)
        if not self._poll.asks(concept, name):
            wish = read_wish(self._cards[concept], ASK + name, {}, self.files)
            made = await self._desk.answer(_reader(request), wish)
            if made.status != HTTPStatus.OK:
                return Response(made.content, made.status, media_type=made.type)
            self._poll.ask(concept, name, json.loads(made.content))
        return Response(as_json({}), media_type=JSON)

    async def _take(self, request: Request) -> Response:
        """Keep data that a reader sends, as far as it is not too much."""
        content = b""
        async for part in request.stream():
            content += part
            if len(content) > MOST_BYTES:
                break
        return Response(as_json({"key": self.files.add(content)}), media_type=JSON)

    async def _asset(self, request: Request) -> Response:
        name = request.path_params["asset"]
        if name not in self._assets:
            return _not_found(request)
        return Response(self._assets[name], media_type=_KINDS.get(Path(name).suffix, "text/plain"))

    async def _page(self, request: Request) -> Response:
        return await self._made(request, PAGE, {})

    async def _answer(self, request: Request) -> Response:
        what = request.path_params["what"]
        if what not in self._offered:
            return _not_found(request)
        return await self._made(request, what, request.query_params)

    async def _ask(self, request: Request) -> Response:
        what = ASK + request.path_params["question"]
        return await self._made(request, what, request.query_params)

    async def _made(self, request: Request, what: str, asked: Mapping[str, str]) -> Response:
        card = self._cards.get(request.path_params["concept"])
        if card is None:
            return _not_found(request)
        wish = read_wish(card, what, asked, self.files)
        made = await self._desk.answer(_reader(request), wish)
        return Response(made.content, made.status, media_type=made.type)


def _reader(request: Request) -> str:
    return request.headers.get(READER) or str(request.client)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


def _addressed(cards: Sequence[Card]) -> Iterator[tuple[str, Card]]:
    for card in cards:
        with suppress(ContractError):  # no name for an address: a gallery says so of its plugin
            yield folder_name(card), card


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _refusal(status: int, sentence: str) -> Response:
    return Response(sentence + "\n", status, media_type="text/plain; charset=utf-8")


def _not_found(request: Request, error: Exception | None = None) -> Response:
    return _refusal(HTTPStatus.NOT_FOUND, "There is nothing at this address.")


def _sentence(request: Request, error: Any) -> Response:
    made = refusal(error)
    status = HTTPStatus.CONFLICT if isinstance(error, SupersededError) else made.status
    return Response(made.content, status, media_type=made.type)
