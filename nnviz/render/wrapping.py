"""Text broken into even lines that fit a width, as matplotlib measures it."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from nnviz.drawing.canvas import axes_of, text_width
from nnviz.drawing.line_breaks import words_of


def wrap(figure: Figure, text: str, font: FontProperties, room: float) -> list[str]:
    """Return the fewest lines of `text` that fit into `room` pixels, made as even as can be.

    Mathematics between dollar signs is not broken.
    """
    return [
        line
        for paragraph in text.splitlines()
        for line in _even(figure, words_of(paragraph), font, room)
    ]


def wrap_panel_texts(figure: Figure) -> bool:
    """Break titles and axis labels that are longer than their panel; return whether any was."""
    wrapped = [_wrap_axes(figure, axes) for axes in axes_of(figure)]
    return any(wrapped)


def panel_texts(axes: Axes) -> list[Text]:
    """Return the titles of a panel and the labels of its axes."""
    children = [child for child in axes.get_children() if isinstance(child, Text)]
    titles = [child for child in children if child not in axes.texts]
    return [*titles, axes.xaxis.label, axes.yaxis.label]


def _wrap_axes(figure: Figure, axes: Axes) -> bool:
    box = axes.get_window_extent()
    wrapped = [
        _wrap_text(figure, text, box.height if text is axes.yaxis.label else box.width)
        for text in panel_texts(axes)
    ]
    return any(wrapped)


def _wrap_text(figure: Figure, text: Text, room: float) -> bool:
    words = text.get_text()
    if "\n" in words or not text.get_visible():
        return False
    lines = wrap(figure, words, text.get_fontproperties(), room)
    if len(lines) < 2:
        return False
    text.set_text("\n".join(lines))
    return True


def _even(figure: Figure, words: list[str], font: FontProperties, room: float) -> list[str]:
    widths = [text_width(figure, word, font) for word in words]
    space = text_width(figure, "n n", font) - text_width(figure, "nn", font)
    lines = _fill(words, widths, space, room)
    if len(lines) < 2:
        return lines
    for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55):
        narrower = _fill(words, widths, space, share * room)
        if len(narrower) > len(lines) or max(widths, default=0.0) > share * room:
            break
        lines = narrower
    return lines


def _fill(words: list[str], widths: list[float], space: float, room: float) -> list[str]:
    lines: list[str] = []
    used = 0.0
    for word, width in zip(words, widths, strict=True):
        if lines and used + space + width <= room:
            lines[-1] += f" {word}"
            used += space + width
        else:
            lines.append(word)
            used = width
    return lines
