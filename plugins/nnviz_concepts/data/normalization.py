"""Least squares with features of very different scales, raw and normalized."""

from collections.abc import Callable, Iterator
from math import atanh, ceil, inf, isfinite, log, log10, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.data.standardization import Standardization
from nnviz.core.descent import descend
from nnviz.core.exact_descent import ExactDescent
from nnviz.core.optimizers import GradientDescent
from nnviz.wording import number, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

CLOSE, CEILING = 1e-6, 1e3  # shares of the first cost
START = np.zeros(2)
SHARES = np.array([0.99, 1.01])  # of the largest stable rate
TAKEN = 1000
FEW = 200
SWINGS = 16
SEEN = 12  # how many times as long as wide a bowl is drawn
STABILITY = {
    "raw": (
        "Raw, at 0.99 of 2/λmax, a step leaves {measured} of the error across: it converges.",
        "Raw, at 1.01 of 2/λmax, a step makes it {measured} times as large: it diverges.",
    ),
    "normalized": (
        "Normalized, at 0.99 of 2/λmax, a step leaves {measured} of it: it converges.",
        "Normalized, at 1.01 of 2/λmax, a step makes it {measured} times as large: it diverges.",
    ),
}
DRAWN = {
    "raw": "The raw costs drawn differ from a thousand steps taken one by one by {measured}.",
    "normalized": "The normalized ones differ from such steps by {measured}.",
}


class Normalization(Concept):
    r"""Normalized inputs make the cost round, and descent reaches its minimum in a few steps.

    In least squares the cost is a bowl whose shape is that of the matrix $X^\top X/n$: how many
    times as steep it is across as along is the condition number
    $\kappa = \lambda_{\max}/\lambda_{\min}$. A feature from 1 to 1000 beside one from 0 to 1 makes
    $\kappa$ a few million. Subtracting each feature's mean and dividing by its standard deviation,
    $z = (x-\mu)/\sigma$, brings it near 1.

    A learning rate over $2/\lambda_{\max}$ diverges, so the steep direction sets the pace. At the
    best rate, $2/(\lambda_{\max}+\lambda_{\min})$, a step leaves the share
    $\frac{\kappa-1}{\kappa+1}$ of the error. Look at the raw bowl: descent swings from wall to
    wall, and a swing takes it up the floor by a millionth of the way; a few of millions are drawn.
    The axis of $w_1$ is stretched there as its label says, for to one scale the bowl would be a
    line. In the round bowl the gradient points to the minimum.

    Take the mean and the deviation from the training set, and use the same for every later input.
    It is a misconception that normalizing changes what the model can fit: the same weights are
    found, in other units.

    Try next:

    - `nnviz show normalization --largest 10`: a mild difference of scales.
    - `nnviz show normalization --rate 1.01`: beyond the largest stable rate.
    - `nnviz show normalization --rate 0.9`: the swings die out, the way along the floor stays long.
    """

    title = "Normalizing the inputs"
    topic = "data"
    order = 1
    see_also = ("bias-variance", "initialization", "momentum", "learning-rate", "batch-norm")
    references = (
        "LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, sections 4.3 and 5.1",
        "Boyd & Vandenberghe 2004, Convex Optimization, section 9.3",
    )

    largest: float = parameter(
        1000.0,
        "Largest value of x₁, which starts at 1; x₂ lies between 0 and 1.",
        ge=2,
        le=100_000,
        sweep=(2.0, 10.0, 100.0, 1000.0, 10_000.0),
    )
    rate: float | None = parameter(
        None,
        "Learning rate as a share of the largest stable one, 2/λmax, of each bowl; without it "
        "the best, 2/(λmax + λmin).",
        gt=0,
        le=1.1,
        sweep=(0.1, 0.5, 0.9, 0.99, 1.01),
    )
    examples: int = parameter(500, "Number of examples.", ge=20, le=100_000)
    seed: int = parameter(0, "Seed of the examples.", ge=0)

    def compute(self) -> dict[str, object]:
        """Make the examples and both bowls, and descend each from weights of zero."""
        generator = np.random.default_rng(self.seed)
        raw = generator.uniform((1.0, 0.0), (self.largest, 1.0), (self.examples, 2))
        weights = np.array([1 / self.largest, 1.0])
        scaling = Standardization.fit(raw)
        normalized = scaling.apply(raw)
        deviations: Array = np.ravel(scaling.std)
        return {
            "deviations": deviations,
            "model_difference": _model_difference(raw, normalized, raw @ weights, deviations),
            "stays": self.rate is None or self.rate <= 1,
            "correlation": np.mean(normalized[:, 0] * normalized[:, 1]),
            "expected_condition": _expected_condition(self.largest),
            **_descended("raw", raw, weights, self.rate),
            **_descended("normalized", normalized, weights * deviations, self.rate),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield both condition numbers, what is stable, the steps, and that the model is one."""
        yield Claim(
            "Raw inputs make κ = {raw_condition}, within a factor of two of {expected_condition}, "
            "as follows from the features' ranges.",
            expected=log10(result["expected_condition"]),
            measured=log10(result["raw_condition"]),
            tolerance=log10(2),
        )
        r = abs(result["correlation"])
        yield Claim(
            "Normalized inputs make κ = {measured}: (1 + |r|)/(1 − |r|) for features that "
            "correlate by r = {correlation}.",
            expected=(1 + r) / (1 - r),
            measured=result["normalized_condition"],
            tolerance=1e-9,
        )
        yield from _stability(result)
        yield from self._steps(result)
        yield Claim(
            "Both find the same model: in the same units its weights differ by {measured}.",
            expected=0,
            measured=result["model_difference"],
            # Rounding grows with the condition number of the inputs, √κ.
            tolerance=1e-14 * sqrt(result["raw_condition"]),
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw both bowls with the way down each, and the cost on the way."""
        raw, normalized, cost = drawing.panels(
            figure,
            f"Raw: κ = {number(result['raw_condition'])}",
            f"Normalized: κ = {number(result['normalized_condition'])}",
            "The cost on the way",
            widths=(1, 1, 1.15),
        )
        narrow = drawing.is_narrow(figure)
        _draw_bowl(raw, result, "raw", narrow=narrow)
        _draw_bowl(normalized, result, "normalized", narrow=narrow)
        _draw_costs(cost, result)

    def headline(self, result: Result) -> str:
        """Return the steps that both take, or that neither arrives."""
        if not isfinite(result["raw_steps"]):
            return "From 2/λmax on descent never arrives, normalized or raw"
        return "Normalized, descent takes {normalized_takes}; raw, {raw_count}"

    def setting(self, result: Result) -> str:
        """Return the features and the rate."""
        rate = "each bowl at its best rate" if self.rate is None else "at {rate} of 2/λmax"
        return "Least squares, {examples} examples, x₁ from 1 to {largest}, x₂ from 0 to 1; " + rate

    def caption(self, result: Result) -> str:
        """Return the data, the shapes of both bowls, and what they cost."""
        rate = "each at its best rate" if self.rate is None else "each at {rate} of 2/λmax"
        end = "to a millionth of the first cost they take {raw_takes} and {normalized_count}."
        if not isfinite(result["raw_steps"]):
            end = "at such a rate neither path comes to the minimum."
        if result["raw_stretch"] > 1:
            end += (
                " To one scale the raw bowl would be {raw_length} times as long as wide: its w₁ is "
                "drawn {raw_stretch} times as large."
            )
        return (
            "Least squares without noise on {examples} examples, x₁ uniform from 1 to {largest} "
            "and x₂ from 0 to 1 (seed {seed}), by gradient descent from zero, " + rate + ". The "
            "raw bowl has κ = {raw_condition}, the normalized one {normalized_condition}; " + end
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        bowls = (
            "Left: long and narrow contours around a star. Middle: nearly round ones. Right: cost "
            "against step on logarithmic axes. "
        )
        if not isfinite(result["raw_steps"]):
            return bowls + "On both bowls the path jumps across the star and never comes to it."
        return (
            bowls + "On the narrow bowl the path swings between the walls or creeps along the "
            "floor, and its cost falls to a millionth after {raw_takes}; on the round one it leads "
            "to the star in {normalized_takes}."
        )

    def _steps(self, result: Result) -> Iterator[Claim]:
        """Yield the steps to a millionth of the first cost, against what the factors promise."""
        rounding = np.finfo(float).eps
        for name, statement in (
            ("raw", "Raw inputs take {raw_takes} to a millionth of the first cost."),
            ("normalized", "Normalized inputs take {normalized_takes} to it."),
        ):
            condition = result[f"{name}_condition"]
            if not isfinite(result[f"{name}_steps"]):
                continue
            promised = ceil(-log(CLOSE) / (2 * _decay(condition, self.rate)))
            yield Claim(
                statement,
                expected=promised,
                measured=result[f"{name}_steps"],
                # 1 − ηλ is rounded, by ε against 2/κ; and the first step below is a whole one.
                tolerance=1 + 4 * rounding * condition * promised,
                relation="=" if self.rate is None else "<=",
            )


def _descended(name: str, inputs: Array, minimum: Array, share: float | None) -> dict[str, object]:
    """Return the bowl of least squares on these inputs, and the way down from zero."""
    hessian = inputs.T @ inputs / len(inputs)
    flat, steep = np.linalg.eigvalsh(hessian)
    rate = 2 / (steep + flat) if share is None else 2 * share / steep
    descent = ExactDescent(hessian, minimum, START, rate)
    steps = descent.steps_to(CLOSE)
    drawn = _drawn_steps(descent, steps, share)
    counted = np.unique(np.geomspace(1, min(steps, TAKEN) if steps == inf else steps, 200).round())
    length = sqrt(descent.condition)
    stretch = max(1.0, float(f"{length / SEEN:.1g}"))
    found = {
        "hessian": hessian,
        "minimum": minimum,
        "condition": descent.condition,
        "rate": rate,
        "steps": steps if steps == inf else int(steps),
        "count": _counted(steps),
        "takes": "1 step" if steps == 1 else f"{_counted(steps)} steps",
        "drawn": len(drawn) - 1,
        "drawn_steps": drawn,
        "path": descent.points(drawn),
        "counted": counted,
        "costs": descent.costs(counted),
        "growth": _growth(descent),
        "difference": _difference(descent),
        "length": length,
        "stretch": stretch,
    }
    return {f"{name}_{key}": value for key, value in found.items()}


def _drawn_steps(descent: ExactDescent, steps: float, share: float | None) -> Array:
    """Return the steps of which a path is drawn: all if they are few.

    Of many, those that climb the floor evenly are drawn, from alternate walls; before them, where
    swings die out at once, the first ones.
    """
    if steps == inf or steps <= FEW:
        return np.arange(min(steps, 2 * FEW) + 1)
    left = np.linspace(1, 0.02, SWINGS)
    even = 2 * np.round(np.log(left) / np.log(np.abs(descent.factors[0])) / 2)
    early = np.arange(1 if share is None else FEW)
    return np.unique(np.concatenate([early, even + np.arange(SWINGS) % 2, [steps]]))


def _growth(descent: ExactDescent) -> Array:
    """Return what a step leaves of the error along the steepest direction, at both shares.

    Measured over a thousand steps taken one by one.
    """
    rates = GradientDescent(2 * SHARES / descent.eigenvalues[-1])
    path = descend(_gradient(descent), rates, START, TAKEN)
    across = np.abs((path - descent.minimum) @ descent.eigenvectors[:, -1])
    growth: Array = (across[-1] / across[0]) ** (1 / TAKEN)
    return growth


def _difference(descent: ExactDescent) -> float:
    """Return how far the drawn formula is from steps taken one by one, in shares of the cost."""
    path = descend(_gradient(descent), GradientDescent(descent.rate), START, TAKEN)
    errors = path - descent.minimum
    costs = np.einsum("si,ij,sj->s", errors, descent.hessian, errors)
    exact = descent.costs(np.arange(TAKEN + 1))
    return float((np.abs(costs / costs[0] - exact) / np.maximum(exact, 1)).max())


def _gradient(descent: ExactDescent) -> Callable[[Array], Array]:
    return lambda w: (w - descent.minimum) @ descent.hessian


def _decay(condition: float, share: float | None) -> float:
    """Return by how much the logarithm of the error falls a step, along the slower direction.

    At the best rate the factor is (κ − 1)/(κ + 1), at a share s of 2/λmax the larger of |1 − 2s|
    and |1 − 2s/κ| (Boyd & Vandenberghe 2004, section 9.3).
    """
    if share is None:
        return 2 * atanh(1 / condition)
    return min(-log(abs(1 - 2 * share / k)) if 2 * share != k else inf for k in (1.0, condition))


def _expected_condition(largest: float) -> float:
    """Return κ of E[xxᵀ] for independent x₁ uniform on [1, largest] and x₂ on [0, 1]."""
    mixed = (1 + largest) / 4
    squares = np.array([[(largest**2 + largest + 1) / 3, mixed], [mixed, 1 / 3]])
    flat, steep = np.linalg.eigvalsh(squares)
    return float(steep / flat)


def _model_difference(raw: Array, normalized: Array, targets: Array, deviations: Array) -> float:
    """Return how far the two least-squares models are apart, relative, in normalized units."""
    plain = np.linalg.lstsq(raw, targets)[0] * deviations
    scaled = np.linalg.lstsq(normalized, targets - targets.mean())[0]
    return float(np.abs(plain - scaled).max() / np.abs(scaled).max())


def _counted(steps: float) -> str:
    if steps == inf:
        return "no number of"
    return f"{number(steps / 1e6)} million" if steps >= 1e6 else phrase(int(steps))


def _stability(result: Result) -> Iterator[Claim]:
    """Yield that 2/λmax divides what converges from what diverges, in both bowls."""
    for name, statements in STABILITY.items():
        for i, (share, statement) in enumerate(zip(SHARES, statements, strict=True)):
            yield Claim(
                statement,
                expected=abs(1 - 2 * share),
                measured=result[f"{name}_growth"][i],
                tolerance=1e-6,
            )
        yield Claim(
            DRAWN[name],
            expected=0,
            measured=result[f"{name}_difference"],
            tolerance=1e-9,
        )


def _draw_bowl(axes: "Axes", result: Result, name: str, *, narrow: bool) -> None:
    """Draw contours and path, w₁ stretched so that the bowl is a few times as long as wide."""
    hessian, minimum = result[f"{name}_hessian"], result[f"{name}_minimum"]
    stretch = result[f"{name}_stretch"]
    low, up, reach = _frame(result, name, narrow)

    def height(points: Array) -> Array:
        errors = points - minimum
        heights: Array = np.einsum("...i,ij,...j->...", errors, hessian, errors)
        return heights

    levels = np.linalg.eigvalsh(hessian)[0] * (reach * np.geomspace(0.15, 12, 12)) ** 2
    drawing.contours(axes, height, (low[0], up[0]), (low[1], up[1]), levels=levels)
    axes.set_aspect(1 / stretch)
    until, times = _clock(result, result[f"{name}_drawn_steps"])
    path = drawing.path(axes, result[f"{name}_path"], name, until=until, times=times)
    drawing.minimum(axes, minimum)
    _name_path(axes, result, name, path)
    stretched = f", stretched {number(stretch)} times" if stretch > 1 else ""
    axes.set_xlabel(f"weight $w_1${stretched}")
    axes.set_ylabel("weight $w_2$")


def _frame(result: Result, name: str, narrow: bool) -> tuple[Array, Array, float]:
    """Return the corners of what is drawn of the plane, and the half of its shorter side.

    All of a path that stays is in it, and of one that diverges the first steps.
    """
    scale, path = np.array([result[f"{name}_stretch"], 1.0]), result[f"{name}_path"]
    shape = np.array([1.35, 1.0] if narrow else [1.0, 1.5])
    seen = np.concatenate([path if result["stays"] else path[:4], [result[f"{name}_minimum"]]])
    low, up = seen.min(axis=0), seen.max(axis=0)
    reach = 0.95 * float(((up - low) * scale / shape).max())
    middle, half = (low + up) / 2, reach * shape / scale
    return middle - half, middle + half, reach


def _clock(result: Result, steps: Array) -> tuple[float, Array]:
    """Return how long an animation lasts and when these steps come in it.

    Each step that is drawn of the raw path takes as long as the next, however many it leaves out.
    """
    drawn = result["raw_drawn_steps"]
    return len(drawn) - 1, np.interp(steps, drawn, np.arange(len(drawn)))


def _name_path(axes: "Axes", result: Result, name: str, path: "Line2D") -> None:
    """Write beside the path how many steps it takes, and how many of them are drawn."""
    steps, drawn = result[f"{name}_steps"], result[f"{name}_drawn"]
    if not isfinite(steps):
        return
    count = result[f"{name}_count"]
    text = f"{count}\nsteps, {drawn} drawn" if drawn < steps else result[f"{name}_takes"]
    x, y = result[f"{name}_path"].T
    words = drawing.label(axes, text, x, y, name, prefer="middle", side="right", bold=True)
    drawing.accompany(path, [words], at=(x[-1], y[-1]))


def _draw_costs(axes: "Axes", result: Result) -> None:
    drawing.log_axis(axes, "x")
    drawing.log_axis(axes, "y")
    if not all(isfinite(result[f"{name}_steps"]) for name in STABILITY):
        axes.set_ylim(CLOSE / 1.15, CEILING)
    drawing.threshold(axes, CLOSE, of="faint").set_zorder(0.5)
    for name in STABILITY:
        steps, costs = result[f"{name}_counted"], result[f"{name}_costs"]
        arrives = isfinite(result[f"{name}_steps"])
        until, times = _clock(result, steps)
        line = drawing.cost_curve(
            axes,
            costs,
            name,
            steps=steps,
            text=name,
            prefer="start",
            ceiling=None if arrives else CEILING,
            until=until,
            times=times,
        )
        if arrives:
            drawing.value_mark(axes, steps[-1], costs[-1], result[f"{name}_count"], name, on=line)
    axes.set_xlabel("step")
    axes.set_ylabel("cost, share of the first")
