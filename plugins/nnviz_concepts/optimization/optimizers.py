"""A race of optimizers down one valley, each at the learning rate that is best for it."""

from math import nan
from string import ascii_letters
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.transforms import offset_copy

from nnviz import Concept, Measured, Result, Try, UsageError, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.optimizers import RMSProp
from nnviz.core.surfaces import Surface
from nnviz.questions import Change, Choice, Least, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.optimization import written_out

RATES = np.geomspace(1e-4, 10, 51)
GAMMA = 0.9  # of RMSProp, as long a memory as momentum's
MOMENT = 20  # the step at which each is shown by a ring
FRAMES = 50  # of the film, in which steps are counted
LEVELS = 11
ROW = 1.8  # inches that a row of panels is high in a column
RACED = {  # g and m above each other, undivided on the left and divided on the right
    "sgd": ("g", "plain descent", "plain"),
    "adagrad": ("g ÷ √Σg²", "AdaGrad", "adagrad"),
    "rmsprop": ("g ÷ √v", "RMSProp", "rmsprop"),
    "momentum": ("m", "momentum", "momentum"),
    "nesterov": ("m ahead", "Nesterov", "nesterov"),
    "adam": ("m ÷ √v", "Adam", "adam"),
}
KNOWN = RACED | {"adamw": ("m ÷ √v", "AdamW", "adamw")}
INVENTED = "rosenbrock", "beale", "himmelblau"  # surfaces that are called after a person
GLOSSARY = plain("In the titles g is the gradient, m a fading sum or average of past ones, and v "
                 "such an average of their squares.")  # fmt: skip
OTHERS = "seventh", "ink", "muted"  # roles of a plugin's optimizers, in turn


class Optimizers(Concept):
    r"""Which optimizer is fastest depends on the surface, even with the best rate for each.

    Each rule turns gradients into steps: plain descent takes the gradient as it is, momentum and
    Nesterov average past ones, AdaGrad and RMSProp divide by the size of past ones, and Adam does
    both. The rate that suits one is wrong for another, so that a race at one rate shows only whom
    the rate suits. A fair race gives each the rate with which it is soonest within a tolerance of a
    minimum and stays there.

    Momentum and Nesterov may overshoot and come back. Where neither slope is 0, the first step of
    the divided methods is equally far in both weights, along a diagonal. RMSProp's steps do not
    shrink with the gradient, and so have to be short for it to stay; a schedule would cure that.

    It is a misconception that one method wins everywhere. The order changes with the surface, the
    start and the tolerance, one long step may be lucky, and a valley in the plane is not a network.
    AdamW may never arrive: it also shrinks the weights, and so aims at a slightly different point.
    """

    title = "A race of optimizers"
    topic = "optimization"
    order = 9
    see_also = ("momentum", "adam", "saddle-points", "schedules")
    builds_on = ("momentum", "adam")
    keywords = ("comparison of optimizers", "best optimizer", "which optimizer", "SGD or Adam",
                "benchmark", "Rosenbrock")  # fmt: skip
    references = (
        "Kingma & Ba 2015, Adam: a method for stochastic optimization",
        "Loshchilov & Hutter 2019, Decoupled weight decay regularization",
        "Choi et al. 2019, On empirical comparisons of optimizers for deep learning")  # fmt: skip

    optimizers: tuple[str, ...] | None = parameter(
        None, "Optimizers to race; when not given all but AdamW.", family="optimizers")  # fmt: skip
    surface: str = parameter("beale", "Surface to race on.", family="surfaces")
    steps: int = parameter(250, "Steps of every path.", ge=20, le=1000, sweep=(100, 250, 1000))
    tolerance: float = parameter(0.05, "Distance at which a minimum counts as reached.", ge=1e-4,
                                 le=0.1, sweep=(0.01, 0.05, 0.1))  # fmt: skip

    headline = either(
        "{ahead} needs {earliest.measured:# step|# steps}, Adam {halves.measured}, plain descent "
        "{halves.expected} [earliest, halves]",
        "{first} {tied:needs|need} {sooner.measured:# step|# steps}, plain descent "
        "{sooner.expected} [sooner]",
        "{first} {tied:needs|need} {arrives.measured:# step|# steps}, plain descent does not "
        "arrive in {steps} [arrives, stuck]",
        "{first} needs {earliest.measured:# step|# steps}, the next {earliest.expected} [earliest]",
        "{first} {tied:needs|need} {arrives.measured:# step|# steps} [arrives]",
        "In {steps} steps nobody comes within {tolerance} of a minimum: {nearest} ends nearest, "
        "{nobody.measured} away [nobody]",
        plain("Nearest to a minimum ends {nearest}"))  # fmt: skip
    setting = ("Steps until a method stays within {tolerance} of a minimum of {ground}, each at "
               "the best of {tried} rates")  # fmt: skip
    race = either("{earliest}",
                  "{first} {tied:needs|need} {arrives.measured:# step|# steps} [arrives].",
                  "{nobody}")  # fmt: skip
    look = (race, "{halves}", "{stuck}", GLOSSARY, "{own}")
    caption = (plain("{raced:One optimizer|A race of # optimizers} on {ground}, at most {steps} "
                     "steps from the start. Each has the learning rate, of {tried} on a "
                     "logarithmic grid from 10⁻⁴ to 10, with which it comes within {tolerance} of "
                     "a deepest minimum soonest and stays to the end, without leaving the "
                     "surface's bounds; β = γ = 0.9 and β₂ = 0.999."), GLOSSARY,
               plain("Steps of {names}: {counts}."), race, "{halves}", "{stuck}")  # fmt: skip
    alt = (plain("{raced:One panel|# panels, each} with the contours of {ground} and a path."),
           plain("Over each a bar as long as the steps of {names}: {counts}."), race)  # fmt: skip
    panels = (Panel("method",
                    either("{formula}: {called}\n{own_steps:# step|# steps}, η = {own_rate:.2g}",
                           "{formula}: {called}\nnot in {steps}, η = {own_rate:.2g}"),
                    "weight w₁", "weight w₂"),)  # fmt: skip
    try_next = (
        Try("On Rosenbrock's valley plain descent does not arrive [stuck].",
            surface="rosenbrock", steps=1000),
        Try("All arrive even within 0.01 [arrives].", tolerance=0.01, steps=400))  # fmt: skip

    round_bowl = Predict(
        "The surface goes from {before.surface} to {surface}. Each method has the rate that is "
        "best for it there. Beside plain descent, Adam now needs …",
        Choice("less than half as many steps", (0, 0.5), "So it was before; no method wins "
               "everywhere."),
        Choice("about as many steps", 1, "With the best rate for each, too, the surface decides."),
        Choice("more steps than plain descent", "more"),
        of=Ratio("halves.measured", over="halves.expected"), surface="quadratic",
        why="Plain descent needs {halves.expected}, Adam {halves.measured}: the average of past "
            "steps carries it on beyond the minimum, and it has to come back [own, counted].",
        variants=(Change(surface="ravine"), Change(surface="himmelblau")))  # fmt: skip
    along_axes = Predict(
        "The surface goes from {before.surface} to {surface}, a valley that is narrow across one "
        "axis and long along the other. Fewest steps now needs …",
        Choice("plain descent", "sgd_steps", "One rate has to serve both directions."),
        Choice("AdaGrad", "adagrad_steps"),
        Choice("momentum", "momentum_steps", "What it gathers along the valley carries it too "
               "far."),
        Choice("Adam", "adam_steps", "It divides as well, but its average carries it too far."),
        of=Least("sgd_steps", "adagrad_steps", "momentum_steps", "adam_steps"), surface="ravine",
        why="AdaGrad divides each weight's steps by the size of its own gradients, so that a "
            "valley along an axis is to it a round bowl [own, counted].",
        variants=(Change(surface="quadratic"),))  # fmt: skip
    nearer = Predict(
        "To have arrived is to be within {tolerance} of a minimum, where it was within "
        "{before.tolerance}. At its best rate plain descent then needs …",
        Choice("{near} times as many steps", 50, "Its steps shrink with the slope, but in "
               "proportion to what is left."),
        Choice("{near} times as many steps", 3),
        Choice("about as many steps", 1, "Near the minimum the slope is small, and so are steps."),
        of=Ratio("halves.expected"), before={"steps": 1000}, tolerance=0.001,
        why="Near a minimum each step leaves the same share of the distance: each tenth costs as "
            "many steps, {before.halves.expected} become {halves.expected} [own, counted].",
    )  # fmt: skip

    def compute(self) -> dict[str, object]:
        surface, kinds, name = self._surface, self._kinds(), self.surface.replace("_", " ")
        ground = f"{name.capitalize()}'s function" if name in INVENTED else f"the surface {name}"
        goals = _deepest_minima(surface)
        tuned = [self._tuned(kind, goals) for kind in kinds.values()]
        paths, distances, needed, rates = (np.stack(each) for each in zip(*tuned, strict=True))
        formulas = [KNOWN[name][0] if name in KNOWN else "plugin" for name in kinds]
        called = [KNOWN[name][1] if name in KNOWN else name.replace("_", " ") for name in kinds]
        least = np.nanmin(np.append(needed, np.inf))
        first = [name for name, steps in zip(called, needed, strict=True) if steps == least]
        view = _view(surface, paths, goals)
        grid = np.meshgrid(*np.linspace(view[:, 0], view[:, 1], 61).T)
        heights = surface.value(np.stack(grid, axis=-1))
        low, typical, high = np.quantile(heights, (0, 0.004, 1))
        lowest = max(typical - low, 1e-6 * (high - low))
        return {
            "raced": len(kinds), "ground": ground, "tried": len(RATES), "moment": MOMENT,
            "names": np.array(called), "formulas": np.array(formulas),
            **_own(formulas[0], called[0], needed[0], rates[0]), "paths": paths,
            "distances": distances, "needed": needed, "rates": rates, "goals": goals, "view": view,
            **{f"{name}_steps": self._of(name, needed) for name in RACED},
            "levels": low + np.geomspace(lowest, high - low, LEVELS + 1)[:-1],
            "first": np.array([first[0][:1].upper() + first[0][1:], *first[1:]]) if first else nan,
            "tied": len(first),
            "ahead": first[0] if len(first) == 1 and first != ["Adam"] else nan,
            "counts": np.array(["never" if np.isnan(each) else f"{each:.0f}" for each in needed]),
            "nearest": called[int(np.argmin(distances[:, -1]))]}  # fmt: skip

    @property
    def _surface(self) -> Any:
        return self.choices("surfaces")[self.surface]

    def _kinds(self) -> dict[str, Any]:
        members = self.choices("optimizers")
        names = self.optimizers or (*RACED, *(name for name in members if name not in KNOWN))
        return {name: members[name] for name in names}

    def _rule(self, kind: Any, rate: Any) -> Any:
        return kind(rate=rate, gamma=GAMMA) if kind is RMSProp else kind(rate=rate)

    def _tuned(self, kind: Any, goals: Array) -> tuple[Array, Array, float, float]:
        """Return a method's best path (steps + 1, 2), distances, arrival (NaN: never) and rate."""
        rule, surface = self._rule(kind, RATES), self._surface
        paths = descend(surface, rule, surface.start, self.steps, bounds=surface.bounds)
        with np.errstate(all="ignore"):
            apart = np.linalg.norm(paths[:, :, np.newaxis] - goals, axis=-1).min(axis=-1)
        distances = np.nan_to_num(apart, nan=np.inf, posinf=np.inf)
        outside = distances > self.tolerance
        arrivals = np.where(outside.any(axis=0), len(outside) - outside[::-1].argmax(axis=0), 0)
        best = int(np.lexsort((distances[-1], arrivals))[0])  # of equals, at the smallest rate
        needed = nan if outside[-1, best] else float(arrivals[best])
        return paths[:, best], distances[:, best], needed, float(RATES[best])

    def _of(self, name: str, values: Array) -> float:
        """Return a method's own number, NaN where it does not race."""
        kinds = list(self._kinds())
        return float(values[kinds.index(name)]) if name in kinds else nan

    @claim("Each path is that of its rule, written out as a sum over all past gradients.")
    def own(self, result: Result) -> Measured | str:
        paths, off = result["paths"], []
        for kind, path, rate in zip(self._kinds().values(), paths, result["rates"], strict=True):
            path = path[np.isfinite(path).all(axis=1)]
            gradients = self._surface.gradient(path[:-1])
            way = written_out.path(self._rule(kind, rate), gradients, path[0])
            off += [] if way is None else [np.abs(way - path[1:]).max()]
        if not off:
            return "the rules of plugins are not known"
        return Measured(max(off), "=", 0, within=1e-9 * max(1.0, np.nanmax(np.abs(paths))))

    @claim("Counted again, {measured} of the steps to within {tolerance} of a minimum differ.")
    def counted(self, result: Result) -> Measured:
        goals = result["goals"][:, np.newaxis, np.newaxis]
        apart = np.sqrt(((result["paths"] - goals) ** 2).sum(axis=-1)).min(axis=0)
        inside = np.logical_and.accumulate((apart <= self.tolerance)[:, ::-1], axis=1)
        steps = np.where(inside[:, 0], self.steps + 1 - inside.sum(axis=1), nan)
        return Measured(np.sum(~np.isclose(steps, result["needed"], equal_nan=True)), "=", 0)

    @finding("{first} needs {measured:# step|# steps}, the next {expected}.")
    def earliest(self, result: Result) -> Measured:
        first, second = np.sort(np.append(result["needed"], [nan, nan]))[:2]
        return Measured(first, "<", second, margin=0.5)

    @finding("{first} {tied:needs|need} {measured:# step|# steps}, plain descent {expected}.")
    def sooner(self, result: Result) -> Measured:
        least = np.nanmin(np.append(result["needed"], np.inf))
        return Measured(least, "<", self._of("sgd", result["needed"]), margin=0.5)

    @finding("Adam needs {measured:# step|# steps}, less than half of plain descent's {expected}.")
    def halves(self, result: Result) -> Measured:
        plain, adam = (self._of(name, result["needed"]) for name in ("sgd", "adam"))
        return Measured(adam, "<", plain, margin=np.nan_to_num(plain) / 2)

    @finding("{first} {tied:arrives|arrive} after {measured:# step|# steps}.")
    def arrives(self, result: Result) -> Measured:
        return Measured(np.sort(result["needed"])[0], "<=", self.steps)

    @finding("Plain descent does not arrive in {steps} steps, and ends {measured} away.",
             at_defaults=False)  # fmt: skip
    def stuck(self, result: Result) -> Measured:
        return Measured(self._of("sgd", result["distances"][:, -1]), ">", self.tolerance)

    @finding("Nobody arrives in {steps} steps; {nearest} ends nearest, {measured} away.",
             at_defaults=False)  # fmt: skip
    def nobody(self, result: Result) -> Measured:
        return Measured(result["distances"][:, -1].min(), ">", self.tolerance)

    def panel_names(self) -> tuple[str, ...]:
        return tuple(self._kinds())

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        kinds = list(self._kinds())
        mosaic = _mosaic(len(kinds), 3 if len(kinds) <= 6 else 4)
        column = "ac;df;eb" if kinds == list(RACED) else _mosaic(len(kinds), 2)
        height = ROW * (1 + column.count(";"))
        places: Any = {"mosaic": mosaic, "column": column, "column_height": height}
        panels = drawing.panels(figure, *[""] * len(kinds), **places)
        for i, (axes, name) in enumerate(zip(panels, kinds, strict=True)):
            role = KNOWN[name][2] if name in KNOWN else OTHERS[i % len(OTHERS)]
            own = _own(*(result[each][i] for each in ("formulas", "names", "needed", "rates")))
            self._draw_race(axes, i, role, result, self.words(result).at(**own))

    def _draw_race(self, axes: drawing.Axes, i: int, role: str, result: Result, words: Any) -> None:
        xlim, ylim = map(tuple, result["view"].tolist())
        look: Any = {"levels": result["levels"], "points": 121}  # few points: panels are small
        drawing.contours(axes, self._surface.value, xlim, ylim, filled=True, **look)
        steps = np.nan_to_num(result["needed"], nan=self.steps).astype(int)
        own, longest = int(steps[i]), int(steps.max())
        path = result["paths"][i, : own + 1]
        line = drawing.path(axes, path, role, linewidth=1.2, until=longest, leaving="")
        for goal in result["goals"]:
            if xlim[0] <= goal[0] <= xlim[1] and ylim[0] <= goal[1] <= ylim[1]:
                drawing.minimum(axes, goal)
        self._title(axes, role, words, own, longest)
        self._draw_bar(axes, own / longest, bool(np.isnan(result["needed"][i])), role)
        if len(path) > MOMENT and np.isfinite(path[MOMENT]).all():
            ring = drawing.end(axes, path[MOMENT])
            ring.set(markerfacecolor="none", markersize=1.6 * ring.get_markersize())
            text = words.say("after {moment} steps")
            first = np.argmax(steps >= MOMENT)
            beside = [drawing.label(axes, text, *path[MOMENT])] if i == first else []
            drawing.accompany(line, [ring, *beside])

    def _title(self, axes: drawing.Axes, role: str, words: Any, own: int, longest: int) -> None:
        """Write whose panel it is and how many steps it took, which an animation counts."""
        panel = self.panels[0]
        between = "\n" if drawing.is_narrow(drawing.figure_of(axes)) else ", "
        taken = (words.at(own_steps=min(own, longest * i // FRAMES)) for i in range(FRAMES))
        drawing.retitle(axes, (at.say(panel.title).replace(", ", between) for at in taken))
        pad, colour = 1.8 * rcParams["axes.titlepad"], drawing.text_colour(role)
        said = words.say(panel.title).replace(", ", between)
        axes.set_title(said, loc="left", color=colour, pad=pad)
        axes.set(xlabel=words.say(panel.x), ylabel=words.say(panel.y))
        axes.label_outer()

    def _draw_bar(self, axes: drawing.Axes, share: float, never: bool, role: str) -> None:
        """Draw a bar over a panel as long as the steps it takes, open where it never arrives."""
        figure, points = drawing.figure_of(axes), 0.7 * rcParams["axes.titlepad"]
        over = offset_copy(axes.transAxes, figure, y=points, units="points")
        colour = drawing.role(role).fill if never else drawing.colour(role)
        look: Any = {"linewidth": 3 * rcParams["lines.linewidth"], "color": colour}
        look |= {"transform": over, "clip_on": False, "solid_capstyle": "butt"}
        (bar,) = axes.plot([0, share], [1, 1], **look)
        drawing.play(figure, [bar], lambda now: bar.set_data([0, min(now, share)], [1, 1]))


def _own(formula: str, called: str, needed: float, rate: float) -> dict[str, object]:
    """Return what the title of a method's panel says."""
    steps = nan if np.isnan(needed) else int(needed)
    names = {"formula": str(formula), "called": str(called)}
    return {**names, "own_steps": steps, "own_rate": float(rate)}


def _mosaic(count: int, columns: int) -> str:
    """Return the mosaic of so many panels in rows of so many columns."""
    columns = min(columns, count)
    letters = ascii_letters[:count] + "." * (-count % columns)
    return ";".join(letters[i : i + columns] for i in range(0, len(letters), columns))


def _deepest_minima(surface: Surface) -> Array:
    """Return the deepest of a surface's minima, shape (k, 2); `UsageError` if it has none."""
    if not len(surface.minima):
        raise UsageError(f"the surface {surface.name} has no minimum to race to; choose another.")
    heights = surface.value(surface.minima)
    return np.asarray(surface.minima[heights <= heights.min() + 1e-9])


def _view(surface: Surface, paths: Array, goals: Array) -> Array:
    """Return limits (2, 2) that hold the paths, of which only those are whole that stay inside."""
    whole = paths[np.isfinite(paths).all(axis=(1, 2))]
    points = np.concatenate([paths[0, :1], goals[:1], *whole])
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.12 * (high - low).max()
    return np.stack([low - room, high + room], axis=1)
