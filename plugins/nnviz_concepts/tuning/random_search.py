"""Hyperparameters searched on a grid and at random: how often each meets a good learning rate."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, split
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, OptimizerState
from nnviz.core.remembering import remembering
from nnviz.core.scales import Logarithmic
from nnviz.core.search import chance_of_best, even_grid, grid, random_trials
from nnviz.core.training import train
from nnviz.datasets import labelled, standardized, told
from nnviz.drawing import Axes, Figure
from nnviz.questions import Change, Choice, Least, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz.wording import phrase

RATES, EPSILONS = Logarithmic(1e-4, 1.0), Logarithmic(1e-10, 1e-6)
ALONG, ACROSS = 33, 3  # learning rates and values of ε at which the errors are measured
UNITS, BATCH, NETWORKS = 16, 64, 5
PLANE_EXAMPLES, PLANE_NOISE = 1800, 0.2
PARTS = (0.3, 0.3, 0.4)
SIDES = np.arange(1, 7)
SEARCHES, DRAWN_FROM = 20_000, 201
SIGMAS = 4.5  # standard errors by which a simulated share may be off
NEARLY = 1e-12  # the core knows the chance of what is neither all nor nothing
FEW = 4  # trials a row whose errors are written beside them
FINE = 6001  # points along the axis at which the edges of what is good are sought
ROLES = {"grid": "without", "random": "with"}


class RandomSearch(Concept):
    r"""Random trials try a new value of what matters each time; a grid tries few, again and again.

    Of several hyperparameters usually few matter, and one does not know which. A grid of
    $k\times k$ trials spends its networks on $k$ learning rates, each with $k$ values of Adam's ε,
    which hardly counts. As many random trials are $k^2$ different learning rates.

    Say that a share $p$ of the axis is good. A grid that lies anywhere on it meets a good value
    with probability $\min(1, kp)$; random trials do with $1-(1-p)^{k^2}$, since each misses with
    $1-p$. For random trials this holds in any number of dimensions, while a grid of $d$ needs $k^d$
    trials: with 95 % one of 59 random trials is in the best twentieth. Only where good values are
    wide, $p \ge 1/k$, is a grid sure of one.

    In practice search from coarse to fine: again around the best. Draw on the scale on which equal
    steps count alike: a learning rate log-uniformly, for else nine in ten between 0.0001 and 1 are
    over 0.1; a decay β by $1-\beta$. It is a misconception that a grid is more thorough. It is only
    more regular.
    """

    title = "Random search"
    topic = "tuning"
    order = 1
    see_also = ("learning-rate", "data-splits", "ewma", "batch-norm")
    builds_on = ("learning-rate", "data-splits")
    keywords = ("hyperparameter tuning", "hyperparameters", "hyperparameter search", "grid search",
                "hyperparameter optimization", "log scale")  # fmt: skip
    symbols = ("k: number of values of each hyperparameter on the grid",)
    references = ("Bergstra & Bengio 2012, Random search for hyper-parameter optimization, fig. 1",
                  "Ng 2017, Improving deep neural networks, week 3: tuning process")  # fmt: skip
    code = (even_grid, random_trials, chance_of_best)
    members = ("grid", "random")

    side: int = parameter(3, "Values k of each on the grid; both make k² trials.", ge=2, le=6,
                          sweep=(2, 3, 4, 6))  # fmt: skip
    within: float = parameter(2.0, "Points a good rate may lie over the lowest error.", ge=0.5,
                              le=40, sweep=(1, 2, 5, 20))  # fmt: skip
    steps: int = parameter(40, "Training steps of each network, of 64 examples.", ge=5, le=200)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of the trials, the networks and the split.", ge=0)

    headline = either(
        "{trials} trials on a grid try {tries.measured.grid} learning rates and meet a good one in "
        "{meets.measured.grid:.0f}\xa0% of searches; at random they try {tries.measured.random}: "
        "{meets.measured.random:.0f}\xa0% [tries, meets, ahead]",
        "So many rates are good that each grid of {trials} meets one; at random "
        "{meets.measured.random:.0f}\xa0% of searches do [sure, meets]",
        "{trials} trials on a grid try {tries.measured.grid} learning rates, at random "
        "{tries.measured.random} [tries]")  # fmt: skip
    setting = ("{units} hidden units, {steps} steps of Adam on {dataset}; a good rate errs by at "
               "most {within:# point|# points} more than the best; each grid is shifted at "
               "random")  # fmt: skip
    flat = either("{matters}",
                  "Here ε counts: it moves the mean error by {matters.measured} points, the "
                  "learning rate by {matters.expected} [not matters].")  # fmt: skip
    chances = either("{ahead}", "{sure}",
                     "On a grid {ahead.expected:.0f}\xa0% of searches meet a good rate, at random "
                     "{ahead.measured:.0f}\xa0% [not ahead].")  # fmt: skip
    look = (flat, chances,
            "The formulas min(1, kp) and 1 − (1 − p)ⁿ give {meets.expected.grid:.1f} and "
            "{meets.expected.random:.1f}\xa0%, where p is the share of the axis that is good "
            "[meets, curve].")  # fmt: skip
    caption = (plain("Mean dev error of {networks} networks {layers} after {steps} steps of Adam "
                     "on {batch} examples of {dataset} at each of {rates_tried} learning rates "
                     "(strong; pale: at each of {epsilons_tried} values of ε), seed {seed}. Green: "
                     "within {within:# point|# points} of the lowest. The drawn grid lies in the "
                     "middle; the drawn random search is a typical one of {drawn_from}. {source}."),
               flat,
               "Of {searches} simulated searches {meets.measured.grid:.1f}\xa0% on a grid and "
               "{meets.measured.random:.1f}\xa0% at random meet a good rate [meets].")  # fmt: skip
    alt = (plain("Above, the same valley twice, the error on {dataset} against the learning rate, "
                 "with a green stretch from {good_from:.2g} to {good_to:.2g}."),
           "Below it the trials in the plane of learning rate and ε, a dotted line up from each: "
           "those of the grid in {tries.measured.grid} columns, the random ones in "
           "{tries.measured.random} [tries].",
           plain("On the right two curves rise with the number of trials."),
           chances)  # fmt: skip
    panels = (
        Panel("grid_errors", "A grid: {tries.measured} rates [tries]", y="error (%)", of="grid"),
        Panel("random_errors", "At random: {tries.measured} rates [tries]", of="random"),
        Panel("grid", "{beside}", "learning rate", "Adam's ε", of="grid"),
        Panel("random", "", "learning rate", of="random"),
        Panel("chance", "Good rate met in {trials} trials", "trials", "share of searches (%)"),
    )
    try_next = (Try("With 4 trials, too, random ones meet a good rate more often [ahead].",
                    side=2),)  # fmt: skip

    quadrupled = Predict(
        "k goes from {before.side} to {side}, and k² = {before.trials} trials become four times as "
        "many. Of searches on a grid those that meet a good rate become …",
        Choice("as many", 1, "More columns lie closer, and fewer good stretches fit between."),
        Choice("twice as many", 2),
        Choice("four times as many", 4, "Rows add networks, but no further learning rates."),
        of=Ratio("met.grid"), before={"side": 2}, side=4,
        why="A grid of k² trials tries k learning rates, twice as many as before, and meets a good "
            "one with min(1, kp) [tries, meets].", variants=(Change(side=6),))  # fmt: skip
    missing = Predict(
        "k goes from {before.side} to {side}, and k² = {before.trials} trials become nine times as "
        "many. Of random searches those that meet no good rate become …",
        Choice("as many as before", 1, "Each trial misses as often, but all have to."),
        Choice("about a third as many", 1 / 3, "So it would be if rows of trials shared a rate."),
        Choice("about a ninth as many", 1 / 9, "Chances of missing multiply, not divide."),
        Choice("less than a thirtieth", (0, 1 / 30)),
        of=Ratio("missed.random"), before={"side": 2}, side=6,
        why="A search misses only if each of its trials does, with (1 − p)ⁿ for n trials: nine "
            "times the trials raise that to the ninth power [meets, curve].")  # fmt: skip
    wide = Predict(
        "Good are now rates that err by {within} points more than the best, where it was "
        "{before.within}. In {before.trials} trials a good rate is missed least often …",
        Choice("on the grid", "missed.grid"),
        Choice("at random, as before", "missed.random", "Chance leaves gaps; a grid leaves none "
               "that is wider than 1/k."),
        Choice("on both alike", ("missed.grid", "missed.random"), "A random search may still miss "
               "them, if rarely."),
        of=Least("missed.grid", "missed.random"), within=30.0,
        why="Where the good share p of the axis is over 1/k, a grid of k columns cannot miss it: "
            "it meets one with min(1, kp), random trials with 1 − (1 − p)ⁿ [meets].",
        variants=(Change(within=40.0),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        whole = labelled(self, self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed)
        learned, dev, _ = standardized(self.dataset, *split(whole, PARTS, self.seed))
        own = learned, dev, self.steps, self.seed
        rates = RATES.at(np.linspace(0, 1, ALONG))
        epsilons = EPSILONS.at(np.linspace(0, 1, ACROSS))
        errors = _errors(*own, grid(epsilons, rates)[:, ::-1]).reshape(ACROSS, ALONG)
        by_rate = errors.mean(axis=0)
        fine = np.linspace(0, 1, FINE)
        error = np.interp(fine, np.linspace(0, 1, ALONG), by_rate)
        best, over = error.argmin(), np.flatnonzero(error > error.min() + self.within)
        low, high = over[over < best].max(initial=-1), over[over > best].min(initial=FINE)
        good = RATES.at(fine[[low + 1, high - 1]])  # the ends of the stretch around the best
        share = float(np.clip(np.ptp(RATES.share(good)), NEARLY, 1 - NEARLY))
        # As many on each side of the middle: the middle one of all grids of k that lie anywhere.
        shrunk = [s.around(float(s.at(0.5)), 1 - 1 / self.side) for s in (RATES, EPSILONS)]
        tried = {"grid": even_grid(shrunk, self.side), "random": self._typical(by_rate, good)}
        errors_tried = _errors(*own, np.concatenate(list(tried.values()))).reshape(2, -1)
        met = _simulated(good, self.seed)
        counts = np.arange(1, SIDES[-1] ** 2 + 1)
        return {
            **told(learned, self.dataset), "rates": rates, "errors": errors, "by_rate": by_rate,
            "good": good, "good_from": good[0], "good_to": good[1], **tried,
            "grid_errors": errors_tried[0], "random_errors": errors_tried[1],
            "trials": self.side**2,
            "beside": "Each trial's error (%)" if self.side <= FEW else "",
            "lowest": Members(errors_tried.min(axis=1)),
            "chances": 100 * np.array([chance_of_best(int(n), share) for n in counts]),
            "counts": counts, "squares": SIDES**2,
            "grid_chances": 100 * np.minimum(1, SIDES * share), "simulated": met,
            "met": Members(met[:, self.side - 1]), "missed": Members(100 - met[:, self.side - 1]),
            "searches": SEARCHES, "drawn_from": DRAWN_FROM, "networks": NETWORKS, "units": UNITS,
            "rates_tried": ALONG, "epsilons_tried": ACROSS,
            "layers": f"{learned.inputs.shape[1]}-{UNITS}-{len(learned.classes)}",
            "batch": min(BATCH, len(learned)), "sizes": np.array([len(learned), len(dev)]),
            "source": learned.source.removesuffix(".")}  # fmt: skip

    def _typical(self, by_rate: Array, good: Array) -> Array:
        """Return a random search about as good as the middle one, whose trials hardly overlap."""
        drawn = random_trials((RATES, EPSILONS), DRAWN_FROM * self.side**2, self.seed)
        drawn = drawn.reshape(DRAWN_FROM, self.side**2, 2)
        hits = _is_good(drawn[..., 0], good).sum(axis=1)
        usual = drawn[hits == np.median(hits)]
        places = np.stack([RATES.share(usual[..., 0]), EPSILONS.share(usual[..., 1])], axis=-1)
        lowest = np.interp(places[..., 0], np.linspace(0, 1, ALONG), by_rate).min(axis=1)
        nearest = np.argsort(np.abs(lowest - np.median(lowest)))[:9]
        apart = [np.linalg.norm(p[:, np.newaxis] - p, axis=-1) for p in places[nearest]]
        clear = [distances[distances > 0].min() for distances in apart]
        return np.asarray(usual[nearest[np.argmax(clear)]])

    @claim("{trials} trials try {measured} learning rates.")
    def tries(self, result: Result) -> Measured:
        distinct = [len(np.unique(result[name][:, 0])) for name in self.members]
        return Measured(distinct, "=", [self.side, self.side**2])

    @claim("{measured:.1f}\xa0% of {searches} searches meet a good rate; in theory {expected:.1f}.")
    def meets(self, result: Result) -> Measured:
        p, n = np.ptp(RATES.share(result["good"])), self.side**2
        expected = np.array([min(1, self.side * p), 1 - (1 - p) ** n])
        error = np.sqrt(expected * (1 - expected) / SEARCHES) + 1 / SEARCHES
        met = result["simulated"][:, self.side - 1]
        return Measured(met, "=", 100 * expected, within=100 * SIGMAS * error)

    @claim("At all numbers n of trials the chance that is drawn is 1 − (1 − p)ⁿ.")
    def curve(self, result: Result) -> Measured:
        p = np.ptp(RATES.share(result["good"]))
        return Measured.same(result["chances"] / 100, 1 - (1 - p) ** result["counts"])

    @finding("At random {measured:.0f}\xa0% of searches meet a good rate in {trials} trials, on a "
             "grid {expected:.0f}\xa0%.")  # fmt: skip
    def ahead(self, result: Result) -> Measured:
        grid, random = result["simulated"][:, self.side - 1]
        variances = grid * (100 - grid) + random * (100 - random)
        return Measured(random, ">", grid, margin=SIGMAS * np.sqrt(variances / SEARCHES))

    @finding("Each grid of {trials} meets a good rate.", at_defaults=False)
    def sure(self, result: Result) -> Measured:
        return Measured(result["simulated"][0, self.side - 1], "=", 100)

    @finding("Over four decades of ε the error, averaged over the rates, moves by {measured} "
             "points; over those of the learning rate, averaged over ε, by "
             "{expected}.")  # fmt: skip
    def matters(self, result: Result) -> Measured:
        errors = result["errors"]
        along, across = np.ptp(errors.mean(axis=0)), np.ptp(errors.mean(axis=1))
        return Measured(across, "<", along, margin=0.5 * along)

    def draw(self, result: Result, figure: Figure) -> None:
        *searches, chance = drawing.panels_of(
            self, result, figure, mosaic="abe;cde", column="ab;cd;ee", heights=(1, 1.4)
        )
        for name, above, plane in zip(self.members, searches[:2], searches[2:], strict=True):
            self._draw_search(name, above, plane, result)
        self._draw_chances(chance, result)

    def _draw_search(self, name: str, above: Axes, plane: Axes, result: Result) -> None:
        words, role = self.words(result), ROLES[name]
        drawing.colour_title(above, role)
        for axes in (above, plane):
            drawing.log_axis(axes, "x", ticks=3)
            axes.axvspan(*result["good"], color=drawing.role("good").fill, linewidth=0, zorder=0)
            axes.set_xlim(RATES.low / 2, RATES.high * 2)
        above.tick_params(labelbottom=False)
        drawing.pale_cloud(above, result["rates"], result["errors"], fade=0)
        above.plot(result["rates"], result["by_rate"], color=drawing.colour("ink"))
        above.set_ylim(0, 1.08 * result["by_rate"].max())
        drawing.log_axis(plane, "y", ticks=4)
        plane.set_ylim(EPSILONS.low / 3, EPSILONS.high * 3)
        trials, errors = result[name], result[f"{name}_errors"]
        (rates, epsilons), turns = trials.T, np.arange(1, len(trials) + 1)
        met = _is_good(rates, result["good"])
        for chosen, of in ((met, "good"), (~met, role)):
            colour, times = drawing.colour(of), turns[chosen]
            for axes, values, end in ((plane, epsilons, 3 * EPSILONS.high), (above, errors, 0)):
                x, y = rates[chosen], values[chosen]
                (points,) = axes.plot(x, y, drawing.role(role).marker, color=colour, zorder=4)
                drawing.reveal(points, times=times, until=len(trials))
                there = [height for each in y for height in (end, each, np.nan)]
                (lines,) = axes.plot(x.repeat(3), there, ":", color=colour, linewidth=0.8, zorder=1)
                drawing.reveal(lines, times=times.repeat(3), until=len(trials))
        best, text = errors.argmin(), words.say("best {lowest:.0f}\xa0%", name)
        lowest = drawing.label(above, text, rates[best], errors[best], role, side="left", bold=True)
        named: list[Any] = [(len(trials), lowest)]
        if name == "random":
            band = result["good"], np.full(2, EPSILONS.low / 2)
            drawing.label(plane, words.say("good rates"), *band, of="good", prefer="start")
        elif self.side <= FEW:
            for turn, rate, epsilon, error in zip(turns, rates, epsilons, errors, strict=True):
                beside = phrase(round(float(error)))
                named.append((turn, drawing.label(plane, beside, rate, epsilon, role)))
        drawing.appear(named, until=len(trials))

    def _draw_chances(self, axes: Axes, result: Result) -> None:
        words, n, squares = self.words(result), result["trials"], result["squares"]
        drawing.count_up(axes, n)
        drawing.threshold(axes, n, which="x")
        curves: Any = (
            ("grid", words.say("grid"), "below", squares, result["grid_chances"]),
            ("random", words.say("at random"), "above", result["counts"], result["chances"]),
        )
        for (name, text, side, x, y), found in zip(curves, result["simulated"], strict=True):
            of = drawing.role(ROLES[name])
            grows: Any = {"x": x, "times": np.minimum(x, n)}
            line = drawing.curve(axes, y, of, text=text, side=side, **grows)
            met = words.say("{met:.0f}\xa0%", name)
            drawing.value_mark(axes, n, found[self.side - 1], met, of, on=line)
            (dots,) = axes.plot(squares, found, of.marker, color=of.color)
            drawing.reveal(dots, times=np.minimum(squares, n))
        axes.set(xlim=(0, 37), ylim=(0, 112), xticks=squares)


@dataclass(frozen=True)
class EachItsOwn(Adam):
    """Adam on a stack whose members have an ε of their own, (members, 1) of their precision."""

    epsilons: Array | float = 1.0

    def prepare(self, state: OptimizerState) -> None:
        """Correct every member's ε as Adam corrects one."""
        super().prepare(state)
        state.numbers.epsilon = state.numbers.epsilon * self.epsilons


@remembering
def _errors(learned: Dataset, dev: Dataset, steps: int, seed: int, trials: Array) -> Array:
    """Return the mean dev error (%) of networks trained with each rate and ε, (trials, 2)."""
    rates, epsilons = np.split(trials.repeat(NETWORKS, axis=0), 2, axis=1)
    adam = EachItsOwn(rates[:, 0], epsilon=1, epsilons=epsilons.astype(np.float32))
    seeds = [seed + network for _ in trials for network in range(NETWORKS)]
    layers = [learned.inputs.shape[1], UNITS, len(learned.classes)]
    stack = Network(layers, hidden="relu", loss="multiclass", seed=seeds, dtype=np.float32)
    X, y, size = learned.inputs, learned.targets, min(BATCH, len(learned))
    train(stack, X, y, adam, steps=steps, batch_size=size, on_divergence="record")
    errors = 100 * np.asarray(stack.error_rate(dev.inputs, dev.targets))
    return np.asarray(errors.reshape(-1, NETWORKS).mean(axis=1))


@remembering
def _simulated(good: Array, seed: int) -> Array:
    """Return the share (%) of searches that try a good rate, (members, sides)."""
    rng = np.random.default_rng((seed, SEARCHES))  # of its own
    hits = _is_good(random_trials([RATES], SEARCHES * int(SIDES[-1]) ** 2, rng), good)
    hits, places = hits.reshape(SEARCHES, -1), rng.random((SEARCHES, 1))
    met = [
        [_is_good(RATES.at((places + np.arange(k)) / k), good).any(axis=1) for k in SIDES],
        [hits[:, : side**2].any(axis=1) for side in SIDES],
    ]
    return np.asarray(100 * np.mean(met, axis=-1))


def _is_good(rates: Array, good: Array) -> Any:
    """Return which learning rates lie between these ends."""
    return (rates >= good[0]) & (rates <= good[1])
