"""`nnviz install`: a plugin's distribution, put where nnviz itself is installed."""

import importlib

import click

from nnviz.cli.pip import run_pip


@click.command(
    "install",
    short_help="Install a plugin beside nnviz.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("what", nargs=-1, required=True, type=click.UNPROCESSED)
def command(what: tuple[str, ...]) -> None:
    """Install distributions by name, folder or address, into the environment nnviz runs in.

    The words and options are pip's: `nnviz install -U ./nnviz-lion`, `nnviz install -e ./mine`.
    """
    from nnviz.host.sources import find_sources

    before = set(find_sources())
    run_pip("install", "--disable-pip-version-check", *what)
    importlib.invalidate_caches()
    new = [source for source in find_sources() if source not in before]
    for source in new:
        click.echo(f"New plugin: {source.name}, from {source.distribution} {source.version}.")
    if not new:
        click.echo("No plugin is new; nnviz plugins shows those there are.")
