"""A folder of figures and pages: what is stale, making it in parallel, and the pages."""

from nnviz.gallery.build import as_gallery, build, carry_out
from nnviz.gallery.changes import Changes, changes
from nnviz.gallery.check import check
from nnviz.gallery.editions import editions
from nnviz.gallery.figures import NamedFigure
from nnviz.gallery.planning import Plan, plan
from nnviz.gallery.report import Report
from nnviz.gallery.settings import Settings

__all__ = [
    "Changes",
    "NamedFigure",
    "Plan",
    "Report",
    "Settings",
    "as_gallery",
    "build",
    "carry_out",
    "changes",
    "check",
    "editions",
    "plan",
]
