"""A race of all optimizers, each at the learning rate that is best for it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.descent import descend
from nnviz.core.optimizers import (
    Optimizer,
)
from nnviz.core.surfaces import Surface
from nnviz.wording import number
from nnviz_concepts.optimization.optimizers_figure import (
    NAMES,
    draw_distances,
    draw_race,
    draw_table,
    roles_of,
)
from nnviz_concepts.optimization.optimizers_race import (
    arrivals_within,
    deepest_minima,
    distances_to,
    ranked,
)
from nnviz_concepts.optimization.optimizers_written_out import differences_from_sums

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RATES = np.geomspace(1e-4, 10, 51)
MANY = 7  # rows that have room for two lines


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
        goals = deepest_minima(surface)
        kinds = self._kinds()
        tuned = [self._tuned(kind, surface, goals) for kind in kinds.values()]
        paths, steps, rates = (np.stack(each) for each in zip(*tuned, strict=True))
        distances = distances_to(paths, goals)
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
            **differences_from_sums(kinds, surface, paths, rates),
            **ranked(named, steps, distances),
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
        roles = roles_of(list(self._kinds()))
        draw_race(race, self._surface, result, roles)
        draw_distances(distances, result, roles, self.tolerance)
        brief = drawing.is_narrow(figure) or len(roles) > MANY
        draw_table(table, result, roles, self.steps, ", " if brief else "\n")

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
        chosen: Surface = self.choices("surfaces")[self.surface]
        return chosen

    def _kinds(self) -> dict[str, Any]:
        members = self.choices("optimizers")
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
        distances = np.moveaxis(distances_to(np.moveaxis(paths, 0, 1), goals), 0, 1)
        arrivals = arrivals_within(distances, self.tolerance)
        late = np.where(arrivals < 0, self.steps + 1, arrivals)
        best = int(np.lexsort((distances[-1], late))[0])
        return paths[:, best], int(arrivals[best]), float(RATES[best])


def _farthest_after(distances: Array, arrivals: Labels) -> float:
    return max(float(each[at:].max()) for each, at in zip(distances, arrivals, strict=True))


def _or_never(steps: int) -> float:
    return float(steps) if steps >= 0 else float("inf")


def _listed(result: Result) -> str:
    """Return the names with their steps."""
    pairs = zip(result["names"], result["arrivals"], strict=True)
    return ", ".join(f"{name} {step if step >= 0 else 'does not arrive'}" for name, step in pairs)
