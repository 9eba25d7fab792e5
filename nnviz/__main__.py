"""`python -m nnviz` is `nnviz`."""

from nnviz.cli.main import main

main()
