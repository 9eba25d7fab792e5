"""Early stopping: the best weights on the dev set, and why stopping early resembles L2."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.callbacks import Callback, Measure, Record
from nnviz.core.callbacks import EarlyStopping as Stopping
from nnviz.core.data import Dataset, mislabel, split
from nnviz.core.history import History
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train
from nnviz.datasets import labelled
from nnviz_concepts.regularization.early_stopping_figure import draw_losses, draw_paths, draw_shares
from nnviz_concepts.regularization.early_stopping_quadratic import (
    CURVATURES,
    LOWEST,
    QUADRATIC_RATE,
    QUADRATIC_STEPS,
    descent_and_ridge,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEMBERS, HIDDEN, BATCH = 5, 32, 50
EXAMPLES, DEV_EXAMPLES = 200, 400
PLANE_EXAMPLES, PLANE_NOISE = 1200, 0.2
WIDEST_GAP = 0.2036
"""The most that 1 − e⁻ˣ and x/(1 + x) differ by: where e⁻ˣ = (1 + x)⁻², at x = 2.513."""


class EarlyStopping(Concept):
    r"""The dev loss turns before the training loss does, and the weights at the turn are the best.

    While a network trains, its training loss keeps falling. The dev loss falls too, until the
    network begins to learn by heart what holds for the training examples alone. Early stopping
    watches the dev loss, keeps a copy of the weights whenever it is lower than ever before, gives
    up after so many epochs without a new low (the patience), and puts the copy back.

    Look at the left panel: the restored weights are those at the mark, not those at the stop. On
    the right is why this regularizes: each weight of a quadratic cost has covered
    $\frac{w_t}{w^*} = 1-(1-\eta\lambda)^t$ of its way after $t$ steps, with $\lambda$ the
    curvature along it; L2 with strength $\alpha=\frac{1}{\eta t}$ lets it come to
    $\frac{\lambda}{\lambda+\alpha}$. The two are nearly the same, so the number of steps acts as
    an inverse penalty: directions that matter are learned first, flat ones last.

    In practice it costs nothing but a dev set, and saves time. A misconception: the dev loss at
    the chosen epoch is no honest estimate any more, because the epoch was chosen by it. That is
    what the test set is for.

    Try next:

    - `nnviz show early-stopping --patience 1`: it gives up at the first bad epoch,
      before the dev loss is lowest.
    - `nnviz show early-stopping --mislabelled 0`: with right labels there is little to lose.
    - `nnviz show early-stopping --dataset circles`: another data set.
    """

    title = "Early stopping"
    topic = "regularization"
    order = 4
    see_also = ("l2", "dropout", "data-splits", "ensembles")
    references = (
        "Prechelt 1998, Early stopping, but when?",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.8",
    )
    code = (Stopping.after_step, Stopping.judge)

    patience: int = parameter(
        10, "Epochs without a lower dev loss before it stops.", ge=1, le=60, sweep=(1, 3, 10, 30)
    )
    epochs: int = parameter(70, "Epochs of training without a stop.", ge=10, le=150)
    mislabelled: float = parameter(
        0.15, "Share of training labels that are wrong.", ge=0, le=0.5, sweep=(0.0, 0.15, 0.3)
    )
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train to the end and with early stopping from the same starts; follow a quadratic."""
        train_part, dev_part, test_part = self._parts()
        network, watched = self._network(train_part), self._network(train_part)
        losses = {"train": _loss_on(train_part), "dev": _loss_on(dev_part)}
        records = [Record(name, loss) for name, loss in losses.items()]
        history = self._train(network, train_part, records)
        stopping = Stopping(losses["dev"], patience=self.patience)
        self._train(watched, train_part, [stopping])
        per_epoch = EXAMPLES // BATCH
        dev, best = history["dev"], stopping.best_step // per_epoch
        test = [
            100 * each.error_rate(test_part.inputs, test_part.targets)
            for each in (watched, network)
        ]
        return {
            "train": history["train"],
            "dev": dev,
            "restored": watched.cost(dev_part.inputs, dev_part.targets),
            "best_epochs": best,
            "stop_epochs": np.where(stopping.stopped_at < 0, -1, stopping.stopped_at // per_epoch),
            "best_epoch": int(best[0]),
            "stop_epoch": int(stopping.stopped_at[0] // per_epoch),
            "best_loss": dev[best[0], 0],
            "last_loss": dev[-1, 0],
            "test_restored": test[0].mean(),
            "test_last": test[1].mean(),
            "members": MEMBERS,
            "wrong_share": 100 * self.mislabelled,
            **descent_and_ridge(),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what is restored and when it stops, and both formulas on the quadratic."""
        dev, stops = result["dev"], result["stop_epochs"]
        ends = np.where(stops < 0, self.epochs, stops)
        lowest = [dev[1 : end + 1, member].min() for member, end in enumerate(ends)]
        yield Claim(
            "The restored weights have the lowest dev loss of all epochs until the stop, "
            "{best_loss}: over {members} networks, off by {measured}.",
            expected=0,
            measured=np.abs(result["restored"] - lowest).max(),
            tolerance=1e-12,
        )
        if result["stop_epoch"] >= 0:
            yield Claim(
                "Training stops at epoch {stop_epoch}, {patience} epochs after the lowest so far, "
                "{best_epoch}.",
                expected=result["best_epoch"] + self.patience,
                measured=result["stop_epoch"],
            )
        t = np.arange(QUADRATIC_STEPS + 1)[:, np.newaxis]
        yield Claim(
            "On a quadratic, after t steps each weight has covered 1 − (1 − ηλ)^t of its way: off "
            "by {measured}.",
            expected=0,
            measured=np.abs(
                result["path"] / LOWEST - (1 - (1 - QUADRATIC_RATE * CURVATURES) ** t)
            ).max(),
            tolerance=1e-12,
        )
        yield Claim(
            "That share and L2's λ/(λ + 1/(ηt)) never differ by more than {expected:.4f} + ηλ/2: "
            "they differ by {measured} at most.",
            expected=WIDEST_GAP,
            measured=result["gap"],
            tolerance=QUADRATIC_RATE * CURVATURES.max() / 2,
            relation="<=",
        )
        yield from self._late_claims(result)

    def _late_claims(self, result: Result) -> Iterator[Claim]:
        """Yield what training on would cost, where there are wrong labels to learn by heart."""
        if self.dataset != "digits" or self.mislabelled < 0.1 or self.epochs < 60:
            return
        yield Claim(
            "Without a stop the dev loss rises again, from {expected} to {measured}.",
            expected=result["best_loss"],
            measured=result["last_loss"],
            relation=">",
        )
        if self.patience >= 5:
            yield Claim(
                "The restored networks get {test_restored} % of the test examples wrong, the last "
                "ones {test_last} %: more.",
                expected=result["test_last"],
                measured=result["test_restored"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the losses with the lowest so far and the stop, both paths, and both shares."""
        losses, paths, shares = drawing.panels(
            figure,
            "Training and dev loss",
            "Two paths to the lowest cost",
            "Share of the way",
            mosaic="ab;ac",
            widths=(1.35, 1),
        )
        draw_losses(losses, result, self.epochs, self.patience)
        draw_paths(paths, result)
        draw_shares(shares, result)

    def headline(self, result: Result) -> str:
        """Return the test errors that stopping and training on leave."""
        return (
            "The restored weights leave {test_restored:.1f}\u00a0% test error, the last ones "
            "{test_last:.1f}\u00a0%"
        )

    def setting(self, result: Result) -> str:
        """Return the data and the network."""
        return (
            "Data set: {dataset}; 200 training examples, {wrong_share} % of them with a wrong "
            "label; {members} networks with 32 hidden units; patience {patience}"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, when it stopped, and what follows."""
        return (
            "A network with 32 hidden units learns 200 examples of {dataset}, {wrong_share} % of "
            "them mislabelled (Adam, batches of 50; pale: the dev loss of other starts). With "
            "patience {patience} its dev loss is lowest at epoch {best_epoch}, {best_loss}"
            + _until(result)
            + "; training on takes it to {last_loss}. Over {members} networks the test "
            "error is {test_restored:.1f} % with the restored weights and {test_last:.1f} % at "
            "the end. On a quadratic, stopping after t steps is nearly L2 of strength 1/(ηt). "
            "Seed {seed}."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Left: the training loss keeps falling; the dev loss is lowest at epoch {best_epoch}, "
            "{best_loss}" + _until(result) + ", and is {last_loss} at the end. Upper right: "
            "from the origin, the path of gradient descent and the path of L2 solutions bend "
            "alike, first along the steep direction, towards the minimum. Lower right: both "
            "shares rise from 0 to 1 as S-curves, at most {gap} apart."
        )

    def _parts(self) -> tuple[Dataset, Dataset, Dataset]:
        """Return training examples with some labels wrong, and dev and test examples."""
        enough = EXAMPLES + 2 * DEV_EXAMPLES
        whole = labelled(
            self, self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed, at_least=enough
        )
        share, held = EXAMPLES / len(whole), DEV_EXAMPLES / len(whole)
        shares = (share, held, 1 - share - held)
        train_part, dev_part, test_part = split(whole, shares, self.seed)
        return mislabel(train_part, self.mislabelled, self.seed), dev_part, test_part

    def _network(self, data: Dataset) -> Network:
        return Network(
            [data.inputs.shape[1], HIDDEN, len(data.classes)],
            hidden="relu",
            loss="multiclass",
            seed=1000 * self.seed,
            members=MEMBERS,
        )

    def _train(self, network: Network, data: Dataset, callbacks: Sequence[Callback]) -> History:
        return train(
            network,
            data.inputs,
            data.targets,
            Adam(0.01),
            epochs=self.epochs,
            batch_size=BATCH,
            callbacks=callbacks,
        )


def _loss_on(data: Dataset) -> Measure:
    return lambda network: network.cost(data.inputs, data.targets)


def _until(result: Result) -> str:
    """Return which epochs the lowest is one of, as the dev loss may be lower after the stop."""
    return ", of all until the stop at epoch {stop_epoch}" if result["stop_epoch"] >= 0 else ""
