import json
import shutil

import numpy as np
from PIL import Image

from nnviz.gallery import build
from nnviz.render import render


def pixels(path):
    with Image.open(path) as image:
        return image.size


def test_every_concept_has_a_page_with_figures_and_data(built):
    folder, report = built
    assert sorted(report.made) == ["decay", "growth"]
    for name in report.made:
        page = folder / name
        for figure in ("figure", "figure-dark"):
            assert pixels(page / f"{figure}.png") == (1600, 900)
            assert b"<svg" in (page / f"{figure}.svg").read_bytes()
        assert pixels(page / "thumbnail.webp") == (560, 315)
        assert (page / "figure.pdf").read_bytes().startswith(b"%PDF")
        assert (page / "index.html").is_file()


def test_the_figure_is_the_one_that_render_makes(built, catalog):
    known = catalog("growth")
    concept = known.concept(known.card("growth"), {})
    picture = render(concept, concept.run(), theme="slides", size="slide")
    with Image.open(built[0] / "growth" / "figure.png") as image:
        assert image.tobytes() == picture.pixels().tobytes()


def test_the_data_are_those_that_were_computed(built):
    doubling = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
    assert np.load(built[0] / "growth" / "data.npz")["path"].tolist() == doubling
    assert json.loads((built[0] / "growth" / "data.json").read_text())["path"] == doubling


def test_a_page_states_its_claims_with_numbers_and_verdicts(built):
    page = (built[0] / "growth" / "index.html").read_text()
    assert "Ten doublings give 1024." in page
    assert "expected 1,024, measured 1,024" in page
    assert "holds" in page


def test_what_is_for_the_curious_is_folded(built):
    page = (built[0] / "decay" / "index.html").read_text()
    _, _, folded = page.partition('<details class="curious"><summary>For the curious</summary>')
    assert folded.startswith('<div class="prose"><p>All that was ever there is <math>')
    assert "curious" not in (built[0] / "growth" / "index.html").read_text()


def test_a_slider_has_the_default_at_its_place_among_the_swept_values(built):
    record = json.loads((built[0] / "decay" / "concept.json").read_text())
    sweeps = {sweep["parameter"]: sweep for sweep in record["sweeps"]}
    assert [state["value"] for state in sweeps["steps"]["states"]] == ["10", "50", "100"]
    assert sweeps["steps"]["default"] == 1
    assert (
        sweeps["beta"]["states"][2]["command"] == "nnviz show decay --plugin decay.py --beta 0.99"
    )
    (caption,) = sweeps["beta"]["states"][2]["story"]["caption"]
    assert "69.0" in caption["text"]  # ln 2 / ln(1/0.99) = 68.97


def test_a_phone_has_a_column_s_figure_without_the_words_that_its_page_has(built, catalog):
    known = catalog("decay")
    concept = known.concept(known.card("decay"), {})
    column = render(concept, concept.run(), theme="slides", size="column", head=("", ""))
    with Image.open(built[0] / "decay" / "phone.webp") as image:
        apart = np.asarray(column.pixels(220).convert("L"), float) - np.asarray(image.convert("L"))
        assert np.abs(apart).mean() < 1  # of 255: it has 64 colours
        record = json.loads((built[0] / "decay" / "concept.json").read_text())
        assert record["phone"] == [*image.size]
        for name in ("phone-dark.webp", "phone-beta-2.webp", "phone-beta-2-dark.webp"):
            assert pixels(built[0] / "decay" / name) == image.size


def test_a_frame_keeps_the_size_of_the_figure_in_few_bytes(built):
    frame, figure = built[0] / "decay" / "beta-2.webp", built[0] / "decay" / "figure.png"
    assert pixels(frame) == pixels(figure)
    assert frame.stat().st_size < figure.stat().st_size / 2


def test_the_index_goes_by_topic_in_the_order_of_the_course(built):
    for name in ("index.html", "README.md"):
        index = (built[0] / name).read_text()
        assert index.index("Exponential decay") < index.index("Doubling")
    assert "![" not in (built[0] / "README.md").read_text()
    assert '<img src="growth/figure.png"' in (built[0] / "README.md").read_text()


def test_workers_and_order_leave_every_byte_as_it_is(built, catalog, digests, tmp_path):
    build(catalog("growth"), tmp_path / "other", jobs=1)
    build(catalog("growth", "decay"), tmp_path / "other", jobs=1, force=True)
    assert digests(tmp_path / "other") == digests(built[0])


def test_a_second_build_makes_nothing(built, catalog, digests, tmp_path):
    folder = shutil.copytree(built[0], tmp_path / "gallery")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    report = build(catalog("decay", "growth"), folder)
    assert report.made == []
    assert report.unchanged == ["decay", "growth"]
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_progress_is_told_once_a_concept(catalog, tmp_path):
    told = []
    build(catalog("growth"), tmp_path, progress=told.append)
    assert [outcome.job.card.name for outcome in told] == ["growth"]
