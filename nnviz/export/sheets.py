"""Writes a concept's questions for a course: a sheet, and a key with what was measured."""

from pathlib import Path
from shlex import quote

from nnviz.commands import USUAL_THEME, command
from nnviz.errors import ContractError, UsageError
from nnviz.exhibit import Sheet
from nnviz.exporter import Exporter
from nnviz.files import write_whole
from nnviz.gallery.names import folder_name
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.host.isolation import blame
from nnviz.host.sources import Source
from nnviz.host.trials import snippet_fault
from nnviz.inquiry import inquiries
from nnviz.terminal import visible


def export_questions(
    catalog: Catalog,
    card: Card,
    purpose: str,
    exporter: Exporter,
    source: Source,
    folder: Path,
    *,
    name: str = "",
) -> list[Path]:
    """Write what an exporter makes of a concept's questions, and return the paths of the files.

    There are none where the concept asks nothing. Raises `UsageError` where the exporter writes no
    questions, and else what `export` raises.
    """
    if not exporter.sheets:
        raise UsageError(f"--for {purpose} has no questions; leave out --questions.")
    asked = inquiries(catalog, card, USUAL_THEME)
    quizzes = tuple(one.quiz for one in asked if one.quiz is not None)
    if not quizzes:
        return []
    named = f" --name {quote(name)}" if name else ""
    name = name or folder_name(card)
    shown = command(card, {}, card.parameters).replace("nnviz show", "nnviz export", 1)
    line = f"{shown} --for {quote(purpose)} --questions -o {quote(str(folder))}{named}"
    sheet = Sheet(name, quizzes[0].title, visible(" ".join(line.splitlines())), quizzes)
    files = {}
    with blame(source, f"in the exporter {purpose}"):
        for what, write in exporter.sheets.items():
            text = write(sheet)
            if fault := snippet_fault(text):
                raise ContractError(fault)
            files[f"{name}-{what}{exporter.suffix}"] = text.encode()
    for file, content in files.items():
        write_whole(folder / file, content)
    return [folder / file for file in files]
