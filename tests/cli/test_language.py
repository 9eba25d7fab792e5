"""Another language on the command line, of nnviz's own and of a plugin."""

import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nnviz.errors import UsageError
from nnviz.explore.notebook import show
from tests.cli.test_output import on_a_terminal

Run = Callable[..., CompletedProcess[str]]

GERMAN = """
from pathlib import Path

from nnviz import hookimpl


@hookimpl
def nnviz_languages():
    return {"de": Path(__file__).parent / "german"}
"""
TITLE = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Below η = {splits.measured} descent converges, above it diverges"
msgstr "Unter η = {splits.measured} läuft der Abstieg zusammen, darüber auseinander"

msgid "The learning rate"
msgstr "Die Lernrate"
"""


@pytest.fixture
def german(tmp_path: Path) -> Path:
    (tmp_path / "german").mkdir()
    (tmp_path / "german" / "learning-rate.po").write_text(TITLE, encoding="utf-8")
    own = 'msgid ""\nmsgstr ""\n\nmsgid "Claims"\nmsgstr "Behauptungen"\n'
    own += (
        '\nmsgid "cannot write {path}: {reason}."\nmsgstr "{path}: nicht zu schreiben: {reason}."\n'
    )
    (tmp_path / "german" / "nnviz.po").write_text(own, encoding="utf-8")
    (tmp_path / "german.py").write_text(GERMAN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("words", ["--lang ko show learning-rate", "show learning-rate --lang ko"])
def test_what_is_shown_is_said_in_korean(nnviz: Run, tmp_path: Path, words: str) -> None:
    done = nnviz(*words.split(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("학습률\n")
    assert "η가 2.1이면 스텝마다" in done.stdout  # 2.1 ends in 일: a consonant


def test_the_environment_chooses_too_and_the_option_wins(nnviz: Run, tmp_path: Path) -> None:
    done = nnviz("show", "learning-rate", cwd=tmp_path, NNVIZ_LANG="ko")
    assert done.stdout.startswith("학습률\n")
    done = nnviz("show", "learning-rate", "--lang", "en", cwd=tmp_path, NNVIZ_LANG="ko")
    assert done.stdout.startswith("The learning rate\n")


@pytest.mark.parametrize(
    ("file", "said"),
    [("nnviz.toml", 'language = "ko"'), ("pyproject.toml", '[tool.nnviz]\nlanguage = "ko"')],
)
def test_the_folders_file_chooses_where_nothing_else_does(
    nnviz: Run, tmp_path: Path, file: str, said: str
) -> None:
    (tmp_path / file).write_text(said, encoding="utf-8")
    assert nnviz("show", "learning-rate", cwd=tmp_path).stdout.startswith("학습률\n")
    for words, chosen in (("--lang en show", ""), ("show", "en")):
        done = nnviz(*words.split(), "learning-rate", cwd=tmp_path, NNVIZ_LANG=chosen)
        assert done.stdout.startswith("The learning rate\n")


def test_a_language_that_is_no_text_is_refused(nnviz: Run, tmp_path: Path) -> None:
    (tmp_path / "nnviz.toml").write_text("language = 3", encoding="utf-8")
    done = nnviz("list", cwd=tmp_path)
    assert done.returncode == 2
    assert "language in nnviz.toml must be a text; got 3." in done.stderr


def test_a_notebook_chooses_for_each_figure() -> None:
    korean = show("learning-rate", lang="ko")
    assert show("learning-rate").exhibit.title == "The learning rate"
    assert korean.exhibit.title == "학습률"
    assert korean.figure.texts[0].get_text().startswith("η가 2를 넘으면")
    with pytest.raises(UsageError, match="no language 'xx'"):
        show("learning-rate", lang="xx")


def test_the_locale_chooses_nothing(nnviz: Run, tmp_path: Path) -> None:
    done = nnviz("show", "learning-rate", cwd=tmp_path, LANG="ko_KR.UTF-8")
    assert done.stdout.startswith("The learning rate\n")


def test_a_plugin_adds_a_language(nnviz: Run, german: Path) -> None:
    done = nnviz("show", "learning-rate", "-p", "german.py", "--lang", "de", cwd=german)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Die Lernrate\n")
    assert "it diverges" in done.stdout  # what is not translated
    assert "\nBehauptungen\n" in done.stdout
    words = (
        "show",
        "learning-rate",
        "-p",
        "german.py",
        "--lang",
        "de",
        "--save",
        "german.py/a.png",
    )
    assert "german.py/a.png: nicht zu schreiben:" in nnviz(*words, cwd=german).stderr


def test_a_gallery_in_another_language_is_made_again(nnviz: Run, tmp_path: Path) -> None:
    words = ("gallery", "g", "--only", "learning-rate")
    parts = ("svg", "pdf", "frames", "animations", "data", "notebook", "questions")
    words += tuple(f"--without={part}" for part in parts)
    page = tmp_path / "g" / "learning-rate" / "index.html"
    for language, title in (("ko", "<h1>학습률"), ("en", "<h1>The learning rate")):
        done = nnviz(*words, "--lang", language, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert title in page.read_text(encoding="utf-8")
    assert nnviz(*words, "--check", cwd=tmp_path).returncode == 0
    assert nnviz(*words, "--check", "--lang", "ko", cwd=tmp_path).returncode == 1


def test_an_unknown_language_is_refused(nnviz: Run, tmp_path: Path) -> None:
    done = nnviz("--lang", "xx", "list", cwd=tmp_path)
    assert done.returncode == 2
    assert "no language 'xx'. The languages are en, ko." in done.stderr
    assert "Traceback" not in done.stderr


def test_no_catalogue_is_read_where_english_is_spoken() -> None:
    program = (
        "import sys, nnviz; nnviz.show('learning-rate').exhibit; assert 'polib' not in sys.modules"
    )
    environment = {**os.environ, "NNVIZ_LANG": ""}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


def test_help_and_clicks_own_words_are_said_in_the_language(nnviz: Run, tmp_path: Path) -> None:
    told = nnviz("--lang", "ko", "show", "momentum", "--help", cwd=tmp_path).stdout
    assert "옵션:" in told
    assert "[기본값: 0.8; 0 이상, 1 미만]" in " ".join(
        told.split()
    )  # default 0.8; at least 0 and less than 1
    done = nnviz("--lang", "ko", "show", "momentum", "--foo", cwd=tmp_path)
    assert done.returncode == 2
    assert "오류: '--foo' 옵션은 없습니다." in done.stderr


def test_wide_letters_stay_within_the_terminal(nnviz: Run, tmp_path: Path) -> None:
    told = nnviz("--lang", "ko", "gallery", "--help", cwd=tmp_path, COLUMNS="80").stdout
    wide = {
        line: sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line)
        for line in told.splitlines()
    }
    assert max(wide.values()) <= 80


def test_a_mistake_is_told_in_the_language_and_json_speaks_to_programs(
    nnviz: Run, tmp_path: Path
) -> None:
    done = nnviz("--lang", "ko", "show", "momentun", cwd=tmp_path)
    assert done.returncode == 2
    assert "momentun이라는 개념이 없습니다. momentum을 찾으셨나요?" in done.stderr
    korean, english = (
        nnviz("--lang", code, "list", "--json", cwd=tmp_path) for code in ("ko", "en")
    )
    assert korean.stdout == english.stdout


def test_questions_the_path_and_a_search_are_told_in_a_terminals_locale(tmp_path: Path) -> None:
    korean = {**os.environ, "LC_ALL": "ko_KR.UTF-8", "NNVIZ_LANG": "", "NO_COLOR": "1"}
    korean |= {"XDG_STATE_HOME": str(tmp_path), "NNVIZ_GALLERY": str(tmp_path)}
    asked = on_a_terminal(korean, "ask", "learning-rate.mirrored", typed="x\nA\n")
    for said in ("셋째 학습률을 1.8에서 1.9로", "보기에 없습니다", "아니다.", "측정값:"):
        assert said in asked
    skipped = on_a_terminal(korean, "ask", "learning-rate.mirrored", typed="\n")
    assert "건너뛰었다." in skipped
    assert "맞다." in on_a_terminal(korean, "ask", "learning-rate.mirrored", typed="B\n")
    path = on_a_terminal(korean, "course")
    assert "학습률 (1개 답함)" in path
    found = on_a_terminal(korean, "search", "LSTM")
    assert "순환 신경망은 다루지 않습니다." in found
    assert "학습률: " in on_a_terminal(korean, "glossary", "eta")


def test_a_locale_chooses_what_a_terminal_prints_and_nothing_else(tmp_path: Path) -> None:
    korean = {**os.environ, "LC_ALL": "ko_KR.UTF-8", "NNVIZ_LANG": "", "NNVIZ_NO_RECORD": "1"}
    assert "사용법: nnviz" in on_a_terminal(korean, "--help")
    words = ("show", "learning-rate", "--no-open", "--no-pager", "--save")
    assert "학습률" in on_a_terminal(korean, *words, str(tmp_path / "a.svg"))
    assert "The learning rate" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Usage: nnviz" in on_a_terminal({**korean, "NNVIZ_LANG": "en"}, "--help")
