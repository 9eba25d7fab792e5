"""Figures for notes, slides and papers: with a snippet to paste, or many beside each other."""

from nnviz.export.exporting import export
from nnviz.export.targets import TARGETS

__all__ = ["TARGETS", "export"]
