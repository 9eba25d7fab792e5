"""`nnviz plugins`: what is installed, how each plugin fares, and the way out."""

from typing import TYPE_CHECKING

import click

from nnviz.cli import output
from nnviz.cli.session import Session
from nnviz.language import tr

if TYPE_CHECKING:
    from nnviz.host.cards import Status


@click.command("plugins", short_help="Show every plugin and how it fares.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--all", "with_bundled", is_flag=True, help="Name the bundled ones too.")
@click.pass_obj
def command(session: Session, as_json: bool, with_bundled: bool) -> None:
    """Show every plugin, what it offers and its state, and where to look for plugins.

    Each is imported in another process, so that none can do any harm here.
    """
    session.patience = None
    statuses = session.catalog.examined()
    if as_json:
        output.echo_json([_as_dict(status) for status in statuses])
        return
    bundled = [status for status in statuses if status.source.bundled and status.state == "ok"]
    with output.to_the_reader():
        for status in statuses:
            if with_bundled or status not in bundled:
                _print(status)
        if bundled and not with_bundled:
            click.echo(f"Bundled plugins that are well: {len(bundled)}; --all names them.")
        click.echo()
        output.heading("Where to look")
        output.columns(_places())


def _places() -> list[tuple[str, str]]:
    from sysconfig import get_path

    from nnviz.host.sources import plugins_folder

    folder = plugins_folder()
    told = f"{get_path('purelib')}; nnviz install and uninstall change it"
    there = f"{folder}/*.py"
    line = f"{there}, which is not there yet"
    return [
        (tr("installed"), told),
        (tr("files"), there if folder.is_dir() else line),
    ]


def _print(status: "Status") -> None:
    source = status.source
    colour = "green" if status.state == "ok" else "red"
    states = {"ok": tr("ok"), "failed": tr("failed"), "blocked": tr("blocked")}
    state = states.get(status.state) or tr("name taken")
    click.echo(f"{click.style(source.name, bold=True)}  {click.style(state, fg=colour)}")
    of = f"{source.distribution} {source.version}".strip()
    rows = [(tr("from"), of), (tr("at"), _place(status))]
    offers = _offers(status)
    rows += [(tr("offers"), ", ".join(offers))] if offers else []
    rows += [(tr("reason"), status.reason)] if status.reason else []
    rows += [(tr("note"), notice) for notice in status.notices]
    rows += [(tr("remove"), source.removal)] if source.removal else []
    output.columns(rows)


def _place(status: "Status") -> str:
    lines = [card.line for card in status.cards if card.line]
    line = f", line {lines[0]}" if lines else ""
    return f"{status.source.file or status.source.target}{line}"


def _offers(status: "Status") -> list[str]:
    cards = [f"concept {card.name}" for card in status.cards]
    named = {offer.hook for offer in status.offers}
    rest = [hook.removeprefix("nnviz_") for hook in status.hooks if hook not in named]
    return cards + [f"{offer.kind} {offer.name}" for offer in status.offers] + rest


def _as_dict(status: "Status") -> dict[str, object]:
    source = status.source
    return {
        "name": source.name,
        "distribution": source.distribution,
        "version": source.version,
        "bundled": source.bundled,
        "place": _place(status),
        "offers": _offers(status),
        "state": status.state,
        "reason": status.reason,
        "notices": list(status.notices),
        "remove": source.removal,
    }
