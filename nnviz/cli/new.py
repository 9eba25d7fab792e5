"""`nnviz new NAME`: a plugin that installs, renders and passes its own tests at once."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from keyword import iskeyword
from pathlib import Path

import click

from nnviz import __version__
from nnviz.cli.output import reader
from nnviz.cli.session import Session
from nnviz.errors import UsageError
from nnviz.language.heard import heard
from nnviz.setting import quoted
from nnviz.wording import kebab_case

_TEMPLATES = Path(__file__).parent / "templates"

_PACKAGE = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "{package}/__init__.py": "",
    "{package}/py.typed": "",
    "{package}/{module}.py": "concept.py",
    "tests/test_{module}.py": "test_concept.py",
    ".github/workflows/test.yml": "workflow.yml",
}
"""The files of a package, and the template of each; one without a template is empty."""

_IMPORTED = ("Concept", "Figure", "Measured", "Panel", "Result", "Try")
"""The names that the file of a concept imports, which its class must not take."""


@click.command("new", short_help="Make a plugin of your own, ready to change.")
@click.argument("name")
@click.option("--single-file", is_flag=True, help="One file for the plugins folder, no package.")
@click.option("--topic", default="other", show_default=True, help="The topic that lists it.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="Where to put it; by default, here.",
)
@click.pass_context
def command(ctx: click.Context, name: str, single_file: bool, topic: str, into: Path) -> None:
    """Make a plugin for the concept NAME that already shows something, and say what to do next."""
    words = _words(name, topic)
    _refuse_taken(ctx.ensure_object(Session), words["name"])
    if single_file:
        _make_file(into / f"{words['module']}.py", words)
    else:
        _make_package(into / words["distribution"], words)


def _words(given: str, topic: str) -> dict[str, str]:
    """Return the names of everything that is made; `UsageError` for a name that cannot work."""
    name = re.sub(r"[\s_]+", "-", kebab_case(given.strip())).removeprefix("nnviz-")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise UsageError(
            f"a concept's name is letters and digits in words joined by hyphens, and begins with "
            f"a letter, as in half-life; got {given!r}."
        )
    class_name = "".join(word[0].upper() + word[1:] for word in name.split("-"))
    module = name.replace("-", "_")
    if kebab_case(class_name) != name:
        raise UsageError(
            f"the class of {name} would be {class_name}, which reads as {kebab_case(class_name)}; "
            "join the words that are one letter or digits to their neighbours."
        )
    if iskeyword(module) or iskeyword(class_name) or class_name in _IMPORTED:
        raise UsageError(f"{name} is a word of Python's or of nnviz's; add a second word to it.")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", topic):
        raise UsageError(f"a topic is lower-case words joined by hyphens; got {topic!r}.")
    return {
        "name": name,
        "class_name": class_name,
        "module": module,
        "package": f"nnviz_{module}",
        "distribution": f"nnviz-{name}",
        "title": name.replace("-", " ").capitalize(),
        "topic": topic,
        "version": __version__,
    }


def _refuse_taken(session: Session, name: str) -> None:
    for card in session.catalog.cards:
        if card.name == name and card.source.bundled:
            raise UsageError(
                f"{name} is a concept of nnviz itself, whose names nobody can take; choose another."
            )


def _make_file(path: Path, words: Mapping[str, str]) -> None:
    from nnviz.host.sources import plugins_folder

    _write({path: "concept.py"}, words)
    click.echo(f"Made {path}. Next:")
    file, folder = quoted(str(path)), quoted(str(plugins_folder()))
    _echo_commands(
        [
            (f"nnviz show {words['name']} --plugin {file} --watch", "draws it at each save"),
            (f"nnviz check {file}", "says what is still missing"),
            (f"mkdir -p {folder} && mv {file} {folder}/", "and it is always there"),
        ]
    )


def _make_package(folder: Path, words: Mapping[str, str]) -> None:
    if folder.exists():
        raise UsageError(f"{folder} exists already; choose another name or remove it.")
    files = {folder / path.format(**words): template for path, template in _PACKAGE.items()}
    _write(files, words)
    click.echo(f"Made {folder}/ with {len(files)} files. Next:")
    _echo_commands(
        [
            (f"nnviz install -e '{folder}[test]'", "puts it beside nnviz, as it stands here"),
            (f"nnviz show {words['name']} --watch", "draws it at each save"),
            (f"nnviz check {words['name']}", "says what is still missing"),
        ]
    )


def _write(files: Mapping[Path, str], words: Mapping[str, str]) -> None:
    from nnviz.files import write_whole

    for path in files:
        if path.exists():
            raise UsageError(f"{path} exists already; choose another name or remove it.")
    for path, content in zip(files, _filled(files.values(), words), strict=True):
        write_whole(path, content.encode())


def _filled(templates: Iterable[str], words: Mapping[str, str]) -> Iterator[str]:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True
    )
    for template in templates:
        yield environment.get_template(f"{template}.jinja").render(words) if template else ""


def _echo_commands(rows: list[tuple[str, str]]) -> None:
    widest = max(len(command) for command, _ in rows)
    for line, meaning in rows:
        click.echo(f"  {line.ljust(widest)}  # {heard(meaning, reader(sys.stdout))}")
