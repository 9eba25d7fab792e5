"""Notebooks that show a concept, as Jupyter reads them."""

import json
from typing import Any

from nnviz.gallery.record import digest
from nnviz.gallery.text import as_markdown


def notebook(title: str, call: str) -> str:
    """Return a notebook with a title and one cell that imports nnviz and makes this call."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    code = _cell("code", ["import nnviz\n", "\n", call])
    content = {
        "cells": [
            _cell("markdown", [f"# {as_markdown(title)}"]),
            {**code, "execution_count": None, "outputs": []},
        ],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, source: list[str]) -> dict[str, Any]:
    identity = digest("".join(source).encode())[:8]
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": source}
