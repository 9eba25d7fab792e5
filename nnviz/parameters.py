"""Parameters: typed, bounded, documented values, declared once."""

import dataclasses
import math
import operator
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nnviz.errors import ContractError, ParameterError
from nnviz.families import FAMILIES
from nnviz.language import tr
from nnviz.wording import called_now, did_you_mean, enumeration

if TYPE_CHECKING:
    from nnviz.core.data import Frame

_KINDS = ("float", "int", "bool", "str", "Path", "Table")
_TABLE = {"Path|Frame": "Table"}  # what is annotated so may be a table in memory as well

RESERVED = {"save", "data_out", "theme", "size", "dpi", "gallery", "open", "open_it", "json"}
RESERVED |= {"as_json", "plugin", "help", "watch", "watching", "traceback", "card", "session"}
RESERVED |= {"output", "seconds", "frames", "purpose", "vary", "code", "name", "title"}
RESERVED |= {"parameters", "headline", "caption", "alt", "look", "panel", "font", "width"}
RESERVED |= {"height", "lang", "label", "live", "unrecorded", "claims", "pager"}
RESERVED |= {"curious", "no_headline", "no_setting", "transparent", "svg_text"}
RESERVED |= {"at", "plain", "before", "near", "of", "why", "variants", "text", "choices"}
"""The names of commands' own options, present and to come; `Concept` has attributes besides."""

_TABLES = (".csv", ".tsv", ".txt", ".dat", ".npz")
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def parameter(
    default: Any,
    help: str,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    choices: Sequence[str] = (),
    family: str = "",
    plugins_only: bool = False,
    sweep: Sequence[Any] = (),
    formerly: str = "",
) -> Any:
    """Declare a parameter of a concept: `beta: float = parameter(0.9, "decay", ge=0, lt=1)`.

    The field's annotation is one of `float`, `int`, `bool`, `str`, `Path`, `Path | Frame`
    (a file with a table, or from Python a mapping, an array or a frame), a `tuple[…, ...]` of one
    of these, or any of them `| None`; a file may be `-`, the standard input. `ge`, `gt`, `le` and
    `lt` bound a number (each number of a list); `choices` are the words allowed, and `family`
    names more to choose from: one of `nnviz.families.FAMILIES`, to which plugins add; with
    `plugins_only` the core's own members are left out. `sweep` holds the values worth comparing.
    `formerly` is the name that the parameter had, which is answered with the one that it has.
    """
    bounds = {"ge": ge, "gt": gt, "le": le, "lt": lt}
    words = {"help": help, "choices": choices, "family": family, "plugins_only": plugins_only}
    more = {"sweep": sweep, "formerly": formerly}
    return dataclasses.field(default=default, metadata=bounds | words | more)


def file_parameters() -> dict[str, tuple[str, Any]]:
    """Return what a concept that takes data sets takes besides, for a file of one's own.

    Each is an annotation and its field.
    """
    return {
        "target": (
            "str | None",
            parameter(None, "Of a data set in a file: the column or array of its labels."),
        ),
        "features": (
            "tuple[str, ...] | None",
            parameter(
                None, "Of a data set in a file: columns to learn from; of three or more, or all, "
                "a plane is the principal one. Without it all, or in a plane the first two.",
            ),
        ),
        "encoding": (
            "str | None",
            parameter(None, "Of a data set in a file: its encoding, where it is not UTF-8."),
        ),
    }  # fmt: skip


def is_file_name(word: object) -> bool:
    """Return whether a word that chooses a data set is the name of a file."""
    return isinstance(word, str) and (
        "/" in word or "\\" in word or Path(word).suffix.lower() in _TABLES
    )


class Parameter(NamedTuple):
    """What is known of a parameter: everything that help, a check or a page needs."""

    name: str
    type: str
    default: Any
    help: str
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    choices: tuple[str, ...] = ()
    family: str = ""
    sweep: tuple[Any, ...] = ()
    many: bool = False
    optional: bool = False
    plugins_only: bool = False
    formerly: str = ""
    files: bool = False

    @classmethod
    def declared(cls, name: str, annotation: str, default: Any, **options: Any) -> "Parameter":
        """Return the parameter that an annotated field declares.

        Raises `ContractError` for an annotation that no command line can offer, and for a default
        or a sweep's value that the parameter itself refuses.
        """
        text = annotation.replace(" ", "")
        optional = text.endswith("|None")
        match = re.fullmatch(r"tuple\[(.+),\.\.\.\]", text.removesuffix("|None"))
        inner = match.group(1) if match else text.removesuffix("|None")
        kind = _TABLE.get(
            inner := "|".join(one.rpartition(".")[2] for one in inner.split("|")), inner
        )
        if name in RESERVED:
            raise ContractError(
                f"parameter {name} has a name that nnviz uses itself; choose another"
            )
        if options.get("family", "") not in ("", *FAMILIES):
            raise ContractError(f"parameter {name} is of the unknown family {options['family']}")
        if kind not in _KINDS:
            known = enumeration([*(k for k in _KINDS if k != "Table"), "tuple[…, ...]"], "or")
            raise ContractError(f"parameter {name} is annotated {annotation}; it must be {known}")
        for key in ("choices", "sweep"):
            options[key] = tuple(options.get(key, ()))
        options["files"] = options.get("family") == "datasets"
        made = cls(
            name=name, type=kind, default=default, many=bool(match), optional=optional, **options
        )
        for bound in (made.ge, made.gt, made.le, made.lt):
            if bound is not None and not _is_writable(bound, bits=1024):
                raise ContractError(f"parameter {name} has a bound of more than 300 digits")
        try:
            sweep = tuple(made.convert(value) for value in made.sweep)
            return made._replace(default=made.convert(default), sweep=sweep)
        except ParameterError as error:
            raise ContractError(f"parameter {error}") from error

    @property
    def option(self) -> str:
        """The parameter's option on the command line: `--learning-rate`."""
        return "--" + self.name.replace("_", "-")

    @property
    def is_file(self) -> bool:
        """Whether the parameter takes a file."""
        return self.type in ("Path", "Table")

    @property
    def words(self) -> tuple[str, ...]:
        """The words that the parameter chooses from, or none where it takes other values."""
        own = self.family and not self.plugins_only
        return (*self.choices, *FAMILIES[self.family].names) if own else self.choices

    @property
    def range(self) -> str:
        """What the parameter takes, as the end of "must be": `at least 0 and less than 1`."""
        if self.words:
            added = [tr("what plugins add")] if self.family and self.plugins_only else []
            added += [tr("a file (CSV or NPZ)")] if self.files else []
            return enumeration([*self.words, *added], "or")
        return self._bounds or self._kind

    @property
    def is_bounded(self) -> bool:
        """Whether it takes less than all of its kind."""
        return bool(self.words or self._bounds)

    @property
    def _bounds(self) -> str:
        told = {
            tr("at least {bound}"): self.ge,
            tr("greater than {bound}"): self.gt,
            tr("at most {bound}"): self.le,
            tr("less than {bound}"): self.lt,
        }
        bounds = [said.format(bound=f"{b:g}") for said, b in told.items() if b is not None]
        return enumeration(bounds)

    @property
    def _kind(self) -> str:
        kinds = {
            "float": tr("a number"),
            "int": tr("a whole number"),
            "bool": tr("a yes or no"),
            "str": tr("a text"),
        }
        return kinds.get(self.type) or tr("a file")

    def with_choices(self, added: Iterable[str]) -> "Parameter":
        """Return the parameter with more words to choose from than its family has by itself."""
        return self._replace(choices=(*self.words, *added), family="")

    def convert(self, value: object) -> Any:
        """Return `value`, a word from the command line or a Python value, as the parameter's type.

        Raises `ParameterError` that names the parameter, what it takes and what was given.
        """
        if self.optional and (value is None or (isinstance(value, str) and value == "")):
            return None
        if not self.many:
            return self._convert_one(value)
        items = value.split(",") if isinstance(value, str) else value
        items = [items] if isinstance(items, os.PathLike) else items
        if self.type == "Table" and not _names_files(items):
            return self._tables(items)
        if not isinstance(items, Sequence) or not items:
            raise ParameterError(f"{self.name} must be a list with commas; got {value!r}")
        return tuple(self._convert_one(item) for item in items)

    def describe(self) -> dict[str, object]:
        """Return the parameter for JSON."""
        return {
            key: os.fspath(value) if isinstance(value, Path) else value
            for key, value in self._asdict().items()
            if key == "default"
            or (value is not None and value is not False and value not in ((), ""))
        }

    def _convert_one(self, value: object) -> Any:
        word = value.strip() if isinstance(value, str) else value
        try:
            converted = getattr(self, f"_to_{self.type.lower()}")(word)
        except (TypeError, ValueError, OverflowError):
            converted = None
        if converted is None or not self._allows(converted):
            raise ParameterError(f"{self.name} must be {self._wanted(converted, word)}")
        return converted

    def _to_float(self, value: Any) -> float | None:
        number = math.nan if isinstance(value, bool) else float(value)
        return number if math.isfinite(number) else None

    def _to_int(self, value: Any) -> int | None:
        if isinstance(value, bool):
            return None
        number = int(value) if isinstance(value, str) else operator.index(value)
        return number if _is_writable(number) else None

    def _to_bool(self, value: Any) -> bool | None:
        if isinstance(value, str):
            return {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}.get(value.lower())
        return value if isinstance(value, bool) else None

    def _to_str(self, value: Any) -> str | None:
        return str(value) if isinstance(value, str) else None

    def _to_path(self, value: Any) -> Path:
        return Path(value)

    def _to_table(self, value: Any) -> "Path | Frame":
        return Path(value) if _names_files(value) else self._tables(value)[0]

    def _tables(self, value: Any) -> "tuple[Path | Frame, ...]":
        """Return what is no file's name as tables in memory."""
        from nnviz.core.data.memory import frames_of  # NumPy, where there are tables alone

        try:
            return frames_of(value)
        except ValueError as error:
            wanted = "a file, or a table in memory: a mapping of columns, an array or a frame"
            raise ParameterError(f"{self.name} must be {wanted}; {error}.") from None

    def _allows(self, value: Any) -> bool:
        if self.files and is_file_name(value):
            return Path(value).exists() and not Path(value).is_dir()
        if self.words and value not in self.words:
            return False
        if self.is_file and isinstance(value, Path):
            return str(value) == "-" or (value.exists() and not value.is_dir())
        if self.is_file:
            return True
        if self.type not in ("float", "int"):
            return True
        return (
            (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.le is None or value <= self.le)
            and (self.lt is None or value < self.lt)
        )

    def _wanted(self, converted: Any, given: Any) -> str:
        shown = str(given) if _is_writable(given) else "a number of more than 3,000 digits"
        if self.is_file or (self.files and is_file_name(given)):
            return f"a file that exists; got {shown or 'nothing'}."
        kind = f"{self._kind}, " if converted is None and self.type != "str" else ""
        wanted = f"{kind}{self.range}" if self.is_bounded else self.range
        nearest = did_you_mean(shown, self.words) if self.words else ""
        return f"{wanted}; got {shown or 'nothing'}.{nearest}"


def _is_writable(value: object, bits: int = 10_000) -> bool:
    """Return whether a number can be printed, as Python refuses to from 4300 digits on."""
    return not isinstance(value, int) or value.bit_length() < bits


def nearest_parameter(name: str, parameters: Mapping[str, Parameter]) -> str:
    """Return what to say after there is no parameter of a name: its new one, or the nearest."""
    formerly = {one.formerly: one.name for one in parameters.values() if one.formerly}
    return called_now(name, formerly, parameters)


def declared_parameters(concept: type) -> dict[str, Parameter]:
    """Return the parameters that a concept's class declares, in their order."""
    return {
        field.name: Parameter.declared(
            field.name, _spelled(field.type), field.default, **field.metadata
        )
        for field in dataclasses.fields(concept)
        if "help" in field.metadata
    }


def _names_files(value: Any) -> bool:
    """Whether a value is a file's name or a list of such, and so no table in memory."""
    several = isinstance(value, Sequence) and not isinstance(value, str)
    items = list(value) if several else [value]
    return all(isinstance(item, str | os.PathLike) for item in items)


def _spelled(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if type(annotation) is type else str(annotation)
