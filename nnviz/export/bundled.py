"""nnviz's own exporters, offered through the hook that any plugin has."""

from collections.abc import Mapping

from nnviz.api import hookimpl
from nnviz.export import latex, markdown, notebook, typst
from nnviz.exporter import Exporter


@hookimpl
def nnviz_exporters() -> Mapping[str, Exporter]:
    """Offer what figures are exported for."""
    return {
        "latex": Exporter(latex.figure, ".tex", ("pdf",), code=True),
        "beamer": Exporter(latex.slide, ".tex", ("pdf",), theme="slides", size="slide"),
        "markdown": Exporter(markdown.markdown, ".md", ("svg",), code=True),
        # An SVG would need a converter where Quarto makes a PDF; a PNG serves all that it makes.
        "quarto": Exporter(markdown.quarto, ".qmd", ("png",), code=True),
        "myst": Exporter(markdown.myst, ".md", ("pdf", "svg"), shown=".*", code=True),
        "typst": Exporter(typst.figure, ".typ", ("svg",), code=True),
        "notebook": Exporter(notebook.notebook, ".ipynb", (), theme="notebook", size="notebook"),
    }
