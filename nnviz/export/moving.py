"""A figure for a document that moves, or has the headline: bare, its film, a slider's pictures."""

from dataclasses import replace
from pathlib import Path

from nnviz.demonstration import Demonstration
from nnviz.exhibit import Exhibit
from nnviz.host.isolation import blame
from nnviz.setting import typed

_COUNT, _SECONDS, _DPI = 40, 5.0, 72.0


def bare(shown: Demonstration) -> Demonstration:
    """Return a demonstration whose figure has no headline; it is not computed again."""
    return shown.without("headline")


def moved(shown: Demonstration, exhibit: Exhibit, folder: Path) -> tuple[Exhibit, dict[str, bytes]]:
    """Return the exhibit with film and stops, and their files, which are to lie in the folder."""
    film, stops = _film(shown, exhibit.name), _stops(shown, exhibit.name)
    told = replace(
        exhibit,
        film="".join((folder / file).as_posix() for file in film),
        stops=tuple((label, (folder / file).as_posix(), alt) for label, file, alt, _ in stops),
    )
    return told, film | {file: content for _, file, _, content in stops}


def _film(shown: Demonstration, name: str) -> dict[str, bytes]:
    """Return the film under its file's name, or nothing where the figure does not move."""
    from nnviz.render.film import encode, in_one_palette, moves

    with blame(shown.card.source, "while it was animated"):
        if not moves(shown.picture):
            return {}
        images = in_one_palette(shown.picture, _COUNT, _DPI)
        told = shown.origin(_DPI).animated(_SECONDS, _COUNT)
        return {f"{name}-film.webp": encode(images, _SECONDS / _COUNT, ".webp", told)}


def _stops(shown: Demonstration, name: str) -> list[tuple[str, str, str, bytes]]:
    """Return the figure at each value of the first parameter that has some to sweep.

    Each comes as `rate = 0.1`, its file's name, its alternative text and its picture.
    """
    concept = shown.concept
    swept = next((one for one in concept.parameters.values() if one.sweep), None)
    stops = []
    for number, value in enumerate(swept.sweep if swept else (), 1):
        label = f"{swept.name} = {typed(value)}" if swept else ""
        values = {**concept.values, label.partition(" = ")[0]: value}
        made = type(concept).create(values, concept.additions)
        at = replace(shown, concept=made)
        with blame(shown.card.source, "in draw"):
            picture = at.picture.encode("png", _DPI, at.origin(_DPI))
        stops.append((label, f"{name}-{number}.png", at.exhibit.alt, picture))
    return stops
