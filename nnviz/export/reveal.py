"""Slides for reveal.js: the figure, under it its film, and a slider over a parameter's values."""

import json
from html import escape

from nnviz.exhibit import Exhibit
from nnviz.export.markdown import comment
from nnviz.tex import html_math

_MOVED = (
    "const s=JSON.parse(this.dataset.stops)[this.value],i=this.closest('section')"
    ".querySelector('img');i.src=s[1];i.alt=s[2];this.nextElementSibling.value=s[0]"
)
"""What the slider does, in the slide itself, so that it is one piece to paste."""

_PLAIN = ' style="text-transform:none"'
"""Some of reveal's themes set headings in capitals, which would make other symbols of β and η."""


def section(exhibit: Exhibit) -> str:
    """Return a `<section>` to paste between reveal's slides, with film and slider under the first.

    The figure is drawn without its headline, which is the slide's.
    """
    title = f"<h3{_PLAIN}>{html_math(exhibit.said('headline') or exhibit.title)}</h3>"
    notes = f'<aside class="notes">{html_math(exhibit.caption)}</aside>'
    parts = [f"{title}\n{_image(exhibit.path, exhibit.alt)}\n{notes}"]
    if exhibit.film:
        parts.append(f"{title}\n{_image(exhibit.film, exhibit.alt)}")
    if exhibit.stops:
        parts.append(f"<h3{_PLAIN}>{html_math(exhibit.title)}</h3>\n{_slider(exhibit)}")
    inner = "\n".join(f"<section>\n{part}\n</section>" for part in parts)
    comments = comment(*exhibit.comments).rstrip()
    return f'{comments}\n<section id="{escape(exhibit.name)}">\n{inner}\n</section>\n'


def _image(path: str, alt: str) -> str:
    look = "max-height:72vh;max-width:100%"
    return f'<img src="{escape(path)}" alt="{escape(alt)}" style="{look}">'


def _slider(exhibit: Exhibit) -> str:
    """Return the picture at a parameter's value with the slider that chooses which."""
    told = [(label, path, alt) for label, path, alt in exhibit.stops]
    label, path, alt = told[0]
    name = escape(label.partition(" = ")[0])
    data = escape(json.dumps(told, ensure_ascii=False))
    return (
        f"{_image(path, alt)}\n"
        f'<p><input type="range" style="width:40%" min="0" max="{len(told) - 1}" value="0" '
        f'aria-label="{name}" '
        f'data-stops="{data}" oninput="{_MOVED}"> <output>{escape(label)}</output></p>'
    )
