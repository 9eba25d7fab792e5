"""The panels on bias and variance: the fits, and what their errors are made of."""

from typing import TYPE_CHECKING

from nnviz import Result, drawing
from nnviz.wording import number
from nnviz_concepts.data.bias_variance_fits import DRAWN_AT, NAMES, PLACES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHTS = (-2.1, 2.1)
PARTS = {"bias": ("bias²", "fifth"), "variance": ("variance", "fourth"), "floor": ("noise", "pale")}
CURES = {
    "high bias": "high bias: a bigger network, longer training",
    "high variance": "high variance: more data, regularization",
    "about right": "about right: most of it is noise",
}


def draw_fits(axes: "Axes", result: Result, name: str) -> None:
    """Draw the fits of one degree, with their mean and the truth."""
    mean, truth = result[f"{name}_mean"], result["truth"]
    axes.set(xlim=(-0.02, 1.02), ylim=HEIGHTS, xlabel="input x")
    drawing.pale_cloud(axes, DRAWN_AT, result[f"{name}_drawn"], "fourth", fade=0.7)
    axes.fill_between(
        PLACES, mean, truth, color=drawing.role("fifth").faded(0.45), linewidth=0, zorder=0.8
    )
    axes.plot(PLACES, truth, **drawing.line_style("truth"))
    axes.plot(PLACES, mean, **drawing.line_style("fifth", linestyle="--"))
    axes.plot(
        result["inputs"][:: 1 + len(result["inputs"]) // 100],
        result["targets"][:: 1 + len(result["inputs"]) // 100],
        linestyle="none",
        marker=".",
        color=drawing.colour("muted"),
        zorder=0.9,
    )
    if name == "low":
        drawing.label(axes, "truth", PLACES, truth, "truth", prefer=(0.4, 1), side="right")
        drawing.label(axes, "mean of the fits", PLACES, mean, "fifth", prefer="end", side="above")
    if name == "high":
        drawing.label(
            axes, "single fits", PLACES, mean + 0.3, "fourth", prefer=(0.8, 1.2), side="above"
        )


def draw_bars(axes: "Axes", result: Result, degrees: tuple[int, ...], *, letter: float) -> None:
    """Draw the three parts of each error end to end, with what can be measured in practice.

    `letter` is about how wide a letter is, as a share of the longest bar.
    """
    longest = max(result[f"{name}_test"] for name in NAMES)
    for at, name in enumerate(NAMES):
        left = 0.0
        for part, (word, role) in PARTS.items():
            size = result["floor"] if part == "floor" else result[f"{name}_{part}"]
            fill = drawing.role(role).faded(0.45)
            axes.barh(at, size, 0.42, left=left, color=fill, zorder=0.7)
            text = f"{word} {number(size, 2)}"
            middle, room = _free(left, left + size, result[f"{name}_train"], 0.02 * longest)
            if room > letter * longest * len(text):
                axes.text(middle, at, text, ha="center", va="center", size="small")
            left += size
        axes.text(0, at - 0.27, CURES[result[f"{name}_verdict"]], va="bottom", size="small")
        _mark_errors(axes, result, name, at, longest)
    axes.set_yticks(range(len(NAMES)), [f"degree {degree}" for degree in degrees])
    axes.tick_params(axis="y", length=0)
    axes.set(xlim=(0, 1.28 * longest), ylim=(len(NAMES) - 0.1, -0.62))
    axes.set_xlabel("mean squared error")


def _free(left: float, right: float, mark: float, around: float) -> tuple[float, float]:
    """Return the middle and the width of the larger part that a mark leaves of a bar."""
    if left < mark < right:
        sides = (left, mark - around), (mark + around, right)
        left, right = max(sides, key=lambda side: side[1] - side[0])
    return (left + right) / 2, right - left


def _mark_errors(axes: "Axes", result: Result, name: str, at: int, longest: float) -> None:
    """Mark training and test error on a bar; the test's number stands at its end."""
    for error in ("train", "test"):
        role = drawing.role(error)
        axes.plot(
            result[f"{name}_{error}"],
            at,
            marker=role.marker,
            color=role.color,
            markeredgecolor=drawing.colour("paper"),
        )
    train, test = result[f"{name}_train"], result[f"{name}_test"]
    axes.text(
        max(train, test) + 0.03 * longest,
        at,
        f"test {number(test, 2)}",
        va="center",
        weight="bold",
        size="small",
        color=drawing.text_colour("test"),
    )
    if name == "high":
        axes.text(
            train,
            at + 0.28,
            f"training {number(train, 2)}",
            va="top",
            ha="left" if train < longest / 2 else "right",
            weight="bold",
            size="small",
            color=drawing.text_colour("train"),
        )
