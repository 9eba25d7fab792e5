"""Catalogues: what there is to translate, and what a translation lacks.

`python -m nnviz.testing.catalogues ko [NAME …]` writes what is new of the bundled concepts (or of
these), and of nnviz itself, into their catalogues, beside what is translated already.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from nnviz.concept import Concept
from nnviz.course import TOPICS
from nnviz.errors import ContractError
from nnviz.host.messages import Message, told_by
from nnviz.language import Catalogue, current
from nnviz.parameters import file_parameters
from nnviz.passages import Field, Passage, passage
from nnviz.render.fonts import letters_in
from nnviz.testing.problem import Problem
from nnviz.testing.said import messages as messages_of_source
from nnviz.testing.said import template
from nnviz.testing.settings import settings_of
from nnviz.wording import counted

_ROOT = Path(__file__).parents[1]
_SHOWN = 3
_HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "MIME-Version": "1.0",
}
_PLURALS = {"ko": "nplurals=1; plural=0;"}
_NAMES = {"tanh", "relu", "gelu", "leaky"}
_LETTERS = {"ko": re.compile("[가-힣]|%p")}
"""In a text of these languages there is such a letter, if there is any word in it at all.

A percentage point is %p in Korean.
"""


def texts_of(concept: type[Concept]) -> list[Message]:
    """Return all that a concept says, in its own file and in those of its package it imports."""
    told = [*told_by(concept), *_computed(concept)]
    return list({one.template: one for one in told if isinstance(one, Message)}.values())


def _computed(concept: type[Concept]) -> Iterator[Message]:
    """Yield the words that a concept computes at its defaults and slider stops.

    What it puts in quotes is a name of a file's own.
    """
    for setting in settings_of(concept):
        made = concept.create(setting.values)
        for word in letters_in({**made.values, **made.run()}):
            if re.search("[A-Za-z]{2}", word) and not (word[0].isdigit() or word[0] == "“"):
                yield Message(f"{concept.name}.result", word, 0)


def translation_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield what the catalogue of the language that is spoken lacks, and what is wrong in it."""
    if current().code != "en":
        yield from _problems(concept.name, texts_of(concept), concept.catalogue())


def own_problems() -> Iterator[Problem]:
    """Yield the same of nnviz's own words: of its commands, their help and messages, and pages."""
    if current().code != "en":
        yield from _problems("nnviz", own_texts(), current().catalogue())


def _problems(name: str, texts: Iterable[Message], catalogue: Catalogue) -> Iterator[Problem]:
    point, told = f"language {current().code}", [one.template for one in texts]
    missing = [text for text in told if text not in catalogue.texts]
    if missing:
        yield Problem(
            point,
            f"{counted(len(missing), 'text')} of {len(told)} not translated: "
            + "; ".join(map(repr, missing[:_SHOWN])),
            f"Translate {name}.po; python -m nnviz.testing.catalogues writes what is new.",
        )
    for english in told:
        if fault := fault_of(english, catalogue, current().code):
            yield Problem(point, f"{catalogue.texts[english]!r} {fault}", f"It says {english!r}.")


def fault_of(english: str, catalogue: Catalogue, code: str) -> str:
    """Return what is wrong with a translation, or nothing."""
    if english not in catalogue.texts:
        return ""
    translation = catalogue.texts[english]
    try:
        there, here = passage(english), passage(translation)
    except ContractError as error:
        return str(error)
    if {*there.fields} != {*here.fields}:
        return f"has the names {sorted({*here.fields})}, not {sorted({*there.fields})}"
    if {*here.cites} - {*there.cites}:
        return "cites, which the English does for it"
    typed = _numbers(here) - _numbers(there)
    if typed and " " in english:  # a word may be a number there: Jan, 1월
        return f"types the number {typed.pop()}"
    letters = _LETTERS.get(code)
    wordy = {*re.findall(r"\b[a-z]{4,}\b", _prose(there))} - _NAMES
    if letters and wordy and not letters.search(translation):
        return "is not in that language"
    return ""


def _prose(text: Passage) -> str:
    return re.sub(r"\$[^$]*\$|`[^`]*`", "", " ".join(p for p in text.parts if isinstance(p, str)))


def _numbers(text: Passage) -> set[str]:
    forms = (part.spec for part in text.parts if isinstance(part, Field) and "#" in part.spec)
    prose = re.sub(r"\bzeros?\b", "0", _prose(text))  # which Korean writes as a figure
    return set(re.findall(r"\d+(?:[.,]\d+)*", " ".join([*forms, prose])))


def own_texts() -> list[Message]:
    """Return what nnviz itself says through `tr`, in its code and in its pages."""
    told: list[Message] = []
    for path in sorted(_ROOT.rglob("*.py")):
        name = str(path.relative_to(_ROOT.parent))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Name("tr" | "_tr"), [ast.Constant(str() as text)]) | ast.Call(
                    ast.Name("Elsewhere"), [_, ast.Constant(str() as text), _]
                ):
                    told.append(Message(name, text, node.lineno))
    for path in sorted(_ROOT.rglob("templates/*.*")):
        if path.suffix in (".html", ".jinja", ".js", ".css"):
            for found in re.findall(r'\btr\("([^"]+)"', path.read_text(encoding="utf-8")):
                text = found.replace("\\n", "\n")
                told.append(Message(str(path.relative_to(_ROOT.parent)), text, 0))
    heads = [topic.replace("-", " ").capitalize() for topic in TOPICS]
    told += [Message("nnviz/course.py", head, 0) for head in heads]
    helps = [field.metadata["help"] for _, field in file_parameters().values()]
    told += [Message("nnviz/parameters.py", text, 0) for text in helps]
    told += [*_helps(), *_of_click(), *messages_of_source()]
    return list({one.template: one for one in told}.values())


def _helps() -> Iterator[Message]:
    """Yield what the help of the commands says: options, summaries, docstrings."""
    for path in sorted((_ROOT / "cli").glob("*.py")):
        name = str(path.relative_to(_ROOT.parent))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text in _helps_of(node):
                does, _, note = text.removesuffix("]").partition("  [")
                value = note.removeprefix("default: ")  # that of several words is nnviz's own
                for paragraph in [*does.split("\n\n"), value if " " in value else ""]:
                    if any(sign.isalpha() for sign in paragraph):
                        yield Message(name, " ".join(paragraph.split()), getattr(node, "lineno", 0))


def _helps_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.keyword(
            "help" | "short_help" | "epilog", ast.Constant() | ast.JoinedStr() as told
        ):
            yield template(told) if isinstance(told, ast.JoinedStr) else str(told.value)
        case ast.Call(ast.Name("output_option"), [ast.Constant(str() as text), *_]):
            yield text
        case ast.Call(ast.Name("Check"), [ast.Constant(str() as text), *_]):
            yield text
        case ast.Call(ast.Name(name), [*_, ast.Constant(str() as text)]) if "Group" in name:
            yield text
        case ast.Assign(
            [ast.Name("_HELP" | "_EPILOG" | "_PARAMETERS")], ast.Constant(str() as text)
        ):
            yield text
        case ast.Assign([ast.Name("_SUMMARIES" | "_TEXTS" | "_LEFT_OUT")], ast.Dict(_, values)):
            yield from (str(one.value) for one in values if isinstance(one, ast.Constant))
        case ast.FunctionDef(decorator_list=marks) if any(
            ast.unparse(mark).startswith("click.command") for mark in marks
        ):
            yield ast.get_docstring(node) or ""
        case ast.Call(ast.Attribute(_, "section"), [ast.Constant(str() as text)]):
            yield text


def _of_click() -> Iterator[Message]:
    """Yield what click itself says to whoever uses a program."""
    for name in ("core", "exceptions", "formatting", "parser", "types", "decorators"):
        found = find_spec(f"click.{name}")
        path = Path(str(found and found.origin))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Name("_" | "ngettext"), texts):
                    for one in texts:
                        if isinstance(one, ast.Constant) and isinstance(one.value, str):
                            yield Message(f"click/{name}.py", one.value, 0)


def merge(path: Path, told: Iterable[Message], code: str) -> int:
    """Write a catalogue anew, what is translated kept; return how many texts are not translated.

    What is said no longer is left out, and the order is that of the source.
    """
    import polib

    before = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    known = {entry.msgid: entry for entry in before}
    after = polib.POFile(wrapwidth=100)
    after.metadata = {**_HEADER, "Language": code, "Plural-Forms": _PLURALS.get(code, "")}
    after.metadata |= before.metadata
    for one in told:
        old = known.get(one.template)
        after.append(
            polib.POEntry(msgid=one.template, msgstr=old.msgstr if old else "", comment=one.context)
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    after.save(str(path))
    return len(after.untranslated_entries())


def main(words: list[str]) -> int:
    """Write the catalogues of a language, and print how much of each is not translated.

    Return 2, and write nothing, where there is no such language or concept.
    """
    from nnviz.host.catalog import Catalog

    code, *names = words or [""]
    catalog = Catalog(blocked=["all"])
    strange = {*names} - {card.name for card in catalog.cards}
    if strange or not re.fullmatch("[a-z]{2,3}(_[A-Z]{2})?", code):
        told = f"there is no concept {min(strange)}" if strange else "say a language, such as ko"
        print(f"{told}: python -m nnviz.testing.catalogues ko [NAME …]", file=sys.stderr)
        return 2
    for card in [card for card in catalog.cards if not names or card.name in names]:
        concept = type(catalog.concept(card, {}))
        home = Path(inspect.getfile(concept)).parents[1]
        left = merge(home / "locale" / code / f"{card.name}.po", texts_of(concept), code)
        print(f"{card.name}: {counted(left, 'text')} not translated")
    if not names:
        left = merge(_ROOT / "locale" / code / "nnviz.po", own_texts(), code)
        print(f"nnviz: {counted(left, 'text')} not translated")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
