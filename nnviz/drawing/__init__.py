"""What figures share: roles, panels, marks, labels, curves, surfaces and boundaries."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnviz.drawing.bars import bars_with_values
from nnviz.drawing.blocks import cut_block
from nnviz.drawing.boundaries import boundaries, class_points
from nnviz.drawing.canvas import figure_of
from nnviz.drawing.checks import overlaps, touching
from nnviz.drawing.companions import accompany
from nnviz.drawing.contours import contours, path, room_for
from nnviz.drawing.contrast import contrast
from nnviz.drawing.curves import band, curve, pale_cloud, threshold
from nnviz.drawing.decimation import decimated
from nnviz.drawing.ends import label_ends
from nnviz.drawing.guesses import to_draw
from nnviz.drawing.labels import Side, label, place_labels
from nnviz.drawing.marks import arrow, diverges, end, minimum, start, value_mark
from nnviz.drawing.motion import appear, count_up, play, retitle, reveal, uncover
from nnviz.drawing.networks import network_diagram
from nnviz.drawing.panels import (
    between_panels,
    colour_title,
    is_narrow,
    panels,
    panels_of,
    small_multiples,
)
from nnviz.drawing.roles import Role, colour, line_style, role, role_names, text_colour
from nnviz.drawing.ticks import date_axis, integer_axis, log_axis, plain_numbers

__all__ = [
    "Axes",
    "Figure",
    "Role",
    "Side",
    "accompany",
    "appear",
    "arrow",
    "band",
    "bars_with_values",
    "between_panels",
    "boundaries",
    "class_points",
    "colour",
    "colour_title",
    "contours",
    "contrast",
    "count_up",
    "curve",
    "cut_block",
    "date_axis",
    "decimated",
    "diverges",
    "end",
    "figure_of",
    "integer_axis",
    "is_narrow",
    "label",
    "label_ends",
    "line_style",
    "log_axis",
    "minimum",
    "network_diagram",
    "overlaps",
    "pale_cloud",
    "panels",
    "panels_of",
    "path",
    "place_labels",
    "plain_numbers",
    "play",
    "retitle",
    "reveal",
    "role",
    "role_names",
    "room_for",
    "small_multiples",
    "start",
    "text_colour",
    "threshold",
    "to_draw",
    "touching",
    "uncover",
    "value_mark",
]
