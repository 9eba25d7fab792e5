"""Sentences put together in English are said in another language as they are printed."""

import pytest

from nnviz.language import Language
from nnviz.language.heard import heard

KOREAN = Language("ko")


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (
            "there is no concept momentun. Did you mean momentum?",
            "momentun이라는 개념이 없습니다. momentum을 찾으셨나요?",
        ),
        (
            "cannot write a.png: no space.",
            "a.png를 쓸 수 없습니다: no space.",
        ),  # 지 ends in a vowel
        ("Error: No such option '--foo'.", "오류: '--foo' 옵션은 없습니다."),
        ("the gallery g is a file; name a folder.", "갤러리 g는 파일입니다. 폴더를 지정하세요."),
        (
            "plugin walk: it took longer than 3 s and was stopped, while it was checked.",
            "플러그인 walk: 검사하는 동안 3초보다 오래 걸려 멈추었습니다.",
        ),
        (
            "it took longer than 3 s while it was animated (walk.py, line 3)",
            "애니메이션을 만드는 동안(walk.py, line 3) 3초보다 오래 걸렸습니다",
        ),
        (
            "Column temp of t.csv, from line 3 on, times of UTC, without 'a'.",
            "temp 열: t.csv, 3번째 줄부터, UTC 시각, 'a' 제외.",
        ),
        ("What nobody has translated.", "What nobody has translated."),
        ("  Ctrl-C ends it.", "  Ctrl-C로 끝냅니다."),
        ("momentum", "momentum"),
        ("", ""),
    ],
)
def test_a_sentence_is_known_by_its_own_words(english: str, korean: str) -> None:
    assert heard(english, KOREAN) == korean
    assert heard(english, Language()) == english


def test_of_several_sentences_each_is_said_and_what_is_not_known_stays() -> None:
    told = "the gallery g is a file; name a folder. And so on. Ctrl-C ends it."
    assert (
        heard(told, KOREAN)
        == "갤러리 g는 파일입니다. 폴더를 지정하세요. And so on. Ctrl-C로 끝냅니다."
    )


def test_what_stands_in_a_sentence_is_no_template_itself() -> None:
    assert heard("cannot write {name}: {0} [x].", KOREAN) == "{name}을 쓸 수 없습니다: {0} [x]."
