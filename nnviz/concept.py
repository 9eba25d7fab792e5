"""The base class of every concept, bundled or a stranger's."""

import ast
import dataclasses
import inspect
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from textwrap import dedent
from typing import TYPE_CHECKING, Any, ClassVar

from nnviz.api import API, LAST, hookimpl
from nnviz.errors import ContractError, ParameterError
from nnviz.families import FAMILIES, NO_ADDITIONS, Additions
from nnviz.former import METHODS, instead_of
from nnviz.glossary import defined, glossary
from nnviz.language import Catalogue, current, home_of, tr
from nnviz.parameters import (
    Parameter,
    declared_parameters,
    file_parameters,
    nearest_parameter,
)
from nnviz.passages import literally, passage, passages
from nnviz.proofs import Proofs, Proposition, Verdict
from nnviz.questions import Predict
from nnviz.result import Result
from nnviz.setting import Setting, Try
from nnviz.texts import CURIOUS, Panel, Text, plain
from nnviz.wording import kebab_case
from nnviz.words import Sentence, Words, refuse_citation

if TYPE_CHECKING:
    from matplotlib.figure import Figure


TEXTS = ("headline", "setting", "look", "caption", "alt")
_LISTS = (
    *("see_also", "builds_on", "keywords", "symbols", "references"),
    *("code", "members", "panels", "try_next", "also_check"),
)
"""The texts of a figure."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Concept(ABC):
    """One idea, shown by one figure.

    A subclass says what it is (`title`, `topic`, its place in the topic, `order`, and the
    docstring), what can be varied (fields made by `parameter`), what is computed, what is claimed
    and what is drawn. Its instances are frozen, keyword-only dataclasses that refuse a parameter
    out of range with `ParameterError`. `code` names those of the functions running in `compute` on
    which the idea stands: `code = (Momentum.rule,)`. `builds_on` names the concepts to know before,
    `keywords` what else students call it, `symbols`, as in "g: gradient by a weight", what a letter
    stands for here that the field's glossary has not, or has otherwise, `formerly` the name that
    the concept had.

    `to_draw` asks readers to draw the curve that `drawing.to_draw` marks before they see it.

    Texts are literal templates: `{name}` stands for a parameter or for a number of the result.
    Where they are left out, the title is the headline, the summary the caption, and the caption
    the alternative text.
    """

    api: ClassVar[int] = API
    name: ClassVar[str]
    title: ClassVar[str]
    topic: ClassVar[str] = "other"
    order: ClassVar[int] = LAST
    formerly: ClassVar[str] = ""
    see_also: ClassVar[tuple[str, ...]] = ()
    builds_on: ClassVar[tuple[str, ...]] = ()
    keywords: ClassVar[tuple[str, ...]] = ()
    symbols: ClassVar[tuple[str, ...]] = ()
    references: ClassVar[tuple[str, ...]] = ()
    code: ClassVar[tuple[Callable[..., Any], ...]] = ()
    parameters: ClassVar[Mapping[str, Parameter]]
    members: ClassVar[tuple[str, ...]] = ()
    panels: ClassVar[tuple[Panel, ...]] = ()
    try_next: ClassVar[tuple[Try, ...]] = ()
    to_draw: ClassVar[str] = ""
    also_check: ClassVar[tuple[Setting, ...]] = ()
    propositions: ClassVar[Mapping[str, Proposition]] = {}
    questions: ClassVar[Mapping[str, Predict]] = {}

    additions: Additions = dataclasses.field(default=NO_ADDITIONS, repr=False, hash=False)

    if TYPE_CHECKING:  # checkers do not see that a parameter's first argument is its default

        def __init__(self, *, additions: Additions = NO_ADDITIONS, **values: Any) -> None: ...

    def __init_subclass__(cls) -> None:
        """Make the subclass a frozen dataclass and read what it declares."""
        cls.name = kebab_case(cls.__name__)
        refuse_former(cls)
        refuse_endless(cls)
        explained = cls.__doc__ or ""
        if "title" not in vars(cls):
            cls.title = cls.name.replace("-", " ").capitalize()
        _take_files(cls)
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.__doc__ = explained  # where there was none, dataclass has written its signature there
        cls.parameters = declared_parameters(cls)
        for name in cls.parameters:
            if hasattr(Concept, name):
                raise ContractError(f"parameter {name} has a name of nnviz's own; choose another")
        if not (isinstance(cls.code, tuple) and all(map(inspect.isfunction, cls.code))):
            raise ContractError(f"{cls.name}: code must be a tuple of functions; got {cls.code!r}")
        own = {name: each for name, each in vars(cls).items() if isinstance(each, Proposition)}
        cls.propositions = {**cls.propositions, **own}
        asked = {name: each for name, each in vars(cls).items() if isinstance(each, Predict)}
        cls.questions = {**cls.questions, **asked}
        refuse_texts(cls)
        for question in asked.values():
            question.refuse(cls)

    def __post_init__(self) -> None:
        for name, declared in self.parameters.items():
            if declared.family:
                declared = declared.with_choices(self.additions.of(declared.family))
            object.__setattr__(self, name, declared.convert(getattr(self, name)))

    @classmethod
    @hookimpl
    def nnviz_concepts(cls) -> "Sequence[type[Concept]]":
        """Register the class as a plugin that offers itself."""
        return [cls]

    @classmethod
    def create(cls, values: Mapping[str, object], additions: Additions = NO_ADDITIONS) -> "Concept":
        """Return an instance with these parameters and with what plugins add to its choices.

        Raises `ParameterError` for a parameter that it does not have, or that is out of range.
        """
        for name in values:
            if name not in cls.parameters:
                nearest = nearest_parameter(name, cls.parameters)
                raise ParameterError(f"{cls.name} has no parameter {name}.{nearest}")
        return cls(additions=additions, **values)

    @classmethod
    def catalogue(cls) -> Catalogue:
        """Return what is said for its texts in the language that is spoken."""
        return current().catalogue(cls.name, home_of(cls))

    @classmethod
    def titled(cls) -> str:
        """Return the title in the language that is spoken."""
        return cls.catalogue().say(str(cls.title))

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the docstring: the concept in a sentence."""
        return cls.catalogue().say(_docstring(cls).partition("\n")[0].strip())

    @classmethod
    def explanation(cls) -> str:
        """Return what follows the summary in the docstring: Markdown with $TeX$."""
        return cls.catalogue().paragraphs(_explained(cls)[0].strip())

    @classmethod
    def curious(cls) -> str:
        """Return what the docstring has below the line `For the curious:`, if it has one."""
        return cls.catalogue().paragraphs(_explained(cls)[2].strip())

    @classmethod
    def help_of(cls, parameter: Parameter) -> str:
        """Return what a parameter is, in the language that is spoken."""
        return tr(cls.catalogue().word(parameter.help))

    @classmethod
    def glossary(cls) -> dict[str, str]:
        """Return what symbols stand for in its texts: its own, and the field's."""
        return glossary() | defined(cls.symbols, cls.catalogue())

    def panel_names(self) -> tuple[str, ...]:
        """Return what the panels are called, in the order in which `draw` names them."""
        return tuple(panel.name for panel in self.panels)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters' values by name."""
        return {name: getattr(self, name) for name in self.parameters}

    def choices(self, family: str) -> dict[str, Any]:
        """Return all members of a family, the core's and what plugins add, by name."""
        return FAMILIES[family].members() | dict(self.additions.of(family))

    @abstractmethod
    def compute(self) -> Mapping[str, object]:
        """Return named arrays, numbers and words, computed from the parameters alone."""

    @abstractmethod
    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the result's arrays into the figure's panels."""

    headline: ClassVar[Text] = ""
    setting: ClassVar[Text] = ""
    look: ClassVar[Text] = ""
    caption: ClassVar[Text] = ""
    alt: ClassVar[Text] = ""

    def run(self) -> Result:
        """Return the computed result, read-only."""
        return Result(self.compute())

    def proofs(self, result: Result) -> Proofs:
        """Return what the claims measured of a result, and the words that may then be said."""
        key = self, current()  # the same numbers are said in several languages
        if key not in result.kept:
            result.kept[key] = Proofs(self, result, lambda proofs: self._words(result, proofs))
        kept: Proofs = result.kept[key]
        return kept

    def words(self, result: Result) -> Words:
        """Return what says this concept's texts of a result: `words.say("η = {rates}", of)`."""
        return self.proofs(result).words

    def _words(self, result: Result, proofs: Proofs) -> Words:
        return Words(
            self.name,
            {**self.values, **result},
            proofs,
            self.members,
            result.of_members,
            frozenset(self.values),
            self.catalogue(),
            renamed(self),
        )

    def say(self, what: str, result: Result) -> str:
        """Return a text in one piece: headline, setting, look, caption or alt."""
        return " ".join(sentence.text for sentence in self.story(what, result))

    def story(self, what: str, result: Result) -> tuple[Sentence, ...]:
        """Return the sentences of a text, each with what it cites."""
        return self.sentences(text_of(type(self), what), self.words(result), result)

    def sentences(
        self, text: Text, words: Words, result: Result, of: str | None = None
    ) -> tuple[Sentence, ...]:
        """Return what these words say of a text, each sentence with what it cites."""
        versions = list(dict.fromkeys(template for template, _ in passages(text)))
        proofs = self.proofs(result)
        return tuple(
            Sentence(
                said.text,
                versions.index(said.template),
                tuple(proofs.resolved(cited, said.of) for cited in said.cites),
            )
            for said in words.story(text, of)
        )

    def verdicts(self, result: Result) -> tuple[Verdict, ...]:
        """Return the verdicts of all claims, their sentences filled in."""
        return self.proofs(result).verdicts()


def _take_files(cls: type) -> None:
    """Declare the parameters that go with a data set in a file, where it takes data sets."""
    fields = [each for each in vars(cls).values() if isinstance(each, dataclasses.Field)]
    if any(field.metadata.get("family") == "datasets" for field in fields):
        for name, (annotation, field) in file_parameters().items():
            if name not in cls.__annotations__:
                cls.__annotations__ = {**cls.__annotations__, name: annotation}
                setattr(cls, name, field)


def _docstring(cls: type) -> str:
    told = vars(cls).get("__doc__") or ""
    if not told and sys.flags.optimize > 1:  # python -OO strips docstrings; the source has them
        with suppress(OSError, TypeError, SyntaxError):
            source = dedent(inspect.getsource(cls))
            # `ast.parse` of Python 3.14 strips them, too.
            tree = compile(source, "", "exec", ast.PyCF_ONLY_AST, optimize=0)
            body = tree.body[0] if isinstance(tree, ast.Module) else tree
            told = ast.get_docstring(body) or "" if isinstance(body, ast.ClassDef) else ""
    return inspect.cleandoc(told)


def _explained(cls: type) -> tuple[str, str, str]:
    """Return what follows the summary: up to the line for the curious, that line, and the rest."""
    return _docstring(cls).partition("\n")[2].partition(f"\n{CURIOUS}\n")


def text_of(concept: type[Concept], what: str) -> Text:
    """Return a text of the figure, or what stands for it where it is left out.

    The title is then the headline, the summary the caption, and the caption the alternative text.
    """
    text: Text = getattr(concept, what)
    if text or what in ("setting", "look"):
        return text
    if what == "alt":
        return text_of(concept, "caption")
    return plain(literally(concept.titled() if what == "headline" else concept.summary()))


def renamed(concept: Concept) -> dict[str, str]:
    """Return what parameters and claims are called now, by the names that they had."""
    named: dict[str, Parameter | Proposition] = {**concept.parameters, **concept.propositions}
    return {one.formerly: name for name, one in named.items() if one.formerly}


def refuse_former(cls: type[Concept]) -> None:
    """Raise `ContractError` for texts and claims as plugin API 1 had them."""
    for name in METHODS:
        own = vars(cls).get(name)
        if callable(own) and not (name == "claims" and isinstance(own, Proposition)):
            raise ContractError(f"{cls.name}: {instead_of(name)}")


def refuse_endless(cls: type[Concept]) -> None:
    """Raise `ContractError` for what is no list of things: a generator, say, may have no end."""
    for name in _LISTS:
        if not isinstance(given := getattr(cls, name), tuple | list):
            raise ContractError(f"{cls.name}: {name} must be a tuple; got {type(given).__name__}")


def refuse_texts(cls: type[Concept]) -> None:
    """Raise `ContractError` for a text that cites no claim, and a Try that sets no parameter."""
    shown = [getattr(cls, name) for name in TEXTS]
    shown += [text for panel in cls.panels for text in (panel.title, panel.x, panel.y)]
    shown += [*(one.text for one in cls.try_next), cls.to_draw]
    laws = {name: one.law for name, one in cls.propositions.items()}
    for text in shown:
        for template, _ in passages(text):
            for cited in passage(template).cites:
                refuse_citation(cls.name, template, cited, laws, cls.members)
    for text, settings in (("try_next", cls.try_next), ("also_check", cls.also_check)):
        for name in (name for one in settings for name in one.values):
            if name not in cls.parameters:
                nearest = nearest_parameter(name, cls.parameters)
                raise ContractError(f"{cls.name}: {text} sets {name}, no parameter.{nearest}")
    for one in cls.try_next:
        cls.create(one.values)
    for name in cls.propositions.keys() & cls.parameters.keys():
        raise ContractError(f"{cls.name}: {name} is both a parameter and a claim; rename one")
