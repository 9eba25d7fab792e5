"""Begins the server of `nnviz explore`, says where it is, and ends with Ctrl-C."""

import secrets
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import uvicorn

from nnviz.errors import NnvizError
from nnviz.explore.app import Guard, Live
from nnviz.explore.desk import Desk
from nnviz.explore.takeaway import EXPORTERS
from nnviz.explore.workers import Worker
from nnviz.host.catalog import Catalog
from nnviz.threads import processors

LOOPBACK = "127.0.0.1"
_OWN_NAMES = (LOOPBACK, "localhost", "[::1]")
_EASY = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that cannot be taken for one another."""


@dataclass(frozen=True)
class Place:
    """Where the server is: a port (0 for any), other names of this machine, and for whom.

    A class is the network that this machine is in; with `follow` it sees what the lecturer moves.
    """

    port: int = 0
    names: tuple[str, ...] = ()
    class_: bool = False
    follow: bool = False


class Addresses(NamedTuple):
    """Where the pages are: for who began the server, and for a class where there is one."""

    own: str
    class_: str = ""


def serve(
    catalog: Catalog,
    place: Place,
    worker: Callable[[], Worker],
    ready: Callable[[Addresses], None],
) -> None:
    """Serve until Ctrl-C, by as many workers as are wanted.

    `ready` is called with the addresses once they can be opened. Raises `NnvizError` where the port
    is taken, or there is no network for a class.
    """
    own, shared = secrets.token_urlsafe(12), "".join(secrets.choice(_EASY) for _ in range(7))
    here = _address_in_the_network() if place.class_ else LOOPBACK
    tokens = {own: True, **({shared: False} if place.class_ else {})}
    # More than there are processors, so that two settings which hang leave room for the others.
    desk = Desk([worker() for _ in range(2 * max(2, processors()))])
    hosts = frozenset(name.lower() for name in (*_OWN_NAMES, here, *place.names))
    with closing(_listening("" if place.class_ else LOOPBACK, place.port)) as listening:
        port = listening.getsockname()[1]
        class_ = f"http://{here}:{port}/{shared}/" if place.class_ else ""
        offers = catalog.extensions.offers(EXPORTERS)
        live = Live(catalog.cards, offers, desk, class_, follow=place.follow)
        app = Guard(live.app, tokens, hosts)
        config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none")
        config.timeout_graceful_shutdown = 1
        server = _Server(config)
        server.ending = live.end
        server.ready = lambda: ready(Addresses(f"http://{LOOPBACK}:{port}/{own}/", class_))
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # the way in which a server is ended
        finally:
            desk.close()
            live.files.close()


class _Server(uvicorn.Server):
    """A server that says when it is ready, and when it ends."""

    ready: Callable[[], None]
    ending: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.ending()
        await super().shutdown(sockets)


def _listening(host: str, port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise NnvizError(f"cannot serve at port {port}: {reason}; choose another --port.") from None
    return listening


def _address_in_the_network() -> str:
    """Return this machine's address as others in its network see it; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # an address for documentation, which is nobody's
        except OSError:
            raise NnvizError("this machine is in no network, so no class can reach it.") from None
        return str(asked.getsockname()[0])
