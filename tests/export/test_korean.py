"""An article in Korean, its figure and caption as nnviz exports them, set by a real compiler."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import nnviz.render.fonts

pytestmark = pytest.mark.slow
Run = Callable[..., CompletedProcess[str]]
FONTS = Path(nnviz.render.fonts.__file__).parent


@pytest.fixture(scope="module")
def article(nnviz: Run, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Returns a folder with `figures/momentum.…` for a purpose, in Korean."""

    def export(purpose: str) -> Path:
        folder = tmp_path_factory.mktemp(purpose)
        words = ("export", "momentum", "--for", purpose, "--lang", "ko")
        done = nnviz(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
        return folder

    return export


def words_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext here to read the article with")
    done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_typst_sets_it(article: Callable[[str], Path]) -> None:
    typst = pytest.importorskip("typst", reason="typst is not installed")
    folder = article("typst")
    snippet = (folder / "figures" / "momentum.typ").read_text(encoding="utf-8")
    head = '#set text(font: "nnviz Sans KR", lang: "ko")\n@fig-momentum 을 보라.\n'
    (folder / "notes.typ").write_text(head + snippet, encoding="utf-8")
    typst.compile(folder / "notes.typ", output=folder / "notes.pdf", font_paths=[FONTS])
    assert "그림 1: 조건수가 κ = 100인 그릇" in words_of(folder / "notes.pdf")


def test_lualatex_sets_it(article: Callable[[str], Path]) -> None:
    if not (shutil.which("lualatex") and found_by_latex("fontspec.sty", "luaotfload-main.lua")):
        pytest.skip("there is no LuaLaTeX here that loads a font from a file")
    folder = article("latex")
    snippet = (folder / "figures" / "momentum.tex").read_text(encoding="utf-8")
    font = rf"\setmainfont{{nnviz-sans-kr-regular.ttf}}[Path={FONTS}/]"
    head = rf"\documentclass{{article}}\usepackage{{graphicx,amsmath,amssymb,fontspec}}{font}"
    body = head + "\n\\begin{document}\n" + snippet + "\\end{document}\n"
    (folder / "paper.tex").write_text(body, encoding="utf-8")
    words = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert "조건수가" in words_of(folder / "paper.pdf")


def found_by_latex(*files: str) -> bool:
    done = subprocess.run(["kpsewhich", *files], capture_output=True, check=False)
    return len(done.stdout.split()) == len(files)
