"""Languages: what is said for an English text, by catalogues; the English stands in the source."""

import gettext
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nnviz.errors import UsageError
from nnviz.language.notation import AS_WRITTEN, Notation

VARIABLE = "NNVIZ_LANG"
"""The environment's variable that names a language."""

ADDED = "NNVIZ_LOCALE"
"""The variable that hands what plugins translate on to the processes that one begins."""

NOTATION = "NNVIZ_NOTATION"
"""The variable that hands a course's notation on likewise: `η=α w=θ`."""

_FOLDER = "locale"
_OWN = "nnviz"
"""The catalogue of nnviz's own words; a concept's has the concept's name."""


@dataclass(frozen=True)
class Language:
    """A language by its code, `ko`; `folders` hold what plugins translate, `NAME.po`.

    `notation` are the letters that are written in place of the texts' own.
    """

    code: str = "en"
    folders: tuple[Path, ...] = ()
    notation: Notation = AS_WRITTEN

    @property
    def name(self) -> str:
        """What its speakers call it, or its code where nobody has said."""
        with speaking(self):
            said = tr("English")
        return said if said != "English" or self.code == "en" else self.code

    def catalogue(self, name: str = _OWN, home: Path | None = None) -> "Catalogue":
        """Return the texts of a concept, whose module stands in the folder `home`, or nnviz's."""
        return _catalogue(self, name, home or Path(__file__).parents[1])


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What is said in a language for some English texts, and how it chooses a number's forms."""

    texts: Mapping[str, str] = field(default_factory=dict)
    plural: Callable[[int], int] = lambda number: int(number != 1)
    particles: bool = False
    notation: Notation = AS_WRITTEN

    def word(self, english: str) -> str:
        """Return the translation of a word that is no text, whose letters are no symbols."""
        return self.texts.get(english, english)

    def say(self, english: str) -> str:
        """Return the translation, or the English where there is none, in the course's notation."""
        return self.notation.written(self.word(english))

    def paragraphs(self, english: str) -> str:
        """Return a text of several paragraphs, each translated by itself."""
        told = (self.texts.get(" ".join(p.split()), p) for p in english.split("\n\n"))
        return self.notation.written("\n\n".join(told))

    def form(self, shown: str, forms: list[str]) -> str:
        """Return the form for a number that is written so, or the particle that follows it."""
        if self.particles:
            from nnviz.language.korean import particle

            return particle(shown, forms)
        digits = shown.replace(",", "")
        number = int(digits) if digits.isdecimal() else 2  # 0.5 steps, 10⁸ steps
        return forms[min(self.plural(number), len(forms) - 1)]


ENGLISH = Catalogue()


@cache
def _catalogue(language: Language, name: str, home: Path) -> Catalogue:
    """Read the catalogues of a name: the concept's own first, then what others translate."""
    if language.code == "en":
        return (
            replace(ENGLISH, notation=language.notation) if language.notation.symbols else ENGLISH
        )
    own = (folder / _FOLDER for folder in (home, *home.parents[: _depth(home)]))
    folders = [*(folder / language.code for folder in own), *language.folders]
    files = [folder / f"{name}.po" for folder in folders]
    found = read_catalogue([path for path in files if path.is_file()], language.code)
    return replace(found, notation=language.notation)


def _depth(home: Path) -> int:
    """Return how many folders above belong to the same package."""
    depth = 0
    while (home / "__init__.py").is_file() and (home.parent / "__init__.py").is_file():
        home, depth = home.parent, depth + 1
    return depth


def read_catalogue(files: list[Path], code: str) -> Catalogue:
    """Return what catalogues say; the first that has a text counts, and what is fuzzy does not.

    Raises `UsageError` for a file that is no catalogue.
    """
    import polib  # only where another language than English is spoken

    texts: dict[str, str] = {}
    plural = ENGLISH.plural
    for path in files:
        try:
            entries = polib.pofile(str(path), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise UsageError(f"{path} cannot be read as a catalogue: {error}.") from error
        for entry in entries.translated_entries():
            texts.setdefault(entry.msgid, entry.msgstr)
        if rule := re.search(r"plural=([^;]+)", entries.metadata.get("Plural-Forms", "")):
            plural = _plural(rule[1], path)
    return Catalogue(MappingProxyType(texts), plural, particles=code == "ko")


def _plural(rule: str, path: Path) -> Callable[[int], int]:
    try:
        return gettext.c2py(rule)
    except ValueError as error:
        raise UsageError(f"{path}: its Plural-Forms cannot be read: {error}.") from error


def home_of(concept: type) -> Path | None:
    """Return the folder of a class's module, next to which its catalogues lie, if it has any."""
    file = getattr(sys.modules.get(concept.__module__), "__file__", None)
    return Path(inspect.getfile(concept)).parent if file else None


_spoken: ContextVar[Language | None] = ContextVar("language", default=None)


def current() -> Language:
    """Return the language that is spoken now: the environment's, or English."""
    if spoken := _spoken.get():
        return spoken
    code = os.environ.get(VARIABLE) or "en"
    added = os.environ.get(ADDED)
    folders = tuple(map(Path, added.split(os.pathsep))) if added else ()
    return language(code, folders, os.environ.get(NOTATION, ""))


def is_chosen() -> bool:
    """Return whether a language was chosen, by an option, a file or the environment."""
    return _spoken.get() is not None or bool(os.environ.get(VARIABLE))


def own_languages() -> list[str]:
    """Return the codes of the languages that nnviz itself speaks."""
    return sorted({"en", *(path.name for path in (Path(__file__).parents[1] / _FOLDER).iterdir())})


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language within the block, and as before after it."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: Language) -> None:
    """Speak a language from now on, in the processes that this one begins as well."""
    _spoken.set(language)
    os.environ[VARIABLE] = language.code
    os.environ[ADDED] = os.pathsep.join(map(str, language.folders))
    os.environ[NOTATION] = language.notation.typed


@cache
def language(code: str, folders: tuple[Path, ...] = (), notation: str = "") -> Language:
    """Return a language by its code, with the folders of what plugins translate into it.

    `notation` is as `Notation.typed` has it. Raises `UsageError` where neither nnviz nor a plugin
    has a word of the language.
    """
    known = own_languages()
    if code not in known and not folders:
        raise UsageError(f"there is no language {code!r}. The languages are {', '.join(known)}.")
    return Language(code, folders, Notation.read(notation))


def tr(english: str, /, **names: object) -> str:
    """Return a sentence of nnviz's own in the language that is spoken, with what it names."""
    catalogue = current().catalogue()
    if not names:
        return catalogue.say(english)

    def written(name: re.Match[str]) -> str:
        value, spec = names[name[1]], name[2] or ""
        if "#" not in spec:
            return format(value, spec) if spec else str(value)
        shown = str(value)
        return catalogue.form(shown, spec.split("|")).replace("#", shown)

    return re.sub(r"\{(\w+)(?::([^{}]*))?\}", written, catalogue.say(english))
