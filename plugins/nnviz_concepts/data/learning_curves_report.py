"""The drawing of a log: its curves, the marks of what was found, and the report beside them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist

from nnviz import Result, drawing, either
from nnviz.core.arrays import Array
from nnviz.drawing import Axes
from nnviz_concepts.data.learning_curves_diagnosis import (
    AT_LEAST,
    FEWEST,
    NAMES,
    judged,
    read_again,
)

RUNS = ("first", "second", "third", "fourth", "fifth", "sixth")
COLOURS = ("ink", "third", "fifth", "sixth", "seventh", "eighth")
"""The roles of the runs: none is that of training, of dev or of the evidence."""

PARTS = ("train", "dev")
FAR = 2.1  # limits that a gauge reaches
MARK = "fourth"  # the role of the evidence, on the curves and in the report
GROUPS = (0, 4, 6)  # the first row of each question
ROWS = len(NAMES) - 1  # dev and training are compared by errors or by losses
DEEP = 4.0  # so many times lower than the dev loss a training loss leaves the panel


LEAST_SHOWN = 0.005


class Places(NamedTuple):
    """Where in the report a name begins, a number and its limit end, and a gauge lies."""

    name: float
    number: float
    limit: float
    track: float
    end: float


WIDE, NARROW = Places(0.0, 0.58, 0.7, 0.72, 0.845), Places(-0.17, 0.58, 0.73, 0.74, 0.855)


class Saying(Protocol):
    """What says a text of the concept."""

    def say(self, text: Any) -> str:
        """Return what can be said of a text."""


def shown(values: Array) -> dict[str, float]:
    """Return the numbers as the report has them: what is next to nothing is 0."""
    seen = np.where(np.abs(values) < LEAST_SHOWN, 0.0, values).tolist()
    return {f"{name}_shown": value for name, value in zip(NAMES, seen, strict=True)}


def gauges(read: Mapping[str, Array], limits: Array) -> Array:
    """Return numbers and the ends of their bars, (numbers, runs, 3), as far as a gauge goes.

    They are in limits, beyond to the right of 1.
    """
    values, errors, limits = read["values"], read["errors"], limits[:, np.newaxis, np.newaxis]
    ends = np.stack([values - errors, values, values + errors], axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = ends / limits
        shares[AT_LEAST] = 1 / np.maximum(shares[AT_LEAST], 1e-9)
        return np.asarray(np.clip(shares, 0.07, FAR))


def draw_curves(axes: Axes, kind: str, result: Result, words: Saying) -> None:
    """Draw the losses or the errors: as logged in pale, their averages strong."""
    names = {"train": words.say("training"), "dev": words.say("dev")}
    several = len(result["names"]) > 1
    for of, colour, run in zip(RUNS, COLOURS, result["names"].tolist(), strict=False):
        for part in PARTS:
            key = f"{of}_{part}_{kind}"
            if not np.isfinite(result.get(f"{key}_raw", np.nan)).any():
                continue
            role = part if of == "first" else colour
            x, raw = drawing.decimated(result[f"{key}_at"], result[f"{key}_raw"])
            pale = drawing.role(role).faded(0.6)
            axes.plot(x, raw, color=pale, linewidth=0.6 * rcParams["lines.linewidth"], zorder=2)
            x, mean = drawing.decimated(result[f"{key}_at"], result[f"{key}_mean"])
            dash = {"linestyle": drawing.role(part).linestyle, "zorder": 3}
            width = rcParams["lines.linewidth"] * (1 if of == "first" else 0.6)
            axes.plot(x, mean, **drawing.line_style(role, linewidth=width, **dash))
            name = f"{run}, {names[part]}" if several and part == "dev" else names[part]
            if of == "first" or part == "dev":
                drawing.label(axes, name, x, mean, role, prefer="middle")
    if len(result["at"]):
        drawing.uncover(axes, list(axes.lines), result["at"])
    if kind == "loss":
        _scale_losses(axes, result, words)
    else:
        axes.set_ylim(bottom=0, top=_highest_error(result))
    drawing.integer_axis(axes)


def draw_evidence(loss: Axes, error: Axes, result: Result, words: Saying) -> list[Artist]:
    """Mark on the curves what the first number beyond its limit was read from."""
    if result["marked"] < 0:
        return []
    name = NAMES[result["marked"]]
    start, end = (int(result[key][result["marked"]]) for key in ("starts", "ends"))
    at, train, dev = (result[key] for key in ("at", "train", "dev"))
    number = _amount(words, name)
    thick = {"color": drawing.colour(MARK), "linewidth": 2 * rcParams["lines.linewidth"]}
    if name in ("slow", "cut"):
        seen = slice(start if name == "slow" else start - 2, end + 1)
        label = drawing.label(loss, number, at[end], train[end], MARK, bold=True, side="above")
        return [*loss.plot(at[seen], train[seen], **thick, zorder=5), label]
    if name == "biased":
        drawing.threshold(error, result["goal"], words.say("target {goal}\xa0%"), of="bound")
        ends = (at[-1], result["goal"]), (at[-1], float(result["values"][result["marked"], 0]))
        return _between(error, *ends, number)
    if name in ("easier", "varies", "higher"):
        axes, what = (error, "_error") if name == "varies" else (loss, "")
        floor = axes.get_ylim()[0]  # which a training loss may have left
        both = sorted(max(result[f"{part}{what}"][start], floor) for part in PARTS)
        return _between(axes, (at[start], both[0]), (at[start], both[1]), number)
    curve = train if name == "jumps" else dev
    if not (len(curve) and np.isfinite(result["values"][result["marked"], 0])):
        return []
    level = loss.plot(
        at[[start, end]], curve[[start, start]], **drawing.line_style(MARK, linestyle=":", zorder=5)
    )
    return [*level, *_between(loss, (at[end], curve[start]), (at[end], curve[end]), number)]


def draw_report(axes: Axes, evidence: Sequence[Artist], result: Result, words: Saying) -> None:
    """Draw three questions and eight numbers, each with its limit on one shared line.

    Played, its dots move as the log is read; numbers and the `evidence` come at its end.
    """
    last, places = _height(ROWS - 1), _places(axes)
    axes.set(xlim=(0, 1), ylim=(last + 1.4, -1.1))
    axes.axis("off")
    axes.fill_between(
        (places.track, places.end), -0.4, last + 0.6, color=drawing.colour("faint"), linewidth=0
    )
    axes.plot((places.end, places.end), (-0.4, last + 0.6), color=drawing.colour("ink"), zorder=2)
    heads = [
        (places.number, "right", words.say("this log")),
        (places.limit, "right", words.say("limit")),
        (places.end + 0.01, "left", words.say("beyond")),
    ]
    if places is WIDE:
        heads.append((places.end - 0.01, "right", words.say("within")))
    for x, side, text in heads:
        _write(axes, x, -0.8, text, "muted", ha=side)
    questions = (
        words.say("Does it learn?"), words.say("Does it fit its own examples?"),
        words.say("Does it carry over to dev?"),
    )  # fmt: skip
    for row, question in zip(GROUPS, questions, strict=True):
        _write(axes, places.name, _height(row) - 0.95, question, weight="bold")
    waiting = 0 <= result["marked"] < len(NAMES) - 1
    note = words.say("grey: to be judged once the marked one is mended") if waiting else words.say(
        "value ÷ limit (≥: limit ÷ value); bars: two standard errors"
    )  # fmt: skip
    _write(axes, places.name, last + 1.05, note, "muted", size=rcParams["xtick.labelsize"])
    shown = [*evidence, *_draw_rows(axes, result, words), *_draw_gauges(axes, result)]
    if len(result["at"]) >= FEWEST and np.isnan(result["broken_at"]):
        _let_read(axes, shown, result)


def _draw_rows(axes: Axes, result: Result, words: Saying) -> list[Artist]:
    """Write names, numbers and limits, and return the numbers."""
    marked, places, numbers = result["marked"], _places(axes), list[Artist]()
    names, limits = _row_names(words), _limits(words)
    for at, y in _rows(result):
        role = _role(result, at)
        weight = "bold" if at == marked else "normal"
        if at == marked:
            fill: Any = {"color": drawing.role(MARK).fill, "lw": 0, "zorder": 0.5, "clip_on": False}
            across = (places.name - 0.01, 1.01)
            axes.fill_between(across, y - 0.47, y + 0.47, **fill)
        _write(axes, places.name + 0.02, y, names[at], role, weight=weight)
        _write(axes, places.limit, y, limits[at], "muted", ha="right")
        number = _amount(words, NAMES[at])
        numbers.append(_write(axes, places.number, y, number, role, ha="right", weight=weight))
    return numbers


def _draw_gauges(axes: Axes, result: Mapping[str, Any]) -> list[Artist]:
    """Draw the dots and bars of all runs, on the gauges of the rows."""
    places, drawn = _places(axes), list[Artist]()
    for at, y in _rows(result):
        role, marked = _role(result, at), at == result["marked"]
        ends = places.track + (places.end - places.track) * result["gauges"][at]
        for i in reversed(range(len(ends))):
            low, middle, high = ends[i]
            if not np.isfinite(middle):
                continue
            color, far = drawing.colour(role if i == 0 else COLOURS[i]), middle >= _far(places)
            if i == 0:
                drawn += axes.plot((low, high), (y, y), color=color, zorder=3)
            if i == 0 and marked:
                bar: Any = {"color": color, "zorder": 3, "solid_capstyle": "butt"}
                width = 2.5 * rcParams["lines.linewidth"]
                drawn += axes.plot((places.end, middle), (y, y), linewidth=width, **bar)
            size = rcParams["lines.markersize"] * (1.3 if marked and i == 0 else 0.9)
            drawn += axes.plot(
                [middle], [y], marker=">" if far else "o", markersize=size, color=color, zorder=4,
                markeredgecolor=drawing.colour("paper"), clip_on=False,
            )  # fmt: skip
    return drawn


def _let_read(axes: Axes, last: Sequence[Artist], result: Result) -> None:
    """Let the dots move as the log is read, and the `last` come when it is."""
    drawn: list[Artist] = []

    def update(share: float) -> None:
        while drawn:
            drawn.pop().remove()
        for artist in last:
            artist.set_visible(share >= 1)
        if share < 1:
            drawn.extend(_draw_read_so_far(axes, result, share * result["at"][-1]))

    drawing.play(drawing.figure_of(axes), last, update)


def _draw_read_so_far(axes: Axes, result: Result, now: float) -> list[Artist]:
    """Draw the gauges of the first run as they were when it had come so far."""
    moments = int(np.searchsorted(result["at"], now, side="right"))
    so_far = judged([read_again(result, moments)], result["limits"])
    return _draw_gauges(axes, {**so_far, "gauges": gauges(so_far, result["limits"])})


def _rows(result: Mapping[str, Any]) -> Iterator[tuple[int, float]]:
    """Yield the place in `NAMES` and the height of each row."""
    spare = "higher" if result["why_higher"] else "varies"
    rows = [at for at, name in enumerate(NAMES) if name != spare]
    yield from ((at, _height(row)) for row, at in enumerate(rows))


def _role(result: Mapping[str, Any], at: int) -> str:
    """Return the role of a row: that of the evidence, or of what is not judged, or ink."""
    waits = 0 <= result["marked"] < at or bool(result[f"why_{NAMES[at]}"])
    return MARK if at == result["marked"] else "muted" if waits else "ink"


def _places(axes: Axes) -> Places:
    return NARROW if drawing.is_narrow(drawing.figure_of(axes)) else WIDE


def _far(places: Places) -> float:
    return places.track + (places.end - places.track) * FAR


def _row_names(words: Saying) -> tuple[str, ...]:
    return (
        words.say("jumps back up"), words.say("best fall an epoch"), words.say("slows suddenly"),
        words.say("dev loss still falls"), words.say("dev loss is lower"),
        words.say("both err"), words.say("dev errs more"), words.say("dev loss is higher"),
        words.say("dev loss rises"),
    )  # fmt: skip


def _limits(words: Saying) -> tuple[str, ...]:
    target = words.say(either("≤ {goal}", "–"))
    return ("≤ 5", "≥ 3", "≤ 15", "≤ 10", "≤ 1", target, "≤ 5", "≤ 15", "≤ 10")


def _amount(words: Saying, name: str) -> str:
    """Return a number of the report with its unit, or a dash where there is none."""
    return {
        "jumps": words.say(either("{jumps_shown}\xa0%", "NaN [breaks]", "–")),
        "slow": words.say(either("{slow_shown}\xa0%", "–")),
        "cut": words.say(either("{cut_shown}×", "–")),
        "falling": words.say(either("{falling_shown}\xa0%", "–")),
        "easier": words.say(either("{easier_shown}\xa0%", "–")),
        "biased": words.say(either("{biased_shown}\xa0%", "–")),
        "varies": words.say(either("{varies_shown} points", "–")),
        "higher": words.say(either("{higher_shown}\xa0%", "–")),
        "rises": words.say(either("{rises_shown}\xa0%", "–")),
    }[name]


def _height(row: int) -> float:
    """Return where a row stands, under its question."""
    return row + sum(row >= first for first in GROUPS)


def _between(
    axes: Axes, tail: tuple[float, float], head: tuple[float, float], text: str
) -> list[Artist]:
    """Draw an upright arrow from one height to another, with its number."""
    arrow, middle = drawing.arrow(axes, tail, head, MARK), _middle(axes, tail[1], head[1])
    return [arrow, drawing.label(axes, text, tail[0], middle, MARK, bold=True, side="left")]


def _middle(axes: Axes, one: float, other: float) -> float:
    logarithmic = axes.get_yscale() == "log"
    return float(np.sqrt(one * other) if logarithmic else (one + other) / 2)


def _scale_losses(axes: Axes, result: Result, words: Saying) -> None:
    """Let the axis of losses be logarithmic where it can, and end where dev needs it to."""
    keys = [key for key in result if key.endswith("_loss_raw")]
    low = {key: _least(result[key]) for key in keys}
    if not keys or min(low.values()) <= 0:
        return
    drawing.log_axis(axes)
    dev = min((low[key] for key in keys if "_dev_" in key), default=min(low.values()))
    floor = max(min(low.values()) / 1.2, dev / DEEP)
    axes.set_ylim(bottom=floor)
    train = result["first_train_loss_raw"] if "first_train_loss_raw" in result else np.empty(0)
    if len(train) and train[-1] < floor:
        x = result["first_train_loss_at"][int(np.argmax(train < floor))]
        text = words.say("on to {last_train}")
        drawing.label(axes, text, x, floor * 1.15, "train", side="right")


def _least(values: Array) -> float:
    seen = values[np.isfinite(values)]
    return float(seen.min()) if len(seen) else 1.0


def _highest_error(result: Result) -> float:
    """Return where the axis of errors ends: what comes at the very start may leave it."""
    keys = [key for key in result if key.endswith("_error_raw")]
    last = max(float(np.nan_to_num(result[key][-1])) for key in keys)
    most = max(float(np.nan_to_num(result[key]).max()) for key in keys)
    return min(1.05 * most, max(10.0, 2.5 * last)) or 1.0


def _write(axes: Axes, x: float, y: float, text: str, of: str = "ink", **more: Any) -> Artist:
    """Write in the report, so that letters of one row stand on one line."""
    style = {"color": drawing.text_colour(of), "va": "center_baseline", **more}
    return axes.text(x, y, text, **style)
