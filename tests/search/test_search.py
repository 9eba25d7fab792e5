"""The search: what students type finds what they mean, by rules that a page shares."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.host.catalog import Catalog
from nnviz.host.subjects import subjects
from nnviz.search import NOT_COVERED, Subject, find, meant, one_apart, stems, word_list


def queries() -> list[tuple[str, tuple[str, ...]]]:
    lines = (Path(__file__).parent / "queries.txt").read_text().splitlines()
    split = (line.partition(":") for line in lines if line and not line.startswith("#"))
    return [(query, tuple(one.strip() for one in wanted.split(","))) for query, _, wanted in split]


@pytest.fixture(scope="module")
def listed() -> dict[str, Any]:
    return word_list(subjects(Catalog(blocked=["all"]).cards))


def names(listed: dict[str, Any], query: str) -> list[str]:
    return [name for name, _ in find(listed, query).hits]


def test_there_are_sixty_queries_of_students() -> None:
    assert len(queries()) >= 60


@pytest.mark.parametrize(("query", "wanted"), queries())
def test_what_a_student_types_is_among_the_first_three(
    listed: dict[str, Any], query: str, wanted: tuple[str, ...]
) -> None:
    assert set(wanted) <= set(listed["names"])
    assert set(names(listed, query)[:3]).intersection(wanted)


@pytest.mark.parametrize(
    "spellings",
    [
        ("regularisation", "Regularization", "regularizations", "regularise", "regularizing"),
        ("mini-batch", "mini batch", "Mini-Batches"),
        ("optimiser", "optimizers", "OPTIMIZER"),
        ("saddle point", "saddle-points"),
        ("local minimum", "local minima"),
        ("L2 regularization", "l2 regularisation"),
        ("Weights & Biases", "weights and biases"),
    ],
)
def test_case_hyphens_plurals_and_british_spelling_change_nothing(
    listed: dict[str, Any], spellings: tuple[str, ...]
) -> None:
    first, *others = (find(listed, one).hits for one in spellings)
    assert first
    for other in others:
        assert [name for name, _ in other][:3] == [name for name, _ in first][:3]


def test_a_word_is_not_found_within_another(listed: dict[str, Any]) -> None:
    assert names(listed, "he") == ["initialization"]
    assert names(listed, "the") == []
    assert names(listed, "ada") != []  # a beginning is, as it is typed
    assert "adam" not in names(listed, "dam")


@pytest.mark.parametrize(
    ("misspelt", "name"),
    [
        ("momentm", "momentum"),
        ("droput", "dropout"),
        ("ensmebles", "ensembles"),
        ("overfiting", "bias-variance"),
        ("sofmtax", "softmax"),
        ("scheduler", "schedules"),
    ],
)
def test_one_typing_error_is_forgiven(listed: dict[str, Any], misspelt: str, name: str) -> None:
    assert name in names(listed, misspelt)[:2]


@pytest.mark.parametrize(
    ("query", "said", "near"),
    [
        ("CNN", "Convolutional networks are not covered.", "augmentation"),
        ("convolutional layers", "Convolutional networks are not covered.", "augmentation"),
        ("self-attention", "Attention and transformers are not covered.", "softmax"),
        ("LSTM", "Recurrent networks are not covered.", "vanishing-gradients"),
        ("layer norm", "Layer normalization is not covered.", "batch-norm"),
    ],
)
def test_what_is_not_covered_is_said_with_the_nearest(
    listed: dict[str, Any], query: str, said: str, near: str
) -> None:
    found = find(listed, query)
    assert found.missing == (said,)
    assert near in (name for name, _ in found.hits[:2])


def test_what_is_near_to_what_is_not_covered_are_concepts(listed: dict[str, Any]) -> None:
    assert {name for one in NOT_COVERED for name in one.near} <= set(listed["names"])


def test_what_a_plugin_covers_is_not_said_to_be_missing() -> None:
    listed = word_list([Subject("filters", "Convolution", ("CNN", "convolutional"))])
    assert find(listed, "CNN").missing == ()
    assert find(listed, "pooling").missing == ("Convolutional networks are not covered.",)


def test_words_mean_a_concept_where_only_one_is_called_so(listed: dict[str, Any]) -> None:
    assert meant(listed, "Heavy Ball") == "momentum"
    assert meant(listed, "the learning rate") == "learning-rate"
    assert meant(listed, "weights decay") == "l2"
    assert meant(listed, "overfitting") == ""
    assert meant(listed, "ball") == ""


def test_rare_words_count_more_than_frequent_ones_and_names_more_than_texts() -> None:
    listed = word_list(
        [
            Subject("a", "Alpha", text="common rare beta"),
            Subject("b", "Beta", text="common"),
            Subject("c", "Gamma", text="common"),
        ]
    )
    assert names(listed, "common rare")[0] == "a"
    assert names(listed, "beta") == ["b"]


def test_nothing_is_found_by_nothing(listed: dict[str, Any]) -> None:
    for query in ("", " ", "?!", "the of", "qqqqqq"):
        assert find(listed, query).hits == ()
    assert find(word_list([]), "momentum").hits == ()


def distance(one: str, other: str) -> int:
    """Return the number of edits, a turn of two neighbours being one (Damerau 1964)."""
    rows = [[i + j for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1,
                rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if one[i - 2 : i] == other[j - 2 : j][::-1] and min(i, j) > 1:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


words = st.text("abc", max_size=5)


@given(words, words)
def test_one_apart_is_a_distance_of_one(one: str, other: str) -> None:
    assert one_apart(one, other) == (distance(one, other) == 1)


@given(st.text(max_size=30))
def test_any_text_has_stems_which_are_the_same_in_capitals(text: str) -> None:
    assert all(stems(text))
    if text.isascii():
        assert stems(text.upper()) == stems(text)
