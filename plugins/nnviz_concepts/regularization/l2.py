"""L2 regularization: boundaries, losses and the norm of the weights against its strength."""

from typing import Any, Literal

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core import penalties
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset
from nnviz.core.decisions import decided, limits_around, plane_grid
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, GradientDescent
from nnviz.core.remembering import remembering
from nnviz.core.training import train
from nnviz.datasets import parts_in_plane, told
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain

STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
NETWORKS, HIDDEN, STEPS = 9, 16, 250
EXAMPLES = 60, 1000  # to learn from, and of dev
RATE, DIFFERENCE = 0.5, 1e-3
MODERATE = 0.3  # shown between none and the strongest where λ is one of these
RESOLUTION = 101
COLUMN = 6.4  # height of a narrow figure, in inches
ROUNDING = 1e-12


class L2(Concept):
    r"""A penalty on squared weights keeps them small, and a network of small weights is smooth.

    L2 regularization adds $\frac{\lambda}{2m}\sum_l\lVert W^{[l]}\rVert_F^2$ to the mean loss over
    $m$ examples. Its gradient is $\frac{\lambda}{m}W$, so a step of plain gradient descent is
    $W \leftarrow \left(1-\frac{\eta\lambda}{m}\right)W - \eta\,dW$: every weight shrinks by the
    same factor beside what the data ask for. Hence the name weight decay.

    Where the penalized cost is lowest, a larger $\lambda$ never means a lower training loss, nor
    longer weights. What it does to the loss on new examples has no such law: the best $\lambda$ is
    searched for on a logarithmic scale, on the dev set. Biases are left alone: they shift
    what a unit computes, and make it no steeper.

    Mind the scale: this $\lambda$ is of the summed loss, as in Ng's course; libraries put theirs
    beside the mean, where it is $\lambda/m$. A misconception: L2 and weight decay are the same for
    plain gradient descent, but not for Adam (see AdamW).
    """

    title = "L2 regularization"
    topic = "regularization"
    order = 1
    see_also = ("bias-variance", "l1-vs-l2", "dropout", "early-stopping")
    builds_on = ("bias-variance",)
    keywords = ("weight decay", "regularization", "ridge", "Tikhonov", "penalty", "shrinkage",
                "overfitting", "lambda")  # fmt: skip
    symbols = ("λ: strength of the penalty", "m: number of examples")
    references = (
        "Krogh & Hertz 1992, A simple weight decay can improve generalization",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.1.1",
        "Loshchilov & Hutter 2019, Decoupled weight decay regularization, section 2")  # fmt: skip
    code = (penalties.L2.shares, penalties.Penalty.add_gradient)
    members = ("without", "moderate", "most")

    strength: float = parameter(0.3, "Strength λ, of the summed loss.", ge=0, le=30,
                                sweep=(0.0, 0.01, 0.1, 0.3, 1.0, 10.0))  # fmt: skip
    noise: float = parameter(0.25, "Standard deviation of the data set's noise.", ge=0, le=0.6)
    dataset: str = parameter("moons", "Data set in the plane to learn.", family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    headline = either("L2 with λ = {strength} takes the dev loss up, from {lower.expected} to "
                      "{lower.measured} [not lower]",
                      "λ = {strength} is too strong: its dev loss is {too_strong.measured}, a "
                      "weaker one's {too_strong.expected} [too_strong]",
                      "L2 with λ = {strength} takes the dev loss from {lower.expected} to "
                      "{lower.measured} [lower]",
                      "Without a penalty the loss is {by_heart.measured} on points learned from, "
                      "and the dev loss {by_heart.expected} [off, by_heart]",
                      plain("At λ = {strength} the dev loss is {dev_chosen}"))  # fmt: skip
    setting = either("Two hidden layers of {units} tanh units on {examples} points of {dataset}, "
                     "noise {noise}; {networks} starts, the same for each λ",
                     "Two hidden layers of {units} tanh units on {examples} points of {dataset}; "
                     "{networks} starts, the same for each λ")  # fmt: skip
    look = (
        either("{by_heart}", plain("The loss without a penalty is {dev_losses_shown.without}.")),
        "{lower}",
        "At λ = {strength} the dev loss is higher than without a penalty: {lower.measured}, and "
        "{lower.expected} [not lower].",
        "{too_strong}", "{pays}", "{shorter}", "{falls}")  # fmt: skip
    caption = (plain("Networks with two hidden layers of {units} tanh units learn {examples} "
                     "points of {dataset} in {steps} steps of Adam, the penalty's gradient added "
                     "to the data's, with several strengths λ, from {networks} starts each (line: "
                     "median, band: all; above, the network of the median dev loss). Seed {seed}."),
               "{lower}", "{too_strong}", "{falls}",
               "In a step of plain gradient descent with η = {rate} the penalty multiplies each "
               "weight by {shrinks.measured:.6g}, 1 − ηλ/m, and leaves the biases alone [shrinks, "
               "alike, spares].")  # fmt: skip
    alt = (plain("Above, the plane as three networks decide it: without a penalty, at λ = "
                 "{lambdas.moderate} and at λ = {lambdas.most}, with dev losses of "
                 "{dev_losses_shown.without}, {dev_losses_shown.moderate} and "
                 "{dev_losses_shown.most}."),
           plain("Below, training and dev loss against λ, with a line for those without a "
                 "penalty."), "{lower}",
           plain("Beside them the norm of the weights against λ, without a penalty "
                 "{norm_without}."), "{falls}")  # fmt: skip
    boundary = "λ = {lambdas}: dev loss {dev_losses_shown}"
    panels = (Panel("without", boundary, of="without"), Panel("moderate", boundary, of="moderate"),
              Panel("most", boundary, of="most"),
              Panel("losses", "Loss against strength", "strength λ", "loss"),
              Panel("norms", "Norm of the weights", "strength λ", "norm ‖W‖"))  # fmt: skip
    to_draw = "Draw the dev loss against the strength λ of the penalty."
    try_next = (
        Try("That is too much: a weaker penalty has a lower dev loss [too_strong].", strength=10.0),
        Try("On another data set, too, it lowers the dev loss [lower].", dataset="circles"),
    )

    clean = Predict(
        "The noise of the points goes from {before.noise} to {noise}, and no label is wrong any "
        "more. The dev loss with the penalty is then, beside that without, …",
        Choice("larger", "more"),
        Choice("about as large", 1,
               "There is nothing left to prevent, but the penalty still costs."),
        Choice("smaller, as before", "fewer", "It prevents learning noise by heart. Here is none."),
        of=Ratio("lower.measured", over="lower.expected"), noise=0.0,
        why="The penalty keeps weights short, so that the network is never quite sure. Where every "
            "point may be trusted that only costs [shorter, pays].")  # fmt: skip
    hundredfold = Predict(
        "λ goes from {before.strength} to {strength}, a hundred times as strong. The norm of the "
        "weights becomes …",
        Choice("about as large", 1, "Each stronger penalty leaves shorter weights."),
        Choice("a fifth as large", 0.2),
        Choice("a hundredth as large", 0.01, "So it would be if nothing pulled them back."),
        of=Ratio("norm_chosen"), before={"strength": 0.03}, strength=3.0,
        why="The shorter the weights, the harder the data pull them back: the loss falls steeply "
            "as they grow from 0. The norm falls, but slowly [falls, shorter].")  # fmt: skip
    training = Predict(
        "λ goes from {before.strength} to {strength}, and the dev loss falls. The loss on the "
        "points that the network learns from …",
        Choice("falls, too", "fewer", "A penalty does not help to fit; it hinders."),
        Choice("stays about as it is", 1,
               "What the weights no longer learn by heart is missed here."),
        Choice("rises", "more"), of=Ratio("pays.measured"), before={"strength": 0.03}, strength=0.3,
        why="The network fits its own points less closely, the wrong ones among them. That is what "
            "new points gain from [pays, by_heart].",
        variants=(Change(before={"strength": 0.01}, strength=0.3),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        learned, dev = parts_in_plane(self, self.dataset, EXAMPLES, self.noise, self.seed)
        strengths = np.unique([0.0, *STRENGTHS, self.strength])
        at = int(np.searchsorted(strengths, self.strength))
        # This takes 0.9 s: eight strengths, each from nine starts, whose medians are compared.
        trained = [_trained(learned, dev, each, self.seed) for each in strengths.tolist()]
        networks = [network for network, _ in trained]
        train_losses, dev_losses = np.stack([losses for _, losses in trained], axis=1)
        weights = np.stack([each.parameters * each.weight_mask for each in networks])
        norms = np.linalg.norm(weights, axis=-1)  # of all weights together
        middle = np.argsort(dev_losses, axis=1)[:, NETWORKS // 2]  # the network of the median
        limits, last = limits_around(learned.inputs), len(strengths) - 1
        between = at if 0 < at < last else int(np.searchsorted(strengths, MODERATE))
        shown = [0, between, last]
        grid = plane_grid(*limits, RESOLUTION)
        surfaces = [decided(networks[i].member(middle[i]).outputs(grid)) for i in shown]
        medians, norm_medians = np.median(dev_losses, axis=1), np.median(norms, axis=1)
        return {
            "strengths": strengths, "at": at, "lambdas": Members(strengths[shown]),
            "surfaces": np.stack(surfaces), "train_losses": train_losses, "dev_losses": dev_losses,
            "norms": norms, "train_medians": np.median(train_losses, axis=1),
            "dev_medians": medians, "norm_medians": norm_medians,
            "dev_losses_shown": Members(medians[shown]), "dev_chosen": medians[at],
            "train_without": np.median(train_losses[0]), "norm_without": norm_medians[0],
            "norm_chosen": norm_medians[at], "points": learned.inputs, "labels": learned.targets,
            "limits": limits, **told(learned, self.dataset, "noise"), "examples": len(learned),
            "networks": NETWORKS, "steps": STEPS, "units": HIDDEN, "rate": RATE,
            **_one_step(networks[at].member(0), learned, penalties.L2(self.strength))}  # fmt: skip

    @claim("A plain step of η = {rate} multiplies the weights by {measured:.6g} beside the data "
           "term: 1 − ηλ/m is {expected:.6g}.")  # fmt: skip
    def shrinks(self, result: Result) -> Measured:
        before, after = result["weights_before"], result["weights_after"]
        factor = (after @ before) / (before @ before)
        return Measured(factor, "=", self._factor(result), within=ROUNDING)

    @claim("It is the same factor for every weight.")
    def alike(self, result: Result) -> Measured:
        formula = self._factor(result) * result["weights_before"]
        return Measured.same(result["weights_after"], formula, within=ROUNDING)

    @claim("Beside the data term the step moves no bias.")
    def spares(self, result: Result) -> Measured:
        before, after = result["biases_before"], result["biases_after"]
        return Measured.same(after, before, within=ROUNDING)

    @claim("The slope of the penalty is (λ/m)W, as two-sided differences say.")
    def slope(self, result: Result) -> Measured | str:
        if self.strength == 0:
            return "at λ = 0 there is no penalty"
        formula = self.strength / result["examples"] * result["weights_before"]
        off = np.linalg.norm(result["slopes"] - formula) / np.linalg.norm(formula)
        return Measured(off, "=", 0, within=1e-7)  # the rounding of differences

    def _factor(self, result: Result) -> float:
        return 1 - RATE * self.strength / float(result["examples"])

    @finding("At λ = {strength} the weights have the norm that they have without a penalty, "
             "{measured}.", at_defaults=False)  # fmt: skip
    def off(self, result: Result) -> Measured:
        norms = result["norm_medians"]
        return Measured(norms[result["at"]], "=", norms[0])

    @finding("At λ = {strength} the dev loss is {measured}, without a penalty {expected}.")
    def lower(self, result: Result) -> Measured | str:
        return self._than_without(result["dev_losses"], result["at"], "<")

    @finding("λ = {strength} is too strong: its dev loss is {measured}; the best, of a weaker "
             "penalty or of none, is {expected}.", at_defaults=False)  # fmt: skip
    def too_strong(self, result: Result) -> Measured:
        losses, best = result["dev_losses"], int(result["dev_medians"].argmin())
        return Measured.paired(losses[result["at"]], ">", losses[min(best, result["at"])])

    @finding("Without a penalty the loss is {measured} on the points that were learned, and the "
             "dev loss {expected}.")  # fmt: skip
    def by_heart(self, result: Result) -> Measured:
        return Measured.paired(result["train_losses"][0], "<", result["dev_losses"][0])

    @finding("At λ = {strength} the training loss is {measured}, without a penalty {expected}.")
    def pays(self, result: Result) -> Measured | str:
        return self._than_without(result["train_losses"], result["at"], ">")

    @finding("At λ = {strength} the weights have the norm {measured}, without a penalty "
             "{expected}.")  # fmt: skip
    def shorter(self, result: Result) -> Measured | str:
        return self._than_without(result["norms"], result["at"], "<")

    @finding("Each stronger penalty leaves a smaller norm: at most {measured} times the one "
             "before.")  # fmt: skip
    def falls(self, result: Result) -> Measured:
        norms = result["norm_medians"]
        return Measured((norms[1:] / norms[:-1]).max(), "<", 1)

    def _than_without(self, values: Array, at: int, relation: Literal["<", ">"]) -> Measured | str:
        if self.strength == 0:
            return "at λ = 0 there is no penalty"
        return Measured.paired(values[at], relation, values[0])

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words = self.words(result)
        *boundaries, losses, norms = drawing.panels_of(
            self, result, figure, mosaic="aabbcc;dddeee", column="abc;ddd;ddd;eee;eee",
            column_height=COLUMN,
        )  # fmt: skip
        for axes, surface in zip(boundaries, result["surfaces"], strict=True):
            _fill(axes, surface, result)
            drawing.class_points(axes, result["points"], result["labels"])
            axes.set(xticks=[], yticks=[])
        self._draw_losses(losses, result)
        strengths, runs = result["strengths"][1:], result["norms"][1:].T
        drawing.band(norms, strengths, runs, "first", quantiles=(0, 1), marker="o")
        drawing.log_axis(norms, "x")
        text = words.say("λ = 0: {norm_without}")
        drawing.threshold(norms, result["norm_without"], text, of="first", side="below")
        norms.set_ylim(0, 1.1 * result["norm_without"])
        if self.strength > 0:
            text = words.say("{norm_chosen}")
            drawing.value_mark(norms, self.strength, result["norm_chosen"], text, "first")

    def _draw_losses(self, axes: drawing.Axes, result: Result) -> None:
        words, strengths = self.words(result), result["strengths"][1:]
        for which in "yx":
            drawing.log_axis(axes, which)
        for of, name in (("train", words.say("training loss")), ("dev", words.say("dev loss"))):
            style: Any = {"marker": drawing.role(of).marker, "quantiles": (0, 1), "prefer": "start"}
            losses = result[f"{of}_losses"][1:].T
            line = drawing.band(axes, strengths, losses, of, text=name, **style)
        drawing.to_draw(line)
        text = words.say("λ = 0: {dev_losses_shown.without}")
        drawing.threshold(axes, result["dev_losses_shown"][0], text, of="dev", side="above")
        if self.strength > 0:
            text = words.say("{dev_chosen}")
            drawing.value_mark(axes, self.strength, result["dev_chosen"], text, "dev")
        else:
            text = words.say("λ = 0: {train_without}")
            drawing.threshold(axes, result["train_without"], text, of="train", side="below")
        axes.margins(y=0.25)


def _fill(axes: drawing.Axes, surface: Array, result: Result) -> None:
    drawing.boundaries(axes, lambda _: surface, *result["limits"], resolution=RESOLUTION)


@remembering
def _trained(learned: Dataset, dev: Dataset, strength: float, seed: int) -> tuple[Network, Array]:
    """Return networks, and their losses on what they learned and on dev, (2, networks)."""
    sizes = [2, HIDDEN, HIDDEN, len(learned.classes)]
    network = Network(sizes, loss="multiclass", seed=1000 * seed, members=NETWORKS)
    penalty = penalties.L2(strength)
    train(network, learned.inputs, learned.targets, Adam(0.03), steps=STEPS, penalty=penalty)
    return network, np.stack([network.cost(each.inputs, each.targets) for each in (learned, dev)])


def _one_step(network: Network, data: Dataset, penalty: penalties.L2) -> dict[str, object]:
    """Return parameters before a plain step and after it, with the data term added again.

    And the two-sided differences of the penalty's cost along each weight.
    """
    before, weights = network.parameters.copy(), network.weight_mask > 0
    data_term = RATE * network.gradient(data.inputs, data.targets)
    train(network, data.inputs, data.targets, GradientDescent(RATE), steps=1, penalty=penalty)
    after = network.parameters + data_term
    moves = DIFFERENCE * np.eye(len(before))[weights]
    moved = before + np.stack([moves, -moves])
    higher, lower = penalty.cost(moved, network.weight_mask, len(data))
    return {
        "weights_before": before[weights],
        "weights_after": after[weights],
        "biases_before": before[~weights],
        "biases_after": after[~weights],
        "slopes": (higher - lower) / (2 * DIFFERENCE),
    }
