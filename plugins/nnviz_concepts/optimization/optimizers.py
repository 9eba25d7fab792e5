"""A race of all optimizers, each at the learning rate that is best for it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nnviz import Claim, Concept, Result, UsageError, drawing, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.descent import descend
from nnviz.core.optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)
from nnviz.core.surfaces import Surface
from nnviz.wording import enumeration, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RATES = np.geomspace(1e-4, 10, 51)
NAMES = {
    "sgd": "plain descent",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "AdamW",
}
ROLES = {"sgd": "plain", **{name: name for name in (*NAMES, "momentum") if name != "sgd"}}
OTHERS = ("seventh", "ink", "muted")
MANY = 7  # rows that have room for two lines
FLOOR = 1e-6  # of the first distance; what is nearer is not drawn


class Optimizers(Concept):
    r"""Which optimizer is fastest depends on the surface, even with the best rate for each.

    All start at the same point. Each rule turns gradients into steps: plain descent takes the
    gradient as it is, momentum and Nesterov add up past ones, AdaGrad and RMSProp divide by the
    size of past ones, and Adam does both. The rate that suits one is wrong for another, so that a
    race at one rate shows only whom the rate suits. Here every method has the rate, of 51 on a
    logarithmic grid from $10^{-4}$ to 10, with which it is within the tolerance of a
    minimum soonest and stays there, and never leaves the view. All else is at its usual value:
    $\beta = 0.9$, $\gamma = 0.99$, $\beta_2 = 0.999$.

    Look at the paths first: momentum overshoots and comes back, the adaptive methods begin
    straight along a diagonal, since both weights step equally far. Then at the
    distances, and the bars: how many steps each takes, and its rate.

    A misconception: no method wins everywhere, and a bowl in the plane is not a
    network. Try another surface. AdamW may never arrive: it also shrinks the weights, and so aims
    at a slightly different point.

    Try next:

    - `nnviz show optimizers --surface ravine`: axes along the ravine suit the adaptive methods.
    - `nnviz show optimizers --surface rosenbrock --steps 600`: few arrive at all.
    - `nnviz show optimizers --optimizers sgd,momentum,adam --surface saddle`: three of them.
    """

    title = "A race of optimizers"
    topic = "optimization"
    order = 9
    see_also = ("momentum", "adam", "saddle-points", "schedules")
    references = (
        "Kingma & Ba 2015, Adam: a method for stochastic optimization",
        "Loshchilov & Hutter 2019, Decoupled weight decay regularization",
        "Choi et al. 2019, On empirical comparisons of optimizers for deep learning",
    )

    optimizers: tuple[str, ...] | None = parameter(
        None, "Optimizers to race; all of them when not given.", family="optimizers"
    )
    surface: str = parameter("beale", "Surface to race on.", family="surfaces")
    steps: int = parameter(300, "Steps of every path.", ge=20, le=1000, sweep=(100, 300, 1000))
    tolerance: float = parameter(
        0.01, "Distance to a deepest minimum at which a path has arrived.", ge=1e-4, le=0.1
    )

    def compute(self) -> dict[str, object]:
        """Descend with each method at every rate of the grid, and keep its best path."""
        surface = self._surface
        goals = _deepest(surface)
        kinds = self._kinds()
        tuned = [self._tuned(kind, surface, goals) for kind in kinds.values()]
        paths, steps, rates = (np.stack(each) for each in zip(*tuned, strict=True))
        distances = _distances(paths, goals)
        named = [NAMES.get(name, name.replace("_", " ")) for name in kinds]
        values: dict[str, object] = {
            "names": np.array(named),
            "paths": paths,
            "distances": distances,
            "arrivals": steps,
            "rates": rates,
            "goals": goals,
            "arrived": int((steps >= 0).sum()),
            "raced": len(kinds),
            **_differences(kinds, surface, paths, rates),
            **_ranked(named, steps, distances),
        }
        for name in ("sgd", "momentum"):
            if name in kinds:
                values[f"{name}_steps"] = int(steps[list(kinds).index(name)])
        return values

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield that each rule is what it should be, that arrivals last, and who is first."""
        for name, title in zip(self._kinds(), result["names"], strict=True):
            if f"{name}_difference" in result:
                yield Claim(
                    f"{title[:1].upper()}{title[1:]} takes the path that its rule, written out as "
                    "a sum over all past gradients, gives: they differ by {measured}.",
                    expected=0,
                    measured=result[f"{name}_difference"],
                    tolerance=1e-9 * max(1.0, float(np.nanmax(np.abs(result["paths"])))),
                )
        arrived = result["arrivals"] >= 0
        if arrived.any():
            yield Claim(
                "Who has arrived stays: the largest distance after arrival is {measured}, within "
                "the tolerance {expected}.",
                expected=self.tolerance,
                measured=_farthest_after(result["distances"][arrived], result["arrivals"][arrived]),
                relation="<=",
            )
            yield Claim(
                "The best rates of those who arrive lie inside the grid, not at its ends: "
                "{measured} at an end.",
                expected=0,
                measured=np.isin(result["rates"][arrived], RATES[[0, -1]]).sum(),
            )
        if self.surface in ("beale", "rosenbrock") and {"sgd", "momentum"} <= set(self._kinds()):
            yield Claim(
                "Momentum arrives after {measured} steps, plain descent after {expected}: later, "
                "or not at all.",
                expected=_or_never(result["sgd_steps"]),
                measured=_or_never(result["momentum_steps"]),
                relation="<" if result["momentum_steps"] >= 0 else "<=",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw all paths, their distances to the minimum, and the steps they took."""
        race, distances, table = drawing.panels(
            figure,
            f"Paths: {self.surface.replace('_', ' ')}",
            "Distance to the minimum",
            f"Steps until {number(self.tolerance)} off",
            widths=(1.25, 1, 0.8),
        )
        roles = _roles(list(self._kinds()))
        _draw_race(race, self._surface, result, roles)
        _draw_distances(distances, result, roles, self.tolerance)
        brief = drawing.is_narrow(figure) or len(roles) > MANY
        _draw_table(table, result, roles, self.steps, ", " if brief else "\n")

    def headline(self, result: Result) -> str:
        """Return who is first, and when plain descent arrives."""
        if not result["arrived"]:
            return "After {steps} steps nobody has arrived; {first} is nearest, {first_off} off"
        if result.get("sgd_steps", -1) > result["first_steps"]:
            return "Steps to the minimum: {first} {first_steps}, plain descent {sgd_steps}"
        return "Steps to the minimum: {first} {first_steps}; {arrived} of {raced} arrive"

    def setting(self, result: Result) -> str:
        """Return the surface, and how the rates were chosen."""
        return (
            "On {surface}, {steps} steps; each method at the rate, of 51 from 10⁻⁴ to 10, with "
            "which it is {tolerance} off a minimum soonest, and stays in view"
        )

    def caption(self, result: Result) -> str:
        """Return the surface, the rule for the rates, and who arrives when."""
        told = (
            "First there: {first}, after {first_steps} steps; {arrived} of {raced} methods arrive."
            if result["arrived"]
            else "Nobody arrives; {first} ends nearest, {first_off} off."
        )
        return (
            "A race of {raced} optimizers on the surface {surface}, {steps} steps from the same "
            "start. Each has the learning rate, of 51 on a logarithmic grid from 10⁻⁴ to 10, with "
            "which it comes within {tolerance} of a deepest minimum soonest and stays, without "
            "leaving the view. " + told
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: contours of the surface {surface} with a path for each of {raced} optimizers "
            "from one start. Middle: their distances to the nearest deepest minimum on a "
            "logarithmic axis, with the tolerance {tolerance} as a dashed line. Bars of the "
            "steps that each needs: " + _listed(result) + "."
        )

    @property
    def _surface(self) -> Surface:
        chosen: Surface = self.members("surfaces")[self.surface]
        return chosen

    def _kinds(self) -> dict[str, Any]:
        members = self.members("optimizers")
        return {name: members[name] for name in dict.fromkeys(self.optimizers or tuple(members))}

    def _tuned(
        self, kind: type[Optimizer], surface: Surface, goals: Array
    ) -> tuple[Array, int, float]:
        """Return the best path (steps + 1, 2) of a method, its arrival or −1, and its rate.

        The best rate is the one of the earliest arrival that lasts, or else of the smallest
        distance at the end; the smaller of two that are equal. A path that leaves the
        surface's bounds has lost, even if it would come back.
        """
        paths = descend(surface, kind(rate=RATES), surface.start, self.steps, bounds=surface.bounds)
        distances = np.moveaxis(_distances(np.moveaxis(paths, 0, 1), goals), 0, 1)
        arrivals = _arrivals(distances, self.tolerance)
        late = np.where(arrivals < 0, self.steps + 1, arrivals)
        best = int(np.lexsort((distances[-1], late))[0])
        return paths[:, best], int(arrivals[best]), float(RATES[best])


def _deepest(surface: Surface) -> Array:
    """Return the deepest of a surface's minima, shape (k, 2); `UsageError` if it has none."""
    if not len(surface.minima):
        raise UsageError(f"the surface {surface.name} has no minimum to race to; choose another.")
    heights = surface.value(surface.minima)
    deepest: Array = surface.minima[heights <= heights.min() + 1e-9]
    return deepest


def _distances(paths: Array, goals: Array) -> Array:
    """Return each point's distance to the nearest goal, infinite where a path has diverged."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(paths[..., np.newaxis, :] - goals, axis=-1).min(axis=-1)
    distances: Array = np.nan_to_num(lengths, nan=np.inf, posinf=np.inf)
    return distances


def _arrivals(distances: Array, tolerance: float) -> Labels:
    """Return the step from which on each column of (steps, paths) is within tolerance, or −1."""
    outside = distances > tolerance
    last_outside = len(outside) - 1 - outside[::-1].argmax(axis=0)
    arrivals = np.where(outside.any(axis=0), last_outside + 1, 0)
    return np.where(outside[-1], -1, arrivals)


def _differences(
    kinds: dict[str, Any], surface: Surface, paths: Array, rates: Array
) -> dict[str, float]:
    """Return how far each known rule's path is from its sum over the gradients along it."""
    found = {}
    for name, path, rate in zip(kinds, paths, rates, strict=True):
        finite = np.isfinite(path).all(axis=1)
        path = path[: int(np.argmin(finite))] if not finite.all() else path
        written_out = _written_out(kinds[name](rate=rate), surface.gradient(path[:-1]), path[0])
        if written_out is not None:
            found[f"{name}_difference"] = float(np.abs(written_out - path[1:]).max())
    return found


def _written_out(rule: Optimizer, g: Array, start: Array) -> Array | None:
    """Return the points after each step along the gradients g (steps, 2), without recursion.

    Every average is written as the weighted sum that it is, from the formulas of the papers:
    Polyak 1964; Sutskever et al. 2013; Duchi et al. 2011; Hinton 2012; Kingma & Ba 2015;
    Loshchilov & Hutter 2019. `None` for a rule of a plugin, of which nothing is known.
    """
    n, keep, rate = len(g), 1.0, np.asarray(rule.rate, float)
    t = np.arange(1, n + 1)[:, np.newaxis]
    if type(rule) is GradientDescent:
        directions = g
    elif type(rule) is Momentum:
        directions = _fading(rule.beta, n) @ g
    elif type(rule) is Nesterov:
        directions = g + rule.beta * (_fading(rule.beta, n) @ g)
    elif type(rule) is AdaGrad:
        directions = g / (np.sqrt(np.tri(n) @ g**2) + rule.epsilon)
    elif type(rule) is RMSProp:
        squares = (1 - rule.gamma) * (_fading(rule.gamma, n) @ g**2)
        directions = g / (np.sqrt(squares) + rule.epsilon)
    elif type(rule) in (Adam, AdamW) and isinstance(rule, Adam):
        mean = (1 - rule.beta1) / (1 - rule.beta1**t) * (_fading(rule.beta1, n) @ g)
        square = (1 - rule.beta2) / (1 - rule.beta2**t) * (_fading(rule.beta2, n) @ g**2)
        directions = mean / (np.sqrt(square) + rule.epsilon)
        keep = 1 - float(rate) * rule.weight_decay if isinstance(rule, AdamW) else 1.0
    else:
        return None
    points: Array = keep**t * start - rate * (_fading(keep, n) @ directions)
    return points


def _fading(decay: float, n: int) -> Array:
    """Return the matrix of weights decay^(t − s) of step s in step t ≥ s, shape (n, n)."""
    ages = np.subtract.outer(np.arange(n), np.arange(n))
    weights: Array = np.tril(decay ** np.maximum(ages, 0).astype(float))
    return weights


def _ranked(names: list[str], steps: Labels, distances: Array) -> dict[str, object]:
    """Return who arrives first, all of them where several do, or else who ends nearest."""
    if (steps < 0).all():
        nearest = int(distances[:, -1].argmin())
        return {"first": names[nearest], "first_off": float(distances[nearest, -1])}
    earliest = int(steps[steps >= 0].min())
    first = [name for name, step in zip(names, steps, strict=True) if step == earliest]
    return {"first": enumeration(first), "first_steps": earliest}


def _farthest_after(distances: Array, arrivals: Labels) -> float:
    return max(float(each[at:].max()) for each, at in zip(distances, arrivals, strict=True))


def _or_never(steps: int) -> float:
    return float(steps) if steps >= 0 else float("inf")


def _listed(result: Result) -> str:
    """Return the names with their steps."""
    pairs = zip(result["names"], result["arrivals"], strict=True)
    return ", ".join(f"{name} {step if step >= 0 else 'does not arrive'}" for name, step in pairs)


def _roles(names: list[str]) -> list[str]:
    """Return each method's role; those of plugins take what is left in turn."""
    others = [name for name in names if name not in ROLES]
    return [
        ROLES[name] if name in ROLES else OTHERS[others.index(name) % len(OTHERS)] for name in names
    ]


def _draw_race(axes: "Axes", surface: Surface, result: Result, roles: list[str]) -> None:
    xlim, ylim = _view(surface, result)
    drawing.contours(axes, surface.value, xlim, ylim)
    for path, role in zip(result["paths"], roles, strict=True):
        drawing.path(axes, path, role, steps=False, until=len(path) - 1)
    for goal in result["goals"]:
        if xlim[0] <= goal[0] <= xlim[1] and ylim[0] <= goal[1] <= ylim[1]:
            drawing.minimum(axes, goal)
    axes.set(xlabel="weight w₁", ylabel="weight w₂")


def _view(surface: Surface, result: Result) -> list[tuple[float, float]]:
    """Return limits that hold the paths, of which only those are whole that stay in the bounds."""
    least, greatest = np.array(surface.bounds).T
    paths = result["paths"]
    with np.errstate(invalid="ignore"):
        inside = ((paths[:, -1] >= least) & (paths[:, -1] <= greatest)).all(axis=1)
    points = np.concatenate([paths[0, :1], result["goals"][:1], *paths[inside]])
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.12 * (high - low).max()
    return [(float(a - room), float(b + room)) for a, b in zip(low, high, strict=True)]


def _draw_distances(axes: "Axes", result: Result, roles: list[str], tolerance: float) -> None:
    distances = result["distances"]
    lowest = FLOOR * distances[0, 0]
    drawing.log_axis(axes, "y")
    for distance, role in zip(distances, roles, strict=True):
        below = distance < lowest
        shown = distance[: int(np.argmax(below)) + 1] if below.any() else distance
        drawing.cost_curve(axes, np.maximum(shown, lowest), role, until=len(distance) - 1)
    drawing.threshold(axes, tolerance, f"{number(tolerance)} off")
    axes.set_ylim(lowest / 2, 5 * distances[0, 0])
    axes.set(xlabel="step", ylabel="distance")


def _draw_table(axes: "Axes", result: Result, roles: list[str], steps: int, gap: str) -> None:
    """Draw a bar of steps for each method, its name in its colour, and its numbers beside it."""
    lengths = np.where(result["arrivals"] < 0, steps, result["arrivals"]).astype(float)
    entries = []
    for row, role in enumerate(roles):
        fill = drawing.role(role).fill if result["arrivals"][row] < 0 else drawing.colour(role)
        axes.barh(row, lengths[row], 0.3, color=fill)
        entries.append((_entry(result, row, gap), (lengths.max(keepdims=True), [row]), role))
    drawing.label_ends(axes, entries)
    names = [str(name) for name in result["names"]]
    axes.set_yticks(range(len(names)), names)
    for words, role in zip(axes.get_yticklabels(), roles, strict=True):
        words.set_color(drawing.text_colour(role))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set(xlabel="steps", xlim=(0, 1.05 * lengths.max()))
    axes.set_xticks([0, int(lengths.max())])


def _entry(result: Result, row: int, gap: str) -> str:
    """Return the steps that a method needs, its rate, and how far off it ends."""
    at, off = int(result["arrivals"][row]), float(result["distances"][row, -1])
    steps = f"{at}" if at >= 0 else f"never: {number(off, 1)}"
    rate = number(float(result["rates"][row]), 2)
    return f"{steps}{gap}η = {rate}"
