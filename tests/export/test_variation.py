"""What `--vary` says of a parameter, and what it may not say."""

import pytest

from nnviz.errors import ParameterError, UsageError
from nnviz.export.variation import combinations, variation, words_of
from nnviz.parameters import Parameter

PARAMETERS = {
    "rate": Parameter("rate", "float", 0.1, "step", gt=0, le=1),
    "steps": Parameter("steps", "int", 10, "how many", ge=1),
    "betas": Parameter("betas", "float", (0.9,), "decays", ge=0, lt=1, many=True),
    "rule": Parameter("rule", "str", "a", "which", choices=("a", "b")),
}


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("rate=0.1,0.5, 1", (0.1, 0.5, 1.0)),
        ("rate=log:1e-4..1:5", (1e-4, 1e-3, 1e-2, 1e-1, 1.0)),
        ("rate=lin:0.2..1:5", (0.2, 0.4, 0.6, 0.8, 1.0)),
        ("rate=lin:1..0.5:2", (1.0, 0.5)),
        ("steps=log:1..1000:4", (1, 10, 100, 1000)),
        ("steps=lin:1..3:5", (1, 2, 3)),
        ("betas=0,0.5;0.9", ((0.0, 0.5), (0.9,))),
        ("rule=b,a", ("b", "a")),
        ("--rate=0.5,0.5", (0.5,)),
    ],
)
def test_values_are_listed_or_spaced(words: str, values: tuple[object, ...]) -> None:
    varied = variation(words, PARAMETERS).values
    assert varied == values
    assert [type(value) for value in varied] == [type(value) for value in values]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("rate", "NAME=VALUE"),
        ("rat=1", "Did you mean rate"),
        ("rate=log:0.1..1", "START..END:COUNT"),
        ("rule=lin:0..1:3", "START..END:COUNT"),
        ("rate=log:0.1..1:1", "2 to 100"),
        ("steps=lin:1..900:500", "2 to 100"),
        ("steps=" + ",".join(map(str, range(1, 102))), "at most 100"),
    ],
)
def test_other_words_are_refused_with_a_sentence(words: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        variation(words, PARAMETERS)


@pytest.mark.parametrize("words", ["rate=0.5,2", "rate=lin:0..1:3", "rule=c", "steps=1.5"])
def test_the_parameter_refuses_what_it_does_not_take(words: str) -> None:
    with pytest.raises(ParameterError, match="must be"):
        variation(words, PARAMETERS)


def test_the_last_parameter_changes_first() -> None:
    varied = [variation(words, PARAMETERS) for words in ("steps=1,2", "rule=a,b")]
    assert [tuple(chosen.values()) for chosen in combinations(varied)] == [
        (1, "a"),
        (1, "b"),
        (2, "a"),
        (2, "b"),
    ]


def test_a_product_may_not_be_too_large() -> None:
    varied = [variation(words, PARAMETERS) for words in ("rate=lin:0.1..1:40", "steps=1,2,3")]
    with pytest.raises(UsageError, match="120 figures"):
        combinations(varied)


def test_a_parameter_is_varied_once() -> None:
    with pytest.raises(UsageError, match="rate is varied twice"):
        combinations([variation("rate=0.1", PARAMETERS)] * 2)


@pytest.mark.parametrize(
    "words", ["rate=0.1,0.5,0.9", "rate=log:0.01..1:4", "rule=b,a", "betas=0,0.5;0.9"]
)
def test_what_varies_is_typed_so_that_it_is_read_as_the_same(words: str) -> None:
    read = variation(words, PARAMETERS)
    assert variation(words_of(read), PARAMETERS) == read
