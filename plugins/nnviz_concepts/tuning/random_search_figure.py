"""The panels on random search: trials as dots, the chance of a good one, and two scales."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_searches(grid: "Axes", random: "Axes", result: Result) -> None:
    """Draw the trials of both searches, and those of the second round as rings."""
    errors = np.concatenate([result["grid_errors"], result["random_errors"]])
    _draw_trials(grid, result["grid"], result["grid_errors"], errors)
    _draw_trials(random, result["random"], result["random_errors"], errors)
    rates, epsilons = result["fine"].T
    (rings,) = random.plot(rates, epsilons, "o", color=drawing.colour("fourth"), alpha=0.9)
    rings.set_markerfacecolor("none")
    drawing.label(random, "second round", rates, epsilons, "fourth")


def _draw_trials(axes: "Axes", trials: Array, errors: Array, all_errors: Array) -> None:
    """Draw trials as dots, the darker the fewer errors, with their learning rates as ticks."""
    for which in ("x", "y"):
        drawing.log_axis(axes, which)
    axes.set_xlim(4e-5, 2.5)
    axes.set_ylim(1.2e-11, 6e-6)
    role = drawing.role("first")
    share = errors / max(float(all_errors.max()), 1e-9)
    for (rate, epsilon), pale in zip(trials, share, strict=True):
        axes.plot(rate, epsilon, "o", color=role.faded(0.85 * float(pale)), markersize=13)
        axes.plot(rate, 2e-11, "|", color=drawing.colour("ink"), markersize=14)
    best = int(np.argmin(errors))
    rate, epsilon = trials[best]
    drawing.value_mark(axes, rate, epsilon, f"{100 * errors[best]:.1f} %", "first")
    axes.set_xlabel("learning rate")
    axes.set_ylabel("Adam's ε")


def draw_chance(axes: "Axes", result: Result, trials: int) -> None:
    """Draw the chance of a trial in the best twentieth, and mark it at so many trials."""
    counts, chances = result["counts"], result["chances"]
    axes.plot(counts, chances, **drawing.line_style("truth"))
    text = f"{number(result['chance'])} at n = {trials}"
    drawing.value_mark(axes, trials, result["chance"], text, "first")
    axes.set_ylim(0, 1.08)
    axes.set_xlabel("random trials n")
    axes.set_ylabel("1 − 0.95ⁿ")


def draw_scales(axes: "Axes", result: Result) -> None:
    """Draw the first draws of each scale as ticks, on the axis on which a rate is judged."""
    drawing.log_axis(axes, "x")
    for height, key, role in ((1, "log_draws", "first"), (0, "linear_draws", "second")):
        draws = result[key]
        axes.plot(
            draws, np.full(len(draws), height), "|", color=drawing.colour(role), markersize=22
        )
    for decade, share in enumerate(result["log_share"]):
        axes.text(
            2e-4 * 10**decade, 1.42, f"{100 * share:.0f} %", color=drawing.text_colour("first")
        )
    axes.text(
        0.2, 0.42, f"{100 * result['linear_share'][-1]:.0f} %", color=drawing.text_colour("second")
    )
    axes.set_yticks([0, 1], ["uniform", "log-uniform"])
    axes.set_xlim(1e-4, 1.05)
    axes.set_ylim(-0.6, 1.9)
    axes.set_xlabel("learning rate")
