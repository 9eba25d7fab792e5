"""A question sheet and its key in each format: nothing that a question says is read as markup."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.exhibit import Quiz, Sheet
from nnviz.export import gift, latex, markdown, typst
from nnviz.words import Sentence

QUIZ = Quiz(
    name="momentum.longer",
    title="Momentum",
    text="κ goes from 100 to 1,000: the steps become …",
    choices=("as many", "{a} ~3 times = #x \\ y:z", "50 % of $\\kappa^2$"),
    right=1,
    measured="85 before, 283 after",
    replies=("One may think {so}.", "", "So it is for plain descent."),
    why=(Sentence("It grows with √κ.", 0, ("heavy_ball",)),),
    before="nnviz show momentum",
    after="nnviz show momentum --condition 1000",
    labels=("condition = 100", "condition = 1000"),
    print="0",
)
SHEET = Sheet("momentum", "Momentum & more", "nnviz export momentum", (QUIZ, QUIZ))
SAID = st.text(st.characters(blacklist_categories=["C", "Z"], blacklist_characters="$"), min_size=1)


def read_gift(text: str) -> list[dict[str, object]]:
    """Read multiple choice as Moodle's format.php does: what is escaped is put away first."""
    signs = "\\~=#{}:"
    for place, sign in enumerate(signs):
        text = text.replace(f"\\{sign}", chr(0xE000 + place))

    def back(piece: str) -> str:
        for place, sign in enumerate(signs):
            piece = piece.replace(chr(0xE000 + place), sign)
        return piece.strip()

    lines = [line for line in text.splitlines() if not line.startswith("//")]
    found = []
    for block in "\n".join(lines).split("\n\n"):
        match = re.fullmatch(r"\s*::(.*?)::\[plain\](.*?)\{(.*)\}\s*", block, re.DOTALL)
        if match is None:
            assert block.strip().startswith("$CATEGORY: ") or not block.strip()
            continue
        answers, _, general = match[3].rpartition("####")
        told = re.findall(r"([=~])([^=~]*)", answers)
        choices = [(sign == "=", *map(back, one.partition("#")[::2])) for sign, one in told]
        found.append(
            {
                "name": back(match[1]),
                "text": back(match[2]),
                "choices": choices,
                "why": back(general),
            }
        )
    return found


def test_gift_keeps_every_word_and_the_right_answer():
    one, _ = read_gift(gift.questions(SHEET))
    assert one["name"] == "momentum.longer"
    assert one["text"] == QUIZ.text
    assert one["choices"] == [
        (False, "as many", "One may think {so}."),
        (True, "{a} ~3 times = #x \\ y:z", ""),
        (False, "50 % of κ²", "So it is for plain descent."),
    ]
    assert one["why"] == "Measured: 85 before, 283 after. It grows with √κ."


@given(SAID, SAID)
def test_nothing_said_is_read_as_gift(choice, reply):
    quiz = replace(QUIZ, text=choice, choices=("a", choice, "b"), replies=(reply, "", reply))
    (one,) = read_gift(gift.questions(replace(SHEET, quizzes=(quiz,))))
    kept = [text.removeprefix("\u2060") for _, text, _ in one["choices"]]
    assert (kept, one["text"]) == (["a", choice.strip(), "b"], choice.strip())


def test_no_choice_is_a_share_of_the_points():
    quiz = replace(QUIZ, choices=("%50% of it", "all", "b"))
    assert "~%50%" not in gift.questions(replace(SHEET, quizzes=(quiz,)))


@pytest.mark.parametrize("format", [latex, markdown, typst])
def test_the_sheet_tells_no_answer_and_the_key_does(format):
    sheet, key = format.questions(SHEET), format.key(SHEET)
    for told in ("283", "One may think", "It grows with"):
        assert told not in sheet
        assert told in key
    assert "as many" in sheet
    assert sheet.count("κ") + sheet.count(r"\kappa") >= 2


def test_markdown_is_two_lists_of_choices():
    markdown_it = pytest.importorskip("markdown_it")
    for text, count in ((markdown.questions(SHEET), 3), (markdown.key(SHEET), 2)):
        html = markdown_it.MarkdownIt().render(text)
        assert html.count("<ol>") == 1
        assert html.count("<ul>") == 2
        assert html.count("<li>") == 2 + 2 * count
    assert "{a} ~3 times = #x \\ y:z" in markdown_it.MarkdownIt().render(markdown.questions(SHEET))


def test_typst_says_what_was_asked():
    compiler = pytest.importorskip("typst")
    for text in (typst.questions(SHEET), typst.key(SHEET)):
        assert compiler.compile(text.encode(), format="pdf")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")
def test_pdflatex_sets_sheet_and_key(tmp_path):
    odd = replace(QUIZ, text="[1] is 100 % of {x}_y & #3 ~ ^ \\ end", replies=("[a]", "", "b]"))
    sheet = replace(SHEET, quizzes=(QUIZ, odd))
    for name, text in (("sheet", latex.questions(sheet)), ("key", latex.key(sheet))):
        head = r"\documentclass{article}\usepackage{amsmath,amssymb}\begin{document}"
        whole = f"{head}\n{text}\\end{{document}}"
        (tmp_path / f"{name}.tex").write_text(whole, encoding="utf-8")
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            errors="replace",
        )
        assert done.returncode == 0, done.stdout[-2000:]
