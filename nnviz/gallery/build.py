"""Builds a gallery: what is stale is made, in parallel; what is gone goes; then the pages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from nnviz.errors import UsageError
from nnviz.gallery.jobs import Job
from nnviz.gallery.names import PAGE
from nnviz.gallery.planning import Plan, plan
from nnviz.gallery.report import Report
from nnviz.gallery.settings import DEFAULTS, Settings
from nnviz.gallery.site import (
    Site,
    outdated_files,
    page_folders,
    read_records,
    refuse_foreign,
    size_of,
)
from nnviz.host.catalog import Catalog

if TYPE_CHECKING:
    from nnviz.gallery.folders import Staging
    from nnviz.gallery.processes import Outcome

Progress = Callable[["Outcome"], None]
"""Called with each outcome as it comes."""

_INDEX_EVERY = 1.0
"""Seconds between two indexes while pages come in."""


def build(
    catalog: Catalog,
    folder: str | Path,
    settings: Settings = DEFAULTS,
    *,
    only: Sequence[str] = (),
    force: bool = False,
    **how: Any,
) -> Report:
    """Make every stale page of the catalog's concepts in `folder`, and its index.

    `only` names the concepts, figures or topics to make; `how` is as for `carry_out`, and so is
    what is raised, besides `UsageError` for a folder or a name that cannot be.
    """
    gallery = as_gallery(folder)
    work = plan(catalog, gallery, settings, only=only, force=force)
    return carry_out(work, gallery, settings, **how)


def carry_out(
    work: Plan,
    gallery: Path,
    settings: Settings = DEFAULTS,
    *,
    fail_fast: bool = False,
    jobs: int | None = None,
    timeout: float = 300.0,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Do what a plan says.

    `jobs` is the number of processes, `timeout` the seconds that one concept may take; `cluster` is
    the address of a Dask scheduler whose workers make them instead. What fails is reported; its old
    page stays. Raises `UsageError` for an address that cannot be, and `NnvizError` when the gallery
    cannot be written or the cluster does not answer.
    """
    report = Report(unchanged=list(work.unchanged), failed=dict(work.refused))
    if work.jobs or work.removed or outdated_files(gallery, settings):
        from nnviz.gallery.folders import Staging  # not needed when all is fresh

        refuse_foreign(gallery)
        for look, job in {_look(job.settings): job for job in work.jobs.values()}.items():
            if look != _look(DEFAULTS):
                _refuse_unknown_look(job)
        begun = _begin(list(work.jobs.values()), jobs, timeout, cluster)
        with begun as outcomes, Staging(gallery) as staging:
            site = Site(gallery, settings, staging)
            site.write_live()
            builder = _Builder(site, staging, report)
            builder.take(outcomes, fail_fast, progress)
            builder.finish(work)
    report.untrue = {r.name: r.untrue for r in read_records(gallery) if r.untrue}
    report.size = size_of(gallery)
    return report


def as_gallery(folder: str | Path) -> Path:
    """Return the gallery's folder, which need not exist, without what killed builds have left.

    Raises `UsageError` when it is a file.
    """
    from nnviz.gallery.folders import remove_leftovers

    gallery = Path(folder)
    if gallery.exists() and not gallery.is_dir():
        raise UsageError(f"the gallery {gallery} is a file; name a folder.")
    remove_leftovers(gallery)
    return gallery


def _look(settings: Settings) -> tuple[str, str, str]:
    return settings.theme, settings.dark, settings.size


def _refuse_unknown_look(job: Job) -> None:
    """Raise `UsageError` for a theme or a size that there is not, before any work."""
    from nnviz.gallery.making import themes_of
    from nnviz.render.sizes import size_named
    from nnviz.render.themes import style

    for theme in (job.settings.theme, job.settings.dark):
        style(theme, size_named(job.settings.size), themes_of(job))


def _begin(
    jobs: Sequence[Job], workers: int | None, timeout: float, cluster: str | None
) -> "AbstractContextManager[Iterator[Outcome]]":
    """Return the outcomes of the jobs, on this machine or a cluster; leaving it ends the work."""
    if cluster and jobs:
        from nnviz.gallery.cluster import outcomes

        return outcomes(jobs, cluster, timeout)
    from nnviz.gallery.processes import run
    from nnviz.threads import processors

    return closing(run(jobs, workers or processors(), timeout))


class _Builder:
    """Puts outcomes into the gallery as they come, so that it is whole at every moment."""

    def __init__(self, site: Site, staging: "Staging", report: Report) -> None:
        self._site, self._staging, self._report = site, staging, report
        self._index_written = 0.0

    def take(
        self, outcomes: "Iterable[Outcome]", fail_fast: bool, progress: Progress | None
    ) -> None:
        """Put in what comes, to the end or, with `fail_fast`, to the first failure."""
        for outcome in outcomes:
            self._put(outcome)
            if progress:
                progress(outcome)
            if fail_fast and outcome.job.name in self._report.failed:
                return

    def finish(self, work: Plan) -> None:
        """Take away what is gone, after the last page that leads to it."""
        gallery, report = self._site.gallery, self._report
        found = [r for r in read_records(gallery) if r.folder not in work.removed]
        digests = self._site.write(found)
        for name in work.removed:
            self._staging.remove(name)
            report.removed.append(name)
        self._site.remove_outdated()
        self._site.write_manifest(found, digests)
        unread = {path.name for path in page_folders(gallery)} - {r.folder for r in found}
        report.notices += [f"{gallery / name} cannot be read and was left." for name in unread]

    def _put(self, outcome: "Outcome") -> None:
        from nnviz.gallery.answers import made
        from nnviz.gallery.processes import failed

        name, report = outcome.job.name, self._report
        try:
            page = made(outcome)
        except ValueError as error:
            outcome = failed(outcome.job, f"what was sent is not its page: {error}")
            page = None
        report.notices += [one for one in outcome.notices if one not in report.notices]
        if page is None:
            report.failed[name] = outcome.reason
            return
        self._site.write_assets()
        index = self._site.page_of_newcomer(page.record)
        self._staging.put(page.record.folder, {**page.files, PAGE: index})
        self._site.note(page.record.folder, page.page)
        report.made.append(name)
        report.seconds[name] = outcome.seconds
        if monotonic() - self._index_written > _INDEX_EVERY:
            self._site.write_index()
            self._index_written = monotonic()
