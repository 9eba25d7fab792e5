"""Batch normalization: what a unit takes in stays put, and larger learning rates are borne."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.architecture import BatchNorm as Normalizing
from nnviz.core.data import Dataset, split
from nnviz.core.layers import Normalization
from nnviz.datasets import labelled
from nnviz_concepts.tuning.batch_norm_effects import (
    RATES,
    error_of_running_means,
    invariances,
    sampling_error,
    summary_of_costs,
    taken_apart,
)
from nnviz_concepts.tuning.batch_norm_figure import draw_costs, draw_parts, draw_percentiles
from nnviz_concepts.tuning.batch_norm_training import (
    RACE_STEPS,
    STARTS,
    costs_by_rate,
    network_for,
    train_watched,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLANE_EXAMPLES, PLANE_NOISE = 1200, 0.2
TINY = 1e-12


class BatchNorm(Concept):
    r"""Batch normalization keeps what each unit takes in centred, so larger steps can be taken.

    A unit learns while the layers below it change, so that what it takes in, $z = W^Ta$, shifts
    and widens under it. Batch normalization takes each unit's mean $\mu$ and variance $\sigma^2$
    over the mini-batch and passes on
    $\tilde z = \gamma\frac{z-\mu}{\sqrt{\sigma^2+\varepsilon}}+\beta$, with $\gamma$ and $\beta$
    learned.

    Look at the two upper panels: a unit's 15th, 50th and 85th percentile wander without, and
    stay with it. Lower left is the gain: the cost falls at learning rates at which the plain
    network no longer learns. One reason is that $W$ and $2W$ give the same output and the gradient
    at $2W$ is half: weights that grow take smaller steps. Lower right: $\gamma$ and $\beta$ take
    nothing away, since $\gamma=\sqrt{\sigma^2+\varepsilon}$, $\beta=\mu$ undo it. A bias before it
    has no effect and is left out.

    At test time there may be no batch, so running averages of $\mu$ and $\sigma^2$ stand in. A
    misconception: that it works because it stops this shift is doubted; Santurkar et al. (2018)
    add the shift back, and it still trains faster.

    Try next:

    - `nnviz show batch-norm --hidden sigmoid`: as in the paper; without it, hardly anything is
      learned.
    - `nnviz show batch-norm --batch 8`: the statistics of small batches are noisy.
    - `nnviz show batch-norm --epsilon 0.1`: the variance falls short of 1.
    """

    title = "Batch normalization"
    topic = "tuning"
    order = 2
    see_also = ("normalization", "activation-statistics", "learning-rate", "transfer-learning")
    references = (
        "Ioffe & Szegedy 2015, Batch normalization, algorithms 1 and 2, section 3.3 and fig. 1",
        "Santurkar, Tsipras, Ilyas & Madry 2018, How does batch normalization help optimization?",
    )
    code = (Normalization.forward, Normalization.backward, Normalization.follow)

    hidden: str = parameter(
        "relu",
        "Activation function of the hidden layers.",
        choices=("relu", "tanh", "sigmoid"),
        sweep=("relu", "tanh", "sigmoid"),
    )
    rate: float = parameter(0.1, "Learning rate of the upper panels.", ge=0.01, le=1)
    batch: int = parameter(64, "Examples in a mini-batch.", ge=4, le=256, sweep=(8, 64, 256))
    epsilon: float = parameter(
        1e-5, "The ε that is added to the variance.", ge=1e-8, le=1, sweep=(1e-5, 0.01, 0.1)
    )
    steps: int = parameter(200, "Training steps of the upper panels.", ge=40, le=1000)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of the split, of the first start and of the batches.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train with and without at one rate, then at many, and take the normalized unit apart."""
        data = self._data()
        values: dict[str, object] = {"rates": RATES}
        for which, norm in (("without", False), ("with", Normalizing(epsilon=self.epsilon))):
            network = network_for(data, self.hidden, norm, [self.seed])
            history = train_watched(network, data, self.rate, self.steps, self.batch)
            costs = costs_by_rate(data, self.hidden, norm, self.batch, self.seed)
            percentiles = history["percentiles"]
            values |= {
                "recorded": history.steps("percentiles"),
                f"percentiles_{which}": percentiles,
                f"wander_{which}": np.ptp(percentiles[:, 1], axis=0).mean(),
                **summary_of_costs(which, costs, np.log(len(data.classes))),
            }
        wanders = np.ptp(np.asarray(values["percentiles_without"])[:, 1], axis=0)
        unit = int(np.argsort(wanders)[len(wanders) // 2])
        normalized = network.member(0)
        exact = network_for(data, self.hidden, Normalizing(epsilon=TINY), self.seed)
        return {
            **values,
            "unit": unit,
            "unit_number": unit + 1,
            "half": np.log(len(data.classes)) / 2,
            "starts": STARTS,
            "race_steps": RACE_STEPS,
            **taken_apart(normalized, data.inputs, self.epsilon),
            **invariances(normalized, exact, data),
            **error_of_running_means(normalized, data.inputs),
            "sampling": sampling_error(self.batch),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what normalizing does to z, to the weights and to training."""
        yield Claim(
            "Before γ and β the mean of every unit is {expected}, to {measured}.",
            expected=0,
            measured=np.abs(result["means"]).max(),
            tolerance=1e-10,
        )
        yield Claim(
            "Its variance is 1 − ε/(σ² + ε), to {measured}.",
            expected=0,
            measured=np.abs(result["variances"] - result["expected_variances"]).max(),
            tolerance=1e-9,
        )
        yield Claim(
            "Twice the weights give the same z after normalizing, to {measured} (at ε = 10⁻¹²).",
            expected=0,
            measured=result["doubled_change"],
            tolerance=1e-8,
        )
        yield Claim(
            "The gradient at twice the weights is half: their ratio is {measured}.",
            expected=1 / 2,
            measured=result["gradient_ratio"],
            tolerance=1e-8,
        )
        yield Claim(
            "A bias before it changes no output ({measured}).",
            expected=0,
            measured=result["bias_change"],
            tolerance=1e-10,
        )
        yield Claim(
            "γ = √(σ² + ε) and β = μ give back z, to {measured}.",
            expected=0,
            measured=np.abs(result["undone"] - result["raw"]).max(),
            tolerance=1e-10 * max(1.0, float(np.abs(result["raw"]).max())),
        )
        yield from self._training_claims(result)

    def _training_claims(self, result: Result) -> Iterator[Claim]:
        """Yield what was measured of training, for the settings at which it is claimed."""
        if self.rate <= 0.1 and self.steps >= 100 and self.batch >= 16:
            yield Claim(
                "At the end the running means are {measured} σ from those of all training "
                "examples: within three times the sampling error of the batches they average.",
                expected=3 * result["sampling"],
                measured=result["running_error"],
                relation="<=",
            )
        if self.dataset != "digits" or self.hidden == "sigmoid":
            return
        yield Claim(
            "The median of a unit's input wanders over {wander_with} with, less than half of the "
            "{wander_without} without.",
            expected=result["wander_without"] / 2,
            measured=result["wander_with"],
            relation="<",
        )
        if self.batch < 8:  # by statistics of fewer examples neither reliably wins
            return
        yield Claim(
            "The largest learning rate that at least halves the cost is {measured} with, more than "
            "the {expected} without.",
            expected=result["reach_without"],
            measured=result["reach_with"],
            relation=">",
        )
        yield Claim(
            "Each at its best rate, the cost is {measured} with, less than {expected} without.",
            expected=result["best_without"],
            measured=result["best_with"],
            relation="<",
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw a unit's percentiles without and with, the costs by rate, and one unit in parts."""
        without, with_it, costs, parts = drawing.panels(
            figure,
            "Without: a unit's input",
            "With batch normalization",
            f"Cost after {RACE_STEPS} steps",
            "One unit: normalized, then moved",
            mosaic="ab;cd",
        )
        draw_percentiles(without, with_it, result)
        draw_costs(costs, result)
        draw_parts(parts, result)

    def headline(self, result: Result) -> str:
        """Return how far a unit's input wanders, or the costs where it does not wander less."""
        if result["wander_with"] >= result["wander_without"]:
            return (
                "With batch normalization the cost falls to {best_with:.2g}, without it to "
                "{best_without:.2g}"
            )
        return (
            "With batch normalization a unit's median input wanders over {wander_with:.2g} instead "
            "of {wander_without:.2g}"
        )

    def setting(self, result: Result) -> str:
        """Return the data, the network and the learning rates."""
        return (
            "Data set: {dataset}; three hidden layers of 32 units ({hidden}), batches of {batch}; "
            "η = {rate} above"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, what is seen, and what follows."""
        return (
            "Networks with three hidden layers of 32 units ({hidden}) learn {dataset} in batches "
            "of {batch} by gradient descent, from the same start (seed {seed}). At η = {rate} the "
            "median input of a unit of the last hidden layer (drawn: unit {unit_number}, which "
            "wanders as far as most without) wanders over {wander_without} on average without and "
            "{wander_with} with batch normalization. After {race_steps} steps from {starts} starts "
            "(line: median, band: all), the cost is under half of guessing at rates up to "
            "{reach_without:.2g} without and {reach_with:.2g} with; each at its best rate, it is "
            "{best_without} without and {best_with} with."
        )

    def alt(self, result: Result) -> str:
        """Return the four panels in words."""
        return (
            "Top: the 15th, 50th and 85th percentile of a unit's input over {steps} steps, without "
            "and with batch normalization; over all units, the median's range is "
            "{wander_without} without and {wander_with} with. Lower left: cost against learning "
            "rate on logarithmic axes; two valleys, the one with reaches down to {best_with}, the "
            "one without to {best_without}. Lower right: four histograms of one unit: as it comes "
            "in, normalized around zero, moved by the learned γ and β, and put back as it came."
        )

    def _data(self) -> Dataset:
        """Return the training examples."""
        enough = 2 * self.batch
        whole = labelled(
            self, self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed, at_least=enough
        )
        return split(whole, (0.7, 0.3), self.seed)[0]
