"""Which Korean particle follows what is shown, by how it is read aloud."""

import re

_DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρστυφχψω", "파타마타론타타타타파다뮤뉴이론이로마우론이이이가", strict=True)
)
_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "이비시디이프지치이이이엘엠엔오피큐알스티유이유스이트",
        strict=True,
    )
)
"""The last syllable of each letter's name."""
_SIGNS = {"%": "퍼센트", "°": "도", "℃": "도", "∞": "무한대", "′": "프라임", "½": "일", "¼": "일"}
_SIGNS |= {"¾": "삼", "‖": "노름"}
_NAMES = {"relu": "렐루", "gelu": "젤루", "elu": "엘루", "tanh": "탄젠트", "adam": "아담"}
_NAMES |= {"rmsprop": "프롭", "adagrad": "그래드", "kg": "그램", "px": "픽셀", "ms": "초"}
_NAMES |= {
    "png": "지",
    "svg": "지",
    "csv": "이",
    "pdf": "프",
    "json": "슨",
    "toml": "엘",
    "npz": "트",
}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵏᵗⁿᴸ"
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_PLACES = ("십", "백", "천", *["만"] * 4, *["억"] * 4, *["조"] * 4)
_NO_FINAL, _FINAL_L = 0, 8  # of the 28 ways in which a syllable ends, in Unicode's order


def particle(shown: str, forms: list[str]) -> str:
    """Return the form that follows `shown`: the first after a consonant, else the second.

    After ㄹ, 로 stands as after a vowel: 2.1로.
    """
    if len(forms) == 1:
        return forms[0]
    final = _final(shown)
    vowel = final == _NO_FINAL or (final == _FINAL_L and forms[0].startswith("#으로"))
    return forms[1 if vowel else 0]


def _final(shown: str) -> int:
    """Return how the last syllable ends as it is read; what cannot be read ends in a vowel."""
    text = re.sub(r"\s*\([^()]*\)$", "", shown).rstrip(" .,;:!?'\"’”)]}$…")
    read = _read_end(text)[-1:]
    return (ord(read) - ord("가")) % 28 if "가" <= read <= "힣" else _NO_FINAL


def _read_end(text: str) -> str:
    """Return the last word as it is read, in Hangul where that is known."""
    last = text[-1:]
    if not last:
        return ""
    if last in _RAISED:
        return "제곱"  # 10⁻⁸, βᵏ, σ²
    if last in _LOWERED:
        return _DIGITS[_LOWERED[last]]
    if number := re.search(r"(?<![\d.])\d[\d,]*(\.\d+)?$", text):
        digits = number[0].replace(",", "")
        zeros = len(digits) - len(digits.rstrip("0"))
        if "." in digits or not zeros or len(digits) == zeros:
            return _DIGITS[digits[-1]]  # decimals are read digit by digit: 0.90 is 영점구영
        return _PLACES[min(zeros, len(_PLACES)) - 1]
    word = re.search(r"[A-Za-z]+$", text)
    if word and word[0].lower() in _NAMES:
        return _NAMES[word[0].lower()]
    if word and len(word[0]) > 1 and not word[0].isupper():
        return _spelt(word[0].lower())
    low = last.lower()
    return _GREEK.get(low) or _LETTERS.get(low) or _SIGNS.get(last) or last


def _spelt(word: str) -> str:
    """Return a syllable that ends as an unknown English word does, by its last letters."""
    if re.search(r"[^aeiou]le$|l{1,2}$", word):
        return "일"
    return "음" if re.search(r"(?:m|n|ng|[aeiou][pkc]|me|ne|b|ck)$", word) else "이"
