"""Text broken into lines that fit a width, as matplotlib measures it."""

import re

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from nnviz.drawing.canvas import renderer_of

_WORDS = re.compile(r"(?:\$[^$]*\$|\S)+")


def wrap(figure: Figure, text: str, points: float, weight: str, inches: float) -> list[str]:
    """Return the lines of `text` that fit into so many inches; mathematics is not broken."""
    font = FontProperties(size=points, weight=weight)
    return [
        line
        for paragraph in text.splitlines()
        for line in _fill(figure, paragraph, font, inches * figure.dpi)
    ]


def wrap_panel_texts(figure: Figure) -> bool:
    """Break titles and axis labels that are longer than their panel; return whether any was."""
    wrapped = [_wrap_axes(figure, axes) for axes in figure.axes]
    return any(wrapped)


def _wrap_axes(figure: Figure, axes: Axes) -> bool:
    box = axes.get_window_extent()
    fits = [(title, box.width) for title in _titles(axes)]
    fits += [(axes.xaxis.label, box.width), (axes.yaxis.label, box.height)]
    wrapped = [_wrap_text(figure, text, room) for text, room in fits]
    return any(wrapped)


def _titles(axes: Axes) -> list[Text]:
    children = [child for child in axes.get_children() if isinstance(child, Text)]
    return [child for child in children if child not in axes.texts]


def _wrap_text(figure: Figure, text: Text, room: float) -> bool:
    words = text.get_text()
    lines = _fill(figure, words, text.get_fontproperties(), room) if "\n" not in words else []
    if len(lines) < 2:
        return False
    text.set_text("\n".join(lines))
    return True


def _fill(figure: Figure, text: str, font: FontProperties, room: float) -> list[str]:
    lines: list[str] = []
    for word in _WORDS.findall(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(figure, longer, font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(figure: Figure, text: str, font: FontProperties) -> float:
    width, _, _ = renderer_of(figure).get_text_width_height_descent(text, font, ismath="$" in text)
    return float(width)
