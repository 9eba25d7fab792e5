"""pip, run for the environment that nnviz itself runs in."""

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from nnviz.errors import NnvizError


def run_pip(*words: str) -> None:
    """Run pip with these words; `NnvizError` where there is none, or where it fails."""
    if find_spec("pip") is None:
        raise NnvizError(
            f"the environment of {sys.executable} has no pip; add it with: "
            f"{sys.executable} -m ensurepip"
        )
    done = subprocess.run([sys.executable, "-m", "pip", *words], check=False)
    if done.returncode:
        raise NnvizError(f"pip {_spelled(words)} failed; what it said stands above.")


def _spelled(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word != "--disable-pip-version-check")
