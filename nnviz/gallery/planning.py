"""What is to be made, what is still good and what must go, known without importing a plugin."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nnviz.errors import ContractError
from nnviz.gallery.contents import Entry, contents
from nnviz.gallery.editions import former
from nnviz.gallery.inputs import inputs_of, stale_because
from nnviz.gallery.jobs import Job
from nnviz.gallery.manifest import Manifest, altered, read_manifest
from nnviz.gallery.names import RECORD, folder_name
from nnviz.gallery.record import read_record
from nnviz.gallery.settings import Settings
from nnviz.gallery.site import is_page, page_folders
from nnviz.host.cards import Status
from nnviz.host.catalog import Catalog


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
    manifest = read_manifest(folder)
    jobs, refused = _jobs(catalog, contents(catalog, settings, only), settings)
    for name in [name for name in jobs if _is_foreign(folder / name)]:
        refused[jobs.pop(name).name] = f"{folder / name} was not made by nnviz; move it away."
    broken = [status for status in catalog.statuses if status.state == "failed"]
    if not (only or settings.only):
        refused |= {status.source.name: status.reason for status in broken}
    reasons = {
        name: "forced" if force else _reason(job, folder, manifest) for name, job in jobs.items()
    }
    return Plan(
        jobs={name: job for name, job in jobs.items() if reasons[name]},
        reasons={name: reason for name, reason in reasons.items() if reason},
        unchanged=tuple(name for name, reason in reasons.items() if not reason),
        removed=() if only else _removed(folder, {*jobs, *refused}, manifest, broken, settings),
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
        if folder in settings.codes[1:]:
            refused[entry.name] = f"{folder} is the folder of a language."
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


def _reason(job: Job, gallery: Path, manifest: Manifest) -> str:
    """Return why a concept must be made, or nothing when its folder is still good."""
    folder, known = gallery / job.folder, manifest.pages.get(job.folder)
    if not known or not known.inputs or not is_page(folder):
        return "new"
    if changed := stale_because(known.inputs, job.inputs, job.card.source):
        return f"changed: {', '.join(changed)}"
    record = None if altered(folder, {RECORD: known.record}) else read_record(folder)
    edited = [RECORD] if record is None else altered(folder, record.files)
    missing = [name for name in edited if not (folder / name).exists()]
    told = {"missing": missing, "edited": [name for name in edited if name not in missing]}
    return "; ".join(f"{what}: {', '.join(names)}" for what, names in told.items() if names)


def _is_foreign(path: Path) -> bool:
    """Return whether something that is no page of nnviz stands where a page would go."""
    if path.is_symlink() or not path.is_dir():
        return os.path.lexists(path)
    return not is_page(path) and any(path.iterdir())


def _removed(
    gallery: Path,
    kept: set[str],
    manifest: Manifest,
    broken: Sequence[Status],
    settings: Settings,
) -> tuple[str, ...]:
    """Return the pages of concepts that are gone, and the editions that are.

    What a plugin that cannot be read has, stays.
    """
    gone = (
        path.name
        for path in page_folders(gallery)
        if path.name not in kept
        and (path.name in manifest.pages or read_record(path))
        and not any(_may_be_of(path, manifest, status) for status in broken)
    )
    return (*gone, *former(gallery, manifest, settings))


def _may_be_of(folder: Path, manifest: Manifest, status: Status) -> bool:
    """Return whether a page may be one of a plugin's: a module may offer any concept."""
    if status.source.attribute:
        record = read_record(folder)
        return not record or record.concept.rpartition(":")[2] == status.source.name
    known, distribution = manifest.pages.get(folder.name), status.source.distribution
    plugin = known.inputs.get("plugin", "") if known else ""
    return not plugin or plugin == distribution or plugin.startswith(f"{distribution} ")
