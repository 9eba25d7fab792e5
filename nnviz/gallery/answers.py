"""What a worker has sent, held to what was asked of it before any of it is written."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

from nnviz.gallery.inputs import Sources
from nnviz.gallery.manifest import Page
from nnviz.gallery.names import RECORD, SOURCES
from nnviz.gallery.record import MOST_BYTES, File, Record, digest
from nnviz.host.schema import decoded, fitted

if TYPE_CHECKING:
    from nnviz.gallery.processes import Outcome


def _is_short(text: str) -> bool:
    return len(text) <= 10_000


Line: TypeAlias = Annotated[str, _is_short]


@dataclass(frozen=True)
class _Answer:
    seconds: Annotated[float, math.isfinite]
    files: Mapping[File, bytes]
    reason: Line
    notices: tuple[Line, ...]


@dataclass(frozen=True)
class Made:
    """A page as it came: its record, the files of its folder, and what they were made from."""

    record: Record
    files: Mapping[str, bytes]
    page: Page


def made(outcome: "Outcome") -> Made | None:
    """Return the page that an outcome has, or None where it has but the reason why not.

    Raises `ValueError` for what is not the page of the outcome's job and nothing else.
    """
    answer = fitted(_Answer, {name: getattr(outcome, name) for name in _Answer.__annotations__})
    if answer.reason:
        return None
    files = dict(answer.files)
    if missing := {RECORD, SOURCES} - files.keys():
        raise ValueError(f"{min(missing)} is missing")
    if sum(map(len, files.values())) > MOST_BYTES:
        raise ValueError("it has too many bytes")
    job, record = outcome.job, decoded(Record, files[RECORD])
    sources = asdict(decoded(Sources, files.pop(SOURCES)))
    if _identity(record) != (job.name, job.card.name, job.number, job.folder):
        raise ValueError(f"it is the page of {record.name!r} in {record.folder!r}")
    if {name: digest(files[name]) for name in files if name != RECORD} != record.files:
        raise ValueError("its files are not those of its record")
    return Made(record, files, Page(digest(files[RECORD]), {**sources, **job.inputs}))


def _identity(record: Record) -> tuple[str, str, int, str]:
    return record.name, record.concept, record.number, record.folder
