"""`nnviz doctor`: what is in order on this machine, and what to do about the rest."""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import click

from nnviz.cli import output
from nnviz.cli.session import GALLERY_VARIABLE, Session
from nnviz.errors import ExitCode
from nnviz.language.heard import heard

_EXTRAS = {
    "anywidget": "anywidget",
    "distributed": "distributed",
    "imageio-ffmpeg": "imageio_ffmpeg",
    "python-pptx": "pptx",
    "scikit-learn": "sklearn",
}
"""The packages of the extras and their modules; what each is for is said where it is missed."""


@dataclass(frozen=True)
class Check:
    """One thing that nnviz needs: how to look, and what to do when it is not so."""

    name: str
    look: Callable[[Session], tuple[bool, str]]
    remedy: str
    required: bool = True


def _python(session: Session) -> tuple[bool, str]:
    return sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} at {sys.executable}"


def _libraries(session: Session) -> tuple[bool, str]:
    try:
        found = [f"{name} {metadata.version(name)}" for name in ("numpy", "matplotlib", "click")]
    except metadata.PackageNotFoundError as error:
        return False, f"{error.name} is missing"
    return True, ", ".join(found)


def _name(session: Session) -> tuple[bool, str]:
    try:
        other = metadata.distribution("nnviz")
    except metadata.PackageNotFoundError:
        return True, "no other project named nnviz is here"
    return False, f"another project, nnviz {other.version}, has files in nnviz's folder"


def _figures(session: Session) -> tuple[bool, str]:
    from io import BytesIO

    from matplotlib.figure import Figure

    Figure(figsize=(1, 1)).savefig(BytesIO())
    return True, "matplotlib draws"


def _plugins(session: Session) -> tuple[bool, str]:
    statuses = session.catalog.examined()
    bad = [status.source.name for status in statuses if status.state in ("failed", "name taken")]
    told = f"{len(statuses)} plugins are here"
    return not bad, f"{told}; not well: {', '.join(bad)}" if bad else told


def _gallery(session: Session) -> tuple[bool, str]:
    folder = Path(os.environ.get(GALLERY_VARIABLE) or "gallery").absolute()
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    return existing.is_dir() and os.access(existing, os.W_OK), str(folder)


def _temporary(session: Session) -> tuple[bool, str]:
    with tempfile.TemporaryFile() as file:
        file.write(b"nnviz")
    return True, tempfile.gettempdir()


def _extras(session: Session) -> tuple[bool, str]:
    missing = [name for name, module in _EXTRAS.items() if find_spec(module) is None]
    return not missing, f"without {', '.join(missing)}" if missing else ", ".join(_EXTRAS)


def _screen(session: Session) -> tuple[bool, str]:
    from nnviz.cli.viewer import has_screen

    return has_screen(), "a screen to open figures on" if has_screen() else "no screen"


CHECKS = (
    Check("python", _python, "Install Python 3.11 or later."),
    Check("libraries", _libraries, "Install them: python -m pip install numpy matplotlib click"),
    Check(
        "name",
        _name,
        "Make a new environment, and install nnviz-teach from its checkout there.",
    ),
    Check("figures", _figures, "Install matplotlib again: python -m pip install matplotlib"),
    Check("plugins", _plugins, "See what is wrong with each: nnviz plugins"),
    Check("gallery", _gallery, f"Choose another folder: --gallery DIR, or ${GALLERY_VARIABLE}."),
    Check("temporary files", _temporary, "Set TMPDIR to a folder with room that can be written."),
    Check(
        "extras",
        _extras,
        f"Whoever wants them: python -m pip install {' '.join(_EXTRAS)}",
        required=False,
    ),
    Check("screen", _screen, "Figures are saved and their paths printed.", required=False),
)


@click.command("doctor", short_help="Look whether this machine has what nnviz needs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Look whether everything that nnviz needs is in order, and say what to do."""
    session = ctx.ensure_object(Session)
    session.patience = None
    rows = [(check, *_outcome(check, session)) for check in CHECKS]
    if as_json:
        keys = ("name", "well", "found", "remedy")
        output.echo_json(
            [dict(zip(keys, (c.name, ok, found, c.remedy), strict=True)) for c, ok, found in rows]
        )
    else:
        for check, well, found in rows:
            _print(check, well, found)
    ctx.exit(ExitCode.FAILED if any(c.required and not ok for c, ok, _ in rows) else ExitCode.OK)


def _outcome(check: Check, session: Session) -> tuple[bool, str]:
    try:
        return check.look(session)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def _print(check: Check, well: bool, found: str) -> None:
    name = output.reader(sys.stdout).catalogue().word(check.name)
    found = heard(found, output.reader(sys.stdout))
    mark = click.style("✓", fg="green") if well else click.style("✗", fg="red")
    click.echo(f"{mark} {name}: {found}")
    if not well:
        click.echo(f"    {check.remedy}")
