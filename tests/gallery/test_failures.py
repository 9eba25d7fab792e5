import json
from pathlib import Path

import pytest

from nnviz.gallery import build

PLUGINS = Path(__file__).parent / "plugins"
FAILING = ("raises", "exits", "crashes", "bad_name")


@pytest.fixture(scope="module")
def outcome(catalog, tmp_path_factory):
    folder = tmp_path_factory.mktemp("failing")
    return folder, build(catalog(*FAILING, "growth"), folder)


def test_what_fails_does_not_stop_the_rest(outcome):
    folder, report = outcome
    assert report.made == ["growth"]
    assert not report.well
    assert "growth/index.html" in (folder / "index.html").read_text()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("raises", "RuntimeError"),
        ("raises", "no data today"),
        ("raises", "raises.py"),
        ("exits", "exit"),
        ("crashes", "SIGSEGV"),
        ("über_name", "small letters"),
    ],
)
def test_the_reason_of_each_failure_is_told(outcome, name, reason):
    assert reason in outcome[1].failed[name]


def test_a_failed_concept_leaves_no_folder(outcome):
    folders = [path.name for path in outcome[0].iterdir() if path.is_dir()]
    assert folders == ["growth"]


def test_a_concept_that_hangs_is_stopped(catalog, tmp_path):
    report = build(catalog("hangs"), tmp_path, timeout=0.5)
    assert "it took longer than 0.5 s and was stopped" in report.failed["hangs"]


def test_fail_fast_stops_at_the_first_failure(catalog, tmp_path):
    report = build(catalog("raises", "growth"), tmp_path, jobs=1, fail_fast=True)
    assert len(report.failed) + len(report.made) <= 2
    assert "raises" in report.failed


def test_a_plugin_that_cannot_be_read_counts_as_failed(catalog, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("class Broken(Concept:\n")
    report = build(catalog(broken, "growth"), tmp_path / "gallery")
    assert "line 1" in report.failed["broken"]
    assert report.made == ["growth"]


def test_the_old_page_of_a_concept_that_now_fails_stays(catalog, tmp_path):
    plugin, gallery = tmp_path / "fickle.py", tmp_path / "gallery"
    good = (
        "from nnviz import Concept\n\n\nclass Fickle(Concept):\n    'It was well.'\n\n"
        "    def compute(self):\n        return {'a': 1}\n\n"
        "    def draw(self, result, figure):\n        figure.subplots()\n"
    )
    plugin.write_text(good)
    build(catalog(plugin), gallery)
    page = (gallery / "fickle" / "figure.png").read_bytes()
    plugin.write_text(good.replace("return {'a': 1}", "raise ValueError('gone')"))
    report = build(catalog(plugin), gallery)
    assert "gone" in report.failed["fickle"]
    assert (gallery / "fickle" / "figure.png").read_bytes() == page
    assert (
        json.loads((gallery / "fickle" / "concept.json").read_text())["summary"] == "It was well."
    )


def test_the_pages_of_a_file_that_can_no_longer_be_read_stay(catalog, tmp_path):
    plugin, gallery = tmp_path / "course.py", tmp_path / "gallery"
    source = (PLUGINS / "choosers.py").read_text()
    plugin.write_text(source)
    assert sorted(build(catalog(plugin), gallery).made) == ["chooser", "second-chooser"]
    plugin.write_text(source + "\nclass Broken(Concept:\n")
    report = build(catalog(plugin), gallery)
    assert list(report.failed) == ["course"]
    assert report.removed == []
    assert (gallery / "second-chooser" / "index.html").is_file()
    assert sorted(build(catalog("growth"), gallery).removed) == ["chooser", "second-chooser"]


def test_what_a_plugin_changes_for_everybody_is_noted(catalog, tmp_path):
    careless = tmp_path / "careless.py"
    source = (PLUGINS / "growth.py").read_text()
    changes = "    def compute(self):\n        import random\n        random.seed(1)\n"
    careless.write_text(source.replace("    def compute(self):\n", changes))
    report = build(catalog(careless), tmp_path / "gallery")
    assert len(report.made) == 1
    (notice,) = report.notices
    assert "careless.py: in compute Python's global generator is used or seeded" in notice
