"""Exponentially weighted moving averages of a real series."""

from collections.abc import Iterator
from math import e, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from nnviz import Claim, Concept, Result, UsageError, drawing, parameter
from nnviz.core import averages
from nnviz.core.arrays import Array
from nnviz.core.data import DataError, Series, read_series, temperatures
from nnviz.wording import enumeration, exact, number, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

COLUMNS = ("temp_max", "temp_min")
YEAR = 366
NOISE = 2**18
FADED = 40  # spans after which a weight is e⁻⁴⁰ of the newest one's
ROLES = ("first", "second", "third", "fourth", "fifth", "sixth")
DOTS = 2000
FEW = 20


class Ewma(Concept):
    r"""Each β averages over about 1/(1 − β) values: the larger it is, the smoother and the later.

    An exponentially weighted moving average keeps one number and mixes each new value into it:
    $v_t = \beta v_{t-1} + (1-\beta)x_t$. Written out, a value $k$ steps old has the weight
    $(1-\beta)\beta^k$. Since $\beta^{1/(1-\beta)} \approx 1/e$, the average is said to span
    $1/(1-\beta)$ values, though no value is ever quite forgotten.

    Look at the autumn in the large panel: the average of the longest span is the smoothest, and
    weeks late. On white noise it leaves the share $\frac{1-\beta}{1+\beta}$ of the variance; a
    steady rise it follows $\frac{\beta}{1-\beta}$ steps late. One cannot be had without the other.

    The last panel shows the start. From $v_0 = 0$ the weights sum to $1-\beta^t$ only, so the
    first averages are too small; dividing by that sum corrects them, and matters for the first few
    spans alone. Momentum, RMSProp and Adam are such averages, of gradients and their squares. It
    is a misconception that the correction shifts or smooths what comes later: it fades.

    Try next:

    - `nnviz show ewma --betas 0.9,0.99,0.999 --first 1461`: four years, and a span of a thousand
      days that flattens the seasons.
    - `nnviz show ewma --betas 0`: no average at all.
    - `nnviz show ewma --data FILE.csv --column NAME`: a series of your own.
    """

    title = "Exponentially weighted averages"
    topic = "optimization"
    order = 3
    see_also = ("momentum", "rmsprop", "adam", "batch-norm")
    references = (
        "Brown 1956, Exponential smoothing for predicting demand",
        "Kingma & Ba 2015, Adam: a method for stochastic optimization, section 3",
    )

    betas: tuple[float, ...] = parameter(
        (0.5, 0.9, 0.98),
        "Decays β, up to six: each keeps the share β of the average at every new value.",
        ge=0,
        lt=1,
        sweep=((0.0, 0.5), (0.5, 0.9, 0.98), (0.9, 0.99), (0.999,)),
    )
    data: Path | None = parameter(
        None, "Table (CSV) with a series of your own; without it, temperatures of Seattle."
    )
    column: str | None = parameter(
        None, "Column to average, by name: of your table, or temp_max or temp_min of Seattle."
    )
    first: int | None = parameter(
        None,
        "How many values are averaged, from the first on; without it 366 temperatures (a year), "
        "or all of your table.",
        ge=1,
    )
    seed: int = parameter(0, "Seed of the noise on which the smoothing is measured.", ge=0)

    def compute(self) -> dict[str, object]:
        """Average the series with every β, and measure what each does to noise and to a rise."""
        betas = np.unique(self.betas)
        if len(betas) > len(ROLES):
            raise UsageError(f"betas takes at most {len(ROLES)} values; got {len(betas)}.")
        series = self._series()
        dated = {} if series.dates is None else {"dates": series.dates}
        spans = np.array([averages.window(beta) for beta in betas])
        ages = np.geomspace(0.1 * spans[0], 3 * spans[-1], 401)
        return {
            "values": series.values,
            **dated,
            "averages": np.stack([averages.ewma(series.values, beta) for beta in betas]),
            "betas": betas,
            "spans": spans,
            "ages": ages,
            "weights": betas[:, np.newaxis] ** ages,
            "weights_at_spans": betas**spans,
            "noise_left": _noise_left(betas, self.seed),
            "delays": np.array([_delay(beta) for beta in betas]),
            "constant_error": max(_constant_error(beta) for beta in betas),
            **_start(series.values, betas[-1]),
            **_words(series),
            **_listed(betas, spans, series.unit),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the span, the smoothing and the delay of each β; then both faces of the start."""
        for i in range(len(result["betas"])):
            yield from _claims_of(result, i)
        yield Claim(
            "A constant series is returned as it is, once corrected; the largest difference is "
            "{measured}.",
            expected=0,
            measured=result["constant_error"],
            tolerance=1e-12,
        )
        if result["first_value"] != 0:
            yield Claim(
                "Uncorrected, the first average with β = {beta_last} is {measured} of the first "
                "value: 1 − β.",
                expected=1 - result["betas"][-1],
                measured=result["start_plain"][0] / result["start_values"][0],
                tolerance=1e-12,
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the series with its averages, the weights of older values, and the start."""
        series, weights, start = drawing.panels(
            figure,
            "A longer span is smoother and later",
            "How far back each looks",
            f"The start, β = {result['beta_last']}",
            mosaic="ab;ac",
            widths=(1.55, 1),
        )
        _draw_series(figure, series, result)
        _draw_weights(weights, result)
        _draw_start(start, result)

    def headline(self, result: Result) -> str:
        """Return the spans."""
        return "β = {betas_listed}: averages over {spanned}"

    def setting(self, result: Result) -> str:
        """Return what was averaged and where it is from."""
        if self.data is None:
            return "Seattle, {name}: {extent} from {begin} (NOAA)"
        missing = ", {missing} of them missing" if result["missing"] else ""
        return "{extent}" + (" from {begin}" if "begin" in result else "") + missing + ". {source}"

    def caption(self, result: Result) -> str:
        """Return the series, the spans, and what the start needs."""
        gaps = " Where a value is missing, an average stays as it is." if result["missing"] else ""
        return (
            "Exponentially weighted averages of a series of {extent}, {name}, with "
            "β = {betas_listed}. "
            "They span 1/(1 − β) = {spanned}, the age at which a weight has fallen to about "
            "1/e: the longer the span, the smoother the average and the later it turns. With "
            "β = {beta_last} it starts at {first_value}; without the correction by 1 − βᵗ it would "
            "start at {first_plain}." + gaps + " {source}"
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: the series in pale grey and its averages for β = {betas_listed}; the larger β, "
            "the smoother the line, and the later it turns. Upper right: weights that fall "
            "exponentially from 1 and pass 1/e near {spanned}. Lower right: for "
            "β = {beta_last} the uncorrected average starts at {first_plain}, near zero, and only "
            "slowly meets the corrected one, which starts at {first_value}."
        )

    def _series(self) -> Series:
        """Return the series asked for, as far as it is asked for; `UsageError` if there is none."""
        whole = self._whole()
        length = self.first or (len(whole) if self.data else YEAR)
        series = whole.head(length)
        if series.missing == len(series):
            raise UsageError(f"the first {length} values are all missing; choose more of them.")
        return series

    def _whole(self) -> Series:
        if self.data is None and self.column not in (None, *COLUMNS):
            known = enumeration(list(COLUMNS), "or")
            raise UsageError(f"column must be {known}, or give your table as data.")
        try:
            if self.data is not None:
                return read_series(self.data, self.column)
            return temperatures(self.column or COLUMNS[0])
        except DataError as error:
            raise UsageError(f"{error}.") from error


def _noise_left(betas: Array, seed: int) -> Array:
    """Return the share of white noise's variance that is left in its average, for each β."""
    noise = np.random.default_rng(seed).normal(size=NOISE)
    return np.array([_settled(noise, beta).var() for beta in betas])


def _settled(values: Array, beta: float) -> Array:
    """Return the average of `values` without its first spans, in which it starts from 0."""
    skipped = min(int(10 * averages.window(beta)), len(values) // 2)
    return averages.ewma(values, beta, corrected=False)[skipped:]


def _delay(beta: float) -> float:
    """Return by how many steps the average of 1, 2, 3, … is late, far from its start."""
    steps = np.arange(1.0, 1 + min(FADED * averages.window(beta), NOISE))
    return float(steps[-1] - averages.ewma(steps, beta, corrected=False)[-1])


def _constant_error(beta: float) -> float:
    return float(np.abs(averages.ewma(np.ones(YEAR), beta) - 1).max())


def _start(values: Array, beta: float) -> dict[str, object]:
    """Return the first values that are not missing, and their average in both ways."""
    seen = values[~np.isnan(values)][: max(10, round(2 * averages.window(beta)))]
    plain = averages.ewma(seen, beta, corrected=False)
    return {
        "start_values": seen,
        "start_corrected": averages.ewma(seen, beta),
        "start_plain": plain,
        "first_value": seen[0],
        "first_plain": plain[0],
    }


def _words(series: Series) -> dict[str, object]:
    """Return what the texts say of the series."""
    dates = series.dates
    begin = {} if dates is None else {"begin": str(dates[0]).replace("T", " ")}
    return {
        "name": _legible(series.name),
        "source": _legible(series.source),
        "extent": _counted(phrase(len(series)), series.unit),
        "missing": series.missing,
        "unit": series.unit,
        **begin,
    }


def _listed(betas: Array, spans: Array, unit: str) -> dict[str, object]:
    """Return each β and its span under a number of its own, and the lists of both."""
    words = [phrase(exact(beta)) for beta in betas.tolist()]
    return {
        "betas_listed": enumeration(words),
        "spanned": _counted(enumeration([phrase(span) for span in spans.tolist()]), unit),
        "beta_last": words[-1],
        **{f"beta_{i}": word for i, word in enumerate(words)},
        **{f"span_{i}": span for i, span in enumerate(spans.tolist())},
    }


def _legible(text: str) -> str:
    """Return a name from a file so that no part is wider than a panel or read as mathematics."""
    words = [word if len(word) <= 24 else f"{word[:23]}…" for word in text.split()]
    joined = " ".join(words)
    return joined.replace("$", r"\$") if joined.count("$") > 1 else joined


def _counted(number: str, unit: str) -> str:
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


def _claims_of(result: Result, i: int) -> Iterator[Claim]:
    """Yield what is claimed of one β, as far as it can be measured."""
    beta, span = result["betas"][i], result["spans"][i]
    if beta >= 0.5:
        yield Claim(
            _of("β = {beta_#}: {span_#} {unit} ago weighs {measured:.4f}, near 1/e.", i),
            expected=1 / e,
            measured=result["weights_at_spans"][i],
            # ln β / (1 − β) lies between −1 and −1 − (1 − β)/(2β).
            tolerance=(1 - beta) / (2 * beta * e),
        )
    # Of a Gaussian autoregression: Var(s²) = 2σ⁴/n · (1 + β²)/(1 − β²); five standard errors.
    error = 5 * sqrt(2 / NOISE * (1 + beta**2) / (1 - beta**2))
    if error < 0.5:
        left = (1 - beta) / (1 + beta)
        yield Claim(
            _of("β = {beta_#} leaves {measured} of white noise's variance: (1 − β)/(1 + β).", i),
            expected=left,
            measured=result["noise_left"][i],
            tolerance=error * left,
        )
    if FADED * span < NOISE:
        yield Claim(
            _of("β = {beta_#} follows a steady rise {measured} {unit} late: β/(1 − β).", i),
            expected=beta / (1 - beta),
            measured=result["delays"][i],
            tolerance=1e-6,
        )


def _of(template: str, i: int) -> str:
    """Return a template about any β as one about the β of this number."""
    return template.replace("#", str(i))


def _draw_series(figure: "Figure", axes: "Axes", result: Result) -> None:
    """Draw the values in pale and their averages, the longer the span the thicker."""
    values = result["values"]
    x = result["dates"] if "dates" in result else np.arange(1, len(values) + 1)
    _draw_values(axes, x, values)
    widths, named = np.linspace(1.3, 0.6, len(result["betas"]))[::-1], []
    for i, (role, average) in enumerate(zip(ROLES, result["averages"], strict=False)):
        marker = drawing.role(role).marker if len(values) <= FEW else ""
        style = drawing.line_style(role, linestyle="-", marker=marker)
        (line,) = axes.plot(*drawing.decimated(x, average), **style)
        line.set_linewidth(widths[i] * line.get_linewidth())
        named.append((f"β = {result[f'beta_{i}']}", line, role))
    for name, (_, line, _) in zip(drawing.label_ends(axes, named), named, strict=True):
        drawing.reveal(line, times=_moments(line), after=[name])
    if "dates" in result:
        drawing.date_axis(axes, ticks=4 if drawing.is_narrow(figure) else 7)
    else:
        _count_axis(axes, len(values))
        axes.set_xlabel("value")
    axes.set_ylabel(result["name"])


def _draw_weights(axes: "Axes", result: Result) -> None:
    """Draw the weight of a value against its age, and mark the spans."""
    ages = result["ages"]
    drawing.log_axis(axes, "x")
    drawing.threshold(axes, 1 / e, of="faint")
    drawing.label(axes, "1/e", ages, np.full(len(ages), 1 / e), "muted", prefer="start")
    for i, (role, weights) in enumerate(zip(ROLES, result["weights"], strict=False)):
        span = result[f"span_{i}"]
        axes.plot(ages, weights, **drawing.line_style(role, linestyle="-"))
        drawing.value_mark(axes, span, result["weights_at_spans"][i], number(span), role)
    axes.set_xlabel(f"{result['unit']} ago")
    axes.set_ylabel("weight βᵏ")


def _draw_start(axes: "Axes", result: Result) -> None:
    """Draw the first values and their average with and without the correction."""
    role = ROLES[len(result["betas"]) - 1]
    t = np.arange(1, len(result["start_values"]) + 1)
    _draw_values(axes, t, result["start_values"])
    for key, dash, text in (
        ("start_corrected", "-", "divided by 1 − βᵗ"),
        ("start_plain", "--", "as it stands"),
    ):
        x, y = drawing.decimated(t, result[key])
        (line,) = axes.plot(x, y, **drawing.line_style(role, linestyle=dash))
        drawing.start(axes, (1, y[0]), role)
        side: Literal["above", "below"] = "above" if dash == "-" else "below"
        words = f"{text},\nfrom {number(y[0])}"
        name = drawing.label(axes, words, x, y, role, prefer="middle", side=side)
        drawing.reveal(line, times=_moments(line))
        drawing.accompany(line, [name])
    _count_axis(axes, len(t))
    axes.margins(y=0.18)
    axes.set_xlabel(f"{result['unit']} since the start")
    axes.set_ylabel("average")


def _moments(line: "Line2D") -> Array:
    """Return when the points of a line come, the first at 0, with one clock for all lines."""
    x: Array = np.asarray(line.get_xdata(orig=False), float)
    since: Array = x - x[0]
    return since


def _count_axis(axes: "Axes", length: int) -> None:
    drawing.integer_axis(axes, ticks=6 if length < 10_000 else 3)
    axes.set_xlim(0, 1.02 * max(length, 2))


def _draw_values(axes: "Axes", x: npt.ArrayLike, values: Array) -> None:
    """Draw the values as pale dots, or as a pale line where dots would lie on one another."""
    many = len(values) > DOTS
    style = {"linewidth": 0.6} if many else {"linestyle": "none", "marker": "."}
    thin_x, thin_y = drawing.decimated(x, values)
    (line,) = axes.plot(thin_x, thin_y, **{**drawing.line_style("data", zorder=0.8), **style})
    line.set_markersize(0.7 * line.get_markersize())
