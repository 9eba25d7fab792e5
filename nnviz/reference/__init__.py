"""The page of the public API, made from the docstrings: `python -m nnviz.reference FILE`."""
