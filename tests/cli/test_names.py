"""Names that help and completion know by heart are those of the things themselves."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from nnviz import names
from nnviz.cli import animate, show
from nnviz.cli.concepts import ConceptGroup
from nnviz.cli.main import program
from nnviz.cli.session import Session
from nnviz.parameters import RESERVED
from nnviz.render import SIZES, THEMES


def test_the_help_has_a_line_for_every_command_there_is() -> None:
    told = CliRunner().invoke(program, ["--help"]).output.partition("Commands:")[2]
    lines = [line.strip().partition("  ")[0] for line in told.splitlines()]
    assert [name for line in lines for name in line.split(", ") if name in names.COMMANDS] == [
        *names.COMMANDS
    ]
    assert {path.stem for path in Path(show.__file__).parent.glob("*.py")} >= set(names.COMMANDS)


def test_the_names_of_themes_and_sizes_are_those_there_are() -> None:
    assert set(names.THEMES) == set(THEMES)
    assert set(names.SIZES) == set(SIZES)


@pytest.mark.parametrize("group", [show.command, animate.command])
def test_no_parameter_can_have_the_name_of_an_option(
    group: ConceptGroup, concept_source: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "doubling.py"
    file.write_text(concept_source("Doubling"))
    context = click.Context(group, obj=Session())
    context.obj.files.append(file)
    command = group.get_command(context, "doubling")
    options = {param.name for param in command.params} - {"number", "form", "seed"}
    assert options <= RESERVED
