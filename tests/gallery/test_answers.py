"""What a worker sends is data: nothing of it is written before all of it is what was asked for."""

import json
from dataclasses import replace

import pytest

from nnviz.gallery import Settings, build, plan
from nnviz.gallery.answers import made
from nnviz.gallery.making import make
from nnviz.gallery.processes import Outcome
from nnviz.gallery.record import digest
from nnviz.gallery.settings import PARTS


@pytest.fixture(scope="module")
def sent(catalog, tmp_path_factory):
    """An honest outcome."""
    nowhere = tmp_path_factory.mktemp("none")
    (job,) = plan(catalog("growth"), nowhere, Settings(without=PARTS)).jobs.values()
    return Outcome(job, 1.0, make(job))


def with_files(**files):
    return lambda sent: replace(sent, files=sent.files | files)


def without(name):
    return lambda sent: replace(sent, files={n: c for n, c in sent.files.items() if n != name})


def with_record(**fields):
    def change(sent):
        record = json.loads(sent.files["concept.json"]) | fields
        return with_files(**{"concept.json": json.dumps(record).encode()})(sent)

    return change


def smuggled(name):
    """A file that the record tells of as well."""

    def change(sent):
        files = json.loads(sent.files["concept.json"])["files"]
        more = with_record(files=files | {name: digest(b"x")})(sent)
        return with_files(**{name: b"x"})(more)

    return change


def nested(sent):
    return with_files(**{"concept.json": b"[" * 100_000})(sent)


def with_sources(text):
    return with_files(**{"sources.json": text.encode()})


LIES = [
    (smuggled("../../../x"), r"files: \.\./\.\./\.\./x: it cannot be"),
    (smuggled("/tmp/x"), "it cannot be"),
    (smuggled("a/b.png"), "it cannot be"),
    (smuggled(".hidden"), "it cannot be"),
    (smuggled("C:x.png"), "it cannot be"),
    (smuggled("x" * 200 + ".png"), "it cannot be"),
    (with_files(**{"figure.png": "text"}), "files: figure.png: it is no bytes"),
    (with_files(**{"figure.png": b"another"}), "its files are not those of its record"),
    (with_files(**{"more.png": b""}), "its files are not those of its record"),
    (without("figure.png"), "its files are not those of its record"),
    (without("concept.json"), "concept.json is missing"),
    (without("sources.json"), "sources.json is missing"),
    (with_record(folder="../x"), "folder: it cannot be"),
    (with_record(folder="decay"), "it is the page of 'growth' in 'decay'"),
    (with_record(name="decay"), "it is the page of 'decay' in 'growth'"),
    (with_record(title=5), "title: it is no text"),
    (with_record(order=10**30), "order: it is too large a number"),
    (nested, "nested too deeply|Expecting"),
    (with_sources('{"modules": "../x", "source": ""}'), "modules: it cannot be"),
    (with_sources('{"nnviz": "mine"}'), "is missing"),
    (lambda sent: replace(sent, files=None), "files: it is no object"),
    (lambda sent: replace(sent, files={7: b""}), "files: 7: it is no text"),
    (lambda sent: replace(sent, reason=b"why"), "reason: it is no text"),
    (lambda sent: replace(sent, reason="x" * 10**6), "reason: it cannot be"),
    (lambda sent: replace(sent, seconds="long"), "seconds: it is no number"),
    (lambda sent: replace(sent, seconds=float("nan")), "seconds: it cannot be"),
    (lambda sent: replace(sent, notices="note"), "notices: it is no list"),
]


def test_an_honest_answer_is_a_page(sent):
    page = made(sent)
    assert page.record.name == "growth"
    assert set(page.files) == set(sent.files) - {"sources.json"}
    assert page.page.inputs["size"] == "slide"


def test_a_worker_cannot_say_what_the_settings_were(sent):
    assert set(made(sent).page.inputs) == set(sent.job.inputs) | {"modules", "source"}


@pytest.mark.parametrize(("lie", "told"), LIES)
def test_what_is_not_the_page_that_was_asked_for_is_refused(sent, lie, told):
    with pytest.raises(ValueError, match=told):
        made(lie(sent))


def test_a_lie_fails_its_concept_and_writes_nothing(catalog, sent, tmp_path, monkeypatch):
    def run(jobs, *_):
        yield replace(smuggled("../../../x.png")(sent), job=jobs[0])

    monkeypatch.setattr("nnviz.gallery.processes.run", run)
    settings = Settings(without=PARTS)
    report = build(catalog("growth"), tmp_path / "a" / "b" / "gallery", settings)
    assert "what was sent is not its page" in report.failed["growth"]
    assert not report.well
    assert not (tmp_path / "a" / "b" / "gallery" / "growth").exists()
    assert list(tmp_path.rglob("x.png")) == []
