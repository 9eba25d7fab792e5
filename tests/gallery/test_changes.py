"""What differs from an older gallery: sentences, numbers and claims, and why."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnviz.cli.main import program
from nnviz.errors import UsageError
from nnviz.gallery import changes
from nnviz.gallery.changes import Change


@pytest.fixture
def galleries(built, tmp_path):
    """A gallery, and a copy of it, by way of a function that changes a file of that."""
    gallery, _ = built
    older = tmp_path / "older"
    shutil.copytree(gallery, older)

    def edited(file: str, edit) -> None:
        content = json.loads((older / file).read_text())
        edit(content)
        (older / file).write_text(json.dumps(content))

    return gallery, older, edited


def found(gallery: Path, older: Path, page: str = "decay") -> list[Change]:
    return list(changes(gallery, older, {}).pages[page].changes)


def test_a_gallery_differs_in_nothing_from_itself(galleries):
    gallery, older, _ = galleries
    told = changes(gallery, older, {})
    assert (told.pages, told.alike, told.new, told.gone) == ({}, 2, (), ())


def test_a_sentence_that_differs_is_told_alone(galleries):
    gallery, older, edited = galleries
    now = json.loads((gallery / "decay/concept.json").read_text())["state"]["story"]["caption"]
    edited("decay/concept.json", lambda record: record["state"]["story"].update(
        caption=[{"text": "It was so."}, *now]
    ))  # fmt: skip
    assert found(gallery, older) == [Change("caption", "It was so.", "")]


def test_a_claim_s_numbers_and_states_and_a_parameter_s_value_are_told(galleries):
    gallery, older, edited = galleries

    def edit(record):
        (halves, falls) = record["state"]["claims"]
        falls.update(measured=0.09, state="not so")
        halves.update(name="half")
        record["parameters"][0]["value"] = "0.8"
        record["sweeps"][0]["states"][0]["story"]["headline"] = [{"text": "Other."}]

    edited("decay/concept.json", edit)
    told = {change.what: change for change in found(gallery, older)}
    assert told["parameter beta"] == Change("parameter beta", "0.8", "0.9")
    # 0.9⁴⁹ = 0.00573
    assert told["claim falls"].before == "≠ expected less than 0.1, measured 0.09"
    assert told["claim falls"].now == "✓ expected less than 0.1, measured 0.0057264"
    assert (bool(told["claim half"].now), bool(told["claim halves"].before)) == (False, False)
    # ln 2 / ln(1/0.5)
    assert told["beta = 0.5: headline"].now == "Half is left after 1.0 steps"


def test_what_was_renamed_is_held_against_what_it_was(galleries):
    gallery, older, edited = galleries

    def edit(record):
        record["state"]["claims"][0].update(name="half", sentence="Half is left.")
        record["parameters"][0].update(name="decay", value="0.8")
        record["sweeps"][0].update(parameter="decay")

    edited("decay/concept.json", edit)
    newer = shutil.copytree(gallery, older.parent / "newer")
    record = json.loads((newer / "decay/concept.json").read_text())
    assert record["renamed"] == {}
    record["renamed"] = {"half": "halves", "decay": "beta"}
    (newer / "decay/concept.json").write_text(json.dumps(record))
    sentence = record["state"]["claims"][0]["sentence"]
    assert found(newer, older) == [
        Change("parameter beta", "0.8", "0.9"),
        Change("claim halves", "Half is left.", sentence),
    ]


def test_what_is_for_the_curious_is_told_whatever_it_was_called(galleries):
    gallery, older, edited = galleries
    edited("decay/concept.json", lambda record: record.update(curious="", more="Why is it so?"))
    now = json.loads((gallery / "decay/concept.json").read_text())["curious"]
    assert found(gallery, older) == [Change("curious", "Why is it so?", now)]


def test_what_is_below_rounding_is_no_difference(galleries):
    gallery, older, _ = galleries
    for folder, digit in ((gallery, "1.2"), (older, "3.4")):
        copy = older.parent / digit
        shutil.copytree(folder, copy)
        record = json.loads((copy / "decay/concept.json").read_text())
        record["state"]["claims"][0]["sentence"] += f" To {digit}×10⁻¹⁶."
        (copy / "decay/concept.json").write_text(json.dumps(record))
    assert changes(older.parent / "1.2", older.parent / "3.4", {}).pages == {}


def test_why_is_told_by_what_both_were_made_from(galleries):
    gallery, older, edited = galleries

    def edit(manifest):
        manifest["inputs"]["libraries"] = "python 3.10, numpy 1.0"
        manifest["inputs"]["nnviz"] = "0" * 64

    edited("manifest.json", edit)
    edited("decay/concept.json", lambda record: record.update(summary="It was."))
    why = changes(gallery, older, {}).pages["decay"].why
    assert sorted(why)[1] == "nnviz"
    assert sorted(why)[0].startswith("libraries: python 3.10, numpy 1.0 → python 3.")


def test_pages_that_only_one_has_are_told_and_a_renamed_concept_is_one(galleries):
    gallery, older, _ = galleries
    (older / "decay").rename(older / "falling")
    told = changes(gallery, older, {})
    assert (told.new, told.gone) == (("decay",), ("falling",))
    told = changes(gallery, older, {"falling": "decay"})
    assert (told.new, told.gone, told.alike) == ((), (), 2)


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b'{"state": {"story": 3}}'])
def test_whatever_an_older_file_holds_is_data(galleries, content):
    gallery, older, _ = galleries
    (older / "decay/concept.json").write_bytes(content)
    assert all(change.before == "" for change in found(gallery, older))


def test_a_folder_that_is_no_gallery_is_refused(galleries, tmp_path):
    with pytest.raises(UsageError, match="is no gallery: it has no page that nnviz made"):
        changes(galleries[0], tmp_path / "nowhere", {})


def test_the_command_prints_them_and_makes_nothing(galleries, digests):
    gallery, older, edited = galleries
    edited("decay/concept.json", lambda record: record.update(summary="It \x1b[31mwas."))
    before = digests(gallery)
    line = ["gallery", str(gallery), "--changes", str(older)]
    done = CliRunner().invoke(program, line)
    assert done.exit_code == 0, done.output
    shown = "decay\n  summary\n    - It \\u001b[31mwas.\n    + A quantity"
    assert done.stdout.startswith(shown)
    assert done.stdout.endswith("1 page told otherwise, 1 alike.\n")
    told = json.loads(CliRunner().invoke(program, [*line, "--json"]).stdout)
    assert told["pages"]["decay"]["changes"][0]["what"] == "summary"
    assert digests(gallery) == before
