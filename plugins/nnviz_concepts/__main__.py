"""`python -m nnviz_concepts` is `nnviz`, where that command may be another project's."""

from nnviz.cli.main import main

main()
