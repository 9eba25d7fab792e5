"""nnviz teaches deep learning by showing it: every figure proves its caption.

What a plugin author imports stands here; each name is loaded when it is first used, so that
`import nnviz` costs nothing. Those of questions are in `nnviz.questions` and those of texts in
`nnviz.texts`, too, which keeps a concept's list of imports short.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    import nnviz.drawing as drawing
    import nnviz.explore as explore
    from nnviz.api import hookimpl
    from nnviz.concept import Concept
    from nnviz.demonstration import concepts
    from nnviz.errors import NnvizError, UsageError
    from nnviz.exhibit import Exhibit
    from nnviz.explore.asking import ask
    from nnviz.explore.notebook import show
    from nnviz.explore.sweeping import sweep
    from nnviz.exporter import Exporter
    from nnviz.parameters import parameter
    from nnviz.proofs import Measured, claim, finding
    from nnviz.questions import Change, Choice, Least, Most, Moved, Predict, Ratio, Value
    from nnviz.result import Members, Result
    from nnviz.setting import Setting, Try
    from nnviz.texts import Panel, each, either, plain

__all__ = [
    "Change",
    "Choice",
    "Concept",
    "Exhibit",
    "Exporter",
    "Least",
    "Measured",
    "Members",
    "Most",
    "Moved",
    "NnvizError",
    "Panel",
    "Predict",
    "Ratio",
    "Result",
    "Setting",
    "Try",
    "UsageError",
    "Value",
    "ask",
    "claim",
    "concepts",
    "drawing",
    "each",
    "either",
    "explore",
    "finding",
    "hookimpl",
    "parameter",
    "plain",
    "show",
    "sweep",
]

_HOMES = {
    "Change": "nnviz.questions",
    "Choice": "nnviz.questions",
    "Concept": "nnviz.concept",
    "Exhibit": "nnviz.exhibit",
    "Exporter": "nnviz.exporter",
    "Least": "nnviz.questions",
    "Measured": "nnviz.proofs",
    "Members": "nnviz.result",
    "Most": "nnviz.questions",
    "Moved": "nnviz.questions",
    "NnvizError": "nnviz.errors",
    "Panel": "nnviz.texts",
    "Predict": "nnviz.questions",
    "Ratio": "nnviz.questions",
    "Result": "nnviz.result",
    "Setting": "nnviz.setting",
    "Try": "nnviz.setting",
    "UsageError": "nnviz.errors",
    "Value": "nnviz.questions",
    "ask": "nnviz.explore.asking",
    "claim": "nnviz.proofs",
    "concepts": "nnviz.demonstration",
    "each": "nnviz.texts",
    "either": "nnviz.texts",
    "finding": "nnviz.proofs",
    "hookimpl": "nnviz.api",
    "parameter": "nnviz.parameters",
    "plain": "nnviz.texts",
    "show": "nnviz.explore.notebook",
    "sweep": "nnviz.explore.sweeping",
}


def __getattr__(name: str) -> object:
    if name in ("drawing", "explore"):  # modules, the second of which is called as well
        return import_module(f"nnviz.{name}")
    if name == "Claim":
        from nnviz.errors import ContractError
        from nnviz.former import instead_of

        raise ContractError(instead_of(name))
    if name not in _HOMES:
        raise AttributeError(f"module 'nnviz' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
