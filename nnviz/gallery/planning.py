"""What is to be made, what is still good and what must go, known without importing a plugin."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nnviz.errors import ContractError
from nnviz.gallery.contents import Entry, contents
from nnviz.gallery.inputs import inputs_of, stale_because
from nnviz.gallery.jobs import Job
from nnviz.gallery.names import RECORD, folder_name
from nnviz.gallery.record import Record, read_record
from nnviz.gallery.settings import Settings
from nnviz.gallery.site import page_folders
from nnviz.host.catalog import Catalog
from nnviz.host.statuses import Status


@dataclass(frozen=True)
class Plan:
    """The work that a gallery needs.

    `jobs` has what is to be made by its folder and `reasons` why; `refused` has the plugins and
    concepts that cannot be made, and why not.
    """

    jobs: dict[str, Job] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)


def plan(
    catalog: Catalog,
    folder: Path,
    settings: Settings,
    *,
    only: Sequence[str] = (),
    force: bool = False,
) -> Plan:
    """Return what `build` would do; `only` names the concepts, figures or topics to look at.

    Raises `UsageError` for a name in `only` that there is not, and for a figure that cannot be.
    """
    jobs, refused = _jobs(catalog, contents(catalog, settings, only), settings)
    for name in [name for name in jobs if _is_foreign(folder / name)]:
        refused[jobs.pop(name).name] = f"{folder / name} was not made by nnviz; move it away."
    broken = [status for status in catalog.statuses if status.state == "failed"]
    if not (only or settings.only):
        refused |= {status.source.name: status.reason for status in broken}
    reasons = {name: "forced" if force else _reason(job, folder) for name, job in jobs.items()}
    return Plan(
        jobs={name: job for name, job in jobs.items() if reasons[name]},
        reasons={name: reason for name, reason in reasons.items() if reason},
        unchanged=tuple(name for name, reason in reasons.items() if not reason),
        removed=() if only else _removed(folder, {*jobs, *refused}, broken),
        refused=refused,
    )


def _jobs(
    catalog: Catalog, entries: Sequence[Entry], settings: Settings
) -> tuple[dict[str, Job], dict[str, str]]:
    jobs: dict[str, Job] = {}
    refused: dict[str, str] = {}
    for entry in entries:
        try:
            folder = entry.figure.name if entry.figure else folder_name(entry.card)
        except ContractError as error:
            refused[entry.name] = str(error)
            continue
        if folder in jobs:
            refused[entry.name] = f"{entry.name} and {jobs[folder].name} want one folder."
            continue
        jobs[folder] = _job(catalog, entry, folder, settings.of(entry.figure))
    return jobs, refused


def _job(catalog: Catalog, entry: Entry, folder: str, settings: Settings) -> Job:
    card, figure, number = entry
    inputs = inputs_of(card, catalog, settings, figure)
    return Job(card, catalog, folder, settings, inputs, figure, number)


def _reason(job: Job, gallery: Path) -> str:
    """Return why a concept must be made, or nothing when its folder is still good."""
    folder = gallery / job.folder
    record = read_record(folder)
    if record is None:
        return "new"
    changed = stale_because(record.inputs, job.inputs, job.card.source)
    if changed:
        return f"changed: {', '.join(changed)}"
    present = {path.name for path in folder.iterdir()}
    missing = sorted(set(record.files) - present)
    return f"missing: {', '.join(missing)}" if missing else ""


def _is_foreign(path: Path) -> bool:
    """Return whether something that is no page of nnviz stands where a page would go."""
    if not path.is_dir():
        return path.exists()
    return not (path / RECORD).is_file() and any(path.iterdir())


def _removed(gallery: Path, kept: set[str], broken: Sequence[Status]) -> tuple[str, ...]:
    """Return the pages of concepts that are gone; what a plugin that cannot be read has, stays."""
    gone = (read_record(path) for path in page_folders(gallery) if path.name not in kept)
    return tuple(r.folder for r in gone if r and not any(_may_be_of(r, s) for s in broken))


def _may_be_of(record: Record, status: Status) -> bool:
    """Return whether a page may be one of a plugin's: a module may offer any concept."""
    if status.source.attribute:
        return record.concept.rpartition(":")[2] == status.source.name
    plugin, distribution = str(record.inputs.get("plugin")), status.source.distribution
    return plugin == distribution or plugin.startswith(f"{distribution} ")
