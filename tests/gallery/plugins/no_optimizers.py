"""A hook that returns no mapping."""

from nnviz import hookimpl


@hookimpl
def nnviz_optimizers():
    return None
