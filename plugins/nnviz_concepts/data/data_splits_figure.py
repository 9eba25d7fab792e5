"""The panels on held-out data: estimates, choices, ways to split, and standard errors."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.wording import number
from nnviz_concepts.data.data_splits_estimates import SHARES, SINGLE, SIZES, SPLITS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PARTS = ("train", "dev", "test")
NAMED = (0, 5)  # the rows of which the headline speaks


def draw_estimates(axes: "Axes", result: Result) -> None:
    """Draw the estimate of a single split with its spread, and beside it that of five folds."""
    held, middle = 100 * SHARES, 100 * result["estimate"]
    measured, formula = 100 * result["spread"], 100 * result["standard_error"]
    axes.fill_between(
        held,
        middle - measured,
        middle + measured,
        color=drawing.role("dev").fill,
        linewidth=0,
        zorder=0.7,
    )
    for edge in (middle - formula, middle + formula):
        axes.plot(held, edge, **drawing.line_style("bound", linewidth=1, zorder=1.5))
    drawing.label(axes, "±√(p(1 − p)/m)", held, middle + formula, "bound", prefer=(20, 25))
    axes.plot(held, middle, **drawing.line_style("dev"))
    drawing.label(axes, "a single split", held, middle, "dev", prefer="end", side="above")
    drawing.threshold(axes, 100 * result["best_error"], "learned from all", prefer="end")
    _draw_folds(axes, result)
    axes.set(xlabel="held out (%)", ylabel="error (%)", xlim=(0, 85))
    axes.set_ylim(bottom=max(0, float((middle - 130 * result["spread"]).min())))


def _draw_folds(axes: "Axes", result: Result) -> None:
    """Draw the mean estimate of five folds, and one standard deviation to both sides."""
    middle, spread = 100 * result["folded"], result["folded_points"]
    at = 100 * SHARES[SINGLE]
    ends = np.array([middle - spread, middle, middle + spread])
    axes.plot([at] * 3, ends, color=drawing.colour("fourth"), linewidth=4, zorder=3)
    text = f"5 folds ±{number(spread, 2)}"
    drawing.label(axes, text, [at], [middle - spread], "fourth", side="below", bold=True)


def draw_choice(axes: "Axes", result: Result, accuracy: float) -> None:
    """Draw what the best of more and more models scores on the dev set, and on the test set."""
    counts = result["counts"]
    drawing.log_axis(axes, "x")
    drawing.threshold(axes, 100 * accuracy, of="faint")
    for part, text in (("dev", "dev score"), ("test", "test score of the same model")):
        scores = 100 * result[f"{part}_scores"]
        axes.plot(counts, scores, **drawing.line_style(part))
        drawing.label(axes, text, counts, scores, part, prefer="middle", side="below")
    drawing.value_mark(
        axes,
        counts[-1],
        100 * result["dev_scores"][-1],
        f"+{number(result['flattery'], 2)}",
        "dev",
        side="below",
    )
    axes.set(xlabel="models to choose from, k", ylabel="accuracy (%)")
    axes.margins(y=0.35)


def draw_parts(axes: "Axes") -> None:
    """Draw both splits of each size as bars, with the number of examples on each part."""
    for row, (size, shares) in enumerate((size, shares) for size in SIZES for shares in SPLITS):
        left = 0.0
        for part, share in zip(PARTS, shares, strict=True):
            color = drawing.role(part).faded(0.5)
            axes.barh(_height(row), 100 * share, 0.8, left=left, color=color, zorder=0.7)
            if share > 0.1:
                text = f"{part} " * (row == 0) + _short(share * size)
                axes.text(
                    left + 50 * share, _height(row), text, ha="center", va="center", size="small"
                )
            left += 100 * share
    _name_rows(axes)
    axes.set(xlim=(0, 100), xlabel="share of the examples (%)")


def draw_errors(axes: "Axes", result: Result) -> None:
    """Draw the measured standard error of each split's test score, in points."""
    drawing.log_axis(axes, "x")
    test, errors = drawing.role("test"), 100 * result["errors"]
    axes.set_xlim(errors.min() / 3, errors.max() * 30)
    for row, (held, error) in enumerate(zip(result["tested"], errors, strict=True)):
        axes.plot([errors.min() / 3, error], [_height(row)] * 2, color=test.fill, zorder=0.7)
        axes.plot(error, _height(row), marker=test.marker, color=test.color)
        axes.annotate(
            f"{_short(held)}: ±{number(error, 2)}",
            (error, _height(row)),
            xytext=(0.8, 0),
            textcoords="offset fontsize",
            va="center",
            size="small",
            color=test.text_color,
            weight="bold" if row in NAMED else "normal",
        )
    _name_rows(axes)
    axes.set_xlabel("standard error of the test score (points)")


def _height(row: int) -> float:
    """Return where a row stands: both splits of a size close together."""
    return row + 0.35 * (row // 2)


def _name_rows(axes: "Axes") -> None:
    names = [_short(size) for size in SIZES]
    axes.set_yticks([(_height(2 * i) + _height(2 * i + 1)) / 2 for i in range(len(SIZES))], names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(_height(2 * len(SIZES) - 1) + 0.6, -0.6)
    axes.set_ylabel("examples")


def _short(count: float) -> str:
    """Return a number of examples in few letters: 20, 9.8k, 1M."""
    for unit, letter in ((1e6, "M"), (1e3, "k")):
        if count >= unit:
            return f"{count / unit:.4g}{letter}"
    return f"{count:.4g}"
