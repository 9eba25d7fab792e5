"""Says whether a gallery is what its inputs would make, without making it again."""

from collections.abc import Sequence
from pathlib import Path

from nnviz.gallery.build import as_gallery
from nnviz.gallery.planning import plan
from nnviz.gallery.settings import DEFAULTS, Settings
from nnviz.gallery.site import is_page, outdated_files
from nnviz.host.catalog import Catalog


def check(
    catalog: Catalog,
    folder: str | Path,
    settings: Settings = DEFAULTS,
    *,
    only: Sequence[str] = (),
) -> list[str]:
    """Return what is wrong with a gallery, a sentence each; none when it is as it should be.

    That is what `build` would do, so that one accepts what the other leaves. `only` names the
    concepts or topics that must be there; raises `UsageError` for one that there is not.
    """
    gallery = as_gallery(folder)
    work = plan(catalog, gallery, settings, only=only)
    wrong = [f"{name} must be made again ({reason})." for name, reason in work.reasons.items()]
    for name in work.removed:
        told = f"{name} has an edition and no language any more."
        if is_page(gallery / name):
            told = f"{name} has a page and is no concept any more."
        wrong.append(told)
    wrong += [f"{name} has no page: {reason}" for name, reason in work.refused.items()]
    made_again = tuple(f"{name}/" for name in work.jobs)
    outdated = outdated_files(gallery, settings)
    wrong += [
        f"{name} must be written again." for name in outdated if not name.startswith(made_again)
    ]
    return wrong
