"""The server's libraries are imported by the command that serves, and by it alone."""

import subprocess
import sys

import pytest

HEAVY = ("starlette", "uvicorn", "segno", "numpy", "matplotlib")


@pytest.mark.parametrize("command", [["list"], ["explore", "--help"], ["show", "--help"]])
def test_a_command_that_serves_nothing_imports_no_server(command: list[str]) -> None:
    program = (
        "import sys\n"
        "from nnviz.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"
