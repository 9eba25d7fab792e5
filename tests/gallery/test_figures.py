"""A course's own figures: one concept at several choices of its parameters, each with a page."""

import json

import pytest
from PIL import Image

from nnviz.authored import Authored
from nnviz.errors import UsageError
from nnviz.gallery import NamedFigure, Settings, build, check, plan
from nnviz.parameters import Parameter
from nnviz.render import render
from nnviz.setting import Setting

SLOW = NamedFigure("slow-decay", "decay", setting=Setting(beta=0.99))
WORDS = Authored({"title": "Ten steps", "caption": "Halb bleibt nach {half:.1f} [halves]. Schön!"})
SHORT = NamedFigure("brief", "decay", authored=WORDS, size="page", setting=Setting(steps=10))
LEAN = ("pdf", "svg", "data", "notebook")
SETTINGS = Settings(only=("decay",), figures=(SLOW, SHORT), course="Physics 1", without=LEAN)


@pytest.fixture(scope="module")
def course(catalog, tmp_path_factory):
    folder = tmp_path_factory.mktemp("course") / "gallery"
    report = build(catalog("decay", "growth"), folder, SETTINGS)
    assert sorted(report.made) == ["brief", "decay", "slow-decay"]
    return folder


def record_of(folder, name):
    return json.loads((folder / name / "concept.json").read_text())


def test_a_figure_is_the_concept_at_its_parameters(course, catalog):
    known = catalog("decay")
    concept = known.concept(known.card("decay"), {"beta": 0.99})
    picture = render(concept, concept.run(), theme="slides", size="slide")
    with Image.open(course / "slow-decay" / "figure.png") as image:
        assert image.tobytes() == picture.pixels().tobytes()
        assert image.info["Comment"] == "nnviz show decay --plugin decay.py --beta 0.99"
    (caption,) = record_of(course, "slow-decay")["state"]["story"]["caption"]
    assert "69.0" in caption["text"]  # ln 2 / ln(1/0.99)


def test_a_figure_may_have_a_size_of_its_own(course):
    with Image.open(course / "brief" / "figure.png") as image:
        assert image.width == 1400  # 7 inches at 200 dots
    with Image.open(course / "slow-decay" / "figure.png") as image:
        assert image.width == 1600  # 13⅓ inches at 120 dots


def test_what_an_author_says_is_in_the_record_and_marked_on_the_page(course):
    proved, own = record_of(course, "brief")["state"]["story"]["caption"]
    assert (proved["text"], proved["cites"], proved["author"]) == (
        "Halb bleibt nach 6.6.",  # ln 2 / ln(1/0.9)
        ["halves"],
        False,
    )
    assert (own["text"], own["cites"], own["author"]) == ("Schön!", [], True)
    page = (course / "brief" / "index.html").read_text()
    assert page.count(">author</span>") == 1 + 3 + 2  # at its own setting, and at each stop
    assert ">author</span>" not in (course / "slow-decay" / "index.html").read_text()


def test_a_figure_has_its_own_command_and_its_sliders_keep_its_parameters(course):
    record = record_of(course, "slow-decay")
    shown = "nnviz show decay --plugin decay.py"
    assert record["state"]["command"] == f"{shown} --beta 0.99"
    beta, steps = record["sweeps"]
    assert [state["value"] for state in beta["states"]] == ["0.5", "0.9", "0.99"]
    assert beta["default"] == 2
    assert beta["states"][1]["command"] == shown
    assert steps["states"][0]["command"] == f"{shown} --beta 0.99 --steps 10"


def test_a_figure_is_called_by_its_title_or_by_its_parameters(course):
    assert record_of(course, "brief")["title"] == "Ten steps"
    assert record_of(course, "slow-decay")["title"] == "Exponential decay, beta = 0.99"


def test_figures_follow_their_concept_in_the_index_in_the_order_of_the_file(course):
    for name in ("index.html", "README.md"):
        text = (course / name).read_text()
        places = [text.index(f"{page}/index.html") for page in ("decay", "slow-decay", "brief")]
        assert places == sorted(places)
        assert "Physics 1" in text
    assert "3 figures." in (course / "index.html").read_text()


def test_pages_of_one_concept_lead_to_each_other(course):
    page = (course / "slow-decay" / "index.html").read_text()
    assert '<a href="../decay/index.html">' in page
    assert '<a href="../brief/index.html">' in page
    assert 'download="slow-decay-figure.png"' in page
    assert "<td>0.9, here 0.99</td>" in page


def test_a_course_just_made_is_current_and_a_changed_figure_alone_is_stale(course, catalog):
    known = catalog("decay", "growth")
    assert check(known, course, SETTINGS) == []
    slower = NamedFigure("slow-decay", "decay", setting=Setting(beta=0.999))
    changed = Settings(only=("decay",), figures=(slower, SHORT), without=LEAN)
    assert plan(known, course, changed).reasons == {"slow-decay": "changed: parameters"}


def test_a_figure_that_the_file_no_longer_has_is_removed(course, catalog):
    less = Settings(only=("decay",), figures=(SLOW,), without=LEAN)
    assert plan(catalog("decay", "growth"), course, less).removed == ("brief",)


@pytest.mark.parametrize(
    ("only", "made"),
    [
        (("brief",), ["brief"]),
        (("decay",), ["brief", "decay", "slow-decay"]),
        (("data",), ["brief", "decay", "slow-decay"]),
        (("growth",), ["growth"]),
    ],
)
def test_only_names_a_figure_a_concept_with_its_figures_or_a_topic(catalog, tmp_path, only, made):
    work = plan(catalog("decay", "growth"), tmp_path, SETTINGS, only=only)
    assert sorted(work.jobs) == made
    assert work.removed == ()


@pytest.mark.parametrize(
    ("figure", "complaint"),
    [
        (NamedFigure("a", "decya", origin="HERE"), "HERE: there is no concept decya. Did you mean"),
        (NamedFigure("growth", "decay", origin="HERE"), "HERE: growth is a concept; choose an"),
        (
            NamedFigure("a", "decay", setting=Setting(bta=1)),
            "decay has no parameter bta. Did you mean",
        ),
        (
            NamedFigure("a", "decay", setting=Setting(beta=2)),
            "figure 'a': beta must be greater than 0",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_refused_before_any_work(catalog, tmp_path, figure, complaint):
    with pytest.raises(UsageError, match=complaint.replace(".", r"\.")):
        build(catalog("decay", "growth"), tmp_path / "gallery", Settings(figures=(figure,)))
    assert not (tmp_path / "gallery").exists()


def test_two_figures_of_one_name_are_refused():
    with pytest.raises(UsageError, match="there are 2 figures named slow-decay"):
        Settings(figures=(SLOW, SLOW))


def test_a_list_over_a_parameter_makes_a_figure_of_each_combination(catalog, tmp_path):
    both = Setting(beta=(0.5, 0.99), steps=(10, 20))
    settings = Settings(
        figures=(NamedFigure("two", "decay", Authored({"title": "Two"}), setting=both),)
    )
    work = plan(catalog("decay"), tmp_path, settings)
    assert list(work.jobs) == [
        "decay",
        "two-beta-0-5-steps-10",
        "two-beta-0-5-steps-20",
        "two-beta-0-99-steps-10",
        "two-beta-0-99-steps-20",
    ]
    figure = work.jobs["two-beta-0-99-steps-10"].figure
    assert figure.authored.texts["title"] == "Two, beta = 0.99, steps = 10"
    assert figure.setting == Setting(beta=0.99, steps=10)


def test_a_list_for_a_parameter_that_is_a_list_makes_one_figure():
    figure = NamedFigure("both", "decay", setting=Setting(betas=(0.5, 0.99)))
    betas = Parameter.declared("betas", "tuple[float, ...]", (0.5,), help="Several.")
    assert list(figure.singly({"betas": betas})) == [figure]
