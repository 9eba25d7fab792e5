"""Exponentially weighted moving averages of a real series."""

from collections.abc import Iterator
from math import e, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, UsageError, drawing, parameter
from nnviz.core import averages
from nnviz.core.data import DataError, Series, read_series, temperatures
from nnviz.wording import enumeration
from nnviz_concepts.optimization.ewma_effects import (
    FADED,
    NOISE,
    YEAR,
    constant_error,
    delay,
    noise_left,
    start_of_average,
)
from nnviz_concepts.optimization.ewma_figure import ROLES, draw_series, draw_start, draw_weights
from nnviz_concepts.optimization.ewma_words import spans_listed, words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = ("temp_max", "temp_min")


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
    code = (averages.ewma,)

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
            "noise_left": noise_left(betas, self.seed),
            "delays": np.array([delay(beta) for beta in betas]),
            "constant_error": max(constant_error(beta) for beta in betas),
            **start_of_average(series.values, betas[-1]),
            **words_of(series),
            **spans_listed(betas, spans, series.unit),
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
        draw_series(figure, series, result)
        draw_weights(weights, result)
        draw_start(start, result)

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
