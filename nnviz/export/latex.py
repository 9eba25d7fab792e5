"""Snippets for LaTeX: a float of a paper or of notes, and a slide of beamer."""

from nnviz.exhibit import Exhibit
from nnviz.export.latex_text import latex, latex_code, latex_plain, unset_signs
from nnviz.listings import Listing


def figure(exhibit: Exhibit) -> str:
    r"""Return a float; one as wide as a page reaches over both columns where there are two."""
    wide = exhibit.size != "column"
    environment, measure = ("figure*", r"\textwidth") if wide else ("figure", r"\columnwidth")
    caption = latex(exhibit.caption)
    return _lines(
        *_comments(exhibit, ["graphicx", *(["fancyvrb"] if exhibit.listings else [])], caption),
        f"% Made {exhibit.width:g} in wide; --size column is for narrower text.",
        rf"\begin{{{environment}}}",
        r"  \centering",
        rf"  {_image(exhibit, f'width={measure}')}",
        rf"  \caption[{{{latex(exhibit.title)}}}]{{{caption}}}",
        rf"  \label{{fig:{exhibit.name}}}",
        rf"\end{{{environment}}}",
        *map(_listing, exhibit.listings),
    )


def slide(exhibit: Exhibit) -> str:
    """Return a slide that the figure fills; its caption is what the speaker's notes say.

    The figure brings its own headline, so that the slide has none.
    """
    caption = latex(exhibit.caption)
    size = r"width=\paperwidth,height=0.94\paperheight,keepaspectratio"
    return _lines(
        *_comments(exhibit, [], caption),
        r"% Made for \documentclass[aspectratio=169]{beamer}; \hyperlink to its label.",
        rf"\begin{{frame}}[plain,label={exhibit.name}]",
        rf"  \makebox[\linewidth]{{{_image(exhibit, size)}}}",
        rf"  \note{{{caption}}}",
        r"\end{frame}",
    )


def _image(exhibit: Exhibit, size: str) -> str:
    # Braces keep commas and brackets of the text out of the options, blanks out of the path.
    return rf"\includegraphics[{size},alt={{{latex_plain(exhibit.alt)}}}]{{{exhibit.path}}}"


def _comments(exhibit: Exhibit, packages: list[str], caption: str) -> list[str]:
    packages = packages + (["amsmath,amssymb"] if "$" in caption.replace(r"\$", "") else [])
    lines = [f"% {exhibit.command}"]
    if packages:
        lines.append(rf"% In the preamble: \usepackage{{{','.join(packages)}}}")
    code = "".join(map(_listing, exhibit.listings))
    if unset := unset_signs(caption + latex(exhibit.title) + code):
        lines.append(f"% LuaLaTeX or XeLaTeX, with a font that has them, sets {' '.join(unset)}")
    return lines


def _listing(listing: Listing) -> str:
    """Return some code as the package fancyvrb sets it, small enough for a page's width."""
    size = "footnotesize" if max(map(len, listing.code.splitlines())) <= 80 else "scriptsize"
    look = rf"commandchars=\\\{{\}},fontsize=\{size},frame=lines,framesep=2mm"
    title = rf"label={{\normalfont {latex(listing.title)}}}"
    return f"\\begin{{Verbatim}}[{look},{title}]\n{latex_code(listing.code)}\\end{{Verbatim}}"


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
