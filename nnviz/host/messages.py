"""The sentences of a concept, read in its source without running it: what a translation needs.

A text is a literal, versions of one, or several; what is put together at run time could be neither
listed nor translated, and is told with its line.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nnviz.concept import Concept
from nnviz.errors import UsageError
from nnviz.host.syntax import assignments, last_name
from nnviz.language.notation import Notation
from nnviz.passages import passage
from nnviz.texts import CURIOUS

_MAKERS = ("either", "each", "plain")
_TEXTS = ("title", "symbols", "headline", "setting", "look", "caption", "alt")
_NO_TEXTS = (
    *(
        "api",
        "topic",
        "order",
        "formerly",
        "see_also",
        "builds_on",
        "keywords",
        "references",
        "code",
    ),
    *("members", "also_check"),
)

_SHOWN = 80
"""So much of a text is told."""


class Message(NamedTuple):
    """A passage: where it is said, `momentum.look`, its template without citations, its line."""

    context: str
    template: str
    line: int


class Unreadable(NamedTuple):
    """An expression in the place of a text, and its line."""

    context: str
    expression: str
    line: int


def messages(tree: ast.Module, class_name: str, name: str) -> list[Message | Unreadable]:
    """Return what the concept of a class says, each passage of a place once.

    Raises `LookupError` where the module has no such class.
    """
    found = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == class_name]
    if not found:
        raise LookupError(f"there is no class {class_name}")
    reader = _Reader(name, dict(assignments([*tree.body, *found[0].body])))
    told = [*reader.docstring(found[0]), *reader.attributes(found[0]), *reader.functions(tree)]
    return list({(one.context, one[1]): one for one in reversed(told)}.values())[::-1]


def said_in(tree: ast.Module, name: str) -> list[Message | Unreadable]:
    """Return what a module beside the concept's own says for it in drawing."""
    return list(_Reader(name, dict(assignments(tree.body))).functions(tree))


def told_by(concept: type[Concept]) -> list[Message | Unreadable]:
    """Return what a concept says in its own file and in those of its package that it imports."""
    path = Path(inspect.getfile(concept))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = messages(tree, concept.__name__, concept.name)
    for other in _companions(tree, path):
        told += said_in(ast.parse(other.read_text(encoding="utf-8")), concept.name)
    return told


def refuse_notation(concept: type[Concept], notation: Notation) -> None:
    """Raise `UsageError` where a letter of the notation means something else in the concept."""
    try:
        texts = [one.template for one in told_by(concept) if isinstance(one, Message)]
    except (LookupError, OSError, TypeError):  # it is made at run time, by no source of its own
        return
    if clash := notation.clash(texts):
        old, new, text = clash
        raise UsageError(
            f"the notation writes {new} for {old}, but in {concept.name} {new} is something else: "
            f"{text[:_SHOWN]!r}. Choose another letter."
        )


def _companions(tree: ast.Module, path: Path) -> Iterator[Path]:
    """Yield the files of the same package that a module imports."""
    top = path.parent
    while (top.parent / "__init__.py").is_file():
        top = top.parent
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == top.name:
            base = top.parent.joinpath(*str(node.module).split("."))
            modules = [base, *(base / alias.name for alias in node.names)]
            yield from (f for one in modules if (f := one.with_suffix(".py")).is_file())


@dataclass(frozen=True)
class _Reader:
    concept: str
    known: Mapping[str, ast.expr]

    def docstring(self, node: ast.ClassDef) -> Iterator[Message]:
        """Yield the summary, and each paragraph of the explanation on one line."""
        for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
            told = " ".join(paragraph.split())
            if told and told != CURIOUS:
                yield Message(f"{self.concept}.docstring", told, node.lineno)

    def attributes(self, node: ast.ClassDef) -> Iterator[Message | Unreadable]:
        """Yield the texts that are attributes, and the parameters' help."""
        for name, value in assignments(node.body):
            context = f"{self.concept}.{name}"
            if isinstance(value, ast.Call) and last_name(value.func) == "parameter":
                helps = [*value.args[1:2], *(k.value for k in value.keywords if k.arg == "help")]
                for told in helps:
                    yield from self.text(context, told)
            elif isinstance(value, ast.Call) and last_name(value.func) == "Predict":
                yield from self._of_question(context, value)
            elif name in ("panels", "try_next"):
                for call in value.elts if isinstance(value, ast.Tuple) else ():
                    yield from self._of_call(context, call, 1 if name == "panels" else 0)
            elif name in _TEXTS or (name not in _NO_TEXTS and _is_text(value)):
                yield from self.text(context, value)

    def functions(self, tree: ast.Module) -> Iterator[Message | Unreadable]:
        """Yield the sentences of claims, why they are not made, and what is said in drawing.

        So are the words that `compute` gives, and each `reason="…"`.
        """
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield from self._of_claim(node)
                yield from self._of_compute(node) if node.name == "compute" else ()
            elif isinstance(node, ast.keyword) and node.arg == "reason" and _is_text(node.value):
                yield from self.text(f"{self.concept}.reason", node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say":
                for told in node.args[:1]:
                    yield from self.text(f"{self.concept}.draw", told)

    def text(self, context: str, node: ast.expr) -> Iterator[Message | Unreadable]:
        """Yield the passages of an expression that is a text."""
        match node:
            case ast.Constant(str() as template):
                if any(sign.isalpha() for sign in _without_fields(template)):
                    yield Message(context, passage(template).message, node.lineno)
            case ast.Tuple(parts):
                for part in parts:
                    yield from self.text(context, part)
            case ast.IfExp(_, one, other):
                yield from self.text(context, one)
                yield from self.text(context, other)
            case ast.Call(function, arguments) if last_name(function) in _MAKERS:
                for part in arguments[1:] if last_name(function) == "each" else arguments:
                    yield from self.text(context, part)
            case ast.Attribute(_, "title" | "x" | "y" | "text"):
                pass  # a panel's or a Try's, which are read where they stand
            case ast.Name(name) | ast.Attribute(ast.Name("self"), name) if name in self.known:
                yield from self.text(context, self.known[name])
            case _:
                yield Unreadable(context, ast.unparse(node), node.lineno)

    def _of_call(self, context: str, node: ast.expr, first: int) -> Iterator[Message | Unreadable]:
        """Yield the texts of a `Panel(name, title, x, y)` or a `Try(text)`."""
        if not isinstance(node, ast.Call):
            yield Unreadable(context, ast.unparse(node), node.lineno)
            return
        named = [k.value for k in node.keywords if first and k.arg in ("title", "x", "y")]
        for part in (*node.args[first:4], *named):
            yield from self.text(context, part)

    def _of_question(self, context: str, node: ast.Call) -> Iterator[Message | Unreadable]:
        """Yield the texts of a `Predict(text, Choice(text, test, reply), …, why=…)`."""
        why = [k.value for k in node.keywords if k.arg == "why"]
        for part in (*node.args, *why):
            if isinstance(part, ast.Call) and last_name(part.func) == "Choice":
                reply = [k.value for k in part.keywords if k.arg == "reply"]
                for told in (*part.args[:1], *part.args[2:3], *reply):
                    yield from self.text(context, told)
            else:
                yield from self.text(context, part)

    def _of_compute(self, function: ast.FunctionDef) -> Iterator[Message | Unreadable]:
        """Yield the words among the values that are returned by their names."""
        for node in ast.walk(function):
            for value in node.values if isinstance(node, ast.Dict) else ():
                versions = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
                for one in versions:
                    match one:
                        case ast.Constant(str() as word) if re.search("[A-Za-z]{2}", word):
                            yield from self.text(f"{self.concept}.result", one)

    def _of_claim(self, function: ast.FunctionDef) -> Iterator[Message | Unreadable]:
        sentences = [
            told
            for mark in function.decorator_list
            if isinstance(mark, ast.Call) and last_name(mark.func) in ("claim", "finding")
            for told in mark.args[:1]
        ]
        for sentence in sentences:
            yield from self.text(f"{self.concept}.{function.name}", sentence)
        context = f"{self.concept}.{function.name}"
        measures = function.returns is not None and "Measured" in ast.unparse(function.returns)
        for node in ast.walk(function) if sentences or measures else ():
            match node:
                case ast.Return(ast.Constant(str()) as reason):
                    yield from self.text(context, reason)
                case ast.keyword("otherwise", reason):
                    yield from self.text(context, reason)
                case ast.Return(ast.Call(_, given, named)):
                    for reason in filter(_is_text, [*given, *(each.value for each in named)]):
                        yield from self.text(context, reason)
                case ast.arguments(defaults=given, kw_defaults=named):
                    for reason in filter(_is_text, filter(None, [*given, *named])):
                        yield from self.text(context, reason)


def _is_text(node: ast.expr) -> bool:
    """Whether an attribute is a text beyond doubt: made by `either` and the like, or a sentence."""
    if isinstance(node, ast.Tuple):
        return any(map(_is_text, node.elts))
    if isinstance(node, ast.Call):
        return last_name(node.func) in _MAKERS
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def _without_fields(template: str) -> str:
    """Return what is left to translate of a passage: its words and the forms of its numbers."""
    return "".join(
        p if isinstance(p, str) else p.spec.partition("|")[2] for p in passage(template).parts
    )
