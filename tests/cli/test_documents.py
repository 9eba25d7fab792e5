"""Documents made from the README alone, each compiled or opened by the program that it is for."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.waiting import NEVER

Run = Callable[..., CompletedProcess[str]]

pytestmark = pytest.mark.slow

ARTICLE = r"""
\documentclass{article}
\usepackage{graphicx,amsmath,amssymb}
\begin{document}
See Figures~\ref{fig:momentum}, \ref{fig:momentum-beta-0.99}
and~\ref{fig:vanishing-gradients-strips}.
\input{figures/momentum}
\input{figures/momentum-beta-0.99}
\input{figures/vanishing-gradients-strips}
\end{document}
"""

DECK = r"""
\documentclass[aspectratio=169]{beamer}
\begin{document}
\input{slides/ewma}
\input{slides/momentum}
\end{document}
"""

PAGE = """\
# Notes

See {ref}`momentum <fig-momentum>` and {ref}`faster <fig-momentum-beta-0.99>`.

```{include} figures/momentum.myst
```

```{include} figures/momentum-beta-0.99.myst
```
"""

CONF = 'extensions = ["myst_parser"]\nmaster_doc = "index"\nhtml_theme = "basic"\n'

REVEAL = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="reveal.css">
<div class="reveal"><div class="slides">
{slides}
</div></div><script src="reveal.js"></script><script>Reveal.initialize();</script>
"""


@pytest.fixture
def export(nnviz: Run, tmp_path: Path) -> Callable[[str], None]:
    def run(line: str) -> None:
        done = nnviz("export", *line.split(), cwd=tmp_path)
        assert done.returncode == 0, done.stderr

    return run


def compiled(folder: Path, *words: str) -> str:
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run(words, cwd=folder, capture_output=True, timeout=NEVER, check=False)
    told = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    assert done.returncode == 0, told[-2000:]
    return told


def test_an_article_with_two_variants_and_one_panel_at_the_text_s_own_width(
    export: Callable[[str], None], tmp_path: Path
) -> None:
    export("momentum --for latex --size 345pt")
    export("momentum --beta 0.99 --for latex --size 345pt")
    export("vanishing-gradients --panel strips --for latex --size 345x190pt")
    (tmp_path / "paper.tex").write_text(ARTICLE, encoding="utf-8")
    for _ in range(2):
        told = compiled(
            tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"
        )
    assert not re.search("Overfull|undefined|multiply|too large", told)
    assert "text of 345.0pt" in told.replace("\n", "")
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")


def test_a_deck_of_beamer(export: Callable[[str], None], tmp_path: Path) -> None:
    export("ewma momentum --for beamer -o slides")
    (tmp_path / "deck.tex").write_text(DECK, encoding="utf-8")
    kpsewhich = shutil.which("kpsewhich")
    found = kpsewhich and subprocess.run(
        [kpsewhich, "beamer.cls", "pgf.sty"], capture_output=True, check=False
    )
    if not found or found.returncode:
        pytest.skip("beamer is not installed")
    told = compiled(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "deck.tex")
    assert "(2 pages" in told


def test_a_site_of_sphinx_without_a_warning(export: Callable[[str], None], tmp_path: Path) -> None:
    export("momentum --for myst")
    export("momentum --beta 0.99 --for myst")
    (tmp_path / "index.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    compiled(tmp_path, "sphinx-build", "-W", "-q", "-b", "html", ".", "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count("<figure") == 2
    assert html.count("<img") == 2
    assert not (tmp_path / "site" / "figures").exists()  # no page of the snippet's own


def test_a_page_of_quarto_as_pandoc_reads_it(export: Callable[[str], None], tmp_path: Path) -> None:
    export("momentum --for quarto")
    export("momentum --beta 0.99 --for quarto")
    names = ("momentum", "momentum-beta-0.99")
    snippets = "".join(
        (tmp_path / "figures" / f"{name}.qmd").read_text(encoding="utf-8") for name in names
    )
    (tmp_path / "notes.qmd").write_text(f"# Notes\n\n{snippets}The end.\n", encoding="utf-8")
    compiled(tmp_path, "pandoc", "-f", "markdown", "-t", "html5", "notes.qmd", "-o", "notes.html")
    html = (tmp_path / "notes.html").read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert [re.findall(r'src="(.*?)"', each) for each in figures] == [
        [f"figures/{name}.png"] for name in names
    ]
    for name, figure in zip(names, figures, strict=True):
        assert f'id="fig-{name}"' in figure
        assert 'fig-alt="Above, two paths over' in " ".join(figure.split())
        assert "Gradient descent on a bowl" in figure[figure.index("<figcaption") :]


def test_a_deck_of_a_whole_topic_is_opened_by_another_program(
    export: Callable[[str], None], nnviz: Run, tmp_path: Path
) -> None:
    pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")
    export("--topic optimization --for pptx -o topic.pptx")
    listed = nnviz("list", "--topic", "optimization", "--json").stdout
    names = [one["name"] for one in json.loads(listed)]
    slides = list(pptx.Presentation(str(tmp_path / "topic.pptx")).slides)
    told = [slide.notes_slide.notes_text_frame.text.splitlines()[-1] for slide in slides]
    assert told == [f"nnviz show {name} --size 13.33x6.3in" for name in names]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    compiled(tmp_path, "soffice", profile, "--headless", "--convert-to", "pdf", "topic.pptx")
    words = compiled(tmp_path, "pdftotext", "topic.pdf", "-")
    pages = words.split("\f")[:-1]
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        assert slide.shapes.title.text_frame.text in " ".join(page.split())


def test_a_page_of_typst(export: Callable[[str], None], tmp_path: Path) -> None:
    typst = pytest.importorskip("typst", reason="typst is not installed")
    export("momentum --beta 0.99 --for typst")
    export("ewma --for typst --name averages")
    text = "See @fig-momentum-beta-0.99, @fig-averages.\n"
    snippets = "\n".join(
        (tmp_path / "figures" / f"{name}.typ").read_text(encoding="utf-8")
        for name in ("momentum-beta-0.99", "averages")
    )
    (tmp_path / "notes.typ").write_text(text + snippets, encoding="utf-8")
    typst.compile(tmp_path / "notes.typ", output=tmp_path / "notes.pdf")
    assert (tmp_path / "notes.pdf").read_bytes().startswith(b"%PDF")


def test_slides_of_reveal_move_and_have_a_slider(
    export: Callable[[str], None], nnviz: Run, tmp_path: Path
) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if sys.platform != "linux" or shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed")
    export("momentum --for reveal")
    # As reveal shows one slide at a time; its own scripts come from npm.
    style = ".slides > section > section:not(.present) { display: none }"
    (tmp_path / "reveal.css").write_text(style, encoding="utf-8")
    script = "var Reveal = {initialize() {}};"
    (tmp_path / "reveal.js").write_text(script, encoding="utf-8")
    slides = (tmp_path / "figures" / "momentum.html").read_text(encoding="utf-8")
    (tmp_path / "deck.html").write_text(REVEAL.format(slides=slides), encoding="utf-8")
    with playwright.sync_playwright() as program:
        browser = program.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto((tmp_path / "deck.html").as_uri())
        page.evaluate("for (const s of document.querySelectorAll('section')) s.className='present'")
        missing = "[...document.images].filter(i => !i.naturalWidth || !i.alt).length"
        page.wait_for_function(f"[...document.images].every(i => i.complete) && {missing} == 0")
        slider = page.locator("input[type=range]")
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("output").inner_text() == "beta = 0.5"
        shown = page.locator("section:has(> p > input) > img")
        assert shown.get_attribute("src") == "figures/momentum-2.png"
        assert len(shown.get_attribute("alt") or "") > 50
        browser.close()
    film = tmp_path / "figures" / "momentum-film.webp"
    assert nnviz("show", "--from", str(film), "-o", "again.webp", cwd=tmp_path).returncode == 0
    assert (tmp_path / "again.webp").read_bytes() == film.read_bytes()
    assert b"ANIM" in film.read_bytes()
