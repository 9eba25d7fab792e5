"""The words in which a series and the spans of its averages are told."""

from nnviz.core.arrays import Array
from nnviz.core.data import Series
from nnviz.wording import enumeration, exact, phrase


def words_of(series: Series) -> dict[str, object]:
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


def spans_listed(betas: Array, spans: Array, unit: str) -> dict[str, object]:
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
