"""Names that help and completion know by heart are those of the things themselves."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from nnviz.cli import animate, show
from nnviz.cli.concepts import ConceptGroup
from nnviz.cli.main import program
from nnviz.cli.session import Session
from nnviz.cli.values import SIZE_NAMES, THEME_NAMES
from nnviz.host.reserved import RESERVED as RESERVED_NAMES
from nnviz.parameters import RESERVED
from nnviz.render import SIZES, THEMES


def test_the_commands_that_no_plugin_can_take_are_those_there_are() -> None:
    assert RESERVED_NAMES["nnviz_commands"] == tuple(program.commands)


def test_the_themes_that_no_plugin_can_take_are_those_there_are() -> None:
    assert set(RESERVED_NAMES["nnviz_themes"]) == set(THEMES)


def test_the_themes_of_the_help_are_those_there_are() -> None:
    assert set(THEME_NAMES) == set(THEMES)


def test_the_sizes_of_the_help_are_those_there_are() -> None:
    assert set(SIZE_NAMES) == set(SIZES)


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
