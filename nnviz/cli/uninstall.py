"""`nnviz uninstall`: remove a plugin's distribution, without importing anything of it."""

from collections.abc import Iterable

import click

from nnviz.cli.pip import run_pip
from nnviz.errors import UsageError
from nnviz.host.sources import Source, find_sources
from nnviz.wording import did_you_mean, enumeration


@click.command("uninstall", short_help="Remove a plugin, even one that is broken.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before removing.")
def command(names: tuple[str, ...], yes: bool) -> None:
    """Remove plugins by the name of a plugin or of its distribution.

    Nothing of the plugin is imported or read, so that it may be as broken as it likes.
    """
    sources = find_sources()
    distributions = list(dict.fromkeys(_distribution(name, sources) for name in names))
    run_pip("uninstall", "--disable-pip-version-check", *(["--yes"] if yes else []), *distributions)


def _distribution(name: str, sources: Iterable[Source]) -> str:
    """Return the distribution that a name means; `UsageError` where pip cannot remove it."""
    meant = [s for s in sources if name in (s.name, s.qualified, s.distribution)]
    if any(source.bundled for source in meant):
        raise UsageError(
            f"{name} comes with nnviz itself; to leave it out, use: nnviz --block {name}"
        )
    for source in meant:
        if source.path:
            raise UsageError(f"{name} is a file, which pip knows nothing of; use: {source.removal}")
    owners = sorted({source.distribution for source in meant})
    if len(owners) > 1:
        raise UsageError(f"{name} may be of {enumeration(owners, 'or')}; name the distribution.")
    if not owners:
        known = sorted({s.distribution for s in sources if not s.bundled})
        raise UsageError(
            f"no plugin or distribution {name} is installed.{did_you_mean(name, known)}"
        )
    return owners[0]
