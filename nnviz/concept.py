"""The base class of every concept, bundled or a stranger's."""

import dataclasses
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from nnviz.claims import Claim
from nnviz.errors import ContractError, ParameterError
from nnviz.families import FAMILIES, NO_ADDITIONS, Additions
from nnviz.hooks import API, LAST, hookimpl
from nnviz.parameters import Parameter, declared_parameters
from nnviz.result import Result
from nnviz.wording import did_you_mean, exact, fill, kebab_case

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclasses.dataclass(frozen=True, kw_only=True)
class Concept(ABC):
    """One idea, shown by one figure.

    A subclass says what it is (`title`, `topic`, its place in the topic, `order`, and the
    docstring), what can be varied (fields made by `parameter`), what is computed, what is claimed
    and what is drawn. Its instances are frozen, keyword-only dataclasses that refuse a parameter
    out of range with `ParameterError`. `code` names those of the functions running in `compute` on
    which the idea stands: `code = (Momentum.rule,)`.

    Texts are literal templates: `{name}` stands for a parameter or for a number of the result.
    """

    api: ClassVar[int] = API
    name: ClassVar[str]
    title: ClassVar[str]
    topic: ClassVar[str] = "other"
    order: ClassVar[int] = LAST
    see_also: ClassVar[tuple[str, ...]] = ()
    references: ClassVar[tuple[str, ...]] = ()
    code: ClassVar[tuple[Callable[..., Any], ...]] = ()
    parameters: ClassVar[Mapping[str, Parameter]]

    additions: Additions = dataclasses.field(default=NO_ADDITIONS, repr=False, hash=False)

    if TYPE_CHECKING:  # checkers do not see that a parameter's first argument is its default

        def __init__(self, *, additions: Additions = NO_ADDITIONS, **values: Any) -> None: ...

    def __init_subclass__(cls) -> None:
        """Make the subclass a frozen dataclass and read what it declares."""
        cls.name = kebab_case(cls.__name__)
        explained = cls.__doc__ or ""
        if "title" not in vars(cls):
            cls.title = cls.name.replace("-", " ").capitalize()
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.__doc__ = explained  # where there was none, dataclass has written its signature there
        cls.parameters = declared_parameters(cls)
        if not (isinstance(cls.code, tuple) and all(map(inspect.isfunction, cls.code))):
            raise ContractError(f"{cls.name}: code must be a tuple of functions; got {cls.code!r}")

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
                nearest = did_you_mean(name, list(cls.parameters))
                raise ParameterError(f"{cls.name} has no parameter {name}.{nearest}")
        return cls(additions=additions, **values)

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the docstring: the concept in a sentence."""
        return _docstring(cls).partition("\n")[0].strip()

    @classmethod
    def explanation(cls) -> str:
        """Return what follows the summary in the docstring: Markdown with $TeX$."""
        return _docstring(cls).partition("\n")[2].strip()

    @property
    def values(self) -> dict[str, Any]:
        """The parameters' values by name."""
        return {name: getattr(self, name) for name in self.parameters}

    def members(self, family: str) -> dict[str, Any]:
        """Return all members of a family, the core's and what plugins add, by name."""
        return FAMILIES[family].members() | dict(self.additions.of(family))

    @abstractmethod
    def compute(self) -> Mapping[str, object]:
        """Return named arrays, numbers and words, computed from the parameters alone."""

    @abstractmethod
    def claims(self, result: Result) -> Iterable[Claim]:
        """Yield the claims that the result must bear out."""

    @abstractmethod
    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the result's arrays into the figure's panels."""

    def headline(self, result: Result) -> str:
        """Return the sentence over the figure, with the number that matters in it."""
        return self.title

    def setting(self, result: Result) -> str:
        """Return the line under the headline: what was done."""
        return ""

    def caption(self, result: Result) -> str:
        """Return what was done, what is seen and what follows, in two or three sentences."""
        return self.summary()

    def alt(self, result: Result) -> str:
        """Return the shapes and the numbers for someone who cannot see the figure."""
        return self.caption(result)

    def run(self) -> Result:
        """Return the computed result, read-only."""
        return Result(self.compute())

    def verdicts(self, result: Result) -> tuple[Claim, ...]:
        """Return the claims with their sentences filled in; `ContractError` for what is none."""
        checked = []
        for claim in self.claims(result):
            if not isinstance(claim, Claim):
                raise ContractError(f"{self.name}: claims yields {claim!r}, which is no Claim")
            numbers = {"expected": claim.expected, "measured": claim.measured}
            statement = self.fill(claim.statement, result, **numbers)
            checked.append(dataclasses.replace(claim, statement=statement))
        return tuple(checked)

    def fill(self, template: str, result: Result, **more: object) -> str:
        """Return a text of this concept with its parameters and the result's numbers filled in."""
        chosen = {name: exact(value) for name, value in self.values.items()}
        try:
            return fill(template, {**chosen, **result.numbers, **more})
        except KeyError as error:
            raise ContractError(f"{self.name}: {error.args[0]}") from error


def _docstring(cls: type) -> str:
    return inspect.cleandoc(vars(cls).get("__doc__") or "")
