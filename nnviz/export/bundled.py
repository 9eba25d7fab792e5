"""nnviz's own exporters, offered through the hook that any plugin has."""

from collections.abc import Mapping

from nnviz.api import hookimpl
from nnviz.export import gift, latex, markdown, notebook, pptx, reveal, typst
from nnviz.exporter import Exporter


@hookimpl
def nnviz_exporters() -> Mapping[str, Exporter]:
    """Offer what figures are exported for."""
    sheets = {of: {"questions": of.questions, "key": of.key} for of in (latex, markdown, typst)}
    return {
        "latex": Exporter(latex.figure, ".tex", ("pdf",), code=True, sheets=sheets[latex]),
        "beamer": Exporter(latex.slide, ".tex", ("pdf",), theme="slides", size="slide"),
        "markdown": Exporter(
            markdown.markdown, ".md", ("svg",), code=True, sheets=sheets[markdown]
        ),
        # An SVG would need a converter where Quarto makes a PDF; a PNG serves all that it makes.
        "quarto": Exporter(markdown.quarto, ".qmd", ("png",), code=True),
        # Sphinx reads each .md as a page of its own; this is for pages to include.
        "myst": Exporter(markdown.myst, ".myst", ("pdf", "svg"), shown=".*", code=True),
        "typst": Exporter(typst.figure, ".typ", ("svg",), code=True, sheets=sheets[typst]),
        "pptx": Exporter(
            pptx.notes, ".pptx", ("png",), theme="slides", size=pptx.SIZE, bare=True, bind=pptx.deck
        ),
        "reveal": Exporter(
            reveal.section, ".html", ("svg",), theme="slides", size=pptx.SIZE, bare=True, moves=True
        ),
        "gift": Exporter(gift.description, ".gift", (), sheets={"questions": gift.questions}),
        "notebook": Exporter(notebook.notebook, ".ipynb", (), theme="notebook", size="notebook"),
    }
