"""Training logs as programs write them: which column is what, and which row belongs to which run.

Known are the columns of Keras' CSVLogger, Lightning's metrics.csv, Hugging Face's
trainer_state.json, the exports of TensorBoard and of Weights & Biases, and any plain table.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nnviz import UsageError
from nnviz.core import averages
from nnviz.core.arrays import Array
from nnviz.core.data import Column, DataError, Frame, frame_of, read_frame
from nnviz.wording import enumeration
from nnviz_concepts.data.learning_curves_diagnosis import MEASURED, Moments, noise

CURVES = ("train_loss", "dev_loss", "train_accuracy", "dev_accuracy", "train_error", "dev_error")
ROLES = ("epoch", "step", "rate", *CURVES)

MOST_ASIDE = 8
"""So many of the columns that were left aside are named."""

PARTS, MOST = 100, 400
"""A log of more than so many evaluations is read in so many equal parts."""

SHORT, SPAN = 20, 50
"""From so many values on an average spans two, or a fiftieth of them, so that it hardly lags."""

_PARTS = {
    "train": {"train", "training", "fit"},
    "dev": {"val", "valid", "validation", "dev", "eval", "evaluation", "holdout"},
    "test": {"test"},
}
_KINDS = {
    "loss": {"loss", "cost", "nll", "objective", "crossentropy", "logloss"},
    "accuracy": {"accuracy", "acc"},
    "error": {"error", "err"},
}
_ALONE = {"lr": "rate", "learning_rate": "rate", "epoch": "epoch", "epochs": "epoch"}
_ALONE |= dict.fromkeys(("step", "steps", "global_step", "iteration", "iter"), "step")
_ALONE |= {"trainer_global_step": "step", "train_global_step": "step", "train_epoch": "epoch"}
_ALONE |= {"train_learning_rate": "rate", "lr_adam": "rate", "lr_sgd": "rate", "lr_adamw": "rate"}
_IDLE = {"epoch", "step", "curve", "mean", "avg", "average", "categorical", "sparse", "binary"}
_IDLE |= {"multiclass", "top", "top1", "1", "rate"}
_KNOWN = _IDLE.union(*_PARTS.values(), *_KINDS.values())
_EXPORTED = re.compile(r"run-(?P<run>.*)-tag-(?P<tag>.*)")
_ENDS = ("__MIN", "__MAX")  # Weights & Biases' bands around a chart's line


class Curve(NamedTuple):
    """What one column gives: its values, and the rows' epochs or steps, each (values,)."""

    at: Array
    values: Array
    epochs: Array


@dataclass(eq=False)
class Log:
    """One run: its curves by role, what they are counted in, and how its columns were read.

    Of accuracies it has the errors, in per cent. The only column of a lone one was read as the
    training loss; of one that is not counted each row is an epoch.
    """

    name: str
    unit: str = "epoch"
    curves: dict[str, Curve] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    is_lone: bool = False
    is_counted: bool = True

    def moments(self) -> Moments:
        """Return the run at its evaluations: of dev, else of training.

        What training logged since the last one is averaged, as Keras does over an epoch. Over
        `MOST` evaluations are averaged in `PARTS` equal parts.
        """
        base = next(role for role in ("dev_loss", "train_loss", *CURVES) if role in self.curves)
        whole, broken = self.curves[base], self.broken()
        at = whole.at[~(whole.at >= broken)]
        ends = np.arange(len(at)) + 1
        if len(at) > MOST:
            ends = np.unique(np.linspace(0, len(at), PARTS + 1).astype(int))[1:]
        at, epochs = at[ends - 1], whole.epochs[ends - 1]
        found = {role: _averaged(curve, at) for role, curve in self.curves.items()}
        absent = np.full(len(at), np.nan)
        rows = [found.get(role, absent) for role in CURVES if not role.endswith("accuracy")]
        kept = np.all([np.isfinite(row) for row in rows if np.isfinite(row).any()] or [at > at], 0)
        measured = zip(MEASURED, (at, epochs, *rows, found.get("rate", absent)), strict=True)
        columns = {name: row[kept] for name, row in measured}
        return Moments(**columns, scatter=self._scatter(len(at)), broken=broken)

    def extent(self) -> dict[str, float]:
        """Return how much there is: the values, the parts, and the epochs where each has one."""
        lengths = {len(curve.at) for curve in self.curves.values()}
        rows = max(lengths)
        whole = self.unit == "epoch" and lengths == {rows} and rows <= MOST
        epochs = rows if whole else np.nan
        return {"logged": rows, "parts": len(self.moments()), "whole_epochs": epochs}

    def drawn(self, smoothing: float | None) -> Iterator[tuple[str, Array]]:
        """Yield the curves as they are drawn: at which epochs, as logged, and averaged.

        Where there is no number a curve has a gap.
        """
        for role, curve in self.curves.items():
            values = np.where(np.isfinite(curve.values), curve.values, np.nan)
            decay = smoothing
            if decay is None:
                decay = 1 - 1 / max(2, len(values) / SPAN) if len(values) >= SHORT else 0.0
            mean = np.where(np.isnan(values), np.nan, averages.ewma(values, decay))
            named = {"at": curve.at, "raw": values, "mean": mean, "decay": np.array([decay])}
            yield from ((f"{role}_{what}", array) for what, array in named.items())

    def _scatter(self, moments: int) -> float:
        """Return the standard error of a training loss, as far as its own values tell it.

        A loss logged once an epoch is a mean over its batches, of an error that nobody knows.
        """
        if "train_loss" not in self.curves:
            return 0.0
        curve = self.curves["train_loss"]
        each = len(curve.at) / max(moments, 1)
        whole = bool((curve.epochs % 1 == 0).all())
        values = curve.values[np.isfinite(curve.values)]
        return 0.0 if each <= 1 and whole else noise(values) / float(np.sqrt(each))

    def broken(self) -> float:
        """Return where a loss is no number and never is one again; NaN if nowhere."""
        starts: list[float] = []
        for role in {"train_loss", "dev_loss"} & {*self.curves}:
            at, values, _ = self.curves[role]
            past = np.flatnonzero(np.isfinite(values)).max(initial=-1) + 1
            starts += at[past : past + 1].tolist()
        return min(starts, default=np.nan)


def read_logs(
    tables: Iterable[Path | Frame], columns: Iterable[str] = (), encoding: str | None = None
) -> list[Log]:
    """Return the runs in these tables, in their order; `columns` say which is what: ROLE=NAME.

    Raises `UsageError`, one sentence, where a file cannot be read, where two columns could be the
    same curve, and where there is no curve at all.
    """
    given = _chosen(columns)
    try:
        frames = [_frame(table, encoding) for table in tables]
        runs: dict[str, Log] = {}
        for frame, name in zip(frames, _names(frames), strict=True):
            for run, holds in _runs_in(frame, name):
                log = runs.setdefault(run, Log(run))
                log.assumed += [told for told in frame.assumed if told not in log.assumed]
                _read(log, frame, holds, given)
    except DataError as error:
        raise UsageError(f"{error}.") from error
    return list(runs.values())


def _chosen(words: Iterable[str]) -> dict[str, str]:
    """Return the columns that are named for roles: `dev_loss=my column`; `UsageError` if none."""
    chosen = {}
    for word in words:
        role, equals, name = (part.strip() for part in word.partition("="))
        role = role.replace("-", "_")
        if role not in ROLES or not (equals and name):
            raise UsageError(f"columns takes ROLE=NAME, ROLE of {', '.join(ROLES)}; got {word}.")
        chosen[role] = name
    return chosen


def role_of(name: str) -> str:
    """Return what a column's name says that it is, or nothing; with `test_` where it is of those.

    All of its words must be known: "val_loss_epoch" is the dev loss, "kl_loss" is nothing.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = [word.lower() for word in re.findall(r"[A-Za-z]+\d*|\d+", spaced)]
    if role := _ALONE.get("_".join(words)):
        return role
    kinds = [kind for word in words for kind, known in _KINDS.items() if word in known]
    if not kinds and words[-2:] == ["cross", "entropy"]:
        kinds, words = ["loss"], words[:-2]
    parts = [part for word in words for part, known in _PARTS.items() if word in known]
    if len(kinds) != 1 or len(parts) > 1 or not {*words} <= _KNOWN:
        return ""
    return f"{parts[0] if parts else 'train'}_{kinds[0]}"


def _frame(table: Path | Frame, encoding: str | None) -> Frame:
    if isinstance(table, Frame):
        return table
    if table.suffix.lower() not in (".json", ".jsonl"):
        return read_frame(table, encoding)
    try:
        text = table.read_text(encoding="utf-8-sig")
        try:
            content = json.loads(text)
        except ValueError:  # an object a line
            content = [json.loads(line) for line in text.splitlines() if line.strip()]
        if isinstance(content, Mapping) and isinstance(content.get("log_history"), list):
            # The last of Hugging Face's records sums up the run, under a name of its own.
            content = [one for one in content["log_history"] if "train_runtime" not in one]
        frame = frame_of(content)
    except OSError as error:
        raise DataError(table, f"cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(table, f"holds no log that is known: {error}") from None
    return Frame(table, frame.columns)


def _names(frames: list[Frame]) -> list[str]:
    """Return what the runs are called, each otherwise: the file's name, or with its folder's."""
    stems = [frame.path.stem for frame in frames]
    if len({*stems}) < len(stems):
        stems = ["/".join(frame.path.with_suffix("").parts[-2:]) for frame in frames]
    return [s if stems.count(s) == 1 else f"{s} ({i})" for i, s in enumerate(stems, start=1)]


def _runs_in(frame: Frame, name: str) -> Iterable[tuple[str, dict[str, Column]]]:
    """Yield each run in a table: its name, and its columns by what says what they are."""
    columns = {column.name: column for column in frame}
    words = [re.sub(r"\W+", "_", label.strip()).lower() for label in columns]
    exported = _EXPORTED.fullmatch(frame.path.stem)
    if words == ["wall_time", "step", "value"] and exported:
        run, tag = exported["run"], exported["tag"]
        part = re.search(r"(?:^|_)(train|validation|val|eval|test)$", run)
        label = tag if role_of(tag).startswith(("dev", "test")) or not part else f"{part[1]}_{tag}"
        axis = "epoch" if tag.startswith("epoch_") else "step"  # of Keras, whose steps are epochs
        _, steps, values = columns.values()
        yield run[: part.start()] if part and part.start() else "run", {axis: steps, label: values}
        return
    shared = {n: c for n, c in columns.items() if " - " not in n}
    runs: dict[str, dict[str, Column]] = {}
    for label, column in columns.items():
        run, dash, metric = label.rpartition(" - ")
        if dash and not metric.endswith(_ENDS):
            runs.setdefault(run, {**shared})[metric] = column
    yield from runs.items() or [(name, columns)]


def _read(log: Log, frame: Frame, columns: Mapping[str, Column], given: Mapping[str, str]) -> None:
    """Add the columns of a table to a run."""
    roles = _roles(frame, columns, given)
    numbers = [column for column in columns.values() if column.kind == "numbers"]
    if len(columns) == len(numbers) == 1 and not roles:
        roles, log.is_lone = {"train_loss": numbers[0]}, True
    log.aside += [column.name for column in columns.values() if column not in roles.values()]
    curves = {role: column for role, column in roles.items() if role in CURVES}
    if not curves:
        if worded := [name for name in columns if role_of(name) in CURVES]:
            raise DataError(frame.path, f"the column {worded[0]!r} holds no numbers")
        raise DataError(
            frame.path,
            f"has no column that is called as a loss or an accuracy is; it has "
            f"{enumeration(list(columns)[:12])}; say which is which, as in "
            "--columns train_loss=NAME",
        )
    unit, at, epochs = _axis(frame, roles, curves, log)
    if log.curves and unit != log.unit:
        raise DataError(frame.path, f"counts {unit}s, where {log.name} has {log.unit}s before")
    log.unit = unit
    log.read_as |= {role: roles[role].name for role in ROLES if role in roles}
    for role, column in roles.items():
        if role in ("epoch", "step"):
            continue
        finite = np.isfinite(column.values)
        last = np.flatnonzero(finite).max(initial=-1)
        rows = np.flatnonzero(~column.empty)
        rows = rows[finite[rows] | (rows > last)]  # one spike is left out
        role, values = _as_error(role, column.values[rows])
        log.curves[role] = Curve(at[rows], values, epochs[rows])


def _roles(
    frame: Frame, columns: Mapping[str, Column], given: Mapping[str, str]
) -> dict[str, Column]:
    """Return the column of each role: the one named for it, else the one that is called so."""
    found = {role: columns.get(name) or frame[name] for role, name in given.items()}
    taken = {column.name for column in found.values()}
    told = [
        (role_of(label), label)
        for label, column in columns.items()
        if (_is_numbers(column) or column.problem) and column.name not in taken
    ]
    for role in [role for role in ROLES if role not in given]:
        called = [label for of, label in told if of == role]
        called = called or [label for of, label in told if of == role.replace("dev", "test")]
        if len(called) > 1:  # Lightning logs one of a step and one of an epoch
            called = [label for label in called if not label.lower().endswith("step")] or called
        if len(called) > 1 and role != "rate":
            which = f"--columns {role}={json.dumps(called[0], ensure_ascii=False)}"
            names = enumeration(called)
            raise DataError(
                frame.path, f"has {len(called)} columns for {role}: {names}; choose: {which}"
            )
        if called:
            found[role] = columns[called[0]]
    for column in found.values():
        if not _is_numbers(column):
            why = column.problem or f"the column {column.name!r} holds no numbers"
            raise DataError(frame.path, why)
    return found


def _is_numbers(column: Column) -> bool:
    """Whether a column holds numbers, or says of all that they are none."""
    return column.kind == "numbers" or (column.kind == "nothing" and not column.empty.all())


def _axis(
    frame: Frame, roles: Mapping[str, Column], curves: Mapping[str, Column], log: Log
) -> tuple[str, Array, Array]:
    """Return what rows are counted in, at which of it each stands, and their epochs if known."""
    counts = {unit: roles[unit] for unit in ("epoch", "step") if unit in roles}
    epochs = roles["epoch"].values if "epoch" in roles else np.full(len(frame), np.nan)
    for unit, count in counts.items():
        if all(np.all(np.diff(count.values[~curve.empty]) > 0) for curve in curves.values()):
            return unit, count.values, epochs
    rows = np.arange(len(frame), dtype=float)
    if not counts:
        log.is_counted = False
        return "epoch", rows, rows
    count = next(iter(counts.values()))
    at = count.values[np.isfinite(count.values)]
    back = np.flatnonzero(np.diff(at) < 0)
    if len(back):
        what = f"{count.name} {at[back[0] + 1]:g} after {at[back[0]]:g}"
        raise DataError(frame.path, f"has the {what}; give each run a file of its own")
    return "row", rows, epochs


def _as_error(role: str, values: Array) -> tuple[str, Array]:
    """Return an accuracy as the error that it is, and errors in per cent: over 1, they are so."""
    if role not in CURVES or role.endswith("loss"):
        return role, values
    percent = values if (values[np.isfinite(values)] > 1).any() else 100 * values
    return role.replace("accuracy", "error"), 100 - percent if "accuracy" in role else percent


def _averaged(curve: Curve, ends: Array) -> Array:
    """Return the means of a curve's values after each moment's end up to the next's, (ends,)."""
    places = np.searchsorted(ends, curve.at)
    within = (places < len(ends)) & np.isfinite(curve.values)
    sums = np.bincount(places[within], curve.values[within], len(ends))
    counts = np.bincount(places[within], minlength=len(ends))
    return np.asarray(np.where(counts, sums / np.maximum(counts, 1), np.nan))


def legible(text: str) -> str:
    """Return words from a file as they can stand in a figure: short, and no formula."""
    words = [word if len(word) <= 32 else f"{word[:31]}…" for word in text.split()]
    return " ".join(words).replace("$", r"\$")


def described(logs: list[Log], role_names: tuple[str, ...]) -> dict[str, object]:
    """Return how the columns of runs were read: each once, and its role at the same place.

    `role_names` are what a reader is told for each of `ROLES`.
    """
    called = dict(zip(ROLES, role_names, strict=True))
    read = list(dict.fromkeys((name, role) for log in logs for role, name in log.read_as.items()))
    aside = dict.fromkeys(_quoted(name) for log in logs for name in log.aside)
    names = [legible(log.name) for log in logs]
    return {
        "run": names[0],
        "names": np.array(names),
        "others": _listed(names[1:]),
        "curves": _listed(role.replace("_", " ") for role in CURVES if role in logs[0].read_as),
        "column_names": _listed(_quoted(name) for name, _ in read),
        "roles": _listed(called[role] for _, role in read),
        "aside": _listed([*aside][:MOST_ASIDE]),
        "lone": _listed(legible(log.name) for log in logs if log.is_lone),
        "uncounted": _listed(legible(log.name) for log in logs if not log.is_counted),
        "assumed": _listed(dict.fromkeys(told for log in logs for told in log.assumed)),
    }


def _listed(words: Iterable[str]) -> object:
    """Return some words as texts list them, or NaN, which nothing is said of, for none."""
    found = [*words]
    return np.array(found) if found else np.nan


def _quoted(name: str) -> str:
    """Return the name of a column in quotes, so that it is not taken for a word and translated."""
    return f"“{legible(name)}”"
