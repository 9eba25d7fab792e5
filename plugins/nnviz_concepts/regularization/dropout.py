"""Dropout: units left out at random while training, all of them at test time."""

from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist

from nnviz import (
    Concept,
    Measured,
    Members,
    Result,
    Setting,
    Try,
    claim,
    drawing,
    finding,
    parameter,
)
from nnviz.core import layers
from nnviz.core.arrays import Array
from nnviz.core.sampling import bernstein, half_width
from nnviz.datasets import labelled, told
from nnviz.questions import Change, Choice, Predict, Ratio, Value
from nnviz.texts import Panel, either, plain
from nnviz_concepts.regularization import dropout_networks as learning

PLANE_EXAMPLES, PLANE_NOISE = 1200, 0.2
DRAWN = (4, 8, 3)  # units of the network that is drawn
ROUNDING = 1e-9


class Dropout(Concept):
    r"""A unit that may be missing cannot be relied upon, so a network spreads what it learns.

    While training, dropout keeps each hidden unit of each example with the keep probability $p$
    and sets it to zero otherwise. Inverted dropout divides what is kept by $p$, so that each
    unit's expectation stays what it was: the mask divided by $p$ has mean 1 and variance
    $\frac{1-p}{p}$. Backwards the gradient passes through the same mask, so what was dropped
    learns nothing from that example. At test time nothing is dropped and nothing scaled.

    Each example trains another of the $2^n$ networks that share the weights of $n$ units, and the
    whole network approximates their average.

    In practice $p$ is 0.5 to 0.8 in large layers. A misconception lies in the number: $p$ is the
    probability to keep, in Ng's and Srivastava's notation; PyTorch and Keras take the drop rate
    $1-p$.

    For the curious:

    A linear model's expected sum of squared errors under dropout of its inputs is its plain one
    plus $\frac{1-p}{p}\sum_j\lVert X_j\rVert^2w_j^2$: an L2 penalty that weighs each input by its
    size.
    """

    title = "Dropout"
    topic = "regularization"
    order = 3
    see_also = ("l2", "early-stopping", "ensembles", "gradient-check", "weight-constraints")
    builds_on = ("bias-variance",)
    keywords = ("regularization", "inverted dropout", "keep probability", "overfitting",
                "co-adaptation", "random units off", "turn off neurons")  # fmt: skip
    symbols = ("p: probability to keep a unit",)
    references = ("Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, Dropout, "
                  "sections 9 and 10",
                  "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.12")  # fmt: skip
    code = (layers.draw_mask, layers.Dropout.forward, layers.Dropout.backward)
    members = ("first", "second", "third", "fourth")  # the examples whose masks are drawn

    keep: float = parameter(0.5, "Probability p with which a unit is kept; the drop rate is 1 − p.",
                            ge=0.1, le=1, sweep=(0.2, 0.5, 0.7, 1.0))  # fmt: skip
    mislabelled: float = parameter(0.15, "Share of training labels that are wrong.", ge=0, le=0.5,
                                   sweep=(0.0, 0.15, 0.3))  # fmt: skip
    examples: int = parameter(200, "Training examples.", ge=50, le=400)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    headline = either(
        "Dropout takes the test error from {lower.expected:.1f}\xa0% to {lower.measured:.1f}\xa0% "
        "[lower]",
        "Dropout takes the test error up, from {lower.expected:.1f}\xa0% to "
        "{lower.measured:.1f}\xa0% [not lower]",
        "Without dropout the networks learn even wrong labels by heart [off, by_heart]",
        "At p = {keep} no unit is left out [off]",
        "With half of the hidden units removed the test error is {half_gone.measured:.1f}\xa0% "
        "after dropout, and {half_gone.expected:.1f}\xa0% without [half_gone]",
        plain("Test error {test_with:.1f}\xa0%, and {test_without:.1f}\xa0% without "
              "dropout"))  # fmt: skip
    setting = ("{examples} examples of {dataset}, {wrong}\xa0% mislabelled; {hidden} hidden units "
               "({drawn} shown), {networks} networks")  # fmt: skip
    look = ("Each example has a mask of its own [independent]; what it drops passes nothing on and "
            "gets no gradient [passes_on, learns]; what is kept is multiplied by {scale.measured} "
            "[scale].",
            "At test time every unit takes part, unscaled [whole].", "{by_heart}", "{resists}",
            "{lower}", "{gentler}")  # fmt: skip
    caption = (plain("Networks of {hidden} hidden units learn {examples} examples of {dataset}, "
                     "{wrong}\xa0% of them mislabelled, in {steps} steps of Adam, from {networks} "
                     "random starts at each keep probability p (lines: medians, bands: all). As "
                     "units are removed, those left are scaled up for them. Seed {seed}."),
               "{lower}", "{half_gone}")  # fmt: skip
    alt = (either("Above, a small network four times, complete for each example [off];",
                  plain("Above, a small network for four examples: {kept} of its {drawn} hidden "
                        "units are left, the others crossed out and without lines;")),
           "then with every unit, for the test [whole].",
           plain("Below, errors against the keep probability: without dropout {train_without}\xa0% "
                 "in training and {test_without:.1f}\xa0% in the test."), "{lower}",
           plain("Then the error as units go: without dropout, of half, {half_without:.1f}\xa0%."),
           "{half_gone}")  # fmt: skip
    panels = (Panel("training",
                    either("Training at p = {keep}: every unit, × {scale.measured} [off, scale]",
                           "Training: each example drops units by its own mask, the rest × "
                           "{scale.measured} [independent, scale]")),
              Panel("test", "Test: every unit [whole]"),
              Panel("errors", "Error against the keep probability",
                    "keep probability p (drop rate 1 − p)", "error (%)"),
              Panel("missing", "Test error when hidden units go missing",
                    "hidden units removed, of {hidden}", "test error (%)"))  # fmt: skip
    try_next = (Try("With one unit in five kept the test error is lower too [lower].", keep=0.2),
                Try("Without dropout even wrong labels are learned by heart [off, by_heart].",
                    keep=1.0))  # fmt: skip
    also_check = (Setting(keep=1.0, mislabelled=0.0),)

    clean = Predict(
        "The share of wrong labels goes from {before.mislabelled} to {mislabelled}. Dropout had "
        "taken {before.test_gain:.1f} points off the test error; now it takes off …",
        Choice("less than a third of that", (-0.5, 1 / 3)),
        Choice("about as many points", 1, "It had kept wrong labels from being learned by heart."),
        Choice("more points than that", "more", "Better data leave less to prevent."),
        of=Ratio("test_gain"), mislabelled=0.0,
        why="Without dropout wrong labels were learned by heart, and now there are none. What is "
            "left to it are missing units, which still cost less [gentler].",
        variants=(Change(before={"mislabelled": 0.3}, mislabelled=0.0),))  # fmt: skip
    training = Predict(
        "p goes from {before.keep}, no dropout, to {keep}. The training error, "
        "{before.train_with}\xa0% with {before.wrong}\xa0% of the labels wrong, …",
        Choice("stays so: it is training", (-1, 2), "To learn them by heart takes units that are "
               "always there."),
        Choice("rises to about a half", (35, 65), "Half of the units are gone only while training, "
               "and all are back for the count."),
        Choice("rises to less than a quarter", (3, 22)),
        of=Value("train_with"), before={"keep": 1.0}, keep=0.5,
        why="Without dropout even wrong labels are learned by heart. A unit that may be missing "
            "cannot keep one example, so dropout errs more in training, and less in the test "
            "[by_heart, mean].",
        variants=(Change(before={"keep": 1.0}, keep=0.2),))  # fmt: skip
    units_gone = Predict(
        "The share of wrong labels goes from {before.mislabelled} to {mislabelled}. Then half of "
        "the hidden units are removed. Where they were trained with p = {keep}, this costs, beside "
        "no dropout, …",
        Choice("more points", "more", "Units trained to be missed are missed less."),
        Choice("less than half as many", (0, 0.5)),
        Choice("about as many points", 1, "Even where it lowers no error, dropout spreads what is "
               "learned."),
        of=Ratio("gentler.measured", over="gentler.expected"), mislabelled=0.0,
        why="A unit that may be missing cannot be relied upon: {gentler.measured:.1f} points are "
            "added, and {gentler.expected:.1f} without dropout [gentler].",
        variants=(Change(mislabelled=0.3),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        made = self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed
        whole = labelled(self, *made, at_least=2 * self.examples)
        parts = learning.parts(whole, self.dataset, self.examples, self.mislabelled, self.seed)
        probabilities = np.unique([*learning.USUAL, self.keep])
        at = int(np.searchsorted(probabilities, self.keep))
        masks = learning.masks_at(probabilities, self.seed)
        return {
            **told(whole, self.dataset), "probabilities": probabilities, "at": at, "masks": masks,
            "kept": Members((masks[at, : DRAWN[1], :4] > 0).sum(axis=0)), "drawn": DRAWN[1],
            **learning.what_networks_do(probabilities, at, parts, self.seed)}  # fmt: skip

    @claim("At p = {keep} a unit that is kept is multiplied by {measured}, which is 1/p.")
    def scale(self, result: Result) -> Measured:
        return Measured(result["masks"][result["at"]].max(), "=", 1 / self.keep, within=ROUNDING)

    @claim("At each p the mask's mean is {expected}: where it is farthest off, {measured}.")
    def mean(self, result: Result) -> Measured:
        odds = 1 / result["probabilities"] - 1
        return _farthest(result["masks"], np.ones(len(odds)), odds, np.maximum(1, odds))

    @claim("At each p the mask's variance is (1 − p)/p: where it is farthest off, {measured}, of "
           "{expected}.")  # fmt: skip
    def variance(self, result: Result) -> Measured:
        p = result["probabilities"]
        odds = (1 - p) / p  # a square is odds² where a unit is kept, and 1 where it is dropped
        spread = p * odds**4 + (1 - p) - odds**2
        largest = np.maximum(np.abs(odds**2 - odds), np.abs(1 - odds))
        return _farthest((result["masks"] - 1) ** 2, odds, spread, largest)

    @claim("Each example has a mask of its own: those of neighbours have covariance {measured}.")
    def independent(self, result: Result) -> Measured | str:
        if self.keep == 1:
            return "at p = 1 all masks are alike"
        apart = result["masks"][result["at"]] - 1
        products = apart[:, ::2] * apart[:, 1::2]
        odds, many = 1 / self.keep - 1, products.size
        within = bernstein(odds**2 / many, max(1, odds) ** 2 / many)
        return Measured(products.mean(), "=", 0, within=within)

    @claim("The logit farthest from 0 is {measured}; with every unit, unscaled, it is {expected}.")
    def whole(self, result: Result) -> Measured:
        logits, formula = result["logits"], _activations(result) @ result["W2"] + result["b2"]
        top = int(np.abs(logits).argmax())
        return Measured(logits[top], "=", formula[top], within=ROUNDING * abs(formula[top]))

    @claim("Over {passes} masks the logit farthest from 0 is {measured} on average, and {expected} "
           "at test time.")  # fmt: skip
    def expectation(self, result: Result) -> Measured:
        top = int(np.abs(result["logits"]).argmax())
        drawn = result["logits_training"][:, top]
        parts = _activations(result) * result["W2"][:, top]  # what each unit adds
        odds, many = 1 / self.keep - 1, len(drawn)
        off = bernstein(odds * (parts @ parts) / many, max(1, odds) * np.abs(parts).max() / many)
        within = off + ROUNDING * np.abs(drawn).max()
        return Measured(drawn.mean(), "=", result["logits"][top], within=within)

    @claim("What a layer passes on is a ∘ mask: the logits of it are those found.")
    def passes_on(self, result: Result) -> Measured:
        hidden = _activations(result) * result["pass_masks"]
        formula = hidden @ result["W2"] + result["b2"]
        return Measured.same(result["logits_training"][: len(formula)], formula)

    @claim("What is dropped gets no gradient: ∂J/∂z is that through the mask.")
    def learns(self, result: Result) -> Measured:
        slopes = result["pass_masks"] * (_activations(result) > 0)
        formula = result["errors_above"] @ result["W2"].T * slopes
        within = ROUNDING * np.abs(formula).max()
        return Measured.same(result["errors_below"], formula, within=within)

    @finding("At p = {keep} no unit is left out.", at_defaults=False)
    def off(self, result: Result) -> Measured:
        return Measured((result["masks"][result["at"]] == 0).mean(), "=", 0)

    @finding("At p = {keep} the test error is {measured:.1f}\xa0%, without dropout "
             "{expected:.1f}\xa0%.")  # fmt: skip
    def lower(self, result: Result) -> Measured | str:
        return self._compared(result["test_errors"][[result["at"], -1]], "<")

    @finding("At p = {keep} the training error is {measured}\xa0%, without dropout "
             "{expected}\xa0%.")  # fmt: skip
    def resists(self, result: Result) -> Measured | str:
        return self._compared(result["train_errors"][[result["at"], -1]], ">")

    @finding("Without dropout the training error is {measured}\xa0%, though {expected}\xa0% of the "
             "labels are wrong: wrong ones, too, are learned by heart.")  # fmt: skip
    def by_heart(self, result: Result) -> Measured:
        errors = result["train_errors"][-1]
        return Measured(np.median(errors), "<", result["wrong"], margin=half_width(errors))

    @finding("With half of the hidden units removed the test error is {measured:.1f}\xa0% after "
             "dropout with p = {keep}, and {expected:.1f}\xa0% without.")  # fmt: skip
    def half_gone(self, result: Result) -> Measured | str:
        return self._compared(result["halved"], "<")

    @finding("Removing half of the hidden units adds {measured:.1f} points to the test error after "
             "dropout with p = {keep}, and {expected:.1f} without.")  # fmt: skip
    def gentler(self, result: Result) -> Measured | str:
        return self._compared(result["halved"], "<", result["test_errors"][[result["at"], -1]])

    def _compared(
        self, errors: Array, relation: Literal["<", ">"], before: Array | float = 0.0
    ) -> Measured | str:
        """Return how medians with dropout and without, or what they add to those before, stand."""
        if self.keep == 1:
            return "at p = 1 nothing is dropped"
        middle = np.median(errors, axis=1) - np.median(before + 0 * errors, axis=1)
        margin = half_width(np.subtract(*(errors - before)))
        return Measured(middle[0], relation, middle[1], margin=margin)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        *networks, errors, missing = drawing.panels_of(
            self, result, figure, mosaic="aaaaaaabbb;cccccddddd", column="aab;ccc;ddd"
        )
        self._draw_networks(networks, result, 2 if drawing.is_narrow(figure) else 4)
        self._draw_errors(errors, result)
        self._draw_missing(missing, result)

    def _draw_networks(self, panels: list[drawing.Axes], result: Result, columns: int) -> None:
        words, (training, test), (inputs, hidden, outputs) = self.words(result), panels, DRAWN
        high, wide = hidden + 3.0, len(DRAWN) + 0.4
        thick = 1, min(1 / self.keep, 3)  # the second stands for 1/p, which may be 10
        arriving = []
        for i, member in enumerate(self.members):
            at = i % columns * wide, -(i // columns) * high
            kept = np.ones(inputs), result["masks"][result["at"], :hidden, i], np.ones(outputs)
            text = words.say("{kept} of {drawn} kept", member)
            arriving.append(_draw_network(training, "with", text, at, kept=kept, thickness=thick))
        wrong = words.say("{test_with:.1f}\xa0% wrong")
        arriving.append(_draw_network(test, "test", wrong, (0.0, 0.0)))
        each = [(i, artist) for i, network in enumerate(arriving, 1) for artist in network]
        drawing.appear(each, until=2 * len(arriving))  # all of them in the first half of a film
        for axes, many in zip(panels, (columns, 1), strict=True):
            axes.set_xlim(-0.7, (many - 1) * wide + len(DRAWN) - 0.3)
            axes.set_ylim(-high * (len(self.members) // columns - 1) - 6, hidden / 2)

    def _draw_errors(self, axes: drawing.Axes, result: Result) -> None:
        words, p = self.words(result), result["probabilities"]
        for of, text in (("test", words.say("test error")), ("train", words.say("training error"))):
            errors, marker = result[f"{of}_errors"].T, drawing.role(of).marker
            drawing.band(axes, p, errors, of, quantiles=(0, 1), text=text, marker=marker)
        text = words.say("{test_without:.1f}\xa0%")
        drawing.value_mark(axes, 1.0, result["test_without"], text, "test", side="above")
        if self.keep < 1:
            drawing.threshold(axes, self.keep, words.say("p = {keep}"), which="x")
            text = words.say("{test_with:.1f}\xa0%")
            drawing.value_mark(axes, self.keep, result["test_with"], text, "test", side="above")
        if result["best"] not in (self.keep, 1):
            lowest = result["best"], result["best_error"]
            drawing.minimum(axes, lowest, "test")
            text = words.say("lowest: {best_error:.1f}\xa0%")
            drawing.label(axes, text, *lowest, "test", side="below")
        axes.margins(y=0.16)
        axes.set(xlim=(0.05, 1.08), ylim=(-1, None))

    def _draw_missing(self, axes: drawing.Axes, result: Result) -> None:
        words, removed = self.words(result), result["removed"]
        drawn = {"without": words.say("trained without dropout")}
        if self.keep < 1:
            drawn["with"] = words.say("trained with p = {keep}")
        for of, text in drawn.items():
            upper, runs = of == "without", result[f"missing_{of}"].T
            side: drawing.Side = "above" if upper else "below"
            line = drawing.band(
                axes, removed, runs, of, quantiles=(0, 1), text=text, side=side, until=removed[-1],
                prefer="start" if upper else "end", marker=drawing.role(of).marker,
            )  # fmt: skip
            value = words.say("{half_without:.1f}\xa0%" if upper else "{half_with:.1f}\xa0%")
            half = result["half"], result[f"half_{of}"]
            drawing.value_mark(axes, *half, value, of, side=side, on=line)
        drawing.threshold(axes, result["half"], words.say("half"), which="x")
        gone = (words.at(gone=int(each)) for each in removed)
        drawing.retitle(axes, (at.say("Test error with {gone:# unit|# units} gone") for at in gone))
        axes.set(ylim=(-8, None), yticks=(0, 20, 40, 60, 80), xticks=removed[::4])  # room below


def _farthest(values: Array, expected: Array, variances: Array, largest: Array) -> Measured:
    """Return how the mean stands at the p where it is farthest off for what it may be off by."""
    means, many = values.mean(axis=(1, 2)), values[0].size
    within = bernstein(variances / many, largest / many) + ROUNDING
    i = int((np.abs(means - expected) / within).argmax())
    return Measured(means[i], "=", expected[i], within=within[i])


def _activations(result: Result) -> Array:
    """Return what ReLU makes of the weighted inputs of the hidden units for the one example."""
    return np.asarray(np.maximum(result["x"] @ result["W1"] + result["b1"], 0))


def _draw_network(
    axes: drawing.Axes, of: str, text: str, at: tuple[float, float], **more: Any
) -> list[Artist]:
    """Draw a network at this place, and write under it; return all that is drawn."""
    network = drawing.network_diagram(axes, DRAWN, of, at=at, **more)
    place = at[0] + (len(DRAWN) - 1) / 2, at[1] - DRAWN[1] / 2 - 0.3
    style: Any = {"color": drawing.text_colour(of), "weight": "bold" if of == "test" else "normal"}
    return [*network, axes.text(*place, text, ha="center", va="top", **style)]
