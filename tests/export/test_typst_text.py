"""What a Typst snippet says is text: the compiler reads no file, and runs nothing, for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from nnviz.exhibit import Exhibit
from nnviz.export import typst
from nnviz.gallery.text import plain
from nnviz.listings import Listing
from nnviz.words import Sentence

CALL = '#read("secret.txt")'
TEXTS = [
    CALL,
    rf"\{CALL}",
    f"] {CALL} [",
    f"$#${CALL}",
    rf"$x\backslash${CALL}",
    f"one\u2028{CALL}",
    f"one */ {CALL} /* two",
    f"```typ {CALL}```",
    '#include "secret.typ"',
    '#import "secret.typ": *',
    "// gone",
    "/* gone",
    "= no heading",
    "- no item",
    "+ no item",
    "/ no: term",
    "1. no item",
    "@fig-a <fig-a> *b* _c_ `d` ~ --- -? ... http://e.f \\",
    "The rate is 5 % of x_1, and so [it] is {small}.",
]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def snippet(text: str) -> str:
    said = (Sentence(text),)
    return typst.figure(
        Exhibit(
            name="a",
            title=text,
            story={"caption": said, "alt": said},
            command="nnviz export a",
            size="page",
            path="a.svg",
            width=7.0,
            listings=(Listing(text, f"````\n{text}"),),
        )
    )


def read(content: dict[str, Any]) -> str:
    """Return what stands in content of Typst; anything but words, blanks and quotes has no line."""
    match content["func"]:
        case "sequence":
            return "".join(map(read, content["children"]))
        case "text" | "symbol":
            return str(content["text"])
        case "space":
            return " "
        case "smartquote":
            return '"' if content.get("double", True) else "'"
    raise AssertionError(content)


@pytest.mark.parametrize("text", TEXTS)
def test_a_caption_for_typst_is_read_as_it_was_written(text: str, tmp_path: Path) -> None:
    compiler = pytest.importorskip("typst", reason="typst is not installed")
    (tmp_path / "a.svg").write_text(SVG)
    for name in ("secret.txt", "secret.typ"):
        (tmp_path / name).write_text("SECRET")
    notes = tmp_path / "notes.typ"
    notes.write_text(snippet(text), encoding="utf-8")
    (figure,) = json.loads(compiler.query(notes, "figure"))
    assert read(figure["caption"]["body"]) == plain(text)
    assert figure["body"]["alt"] == plain(text)
    (code,) = json.loads(compiler.query(notes, "raw"))
    assert code["text"] == f"````\n{text}".replace("\u2028", "\n")
