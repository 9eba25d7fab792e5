"""Which encoding a text is in that is not UTF-8: the one that makes words of its bytes, or none.

Short texts decode without an error in four or five code pages, so that decoding proves nothing.
Plausible is what makes words of one script, of its common characters, and spelled as words are.
"""

import os
import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from nnviz.core.data.errors import shown


class Page(NamedTuple):
    """A code page: whose it is, the languages' codes, the scripts, and what is common in it.

    `common` is a codec of the common characters alone, and the lead bytes of these.
    """

    codec: str
    of: str
    languages: str
    scripts: str
    common: tuple[str, int, int] | None = None


PAGES = (
    Page("cp949", "Korean", "ko", "HANGUL", ("euc_kr", 0xB0, 0xC8)),
    Page("cp932", "Japanese", "ja", "CJK HIRAGANA KATAKANA", ("shift_jis", 0x81, 0x98)),
    Page("euc_jp", "Japanese", "ja_JP.eucJP", "CJK HIRAGANA KATAKANA", ("euc_jp", 0xA4, 0xCF)),
    Page("gb18030", "Chinese", "zh", "CJK", ("gb2312", 0xB0, 0xD7)),
    Page("cp950", "traditional Chinese", "zh_TW zh_HK", "CJK", ("big5", 0xA4, 0xC6)),
    Page("cp1251", "Cyrillic", "ru uk be bg sr mk kk", "CYRILLIC"),
    Page("koi8_r", "Russian of Unix", "ru_RU.KOI8-R", "CYRILLIC"),
    Page("cp1253", "Greek", "el", "GREEK"),
    Page("cp1255", "Hebrew", "he", "HEBREW"),
    Page("cp1256", "Arabic", "ar fa ur", "ARABIC"),
    Page("cp874", "Thai", "th", "THAI"),
    Page("cp1252", "Western", "en de fr es it pt nl sv da nb nn no fi is ca", "LATIN"),
    Page("cp1250", "Central European", "pl cs sk hu sl hr ro sq", "LATIN"),
    Page("cp1254", "Turkish", "tr az", "LATIN"),
)
"""The code pages in which spreadsheets write a table, Windows' of each country."""

_MOST = 2000  # words looked at
_WORD = re.compile(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*")
_LETTERS = re.compile(r"(?:[^\W\d_]|[\u0591-\u05c7\u064b-\u0652\u0e31-\u0e4e])+")
_MISSPELLED = re.compile(r"[ςםןךףץ](?!$)|[ΐΰ]")  # forms at a word's end alone, and the rarest
_SYMBOLS = frozenset("°℃℉²³µμΩ±×÷·•…–—‘’“”«»§№€£¥￦₩%‰～→㎍㎎㎏㎖㎜㎝㎞㎡㎥㎧ ()／・、。「」【】ºª")


def guessed(data: bytes) -> tuple[str, Page]:
    """Return the text of bytes that are no UTF-8, and the one code page that makes words of it.

    The reader's own, by the locale, goes before all others; two pages that read the text alike
    are one. Raises `ValueError` where several or none make words, showing what each reads.
    """
    read = {page: text for page in PAGES if (text := _decoded(data, page.codec)) is not None}
    likely = [page for page in read if _plausible(read[page], page)]
    own = [page for page in likely if page.codec == _own_page()]
    for pages in (own, likely):
        if len({read[page] for page in pages}) == 1:
            return read[pages[0]], pages[0]
    if not read:
        raise ValueError("is not a text in any encoding that is known; export it as UTF-8")
    first = {page: _first(read[page]) for page in likely or read}
    listed = ", ".join(
        f"{page.codec} ({page.of}) {words}"
        for i, (page, words) in enumerate(first.items())
        if words not in list(first.values())[:i]
    )
    raise ValueError(
        f"is not UTF-8; choose its encoding (--encoding), by how it would begin: {listed}"
    )


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _first(text: str) -> str:
    """Return the first line that is more than ASCII."""
    return shown(next((line for line in text.splitlines() if not line.isascii()), ""))


def _own_page() -> str:
    """Return the code page of the reader's language, by the variables that say the locale."""
    place = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    for code in (place, place.partition(".")[0], place.partition("_")[0]):
        for page in PAGES:
            if code in page.languages.split():
                return page.codec
    return ""


def _plausible(text: str, page: Page) -> bool:
    words = set()
    for match in _WORD.finditer(text):
        words.add(match[0])
        if len(words) == _MOST:
            break
    return all(_is_word(word, page) for word in words)


def _is_word(word: str, page: Page) -> bool:
    """Return whether letters are of the page's scripts, spelled so, and symbols not among them."""
    runs = [run for run in _LETTERS.findall(word) if not run.isascii()]
    for place, mark in enumerate(word):
        if mark.isascii() or (_is_letter(mark) and mark not in _SYMBOLS):
            continue
        beside = word[max(0, place - 1) : place] + word[place + 1 : place + 2]
        between = page.common is None and any(_is_letter(m) and not m.isascii() for m in beside)
        if between or mark not in _SYMBOLS:
            return False
    return all(_is_spelled(run, page) for run in runs)


def _is_letter(mark: str) -> bool:
    return unicodedata.category(mark)[0] in "LM"  # vowels of Thai are marks


def _is_spelled(run: str, page: Page) -> bool:
    own = [mark for mark in run if not mark.isascii() and mark not in _SYMBOLS]
    if any(unicodedata.name(mark, "?").split()[0] not in page.scripts for mark in own):
        return False
    if _MISSPELLED.search(run) or any(a.islower() and b.isupper() for a, b in pairwise(run)):
        return False
    if page.common is not None:  # Latin letters beside the others are abbreviations
        common = all(_is_common(mark, *page.common) for mark in own)
        return common and not re.search("[a-z]", run)
    if page.scripts == "LATIN":
        return len(run) == 1 or (len(own) < len(run) and not re.search(r"[^\x00-\x7f]{4}", run))
    return len(own) == len(run)


def _is_common(letter: str, codec: str, first: int, last: int) -> bool:
    try:
        return first <= letter.encode(codec)[0] <= last
    except UnicodeEncodeError:
        return False
