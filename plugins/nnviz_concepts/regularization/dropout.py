"""Dropout: units left out at random while training, all of them at test time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, mislabel, split
from nnviz.core.layers import Dropout as Dropping
from nnviz.core.layers import draw_mask
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train
from nnviz.datasets import labelled
from nnviz.wording import number
from nnviz_concepts.regularization.dropout_figure import draw_errors, draw_networks, draw_weights
from nnviz_concepts.regularization.dropout_linear import TRIALS, linear_model

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PROBABILITIES = (0.2, 0.35, 0.5, 0.7, 1.0)
MEMBERS, HIDDEN, STEPS = 5, 64, 150
PLANE_EXAMPLES, PLANE_NOISE = 1200, 0.2
UNITS, MASKS = 200, 1000

_COST_STATEMENTS = {
    "without": "Over {trials} masks, weights found without dropout cost {measured}; the plain "
    "cost plus ((1 − p)/p) Σ‖Xⱼ‖²wⱼ² is {expected}.",
    "with": "Over {trials} masks, weights found with dropout cost {measured}; the plain cost "
    "plus ((1 − p)/p) Σ‖Xⱼ‖²wⱼ² is {expected}.",
}


class Dropout(Concept):
    r"""A unit that may be missing cannot be relied upon, so a network spreads what it learns.

    While training, dropout keeps each hidden unit of each example with the keep probability $p$
    and sets it to zero otherwise. Inverted dropout divides what is kept by $p$, so that each
    unit's expectation stays what it was: the mask divided by $p$ has mean 1 and variance
    $\frac{1-p}{p}$. At test time nothing is dropped and nothing scaled.

    Look at the middle panel from right to left: without dropout the network learns even the wrong
    labels by heart. As $p$ falls it can no longer do so, the training error rises and the test
    error falls. The last panel shows why: five noisy copies of one input should share the work. A
    linear model's expected cost under dropout is its plain cost plus
    $\frac{1-p}{p}\sum_j\lVert X_j\rVert^2w_j^2$: an L2 penalty that weighs each input by its
    size, and evens the weights.

    In practice $p$ is 0.5 to 0.8 in large layers. A misconception lies in the number: $p$ is the
    probability to keep, in Ng's and Srivastava's notation; PyTorch and Keras take the drop rate
    $1-p$.

    Try next:

    - `nnviz show dropout --mislabelled 0`: with clean labels there is less to gain.
    - `nnviz show dropout --keep 0.2`: with too few units left it hardly learns.
    - `nnviz show dropout --dataset moons`: another data set.
    """

    title = "Dropout"
    topic = "regularization"
    order = 3
    see_also = ("l2", "early-stopping", "ensembles", "gradient-check", "weight-constraints")
    references = (
        "Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, Dropout, sections 9 "
        "and 10",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.12",
    )
    code = (draw_mask, Dropping.forward, Dropping.backward)

    keep: float = parameter(
        0.5,
        "Probability p with which a unit is kept; the drop rate is 1 − p.",
        ge=0.1,
        le=1,
        sweep=(0.2, 0.5, 0.7, 1.0),
    )
    mislabelled: float = parameter(
        0.15, "Share of training labels that are wrong.", ge=0, le=0.5, sweep=(0.0, 0.15, 0.3)
    )
    examples: int = parameter(200, "Training examples.", ge=50, le=400)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train networks at several keep probabilities, and solve a linear model under dropout."""
        rng = np.random.default_rng(self.seed)
        train_part, test_part = self._parts()
        probabilities = np.unique([*PROBABILITIES, self.keep])
        networks = [self._trained(train_part, keep) for keep in probabilities]
        train_errors = np.array([_errors(network, train_part) for network in networks])
        test_errors = np.array([_errors(network, test_part) for network in networks])
        at = int(np.searchsorted(probabilities, self.keep))
        chosen = networks[at]
        shown = [chosen.outputs(test_part.inputs) for _ in range(2)]
        noisy = [chosen.outputs(test_part.inputs, training=True) for _ in range(2)]
        return {
            "probabilities": probabilities,
            "train_errors": train_errors,
            "test_errors": test_errors,
            "masks": draw_mask([rng], self.keep, np.empty((UNITS, MASKS))),
            "train_with": 100 * train_errors[at].mean(),
            "train_without": 100 * train_errors[-1].mean(),
            "test_with": 100 * test_errors[at].mean(),
            "test_without": 100 * test_errors[-1].mean(),
            "test_change": np.abs(shown[0] - shown[1]).max(),
            "training_change": np.abs(noisy[0] - noisy[1]).max(),
            "drop": 1 - self.keep,
            "members": MEMBERS,
            "trials": TRIALS,
            "wrong_share": 100 * self.mislabelled,
            **linear_model(self.keep, rng),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what a mask's mean and variance are, the linear model's penalty, and the errors."""
        p, masks = self.keep, result["masks"]
        variance = (1 - p) / p
        fourth = (1 - p) + p * (1 / p - 1) ** 4
        yield Claim(
            "What is kept is divided by p = {keep}: the mask's mean is {measured}, expected 1.",
            expected=1,
            measured=masks.mean(),
            tolerance=5 * np.sqrt(variance / masks.size) + 1e-12,
        )
        yield Claim(
            "Its variance is {measured}, expected (1 − p)/p = {expected}.",
            expected=variance,
            measured=((masks - 1) ** 2).mean(),
            tolerance=5 * np.sqrt(max(fourth - variance**2, 0) / masks.size) + 1e-9,
        )
        for which, statement in _COST_STATEMENTS.items():
            costs = result[f"costs_{which}"]
            yield Claim(
                statement,
                expected=result[f"cost_{which}"] + result[f"penalty_{which}"],
                measured=costs.mean(),
                tolerance=5 * costs.std() / np.sqrt(TRIALS) + 1e-9,
            )
        yield Claim(
            "At test time nothing is random: two outputs for the same input differ by {measured}.",
            expected=0,
            measured=result["test_change"],
        )
        if p < 1:
            yield Claim(
                "While training they differ, by up to {measured}.",
                expected=0,
                measured=result["training_change"],
                relation=">",
            )
            yield Claim(
                "Dropout evens the weights of copies: their spread is {measured}, and {expected} "
                "without.",
                expected=result["weights_without"].std(),
                measured=result["weights_with"].std(),
                relation="<",
            )
        yield from self._error_claims(result)

    def _error_claims(self, result: Result) -> Iterator[Claim]:
        """Yield what dropout does to both errors, where there is something to memorize."""
        if self.dataset != "digits" or self.mislabelled < 0.1 or not 0.2 <= self.keep <= 0.8:
            return
        yield Claim(
            "Dropout lowers the test error to {test_with} %, from {test_without} %.",
            expected=result["test_without"],
            measured=result["test_with"],
            relation="<",
        )
        yield Claim(
            "With p = 0.2 the wrong labels are no longer learned by heart: the training error is "
            "{measured}, and {expected} without dropout.",
            expected=result["train_errors"][-1].mean(),
            measured=result["train_errors"][0].mean(),
            relation=">",
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw a network while training and at test time, the errors, and the weights of copies."""
        training, test, errors, weights = drawing.panels(
            figure,
            f"Training: some dropped, the rest × {number(1 / self.keep)}",
            "Test: all take part",
            "Error against keep probability",
            "Weights of five copies",
            mosaic="acd;bcd",
            widths=(0.75, 1.3, 0.95),
        )
        draw_networks(training, test, result)
        draw_errors(errors, result, self.keep)
        draw_weights(weights, result, self.keep)

    def headline(self, result: Result) -> str:
        """Return the test error with and without."""
        if self.keep == 1:
            return "Without dropout, {test_without:.1f}\u00a0% of the test set is wrong"
        return (
            "Keeping units with p = {keep} takes the test error from {test_without:.1f}\u00a0% to "
            "{test_with:.1f}\u00a0%"
        )

    def setting(self, result: Result) -> str:
        """Return the data and the network."""
        return (
            "Data set: {dataset}; {examples} training examples, {wrong_share} % of them with a "
            "wrong label; one hidden layer of 64 units, {members} networks"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, the errors, and what follows."""
        return (
            "Networks with 64 hidden units learn {examples} examples of {dataset}, "
            "{wrong_share} % of them mislabelled, with {members} random starts at each keep "
            "probability (line: mean, band: all). At p = {keep} they get {train_with:.1f} % of "
            "the training and {test_with:.1f} % of the test examples wrong; without dropout "
            "{train_without:.1f} % and {test_without:.1f} %. In a linear model, dropout gives "
            "five noisy copies of an input more even weights. Seed {seed}."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Left: a small network with some hidden units crossed out and their lines gone, and "
            "the same network complete. Middle: training and test error against the keep "
            "probability; at 1 the training error is {train_without:.1f} % and the test error "
            "{test_without:.1f} %, at {keep} they are {train_with:.1f} % and {test_with:.1f} %. "
            "Right: five weights, scattered without dropout and nearly equal with it."
        )

    def _parts(self) -> tuple[Dataset, Dataset]:
        """Return training examples with some labels wrong, and test examples."""
        enough = 2 * self.examples
        whole = labelled(
            self, self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed, at_least=enough
        )
        share = self.examples / len(whole)
        train_part, test_part = split(whole, (share, 1 - share), self.seed)
        return mislabel(train_part, self.mislabelled, self.seed), test_part

    def _trained(self, data: Dataset, keep: float) -> Network:
        """Return networks trained from the same starts, whatever `keep` is."""
        network = Network(
            [data.inputs.shape[1], HIDDEN, len(data.classes)],
            hidden="relu",
            loss="multiclass",
            keep=float(keep),
            seed=1000 * self.seed,
            members=MEMBERS,
            dtype=np.float32,
        )
        train(network, data.inputs, data.targets, Adam(0.01), steps=STEPS)
        return network


def _errors(network: Network, data: Dataset) -> Array:
    """Return the error rate of each member (members,)."""
    errors: Array = np.asarray(network.error_rate(data.inputs, data.targets), float)
    return errors
