"""Strangers' distributions are tested where they are installed, not where they lie."""

collect_ignore_glob = ["nnviz-*"]
