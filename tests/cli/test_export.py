"""`nnviz export`: the figure in the format of a document, and a snippet that it compiles."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.waiting import NEVER

Run = Callable[..., CompletedProcess[str]]

HOSTILE = '''
from nnviz import Concept, Measured, claim, parameter


class Awkward(Concept):
    """Signs that mean something: 5 % of x_1, {n} #2, "so", a\\\\b, <b>, ~, ^, & and @me."""

    title = "What % is & isn't_special"
    topic = "tests"
    number: float = parameter(2.0, "what is doubled")

    caption = (
        'β = ½ costs 5 % of x_1 and #2 at ‖w₁₂‖ ≤ 10⁻⁸: "so" [[see]], <b> & $\\\\beta_1^2 < 1$, '
        "or $5 and 6$ // a*b*c `d` @me ~ ^ {n} −3…"
    )
    alt = 'A line: from 0 to "2", 5 % [[of]] {n}, #1, a_b, β, c\\\\d.'

    def compute(self):
        return {"n": 7.0, "path": [0.0, self.number]}

    @claim("{number} is 2")
    def two(self, result):
        return Measured(self.number, "=", 2)

    def draw(self, result, figure):
        figure.subplots().plot(result["path"])
'''
FILES = {
    "latex": {"awkward.pdf", "awkward.tex"},
    "beamer": {"awkward.pdf", "awkward.tex"},
    "markdown": {"awkward.svg", "awkward.md"},
    "quarto": {"awkward.png", "awkward.qmd"},
    "myst": {"awkward.pdf", "awkward.svg", "awkward.myst"},
    "typst": {"awkward.svg", "awkward.typ"},
}


@pytest.fixture(scope="module")
def exported(nnviz: Run, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Export the awkward concept once for each purpose; return the folder of the command."""
    made: dict[str, Path] = {}

    def export(purpose: str) -> Path:
        if purpose not in made:
            folder = tmp_path_factory.mktemp(purpose)
            (folder / "awkward.py").write_text(HOSTILE, encoding="utf-8")
            words = [
                "export",
                "awkward",
                "-p",
                "awkward.py",
                "--for",
                purpose,
                "-o",
                place(purpose),
            ]
            done = nnviz(*words, cwd=folder)
            assert done.returncode == 0, done.stderr
            written = [folder / line for line in done.stdout.splitlines()]
            assert {path.name for path in written} == FILES[purpose]
            assert all(path.is_file() for path in written)
            made[purpose] = folder
        return made[purpose]

    return export


def place(purpose: str) -> str:
    return "figures" if purpose == "myst" else "my figures"


def snippet(folder: Path, suffix: str) -> str:
    (path,) = folder.glob(f"*figures/awkward{suffix}")
    return path.read_text(encoding="utf-8")


def compile(folder: Path, *words: str) -> str:
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run(words, cwd=folder, capture_output=True, timeout=NEVER, check=False)
    told = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    assert done.returncode == 0, told[-2000:]
    return told


def found_by_latex(*files: str) -> bool:
    if shutil.which("kpsewhich") is None:
        return False
    return subprocess.run(["kpsewhich", *files], capture_output=True, check=False).returncode == 0


def test_a_latex_figure_has_caption_label_and_alternative_text(
    exported: Callable[[str], Path],
) -> None:
    text = snippet(exported("latex"), ".tex")
    assert r"\includegraphics[width=\textwidth,alt={A line: from 0 to" in text
    assert "{my figures/awkward.pdf}" in text
    assert r"\caption[{What \% is \& isn't\_special}]{\ensuremath{\beta} = " in text
    assert r"\label{fig:awkward}" in text
    assert text.startswith("% nnviz export awkward --plugin awkward.py --theme paper --for latex")
    licence, citation = text.splitlines()[1:3]
    assert licence == "% How it may be used, ask the author of awkward.py, which draws it."
    assert citation.startswith("% What % is & isn't_special. Figure made by awkward.py, nnviz ")


@pytest.mark.parametrize(
    ("purpose", "document"),
    [
        ("latex", r"\documentclass{article}\usepackage{graphicx,amsmath,amssymb}"),
        ("beamer", r"\documentclass[aspectratio=169]{beamer}\setbeameroption{show notes}"),
    ],
)
def test_the_snippet_compiles_as_pasted(
    exported: Callable[[str], Path], purpose: str, document: str
) -> None:
    folder = exported(purpose)
    body = r"\begin{document}" + "\n" + snippet(folder, ".tex") + r"\end{document}" + "\n"
    (folder / "paper.tex").write_text(document + body, encoding="utf-8")
    if purpose == "beamer" and not found_by_latex("beamer.cls", "pgf.sty"):
        pytest.skip("beamer is not installed")
    told = compile(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex")
    assert "Overfull" not in told
    assert (folder / "paper.pdf").read_bytes().startswith(b"%PDF")


def test_the_typst_figure_compiles_and_is_referred_to(exported: Callable[[str], Path]) -> None:
    folder = exported("typst")
    text = snippet(folder, ".typ")
    assert "<fig-awkward>" in text
    assert r"5 % of x\_1 and \#2" in text
    (folder / "notes.typ").write_text("See @fig-awkward.\n\n" + text, encoding="utf-8")
    if shutil.which("typst"):
        compile(folder, "typst", "compile", "notes.typ")
    else:
        typst = pytest.importorskip("typst", reason="typst is not installed")  # the same compiler
        typst.compile(folder / "notes.typ", output=folder / "notes.pdf")
    assert (folder / "notes.pdf").read_bytes().startswith(b"%PDF")


def test_the_quarto_figure_compiles_and_is_referred_to(exported: Callable[[str], Path]) -> None:
    folder = exported("quarto")
    text = snippet(folder, ".qmd")
    assert "](<my figures/awkward.png>){#fig-awkward fig-alt=" in text
    (folder / "notes.qmd").write_text("See @fig-awkward.\n\n" + text, encoding="utf-8")
    compile(folder, "quarto", "render", "notes.qmd", "--to", "html")


@pytest.mark.parametrize("purpose", ["markdown", "quarto"])
def test_a_caption_in_markdown_reads_as_it_was_written(
    exported: Callable[[str], Path], purpose: str
) -> None:
    from markdown_it import MarkdownIt

    text = snippet(exported(purpose), {"markdown": ".md", "quarto": ".qmd"}[purpose])
    tokens = [t for t in MarkdownIt("commonmark").parse(text) if t.type == "inline"]
    children = [child for token in tokens for child in token.children or []]
    image = next(child for child in children if child.type == "image")
    assert image.attrs["src"] == f"my%20figures/awkward.{'svg' if purpose == 'markdown' else 'png'}"
    told = image.content if purpose == "quarto" else tokens[-1].content
    shown = MarkdownIt("commonmark").renderInline(told)
    assert "5 % of x_1 and #2 at ‖w₁₂‖ ≤ 10⁻⁸: &quot;so&quot; [see], &lt;b&gt; &amp; " in shown
    assert "or $5 and 6$ // a*b*c `d` @me ~ ^ 7 −3…" in shown


def test_a_myst_figure_has_name_alternative_text_and_caption(
    exported: Callable[[str], Path],
) -> None:
    lines = snippet(exported("myst"), ".myst").splitlines()
    assert [line[:2] for line in lines[:4]] == ["% ", "% ", "% ", ""]
    assert lines[4] == "```{figure} figures/awkward.*"
    assert ":name: fig-awkward" in lines
    alt = next(line for line in lines if line.startswith(":alt: "))
    assert (
        json.loads(alt.removeprefix(":alt: "))
        == 'A line: from 0 to "2", 5 % [of] 7, #1, a_b, β, c\\d.'
    )
    assert lines[-1] == "```"


@pytest.mark.slow
def test_the_myst_figure_compiles_and_is_referred_to(exported: Callable[[str], Path]) -> None:
    folder = exported("myst")
    text = snippet(folder, ".myst")
    (folder / "template").mkdir()
    (folder / "template" / "template.yml").write_text("jtex: v1\nfiles: [template.tex]\n")
    (folder / "template" / "template.tex").write_text("[-CONTENT-]")  # the usual ones are fetched
    (folder / "notes.md").write_text(
        "---\nexports:\n  - {format: tex, template: ./template, output: out/notes.tex}\n---\n"
        "See [](#fig-awkward).\n\n" + text,
        encoding="utf-8",
    )
    compile(folder, "myst", "build", "notes.md", "--tex")
    made = (folder / "out" / "notes.tex").read_text(encoding="utf-8")
    assert r"See Figure~\ref{fig-awkward}." in made
    assert r"\label{fig-awkward}" in made
    assert r"5 \% of x\_1 and \#2" in made
    assert r"\textless b\textgreater  \& $\beta_1^2 < 1$" in made
    (figure,) = (folder / "out" / "files").glob("awkward-*.pdf")
    assert figure.read_bytes() == (folder / "figures" / "awkward.pdf").read_bytes()


def test_a_notebook_runs_and_shows_the_figure_with_its_parameters(
    run: Run, tmp_path: Path, environment: Callable[..., dict[str, str]], plugins_folder: Path
) -> None:
    done = run("export", "doubling", "--for", "notebook", "--number", "3.5", cwd=tmp_path)
    assert done.stdout == f"{Path('figures') / 'doubling-number-3.5.ipynb'}\n"
    book = json.loads((tmp_path / "figures" / "doubling-number-3.5.ipynb").read_text("utf-8"))
    code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    *before, last = "\n".join(code).splitlines()
    script = "\n".join([*before, f"print({last}._repr_mimebundle_()['text/html'])"])
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(plugins_folder),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    look = ["--theme", "notebook", "--size", "notebook", "--number", "3.5"]
    run("show", "doubling", *look, "--save", "same.svg", cwd=tmp_path)
    figure = (tmp_path / "same.svg").read_text(encoding="utf-8")
    assert figure[figure.rindex("</metadata>") + len("</metadata>") :] in told.stdout


def test_a_claim_that_does_not_hold_is_said(run: Run, tmp_path: Path) -> None:
    done = run("export", "doubling", "--for", "latex", "--number", "3", cwd=tmp_path)
    assert "doubling: this does not hold: 3 doubled is 6" in done.stderr
    assert "--number 3 " in (tmp_path / "figures" / "doubling-number-3.tex").read_text("utf-8")


def test_a_column_s_figure_is_no_wider_than_a_column(run: Run, tmp_path: Path) -> None:
    run("export", "doubling", "--for", "latex", "--size", "column", cwd=tmp_path)
    text = (tmp_path / "figures" / "doubling.tex").read_text(encoding="utf-8")
    assert r"\begin{figure}" in text
    assert r"width=\columnwidth" in text


def test_a_topic_is_exported_at_once_with_the_options_before_it(run: Run, tmp_path: Path) -> None:
    done = run("export", "--for", "typst", "--topic", "data", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"doubling.svg", "doubling.typ"}


def test_two_settings_of_a_concept_have_files_and_labels_of_their_own(
    run: Run, tmp_path: Path
) -> None:
    for words in ([], ["--number", "3.5"], ["--name", "half_way"], ["-o", "notes/last.tex"]):
        assert run("export", "doubling", "--for", "latex", *words, cwd=tmp_path).returncode == 0
    texts = {path.stem: path.read_text("utf-8") for path in tmp_path.glob("*/*.tex")}
    assert set(texts) == {"doubling", "doubling-number-3.5", "half_way", "last"}
    for stem, text in texts.items():
        folder = "notes" if stem == "last" else "figures"
        assert rf"\label{{fig:{stem}}}" in text
        assert f"{{{folder}/{stem}.pdf}}" in text
        assert (tmp_path / folder / f"{stem}.pdf").is_file()


def test_several_concepts_are_exported_at_once(run: Run, tmp_path: Path) -> None:
    for words in (["doubling", "odd", "--for", "typst"], ["--for", "typst", "doubling", "odd"]):
        done = run("export", *words, "-o", "out", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert [Path(line).name for line in done.stdout.splitlines()] == [
            *("doubling.svg", "doubling.typ", "odd.svg", "odd.typ")
        ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["doubling"], "Say what for: --for"),
        (["--for", "latex"], "Name a concept, or a topic with --topic."),
        (["--topic", "dat", "--for", "latex"], "Did you mean data?"),
        (["--topic", "data", "doubling", "--for", "latex"], "not both"),
        (["doubling", "--for", "myst", "-o", "my figures"], "MyST reads no blanks"),
        (["doubling", "--for", "word"], "'word' is not one of"),
        (["doubling", "--for", "latex", "-o", "a.md"], "a.md must end in .tex, or be a folder."),
        (["doubling", "--for", "latex", "-o", "a.tex", "--name", "b"], "called a or b; leave one"),
        (["doubling", "--for", "latex", "--name", "a b"], "digits, hyphens, dots and underscores"),
        (["doubling", "odd", "--for", "latex", "--name", "a"], "a name is for one figure"),
        (["doubling", "doublin", "--for", "latex"], "Did you mean doubling"),
        (["doubling", "odd", "--for", "latex", "--number", "3"], "No such option '--number'"),
        (["doubling", "--for", "latex", "--code"], "names no code and has no script."),
        (["doubling", "--for", "beamer", "--code"], "--for beamer shows no code"),
    ],
)
def test_what_is_missing_or_unknown_is_said(
    run: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    done = run("export", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_of_a_file_s_concept_is_refused(nnviz: Run, tmp_path: Path) -> None:
    (tmp_path / "awkward.py").write_text(HOSTILE, encoding="utf-8")
    done = nnviz("export", "awkward", "-p", "awkward.py", "--for", "notebook", cwd=tmp_path)
    assert done.returncode == 2
    assert "put that file into the plugins folder" in " ".join(done.stderr.split())


def test_the_code_of_a_concept_is_asked_for_before_it_too(nnviz: Run, tmp_path: Path) -> None:
    done = nnviz("export", "--for", "markdown", "--code", "learning-rate", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "figures" / "learning-rate.md").read_text(encoding="utf-8")
    assert text.count("```python") == 2


def test_options_before_the_concept_count_too(run: Run, tmp_path: Path) -> None:
    done = run("export", "--for", "latex", "doubling", cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == str(Path("figures") / "doubling.tex")


@pytest.mark.parametrize(
    "more", [["slides"], ["dark"], ["paper", "--code"], ["paper", "--name", "a"]]
)
def test_the_command_in_a_snippet_makes_the_same_snippet(
    nnviz: Run, tmp_path: Path, more: list[str]
) -> None:
    words = ["export", "momentum", "--for", "latex", "-o", "a  b", "--theme", *more]
    assert nnviz(*words, cwd=tmp_path).returncode == 0
    first = snippet_of(tmp_path / "a  b")
    assert ("Momentum.rule" in first[1] and "import numpy" in first[1]) == ("--code" in more)
    (command,) = re.findall(r"^% (nnviz export .*)$", first[1], re.MULTILINE)
    assert nnviz(*shlex.split(command)[1:], cwd=tmp_path).returncode == 0
    assert snippet_of(tmp_path / "a  b") == first


def snippet_of(folder: Path) -> tuple[bytes, str]:
    (figure,), (text,) = folder.glob("*.pdf"), folder.glob("*.tex")
    return figure.read_bytes(), text.read_text("utf-8")
