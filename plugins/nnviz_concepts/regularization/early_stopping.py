"""Early stopping: the weights of the lowest dev loss are put back, before errors are learned."""

from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from nnviz import Concept, Measured, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.callbacks import EarlyStopping as Stopping
from nnviz.core.callbacks import Record, Run
from nnviz.core.data import Dataset, mislabel, split
from nnviz.core.history import History
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.remembering import remembering
from nnviz.core.sampling import half_width
from nnviz.core.training import train
from nnviz.datasets import labelled, standardized, told
from nnviz.drawing import Axes, Figure
from nnviz.questions import Change, Choice, Moved, Predict, Ratio
from nnviz.texts import Panel, either, plain

NETWORKS, HIDDEN = 9, 32
EXAMPLES, DEV_EXAMPLES, BATCH = 200, 400, 50
PLANE_EXAMPLES, PLANE_NOISE = 1200, 0.2
LITTLE = 1.0  # points of error that hardly matter
MOST = 90.0  # per cent


class EarlyStopping(Concept):
    r"""The weights of the lowest dev loss are put back: later ones know the mistakes by heart.

    While a network trains, its training loss goes on falling. The dev loss falls too, until the
    network begins to learn by heart what holds for the training examples alone. Early stopping
    watches the dev loss, keeps a copy of the weights whenever it is lower than ever before, gives
    up after so many epochs without a new low (the patience), and puts the copy back. What comes
    back is the epoch of the low, and not that of the stop.

    A network learns first what many examples have in common, and single exceptions, such as wrong
    labels, last. This is why fewer epochs act as a penalty on the weights does.

    In practice it costs nothing but a dev set, and saves time. It is a misconception that the dev
    loss at the chosen epoch is an honest estimate: the epoch was chosen by it. The test set is
    there for that.

    For the curious:

    On a quadratic cost each weight has covered $1-(1-\eta\lambda)^t$ of its way after $t$ steps,
    with $\lambda$ the curvature along it, and L2 of strength $\frac{1}{\eta t}$ lets it come nearly
    as far.
    """

    title = "Early stopping"
    topic = "regularization"
    order = 4
    see_also = ("l2", "dropout", "learning-curves", "data-splits", "ensembles")
    builds_on = ("bias-variance",)
    keywords = ("patience", "validation loss", "overfitting", "regularization", "number of epochs",
                "checkpoint", "when to stop", "how long to train")  # fmt: skip
    references = ("Prechelt 1998, Early stopping, but when?",
                  "Arpit et al. 2017, A closer look at memorization in deep networks",
                  "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.8")  # fmt: skip
    code = (Stopping.after_step, Stopping.judge, Stopping.finish)

    patience: int = parameter(10, "Epochs without a lower dev loss before it stops.", ge=1, le=60,
                              sweep=(1, 3, 10, 30))  # fmt: skip
    epochs: int = parameter(70, "Epochs of training without a stop.", ge=10, le=150)
    mislabelled: float = parameter(0.15, "Share of training labels that are wrong.", ge=0, le=0.5,
                                   sweep=(0.0, 0.15, 0.3))  # fmt: skip
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    headline = either(
        "Stopped early, the weights put back err on {lower.measured:.1f}\xa0% of the test "
        "examples, the last ones on {lower.expected:.1f}\xa0% [lower]",
        "Little to gain: stopping early changes the test error by less than {alike.expected:# "
        "point|# points} [alike]",
        "Stopped early, the weights put back err on {lower.measured:.1f}\xa0% of the test "
        "examples, the last ones only on {lower.expected:.1f}\xa0% [not lower]",
        plain("Stopped early, the weights put back err on {test_restored:.1f}\xa0%"))  # fmt: skip
    setting = ("{examples} examples of {dataset} to learn, {wrong_labels} with a wrong label; "
               "{units} hidden units; patience {patience}; {networks} networks")  # fmt: skip
    look = ("{rises}", "{falls}", "{too_early}", "{late}", "{most}", "{sooner}",
            plain("Each network is put back to an epoch of its own, so that the median of what "
                  "they then err by may lie off the line."))  # fmt: skip
    caption = (plain("{networks} networks with {units} hidden units learn {examples} examples of "
                     "{dataset}, {wrong_labels} of them with a wrong label (Adam, batches of "
                     "{batch}; pale: each network, strong: the median, marks: of what is put "
                     "back). The losses are of the network that gets back the median epoch's "
                     "weights; pale, after its stop. Seed {seed}."),
               "Each is watched with a patience of {patience:# epoch|# epochs}, and gets back the "
               "weights with which its dev loss was lowest before the stop [rule, restored].",
               "{lower}", "{late}", "{too_early}")  # fmt: skip
    alt = (plain("Upper left, the test error, epoch by epoch: {test_restored:.1f}\xa0% with the "
                 "weights that are put back and {test_last:.1f}\xa0% at the end."),
           plain("Below it, a training and a dev loss, with a mark at epoch {best_epoch}, where "
                 "the dev loss is lowest until the stop."), "{rises}",
           plain("Right, the shares of right and of wrong labels that are learned."),
           "{late}")  # fmt: skip
    panels = (Panel("test", "What we want: a low test error", "", "test error (%)"),
              Panel("losses", "What we can watch: the dev loss", "epoch", "cross-entropy"),
              Panel("labels",
                    either("Why: wrong labels come last [late, most]", "Labels that it learns"),
                    "epoch", "labels predicted (%)"))  # fmt: skip
    to_draw = "Draw the dev loss from the first epoch to the last."
    try_next = (Try("It stops too early, before the dev loss is lowest [too_early].", patience=1),
                Try("With more wrong labels, too, the weights put back err less [lower].",
                    mislabelled=0.3))  # fmt: skip

    endless = Predict(
        "Without a stop training would go on for {before.epochs}, then for {epochs} epochs. The "
        "weights that are put back then err on …",
        Choice("more test examples", "more", "Longer training harms the last weights, which are "
               "not put back."),
        Choice("as many test examples", 1),
        Choice("fewer test examples", "fewer", "After the stop no weights are kept any more."),
        of=Ratio("test_restored"), before={"epochs": 50}, epochs=100,
        why="The typical network stops at epoch {stop_epoch} and gets back epoch {best_epoch}: "
            "what would come later is never seen [rule, restored].",
        variants=(Change(before={"epochs": 60}, epochs=90),))  # fmt: skip
    waits = Predict(
        "Of {epochs} epochs, the patience goes from {before.patience} to {patience}. What "
        "moves is …",
        Choice("the epoch that is put back", "best_epoch", "The low stays where it was."),
        Choice("both epochs", ("best_epoch", "stop_epoch"),
               "What comes back is the low, and not the epoch of the stop."),
        Choice("neither of them", (), "It stops so many epochs after the low."),
        Choice("the epoch at which training stops", "stop_epoch"),
        of=Moved("best_epoch", "stop_epoch"), before={"patience": 20, "epochs": 100}, patience=40,
        why="Once the dev loss has been lowest, more patience only waits for longer and puts the "
            "same weights back [rule, restored].")  # fmt: skip
    clean = Predict(
        "The share of wrong labels goes from {before.mislabelled} to {mislabelled}. Early stopping "
        "had changed the test error by {before.alike.measured:.1f} points; now it does by …",
        Choice("next to nothing", (-1, 0.3)),
        Choice("about as much", 1, "The rise of the test error came of the wrong labels."),
        Choice("more than that", "more", "Better data leave less to save, not more."),
        of=Ratio("alike.measured"), mislabelled=0.0,
        why="What the last epochs learned by heart were the wrong labels. The right ones are "
            "learned long before: {most.measured:.0f}\xa0% at the epoch put back [most].",
        variants=(Change(before={"mislabelled": 0.3}, mislabelled=0.0),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        made = self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed
        whole = labelled(self, *made, at_least=2 * EXAMPLES)
        share = EXAMPLES / len(whole)
        held = min(DEV_EXAMPLES / len(whole), (1 - share) / 2)
        parts = split(whole, (share, held, 1 - share - held), self.seed)
        clean, dev, test = standardized(self.dataset, *parts)
        data = mislabel(clean, self.mislabelled, self.seed)
        wrong = data.targets != clean.targets
        watched, history = _trained(data, dev, test, self.epochs, self.seed)
        stopping = _stopped(watched, history, self.patience)
        best, stops = stopping.best_step, stopping.stopped_at
        restored = 100 * watched.error_rate(test.inputs, test.targets)
        drawn = int(np.argsort(best, kind="stable")[NETWORKS // 2])
        curves = {name: history[name] for name in ("train", "dev", "test")}
        curves["unseen"] = 100 - curves["test"]
        for name, labels in (("right", ~wrong), ("wrong", wrong)):
            learned = history["learned"][..., labels].sum(axis=-1)
            curves[name] = 100 * (learned / (np.count_nonzero(labels) or np.nan))
        return {
            **told(data, self.dataset), **curves,
            **{f"{name}_median": np.median(values, axis=-1) for name, values in curves.items()},
            "losses_restored": watched.cost(dev.inputs, dev.targets), "errors_restored": restored,
            "best_epochs": best, "stop_epochs": stops,  # −1 where patience did not run out
            "ends": np.where(stops < 0, self.epochs, stops), "drawn": drawn,
            "best_epoch": int(best[drawn]),
            "stop_epoch": int(stops[drawn]) if stops[drawn] >= 0 else np.nan,
            "test_restored": np.median(restored), "test_last": np.median(history["test"][-1]),
            "wrong_then": np.median(_then(curves["wrong"], best)),
            "wrong_last": np.median(curves["wrong"][-1]),
            "wrong_labels": int(wrong.sum()), "examples": EXAMPLES, "networks": NETWORKS,
            "units": HIDDEN, "batch": BATCH}  # fmt: skip

    @claim("Each network gets back the weights with which its dev loss was lowest before its stop.")
    def restored(self, result: Result) -> Measured:
        lowest = [result["dev"][1 : end + 1, i].min() for i, end in enumerate(result["ends"])]
        return Measured.same(result["losses_restored"], lowest, within=1e-12)

    @claim("Each network stops {patience:# epoch|# epochs} after its lowest dev loss so far, and "
           "no sooner.")  # fmt: skip
    def rule(self, result: Result) -> Measured:
        losses, epoch = result["dev"][1:], np.arange(1, self.epochs + 1)[:, np.newaxis]
        new = np.diff(np.minimum.accumulate(losses), axis=0, prepend=np.inf) < 0
        low = np.maximum.accumulate(np.where(new, epoch, 0))
        over = epoch - low >= self.patience
        stops = np.where(over.any(axis=0), 1 + over.argmax(axis=0), -1)
        found, best = (result["stop_epochs"], result["best_epochs"]), _then(low, result["ends"] - 1)
        return Measured.same(found, (stops, best), within=0)

    @finding("The weights that are put back err on {measured:.1f}\xa0% of the test examples, the "
             "last ones on {expected:.1f}\xa0%.")  # fmt: skip
    def lower(self, result: Result) -> Measured:
        return Measured.paired(result["errors_restored"], "<", result["test"][-1])

    @finding("Stopping early changes the test error by {measured:.1f} points, under {expected}.",
             at_defaults=False)  # fmt: skip
    def alike(self, result: Result) -> Measured:
        off = np.median(result["errors_restored"]) - np.median(result["test"][-1])
        return Measured(abs(off), "<", LITTLE)

    @finding("The median dev loss is {expected} at the epoch put back, and has risen to {measured} "
             "at the end.")  # fmt: skip
    def rises(self, result: Result) -> Measured:
        return Measured.paired(result["dev"][-1], ">", result["losses_restored"])

    @finding("The median training loss is {expected} at the epoch put back, and {measured} at the "
             "end.")  # fmt: skip
    def falls(self, result: Result) -> Measured:
        then = _then(result["train"], result["best_epochs"])
        return Measured.paired(result["train"][-1], "<", then)

    @finding("With a patience of {patience:# epoch|# epochs} it stops too early: put back, the "
             "weights have the dev loss {expected}, and it would have come down to {measured}.",
             at_defaults=False)  # fmt: skip
    def too_early(self, result: Result) -> Measured:
        later = np.array([result["dev"][end:, i].min() for i, end in enumerate(result["ends"])])
        return Measured.paired(later, "<", result["losses_restored"])

    @finding("At the epoch that is put back {measured:.0f}\xa0% of the wrong labels are learned, "
             "at the end {expected:.0f}\xa0%.")  # fmt: skip
    def late(self, result: Result) -> Measured | str:
        if not result["wrong_labels"]:
            return "no label is wrong"
        then = _then(result["wrong"], result["best_epochs"])
        return Measured.paired(then, "<", result["wrong"][-1])

    @finding("At the epoch that is put back {measured:.0f}\xa0% of the right labels are learned.")
    def most(self, result: Result) -> Measured:
        return Measured(np.median(_then(result["right"], result["best_epochs"])), ">", MOST)

    @finding("The test error is lowest at epoch {measured:.0f} already, the epoch put back is "
             "{expected:.0f}: error and loss do not turn together.")  # fmt: skip
    def sooner(self, result: Result) -> Measured:
        best, lowest = result["best_epochs"], result["test_median"].argmin()
        return Measured(lowest, "<", np.median(best), margin=half_width(best))

    def draw(self, result: Result, figure: Figure) -> None:
        test, losses, labels = drawing.panels_of(
            self, result, figure, mosaic="ac;bc", column="a;b;c", widths=(1.25, 1), heights=(1, 1.3)
        )
        drawing.colour_title(test, "test")
        self._draw_test(test, result)
        self._draw_losses(losses, result)
        self._draw_labels(labels, result)
        for axes in (test, losses, labels):
            drawing.threshold(axes, result["best_epoch"], which="x", of="pale").set_linestyle("--")
            drawing.integer_axis(axes)
            axes.set_xlim(0, 1.03 * self.epochs)

    def _draw_medians(self, axes: Axes, name: str, of: str, result: Result, text: str) -> Line2D:
        """Draw all networks in pale, and their median."""
        at = np.arange(self.epochs + 1.0)
        drawing.pale_cloud(axes, at, result[name].T, of, fade=0.65, until=self.epochs)
        return drawing.curve(axes, result[f"{name}_median"], of, text=text, until=self.epochs)

    def _draw_test(self, axes: Axes, result: Result) -> None:
        words, then, last = self.words(result), result["test_restored"], result["test_last"]
        line = self._draw_medians(axes, "test", "test", result, "")
        text = words.say("each put back: {test_restored:.1f}\xa0%")
        drawing.value_mark(axes, result["best_epoch"], then, text, "test", side="below", on=line)
        if result["best_epoch"] < self.epochs:
            text = words.say("{test_last:.1f}\xa0%")
            drawing.value_mark(axes, self.epochs, last, text, "test", side="above", on=line)
        axes.set_ylim(0, 1.8 * max(then, last) or 1)

    def _draw_losses(self, axes: Axes, result: Result) -> None:
        words, drawn, best = self.words(result), result["drawn"], result["best_epoch"]
        end, at = result["ends"][drawn], np.arange(self.epochs + 1.0)
        for of, name in (("train", words.say("training loss")), ("dev", words.say("dev loss"))):
            losses = result[of][:, drawn]
            line = drawing.curve(axes, losses[: end + 1], of, log=True, until=self.epochs)
            pale = drawing.role(of).faded(0.45)
            later = drawing.curve(axes, losses[end:], of, x=at[end:], until=self.epochs, color=pale)
            drawing.label(axes, name, at, losses, of)
        drawing.to_draw(line, later)
        text = words.say("put back: epoch {best_epoch}")
        drawing.value_mark(axes, best, losses[best], text, "dev", side="below", on=line)
        if result["stop_epochs"][drawn] >= 0:
            self._draw_patience(axes, line, best, result)

    def _draw_patience(self, axes: Axes, line: Line2D, best: int, result: Result) -> None:
        """Draw the epochs waited as a bracket, and an arrow from the stop back to the low."""
        low, stop = np.asarray(line.get_xydata())[[best, -1]]
        height = 1.7 * low[1]  # over the dev loss
        ends: Any = {"arrowstyle": "|-|,widthA=0.3,widthB=0.3", "shrinkA": 0, "shrinkB": 0}
        back: Any = {"arrowstyle": "-|>", "connectionstyle": "arc3,rad=0.5", "mutation_scale": 15}
        ends["color"], back["color"] = drawing.colour("ink"), drawing.colour("dev")
        bracket = axes.annotate("", (stop[0], height), (low[0], height), arrowprops=ends)
        arrow = axes.annotate("", low, stop, arrowprops=back)
        text = self.words(result).say("stop: {patience:# epoch|# epochs} without a new low [rule]")
        name = drawing.label(axes, text, [low[0], stop[0]], [height, height], side="above")
        drawing.accompany(line, [bracket, arrow, name], at=stop)

    def _draw_labels(self, axes: Axes, result: Result) -> None:
        words = self.words(result)
        self._draw_medians(axes, "right", "first", result, words.say("right labels"))
        if result["wrong_labels"]:
            line = self._draw_medians(axes, "wrong", "second", result, words.say("wrong labels"))
            then, last = words.say("{wrong_then:.0f}\xa0%"), words.say("{wrong_last:.0f}\xa0%")
            best = result["best_epoch"]
            drawing.value_mark(axes, best, result["wrong_then"], then, "second", on=line)
            if best < self.epochs:
                drawing.value_mark(axes, self.epochs, result["wrong_last"], last, "second", on=line)
        else:
            self._draw_medians(axes, "unseen", "test", result, words.say("test labels"))
        axes.set(ylim=(0, 104), yticks=[0, 25, 50, 75, 100])


@remembering
def _trained(
    data: Dataset, dev: Dataset, test: Dataset, epochs: int, seed: int
) -> tuple[Network, History]:
    """Return networks that nothing stops, and what was recorded as they start and each epoch."""
    sizes = [data.inputs.shape[1], HIDDEN, len(data.classes)]
    network = Network(sizes, hidden="relu", loss="multiclass", seed=1000 * seed, members=NETWORKS)
    learned = data.inputs, data.targets
    records = (
        Record("train", lambda n: n.cost(*learned)),
        Record("dev", lambda n: n.cost(dev.inputs, dev.targets)),
        Record("test", lambda n: 100 * n.error_rate(test.inputs, test.targets)),
        Record("learned", lambda n: n.predict(data.inputs) == data.targets),
        Record("weights", lambda n: n.parameters),
    )
    return network, train(
        network, *learned, Adam(0.01), epochs=epochs, batch_size=BATCH, callbacks=records
    )


def _stopped(network: Network, history: History, patience: int) -> Stopping:
    """Let early stopping watch the epochs recorded, as it would have watched the training."""
    run, losses = Run(network, steps_per_epoch=1), history["dev"]
    stopping = Stopping(lambda _: losses[run.step], patience=patience)
    stopping.start(run)
    for epoch, weights in enumerate(history["weights"][1:], 1):
        network.parameters, run.step = weights, epoch
        stopping.after_step(run)
    stopping.finish(run)
    return stopping


def _then(values: Array, epochs: Labels) -> Array:
    """Return each network's value at its own epoch."""
    return np.asarray(np.take_along_axis(values, epochs[np.newaxis], axis=0)[0])
