"""What nnviz tells whoever runs it: sentences in its source, with their names, to be translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from nnviz.host.messages import Message

_ROOT = Path(__file__).parents[1]
_PRINTS = {
    "echo",
    "secho",
    "paragraph",
    "wrapped",
    "heading",
    "fail",
    "confirm",
    "prompt",
    "blame",
    "failed",
    "_echo_commands",
    "Check",
    "__init__",
}
_NAMED = {
    "told",
    "reason",
    "hint",
    "wanted",
    "after",
    "said",
    "lines",
    "line",
    "wrong",
    "begin",
    "problem",
    "assumed",
    "source",
}
"""What a sentence is called that is put together before it is raised or printed."""

_OF_AUTHORS = re.compile(
    r"ContractError|AssertionError|LookupError|NotLiteral|ValueError|TypeError|AttributeError"
)
_READER = {"columns.py", "dates.py", "encodings.py", "files.py", "npz.py", "numerals.py"}
_READER |= {"reading.py", "steps.py", "table.py", "text.py", "extra.py"}
"""Of the core, what reads a table of the user's."""

_NOBODYS = re.compile("AssertionError")
_LEFT_OUT = {
    "drawing",
    "testing",
    "reference",
    "korean.py",
    "former.py",
    "tex_limits.py",
    "words.py",
}
_LEFT_OUT |= {"inquiry.py", "sheets.py", "proofs.py", "questions.py", "trials.py", "loading.py"}
_LEFT_OUT |= {"compatibility.py", "extensions.py", "answers.py", "cards.py", "bundled.py"}
_REST = (
    *(
        "must be {wanted}",
        "must be a file that exists; got {path}.",
        "a file that exists",
        "without {names}",
        "required",
    ),
    "concept {name}",
    *("Missing option {name}.", "Missing argument {name}."),
    "it took longer than {seconds} s and was stopped, while it was checked.",
    "it took longer than {seconds} s and was stopped, while its page was made",
    *("{answer}, while it was checked", "{name} must be made again (new)."),
)
"""Sentences that the source does not spell out, or ends of one that begins with an option's name.

What click puts together, too, and what `nnviz check` tells of a process.
"""

_WORD = re.compile(r"(?<![\w.<\-])[A-Za-z’']{2,}(?![\w\-(=\[]|\.\w)")
_STOP = re.compile(r"[:;] ")
_CODE = re.compile(
    r"[\\\n]|^(?:[<%&/]|data:|const |nnviz |nnviz\.|python -m|mkdir |  scp|\[\+-\])|^\{\w+\} --"
)


def messages() -> Iterator[Message]:
    """Yield each sentence that is raised or printed, what it names as `{name}`.

    Left out is what only the author of a plugin or a caller in Python is told.
    """
    yield from (Message("nnviz/cli/values.py", rest, 0) for rest in _REST)
    for path in sorted(_ROOT.rglob("*.py")):
        parts = path.relative_to(_ROOT).parts
        if _LEFT_OUT.intersection(parts) or (parts[0] == "core" and parts[-1] not in _READER):
            continue
        name = path.relative_to(_ROOT.parent).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text in _said(node, _NOBODYS if parts[0] == "core" else _OF_AUTHORS):
                if sentence := template(text):
                    yield Message(name, sentence, text.lineno)


def _said(node: ast.AST, left_out: re.Pattern[str]) -> Iterator[ast.expr]:
    match node:
        case ast.Raise(exc=ast.Call(function, arguments)):
            if not left_out.search(ast.unparse(function)):
                yield from _strings(*arguments)
        case ast.Call(ast.Attribute(ast.Name(name), "append"), arguments) if name in _NAMED:
            yield from _strings(*arguments)
        case ast.keyword("assumed", value):
            yield from _strings(value)
        case ast.Call(ast.Name(name) | ast.Attribute(_, name), arguments):
            if name in _PRINTS or name.endswith(("Error", "BadParameter")):
                yield from () if left_out.search(name) else _strings(*arguments)
        case ast.Assign([ast.Name(name)], value) | ast.AugAssign(ast.Name(name), _, value):
            yield from _strings(value) if name in _NAMED else ()
        case ast.For(iter=value):
            yield from _strings(value)
        case ast.Return(ast.JoinedStr() | ast.IfExp() as value):
            yield from _strings(value)
        case ast.Return(ast.Tuple([_, ast.JoinedStr() | ast.IfExp() | ast.Constant() as value])):
            yield from _strings(value)  # whether all is well, and what was found


def _strings(*found: ast.AST) -> Iterator[ast.expr]:
    """Yield the literals in some expressions, and those in what a literal fills in."""
    for one in found:
        if isinstance(one, ast.JoinedStr):
            yield one
            fields = (part.value for part in one.values if isinstance(part, ast.FormattedValue))
            yield from _strings(*fields)
        elif isinstance(one, ast.Constant):
            yield from [one] if isinstance(one.value, str) else []
        elif not isinstance(one, ast.Subscript | ast.Compare):
            yield from _strings(*ast.iter_child_nodes(one))


def template(text: ast.expr) -> str:
    """Return a literal as a template, or nothing where it is no sentence."""
    names: dict[str, str] = {}
    pieces = []
    for part in text.values if isinstance(text, ast.JoinedStr) else [text]:
        if isinstance(part, ast.FormattedValue):
            pieces.append(f"{{{_named(part.value, names)}}}")
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            pieces.append(part.value)
    prose = "".join(pieces)
    literal = re.sub(r"\{\w+\}", "", prose)
    words = len(_WORD.findall(literal))
    told = words >= 2 and " " in literal.strip()
    told |= words == 1 and (
        literal.endswith(".") if literal == prose else bool(_STOP.search(literal))
    )
    return prose if told and "{" not in literal and not _CODE.search(prose) else ""


def _named(value: ast.expr, names: dict[str, str]) -> str:
    """Return a name for what a sentence fills in: that of the expression, or of its function."""
    found = re.findall(r"[A-Za-z_]\w*", ast.unparse(value))
    if isinstance(value, ast.Call):
        found = re.findall(r"[A-Za-z_]\w*", ast.unparse(value.func))
    name = found[-1].strip("_").lower() if found else "value"
    return names.setdefault(ast.unparse(value), name + "_" * list(names.values()).count(name))
