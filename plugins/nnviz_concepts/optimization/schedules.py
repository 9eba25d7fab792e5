"""Learning-rate schedules, and a training run under each."""

from collections.abc import Iterator
from math import log
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.schedules import Cosine, CosineRestarts, Exponential, Schedule
from nnviz.datasets import in_plane
from nnviz_concepts.optimization.schedules_figure import draw_costs, draw_finals, draw_shapes
from nnviz_concepts.optimization.schedules_shapes import (
    asked_backwards,
    first_cycle,
    fitted,
    lasting,
    period,
    shares_of_peak,
)
from nnviz_concepts.optimization.schedules_training import RUNS, best_peaks, trained_costs

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNIT = float(np.finfo(float).eps)


class Schedules(Concept):
    r"""A rate that falls ends lower than the best constant one, since it may start higher.

    The gradient of a mini-batch is noisy. At a constant rate η the weights never settle: they
    hover around the minimum, the farther the larger η is. A small rate settles closer and takes
    too long to get there. A schedule has both: large steps first, small ones at the end.

    Look at the shapes on the left. Step decay is the staircase of exponential decay
    $\eta r^{t/T}$, which halves every $\ln 2 / {-\ln r}$ periods. Cosine
    $\frac{\eta}{2}(1 + \cos \pi t/T)$ spends its time at both ends, and half of η on average.
    Restarts (SGDR) jump back after $T_0(2^i - 1)$ steps. Warm-up and one cycle rise first, for
    networks that break at a large rate while their weights are still raw. The dots compare
    the costs they end at, each from its own best peak; that peak was chosen on other seeds.

    In practice: cosine or a linear fall, after a short warm-up, is the usual choice, and the
    length of training must be known beforehand. A misconception: a sudden drop of the
    cost when the rate falls is not a better direction found; it is noise no longer added.

    Try next:

    - `nnviz show schedules --noise 0`: the classes part, no noise is left at the minimum, and a
      constant rate ends lowest.
    - `nnviz show schedules --batch-size 32`: with less noise the constant rate comes closer.
    - `nnviz show schedules --dataset spirals --noise 0.05`: a harder set.
    """

    title = "Learning-rate schedules"
    topic = "optimization"
    order = 11
    see_also = ("learning-rate", "minibatch", "optimizers", "random-search")
    references = (
        "Robbins & Monro 1951, A stochastic approximation method",
        "Loshchilov & Hutter 2017, SGDR: stochastic gradient descent with warm restarts, eq. 5",
        "Goyal et al. 2017, Accurate, large minibatch SGD, section 2.2",
        "Smith & Topin 2018, Super-convergence",
    )

    schedules: tuple[str, ...] | None = parameter(
        None, "Schedules to draw and train under; all of them when not given.", family="schedules"
    )
    factor: float = parameter(
        0.3,
        "Factor r of step and exponential decay in every quarter of the training.",
        ge=0.05,
        le=0.8,
        sweep=(0.1, 0.3, 0.7),
    )
    dataset: str = parameter("moons", "Set in the plane to train on.", family="datasets")
    noise: float = parameter(0.3, "Noise of the data set.", ge=0, le=1)
    batch_size: int = parameter(8, "Examples a step, of 200.", ge=1, le=64, sweep=(2, 8, 32))
    steps: int = parameter(350, "Steps of training.", ge=70, le=1050)
    seed: int = parameter(0, "Seed of the data and the networks.", ge=0)

    def compute(self) -> dict[str, object]:
        """Evaluate every schedule, tune the peak of each, and train under it."""
        chosen = self._chosen()
        shapes = {name: shares_of_peak(each, self.steps) for name, each in chosen.items()}
        data = in_plane(self, self.dataset, 200, self.noise, self.seed)
        every = np.stack(list(shapes.values()))
        peaks = best_peaks(data, every, self.batch_size, self.seed)
        runs, at = trained_costs(data, every * peaks[:, np.newaxis], self.batch_size, self.seed)
        finals = np.median(runs[-1], axis=-1)
        shown = _shown(list(shapes))
        quarter, whole = period(self.steps), np.arange(0, self.steps + 1)
        values: dict[str, object] = {
            "names": np.array([name.replace("_", " ") for name in shapes]),
            "steps_drawn": whole,
            "rates": every,
            "backwards": np.stack([asked_backwards(s, self.steps) for s in chosen.values()]),
            "exponential": Exponential(1.0, self.factor, quarter)(whole),
            "staircase": Exponential(1.0, self.factor, quarter, staircase=True)(whole),
            "restarting": CosineRestarts(1.0, 0.0, first_cycle(self.steps))(whole),
            "cosine": Cosine(1.0, 0.0, self.steps)(whole),
            "peaks": peaks,
            "runs": runs,
            "at": at,
            "finals": finals,
            "shown": shown,
            "shown_name": list(shapes)[shown].replace("_", " "),
            "shown_final": float(finals[shown]),
            "shown_peak": float(peaks[shown]),
            "data_source": data.source,
            "runs_each": RUNS,
        }
        if "constant" in shapes:
            where = list(shapes).index("constant")
            values |= {
                "constant": where,
                "constant_final": float(finals[where]),
                "constant_peak": float(peaks[where]),
            }
        return values

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what the shapes are, that they remember nothing, and who ends lower."""
        quarter = period(self.steps)
        jumps = 1 + np.flatnonzero(np.diff(result["restarting"]) > 0.5)
        for i, step in enumerate(jumps[:2], start=1):
            yield Claim(
                f"{('First', 'Second')[i - 1]} restart at step {{measured}}: T₀(2^i − 1).",
                expected=first_cycle(self.steps) * (2**i - 1),
                measured=step,
            )
        yield Claim(
            "Exponential decay halves in {measured} periods: ln 2 / −ln r.",
            expected=log(2) / -log(self.factor),
            measured=_halving(result["exponential"]) / quarter,
            tolerance=1e-9,
        )
        yield Claim(
            "Where a period begins, the staircase meets the smooth fall: they differ by "
            "{measured}.",
            expected=0,
            measured=np.abs(result["staircase"] - result["exponential"])[::quarter].max(),
            tolerance=4 * UNIT,
        )
        yield Claim(
            "The mean of a cosine to zero is {measured} of its peak: a half.",
            expected=1 / 2,
            measured=result["cosine"].mean(),
            tolerance=self.steps * UNIT,
        )
        yield Claim(
            "Schedules are functions of the step alone: asked one by one and backwards they "
            "differ by {measured}.",
            expected=0,
            measured=np.abs(result["backwards"] - result["rates"]).max(),
            tolerance=4 * UNIT,
        )
        if "constant" in result and result["shown"] != result["constant"] and self._noisy:
            yield Claim(
                "Each at its own best peak, {shown_name} ends at the cost {measured}, below the "
                "constant rate's {expected}.",
                expected=result["constant_final"],
                measured=result["shown_final"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the shapes in rows, the cost that each ends at beside them, and two runs."""
        shapes, finals, costs = drawing.panels(
            figure,
            "Learning rate",
            "Cost at the end",
            "Cost during training",
            widths=(1.15, 1, 1.15),
        )
        draw_shapes(shapes, result)
        draw_finals(finals, result)
        if not drawing.is_narrow(figure):
            finals.tick_params(labelleft=False)
        draw_costs(costs, result)

    def headline(self, result: Result) -> str:
        """Return where the schedule shown and the constant rate end."""
        if "constant" not in result or result["shown"] == result["constant"]:
            return "Under {shown_name} training ends at a cost of {shown_final}"
        return (
            "Training ends at a cost of {shown_final} under {shown_name}, "
            "{constant_final} at the best constant rate"
        )

    def setting(self, result: Result) -> str:
        """Return the network, its training, and how the peaks were chosen."""
        return (
            "{dataset}, noise {noise}: a network of 8 units, {steps} steps of batch {batch_size}; "
            "each schedule at its best peak of 0.1, 0.3, 1, 3 and 10"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained and how, what is seen, and what follows."""
        told = (
            ", against {constant_final} at a constant rate of {constant_peak}"
            if "constant" in result and result["shown"] != result["constant"]
            else ""
        )
        return (
            "Learning-rate schedules, and networks with 8 hidden units trained under them for "
            "{steps} steps of gradient descent on batches of {batch_size} ({data_source}) Each "
            "schedule has the peak, of 0.1, 0.3, 1, 3 and 10, that ended lowest on other seeds; "
            "dots are medians of {runs_each} runs, lines hold four runs of five. Under "
            "{shown_name} with the peak {shown_peak} training ends at {shown_final}"
            + told
            + ". What falls to a "
            "small rate may start with a large one."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: one row for each schedule with its rate over {steps} steps as a filled shape. "
            "Middle: in the same rows a dot for the cost at the end, "
            "{shown_final} for {shown_name}. Right: the cost against the step under every schedule "
            "in pale, with {shown_name}, and the constant rate if it is there, in colour: it "
            "starts higher and ends lower."
        )

    @property
    def _noisy(self) -> bool:
        """Whether batches are small and classes overlap, which is where a schedule must help."""
        usual = type(self)(batch_size=self.batch_size, factor=self.factor, seed=self.seed)
        return self.batch_size <= 8 and {**self.values, "schedules": None} == usual.values

    def _chosen(self) -> dict[str, Schedule]:
        """Return the schedules to draw by name, each fitted to the training's length."""
        members, bundled = self.choices("schedules"), fitted(self.steps, self.factor)
        return {
            name: bundled[name] if name in bundled else lasting(members[name], self.steps)
            for name in dict.fromkeys(self.schedules or tuple(members))
        }


def _shown(names: list[str]) -> int:
    """Return which schedule is set against the constant rate: cosine, or the first that is not it.

    It is not the best of all, which chance would choose among several nearly as good.
    """
    if "cosine" in names:
        return names.index("cosine")
    return next((i for i, name in enumerate(names) if name != "constant"), 0)


def _halving(rates: Array) -> float:
    """Return where falling rates pass half of the first, on the line through their logarithms."""
    logs = -np.log2(rates / rates[0])
    return float(np.interp(1.0, logs, np.arange(len(rates))))
