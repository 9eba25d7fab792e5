"""nnviz teaches deep learning by showing it: every figure proves its caption."""

__version__ = "0.1.0"
