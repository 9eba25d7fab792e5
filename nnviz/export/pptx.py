"""Slides for PowerPoint, one a concept: headline, figure, and in the notes what to say of it."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image

from nnviz import __version__
from nnviz.errors import UsageError
from nnviz.exhibit import Exhibit, mark_of, outcome
from nnviz.exporter import Bound
from nnviz.tex import unicode_math

WIDTH, HEIGHT = 40 / 3, 7.5
"""Inches of a slide."""

SIZE = "13.33x6.3in"
"""Of a figure: what is left under the title."""

_HEAD, _MARGIN, _POINTS = 1.1, 0.23, 28  # a text box insets its words by 0.1
_TITLE_ONLY = 5  # of python-pptx's own template
_DAY = (1980, 1, 1, 0, 0, 0)
"""The day on which every part of a file was made, so that the same slides are the same bytes."""


def notes(exhibit: Exhibit) -> str:
    """Return what the speaker reads: explanation, claims with their numbers, credit and command.

    Formulas become Unicode, for notes have no others.
    """
    claims = [
        f"{mark_of(claim)} {_plain(str(claim['sentence']))} ({outcome(claim)})"
        for claim in exhibit.claims
    ]
    parts = (_plain(exhibit.summary), _plain(exhibit.caption), _read_aloud(exhibit.explanation))
    command, *credit = exhibit.comments
    told = [*parts, "\n".join(claims), "\n".join(credit), command]
    return "\n\n".join(filter(None, told))


def deck(slides: Sequence[Bound]) -> bytes:
    """Return a presentation of 13.33 × 7.5 inches; raises `UsageError` without python-pptx."""
    try:
        from pptx import Presentation
        from pptx.util import Inches
    except ImportError:
        raise UsageError("PowerPoint needs: python -m pip install python-pptx") from None
    made: Any = Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for bound in slides:
        _add(made.slides.add_slide(made.slide_layouts[_TITLE_ONLY]), bound)
    _tell_origin(made.core_properties, slides)
    return _with_one_day(made)


def _add(slide: Any, bound: Bound) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches, Pt

    exhibit = bound.exhibit
    with Image.open(BytesIO(bound.picture)) as image:
        ground = image.convert("RGBA").getpixel((0, 0))
        shape = image.width / image.height
    red, green, blue, opaque = ground if isinstance(ground, tuple) else (255, 255, 255, 255)
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor(*((red, green, blue) if opaque else (255,) * 3))
    title, room = slide.shapes.title, HEIGHT - _HEAD - 0.1
    title.left, title.top = Inches(_MARGIN), Inches(0.1)
    title.width, title.height = Inches(WIDTH - 2 * _MARGIN), Inches(_HEAD - 0.1)
    title.text_frame.text = _plain(exhibit.said("headline")) or _plain(exhibit.title)
    title.text_frame.word_wrap, title.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    (paragraph,) = title.text_frame.paragraphs
    paragraph.alignment, paragraph.font.size, paragraph.font.bold = PP_ALIGN.LEFT, Pt(_POINTS), True
    dark = opaque and 0.299 * red + 0.587 * green + 0.114 * blue < 128
    paragraph.font.color.rgb = RGBColor.from_string("ECEFF5" if dark else "1D2433")
    width = min(WIDTH, shape * room)
    picture = slide.shapes.add_picture(
        BytesIO(bound.picture),
        *(Inches((WIDTH - width) / 2), Inches(_HEAD)),
        width=Inches(width),
    )
    picture.name = exhibit.name
    picture._element.nvPicPr.cNvPr.set("descr", exhibit.alt)
    slide.notes_slide.notes_text_frame.text = bound.snippet


def _tell_origin(properties: Any, slides: Sequence[Bound]) -> None:
    """Say what is in the file and how it was made, and no day, so that the bytes stay."""
    properties.title = "; ".join(_plain(one.exhibit.title) for one in slides)[:255]
    properties.author = properties.last_modified_by = f"nnviz {__version__}"
    properties.comments = "The notes of each slide have the command that makes its figure."
    properties.subject, properties.keywords, properties.revision = "", "", 1
    properties.created = properties.modified = datetime(*_DAY)


def _with_one_day(made: Any) -> bytes:
    """Return the file with the same day for all its parts: python-pptx writes the present time."""
    written, content = BytesIO(), BytesIO()
    made.save(written)
    with ZipFile(written) as source, ZipFile(content, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            whole = ZipInfo(part.filename, _DAY)
            whole.compress_type = ZIP_DEFLATED
            target.writestr(whole, source.read(part))
    return content.getvalue()


def _read_aloud(markdown: str) -> str:
    """Return Markdown without its signs, a paragraph or an item of a list in each line."""
    lines = re.sub(r"\n(?!\s*\n|\s*(?:[-*]|\d+\.)\s)(?<!\n\n)", " ", markdown)
    shown = re.sub(r"(\*\*|`|(?<!\w)\*)(\S.*?)\1", r"\2", lines)
    return "\n".join(_plain(line) if line.strip() else "" for line in shown.split("\n"))


def _plain(text: str) -> str:
    return " ".join(unicode_math(text).split())
