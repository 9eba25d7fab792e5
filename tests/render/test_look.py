"""What an author wishes of a figure: one panel alone, another font, no ground, words as words."""

import io
import re
from collections.abc import Callable
from subprocess import CompletedProcess

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from nnviz_concepts.data.augmentation import Augmentation
from nnviz_concepts.initialization.activations import Activations
from nnviz_concepts.initialization.softmax import Softmax
from nnviz_concepts.initialization.vanishing_gradients import VanishingGradients
from nnviz_concepts.optimization.adam import Adam
from nnviz_concepts.optimization.minibatch import Minibatch
from nnviz_concepts.optimization.momentum import Momentum
from nnviz_concepts.tuning.loss_landscape import LossLandscape
from PIL import Image

from nnviz.concept import Concept
from nnviz.demonstration import Demonstration, demonstrate
from nnviz.drawing import overlaps
from nnviz.errors import UsageError
from nnviz.host.catalog import Catalog
from nnviz.look import Look
from nnviz.panels import panel_story, place_of
from nnviz.render import Picture, render
from nnviz.render.film import frames
from nnviz.result import Result

Run = Callable[..., CompletedProcess[str]]
SERIF = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSerif.ttf"


@pytest.fixture(scope="module")
def momentum() -> tuple[Concept, Result]:
    concept = Momentum()
    return concept, concept.run()


def drawn(concept: tuple[Concept, Result], size: str = "4x3in", **wishes: object) -> Picture:
    return render(*concept, theme="paper", size=size, look=Look.of(wishes))


def shown(concept: type[Concept]) -> tuple[Concept, Result]:
    return concept(), concept().run()


def titles(figure: Figure) -> list[str]:
    return [" ".join(axes.get_title(loc="left").split()) for axes in figure.axes]


def test_a_panel_alone_has_all_the_room_and_is_no_part_of_the_whole(
    momentum: tuple[Concept, Result],
) -> None:
    whole = render(*momentum, theme="paper", size="page").figure
    for place, panel in enumerate(("path", "step", "map")):
        figure = drawn(momentum, "7x4in", panel=panel).figure
        assert titles(figure) == [titles(whole)[place]]
        wide = figure.axes[0].get_tightbbox().width / figure.bbox.width  # type: ignore[union-attr]
        assert panel == "step" or wide > 0.85
        assert figure.texts == []  # its title says what it shows: there is no headline
        assert list(overlaps(figure)) == []


def test_a_panel_alone_has_the_name_of_the_axis_that_it_shared() -> None:
    figure = drawn(shown(VanishingGradients), panel="moves").figure
    (axes,) = figure.axes
    assert axes.get_xlabel().startswith("layer")
    assert all(label.get_visible() for label in axes.get_xticklabels())


@pytest.mark.parametrize(
    ("named", "panel", "x", "y"),
    [
        (Adam, "rmsprop", "weight w₁", "weight w₂"),  # not the arrows to its neighbours
        (Adam, "plain", "weight w₁", "weight w₂"),
        (Minibatch, "mini", "weight w₁", "weight w₂"),  # by those of the same plane
        (Softmax, "hot", "", "probability"),  # the name under its bars is a text of its own
    ],
)
def test_a_panel_alone_is_named_by_those_in_line_with_it_and_by_no_arrow(
    named: type[Concept], panel: str, x: str, y: str
) -> None:
    figure = drawn(shown(named), "6x4in", panel=panel).figure
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == (x, y)
    assert axes.yaxis.label.get_rotation() == 90
    assert list(overlaps(figure)) == []


@pytest.mark.parametrize("panel", ["raw", "normalized"])
def test_no_sign_leads_from_a_panel_alone_to_the_one_that_is_not_there(panel: str) -> None:
    concept = shown(LossLandscape)
    signs = {text.get_text() for text in render(*concept, theme="paper").figure.findobj(Text)}
    assert {"≠", "="} <= signs
    alone = drawn(concept, panel=panel).figure
    assert not {"≠", "="} & {text.get_text() for text in alone.findobj(Text)}


def test_a_panel_alone_has_its_numbers_on_one_side() -> None:
    figure = drawn(shown(Augmentation), panel="table").figure
    (axes,) = figure.axes
    told = axes.xaxis.get_tick_params()
    assert (told["labeltop"], told["labelbottom"]) == (True, False)
    assert list(overlaps(figure)) == []


def test_a_map_alone_is_no_strip(momentum: tuple[Concept, Result]) -> None:
    for size in ("4x3in", "6x4in"):
        (axes,) = drawn(momentum, size, panel="path").figure.axes
        assert axes.get_position().height > 0.6
    whole = render(*momentum, theme="paper", size="slide").figure
    assert whole.axes[0].get_aspect() == 1  # there equal scales have room


def test_a_panel_alone_says_its_title_and_setting_and_what_proves_them(
    momentum: tuple[Concept, Result],
) -> None:
    concept, result = momentum
    caption = panel_story(concept, "step", "caption", result)
    assert caption[0].text == "Step 9 taken apart."
    assert caption[0].cites == ("adds",)
    alt = [one.text for one in panel_story(concept, "step", "alt", result)]
    assert any("4.64 from the minimum" in sentence for sentence in alt)


def test_a_panel_that_there_is_not_is_refused_before_anything_is_computed() -> None:
    catalog = Catalog()
    card, look = catalog.card("momentum"), Look(panel="pat")
    with pytest.raises(UsageError, match=r"path, step and map\. Did you mean path\?"):
        demonstrate(catalog, card, {}, "paper", wished=look)


def test_a_panel_is_called_as_its_member_is() -> None:
    concept = Activations(functions=("relu", "leaky_relu"))
    assert place_of(concept, "leaky_relu") == place_of(concept, "leaky-relu") == 1


def test_the_film_of_a_panel_moves_as_it_does_in_the_whole(
    momentum: tuple[Concept, Result],
) -> None:
    first, last = frames(drawn(momentum, panel="path"), 2, 40)
    assert (first != last).any()
    with pytest.raises(UsageError, match="nothing moves"):
        list(frames(drawn(momentum, panel="map"), 2, 40))


def test_one_sees_through_what_is_transparent(momentum: tuple[Concept, Result]) -> None:
    picture = drawn(momentum, panel="map", transparent=True)
    with Image.open(io.BytesIO(picture.encode("png"))) as image:
        alpha = np.asarray(image)[..., 3]
    assert alpha[0, 0] == 0
    assert (alpha == 0).mean() > 0.3
    assert alpha.max() == 255
    for text in picture.figure.findobj(Text):
        assert text.get_path_effects() == []
    assert b"opacity: 0" in picture.encode("svg")
    opaque = drawn(momentum, panel="map").encode("png")
    with Image.open(io.BytesIO(opaque)) as image:
        assert image.mode == "RGB"


@pytest.mark.parametrize("font", ["DejaVu Serif", SERIF])
def test_a_font_is_an_installed_one_or_a_file(momentum: tuple[Concept, Result], font: str) -> None:
    picture = drawn(momentum, panel="map", font=font)
    assert picture.rc["font.family"][0] == "DejaVu Serif"
    assert b"DejaVuSerif" in picture.encode("pdf")


@pytest.mark.parametrize(
    ("font", "said"),
    [
        ("DejaVu Serf", r"no font 'DejaVu Serf' on this machine\. Did you mean DejaVu Serif"),
        ("no.ttf", r"the font no\.ttf cannot be read"),
    ],
)
def test_a_font_that_there_is_not_is_refused(
    momentum: tuple[Concept, Result], font: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        drawn(momentum, panel="map", font=font)
    assert "\n" not in str(refused.value)


def test_the_words_of_an_svg_stay_words_where_that_is_wished(
    momentum: tuple[Concept, Result],
) -> None:
    words = drawn(momentum, panel="map", svg_text=True).encode("svg").decode()
    assert re.search(r"<text[^>]*>Steps that bring it ten times nearer</text>", words)
    assert "<text" not in drawn(momentum, panel="map").encode("svg").decode()


def test_the_command_of_a_figure_has_its_look() -> None:
    catalog, look = Catalog(), Look("map", "DejaVu Serif", transparent=True, svg_text=True)
    shown: Demonstration = demonstrate(catalog, catalog.card("momentum"), {}, "paper", wished=look)
    wished = "--panel map --font 'DejaVu Serif' --transparent --svg-text"
    assert shown.exhibit.command == f"nnviz show momentum {wished} --theme paper"
    assert "panel='map', font='DejaVu Serif', transparent=True, svg_text=True" in shown.exhibit.call


def test_the_help_names_the_panels_and_the_file_is_called_after_one(
    nnviz: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("panel")
    told = " ".join(nnviz("show", "saddle-points", "--help").stdout.split())
    assert "--panel NAME One panel alone: saddle, cost or leaving." in told
    told = " ".join(nnviz("show", "activations", "--help").stdout.split())
    assert "--panel NAME One panel alone, called as in --functions." in told
    done = nnviz("show", "l1-vs-l2", "--panel", "costs-of-l1", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    (figure,) = (folder / "out").iterdir()
    assert figure.name == "l1-vs-l2-costs-of-l1.png"
    again = folder / "again.png"
    assert nnviz("show", "--from", str(figure), "-o", str(again)).returncode == 0
    assert again.read_bytes() == figure.read_bytes()
