"""Batch, mini-batch and single-example gradient descent, over the same examples."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.descent import descend
from nnviz.core.exact_descent import ExactDescent
from nnviz.core.optimizers import GradientDescent
from nnviz.core.remembering import remembering
from nnviz.core.surfaces import Quadratic
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain

EXAMPLES = 512
RUNS = (1, 2501, 501)  # of each, so that means are known to a tenth at any setting
START = (-4.0, 2.0)
VIEW = (-4.7, 2.2), (-2.5, 2.5)
PATIENCE = 3000  # epochs for which batch descent is followed
ROUNDING = 1e-12
SIGMAS = 4.5  # standard errors by which a mean over the runs may be off
ROLES = {"batch": "plain", "mini": "first", "single": "second"}
RATES = np.append(np.geomspace(1e-3, 1.9, 60), 1.0)  # of which the best of each size is sought


class Minibatch(Concept):
    r"""Small batches make more steps of the same examples, and noisier ones.

    Batch gradient descent reads all $N$ examples for every step. A mini-batch of $B$ gives the
    same gradient on average, with the variance $\frac{\sigma^2}{B}\cdot\frac{N-B}{N-1}$, where
    $\sigma^2$ is that of one example's: a batch a quarter as large at least doubles the standard
    deviation, and makes four steps of what was one. An epoch reads every example once, in a new
    order.

    Noise keeps the weights from coming to rest: they scatter around the minimum, which puts a floor
    under the cost. The floor falls with the learning rate and with the noise, so that small batches
    want small rates.

    In practice a batch is as large as runs efficiently, often 32 to 512. It is a misconception
    that a jagged cost is a fault. To get below the floor, lower the rate, or enlarge the batch.

    For the curious:

    On a bowl the effect of noise is known. If each batch is drawn anew, a weight of curvature λ
    ends with the variance $\frac{\eta\,\sigma^2}{B\,\lambda(2-\eta\lambda)}$ around the minimum;
    the shuffled order of an epoch, in which errors cancel, lowers the floor a little.
    """

    title = "Mini-batch gradient descent"
    topic = "optimization"
    order = 2
    see_also = ("learning-rate", "schedules", "ewma", "momentum")
    builds_on = ("learning-rate",)
    keywords = ("SGD", "stochastic gradient descent", "batch size", "mini-batch", "noise", "epoch",
                "noisy gradient", "full batch", "online learning")  # fmt: skip
    symbols = ("σ: standard deviation of one example's gradient", "N: number of examples",
               "B: examples in a batch")  # fmt: skip
    references = ("Robbins & Monro 1951, A stochastic approximation method",
                  "Cochran 1977, Sampling techniques, section 2.5",
                  "Bottou, Curtis & Nocedal 2018, Optimization methods for large-scale machine "
                  "learning")  # fmt: skip
    code = (GradientDescent.rule,)
    members = ("batch", "mini", "single")

    batch_size: int = parameter(32, "Examples B in a batch.", ge=4, le=256, sweep=(4, 32, 128))
    rate: float = parameter(0.5, "Learning rate η.", ge=0.01, le=1.5, sweep=(0.02, 0.1, 0.5, 1.0))
    condition: float = parameter(10.0, "Condition number κ of the bowl.", ge=1, le=50)
    epochs: int = parameter(4, "Passes over all examples.", ge=1, le=8)
    seed: int = parameter(0, "Seed of the examples and of their order.", ge=0)

    headline = either(
        "{epochs:# epoch takes|# epochs take} batches of {batch_size} to a cost of "
        "{reaches.measured.mini}; all {examples} at once reach {reaches.measured.batch}, one at a "
        "time {reaches.measured.single} [lowest.mini, reaches]",
        "{epochs:# epoch takes|# epochs take} one example at a time to a cost of "
        "{reaches.measured.single}; batches of {batch_size} reach {reaches.measured.mini}, all "
        "{examples} at once {reaches.measured.batch} [lowest.single, reaches]",
        "{epochs:# epoch takes|# epochs take} all {examples} at once to a cost of "
        "{reaches.measured.batch}; batches of {batch_size} reach {reaches.measured.mini}, one at a "
        "time {reaches.measured.single} [lowest.batch, reaches]",
        "After {epochs:# epoch|# epochs} batches of {batch_size} are at a cost of "
        "{reaches.measured.mini}, all {examples} at once at {reaches.measured.batch}, one at a "
        "time at {reaches.measured.single} [reaches]")  # fmt: skip
    setting = ("A bowl (κ = {condition}), the mean over {examples} examples; η = {rate}; mean "
               "costs of many runs, above the lowest")  # fmt: skip
    later = "below {reaches.measured.mini} after {catches.measured} epochs [catches, reaches]"
    rests = (
        "Batches of {batch_size} have settled: in theory noise alone makes a cost of "
        "{settled.measured.mini}; theirs is {reaches.measured.mini} [settled.mini, reaches.mini].",
        "One at a time has settled: in theory noise alone makes a cost of "
        "{settled.measured.single}; its own is {reaches.measured.single} "
        "[settled.single, reaches.single].")  # fmt: skip
    look = (
        "All {examples} at once need {catches.measured} epochs, the dotted way, to come as low as "
        "batches of {batch_size} [catches].", rests,
        "The mean gradient of {batch_size} has the variance {noise.measured.mini}; (σ²/B)(N − "
        "B)/(N − 1) with an example's σ = 1 is {noise.expected.mini} [noise.mini].")  # fmt: skip
    caption = (
        "Gradient descent on a bowl (κ = {condition}), the mean over {examples} examples, at "
        "η = {rate} for {epochs:# epoch|# epochs}: with all examples in a step, with {batch_size} "
        "and with one it takes {updates.measured} steps [updates].",
        "Over the last quarter epoch the costs, above the lowest and averaged over {runs} runs, "
        "are {reaches.measured}; in theory {reaches.expected} [reaches].",
        "In theory all {examples} at once would end at {own.measured.batch} at the best of {tried} "
        "rates, η = {best_rates.batch} [own.batch].",
        "In theory one at a time would end at {own.measured.single} at the best of {tried} "
        "rates, η = {best_rates.single} [own.single].",
        plain("Each path is that of the run whose cost ends nearest to the mean."))  # fmt: skip
    alt = ("Three bowls with a path each: {updates.measured.batch:# step|# steps} with all "
           "{examples} examples, {updates.measured.mini} with batches of {batch_size} and "
           "{updates.measured.single} with one at a time [updates].",
           "Beside them the costs against the epochs, which end at {reaches.measured.batch}, "
           "{reaches.measured.mini} and {reaches.measured.single} [reaches].")  # fmt: skip
    panels = (Panel("batch", "All {examples}: {updates.measured:# step|# steps} to "
                    "{reaches.measured}", y="weight w₂", of="batch"),
              Panel("mini", "Batches of {batch_size}: {updates.measured:# step|# steps} to "
                    "{reaches.measured}", of="mini"),
              Panel("single", "One at a time: {updates.measured:# step|# steps} to "
                    "{reaches.measured}", "weight w₁", "weight w₂", of="single"),
              Panel("costs", "Cost after the same examples: epoch {epochs}", "epochs",
                    "cost − lowest"))  # fmt: skip
    to_draw = "Draw the cost with batches of {batch_size}."
    try_next = (
        Try("At a small rate one example at a time gets lowest [lowest].", of="single", rate=0.02),
        Try("Batches of four have settled, too [settled].", of="mini", batch_size=4),
        Try("On a round bowl all examples at once get lowest [lowest].", of="batch",
            condition=1.0, epochs=8))  # fmt: skip

    longer = Predict(
        "{epochs} epochs are trained instead of {before.epochs}. Descent with one example a step, "
        "which has settled, ends at a cost …",
        Choice("near zero", (0, 0.1), "Its steps do not shrink: fresh noise keeps it off."),
        Choice("half as high", 0.5, "Twice the steps, twice the noise that they bring."),
        Choice("about as high", 1), of=Ratio("ends.single"), epochs=8,
        why="At a fixed rate each step's pull to the minimum is balanced by fresh noise. The floor "
            "hangs on η and B, not on the number of steps [reaches, noise].",
        variants=(Change(before={"epochs": 2}, epochs=4),))  # fmt: skip
    slower = Predict(
        "η goes from {before.rate} to {rate}, and the floor that noise sets sinks. After the same "
        "{epochs} epochs batches of {batch_size} end at a cost …", Choice("far higher", "more"),
        Choice("about as high", 1, "The same examples are read, but by shorter steps."),
        Choice("a tenth as high", 0.1, "The floor is lower; but it is reached later."),
        of=Ratio("ends.mini"), rate=0.05,
        why="A tenth of the rate needs ten times the steps, and there are {steps.mini}: they are "
            "still on the way. A schedule has both [reaches, updates].")  # fmt: skip
    larger = Predict(
        "Batches go from {before.batch_size} to {batch_size} examples, and their means vary less. "
        "After the same {epochs} epochs they end at a cost …",
        Choice("lower than before", "fewer", "Less noise, but also fewer steps to get there."),
        Choice("about as high", 1, "As many examples are read, for an eighth of the steps."),
        Choice("far higher than before", "more"), of=Ratio("ends.mini"), batch_size=256,
        why="An epoch is so many steps as it has batches, {steps.mini} in all here. At this rate "
            "the steps are what they lack, not exactness [updates, noise, reaches].",
        variants=(Change(batch_size=128),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        points, orders = _read(self.epochs, self.seed)
        sizes = EXAMPLES, self.batch_size, 1
        each = zip(sizes, RUNS, strict=True)
        kinds = [self._descended(points, size, orders[:, :runs]) for size, runs in each]
        bowl, start = Quadratic(self.condition), np.array(START)
        batch = ExactDescent(bowl.hessian, np.zeros(2), start, self.rate)
        until = min(batch.steps_to(kinds[1]["ends"] / bowl.value(start)), PATIENCE)
        turn = np.linspace(0, 2 * np.pi, 121)
        round_it = np.stack([np.cos(turn), np.sin(turn)], axis=-1) / np.sqrt(bowl.eigenvalues)
        return {
            "examples": EXAMPLES, "tried": len(RATES), "sizes": Members(sizes),
            "alone": batch.points(np.arange(self.epochs, max(until, self.epochs) + 1)),
            "levels": np.array([np.sqrt(2 * kind["ends"]) * round_it for kind in kinds]),
            **{f"{m}_{key}": kind[key] for m, kind in zip(self.members, kinds, strict=True)
               for key in ("at", "costs", "path")}, "runs": Members(RUNS),
            **{key: Members(np.array([kind[key] for kind in kinds]))
               for key, of_batch in kinds[0].items() if np.ndim(of_batch) == 0}}  # fmt: skip

    def _descended(self, points: Array, size: int, orders: Labels) -> dict[str, Any]:
        """Return what runs with such batches did, and what theory expects of them.

        `orders` (epochs, runs, examples) are the examples' numbers as they are read.
        """
        bowl, batches = Quadratic(self.condition), _means(points, size, orders)
        runs, steps = orders.shape[1], self.epochs * len(_sizes_of(size))
        start, optimizer = np.tile(START, (runs, 1)), GradientDescent(self.rate)
        path = descend(lambda w: bowl.gradient(w - next(batches)), optimizer, start, steps)
        costs = bowl.value(path)
        last = costs[-_late(size) :].mean(axis=0)
        # Each step tells what its batch was: its weights moved by ηλ towards the batch's mean.
        means = path[:-1] + np.diff(path, axis=0) / (self.rate * np.array(bowl.eigenvalues))
        scatter = np.square(means).mean(axis=(0, 2))
        promised = self._expected(RATES, size, START)
        return {
            "at": np.append(0.0, np.cumsum(np.tile(_sizes_of(size), self.epochs)) / EXAMPLES),
            "costs": costs.mean(axis=1),
            "path": path[:, np.argmin(np.abs(last - last.mean()))],
            "steps": len(path) - 1,
            "ends": last.mean(),
            "errors": last.std() / np.sqrt(runs),
            "variances": scatter.mean().round(12),  # so that 10⁻³⁰ is said as 0
            "errors_of_variances": scatter.std() / np.sqrt(runs),
            "best_rates": RATES[np.argmin(promised)],
            "best_ends": promised.min(),
        }

    def _expected(self, rates: Array | float, size: int, start: tuple[float, float]) -> Array:
        """Return the expected mean cost over the last quarter epoch at each rate.

        A step makes w to ρw + ηλx̄ with ρ = 1 − ηλ, so that k steps of an epoch add Σ aⱼx̄ⱼ with
        aⱼ = ηλρᵏ⁻ʲ. Batches are drawn without replacement (Cochran 1977, section 2.5): with σ = 1
        the variance of the sum is N/(N − 1) Σ aⱼ²/Bⱼ − (Σ aⱼ)²/(N − 1).
        """
        sizes, curvatures = _sizes_of(size), Quadratic(self.condition).eigenvalues
        gain = np.asarray(rates)[..., np.newaxis, np.newaxis] * curvatures
        kept = (1 - gain) ** np.arange(1, len(sizes) + 1)[:, np.newaxis]  # ρᵏ, (…, steps, 2)
        squares = gain / (2 - gain) * (1 - kept**2) / size
        squares[..., -1, :] += (gain**2 * (1 / sizes[-1] - 1 / size))[..., 0, :]
        own = (EXAMPLES * squares - (1 - kept) ** 2) / (EXAMPLES - 1)
        epoch = kept[..., -1:, :] ** 2
        earlier = own[..., -1:, :] * (1 - epoch ** (self.epochs - 1)) / (1 - epoch)
        mean = kept * kept[..., -1:, :] ** (self.epochs - 1) * start
        costs = 0.5 * (mean**2 + own + kept**2 * earlier) @ curvatures
        return np.asarray(costs[..., -_late(size) :].mean(axis=-1))

    def _expected_ends(self, result: Result, start: tuple[float, float]) -> Array:
        """Return the expected mean cost of each over the last quarter epoch."""
        return np.array([self._expected(self.rate, size, start) for size in result["sizes"]])

    @claim("{sizes:# example|# examples} a step make {measured:# step|# steps}.")
    def updates(self, result: Result) -> Measured:
        return Measured(result["steps"], "=", self.epochs * np.ceil(EXAMPLES / result["sizes"]))

    @claim("With {sizes:# example|# examples} a step the mean cost ends at {measured}; theory "
           "expects {expected}.")  # fmt: skip
    def reaches(self, result: Result) -> Measured:
        within = SIGMAS * result["errors"] + ROUNDING
        return Measured(result["ends"], "=", self._expected_ends(result, START), within=within)

    @claim("Mean gradients of {sizes:# example|# examples} vary by {measured}: (σ²/B)(N − B)/(N − "
           "1) is {expected}.")  # fmt: skip
    def noise(self, result: Result) -> Measured:
        batches = [_sizes_of(size) for size in result["sizes"]]
        expected = [np.mean((EXAMPLES - sizes) / (sizes * (EXAMPLES - 1))) for sizes in batches]
        within = SIGMAS * result["errors_of_variances"] + ROUNDING
        return Measured(result["variances"], "=", expected, within=within)

    @finding("With {sizes:# example|# examples} a step the cost ends lowest, at {measured}.")
    def lowest(self, result: Result) -> Measured:
        ends, errors = result["ends"], result["errors"]
        others = [np.argmin(np.where(np.arange(3) == i, np.inf, ends)) for i in range(3)]
        return Measured(ends, "<", ends[others], margin=SIGMAS * np.hypot(errors, errors[others]))

    @finding("Batch descent is as low as batches of {batch_size} were after {measured} epochs.")
    def catches(self, result: Result) -> Measured:
        low = np.flatnonzero(Quadratic(self.condition).value(result["alone"]) <= result["ends"][1])
        return Measured(self.epochs + low[0] if low.size else np.nan, ">", self.epochs)

    @finding("With {sizes:# example|# examples} a step descent has settled: noise alone, "
             "{measured} in theory, makes more than 95 % of its cost, {ends}.")  # fmt: skip
    def settled(self, result: Result) -> Measured:
        alone, ends = self._expected_ends(result, (0.0, 0.0)), result["ends"]
        return Measured(alone, ">", 0.95 * ends, margin=SIGMAS * result["errors"])

    @finding("With {sizes:# example|# examples} a step η = {best_rates} would end at {measured} in "
             "theory, η = {rate} at {expected}.")  # fmt: skip
    def own(self, result: Result) -> Measured:
        here = self._expected_ends(result, START)
        return Measured(result["best_ends"], "<", here, margin=0.1 * here)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        *bowls, costs = drawing.panels_of(self, result, figure, mosaic="ab;cd", column_height=7.6)
        view = drawing.room_for(*VIEW, *(result[f"{member}_path"] for member in self.members))
        for axes, member in zip(bowls, self.members, strict=True):
            self._draw_path(axes, member, view, result)
        self._draw_costs(costs, result)

    def _draw_path(self, axes: drawing.Axes, member: str, view: Any, result: Result) -> None:
        words, role = self.words(result), ROLES[member]
        drawing.contours(axes, Quadratic(self.condition).value, *view, filled=True)
        drawing.colour_title(axes, role)
        drawing.minimum(axes, (0, 0))
        points, many = result[f"{member}_path"], member == "single"
        style: Any = {"times": result[f"{member}_at"], "until": self.epochs, "steps": not many}
        if many:
            style |= {"linewidth": 0.5, "color": drawing.role(role).faded(0.55)}
        line = drawing.path(axes, points, role, **style)
        x, y = result["levels"][self.members.index(member)].T
        (level,) = axes.plot(x, y, color=drawing.text_colour(role), linewidth=1.2, zorder=3)
        text = words.say("cost {reaches.measured}", member)
        cost = drawing.label(axes, text, x, y, role, bold=True, prefer=(x.max(), 0), side="right")
        drawing.accompany(line, [level, cost], at=points[-1])
        if member == "batch" and (later := words.say(self.later)):
            x, y = result["alone"].T
            (dotted,) = axes.plot(x, y, **drawing.line_style(role, linestyle=":"))
            name = drawing.label(axes, later, x[-1:], y[-1:], role, side="below")
            drawing.accompany(line, [dotted, name], at=points[-1])

    def _draw_costs(self, axes: drawing.Axes, result: Result) -> None:
        words = self.words(result)
        most, least = words.say("all {examples}"), words.say("one at a time")
        names = most, words.say("batches of {batch_size}"), least
        style: Any = {"log": True, "prefer": "middle", "until": self.epochs, "linestyle": "-"}
        for i, (member, role) in enumerate(ROLES.items()):
            x, costs = result[f"{member}_at"], result[f"{member}_costs"]
            marker = "" if member == "single" else drawing.role(role).marker
            line = drawing.curve(axes, costs, role, x=x, text=names[i], marker=marker, **style)
            line.set_markersize(0.5 * line.get_markersize())
            if member == "mini":
                drawing.to_draw(line)
            end = words.say("{reaches.measured}", member)
            drawing.value_mark(axes, self.epochs, result["ends"][i], end, role, on=line)
        drawing.count_up(axes, self.epochs)
        drawing.integer_axis(axes)
        axes.set_xlim(0, 1.22 * self.epochs)


@remembering
def _read(epochs: int, seed: int) -> tuple[Array, Labels]:
    """Return the examples, and their numbers (epochs, runs, examples) as they are read."""
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((EXAMPLES, 2))
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    orders = rng.random((epochs, max(RUNS), EXAMPLES), np.float32).argsort(axis=-1)
    return points, orders.astype(np.uint16)


def _sizes_of(size: int) -> Labels:
    """Return the sizes of an epoch's batches: the last is what is left."""
    return np.minimum(size, EXAMPLES - np.arange(0, EXAMPLES, size))


def _late(size: int) -> int:
    """Return how many of an epoch's steps end in its last quarter."""
    return int(np.sum(np.cumsum(_sizes_of(size)) > 0.75 * EXAMPLES))


def _means(points: Array, size: int, orders: Labels) -> Iterator[Array]:
    """Yield the means (runs, 2) of one batch after another."""
    sizes = _sizes_of(size)
    for order in orders:
        read = np.take(points.T, order, axis=1)
        sums = np.add.reduceat(read, np.arange(0, EXAMPLES, size), axis=-1)
        yield from np.moveaxis(sums / sizes, (0, -1), (-1, 0))
