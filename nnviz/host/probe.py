"""Looks into plugins from a process of its own, which they may crash, hang or exit.

Run as `python -m nnviz.host.probe`, it reads pickled sources, imports each, and answers a line
when it is ready and one for each as it goes; the parent knows from the lines that are missing who
is to blame.
"""

import base64
import os
import pickle
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from nnviz.concept import Concept
from nnviz.errors import NnvizError
from nnviz.host.cards import Card, Leaflet
from nnviz.host.compatibility import hook_names
from nnviz.host.errors import PluginError
from nnviz.host.isolation import blame, import_seconds
from nnviz.host.loading import CONCEPTS, load_plugin
from nnviz.host.sources import Source

_PATIENCE = 1.5
"""The child's own time limit is shorter by this factor, so that it tells most hangs itself."""


_START_SECONDS = 60.0
"""How long a child may take until it is ready, which is no plugin's fault."""


@dataclass(frozen=True)
class Finding:
    """What came of importing a plugin: what it offers, or the sentence that says why not."""

    leaflet: Leaflet
    reason: str = ""


def examine(sources: Sequence[Source]) -> list[Finding]:
    """Import each plugin in a child process and return what came of each, in their order."""
    findings: list[Finding] = []
    while len(findings) < len(sources):
        findings.extend(_one_child(sources[len(findings) :]))
    return findings


def _one_child(sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield findings until all are told or the child has died or hung on one."""
    child = subprocess.Popen(
        [sys.executable, "-m", "nnviz.host.probe"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        try:
            child.stdin.write(pickle.dumps((list(sys.path), list(sources))))
            child.stdin.close()
            _read_line(child.stdout.fileno(), _START_SECONDS)
            for source in sources:
                line, ended = _read_line(child.stdout.fileno(), _PATIENCE * import_seconds())
                if not line:
                    why = "ends the process that imports it" if ended else "hangs on import"
                    yield Finding(Leaflet(), str(PluginError(source, f"it {why}")))
                    return
                yield _decode(line)
        finally:
            child.kill()


def _read_line(handle: int, seconds: float) -> tuple[bytes, bool]:
    """Return one line, or nothing and whether the other side has closed."""
    line, deadline = b"", monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(handle, selectors.EVENT_READ)
        while not line.endswith(b"\n"):
            if not selector.select(max(0.0, deadline - monotonic())):
                return b"", False
            byte = os.read(handle, 1)
            if not byte:
                return b"", True
            line += byte
    return line, False


def _look(source: Source) -> Finding:
    try:
        plugin = load_plugin(source)
        with blame(source, "when it was looked at", import_seconds()):
            concepts = plugin.concepts().items()
            cards = tuple(_card(source, name, concept) for name, concept in concepts)
            hooks = tuple(h for h in hook_names() if h != CONCEPTS and plugin.extensions(h))
            if not (cards or hooks):
                raise PluginError(source, "it offers no concept and no hook")
    except NnvizError as error:
        return Finding(Leaflet(), str(error))
    return Finding(Leaflet(cards, hooks))


def _card(source: Source, name: str, concept: type[Concept]) -> Card:
    return Card(
        name=name,
        title=str(concept.title),
        topic=str(concept.topic),
        summary=concept.summary(),
        source=source,
        parameters=dict(concept.parameters),
        see_also=tuple(map(str, concept.see_also)),
    )


def _encode(finding: Finding) -> bytes:
    return base64.b64encode(pickle.dumps(finding)) + b"\n"


def _decode(line: bytes) -> Finding:
    finding = pickle.loads(base64.b64decode(line))
    assert isinstance(finding, Finding)
    return finding


def answer() -> None:
    """Read sources from standard input and write a finding for each to standard output."""
    # A plugin that prints must not be taken for an answer.
    answers = os.dup(1)
    os.dup2(2, 1)
    path, sources = pickle.load(sys.stdin.buffer)
    sys.path[:] = path
    os.write(answers, b"ready\n")
    for source in sources:
        os.write(answers, _encode(_look(source)))


if __name__ == "__main__":
    # Under its own name, so that what is pickled here is found there.
    from nnviz.host import probe

    probe.answer()
