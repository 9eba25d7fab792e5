"""An author's own words: filled in, held to what they cite, and marked where they cite nothing."""

import json
import warnings

import pytest
from click.testing import CliRunner

import nnviz
from nnviz.authored import Authored
from nnviz.cli.main import program
from nnviz.errors import AuthorWarning, UsageError
from nnviz.render.origin import command_in

HEADLINE = "Bei ε = {epsilon} irrt sie um {closer.expected:.4f} [closer]. Bravo!"


def shown(**words):
    return nnviz.show("difference-error", epsilon=0.001, **words)


def sentences(demonstration, text):
    return [(one.text, one.cites, one.author) for one in demonstration.exhibit.story[text]]


def test_a_sentence_has_its_numbers_and_what_it_cites_and_the_next_is_marked_as_the_authors():
    assert sentences(shown(headline=HEADLINE), "headline") == [
        # (1 + ε)³ = 1 + 3ε + 3ε² + ε³, so that the one-sided difference errs by 3ε + ε²
        ("Bei ε = 0.001 irrt sie um 0.0030.", ("closer",), False),
        ("Bravo!", (), True),
    ]


def test_a_text_is_taken_apart_where_its_sentences_end():
    told = "Es ist $0.5. x$ z. „So!“ [closer] Mit {epsilon:.3f}. Ende"
    said = [text for text, *_ in sentences(shown(caption=told), "caption")]
    assert said == ["Es ist $0.5. x$ z.", "„So!“", "Mit 0.001.", "Ende"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Das Runden überwiegt [rounded]. Na so was.", "[rounded] does not hold here"),
        ("{rounded.one}", "[rounded.one] does not hold here"),
    ],
)
def test_where_what_is_cited_does_not_hold_nnvizs_own_words_stand_with_a_note(words, reason):
    with pytest.warns(AuthorWarning) as told:
        found = sentences(shown(caption=words, headline=HEADLINE), "caption")
    assert found == sentences(shown(), "caption")
    (note,) = [str(one.message) for one in told]
    assert note == f"caption: {reason}, so nnviz's own words stand."


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"headline": "Nach {stepz}"}, "headline: the text 'Nach {stepz}' names {stepz}, which is"),
        ({"alt": "So [closr]."}, "alt: .* cites .closr., and there .* Did you mean closer?"),
        ({"title": "{epsilon:.2q}"}, "title: .* cannot be filled in: Unknown format code 'q'"),
        ({"caption": "{errors}{steps}"}, "caption: .* an array of shape"),
        ({"caption": ""}, "caption must be a text; got ''"),
        ({"caption": False}, "caption must be a text; got False"),
        ({"headline": True}, "headline must be a text or false; got True"),
        ({"setting": "Mit ε"}, "setting must be false; got 'Mit ε'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(words, complaint):
    with pytest.raises(UsageError, match=complaint.replace("{", r"\{").replace("?", r"\?")):
        shown(**words).exhibit  # noqa: B018


def test_a_title_and_an_alternative_text_are_passages_as_well():
    told = shown(title="Fehler bei {epsilon}", alt="Zwei Kurven.").exhibit
    assert (told.title, told.alt) == ("Fehler bei 0.001", "Zwei Kurven.")


def test_a_figure_is_drawn_without_what_is_left_out_which_is_still_told():
    whole, bare = shown(), shown(headline=False, setting=False)
    written = [text.get_text() for text in whole.figure.texts]
    assert whole.exhibit.said("headline") in " ".join(written)
    assert whole.exhibit.said("setting") in " ".join(written)
    assert not bare.figure.texts
    assert bare.exhibit.story == whole.exhibit.story


def test_the_command_and_the_call_make_the_same_again(tmp_path):
    first = shown(headline=HEADLINE, setting=False, title="Wie's irrt")
    file = tmp_path / "first.png"
    first.save(file)
    assert f"--headline '{HEADLINE}'" in command_in(file)
    again = ["show", "--from", str(file), "--save", str(tmp_path / "again.png"), "--no-record"]
    done = CliRunner().invoke(program, again)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "again.png").read_bytes() == file.read_bytes()
    called = eval(first.exhibit.call, {"nnviz": nnviz})
    assert called.exhibit == first.exhibit


def test_the_command_line_says_them_in_json_and_notes_what_does_not_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = ["show", "difference-error", "--no-record", "--json", "--no-setting"]
    done = CliRunner().invoke(program, [*line, "--caption", "Meins.", "--alt", "So [rounded]."])
    told = json.loads(done.stdout)
    assert told["caption"] == "Meins."
    assert told["story"]["caption"] == [
        {"text": "Meins.", "version": 0, "cites": [], "author": True}
    ]
    assert done.stderr == "Note: alt: [rounded] does not hold here, so nnviz's own words stand.\n"
    done = CliRunner().invoke(program, [*line, "--no-headline", "--headline", "Ja"])
    assert done.exit_code == 2
    assert "--headline and --no-headline cannot both be; leave one of them out." in done.stderr


def test_a_snippet_says_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = ["export", "--headline", "Ja {epsilon}", "difference-error", "--for", "latex"]
    done = CliRunner().invoke(program, [*line, "--caption", "Meins, 100 %."])
    assert done.exit_code == 0, done.output
    snippet = (tmp_path / "figures" / "difference-error.tex").read_text()
    assert r"Meins, 100 \%." in snippet
    assert "--headline 'Ja {epsilon}' --caption 'Meins, 100 %.'" in snippet


def test_words_that_hold_warn_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown(headline=HEADLINE).figure  # noqa: B018


def test_nothing_is_typed_for_nothing():
    assert (Authored.of({}).options(), Authored.of({}).arguments()) == ([], {})
