"""The error of one-sided and two-sided differences against the step."""

from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core import differences
from nnviz.core.arrays import Array
from nnviz.questions import Change, Choice, Moved, Predict, Ratio
from nnviz.texts import Panel, either, plain

UNIT = float(np.finfo(float).eps)
DRAWN = 0.45  # the step of the two secants, as a share of θ
DECADE = 21  # steps from one to ten times itself
ROLES = {"one": "one-sided", "two": "two-sided"}


class DifferenceError(Concept):
    r"""Looking to both sides makes the error of a numerical slope fall with the square of the step.

    A slope can be estimated from two values of a function. The one-sided difference
    $\frac{f(\theta+\varepsilon)-f(\theta)}{\varepsilon}$ leans to the side it looks to: by
    Taylor's theorem its error is $\frac{\varepsilon}{2}f''(\theta)+\dots$. In the two-sided
    difference $\frac{f(\theta+\varepsilon)-f(\theta-\varepsilon)}{2\varepsilon}$ that term cancels,
    and $\frac{\varepsilon^2}{6}f'''(\theta)$ is left. A step ten times smaller makes the first
    error ten times smaller, and the second a hundred times. For the cube both are known exactly:
    $3\theta\varepsilon+\varepsilon^2$ and $\varepsilon^2$.

    That is the error of the formula. A computer adds another: the two values of $f$ agree in ever
    more digits as they come together, and what is left after subtracting them is noise, the more so
    the smaller the step.

    This is why a gradient check looks to both sides, with a step near $10^{-5}$ and in double
    precision. It is a misconception that a smaller step is always more exact: at $10^{-12}$ both
    estimates have lost most of their digits.

    For the curious:

    The noise is of the order of $u\,f(\theta)/\varepsilon$, with $u$ the unit of rounding. For the
    cube the sum of both errors is least near $\theta\sqrt u$ for one side and near
    $\theta\sqrt[3]{u}$ for two.
    """

    title = "One-sided and two-sided differences"
    topic = "gradient-checking"
    order = 1
    see_also = ("gradient-check", "from-scratch")
    keywords = (
        "finite differences", "numerical derivative", "numerical gradient", "central difference",
        "forward difference", "truncation error", "round-off", "step size")  # fmt: skip
    symbols = ("ε: step: how far a difference looks to a side", "θ: where the slope is estimated",
               "f: the function whose slope is estimated")  # fmt: skip
    references = ("Nocedal & Wright 2006, Numerical Optimization, section 8.1",
                  "Goodfellow, Bengio & Courville 2016, Deep Learning, section 11.5")  # fmt: skip
    code = (differences.one_sided, differences.two_sided)
    members = ("one", "two")

    theta: float = parameter(1.0, "Point θ at which the slope is taken.", ge=0.1, le=10)
    epsilon: float = parameter(0.01, "Step ε at which the errors are marked.", ge=1e-11, le=0.1,
                               sweep=(0.1, 0.01, 0.001, 1e-4, 1e-6, 1e-9))  # fmt: skip

    headline = either(
        "Two-sided differences err by {closer.measured}, one-sided by {closer.expected} [closer]",
        "Rounding makes both errors: {rounded.measured.two} two-sided, {rounded.measured.one} "
        "one-sided [rounded]",
        plain("Two-sided differences err by {errors.two}, one-sided by {errors.one}"))  # fmt: skip
    setting = "Slope of f(θ) = θ³ at θ = {theta}, which is {slope}, estimated with ε = {epsilon}"
    cause = (either("{rounded.one} [rounded.one]",
                    "The one-sided error is 3θε + ε² [gives.one, truncated.one]."),
             either("{rounded.two} [rounded.two]",
                    "The two-sided error is ε² [gives.two, truncated.two]."))  # fmt: skip
    look = ("Look from right to left. Both errors fall along straight lines: a step ten times "
            "smaller makes the one-sided error {falls.expected.one} times smaller, the two-sided "
            "{falls.expected.two} times [falls].",
            "Where rounding takes over they turn, near ε = {turns.one} and ε = {turns.two}, and "
            "rise again as noise [turn, bounded].", cause)  # fmt: skip
    caption = (
        plain("The slope of f(θ) = θ³ at θ = {theta} is {slope}, estimated with ε = {epsilon}."),
        "{closer}", cause,
        "In theory the two-sided error is least near ε = {turns.two}, the one-sided near "
        "{turns.one}: far under that, smaller steps make it worse [turn, worse].")  # fmt: skip
    alt = ("Left: the curve θ³ with its tangent of slope {slope}; the one-sided secant is steeper, "
           "{leans.measured.one}, the two-sided nearer, {leans.measured.two} [leans].",
           "Right: both errors against the step on logarithmic axes; towards smaller steps they "
           "fall along two straight lines, {falls.expected} times for a tenth of the step, and "
           "rise again as noise under {turns.one} and {turns.two} [falls, turn, worse].",
           plain("At ε = {epsilon} they stand at {errors.one} and {errors.two}."))  # fmt: skip
    panels = (Panel("secants", "The two secants", "θ, with ε drawn large"),
              Panel("errors",
                    "Smaller steps help, until rounding takes over [falls, worse]",
                    "step ε", "error of the slope"))  # fmt: skip
    to_draw = "Draw the error of the two-sided difference against its step ε."
    try_next = (
        Try("With a smaller step both errors are still the formula's [truncated].", epsilon=1e-4),
        Try("With so small a step rounding makes both errors [rounded].", epsilon=1e-10),
    )

    farther = Predict(
        "θ goes from {before.theta} to {theta}, with ε = {epsilon}. What grows is …",
        Choice("the one-sided error", "errors.one"),
        Choice("the two-sided error", "errors.two", "It looks farther, and what grows cancels."),
        Choice("both of them", ("errors.one", "errors.two"), "The two-sided one is ε², at any θ."),
        Choice("neither of them", (), "The one-sided error has f″ in it, which grows with θ."),
        of=Moved("errors.one", "errors.two"), theta=10.0,
        why="The one-sided error is 3θε + ε². In the two-sided difference the part with θ cancels "
            "[gives, truncated].",
        variants=(Change(before={"theta": 2.0}, theta=8.0),))  # fmt: skip
    tiny = Predict(
        "ε goes from {before.epsilon} to {epsilon}. The two-sided error becomes …",
        Choice("larger", "more"),
        Choice("as large", 1, "It is not exact: both values of f are rounded."),
        Choice("{near} times as large", 1e-4, "With ε falls only what the formula leaves out."),
        Choice("{near} times as large", 1e-8, "It falls with ε² only until rounding takes over."),
        of=Ratio("errors.two"), before={"epsilon": 1e-5}, epsilon=1e-9,
        why="Both values of f agree in nearly all digits. What is left is their rounding over 2ε, "
            "which grows as ε shrinks [worse, turn.two].",
        variants=(Change(before={"epsilon": 1e-5}, epsilon=1e-10),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        steps = np.geomspace(1e-1, 1e-12, 221)
        slope, kinds = 3 * self.theta**2, (differences.one_sided, differences.two_sided)
        errors = np.abs([kind(_cube, self.theta, steps) - slope for kind in kinds])
        decades = np.lib.stride_tricks.sliding_window_view(errors, DECADE, 1).max(axis=-1)
        tenth = self.theta * np.array([1e-2, 1e-3])
        estimates = np.array([kind(_cube, self.theta, self.epsilon) for kind in kinds])
        side = DRAWN * self.theta
        x = self.theta + np.linspace(-1.35, 1.35, 201) * side
        ends = self.theta + side * np.array([[0, 1], [-1, 1]])
        return {
            "steps": steps, "by_step": errors, "slope": slope,
            "sides": Members(np.array(list(ROLES.values()))),
            "estimates": Members(estimates), "errors": Members(np.abs(estimates - slope)),
            "tenths": np.abs([kind(_cube, self.theta, tenth) - slope for kind in kinds]),
            "turns": Members([self.theta * differences.best_epsilon(sides=n) for n in (1, 2)]),
            # Noise may vanish anywhere by luck, but not over a decade.
            "bests": Members(steps[DECADE // 2 :][decades.argmin(axis=-1)]),
            "leasts": Members(decades.min(axis=-1)),
            "x": x, "cube": _cube(x), "tangent": self.theta**3 + slope * (x - self.theta),
            "ends": np.stack([ends, _cube(ends)], axis=-1)}  # fmt: skip

    def _truncation(self, step: Array | float) -> Array:
        """Return both errors of the formula: (θ + ε)³ = θ³ + 3θ²ε + 3θε² + ε³."""
        return np.array([3 * self.theta * step + step**2, step**2])

    def _rounding(self, step: Array | float) -> Array:
        """Return by how much rounding may change an estimate, to the first order in u.

        θ ± ε is wrong by u/2 of itself and its cube by three times as much, and a power by u at
        most (IEEE 754-2019, and the mathematical library's bound): 2.5 u of each value, 1 u of
        f(θ), where θ is exact; the difference and the quotient add u of the estimate.
        """
        far = self.theta + step
        return np.asarray(UNIT * (3.5 * far**3 / step + 3 * far**2))

    @claim("With ε = {epsilon} the {sides} difference gives {measured:.8g}; the formula gives "
           "{expected:.8g}, and the rest is rounding.")  # fmt: skip
    def gives(self, result: Result) -> Measured:
        expected = result["slope"] + self._truncation(self.epsilon)
        return Measured(result["estimates"], "=", expected, within=self._rounding(self.epsilon))

    @claim("From ε = θ/100 to θ/1000 the {sides} error becomes {measured} times smaller, by the "
           "formula {expected} times.")  # fmt: skip
    def falls(self, result: Result) -> Measured:
        steps = self.theta * np.array([1e-2, 1e-3])
        wide, small = self._truncation(steps).T
        # What rounding adds to the smaller error counts; to the larger it adds a thousandth of it.
        within = 1.01 * wide / small * self._rounding(steps[1]) / small
        return Measured(np.divide(*result["tenths"].T), "=", wide / small, within=within)

    @claim("At no step is the {sides} error farther from the formula's than rounding can explain: "
           "{measured} of that at most.")  # fmt: skip
    def bounded(self, result: Result) -> Measured:
        steps = result["steps"]
        beyond = np.abs(result["by_step"] - self._truncation(steps)) / self._rounding(steps)
        return Measured(beyond.max(axis=1), "<=", 1)

    @claim("The {sides} error is least in the decade around ε = {bests}, a factor of {measured} "
           "from {turns}, where theory puts it.")  # fmt: skip
    def turn(self, result: Result) -> Measured:
        apart = np.exp(np.abs(np.log(result["bests"] / result["turns"])))
        return Measured(apart, "<", 10)

    @claim("From ε = 10⁻¹¹ to 10⁻¹² the {sides} error is in the middle {measured} times the "
           "largest in its best decade.")  # fmt: skip
    def worse(self, result: Result) -> Measured:
        tiny = np.median(result["by_step"][:, -DECADE:], axis=1)
        return Measured(tiny / result["leasts"], ">", 10)

    @claim("With ε drawn large the {sides} secant has a slope of {measured}, the tangent {slope}.")
    def leans(self, result: Result) -> Measured:
        (x, y), side = np.diff(result["ends"], axis=1)[:, 0].T, DRAWN * self.theta
        expected = result["slope"] + self._truncation(side)
        return Measured(y / x, "=", expected, within=1e-12 * expected)

    @finding("The two-sided difference errs by {measured}, the one-sided by {expected}.")
    def closer(self, result: Result) -> Measured:
        one, two = result["errors"]
        return Measured(two, "<", one, margin=2 * self._rounding(self.epsilon))

    @finding("The {sides} error, {measured}, is over a hundred times what rounding can add.")
    def truncated(self, result: Result) -> Measured:
        return Measured(result["errors"], ">", 100 * self._rounding(self.epsilon))

    @finding("The {sides} error is {measured} and not the formula's {expected}: most of it is "
             "rounding.", at_defaults=False)  # fmt: skip
    def rounded(self, result: Result) -> Measured:
        formula = self._truncation(self.epsilon)
        return Measured(result["errors"], ">", formula, margin=formula)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        secants, errors = drawing.panels_of(self, result, figure, widths=(1, 1.35))
        self._draw_secants(secants, result)
        self._draw_errors(errors, result)

    def _draw_secants(self, axes: drawing.Axes, result: Result) -> None:
        """Draw θ³, its tangent, and both secants with a step that can be seen."""
        words, x = self.words(result), result["x"]
        axes.plot(x, result["tangent"], **drawing.line_style("bound"))
        axes.plot(x, result["cube"], **drawing.line_style("truth"))
        for member, role in reversed(ROLES.items()):
            ends = result["ends"][self.members.index(member)].T
            axes.plot(*ends, **drawing.line_style(role, marker=drawing.role(role).marker))
            name = words.say("{sides}\nsecant", member)
            drawing.label(axes, name, ends[0], ends[1], role, prefer="middle", side="above")
        tangent, cube = words.say("tangent"), words.say("f(θ) = θ³")
        drawing.label(axes, tangent, x, result["tangent"], "bound", prefer="start", side="below")
        drawing.label(axes, cube, x, result["cube"], "truth", prefer="end", side="left")
        names = words.say("θ − ε"), words.say("θ"), words.say("θ + ε")
        axes.set(xticks=result["ends"][[1, 0, 0], [0, 0, 1], 0], xticklabels=names, yticks=[])

    def _draw_errors(self, axes: drawing.Axes, result: Result) -> None:
        """Draw both errors against the step, and mark them at ε; in a film ε shrinks."""
        words, steps = self.words(result), result["steps"]
        drawing.log_axis(axes, "x")
        drawing.log_axis(axes, "y")
        names = words.say("one-sided:\ngrows as ε"), words.say("two-sided:\ngrows as ε²")
        lines, straight = [], (slice(20, 120), slice(56, 80))  # where their names stand
        for i, (member, role) in enumerate(ROLES.items()):
            errors = result["by_step"][i]
            seen = np.where(errors > 0, errors, np.nan)
            (line,) = axes.plot(steps, seen, **drawing.line_style(role, linestyle="-"))
            drawing.reveal(line)
            x, y = steps[straight[i]], errors[straight[i]]
            side: drawing.Side = "right" if i else "left"
            name = drawing.label(axes, names[i], x, y, role, prefer="middle", side=side)
            drawing.accompany(line, [name])
            if value := result["errors"][i]:
                text = words.say("{errors}", member)
                drawing.value_mark(axes, self.epsilon, value, text, role, on=line)
            lines.append(line)
        drawing.to_draw(lines[1])
        narrow = drawing.is_narrow(drawing.figure_of(axes))  # there the setting has to tell ε
        at: Any = {"prefer": "start", "side": "left", "on": lines[0]}
        text = "" if narrow else words.say("ε = {epsilon}")
        drawing.threshold(axes, self.epsilon, text, which="x", of="faint", **at)


def _cube(theta: Array) -> Array:
    return theta**3
