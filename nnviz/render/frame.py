"""The headline and the setting over a figure's panels."""

from matplotlib import rcParams
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine

from nnviz.drawing.lean import LeanFigure
from nnviz.drawing.roles import colour
from nnviz.render.sizes import Size
from nnviz.render.wrapping import wrap

_LINE = 1.25  # from one line of text to the next, in its size


def add_frame(figure: LeanFigure, headline: str, setting: str, size: Size) -> None:
    """Write the headline and the grey line under it, and leave the rest to the panels."""
    margin = 0.025 * max(size.width, 5.0)  # inches
    room = (size.width - 2 * margin) * figure.dpi
    lines = wrap(figure, headline, FontProperties(size=size.headline, weight="bold"), room)
    notes = wrap(figure, setting, FontProperties(size=size.label), room)
    head = len(lines) * size.headline * _LINE / 72
    gap = 0.35 * size.label / 72 if notes else 0.0
    figure.head = margin + head + gap + len(notes) * size.label * _LINE / 72
    header = figure.head + 0.6 * size.title / 72
    figure.own_size = figure.get_figwidth(), figure.get_figheight()
    if size.fixed:
        figure.set_size_inches(size.width, size.height)
    else:
        figure.set_size_inches(figure.get_figwidth(), figure.get_figheight() + header)
    height = figure.get_figheight()
    _write(figure, lines, margin, height - margin, size.headline, "bold", rcParams["text.color"])
    below = height - margin - head - gap
    _write(figure, notes, margin, below, size.label, "normal", colour("muted"))
    across, up = margin / size.width, margin / height
    rect = (across, up, 1 - 2 * across, 1 - up - header / height)
    pad = 0.12 * size.label / 16
    figure.set_layout_engine(
        ConstrainedLayoutEngine(rect=rect, w_pad=pad, h_pad=0, wspace=0.05, hspace=0.03)
    )


def _write(
    figure: Figure,
    lines: list[str],
    x: float,
    y: float,
    points: float,
    weight: str,
    colour: str,
) -> None:
    width, height = figure.get_size_inches()
    for number, line in enumerate(lines):
        top = y - number * points * _LINE / 72
        text = figure.text(
            x / width, top / height, line, size=points, weight=weight, color=colour, va="top"
        )
        text.set_in_layout(False)
