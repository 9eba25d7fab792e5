"""Hyperparameters searched on a grid and at random, with networks trained at each trial."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import averages
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, split
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.scales import Linear, Logarithmic
from nnviz.core.search import chance_of_best, even_grid, random_trials, trials_for_chance
from nnviz.core.training import train
from nnviz.datasets import labelled
from nnviz_concepts.tuning.random_search_figure import draw_chance, draw_scales, draw_searches

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RATES = Logarithmic(1e-4, 1.0)
EPSILONS = Logarithmic(1e-10, 1e-6)
TRIALS = 9
UNITS, BATCH = 16, 64
PLANE_EXAMPLES, PLANE_NOISE = 1800, 0.2
PARTS = (0.3, 0.3, 0.4)
BEST_SHARE = 0.05
DRAWS = 20_000
WINDOW_BETAS = (0.9, 0.9005, 0.999, 0.9995)


class RandomSearch(Concept):
    r"""Nine random trials try nine values of what matters; a grid of nine tries three.

    Of several hyperparameters usually few matter, and one does not know which. A grid of
    $3\times 3$ trials spends its nine networks on three learning rates, each with three values of
    Adam's ε, which hardly counts. Nine random trials are nine different learning rates.

    Look at the ticks under the upper panels: the learning rates that were tried. Each dot is a
    trained network, the fuller its colour the fewer its errors on the dev set; along the other
    axis the colour hardly changes. From coarse to fine: the rings are a second round around the
    best dot.

    How many trials are enough? Each random trial is among the best twentieth with probability
    {best_share}, so at least one of $n$ is with probability $1-0.95^n$: {enough} trials give
    {wanted:.0%}. This holds in any number of dimensions.

    Draw on the scale on which equal steps count alike. A learning rate between 1e-4 and 1 drawn
    uniformly is nearly always over 0.1; drawn log-uniformly it spends a quarter on each decade. For
    a decay β the scale is that of $1-\beta$: from {beta_0} to {beta_1} the window moves from
    {window_0} to {window_1}, from {beta_2} to {beta_3} from {window_2} to {window_3}. A
    misconception: a grid is not more thorough, only more regular.

    Try next:

    - `nnviz show random-search --seed 1`: other trials, the same lesson.
    - `nnviz show random-search --trials 30`: how likely a good one is with half as many.
    - `nnviz show random-search --dataset moons`: another data set, other good rates.
    """

    title = "Random search"
    topic = "tuning"
    order = 1
    see_also = ("learning-rate", "data-splits", "ewma", "batch-norm")
    references = (
        "Bergstra & Bengio 2012, Random search for hyper-parameter optimization, fig. 1",
        "Ng 2017, Improving deep neural networks, week 3: tuning process",
    )

    trials: int = parameter(
        59, "Random trials n whose chance is marked.", ge=1, le=100, sweep=(5, 9, 30, 59, 90)
    )
    steps: int = parameter(40, "Training steps of each network, of 64 examples.", ge=5, le=200)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of the trials, the networks and the split.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train a network at each trial of the grid, of the random nine, and of the finer nine."""
        rng = np.random.default_rng(self.seed)
        scales = (RATES, EPSILONS)
        on_grid = even_grid(scales, 3)
        at_random = random_trials(scales, TRIALS, rng)
        parts = self._parts()
        grid_errors, random_errors = self._errors(on_grid, parts), self._errors(at_random, parts)
        best = at_random[np.argmin(random_errors)]
        closer = [
            scale.around(float(value), 0.3) for scale, value in zip(scales, best, strict=True)
        ]
        fine = random_trials(closer, TRIALS, rng)
        counts = np.arange(1, 101)
        linear = Linear(RATES.low, RATES.high).at(rng.random(DRAWS))
        logarithmic = RATES.at(rng.random(DRAWS))
        return {
            "grid": on_grid,
            "grid_errors": grid_errors,
            "random": at_random,
            "random_errors": random_errors,
            "fine": fine,
            "fine_errors": self._errors(fine, parts),
            "counts": counts,
            "chances": np.array([chance_of_best(int(n), BEST_SHARE) for n in counts]),
            "linear_share": _decades(linear),
            "log_share": _decades(logarithmic),
            "linear_draws": linear[:60],
            "log_draws": logarithmic[:60],
            "simulated": _simulated_chance(self.trials, rng),
            "chance": chance_of_best(self.trials, BEST_SHARE),
            "enough": trials_for_chance(0.95, BEST_SHARE),
            "wanted": 0.95,
            "best_share": BEST_SHARE,
            "grid_values": len(np.unique(on_grid[:, 0])),
            "random_values": len(np.unique(at_random[:, 0])),
            "grid_best": float(grid_errors.min()),
            "random_best": float(random_errors.min()),
            "draws": DRAWS,
            "sizes": np.array([len(part) for part in parts]),
            "layers": "-".join(map(str, _layers(parts[0]))),
            "batch": min(BATCH, len(parts[0])),
            "source": parts[0].source.removesuffix("."),
            **{f"beta_{i}": beta for i, beta in enumerate(WINDOW_BETAS)},
            **{f"window_{i}": averages.window(beta) for i, beta in enumerate(WINDOW_BETAS)},
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the values tried, the chance of a good trial, and what the scales do."""
        yield Claim(
            "Nine trials on the grid try {expected} learning rates.",
            expected=np.sqrt(len(result["grid"])),
            measured=len(np.unique(result["grid"][:, 0])),
        )
        yield Claim(
            "Nine random trials try {expected} learning rates.",
            expected=len(result["random"]),
            measured=len(np.unique(result["random"][:, 0])),
        )
        chance = 1 - (1 - BEST_SHARE) ** self.trials
        yield Claim(
            "At least one of {trials} trials is among the best twentieth with 1 − 0.95ⁿ = "
            "{expected}; simulated {draws} times: {measured}.",
            expected=chance,
            measured=result["simulated"],
            tolerance=4.5 * np.sqrt(max(chance * (1 - chance), 1 / DRAWS) / DRAWS),
        )
        yield Claim(
            "{measured} trials are the fewest that give 95 %: log 0.05 / log 0.95, rounded up.",
            expected=np.ceil(np.log(0.05) / np.log(0.95)),
            measured=result["enough"],
        )
        for share in result["log_share"]:
            yield Claim(
                "A log-uniform draw spends a quarter on each decade (here {measured}).",
                expected=0.25,
                measured=share,
                tolerance=4.5 * np.sqrt(0.25 * 0.75 / DRAWS),
            )
        yield Claim(
            "A uniform draw spends {measured} on the last decade.",
            expected=0.9 / (1 - 1e-4),
            measured=result["linear_share"][-1],
            tolerance=4.5 * np.sqrt(0.9 * 0.1 / DRAWS),
        )
        for i, window in enumerate((10, 10.05, 1000, 2000)):
            yield Claim(
                "A window of 1/(1 − β) is {measured:.6g}.",
                expected=window,
                measured=result[f"window_{i}"],
                tolerance=1e-3 * window,
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw both searches, the chance of a good trial, and what the two scales draw."""
        grid, random, chance, scales = drawing.panels(
            figure,
            f"A grid: {result['grid_values']} learning rates",
            f"At random: {result['random_values']} learning rates",
            "Chance of one in the best 5 %",
            "Draws from two scales",
            mosaic="ab;cd",
            heights=(1.25, 1),
        )
        draw_searches(grid, random, result)
        draw_chance(chance, result, self.trials)
        draw_scales(scales, result)

    def headline(self, result: Result) -> str:
        """Return how many values of what matters each search tries."""
        return "Nine random trials try {random_values} learning rates, a grid of nine {grid_values}"

    def setting(self, result: Result) -> str:
        """Return the networks, the data and the two hyperparameters."""
        return (
            "Data set: {dataset}; a network at each dot: the fuller its colour, the fewer "
            "errors; in bold the best"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, what each search found, and how many trials are enough."""
        return (
            "Networks {layers} trained for {steps} steps of {batch} examples of {dataset} by Adam, "
            "at nine trials of learning rate and ε on a grid and nine at random (seed {seed}). The "
            "grid tries {grid_values} learning rates and its best dev error is {grid_best:.1%}; at "
            "random {random_values} are tried, the best has {random_best:.1%}, and a second round "
            "looks closer around it. {enough} random trials have one of the best twentieth with "
            "{wanted:.0%}, in any number of dimensions. {source}."
        )

    def alt(self, result: Result) -> str:
        """Return the four panels in words."""
        return (
            "Top: nine dots on a grid stand over three learning rates, nine random dots over nine; "
            "on the dev set of {dataset} the best of the grid errs by {grid_best:.1%}, the best "
            "of the random ones by {random_best:.1%}. Lower left: "
            "a curve that rises towards 1 and passes {chance} at {trials} trials. Lower right: "
            "log-uniform draws fill each decade by a quarter, uniform ones nearly all the last."
        )

    def _parts(self) -> tuple[Dataset, Dataset]:
        """Return the training and the dev part of the data set."""
        whole = labelled(self, self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed)
        train_part, dev, _ = split(whole, PARTS, self.seed)
        return train_part, dev

    def _errors(self, trials: Array, parts: tuple[Dataset, Dataset]) -> Array:
        """Return the dev error of a network trained at each (learning rate, ε)."""
        learned, dev = parts
        errors = []
        for rate, epsilon in trials:
            network = Network(_layers(learned), hidden="relu", loss="multiclass", seed=self.seed)
            train(
                network,
                learned.inputs,
                learned.targets,
                Adam(float(rate), epsilon=float(epsilon)),
                steps=self.steps,
                batch_size=min(BATCH, len(learned)),
                on_divergence="record",
            )
            errors.append(float(network.error_rate(dev.inputs, dev.targets)))
        return np.array(errors)


def _layers(data: Dataset) -> list[int]:
    return [data.inputs.shape[1], UNITS, len(data.classes)]


def _decades(draws: Array) -> Array:
    """Return the share of draws that fall into each decade of 1e-4 … 1."""
    counts, _ = np.histogram(draws, bins=[1e-4, 1e-3, 1e-2, 1e-1, 1.0])
    return np.asarray(counts / len(draws))


def _simulated_chance(trials: int, rng: np.random.Generator) -> float:
    """Return how often at least one of so many draws is among the best twentieth."""
    return float((rng.random((DRAWS, trials)).min(axis=1) < BEST_SHARE).mean())
