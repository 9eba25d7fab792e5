"""Animations of a gallery: the files, and the film that a page's player shows."""

import base64
import json
import re

import numpy as np
import pytest
from PIL import Image

from nnviz.gallery import Settings, build, check, plan
from nnviz.gallery.films import draw_film
from nnviz.render import render
from nnviz.render.film import in_one_palette, save_film

SMALL = Settings(size="column", without=("svg", "pdf", "data", "notebook", "frames"))


@pytest.fixture(scope="module")
def race(catalog, tmp_path_factory):
    """The gallery of a concept that moves, in small."""
    folder = tmp_path_factory.mktemp("race") / "gallery"
    assert build(catalog("race"), folder, SMALL).made == ["race"]
    return folder / "race"


@pytest.fixture(scope="module")
def drawn(catalog):
    known = catalog("race")
    concept = known.concept(known.card("race"), {})
    return {
        theme: render(concept, concept.run(), theme=theme, size="column")
        for theme in ("slides", "dark")
    }


def film_of(folder):
    return json.loads((folder / "concept.json").read_text())["film"]


def pixels(path):
    with Image.open(path) as image:
        return np.array(image.convert("RGB"))


def played(folder, theme):
    """Yield the frames as a player makes them, from the format's description alone."""
    film = film_of(folder)
    strip, side, across = film[theme], film["tile"], film["across"]
    picture, tiles = pixels(folder / strip["first"]), pixels(folder / strip["tiles"])
    width = picture.shape[1]
    words = iter(np.frombuffer(base64.b64decode(strip["changes"]), "<u2").tolist())
    columns = -(-width // side)
    yield picture
    for changed in words:
        picture = picture.copy()
        for _ in range(changed):
            (row, column), (down, right) = divmod(next(words), columns), divmod(next(words), across)
            tile = tiles[down * side : (down + 1) * side, right * side : (right + 1) * side]
            place = picture[row * side : (row + 1) * side, column * side : (column + 1) * side]
            place[:] = tile[: place.shape[0], : place.shape[1]]
        yield picture


@pytest.mark.parametrize(("look", "theme"), [("light", "slides"), ("dark", "dark")])
def test_the_player_s_film_is_the_animation_frame_by_frame(race, drawn, look, theme):
    wanted = in_one_palette(drawn[theme], 60, 96)
    frames = list(played(race, look))
    assert len(frames) == film_of(race)["count"] == 60
    for frame, image in zip(frames, wanted, strict=True):
        assert np.array_equal(frame, np.array(image.convert("RGB")))


def test_the_film_weighs_less_than_half_of_the_smallest_file(race):
    film = [path.stat().st_size for path in race.glob("player*.webp") if "dark" not in path.name]
    film.append(len(film_of(race)["light"]["changes"]))
    assert len(film) == 3
    assert sum(film) < (race / "animation.gif").stat().st_size / 2


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_the_files_are_those_that_the_command_makes(race, drawn, tmp_path, suffix):
    path = tmp_path / f"race{suffix}"
    save_film(drawn["slides"], path, count=60, seconds=5, dpi=96)
    assert (race / f"animation{suffix}").read_bytes() == path.read_bytes()


def test_the_page_has_a_player_and_the_files(race):
    page = (race / "index.html").read_text()
    assert '<form class="player"' in page
    assert '<a href="animation.gif" download="race-animation.gif">' in page
    for name in re.findall(r'data-(?:first|tiles)="([^"]+)"', page):
        assert (race / name).is_file()


def test_what_stands_still_has_no_player_and_no_file(built):
    page = (built[0] / "growth" / "index.html").read_text()
    assert "player" not in page
    assert "animat" not in page
    assert not (built[0] / "growth" / "animation.gif").exists()


def test_without_animations_the_page_says_how_to_make_one(catalog, tmp_path):
    settings = Settings(size="column", without=(*SMALL.without, "animations"))
    build(catalog("race"), tmp_path, settings)
    page = (tmp_path / "race" / "index.html").read_text()
    assert "player" not in page
    assert "For the animation, type:" in page
    command = "nnviz animate race --plugin race.py --size column -o animation.gif"
    assert command in page
    assert not list((tmp_path / "race").glob("animation*"))


def test_a_gallery_with_animations_is_current_and_stale_without_a_file_of_them(race, catalog):
    folder = race.parent
    assert check(catalog("race"), folder, SMALL) == []
    assert plan(catalog("race"), folder, SMALL).reasons == {}
    other = Settings(size="column", without=(*SMALL.without, "animations"))
    assert plan(catalog("race"), folder, other).reasons == {"race": "changed: without"}


@pytest.mark.slow
def test_a_film_in_which_everything_changes_has_files_and_no_player():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from nnviz import drawing
    from nnviz.render import Picture

    noise = np.random.default_rng(0)
    figure = Figure(figsize=(4.2, 2.7))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    image = axes.imshow(noise.random((260, 400)), aspect="auto")
    drawing.play(figure, [image], lambda share: image.set_data(noise.random((260, 400))))
    film, files = draw_film(Picture(figure, {}), Picture(figure, {}))
    assert film is None
    assert sorted(files) == ["animation.gif", "animation.webp"]
