"""Writes the page of the public API to a file, or prints it."""

import sys
from pathlib import Path

from nnviz.files import write_whole
from nnviz.reference.page import page

if len(sys.argv) > 1:
    write_whole(Path(sys.argv[1]), page().encode())
else:
    sys.stdout.write(page())
