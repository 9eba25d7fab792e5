from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from nnviz.gallery.images import frame


def pixels(content, mode="RGB"):
    with Image.open(BytesIO(content)) as image:
        return np.array(image.convert(mode))


def picture(colours, seed=0):
    """Blocks of random colours on a background that takes most of the picture."""
    noise = np.random.default_rng(seed)
    drawn = np.full((160, 160, 3), (18, 22, 31), np.uint8)
    drawn[40:120, 40:120] = noise.integers(0, 256, (colours, 3))[np.arange(6400) % colours].reshape(
        80, 80, 3
    )
    return drawn


def test_a_frame_of_few_colours_is_exact():
    drawn = picture(30)
    assert np.array_equal(pixels(frame(Image.fromarray(drawn))), drawn)


def test_a_frame_of_many_colours_keeps_its_background_and_has_64():
    drawn = picture(5000)
    shown = pixels(frame(Image.fromarray(drawn)))
    background = (drawn == drawn[0, 0]).all(axis=-1)
    assert (shown[background] == drawn[0, 0]).all()
    assert len(np.unique(shown.reshape(-1, 3), axis=0)) <= 64


def test_a_frame_over_its_base_is_clear_but_around_what_differs():
    base, drawn = picture(30), picture(30)
    drawn[60:70, 60:70] = (255, 0, 0)
    over = pixels(frame(Image.fromarray(drawn), Image.fromarray(base)), "RGBA")
    around = np.zeros(drawn.shape[:2], bool)
    around[57:73, 57:73] = True
    assert np.array_equal(over[..., 3] > 0, around)
    assert np.array_equal(np.where(over[..., 3:] > 0, over[..., :3], base), drawn)


@pytest.mark.parametrize("width", [97, 61])
def test_nothing_of_the_base_shines_through_where_a_browser_scales_both(width):
    base, drawn = picture(30), picture(30)
    base[10:15, 10:150], drawn[20:25, 10:150] = 255, 255
    over = pixels(frame(Image.fromarray(drawn), Image.fromarray(base)), "RGBA")
    assert over[..., 3].min() == 0

    def scaled(image, mode):
        return image.convert(mode).resize((width, width), Image.Resampling.BILINEAR)

    below = scaled(Image.fromarray(base), "RGBA")
    seen = Image.alpha_composite(below, scaled(Image.fromarray(over), "RGBa").convert("RGBA"))
    wanted = scaled(Image.fromarray(drawn), "RGB")
    assert np.abs(np.array(seen.convert("RGB"), int) - np.array(wanted, int)).max() <= 3


def test_a_figure_without_ink_is_a_frame_too():
    blank = np.full((40, 60, 3), 255, np.uint8)
    assert np.array_equal(pixels(frame(Image.fromarray(blank))), blank)
