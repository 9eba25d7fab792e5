"""A figure of momentum's size and content, as a script without nnviz draws and saves it.

Run as `python bare_figure.py FILE.png`. It knows nothing of nnviz and checks no claim: what the
command takes longer than this script is what nnviz costs.
"""

import sys

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

STEPS, BETA, RATE, PLAIN_RATE = 40, 0.8, 5.0, 1.9
CURVATURE = np.array([0.01, 1.0])


def descend(rate, beta, steps):
    """Return the path (steps + 1, 2) of averaged momentum down the ravine."""
    point, average = np.array([-10.0, 1.0]), np.zeros(2)
    path = [point]
    for _ in range(steps):
        average = beta * average + (1 - beta) * CURVATURE * point
        point = point - rate * average
        path.append(point)
    return np.array(path)


def draw_paths(axes):
    """Draw the ravine's contours and both paths."""
    x, y = np.meshgrid(np.linspace(-11, 2.5, 200), np.linspace(-1.5, 1.5, 200))
    levels = np.geomspace(0.005, 1, 10)
    axes.contour(x, y, 0.5 * (CURVATURE[0] * x**2 + CURVATURE[1] * y**2), levels, colors="0.88")
    plain, momentum = descend(PLAIN_RATE, 0.0, STEPS), descend(RATE, BETA, STEPS)
    axes.plot(*plain.T, color="0.5", marker="o", markersize=5)
    axes.plot(*momentum.T, color="C0", marker="s", markersize=5)
    axes.plot(0, 0, "k*", markersize=14)
    axes.text(-9.9, 1.1, "plain descent")
    axes.text(-6, -0.8, "with momentum")
    axes.set(title="Two paths of 40 steps", xlabel="along the ravine, w₁", ylabel="across, w₂")


def draw_step(axes):
    """Draw one step as the sum of what is remembered and what is new."""
    before, here, after = descend(RATE, BETA, STEPS)[7:10]
    remembered = here + BETA * (here - before)
    new = here + after - remembered
    heads = (remembered, "remembered: β × last step"), (new, "new"), (after, "the step")
    for head, words in heads:
        axes.annotate("", head, here, arrowprops={"arrowstyle": "-|>", "linewidth": 2})
        axes.text(*head, words)
    axes.plot(*np.array([remembered, after, new]).T, color="0.5", linestyle=":")
    axes.set(title="Step 9 taken apart", xticks=[], yticks=[], aspect="equal")
    axes.set_xlabel("along: add\nacross: oppose", loc="left")


def draw_map(axes):
    """Draw over β and η in how many steps the distance falls to a tenth."""
    beta, rate = 1 - 1 / np.geomspace(1, 130, 81), np.geomspace(0.5, 300, 81)[:, np.newaxis]
    sums = [1 + beta - rate * (1 - beta) * curvature for curvature in CURVATURE]
    roots = [np.abs(p) / 2 + np.sqrt(p**2 / 4 - beta + 0j) for p in sums]
    steps = -1 / np.log10(np.minimum(np.abs(roots).max(axis=0), 1 - 1e-12))
    norm = LogNorm(11.5, 460)
    heights = axes.contourf(beta, rate[:, 0], steps, np.geomspace(11.4, 460, 25), norm=norm)
    axes.plot(beta, 2 * (1 + beta) / (1 - beta), color="k")
    axes.plot([0, BETA], [PLAIN_RATE, RATE], "ks")
    axes.text(0.3, 100, "diverges")
    axes.text(BETA, RATE, "drawn: 30.4", weight="bold")
    axes.set(yscale="log", ylim=(0.5, 300), xlabel="decay β", ylabel="rate η")
    axes.set_title("Steps that bring it ten times nearer")
    axes.figure.colorbar(heights, ax=axes)


def main(path):
    """Draw the three panels below a headline, and save them as PNG."""
    figure = Figure(figsize=(40 / 3, 7.5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplot_mosaic("aa;bc", height_ratios=(1.15, 1))
    draw_paths(panels["a"])
    draw_step(panels["b"])
    draw_map(panels["c"])
    figure.suptitle("After 40 steps plain descent is 4.64 away, momentum 0.93", weight="bold")
    figure.supxlabel("A bowl 100 times as steep across as along")
    figure.savefig(path)


if __name__ == "__main__":
    main(sys.argv[1])
