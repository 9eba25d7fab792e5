"""Averages of a series: their spans, their start, and a series of one's own."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nnviz_concepts.optimization.ewma import Ewma

from nnviz import NnvizError, UsageError
from nnviz.core.averages import ewma

BETAS = (0.0, 0.5, 0.9, 0.98, 0.999)


def _table(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _recursion(values: list[float], beta: float) -> list[float]:
    """The definition, one value after another, corrected as in Kingma & Ba 2015, algorithm 1."""
    average, averages = 0.0, []
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        averages.append(average / (1 - beta**t))
    return averages


def test_the_drawn_averages_follow_the_recursion():
    result = Ewma(betas=(0.5, 0.98)).run()
    for beta, average in zip((0.5, 0.98), result["averages"], strict=True):
        np.testing.assert_allclose(average, _recursion(list(result["values"]), beta), rtol=1e-12)


def test_the_default_is_the_leap_year_2012_in_seattle():
    result = Ewma().run()
    assert (str(result["dates"][0]), str(result["dates"][-1])) == ("2012-01-01", "2012-12-31")
    assert result["values"][:4].tolist() == [12.8, 10.6, 11.7, 12.2]  # the table's first rows


def test_spans_and_their_weights_are_those_of_the_lecture():
    # Ng, Improving deep neural networks, week 2: 0.9 averages over 10 days, 0.98 over 50, 0.5
    # over 2, and 0.9^10 is about 0.35.
    result = Ewma().run()
    np.testing.assert_allclose(result["spans"], [2, 10, 50])
    np.testing.assert_allclose(result["weights_at_spans"], [0.25, 0.3487, 0.3642], atol=5e-5)


def test_the_uncorrected_start_is_a_fiftieth_of_the_first_temperature():
    result = Ewma().run()
    assert result["first_value"] == 12.8
    assert result["start_plain"][0] == pytest.approx(12.8 / 50)


@pytest.mark.parametrize("beta", BETAS)
def test_claims_hold_for_every_beta(beta: float):
    concept = Ewma(betas=(beta,))
    claims = concept.verdicts(concept.run())
    assert [claim.sentence for claim in claims if not claim.holds] == []


@pytest.mark.parametrize("beta", BETAS)
def test_noise_and_delay_are_those_of_averaged_noise_and_of_an_averaged_rise(beta: float):
    result = Ewma(betas=(beta,)).run()
    noise = np.random.default_rng(0).normal(size=2**17)
    left = np.var(ewma(noise, beta, corrected=False)[2**14 :])
    # Of a Gaussian autoregression: Var(s²) = 2σ⁴/n · (1 + β²)/(1 − β²); five standard errors.
    error = 5 * np.sqrt(2 / (2**17 - 2**14) * (1 + beta**2) / (1 - beta**2))
    assert result["squares"][0] == pytest.approx(left, rel=error)
    rise = np.arange(50_000.0)
    assert result["delays"][0] == pytest.approx(rise[-1] - ewma(rise, beta)[-1], abs=1e-6)


def test_a_weight_falls_to_1_e_within_one_step_before_the_span():
    concept = Ewma()
    age = concept.proofs(concept.run()).number("fades", "measured")
    assert 49 < age < 50


def test_a_long_span_is_said_as_it_is_meant():
    concept = Ewma(betas=(0.99, 0.99999))
    said = concept.say("headline", concept.run())
    assert said == "β = 0.99999 spans 100,000 days, more than the series' 366 days"


@pytest.mark.parametrize(("days", "more"), [(99, True), (100, False), (101, False)])
def test_an_average_over_more_values_than_there_are_is_not_said(days, more):
    concept = Ewma(betas=(0.99,), first=days)  # spans 1/(1 − 0.99) = 100 days
    assert ("more than the series' " in concept.say("headline", concept.run())) == more


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((3, 1, 4, 1, 5, 9, 2, 6), "A longer span is smoother and later"),
        ((7,) * 8, "The values and their averages"),
        ((7,), "The values and their averages"),
    ],
)
def test_smoother_is_said_where_it_is_so(tmp_path: Path, values: tuple[int, ...], title: str):
    concept = Ewma(data=_table(tmp_path, "v\n" + "\n".join(map(str, values)) + "\n"))
    words = concept.words(concept.run())
    assert words.say(concept.compared) == title
    assert ("peaks" in words.say(concept.look)) is (len(set(values)) > 1)


def test_betas_are_drawn_in_order_and_once():
    assert Ewma(betas=(0.9, 0.5, 0.9)).run()["decays"].tolist() == [0.5, 0.9]


def test_more_betas_than_can_be_told_apart_are_refused():
    with pytest.raises(UsageError, match="at most 6"):
        Ewma(betas=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)).run()


def test_a_table_of_ones_own_is_averaged_whole(tmp_path: Path):
    table = _table(tmp_path, "day,sales\n2024-03-01,4\n2024-03-02,8\n2024-03-03,6\n")
    result = Ewma(data=table, column="sales", betas=(0.5,)).run()
    # v = 2; (1 + 4)/0.75; (2.5 + 3)/0.875 by hand
    np.testing.assert_allclose(result["averages"][0], [4, 5 / 0.75, 5.5 / 0.875])
    assert (result["count"], result["units"]) == (3, "days")
    assert str(result["dates"][-1]) == "2024-03-03"


def test_a_missing_day_changes_no_average(tmp_path: Path):
    gap = Ewma(data=_table(tmp_path, "d,v\n2024-03-01,4\n2024-03-02,\n2024-03-03,6\n")).run()
    whole = Ewma(data=_table(tmp_path, "v\n4\n6\n")).run()
    np.testing.assert_allclose(gap["averages"][:, [0, 2]], whole["averages"])
    np.testing.assert_allclose(gap["averages"][:, 1], gap["averages"][:, 0])
    assert gap["missing"] == 1


def test_at_irregular_times_age_is_time(tmp_path: Path):
    table = _table(tmp_path, "at,v\n2024-01-01,4\n2024-01-02,8\n2024-01-03,9\n2024-01-09,2\n")
    result = Ewma(data=table, by="time", betas=(0.5,)).run()
    # By hand, from ages of 8, 7, 6 and 0 days: the gap leaves little of what was before it.
    weights = 0.5 ** np.array([8, 7, 6, 0])
    expected = weights @ [4, 8, 9, 2] / weights.sum()
    assert result["timed"][0, -1] == pytest.approx(expected)
    assert result["averages"][0, -1] > 1.5 * expected  # by steps, the last day counts for half
    assert result["days"] == 1


def test_by_time_needs_times(tmp_path: Path):
    with pytest.raises(UsageError, match="by time needs a table with a column of dates"):
        Ewma(data=_table(tmp_path, "v\n4\n8\n"), by="time").run()


def test_the_plain_mean_is_of_the_same_span():
    result = Ewma(moving=True, betas=(0.9,)).run()
    assert result["moving_mean"][-1] == pytest.approx(result["values"][-10:].mean())


@pytest.mark.parametrize("asked", [{"by": "time"}, {"moving": True}])
def test_what_is_drawn_beside_is_said(asked: dict[str, Any]):
    concept = Ewma(**asked)
    said = concept.say("setting", concept.run())
    assert ("Dashed: by time, in steps of 1 day." in said) == ("by" in asked)
    assert ("Dotted: the mean of the last 50." in said) == ("moving" in asked)


def test_first_takes_so_many_values():
    assert len(Ewma(first=1461).run()["values"]) == 1461
    assert len(Ewma(first=10_000).run()["values"]) == 1461


def test_the_nights_are_colder_than_the_days():
    assert (Ewma(column="temp_min").run()["values"] <= Ewma().run()["values"]).all()


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        ("v\n1\ntwo\n3\n", {}, "line 3"),
        ("v,w\n1,2\n", {}, "choose one as column: v, w"),
        ("v,w\n1,2\n", {"column": "u"}, "no column 'u'"),
        ("", {}, "is empty"),
        ("v\n1.7e308\n-1.7e308\n", {}, r"values reach 2e\+308, whose sums overflow; divide them"),
        ("v,w\n,1\n,2\n3,3\n", {"column": "v", "first": 2}, "first 2 values are all missing"),
    ],
)
def test_a_bad_table_is_refused_in_a_sentence_and_with_exit_code_2(
    tmp_path: Path, text: str, values: dict[str, Any], message: str
):
    with pytest.raises(NnvizError, match=message) as caught:
        Ewma(data=_table(tmp_path, text), **values).run()
    assert caught.value.exit_code == 2


def test_an_encoding_is_obeyed(tmp_path: Path):
    table = tmp_path / "table.csv"
    table.write_bytes("값\n5\n6\n".encode("cp949"))
    assert Ewma(data=table, encoding="cp949").run()["name"] == "값"


def test_a_column_without_a_table_must_be_one_of_seattles():
    with pytest.raises(UsageError, match="temp_max or temp_min"):
        Ewma(column="rain").run()


@pytest.mark.parametrize(
    "text",
    [
        "v\n3\n",
        "v\n" + "7\n" * 50,
        "v\n1\n2\n3\n4\n5\n",
        "day,price ($) in $\n2024-03-01,4\n2024-03-02,-1e9\n",
        "v\n" + "\n".join(map(str, range(5000))),
        f"{'long' * 40}\n1\n2\n",
        f"{'many words ' * 40}\n1\n2\n",
        "v\n" + "\n".join(f"{1e12 + i / 100:.2f}" for i in range(40)),
        "v\n9e289\n-9e289\n9e289\n",
        "day,v\n0001-01-01,5\n0001-01-02,6\n",
    ],
    ids=["one", "constant", "five", "dollars", "many", "long name", "words", "far", "big", "old"],
)
@pytest.mark.parametrize("size", ["slide", "column"])
def test_odd_tables_are_drawn_without_overlaps(tmp_path: Path, text: str, size: str):
    from nnviz import drawing
    from nnviz.render import render

    concept = Ewma(data=_table(tmp_path, text))
    figure = render(concept, concept.run(), size=size).figure
    assert drawing.overlaps(figure) == []
    points = [len(line.get_xdata()) for axes in figure.axes for line in axes.lines]
    assert max(points) <= 2002
