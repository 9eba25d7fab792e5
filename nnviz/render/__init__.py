"""Themes, sizes, composing and saving: from a concept's result to a picture."""

from nnviz.render.compose import panel_limits, render
from nnviz.render.picture import Picture
from nnviz.render.sizes import SIZES, Size
from nnviz.render.themes import THEMES, Theme, default_size

__all__ = ["SIZES", "THEMES", "Picture", "Size", "Theme", "default_size", "panel_limits", "render"]
