"""A plugin that offers a theme."""

from nnviz import hookimpl


@hookimpl
def nnviz_themes():
    return {"ink": {"figure.facecolor": "#fffff0", "axes.facecolor": "#fffff0"}}
