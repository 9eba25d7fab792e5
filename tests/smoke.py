"""What must work whatever the versions: a figure, five concepts' contracts, and the core's tests.

`python -m tests.smoke` runs in the environment of the Python that it is called with.
"""

import subprocess
import sys

CONCEPTS = ("momentum", "dropout", "softmax", "ewma", "batch-norm")

COMMANDS = (
    ("nnviz", "show", CONCEPTS[0], "--no-open"),
    ("nnviz", "check", "--timeout", "3600", *CONCEPTS),  # others may use the machine, too
    ("pytest", "-q", "-n", "auto", "tests/core"),
)


def main() -> int:
    """Run the commands up to the first that fails, and return its exit code."""
    for words in COMMANDS:
        print("+", *words, flush=True)
        if code := subprocess.run([sys.executable, "-m", *words], check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
