"""How each plugin fares: read from its source, or imported in a process of its own."""

from collections.abc import Sequence

from nnviz.host.cards import Status, read_plugin
from nnviz.host.errors import PluginError, numbered
from nnviz.host.sources import BLOCK_VARIABLE, Source
from nnviz.host.syntax import NotLiteralError

UNKNOWN = "not yet known"
"""The state of a plugin that only its import tells, which was not waited for."""

_FAIR = 0.5
"""A plugin that was given this share of the time, and was not done, is not soon asked again."""


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
        return read_plugin(source)
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


def blocked_status(source: Source) -> Status:
    """Return the state of a plugin that was blocked, and so is not looked at."""
    reason = f"{source.qualified} is blocked by --block or ${BLOCK_VARIABLE}."
    return Status(source, "blocked", reason=reason)


def examined_statuses(sources: Sequence[Source]) -> list[Status]:
    """Return the states of plugins that are imported in a child process."""
    if not sources:
        return []
    from nnviz.host.probe import examine  # a subprocess that a healthy listing never needs

    return list(examine(sources))


def learned_statuses(sources: Sequence[Source], patience: float | None) -> list[Status]:
    """Return the states of plugins as their import told them once, or as it tells them now."""
    if not sources:
        return []
    from nnviz.host import learned, probe

    known = {source: learned.recall(source) for source in sources}
    asked = []
    for source, last in known.items():
        if last is None or (last.status is None and patience is None):
            asked.append(source)
    told = probe.examine(asked) if patience is None else probe.glance(asked, patience)
    found = {s: last.status for s, last in known.items() if last}
    for source, status in zip(asked, told, strict=True) if asked else ():
        found[source] = None if isinstance(status, float) else status
        if isinstance(status, float):
            if status > _FAIR * (patience or 0.0):
                learned.keep(source, None)
        elif not status.reason:
            learned.keep(source, status)
    return [found[source] or _unknown(source) for source in sources]


def _unknown(source: Source) -> Status:
    late = "it takes long to import, and is not yet known; nnviz plugins waits for it"
    return Status(source, UNKNOWN, reason=str(PluginError(source, late)))
