"""`nnviz ask [CONCEPT]`: predict what a change does, then see what it did."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli import output
from nnviz.cli.boxes import AT_ONCE, Record, my_record
from nnviz.cli.looks import size_option, theme_option
from nnviz.cli.session import (
    Session,
    gallery_option,
    language_option,
    no_record_option,
    plugin_option,
)
from nnviz.cli.values import concept_names
from nnviz.errors import UsageError
from nnviz.wording import counted, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nnviz.exhibit import Quiz
    from nnviz.host.cards import Card
    from nnviz.inquiry import Inquiry

_FROM_BOX = 3  # on, a variant is asked: who remembers "3 times" need not know why
_LETTERS = "ABCDE"


@click.command("ask", short_help="Predict what a change does, then look.")
@click.argument(
    "name", required=False, metavar="[CONCEPT[.QUESTION]]", shell_complete=concept_names
)
@click.option("--answer", metavar="LETTER", help="Answer at once, without being asked.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; with --answer, the answer too.")
@click.option("--record", "tell", is_flag=True, help="Print all that is stored of you.")
@click.option("--forget", is_flag=True, help="Forget what is stored, or that of a concept.")
@click.option("--open/--no-open", "open_it", default=None, help="Open the figures in a viewer.")
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    answer: str | None,
    as_json: bool,
    tell: bool,
    forget: bool,
    unrecorded: bool,
    open_it: bool | None,
    theme: str,
    size: str | None,
    gallery: Path,
) -> None:
    """Ask what a change does; your guess first, then both figures, the numbers, and why.

    Without a concept: what is due. What was right comes back later, what was wrong soon. Answers
    are stored on this machine alone, in one small file.
    """
    record = my_record(kept=not unrecorded)
    if tell:
        output.echo_json({"file": str(record.path), **record.as_dict()})
    elif forget:
        click.echo(f"Forgotten: {counted(record.forget(name or ''), 'question')}.")
    else:
        session = ctx.ensure_object(Session)
        asked = _Sitting(session, record, theme, size, gallery, open_it)
        asked.run(name, answer, as_json=as_json)
    if record.notice:
        click.echo(f"Note: {record.notice}", err=True)


command.params += [theme_option(), size_option(), gallery_option(), plugin_option()]
command.params += [no_record_option(), language_option()]


class _Sitting:
    """The questions of one run of the command."""

    def __init__(
        self,
        session: Session,
        record: Record,
        theme: str,
        size: str | None,
        gallery: Path,
        open_it: bool | None,
    ) -> None:
        self.catalog, self.record = session.catalog, record
        self.theme, self.size, self.gallery, self.open_it = theme, size, gallery, open_it

    def run(self, name: str | None, answer: str | None, *, as_json: bool) -> None:
        """Ask; one question where nobody can type, else all that are wanted."""
        alone = as_json or answer is not None or not sys.stdin.isatty()
        count = 0
        for inquiry in self._wanted(name):
            # What the terminal's reader reads, whose figures stay in the language that was chosen.
            told = inquiry if as_json else inquiry.told_in(output.reader(sys.stdout))
            quiz = told.quiz
            if quiz is None:
                continue
            count += 1
            if as_json:
                self._print_json(inquiry, quiz, answer)
            else:
                self._ask(inquiry, told, quiz, answer, alone=alone)
            if alone:
                return
        if not count:
            click.echo("There is nothing to ask." if name else "Nothing is due, and nothing new.")

    def _wanted(self, name: str | None) -> "Iterator[Inquiry]":
        """Yield a concept's questions, or one; unnamed what is due, else the next that is new."""
        if name:
            known = {card.name for card in self.catalog.cards}
            concept, _, question = (name, "", "") if name in known else name.partition(".")
            yield from self._of(self.catalog.card(concept), question)
            return
        due = self.record.due()
        cards = {card.name: card for card in self.catalog.cards}
        for full in due:
            concept, _, question = full.rpartition(".")
            if concept in cards:
                yield from self._of(cards[concept], question, gone=True)
        if not due:
            yield from self._new()

    def _new(self) -> "Iterator[Inquiry]":
        count = 0
        for card in self.catalog.cards:
            for inquiry in self._of(card):
                if f"{card.name}.{inquiry.question.name}" not in self.record.entries:
                    count += 1
                    yield inquiry
                    break  # of each concept one
            if count == AT_ONCE:
                return

    def _of(self, card: "Card", question: str = "", *, gone: bool = False) -> "Iterator[Inquiry]":
        """Yield the questions of a concept, or the one of that name, which may be gone."""
        from nnviz.inquiry import inquiry

        found = type(self.catalog.concept(card, {})).questions
        if question and question not in found and not gone:
            near = did_you_mean(question, [*found])
            raise UsageError(f"{card.name} has no question {question}.{near}")
        for own in found.values():
            if question in ("", own.name):
                change = own.changes[self._variant(f"{card.name}.{own.name}", len(own.changes))]
                yield inquiry(self.catalog, card, own, change, self.theme, self.size)

    def _variant(self, name: str, count: int) -> int:
        entry = self.record.entries.get(name)
        return entry.asked % count if entry and entry.box >= _FROM_BOX else 0

    def _print_json(self, inquiry: "Inquiry", quiz: "Quiz", answer: str | None) -> None:
        told: dict[str, Any] = {"name": quiz.name, "question": quiz.text}
        told["choices"] = dict(zip(_LETTERS, quiz.choices, strict=False))
        if answer is not None:
            place = quiz.place(answer)
            told |= {
                "answer": _LETTERS[place],
                "right": _LETTERS[quiz.right],
                "measured": quiz.measured,
                "reply": quiz.replies[place],
                "why": quiz.reason,
                "claims": sorted({cited for one in quiz.why for cited in one.cites}),
                "commands": [quiz.before, quiz.after],
            }
            self.record.answer(quiz.name, quiz.print, right=place == quiz.right)
        output.echo_json(told)

    def _ask(
        self,
        inquiry: "Inquiry",
        told: "Inquiry",
        quiz: "Quiz",
        answer: str | None,
        *,
        alone: bool,
    ) -> None:
        """Ask, and answer with the figures of an inquiry, `told` in the reader's language."""
        from nnviz.tex import unicode_math

        output.heading(quiz.title)
        output.paragraph(unicode_math(quiz.text))
        output.columns(told.symbols.items(), indent="")
        for letter, choice in zip(_LETTERS, quiz.choices, strict=False):
            output.paragraph(f"{letter}  {unicode_math(choice)}", "  ", "     ")
        if answer is None and alone:
            return
        click.echo()
        place = quiz.place(answer) if answer is not None else self._guess(quiz)
        right = place == quiz.right
        if not right:
            begin = "Not so." if place is not None else "Skipped."
            output.paragraph(f"{begin} It is {_LETTERS[quiz.right]}: {quiz.choices[quiz.right]}.")
        else:
            click.secho("Right.", fg="green", bold=True)
        output.paragraph(f"Measured: {unicode_math(quiz.measured)}.")
        if place is not None and quiz.replies[place]:
            output.paragraph(unicode_math(quiz.replies[place]))
        output.paragraph(unicode_math(quiz.reason))
        # First, for an answer counts even where no figure can be written.
        self.record.answer(quiz.name, quiz.print, right=right)
        self._show(inquiry, quiz)
        click.echo()

    def _guess(self, quiz: "Quiz") -> int | None:
        """Return the place of the choice that is typed; None for Enter alone."""
        letters = _LETTERS[: len(quiz.choices)]
        while True:
            typed = click.prompt(
                f"Your guess, {letters[0]} to {letters[-1]} (Enter skips)",
                default="",
                show_default=False,
            )
            if not typed:
                return None
            try:
                return quiz.place(typed)
            except UsageError as error:
                click.echo(str(error))

    def _show(self, inquiry: "Inquiry", quiz: "Quiz") -> None:
        """Save both figures as one picture and open it where there is somebody to see it."""
        from nnviz.cli.viewer import open_file, wants_viewer
        from nnviz.export.multiples import compose
        from nnviz.files import write_whole

        path = self.gallery / f"{quiz.name.replace('.', '-').replace(':', '-')}.png"
        pictures = [one for (one,) in inquiry.pictures()]
        write_whole(path, compose(zip(quiz.labels, pictures, strict=True), columns=2, dpi=80))
        click.echo(path)
        for line in (quiz.before, quiz.after):
            click.secho(f"  {line}", dim=True)
        if wants_viewer(self.open_it, saved=False):
            open_file(path)
