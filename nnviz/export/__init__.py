"""Figures for notes, slides and papers: with a snippet to paste, or many beside each other."""
