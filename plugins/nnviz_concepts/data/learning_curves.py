"""A training log, and what it says: three questions, eight numbers and their limits."""

from pathlib import Path

import numpy as np

from nnviz import Concept, Measured, Result, Try, UsageError, claim, drawing, finding, parameter
from nnviz.core.data import Frame
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.data import learning_curves_diagnosis as diagnosis
from nnviz_concepts.data import learning_curves_logs as reading
from nnviz_concepts.data import learning_curves_report as report
from nnviz_concepts.data.learning_curves_diagnosis import NAMES, is_whole, lacking, level_since

SHIPPED_TARGET, SHIPPED_DEV = 5.0, 500  # of the logs that ship


class LearningCurves(Concept):
    r"""A training log answers in turn: does it learn, does it fit, does it carry over?

    First the training loss. A rate that is too high, or batches that are too small, throw it back
    up; at a rate that is too low it hardly falls. While the dev loss still falls, training is not
    done. Only then the errors. Many errors on the examples that it learned from are bias: take a
    larger network or train longer; and have the gradient checked, for a fault in it looks the
    same. Many more on dev are variance: take more data, regularize. A dev loss that rises while
    the training loss falls says where to stop.

    A log alone cannot tell everything apart. A rate that is somewhat too low and a run that was
    stopped too early are one curve on two scales of time. A dev loss below the training loss comes
    of wrong training labels, and of dropout or augmentation, which make training harder. Wrong
    labels on both sides look like too few data. And no error is high by itself: it is so
    against what could be had, a stated target or what another network reaches. It is a
    misconception that a low training loss is the aim, or that a gap is a fault by itself.
    """

    title = "Learning curves"
    topic = "data"
    order = 4
    see_also = ("bias-variance", "early-stopping", "learning-rate", "gradient-check", "data-splits")
    builds_on = ("bias-variance", "learning-rate")
    keywords = ("diagnosis", "training log", "loss curve", "training loss", "validation loss",
                "loss does not decrease", "overfitting", "underfitting", "debugging", "TensorBoard",
                "Weights & Biases", "plateau")  # fmt: skip
    references = ("Ng 2018, Machine learning yearning, chapters 20 to 32",
                  "Goodfellow, Bengio & Courville 2016, Deep learning, sections 7.8, 11.4 and 11.5",
                  "Karpathy 2019, A recipe for training neural networks")  # fmt: skip

    example: str | None = parameter(
        None, "A log that ships, of a network on the digits with this fault; trained-too-long if "
        "none.", sweep=("healthy", "rate-too-high", "wrong-labels", "too-few-data"),
        choices=("healthy", "rate-too-high", "rate-too-low", "rate-cut-too-early",
                 "stopped-too-early", "network-too-small", "too-few-data", "wrong-labels",
                 "trained-too-long", "batches-too-small", "gradient-bug"))  # fmt: skip
    data: tuple[Path | Frame, ...] | None = parameter(
        None, "Your training log; more of them are compared with the first. Keras, Lightning, "
        "Hugging Face, TensorBoard, Weights & Biases, or any table.")  # fmt: skip
    columns: tuple[str, ...] | None = parameter(None, "Which column is what, where its name does "
                                                "not say: dev_loss=NAME,epoch=NAME.")  # fmt: skip
    encoding: str | None = parameter(None, "Encoding of the logs, cp949 for example; found where "
                                     "it can be.")  # fmt: skip
    target_error: float | None = parameter(None, "Error in per cent that can be had: over it both "
                                           "errors are bias.", gt=0, le=50)  # fmt: skip
    dev_examples: int | None = parameter(None, "Examples in the dev set, for the sampling error "
                                         "of its errors.", ge=1)  # fmt: skip
    smoothing: float | None = parameter(None, "Decay β of the averages drawn; without it they span "
                                        "a fiftieth of the log.", ge=0, le=0.9999)  # fmt: skip

    role_names = ("epoch", "step", "rate", "train loss", "dev loss", "train accuracy",
                  "dev accuracy", "train error", "dev error")  # fmt: skip

    headline = either(
        "It diverges: from {unit} {breaks.measured} on the loss is no number [breaks]",
        "It diverges: the training loss ends at {diverges.measured}, and began at "
        "{diverges.expected}. Lower the rate, or check the gradient [diverges, jumps]",
        "Too noisy: the loss jumps back by {jumps.measured}\xa0% of its fall. Too high a rate, too "
        "small batches, or a wrong gradient [jumps]",
        "Too slow: at best the loss falls by {slow.measured}\xa0% an epoch. Raise the rate, or "
        "look for dead units [slow]",
        "The rate was cut to {lowered.measured}\xa0% too early: suddenly the loss falls "
        "{cut.measured} times more slowly [cut, lowered]",
        "Suddenly the loss falls {cut.measured} times more slowly, and the rate was not cut there "
        "[cut, not lowered]",
        "Suddenly the loss falls {cut.measured} times more slowly: was the rate cut too early? "
        "[cut]",
        "Not done: the dev loss has fallen by {falling.measured}\xa0% of late. Train on, or raise "
        "the rate [falling]",
        "The dev loss is below the training loss, by {easier.measured}\xa0% of what that fell: "
        "wrong training labels, dropout or augmentation [easier]",
        "High bias: it errs on {biased.measured}\xa0%, not {biased.expected}\xa0%. Take a larger "
        "network, and check the gradient [biased]",
        "High variance: dev errs {varies.measured} points more than training. Get more data, or "
        "regularize [varies]",
        "High variance: the dev loss is above the training loss, by {higher.measured}\xa0% of what "
        "that fell. Get more data, or regularize [higher]",
        "Trained too long: the dev loss, averaged, has risen by {rises.measured}\xa0% from its "
        "lowest [rises]",
        "About right: of the {judged} numbers that can be read, none is beyond its limit [quiet, "
        "not varies, not rises]",
        "About right: of the {judged} numbers that can be read, none is beyond its limit [quiet, "
        "not higher, not rises]",
        "Nothing stands out: of the {judged} numbers that can be read, none is beyond its limit "
        "[quiet]",
        "Too short to judge: {short.measured:# evaluation|# evaluations} [short]",
        plain("{run}: {whole_epochs:# epoch|# epochs}, and no number of it can be read"),
        plain("{run}: {logged} values in {parts:# part|# parts}, and no number of it can be "
              "read"))  # fmt: skip
    setting = (either("{run}: {whole_epochs:# epoch|# epochs};",
                      "{run}: {logged} values in {parts:# part|# parts};"),
               either("pale as logged, strong averaged with β = {smoothing};",
                      "pale as logged, strong averaged;"),
               either("beside {others}", "target error {goal}\xa0%",
                      "no target error is stated"))  # fmt: skip
    advice = either(
        "Lower the rate to a third, until the loss stays a number; clip the gradient, and look "
        "for a logarithm of 0 [breaks].",
        "Lower the rate to a third, then to a tenth; if neither helps, check the gradient "
        "[diverges, jumps].",
        "Try a third of the rate, then batches of four times the size; if neither helps, check "
        "the gradient [jumps].",
        "Try three times the rate, then ten times; if neither helps, look for units that are dead "
        "[slow].",
        "Cut the rate once the loss is level, and not before [cut, lowered].",
        "Look for what else changed there: the data, the batches, what is trained [cut, not "
        "lowered].",
        "If the rate was cut there, cut it later; if not, look for what else changed [cut].",
        "Train on; if that is too long, a higher rate may do the same sooner [falling].",
        "Read the training examples that it gets wrong; where their labels are right, dropout or "
        "augmentation may be the cause, which is no fault [easier].",
        "First let it learn ten examples by heart: if it cannot, check the gradient. Then take "
        "more units, train longer, or take off a penalty [biased].",
        "Get more data, augment it, or regularize; if dev has wrong labels or is of another kind, "
        "this looks the same [varies].",
        "Get more data, augment it, or regularize; if dev has wrong labels or is of another kind, "
        "this looks the same [higher].",
        "Put back the weights of {unit} {best.measured}, and stop early next time [rises, best].",
        "If that is still not good enough, state less than {target_error}\xa0% by --target-error "
        "[quiet].",
        "If that is still not good enough, state what could be had by --target-error [quiet].",
    )
    look = (advice, "The dev loss is lowest at {unit} {best.measured}, at {lowest.measured} "
            "[lowest, best].", "{widens}", "{level}")  # fmt: skip
    caption = (plain("Columns of {names}: {column_names} were read as {roles}."),
               plain("Left aside: {aside}."),
               plain("The one column of {lone} was read as the training loss."),
               plain("No column of {uncounted} counts epochs, so each row was counted as one."),
               plain("Assumed: {assumed}."), "{breaks}", "{diverges}", "{jumps}", "{slow}",
               either("{cut} {lowered}", "{cut}"), "{falling}", "{easier}", "{biased}", "{varies}",
               "{higher}", "{rises}", "{quiet}", "{leads}", advice)  # fmt: skip
    alt = (plain("Curves of {curves} over {unit}s, and a report of eight numbers with their "
                 "limits; the first beyond is marked."),
           either("{breaks}", "{jumps}", "{slow}", "{cut}", "{falling}", "{easier}", "{biased}",
                  "{varies}", "{higher}", "{rises}", "{quiet}"), "{lowest} {best}")  # fmt: skip
    panels = (Panel("loss", "Loss", "{unit}", "loss"),
              Panel("errors", "Errors", "{unit}", "errors (%)"), Panel("report", ""))  # fmt: skip
    try_next = (
        Try("Too high a rate throws the loss back up [jumps].", example="rate-too-high"),
        Try("Too low a rate, and it hardly falls [slow].", example="rate-too-low"),
        Try("Wrong labels keep the training loss above dev's [easier].", example="wrong-labels"),
        Try("A healthy run has nothing to show [quiet].", example="healthy"))  # fmt: skip

    surer = Predict(
        "Instead of {before.example} the log is {example}: the same training, for ten times as "
        "many epochs. Its dev loss rises by more than half. What dev errs more than training, in "
        "points, …",
        Choice("stays about the same", 1),
        Choice("grows about as the loss", (1.4, 1.8), "The loss counts how sure a wrong answer is, "
               "too."),
        Choice("grows tenfold, as the epochs", (8, 12), "Most answers had settled long before."),
        of=Ratio("varies.measured"), before={"example": "healthy"}, example="trained-too-long",
        why="The error counts wrong answers, {varies.measured} points more of them on dev. The "
            "loss also counts how sure the network is of them, and it grows ever surer [not "
            "varies, lowest].")  # fmt: skip
    few = Predict(
        "Instead of {before.example} the log is {example}: the network has 60 examples to learn "
        "from instead of 1,000, and takes fewer steps. Its training loss at the end is …",
        Choice("higher", "more", "Its dev loss is: the few examples it learns by heart."),
        Choice("about as high", 1, "Fewer examples are easier to fit."), Choice("lower", "fewer"),
        of=Ratio("last_train"), before={"example": "healthy"}, example="too-few-data",
        why="Few examples are learned by heart. It is the dev loss that tells: {lowest.measured} "
            "at best, and it was {before.lowest.measured} [lowest].")  # fmt: skip
    flat = Predict(
        "Instead of {before.example} the log is {example}: the rate falls to a fiftieth after "
        "three epochs. The training loss is level …", Choice("sooner", "fewer"),
        Choice("from the same epoch on", 1, "Short steps make any curve look level."),
        Choice("later", "more", "With such short steps it falls too slowly to be seen."),
        of=Ratio("level.measured"), before={"example": "healthy"}, example="rate-cut-too-early",
        variants=(Change(before={"example": "trained-too-long"}, example="rate-cut-too-early"),),
        why="It is level from epoch {level.measured} on, and before from {before.level.measured}. "
            "But level is not learned: it stays at {last_train}, where it came to "
            "{before.last_train} [level].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        if self.data and self.example:
            raise UsageError("example and data exclude one another; leave one out.")
        shipped = Path(__file__).parent / "logs" / f"{self.example or 'trained-too-long'}.csv"
        logs = reading.read_logs(self.data or (shipped,), self.columns or (), self.encoding)
        if len(logs) > len(report.RUNS):
            raise UsageError(f"at most {len(report.RUNS)} runs are compared; data has {len(logs)}.")
        runs = [log.moments() for log in logs]
        others = [float(one.train_error.min()) for one in runs[1:] if is_whole(one.train_error)]
        goal = self.target_error or (min(others, default=np.nan) if self.data else SHIPPED_TARGET)
        size = self.dev_examples or (None if self.data else SHIPPED_DEV)
        read = [diagnosis.readings(one, goal, size) for one in runs]
        limits = np.where(np.isnan(diagnosis.LIMITS), goal, diagnosis.LIMITS)
        found = diagnosis.judged(read, limits)
        return {
            **diagnosis.summary(runs[0]), **found, "limits": limits,
            **{f"{of}_{name}": array for of, log in zip(report.RUNS, logs, strict=False)
               for name, array in log.drawn(self.smoothing)},
            **report.shown(found["values"][:, 0]),
            "gauges": report.gauges(found, limits), "goal": goal, "dev_size": size or np.nan,
            "rates": diagnosis.rates_at(runs[0], read[0][NAMES.index("cut")]),
            "lows": np.array([one.dev.min() if is_whole(one.dev) else np.nan for one in runs]),
            "unit": logs[0].unit, **logs[0].extent(),
            **reading.described(logs, self.role_names)}  # fmt: skip

    @claim("Each average keeps β of what it was and takes 1 − β of the new value.")
    def mixes(self, result: Result) -> Measured | str:
        told = [of for of in reading.CURVES if np.isfinite(result.get(f"first_{of}_raw", [])).any()]
        if not told:
            return "no curve has a number"
        raw, mean, decay = (result[f"first_{told[0]}_{of}"] for of in ("raw", "mean", "decay"))
        seen, beta = np.isfinite(raw), decay[0]
        mixed = np.append(0.0, mean[seen]) * (1 - beta ** np.arange(seen.sum() + 1))
        expected = beta * mixed[:-1] + (1 - beta) * raw[seen]
        return Measured.same(mixed[1:], expected, within=1e-9 * np.nanmax(np.abs(raw)))

    @claim("Measured anew from the curves, the {judged} numbers that can be read are the same.")
    def anew(self, result: Result) -> Measured | str:
        if not result["judged"]:
            return "no number can be read"
        again = np.array([one.value for one in diagnosis.read_again(result)])
        found = result["values"][:, 0]
        return Measured.same(np.nan_to_num(again), np.nan_to_num(found), within=0)

    @claim("The dev loss is lowest with {measured}.")
    def lowest(self, result: Result) -> Measured | str:
        return lacking(result, "dev") or Measured(result["dev"].min(), "=", result["lowest_dev"])

    @claim("It is lowest at {unit} {measured}.")
    def best(self, result: Result) -> Measured | str:
        at, dev = result["at"], result["dev"]
        return lacking(result, "dev") or Measured(at[dev.argmin()], "=", result["best_at"])

    @claim("From {unit} {measured} on all but a twentieth of the training loss's fall is done.")
    def level(self, result: Result) -> Measured | str:
        at, train = result["at"], result["train"]
        return lacking(result, "train") or Measured(at[level_since(train)], "=", result["level_at"])

    @finding("Dev loss less training loss is {expected} where the dev loss is lowest, and "
             "{measured} at the end.")  # fmt: skip
    def widens(self, result: Result) -> Measured | str:
        if not (is_whole(result["dev"]) and is_whole(result["train"])):
            return "the log has no two losses to compare"
        gap, lowest = result["dev"] - result["train"], result["dev"].argmin()
        return Measured(gap[-1], ">", gap[lowest], margin=2 * np.sqrt(2) * diagnosis.noise(gap))

    @finding("From {unit} {measured} on the loss is no number.", at_defaults=False)
    def breaks(self, result: Result) -> Measured | str:
        if np.isnan(result["broken_at"]):
            return "the losses are numbers to the end"
        return Measured(result["broken_at"], ">=", result["at"].max(initial=0))

    @finding("There are {measured:# evaluation|# evaluations}, under {expected}.",
             at_defaults=False)  # fmt: skip
    def short(self, result: Result) -> Measured:
        return Measured(len(result["at"]), "<", diagnosis.FEWEST)

    @finding("The training loss ends at {measured}, and began at {expected}.", at_defaults=False)
    def diverges(self, result: Result) -> Measured | str:
        train = result["train"]
        return lacking(result, "train") or Measured(train[-1], ">", train[0])

    @finding("The training loss jumps back by {measured}\xa0% of its fall (limit "
             "{expected}\xa0%).", at_defaults=False)  # fmt: skip
    def jumps(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "jumps")

    @finding("At best the training loss falls by {measured}\xa0% an epoch (limit "
             "{expected}\xa0%).", at_defaults=False)  # fmt: skip
    def slow(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "slow")

    @finding("Suddenly the training loss falls {measured} times more slowly (limit "
             "{expected}).", at_defaults=False)  # fmt: skip
    def cut(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "cut")

    @finding("There the rate falls to {measured}\xa0% of what it was.", at_defaults=False)
    def lowered(self, result: Result) -> Measured | str:
        before, after = result["rates"]
        if np.isnan(before + after):
            return "the log does not say the rate"
        return Measured(100 * after / before, "<", 50)

    @finding("Over the last quarter the dev loss falls by {measured}\xa0% (limit "
             "{expected}\xa0%).", at_defaults=False)  # fmt: skip
    def falling(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "falling")

    @finding("The dev loss is below the training loss, by {measured}\xa0% of what that fell (limit "
             "{expected}\xa0%).", at_defaults=False)  # fmt: skip
    def easier(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "easier")

    @finding("Training and dev both err on {measured}\xa0% or more (target "
             "{expected}\xa0%).", at_defaults=False)  # fmt: skip
    def biased(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "biased")

    @finding("Dev errs {measured} points more than training (limit {expected}).", at_defaults=False)
    def varies(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "varies")

    @finding("The dev loss is above the training loss, by {measured}\xa0% of what that fell (limit "
             "{expected}\xa0%).", at_defaults=False)  # fmt: skip
    def higher(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "higher")

    @finding("The dev loss, averaged, has risen by {measured}\xa0% from its lowest (limit "
             "{expected}\xa0%).")  # fmt: skip
    def rises(self, result: Result) -> Measured | str:
        return diagnosis.beside_limit(result, "rises")

    @finding("Of the {judged} numbers that can be read {measured} are beyond their limits.",
             at_defaults=False)  # fmt: skip
    def quiet(self, result: Result) -> Measured | str:
        if not result["judged"]:
            return "no number can be read"
        over = diagnosis.beyond(result["values"][:, 0], result["errors"][:, 0], result["limits"])
        return Measured(over.sum(), "=", 0)

    @finding("{run} has a lowest dev loss of {measured}, the best of the others {expected}.",
             at_defaults=False)  # fmt: skip
    def leads(self, result: Result) -> Measured | str:
        lows = result["lows"]
        if len(lows) < 2 or not np.isfinite(lows[0]) or not np.isfinite(lows[1:]).any():
            return "there are no two dev losses to compare"
        return Measured(lows[0], "<", np.nanmin(lows[1:]))

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words = self.words(result)
        kinds = [k for k in ("loss", "error") if any(n.endswith(f"_{k}_raw") for n in result)]
        both = len(kinds) == 2
        shown = self.panels if both else (self.panels["error" in kinds], self.panels[2])
        places, heights = ("ac;bc", (1.5, 1)) if both else ("ab", None)
        *curves, sheet = drawing.panels(
            figure, *words.titled(shown), mosaic=places, widths=(1, 1.1), heights=heights
        )
        if both:
            curves[0].set_xlabel("")
        for kind, axes in zip(kinds, curves, strict=True):
            report.draw_curves(axes, kind, result, words)
        evidence = report.draw_evidence(curves[0], curves[-1], result, words)
        report.draw_report(sheet, evidence, result, words)
