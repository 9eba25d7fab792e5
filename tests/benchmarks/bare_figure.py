"""A figure of momentum's size and content, as a script without nnviz draws and saves it.

Run as `python bare_figure.py FILE.png`. It knows nothing of nnviz and checks no claim: what the
command takes longer than this script is what nnviz costs.
"""

import sys

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

STEPS, BETA, RATE, PLAIN_RATE = 40, 0.9, 5.0, 1.9
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


def draw_gradients(axes):
    """Draw the gradient along and across, and their averages."""
    gradients = descend(PLAIN_RATE, 0.0, STEPS) / (-10.0, 1.0)
    averages = [0.1 * gradients[0]]
    for gradient in gradients[1:]:
        averages.append(BETA * averages[-1] + (1 - BETA) * gradient)
    axes.plot(gradients[:, 1], color="0.5", marker="o")
    axes.plot(gradients[:, 0], color="0.5", linestyle="--")
    axes.plot(np.array(averages), color="C0")
    for height, words in ((0.85, "averaged"), (0.4, "along"), (-0.5, "across")):
        axes.text(20, height, words)
    axes.set(title="The gradient, and its average", xlabel="step", ylabel="share of first")


def draw_race(axes):
    """Draw both distances on a logarithmic axis."""
    axes.semilogy(np.geomspace(1, 1e-6, 692), color="0.5")
    axes.semilogy(np.geomspace(1, 1e-6, 86), color="C0")
    axes.text(450, 1e-3, "plain descent:\n691 steps", weight="bold")
    axes.text(100, 1e-5, "heavy ball:\n85 steps", weight="bold")
    axes.set(title="Distance left", xlabel="step", ylabel="share of first")


def main(path):
    """Draw the three panels below a headline, and save them as PNG."""
    figure = Figure(figsize=(40 / 3, 7.5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplot_mosaic("aa;bc", height_ratios=(1.15, 1))
    draw_paths(panels["a"])
    draw_gradients(panels["b"])
    draw_race(panels["c"])
    figure.suptitle("Momentum needs 85 steps where plain descent needs 691", weight="bold")
    figure.supxlabel("A bowl 100 times as steep across as along")
    figure.savefig(path)


if __name__ == "__main__":
    main(sys.argv[1])
