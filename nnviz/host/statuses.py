"""How each plugin fares: read from its source, or imported in a process of its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from nnviz.host.cards import Leaflet, read_leaflet
from nnviz.host.compatibility import refuse_unusable
from nnviz.host.errors import PluginError, numbered
from nnviz.host.sources import BLOCK_VARIABLE, Source
from nnviz.host.syntax import NotLiteralError

if TYPE_CHECKING:
    from nnviz.host.probe import Finding


UNKNOWN = "not yet known"
"""The state of a plugin that only its import tells, which was not waited for."""

_FAIR = 0.5
"""A plugin that was given this share of the time, and was not done, is not waited for again."""


class Status(NamedTuple):
    """How a plugin fares: what it offers, and the reason where that is not all well.

    `notices` are the sentences about what it changes for everybody as it is imported.
    """

    source: Source
    state: str
    leaflet: Leaflet = Leaflet()
    reason: str = ""
    excerpt: str = ""
    notices: tuple[str, ...] = ()


def read_statuses(sources: Sequence[Source], patience: float | None = None) -> list[Status]:
    """Return the state of each plugin as its source tells it, or its import where it does not.

    With `patience`, all imports together take so many seconds; what is then not known says so.
    """
    read = {source: read_status(source) for source in sources}
    silent = [source for source, status in read.items() if status is None]
    told = dict(zip(silent, learned_statuses(silent, patience), strict=True))
    return [status or told[source] for source, status in read.items()]


def read_status(source: Source) -> Status | None:
    """Return what the plugin's source says of it, or None where it must be imported to know."""
    try:
        leaflet = read_leaflet(source)
        refuse_unusable(source, leaflet)
    except NotLiteralError:
        return None
    except PluginError as error:
        return Status(source, "failed", reason=str(error), excerpt=error.excerpt)
    except SyntaxError as error:
        place = f" ({error.filename}, line {error.lineno})" if error.lineno else ""
        reason = f"{error.msg}{place}"
        told = PluginError(source, reason, numbered(error.lineno, error.text))
        return Status(source, "failed", reason=str(told), excerpt=told.excerpt)
    except (RecursionError, MemoryError) as error:  # as the parser raises
        reason = f"{type(error).__name__}: its source is nested too deeply to be read"
        return Status(source, "failed", reason=str(PluginError(source, reason)))
    except (OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        return Status(source, "failed", reason=str(PluginError(source, reason)))
    return Status(source, "ok", leaflet)


def blocked_status(source: Source) -> Status:
    """Return the state of a plugin that was blocked, and so is not looked at."""
    reason = f"{source.qualified} is blocked by --block or ${BLOCK_VARIABLE}."
    return Status(source, "blocked", reason=reason)


def examined_statuses(sources: Sequence[Source]) -> list[Status]:
    """Return the states of plugins that are imported in a child process."""
    if not sources:
        return []
    from nnviz.host.probe import examine  # a subprocess that a healthy listing never needs

    found = zip(sources, examine(sources), strict=True)
    return [_status(source, finding) for source, finding in found]


def learned_statuses(sources: Sequence[Source], patience: float | None) -> list[Status]:
    """Return the states of plugins as their import told them once, or as it tells them now."""
    if not sources:
        return []
    from nnviz.host import learned, probe

    known = {source: learned.recall(source) for source in sources}
    asked = []
    for source, last in known.items():
        if last is None or (last.finding is None and patience is None):
            asked.append(source)
    told = probe.examine(asked) if patience is None else probe.glance(asked, patience)
    found: dict[Source, Finding | None] = {s: k.finding for s, k in known.items() if k}
    for source, finding in zip(asked, told, strict=True) if asked else ():
        found[source] = None if isinstance(finding, float) else finding
        if isinstance(finding, float):
            if finding > _FAIR * (patience or 0.0):
                learned.keep(source, None)
        elif not finding.reason:
            learned.keep(source, finding)
    return [_status(source, found[source]) for source in sources]


def _status(source: Source, finding: "Finding | None") -> Status:
    if finding is None:
        late = "it takes long to import, and is not yet known; nnviz plugins waits for it"
        return Status(source, UNKNOWN, reason=str(PluginError(source, late)))
    state = "failed" if finding.reason else "ok"
    return Status(source, state, finding.leaflet, finding.reason, notices=finding.notices)
