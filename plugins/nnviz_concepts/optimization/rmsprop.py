"""RMSProp down a steep wall and along a floor: it forgets the wall's large gradients."""

from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.descent import descend, steps_along
from nnviz.core.optimizers import AdaGrad, GradientDescent, Optimizer, RMSProp
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.optimization import written_out

FLOOR = 0.03  # the curvature of the gentle bowl that the floor is
EDGE, ROUND = -3.0, 0.12  # where the wall ends, and how far its foot is rounded
START = -4.8
VIEW = (-5.2, 0.9)
LONG = 1000
LATE = 20  # steps at the end, of which it is asked whether they jump
NEARLY = 0.02  # what differs by less than this share is about as much
EPSILON = 1e-10, 1e-8  # AdaGrad's and RMSProp's, as in PyTorch


class Rmsprop(Concept):
    r"""RMSProp divides each weight's rate by the size of its recent gradients and forgets old ones.

    AdaGrad's rates can only fall, for its sum of squared gradients only grows. A steep place at the
    beginning is held against a weight for ever. RMSProp keeps a running average of the squares
    instead, $v \leftarrow \gamma v + (1-\gamma)g^2$, and steps by $\eta\,g/(\sqrt v + \epsilon)$.
    The average looks back over about $1/(1-\gamma)$ steps.

    It suits networks, in which gradients shrink or grow by large factors during training. It is a
    misconception that such a method settles by itself. Its steps are measured by recent gradients:
    once $\sqrt v$ has shrunk with them, they are about $\eta$ long again however near the minimum
    is, and it may jump to and fro. Let the rate fall by a schedule.

    For the curious:

    Where no gradient comes any more, $\sqrt v$ halves every $\ln 2/(-\frac12\ln\gamma)$ steps.

    On a constant gradient step $t$ is $\eta/\sqrt{1-\gamma^t}$ long. The first is
    $\eta/\sqrt{1-\gamma}$, because the average starts at 0, and the steps then tend to $\eta$: Adam
    corrects that start.
    """

    title = "RMSProp"
    topic = "optimization"
    order = 7
    see_also = ("adagrad", "adam", "ewma", "schedules")
    builds_on = ("adagrad", "ewma")
    keywords = ("adaptive learning rate", "per-parameter rate", "root mean square",
                "decay of squared gradients")  # fmt: skip
    symbols = ("γ: decay of the average of squares: what it keeps in each step",
               "v: running average of squared gradients", "g: gradient by a weight")  # fmt: skip
    references = (
        "Hinton, Srivastava & Swersky 2012, Neural networks for machine learning, lecture 6e",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.5.2")  # fmt: skip
    code = (RMSProp.rule,)
    members = ("plain", "adagrad", "rmsprop")

    gamma: float = parameter(0.9, "Decay γ of the average of squared gradients.", ge=0, le=0.999,
                             sweep=(0.5, 0.8, 0.9, 0.95, 0.99))  # fmt: skip
    first: float = parameter(0.3, "Length of the first step of each method.", ge=0.05, le=1,
                             sweep=(0.1, 0.3, 0.6))  # fmt: skip
    wall: float = parameter(3.0, "Slope of the wall.", ge=1, le=10, sweep=(1.0, 3.0, 10.0))
    steps: int = parameter(120, "Steps of each.", ge=20, le=500, sweep=(60, 120, 240, 500))

    headline = either(
        "RMSProp forgets the wall, then jumps to and fro over the minimum; AdaGrad remembers it "
        "and ends {nearer.expected} away [forgets, jumps, remembers, nearer]",
        "RMSProp forgets the wall and ends {nearer.measured} from the minimum; AdaGrad remembers "
        "it and ends {nearer.expected} away [forgets, remembers, nearer]",
        "In {steps} steps RMSProp does not forget the wall: it ends {nearer.measured} from the "
        "minimum, AdaGrad {nearer.expected} [not forgets, nearer]",
        "In {steps} steps RMSProp does not forget the wall: √v is still {forgets.measured:.2g} of "
        "its largest [not forgets]",
        plain("RMSProp ends {left.rmsprop} from the minimum, AdaGrad {left.adagrad}"))  # fmt: skip
    setting = ("{steps} steps from {start}, the first {first} long with each method; a wall of "
               "slope {wall}, γ = {gamma}")  # fmt: skip
    memory = either("RMSProp forgets: √v falls to {forgets.measured:.2g} of its largest [forgets].",
                    "RMSProp does not forget: √v is still {forgets.measured:.2g} of its largest "
                    "[not forgets].")  # fmt: skip
    look = ("All three begin with a step of {first} [equal].",
            plain("The strokes stand as far apart as the steps are long."),
            "{remembers}", memory, "{halves}", "{jumps}", "{slower}")  # fmt: skip
    caption = (plain("One weight goes down a wall of slope {wall}, then along a floor that falls "
                     "gently to the minimum: {steps} steps of plain descent, AdaGrad and RMSProp "
                     "with γ = {gamma}."),
               "All three begin with a step of {first} [equal].",
               "RMSProp ends {nearer.measured} from the minimum, AdaGrad {nearer.expected} "
               "[nearer].", "{halves}", "{slower}", "{jumps}")  # fmt: skip
    alt = (
        plain("Above, the cost of one weight: a steep wall, then a floor. Below it three rows of "
              "strokes, one for each step."),
        plain("Plain descent ends {left.plain} from the minimum, AdaGrad {left.adagrad}, RMSProp "
              "{left.rmsprop}."),
        plain("Beside them, what the gradient is divided by."), "{remembers}", memory)  # fmt: skip
    panels = (
        Panel("land", "A wall, then a floor: {steps:# step|# steps}", y="cost J"),
        Panel("steps", x="weight w"), Panel("sizes", "What g is divided by", "step"))  # fmt: skip
    try_next = (
        Try("So long a memory does not forget the wall in these steps [not forgets].", gamma=0.99),
        Try("With so short a memory it jumps over the minimum to and fro [jumps].", gamma=0.5),
        Try("Later it jumps to and fro: its steps do not settle [jumps].", steps=500))  # fmt: skip

    half_life = Predict(
        "γ goes from {before.gamma} to {gamma}. Where no gradient comes any more, √v falls to "
        "half in …",
        Choice("about as many steps", 1, "γ hardly changes, but what counts is 1 − γ."),
        Choice("about {near} times as many steps", 2),
        Choice("about {near} times as many steps", 10, "So it would be at a γ of 0.99."),
        of=Ratio("halves.measured"), gamma=0.95,
        why="A step leaves √γ of √v, so the steps to a half are near 2 ln 2/(1 − γ), and 1 − γ "
            "is halved [halves].",
        variants=(Change(before={"gamma": 0.8}, gamma=0.9),))  # fmt: skip
    waits = Predict(
        "RMSProp takes {steps} steps instead of {before.steps}. It ends …",
        Choice("about as far from the minimum", 1),
        Choice("half as far from the minimum", 0.5,
               "Twice the steps, half the way: so it is for those that do not jump yet."),
        Choice("all but at the minimum", (0, 0.1),
               "Descent settles where the steps shrink; these stay about as long."),
        of=Ratio("left.rmsprop"), before={"steps": 240}, steps=480,
        why="Once it jumps over the minimum, √v is as large as its gradients are, and a step about "
            "η long however near the minimum is. A schedule must shrink η [jumps].")  # fmt: skip
    shorter = Predict(
        "After {steps} steps RMSProp jumps to and fro. Its first step goes from {before.first} to "
        "{first}, and η with it. It then ends …",
        Choice("as far from the minimum", 1, "Only if the valley set its steps; η does."),
        Choice("a third as far from it", 0.33),
        Choice("a ninth as far from it", 0.11, "So it is for the cost, which is a square."),
        of=Ratio("left.rmsprop"), before={"steps": 480}, first=0.1,
        why="It jumps from one side to the other by a step of about η, so that it ends about η/2 "
            "away [jumps].",
        variants=(Change(before={"steps": 480, "first": 0.6}, first=0.2),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        rules = self._rules()
        paths = np.stack([descend(self._slope, rule, (START,), self.steps)[:, 0] for rule in rules])
        slopes = self._slope(paths[:, :-1])
        land = np.linspace(min(VIEW[0], paths.min()) - 0.1, max(VIEW[1], paths.max()) + 0.1, 400)
        rows = np.broadcast_to(-np.arange(3.0)[:, np.newaxis], paths.shape)
        one = RMSProp(1.0, self.gamma, epsilon=0.0)
        return {
            "start": START, "late": LATE, "land": np.stack([land, self._height(land)]),
            "paths": paths, "rails": np.stack([paths, rows], axis=-1),
            "heights": self._height(paths), "left": Members(np.abs(paths[:, -1])),
            "slopes": np.abs(slopes),
            "sizes": np.stack([_sizes(*pair) for pair in zip(rules[1:], slopes[1:], strict=True)]),
            "counted": np.arange(1, self.steps + 1), "faded": _sizes(one, np.array([1.0, 0.0])),
            "constant": steps_along(one, np.ones((LONG, 1)))[:, 0]}  # fmt: skip

    def _rules(self) -> tuple[Optimizer, ...]:
        """Return the three, their rates such that the first step is equally long."""
        steepest = float(np.abs(self._slope(np.array(START))))
        descent, adagrad = GradientDescent(self.first / steepest), AdaGrad(self.first)
        return descent, adagrad, RMSProp(self.first * np.sqrt(1 - self.gamma), self.gamma)

    def _slope(self, w: Array) -> Array:
        """Return the gradient: steep up to the edge, then that of a gentle bowl around 0."""
        return np.asarray(FLOOR * w - self.wall * np.exp(-np.logaddexp(0, (w - EDGE) / ROUND)))

    def _height(self, w: Array) -> Array:
        wall = self.wall * ROUND * np.logaddexp(0, (EDGE - w) / ROUND)
        return np.asarray(0.5 * FLOOR * w**2 + wall)

    @claim("A step is −η g with plain descent, −η g/√Σg² with AdaGrad and −η g/√v with RMSProp, "
           "all written out as sums.")  # fmt: skip
    def own(self, result: Result) -> Measured:
        paths = result["paths"]
        g, start = self._slope(paths[:, :-1, np.newaxis]), np.array([START])
        ways = [written_out.path(*each, start) for each in zip(self._rules(), g, strict=True)]
        off = np.abs(np.array(ways)[..., 0] - paths[:, 1:]).max(axis=1)
        sums = np.sqrt([np.cumsum(g[1] ** 2), written_out.average(g[2, :, 0] ** 2, self.gamma)])
        off[1:] += np.abs(result["sizes"] / (sums + np.array(EPSILON)[:, None]) - 1).max(axis=1)
        return Measured(off, "=", 0, within=1e-9)

    @claim("The first step is {expected} long with each method.")
    def equal(self, result: Result) -> Measured:
        firsts = np.abs(result["paths"][:, 1] - result["paths"][:, 0])
        return Measured(firsts, "=", self.first, within=1e-6 * self.first)

    @claim("Where no gradient comes √v halves every {measured} steps, ln 2/(−½ ln γ).")
    def halves(self, result: Result) -> Measured | str:
        if self.gamma == 0:
            return "at γ = 0 nothing is remembered"
        before, after = np.log2(result["faded"])  # so many halvings in a step
        expected = np.log(2) / (-0.5 * np.log(self.gamma))
        with np.errstate(divide="ignore"):  # what does not fall never halves
            steps = 1 / (before - after)
        return Measured(steps, "=", expected, within=1e-9 * expected)

    @claim("On a constant gradient step t is η/√(1 − γᵗ), over a thousand steps.")
    def tends(self, result: Result) -> Measured:
        t = np.arange(1, LONG + 1)
        return Measured.same(result["constant"] * np.sqrt(1 - self.gamma**t), 1)

    @claim("AdaGrad remembers: √Σg² ends at {measured}, the largest that it ever was.")
    def remembers(self, result: Result) -> Measured:
        return Measured(result["sizes"][0, -1], "=", result["sizes"][0].max())

    @finding("RMSProp forgets: √v ends at {measured:.2g} of its largest.")
    def forgets(self, result: Result) -> Measured:
        size = result["sizes"][1]
        return Measured(size[-1] / size.max(), "<", 0.5)

    @finding("RMSProp ends {measured} from the minimum, AdaGrad {expected}.")
    def nearer(self, result: Result) -> Measured:
        _, adagrad, rmsprop = result["left"]
        return Measured(rmsprop, "<", adagrad, margin=NEARLY * adagrad)

    @claim("AdaGrad ends behind plain descent, {expected} away instead of {measured}: its rate "
           "begins as plain descent's and can only fall.")  # fmt: skip
    def slower(self, result: Result) -> Measured:
        return Measured(result["left"][0], "<", result["left"][1])

    @finding("In its last {late} steps RMSProp jumps over the minimum {measured} times.",
             at_defaults=False)  # fmt: skip
    def jumps(self, result: Result) -> Measured:
        sides = np.sign(result["paths"][2, -LATE - 1 :])
        return Measured(np.sum(sides[1:] * sides[:-1] < 0), ">", 5)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(self, result, figure, mosaic="ac;bc", widths=(1.6, 1))
        self._draw_land(panels[0], result)
        self._draw_steps(panels[1], result)
        self._draw_sizes(panels[2], result)

    def _draw_land(self, axes: drawing.Axes, result: Result) -> None:
        words, (w, heights) = self.words(result), result["land"]
        xlim, top = _view(result), 1.15 * result["heights"].max()
        ground = drawing.role("muted").faded(0.8)
        axes.fill_between(w, -0.12 * top, heights, color=ground, linewidth=0)
        axes.plot(w, heights, color=drawing.colour("muted"))
        axes.set(xlim=xlim, ylim=(-0.12 * top, top))
        axes.tick_params(labelbottom=False)
        drawing.start(axes, (START, result["heights"][0, 0]))
        wall: Any = {"prefer": (-3.9, 0.5 * top), "side": "right"}
        drawing.label(axes, words.say("wall"), w, heights, "muted", **wall)
        drawing.label(axes, words.say("floor"), w, heights, "muted", prefer=(-1.5, 0), side="above")
        ways = np.stack([result["paths"], result["heights"]], axis=-1)
        balls = [drawing.end(axes, *each) for each in zip(ways[:, -1], self.members, strict=True)]

        def update(share: float) -> None:
            for ball, place in zip(balls, ways[:, int(share * self.steps)], strict=True):
                ball.set_data(place[:1], place[1:])

        drawing.play(drawing.figure_of(axes), balls, update)
        title = self.panels[0].title
        drawing.retitle(axes, (words.at(steps=each).say(title) for each in range(self.steps)))

    def _draw_steps(self, axes: drawing.Axes, result: Result) -> None:
        words = self.words(result)
        divided = words.say("g ÷ √Σg²: AdaGrad"), words.say("g ÷ √v: RMSProp")
        names = words.say("g: plain descent"), *divided
        axes.set(xlim=_view(result), ylim=(-2.4, 0.75), yticks=[])
        axes.spines["left"].set_visible(False)
        drawing.minimum(axes, (0, 0.5))
        axes.axvline(0, color=drawing.colour("faint"), zorder=0)
        axes.axvline(EDGE, color=drawing.colour("faint"), zorder=0)
        for of, rail, name in zip(self.members, result["rails"], names, strict=True):
            line = drawing.path(axes, rail, of, linestyle="none", marker="|", until=self.steps)
            line.set_markersize(3 * line.get_markersize())
            away, (x, y) = words.say("{left} away", of), rail[-1]
            drawing.accompany(line, [drawing.label(axes, away, x, y, of, side="right", bold=True)])
            style: Any = {"color": drawing.text_colour(of), "va": "center", "weight": "bold"}
            axes.text(VIEW[0] + 0.1, y + 0.42, name, **style)

    def _draw_sizes(self, axes: drawing.Axes, result: Result) -> None:
        words, at, (adagrad, rmsprop) = self.words(result), result["counted"], result["sizes"]
        g, pale = result["slopes"][2], drawing.colour("pale")
        drawing.log_axis(axes, "y")
        (dots,) = axes.plot(at, g, linestyle="none", marker=".", color=pale)
        drawing.reveal(dots, until=self.steps, times=at)
        stays = words.say("√Σg²: still {remembers.measured}")
        fades = words.say(either("√v: halves in {halves.measured:.0f} steps if g = 0", "√v"))
        look: Any = {"x": at, "prefer": "middle", "bold": True, "until": self.steps}
        drawing.curve(axes, adagrad, "adagrad", text=stays, **look)
        drawing.curve(axes, rmsprop, "rmsprop", text=fades, **look)
        own = words.say("size of g as RMSProp goes")
        drawing.label(axes, own, at, g, "muted", prefer="start", side="below")
        axes.set_ylim(0.2 * rmsprop.min(), 4 * adagrad.max())


def _view(result: Result) -> tuple[float, float]:
    return min(VIEW[0], result["paths"].min()), max(VIEW[1], 1.1 * result["paths"].max())


def _sizes(rule: Optimizer, slopes: Array) -> Array:
    """Return what a rule divides each of these gradients by, shape (steps,)."""
    weights, sizes = np.zeros(1), []
    state = rule.init(weights)
    with np.errstate(all="ignore"):  # where there was no gradient yet
        for slope in slopes:
            rule.update(weights, np.array([slope]), state)
            sizes.append(state.rate / rule.effective_rate(state))
    return np.concatenate(sizes)
