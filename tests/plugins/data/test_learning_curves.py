"""What training logs say: planted faults, real programs' files, and numbers known beforehand."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Annotation
from nnviz_concepts.data.learning_curves import LearningCurves
from nnviz_concepts.data.learning_curves_diagnosis import (
    AT_LEAST,
    LIMITS,
    NAMES,
    Moments,
    beyond,
    noise,
    readings,
)
from nnviz_concepts.data.learning_curves_logs import role_of
from nnviz_concepts.data.logs import make

from nnviz import UsageError
from nnviz.drawing import overlaps
from nnviz.drawing.motion import motions
from nnviz.render import render

LOGS = Path(__file__).parent / "logs"
SHIPPED = Path(make.__file__).parent

MAY_SAY = {
    "healthy": {""},
    "rate-too-high": {"jumps"},
    "rate-too-low": {"slow"},
    "rate-cut-too-early": {"cut"},
    "stopped-too-early": {"falling"},
    "network-too-small": {"biased"},
    "too-few-data": {"varies"},
    "wrong-labels": {"easier"},
    "few-wrong-labels": {"easier"},
    "trained-too-long": {"rises"},
    "batches-too-small": {"jumps"},
    # A wrong sign throws the loss about, or keeps it high: each of these names the gradient.
    "gradient-bug": {"jumps", "biased"},
}
PLANTED = {**make.FAULTS, "few-wrong-labels": make.Training(wrong_labels=0.05)}
TWINS = {
    "batches-too-small": make.Training(rate=0.01),
    "rate-cut-too-early": make.Training(cut_after=20),
}
"""What a fault was planted in, where that is not `healthy`.

A small network has 80 epochs, in which one that is large enough is trained too long.
"""

SEEDS = range(1200, 1220)
"""Seeds that no limit was set on."""


def _moments(columns: dict[str, Any], errors: bool = True) -> Moments:
    """Return a log of the core's, which needs no reading, with accuracies or without."""
    epochs = np.arange(len(columns["loss"]), dtype=float)
    columns = (
        columns
        if errors
        else {**columns, "accuracy": epochs * np.nan, "val_accuracy": epochs * np.nan}
    )
    return Moments(
        at=epochs,
        epochs=epochs,
        train=columns["loss"],
        dev=columns["val_loss"],
        train_error=100 * (1 - columns["accuracy"]),
        dev_error=100 * (1 - columns["val_accuracy"]),
        rate=np.full(len(epochs), np.nan),
    )


def _said(run: Moments, target: float = 5.0, dev_examples: int | None = make.DEV) -> str:
    """Return the first number beyond its limit, or nothing."""
    read = readings(run, target, dev_examples)
    values, errors = (np.array([one[i] for one in read]) for i in (0, 1))
    over = beyond(values, errors, np.where(np.isnan(LIMITS), target, LIMITS))
    return NAMES[over.argmax()] if over.any() else ""


def _planted(made: make.Training, seeds: range) -> tuple[list[str], list[str]]:
    """Return what is said of such trainings, and what of their losses alone."""
    logs = [make.log(made, seed) for seed in seeds]
    whole, losses = ([_said(_moments(log, errors)) for log in logs] for errors in (True, False))
    return whole, losses


def _by_losses(said: set[str]) -> set[str]:
    """Return what can be said without errors: variance by the losses, and no bias."""
    return {{"varies": "higher", "biased": ""}.get(one, one) for one in said}


def _shown(tmp_path: Path, text: str, name: str = "log.csv", **values: Any) -> dict[str, str]:
    """Return what is said of a log with this text."""
    file = tmp_path / name
    file.write_text(text)
    return _words(data=[file], **values)


def _words(**values: Any) -> dict[str, str]:
    concept = LearningCurves(**values)
    result = concept.run()
    assert all(verdict.holds for verdict in concept.verdicts(result))
    texts = ("headline", "setting", "look", "caption", "alt")
    return {text: concept.say(text, result).replace("\xa0", " ") for text in texts}


@pytest.mark.parametrize("fault", make.FAULTS)
def test_a_log_that_ships_says_the_fault_that_was_planted(fault: str) -> None:
    result = LearningCurves(example=fault).run()
    said = NAMES[result["marked"]] if result["marked"] >= 0 else ""
    assert said in MAY_SAY[fault]


@pytest.mark.parametrize("fault", ["healthy", "wrong-labels"])
def test_a_log_that_ships_is_what_its_script_makes(fault: str) -> None:
    made = make.log(make.FAULTS[fault], seed=0)
    shipped = np.genfromtxt(SHIPPED / f"{fault}.csv", delimiter=",", names=True)
    assert shipped.dtype.names == tuple(made)
    # Another processor's sums magnify as it trains: the first epochs are the same anywhere.
    for name, values in made.items():
        np.testing.assert_allclose(shipped[name][:2], values[:2], rtol=1e-3)


@pytest.mark.parametrize("fault", ["healthy", "rate-too-high", "few-wrong-labels", "too-few-data"])
def test_a_planted_fault_is_told(fault: str) -> None:
    whole, losses = _planted(PLANTED[fault], SEEDS[:2])
    assert {*whole} <= MAY_SAY[fault]
    assert {*losses} <= _by_losses(MAY_SAY[fault])


@pytest.mark.slow
@pytest.mark.parametrize("fault", PLANTED)
def test_planted_faults_are_told_in_nine_of_ten_logs(fault: str) -> None:
    whole, losses = _planted(PLANTED[fault], SEEDS)
    assert sum(one in MAY_SAY[fault] for one in whole) >= 0.9 * len(whole), whole
    may = _by_losses(MAY_SAY[fault])
    assert sum(one in may for one in losses) >= 0.9 * len(losses), losses


@pytest.mark.slow
@pytest.mark.parametrize("fault", TWINS)
def test_a_healthy_twin_has_nothing_to_show(fault: str) -> None:
    for said in _planted(TWINS[fault], SEEDS):
        assert said.count("") >= 0.9 * len(said), said


def _made(train: Any, dev: Any = None, errors: tuple[float, float] = (0.0, 0.0)) -> Moments:
    n = len(train)
    epochs = np.arange(n, dtype=float)
    return Moments(
        at=epochs,
        epochs=epochs,
        train=np.asarray(train, float),
        dev=np.asarray(train if dev is None else dev, float),
        train_error=np.full(n, errors[0]),
        dev_error=np.full(n, errors[1]),
        rate=np.full(n, np.nan),
    )


def _value(run: Moments, name: str) -> float:
    return readings(run, 5.0, None)[NAMES.index(name)].value


T = np.arange(40.0)


def test_an_exponential_falls_by_its_own_share_an_epoch_and_never_slows_down() -> None:
    run = _made(np.exp(-0.2 * T))
    assert _value(run, "slow") == pytest.approx(100 * (1 - np.exp(-0.2)))
    assert _value(run, "cut") == pytest.approx(1.0)
    assert _value(run, "jumps") == 0


def test_a_cut_of_the_rate_slows_the_fall_by_the_ratio_of_the_slopes() -> None:
    slopes = np.where(T < 10, 0.4, 0.02)
    run = _made(np.exp(-np.append(0, np.cumsum(slopes[:-1]))))
    assert _value(run, "cut") == pytest.approx(20)


def test_a_jump_is_a_share_of_the_whole_fall() -> None:
    train = np.linspace(2, 1, 20)
    train[12] = train[11] + 0.25
    assert _value(_made(train), "jumps") == pytest.approx(25)


def test_a_dev_loss_still_falls_by_the_fall_of_its_line() -> None:
    run = _made(np.exp(-0.03 * T))  # the last quarter is ten epochs, and so nine steps
    assert _value(run, "falling") == pytest.approx(100 * (1 - np.exp(-0.27)))


def test_a_dev_loss_has_risen_from_its_lowest_five_epochs_to_its_last() -> None:
    dev = np.concatenate([np.linspace(2, 1, 10), np.ones(10), np.linspace(1, 1.5, 15), 5 * [1.5]])
    assert _value(_made(np.exp(-0.1 * T), dev), "rises") == pytest.approx(50)


def test_a_gap_is_in_points_of_error() -> None:
    run = _made(np.exp(-0.1 * T), errors=(1.0, 9.0))
    assert _value(run, "varies") == 8
    assert readings(run, 5.0, None)[NAMES.index("higher")].reason == "the errors are compared"
    expected = 200 * np.sqrt(0.09 * 0.91 / 400)
    assert readings(run, 5.0, 400)[NAMES.index("varies")].error == pytest.approx(expected)


def test_of_accuracies_alone_variance_is_told_where_dev_errs_least() -> None:
    train, dev = 1 - 0.5 * np.exp(-0.2 * T), 0.9 - 0.4 * np.exp(-0.2 * T) - 0.002 * T
    result = LearningCurves(data=[{"accuracy": train, "val_accuracy": dev}]).run()
    w, low = 5, int(np.argmax(np.convolve(dev, np.ones(5) / 5, "valid")))
    expected = 100 * (train - dev)[low : low + w].mean()
    assert result["values"][NAMES.index("varies"), 0] == pytest.approx(expected)


def test_without_errors_a_gap_is_a_share_of_what_the_training_loss_fell() -> None:
    train = np.concatenate([np.linspace(3, 1, 20), np.ones(20)])
    dev = np.concatenate([np.linspace(3, 1.5, 20), np.full(20, 1.5)])
    for unit in (1.0, 100.0):
        run = replace(_made(unit * train, unit * dev), train_error=T * np.nan, dev_error=T * np.nan)
        assert (_value(run, "higher"), _value(run, "easier")) == (25, -25)
    assert readings(run, 5.0, None)[NAMES.index("varies")].reason


def test_a_loss_that_becomes_level_is_not_slow() -> None:
    run = _made(2 + 0.3 * np.exp(-0.1 * T))
    assert "level" in readings(run, 5.0, None)[AT_LEAST].reason
    assert _value(_made(np.exp(-0.01 * T)), "slow") == pytest.approx(100 * (1 - np.exp(-0.01)))


def test_a_network_that_is_dead_is_too_slow_and_not_noisy() -> None:
    run = _made(2.3 + 0.001 * np.random.default_rng(0).standard_normal(40))
    assert _said(run, target=np.nan) == "slow"


def test_a_log_with_its_rate_says_whether_it_was_cut() -> None:
    slopes = np.where(T < 10, 0.4, 0.02)
    loss = np.exp(-np.append(0, np.cumsum(slopes[:-1])))
    cut = {"loss": loss, "val_loss": loss, "lr": np.where(T < 11, 0.1, 0.01)}
    assert _words(data=[cut])["headline"].startswith("The rate was cut to 10 % too early: suddenly")
    never = {**cut, "lr": np.full(40, 0.1)}
    assert "the rate was not cut there" in _words(data=[never])["headline"]
    unknown = {"loss": loss, "val_loss": loss}
    assert "was the rate cut too early?" in _words(data=[unknown])["headline"]


def test_a_loss_that_ends_above_its_start_diverges() -> None:
    loss = np.append(np.linspace(2, 1, 20), np.geomspace(1, 90, 20))
    headline = _words(data=[{"loss": loss, "val_loss": loss}])["headline"]
    assert headline.startswith("It diverges: the training loss ends at 90, and began at 2")


def test_noise_is_that_about_a_parabola() -> None:
    rng = np.random.default_rng(0)
    x = np.linspace(-1, 1, 20_000)
    assert noise(3 * x**2 + x + 0.1 * rng.standard_normal(len(x))) == pytest.approx(0.1, rel=0.05)


def test_without_a_target_no_bias_is_claimed() -> None:
    run = _made(0.05 + np.exp(-0.2 * T), errors=(40.0, 40.0))
    assert "target-error" in readings(run, np.nan, None)[NAMES.index("biased")].reason
    assert _said(run, target=np.nan) == ""
    assert _said(run, target=5.0) == "biased"


def test_a_larger_run_shows_that_the_errors_of_a_smaller_one_are_bias() -> None:
    files = [SHIPPED / "network-too-small.csv", SHIPPED / "healthy.csv"]
    assert _words(data=files)["headline"].startswith("High bias: it errs on 13.7 %, not 0.2 %")
    alone = LearningCurves(data=files[:1])
    [verdict] = [v for v in alone.verdicts(alone.run()) if v.name == "biased"]
    assert verdict.state == "not claimed"


REAL = {
    "keras-healthy.csv": "About right",
    "keras-wrong-labels.csv": "The dev loss is below the training loss, by 41.8 %",
    "keras-dropout.csv": "The dev loss is below the training loss, by 13.3 % of what that fell",
    "keras-rate-too-high.csv": "Too noisy: the loss jumps back by 38 %",
    "keras-nan.csv": "It diverges: from epoch 6 on the loss is no number",
    "keras-nan-at-once.csv": "It diverges: from epoch 0 on the loss is no number",
    "lightning-healthy.csv": "About right",
    "lightning-steps.csv": "About right",
    "trainer_state-healthy.json": "About right: of the 7 numbers",
    "sklearn-loss-curve.txt": "Nothing stands out: of the 3 numbers",
    "sklearn-early-stopping.csv": "Nothing stands out: of the 3 numbers",
}


@pytest.mark.parametrize(("name", "headline"), REAL.items())
def test_logs_that_real_programs_wrote_are_read_and_diagnosed(name: str, headline: str) -> None:
    words = _words(data=[LOGS / name])
    assert words["headline"].startswith(headline)


def test_columns_are_known_by_name_and_what_is_not_is_said() -> None:
    caption = _words(data=[LOGS / "lightning-healthy.csv"])["caption"]
    assert "“train_loss_epoch”, “val_loss”, “train_acc” and “val_acc” were read as" in caption
    assert "step, train loss, dev loss, train accuracy and dev accuracy." in caption
    assert "Left aside: “train_loss_step”" in caption


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("loss", "train_loss"),
        ("Training Loss", "train_loss"),
        ("trainLoss", "train_loss"),
        ("train/loss", "train_loss"),
        ("val_loss", "dev_loss"),
        ("eval_loss", "dev_loss"),
        ("Validation Loss", "dev_loss"),
        ("val_cross_entropy", "dev_loss"),
        ("test_loss", "test_loss"),
        ("val_sparse_categorical_accuracy", "dev_accuracy"),
        ("acc", "train_accuracy"),
        ("eval/acc", "dev_accuracy"),
        ("dev_error_rate", "dev_error"),
        ("lr", "rate"),
        ("learning_rate", "rate"),
        ("Step", "step"),
        ("_step", "step"),
        ("trainer/global_step", "step"),
        ("kl_loss", ""),
        ("loss_scale", ""),
        ("val_train_loss", ""),
        ("balanced_accuracy_of_cats", ""),
        ("f1", ""),
    ],
)
def test_a_column_is_what_all_words_of_its_name_say(name: str, role: str) -> None:
    assert role_of(name) == role


def test_tensorboards_exports_are_one_run(tmp_path: Path) -> None:
    files = []
    for run, tag, scale in (
        ("logs_train", "epoch_loss", 1.0),
        ("logs_validation", "epoch_loss", 1.2),
        ("logs_train", "epoch_accuracy", 0.9),
    ):
        rows = [f"17040672{i:02}.5,{i},{scale * 0.9**i}" for i in range(20)]
        files.append(tmp_path / f"run-{run}-tag-{tag}.csv")
        files[-1].write_text("\n".join(["Wall time,Step,Value", *rows]))
    result = LearningCurves(data=files).run()
    assert (result["run"], result["unit"], len(result["names"])) == ("logs", "epoch", 1)
    np.testing.assert_allclose(result["dev"], 1.2 * 0.9 ** np.arange(20))
    np.testing.assert_allclose(result["train_error"], 100 - 90 * 0.9 ** np.arange(20))


def test_an_export_of_weights_and_biases_holds_a_run_for_each_name(tmp_path: Path) -> None:
    head = '"Step","big - val_loss","big - val_loss__MIN","big - val_loss__MAX","small - val_loss"'
    rows = [f'"{10 * i}","{0.8**i}","{0.8**i}","{0.8**i}","{0.9**i}"' for i in range(20)]
    file = tmp_path / "wandb.csv"
    file.write_text("\n".join([head, *rows]))
    concept = LearningCurves(data=[file])
    result = concept.run()
    assert (result["names"].tolist(), result["unit"]) == (["big", "small"], "step")
    assert "big has a lowest dev loss of 0.0144, the best of the others 0.135" in concept.say(
        "caption", result
    )


def test_steps_between_two_evaluations_are_averaged() -> None:
    rows = [{"step": s, "train_loss": 1 / (1 + s)} for s in range(60)]
    for s in range(9, 60, 10):
        rows[s]["val_loss"] = 1.0
    result = LearningCurves(data=[{n: [r.get(n) for r in rows] for n in rows[9]}]).run()
    expected = (1 / (1 + np.arange(60.0))).reshape(6, 10).mean(axis=1)
    np.testing.assert_allclose(result["train"], expected)


def test_a_long_log_is_read_in_a_hundred_parts() -> None:
    rng = np.random.default_rng(0)
    steps = np.arange(100_000)
    loss = np.exp(-steps / 20_000) + 0.3 * rng.random(len(steps))
    concept = LearningCurves(data=[{"step": steps, "loss": loss}])
    result = concept.run()
    assert len(result["at"]) == 100
    np.testing.assert_allclose(result["train"], loss.reshape(100, 1000).mean(axis=1))
    assert "100,000 values in 100 parts" in concept.say("setting", result)
    figure = render(concept, result).figure
    assert all(len(line.get_xdata()) <= 2002 for axes in figure.axes for line in axes.lines)


def test_a_log_of_four_epochs_is_too_short_to_judge(tmp_path: Path) -> None:
    text = "epoch,loss,val_loss\n0,2,2\n1,1.5,1.6\n2,1.2,1.4\n3,1.1,1.3\n"
    assert _shown(tmp_path, text)["headline"] == "Too short to judge: 4 evaluations"


def test_percent_and_shares_are_told_apart() -> None:
    loss = np.exp(-0.1 * T)
    shares = LearningCurves(data=[{"loss": loss, "accuracy": 1 - loss / 2}]).run()
    percent = LearningCurves(data=[{"loss": loss, "accuracy": 100 - 50 * loss}]).run()
    np.testing.assert_allclose(shares["train_error"], percent["train_error"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n3,4\n", "no column that is called as a loss or an accuracy is; it has a and b"),
        ("epoch,loss\n0,good\n1,bad\n", "the column 'loss' holds no numbers"),
        ("epoch,val_loss,dev_loss\n0,1,2\n1,1,2\n", "2 columns for dev_loss: val_loss and dev_"),
        ("epoch,loss\n0,1\n1,1\n0,1\n1,1\n", "has the epoch 0 after 1; give each run a file"),
        ("epoch,loss\n0,3\n1,2\nepoch,loss\n0,5\n", "line 4"),
        ("epoch,loss\n", "has no rows"),
        ("", "is empty"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        _shown(tmp_path, text)
    assert told in str(refused.value)


@pytest.mark.parametrize("text", ["{", "[1, {}]", '"words"', '{"log_history": []}', "3"])
def test_json_that_is_no_log_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"log\.json"):
        _shown(tmp_path, text, "log.json")


def test_a_column_may_be_named_for_what_it_is(tmp_path: Path) -> None:
    text = "e,cost_a,cost_b\n" + "\n".join(f"{i},{0.9**i},{0.95**i}" for i in range(12))
    words = _shown(tmp_path, text, columns="epoch=e,train_loss=cost_a,dev-loss=cost_b")
    read = "“e”, “cost_a” and “cost_b” were read as epoch, train loss and dev loss."
    assert read in words["caption"]
    with pytest.raises(UsageError, match="ROLE of epoch, step, rate, train_loss, dev_loss"):
        _shown(tmp_path, text, columns="dev_los=cost_b")
    with pytest.raises(UsageError, match="did you mean 'cost_"):
        _shown(tmp_path, text, columns="dev_loss=cost_c")


def test_lines_of_json_and_a_history_are_logs_too(tmp_path: Path) -> None:
    loss = [0.9**i for i in range(12)]
    lines = "\n".join(json.dumps({"epoch": i, "loss": x}) for i, x in enumerate(loss))
    assert "12 epochs" in _shown(tmp_path, lines, "log.jsonl")["setting"]
    history = json.dumps({"loss": loss, "val_loss": loss})
    assert "each row was counted as one" in _shown(tmp_path, history, "log.json")["caption"]


def test_more_runs_than_roles_and_a_log_beside_an_example_are_refused() -> None:
    with pytest.raises(UsageError, match="at most 6 runs"):
        LearningCurves(data=[{"loss": [3, 2, 1]}] * 7).run()
    with pytest.raises(UsageError, match="leave one out"):
        LearningCurves(data=[{"loss": [3, 2, 1]}], example="healthy").run()


LOOKS = [("slides", "slide"), ("paper", "column"), ("dark", "slide"), ("notebook", "notebook")]
ODD = {
    "one curve": [{"loss": np.exp(-0.1 * T)}],
    "five points": [{"epoch": range(5), "loss": [2, 1.5, 1.2, 1, 0.9]}],
    "broken": [LOGS / "keras-nan.csv"],
    "broken at once": [LOGS / "keras-nan-at-once.csv"],
    "accuracy alone": [{"accuracy": np.linspace(0.1, 0.9, 30)}],
    "accuracies alone": [
        {"accuracy": 1 - 0.5 * np.exp(-0.2 * T), "val_accuracy": 0.86 - 0.4 * np.exp(-0.2 * T)}
    ],
    "losses far apart": [{"loss": np.exp(-0.3 * T), "val_loss": 0.5 + np.exp(-0.3 * T)}],
    "below zero": [{"loss": np.linspace(1, -1, 30), "val_loss": np.linspace(1, -0.5, 30)}],
    "zero": [{"loss": np.maximum(0, np.linspace(1, -1, 30))}],
    "level": [{"loss": np.ones(30), "val_loss": np.ones(30)}],
    "four runs": [SHIPPED / f"{name}.csv" for name in list(make.FAULTS)[:4]],
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look))
def test_odd_logs_are_drawn_without_overlaps(data: Any, look: tuple[str, str]) -> None:
    concept = LearningCurves(data=data)
    figure = render(concept, concept.run(), theme=look[0], size=look[1]).figure
    assert overlaps(figure) == []
    for axes in figure.axes:
        arrows = [a for a in axes.texts if isinstance(a, Annotation) and not a.get_text()]
        low, high = axes.get_ylim()
        assert all(low <= place[1] <= high for a in arrows for place in (a.xy, a.xyann))


def test_a_film_reads_the_log_and_a_dot_crosses_when_it_could_have_been_known() -> None:
    concept = LearningCurves(example="trained-too-long")
    picture = render(concept, concept.run(), size="column")
    sheet = picture.figure.axes[-1]
    line = sheet.lines[0].get_xdata()[0]

    def farthest(share: float) -> float:
        for motion in motions(picture.figure):
            motion.update(share)
        seen = [one.get_xdata() for one in sheet.lines if one.get_visible()]
        return max(float(x[0]) for x in seen if len(x) == 1)

    # Over epoch 43 the dev loss is lowest; a tenth over it is more than a hundred epochs later.
    assert farthest(50 / 300) < line < farthest(200 / 300)


def test_where_a_log_has_accuracy_and_error_the_error_that_is_drawn_is_judged() -> None:
    loss = {"loss": 1 / T[1:], "val_loss": 0.05 + 1 / T[1:]}
    right = {"accuracy": np.full(len(T) - 1, 0.99), "val_accuracy": np.full(len(T) - 1, 0.80)}
    result = LearningCurves(data=[loss | right | {"val_error": np.full(len(T) - 1, 0.05)}]).run()
    np.testing.assert_allclose(result["first_dev_error_raw"], 5)
    # 5 % are wrong on dev and 100 − 99 % in training; by the accuracy it would be 20 − 1 points.
    assert result["varies_shown"] == pytest.approx(4)


def test_a_log_without_losses_has_no_panel_for_them() -> None:
    concept = LearningCurves(data=ODD["accuracies alone"])
    titles = [axes.get_title("left") for axes in render(concept, concept.run()).figure.axes]
    assert titles == ["Errors", ""]
