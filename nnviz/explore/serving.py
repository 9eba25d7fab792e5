"""Begins the server of `nnviz explore`, says where it is, and ends with Ctrl-C."""

import secrets
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Place:
    """Where the server is: an address of this machine, a port (0 for any), and its other names."""

    host: str = LOOPBACK
    port: int = 0
    names: tuple[str, ...] = ()


def serve(
    catalog: Catalog, place: Place, worker: Callable[[], Worker], ready: Callable[[str], None]
) -> None:
    """Serve until Ctrl-C, by as many workers as are wanted.

    `ready` is called with the address once it can be opened.

    Raises `NnvizError` where the port is taken.
    """
    token = secrets.token_urlsafe(12)
    # More than there are processors, so that two settings which hang leave room for the others.
    desk = Desk([worker() for _ in range(2 * max(2, processors()))])
    hosts = frozenset((*_OWN_NAMES, place.host, *place.names))
    purposes = catalog.extensions.offers(EXPORTERS)
    app = Guard(Live(catalog.cards, purposes, desk).app, token, hosts)
    with closing(_listening(place)) as listening:
        address = f"http://{place.host}:{listening.getsockname()[1]}/{token}/"
        server = _Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        server.ready = lambda: ready(address)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # the way in which a server is ended
        finally:
            desk.close()


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()


def _listening(place: Place) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((place.host, place.port))
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise NnvizError(
            f"cannot serve at {place.host}:{place.port}: {reason}; choose another --port."
        ) from None
    return listening
