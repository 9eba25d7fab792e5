"""A folder of figures and pages: what is stale, making it in parallel, and the pages."""

from nnviz.gallery.build import as_gallery, build, carry_out
from nnviz.gallery.check import check
from nnviz.gallery.editions import editions
from nnviz.gallery.figures import NamedFigure
from nnviz.gallery.planning import Plan, plan
from nnviz.gallery.report import Report
from nnviz.gallery.settings import Settings

__all__ = [
    "NamedFigure",
    "Plan",
    "Report",
    "Settings",
    "as_gallery",
    "build",
    "carry_out",
    "check",
    "editions",
    "plan",
]
