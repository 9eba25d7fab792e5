"""What a training log says: numbers, each with its limit and the noise it is read through.

The limits are conventions, set on networks that the core trains with a fault planted; the tests
say how often the first number beyond its limit is that of the fault.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nnviz import Measured
from nnviz.core.arrays import Array

NAMES = ("jumps", "slow", "cut", "falling", "easier", "biased", "varies", "higher", "rises")
"""The numbers in the order of the recipe: each is judged only where those before are within.

`varies` compares the errors of dev and training, `higher` the losses of a log without errors.
"""

MEASURED = ("at", "epochs", "train", "dev", "train_error", "dev_error", "rate")
"""What `Moments` has of a log."""

LIMITS = np.array([5.0, 3.0, 15.0, 10.0, 1.0, np.nan, 5.0, 15.0, 10.0])
"""In %, % an epoch, times, %, %, % (the target, which is stated), points, %, and %."""

AT_LEAST = NAMES.index("slow")
"""The one number that must be at least its limit, and not at most."""

FEWEST = 5
"""With fewer moments nothing is judged but that the loss is a number."""

_TINY = 1e-12  # a loss of 0 has no logarithm
_STRAIGHT = np.sqrt(20)  # third differences have 1 + 9 + 9 + 1 times the variance of the noise
_NORMAL = 1.4826  # a normal standard deviation over its median absolute deviation
_STEEP = 0.1  # falls of ln loss an epoch, before a kink: slower ones slow down by themselves
_SLOWEST = 0.005  # falls of ln loss an epoch, after a kink: slower ones are none
_LEVEL = 0.05  # of the loss's fall: what is left of it when it is level
_NOTHING = 0.02  # of a loss: a network that is dead, or hardly moves, falls by less
_LATE = 0.25  # of its best pace: a loss that falls no faster at the end is not slow, but level


@dataclass(frozen=True, eq=False)
class Moments:
    """A run at its evaluations: each (moments,), NaN where the log has nothing.

    `at` is the epoch or the step. `epochs` counts epochs, so that a fall can be said an epoch.
    Errors are in per cent. `scatter` is the standard error of a training loss that is of a few
    batches alone. What comes after a loss was no number is left out; `broken` is where that was.
    """

    at: Array
    epochs: Array
    train: Array
    dev: Array
    train_error: Array
    dev_error: Array
    rate: Array
    scatter: float = 0.0
    broken: float = np.nan

    def __len__(self) -> int:
        return len(self.at)

    @property
    def window(self) -> int:
        """How many moments are averaged."""
        return 1 if len(self) < 10 else 3 if len(self) < 20 else 5


class Reading(NamedTuple):
    """One number: two standard errors, the moments it was read from, or why there is none."""

    value: float = np.nan
    error: float = 0.0
    start: int = 0
    end: int = 0
    reason: str = ""


def readings(run: Moments, target: float, dev_examples: int | None) -> tuple[Reading, ...]:
    """Return the numbers of a run, in the order of `NAMES`.

    `target` is the training error in per cent that can be had, NaN where nobody knows; of
    `dev_examples` the sampling error of the dev error is computed, where it is given.
    """
    if np.isfinite(run.broken):
        first = _BROKEN._replace(value=np.inf, end=max(len(run) - 1, 0))
        return (first, *[_BROKEN] * (len(NAMES) - 1))
    if len(run) < FEWEST:
        return (_FEW,) * len(NAMES)
    gap = _guarded(run, _gap, "dev", "train")
    varies = _guarded(run, _points, "train_error", "dev_error", dev_examples=dev_examples)
    return (
        _guarded(run, _jump, "train"),
        _guarded(run, _fall, "train", "epochs"),
        _guarded(run, _kink, "train"),
        _guarded(run, _falling, "dev"),
        gap._replace(value=-gap.value),
        _guarded(run, _errors, "train_error", target=target),
        varies,
        gap if varies.reason else Reading(reason="the errors are compared"),
        _guarded(run, _rise, "dev"),
    )


def read_again(result: Mapping[str, Any], so_far: int | None = None) -> tuple[Reading, ...]:
    """Return the numbers of the run that a result is of, or of so many of its first moments."""
    columns, size = {name: result[name][:so_far] for name in MEASURED}, result["dev_size"]
    run = Moments(**columns, scatter=result["scatter"], broken=result["broken_at"])
    return readings(run, result["goal"], None if np.isnan(size) else size)


def summary(run: Moments) -> dict[str, object]:
    """Return the moments of a run, and where its losses begin to be low and level."""
    dev, train = is_whole(run.dev), is_whole(run.train)
    return {
        **{name: getattr(run, name) for name in MEASURED},
        "scatter": run.scatter,
        "broken_at": run.broken,
        "last_train": run.train[-1] if len(run) else np.nan,
        "level_at": run.at[level_since(run.train)] if train else np.nan,
        "lowest_dev": run.dev.min() if dev else np.nan,
        "best_at": run.at[run.dev.argmin()] if dev else np.nan,
    }


def judged(read: Sequence[tuple[Reading, ...]], limits: Array) -> dict[str, Any]:
    """Return the numbers of all runs, (numbers, runs), and of the first what is beyond a limit."""
    values, errors = (np.array([[r[i] for r in each] for each in read]).T for i in (0, 1))
    over = beyond(values[:, 0], errors[:, 0], limits)
    return {
        "values": values,
        "errors": errors,
        "marked": int(over.argmax()) if over.any() else -1,
        "judged": int(np.isfinite(values[:, 0]).sum()),
        "starts": np.array([one.start for one in read[0]]),
        "ends": np.array([one.end for one in read[0]]),
        **{f"why_{name}": one.reason for name, one in zip(NAMES, read[0], strict=True)},
    }


def beyond(values: Array, errors: Array, limits: Array) -> Array:
    """Return which numbers are beyond their limits by more than their noise."""
    sign = np.ones(len(NAMES))
    sign[AT_LEAST] = -1
    with np.errstate(invalid="ignore"):
        return np.asarray(sign * (values - limits) > errors)


def noise(x: Array) -> float:
    """Return the standard deviation of x about its trend, from its third differences."""
    return float(_NORMAL * np.median(np.abs(np.diff(x, 3))) / _STRAIGHT) if len(x) > 4 else 0.0


def is_whole(values: Array) -> bool:
    """Return whether there are numbers, and no gaps among them."""
    return bool(len(values) and np.isfinite(values).all())


def means(x: Array, w: int) -> Array:
    """Return the means of each w values in a row."""
    return np.convolve(x, np.ones(w) / w, "valid")


def level_since(loss: Array) -> int:
    """Return the first moment from which all but a twentieth of the loss's whole fall is done."""
    fallen = loss - loss.min() <= _LEVEL * (loss[0] - loss.min())
    return int(np.argmax(fallen))


_BROKEN = Reading(reason="the loss is no number")
_FEW = Reading(reason="there are too few evaluations")
_ABSENT = {
    "train": Reading(reason="the log has no training loss"),
    "dev": Reading(reason="the log has no dev loss"),
    "train_error": Reading(reason="the log has no training accuracy"),
    "dev_error": Reading(reason="the log has no dev accuracy"),
    "epochs": Reading(reason="the log does not say which epoch it was"),
}


def beside_limit(result: Mapping[str, Any], name: str) -> Measured | str:
    """Return how a number stands to its limit, or why there is none."""
    at = NAMES.index(name)
    value, error = result["values"][at, 0], result["errors"][at, 0]
    return str(result[f"why_{name}"]) or Measured(
        value, "<" if at == AT_LEAST else ">", result["limits"][at], margin=error
    )


def lacking(result: Mapping[str, Any], loss: str) -> str:
    """Return why nothing can be said of a loss, or nothing where it is whole."""
    return "" if is_whole(result[loss]) else _ABSENT[loss].reason


def _guarded(run: Moments, read: Callable[..., Reading], *needs: str, **more: object) -> Reading:
    """Return a reading, or why there is none: what it needs is not in the log, or not above 0."""
    for name in needs:
        if not np.isfinite(getattr(run, name)).all():
            return _ABSENT[name]
    for name in {"train", "dev"} & {*needs}:
        if getattr(run, name).min() < 0:
            return Reading(reason="a loss below 0 has no shares")
    return read(run, **more)


def _jump(run: Moments) -> Reading:
    """The largest rise of the training loss over its lowest so far, in per cent of its range."""
    if np.ptp(run.train) < _NOTHING * run.train.max():
        return Reading(reason="the training loss hardly moves")
    back = run.train - np.minimum.accumulate(run.train)
    peak = int(np.argmax(back))
    trough = int(np.argmin(run.train[: peak + 1]))
    share = 100 / (np.ptp(run.train) or 1)
    error = 2 * np.sqrt(2) * run.scatter
    return Reading(float(share * back[peak]), float(share * error), trough, peak)


def _fall(run: Moments) -> Reading:
    """The steepest mean fall of the training loss over w moments, in per cent an epoch.

    A small network, or one of dead units, falls slowly as well, but becomes level; at a low rate
    the loss goes on as it began.
    """
    w, loss = run.window, _logarithms(run.train)
    fall = (loss[:-w] - loss[w:]) / (run.epochs[w:] - run.epochs[:-w])
    at = int(np.argmax(fall))
    best, tail = -100 * float(np.expm1(-fall[at])), -max(3, len(run) // 4)
    late = (loss[tail] - loss[-1]) / (run.epochs[-1] - run.epochs[tail])
    moves = np.ptp(run.train) > _NOTHING * run.train.max()
    if best < LIMITS[AT_LEAST] and moves and late < _LATE * fall[at]:
        return Reading(reason="it has slowed down by itself: it is level, not slow")
    return Reading(best, 0.0, at, at + w)


def _kink(run: Moments) -> Reading:
    """How many times slower ln loss falls after one moment than before it; two errors are off.

    Falls are those to new ground: the way back from a bounce is none.
    """
    w = run.window
    loss = np.minimum.accumulate(_logarithms(run.train))
    s = noise(_logarithms(run.train))
    best = Reading(1.0, 0.0, 0, 0)
    for t in range(2, len(loss) - w - 1):
        before, after = (loss[t - 2] - loss[t]) / 2, (loss[t + 1] - loss[t + 1 + w]) / w
        ratio = (before - 1.4 * s) / max(after + 2.8 * s / w, _SLOWEST)
        learned = loss[t + 1 + w] <= np.log(_TINY)  # there is nothing left to fall
        if before > _STEEP and ratio > best.value and not learned:
            best = Reading(float(ratio), 0.0, t, len(loss) - 1)
    return best


def rates_at(run: Moments, kink: Reading) -> Array:
    """Return the rate before a kink and the lowest next to it, (2,); NaN where none is known."""
    if kink.reason:
        return np.full(2, np.nan)
    rate = run.rate[max(kink.start - 1, 0) : kink.start + 2]
    return np.array([rate[0], rate.min()])


def _falling(run: Moments) -> Reading:
    """The whole fall of the line through ln dev loss of the last quarter, in per cent."""
    dev, tail = _logarithms(run.dev), max(4, len(run) // 4)
    t = np.arange(tail) - (tail - 1) / 2
    fall = -100 * np.expm1(t @ dev[-tail:] / (t @ t) * (tail - 1))
    error = 200 * noise(dev) / np.sqrt(t @ t) * (tail - 1)
    return Reading(float(fall), float(error), len(run) - tail, len(run) - 1)


def _gap(run: Moments) -> Reading:
    """By how much the dev loss is higher, where its mean is lowest, in per cent.

    That is of the fall of the training loss up to there: of what was learned, the share that dev
    did not get. It is the same in any unit of loss.
    """
    w, low = run.window, _lowest(run)
    fall = run.train[0] - means(run.train, w)[low]
    if fall <= 0:
        return Reading(reason="the training loss has not fallen where the dev loss is lowest")
    gap = run.dev - run.train
    error = 2 * noise(gap) / np.sqrt(w)
    share, middle = 100 / fall, low + w // 2
    return Reading(float(share * means(gap, w)[low]), float(share * error), middle, middle)


def _points(run: Moments, dev_examples: int | None) -> Reading:
    """By how many points dev errs more than training, where the mean dev loss is lowest.

    In a log without losses, where dev errs least.
    """
    w = run.window
    low = _lowest(run) if is_whole(run.dev) else int(np.argmin(means(run.dev_error, w)))
    train, dev = (float(means(of, w)[low]) for of in (run.train_error, run.dev_error))
    error = 2 * noise(run.dev_error) / np.sqrt(w)
    if dev_examples:
        error = 2 * np.sqrt(dev * (100 - dev) / dev_examples)
    return Reading(dev - train, float(error), low + w // 2, low + w // 2)


def _lowest(run: Moments) -> int:
    """Return the first of the w moments whose mean dev loss is lowest."""
    return int(np.argmin(means(_logarithms(run.dev), run.window)))


def _errors(run: Moments, target: float) -> Reading:
    """The errors at the end, of training and dev the fewer, in per cent.

    A network that meets the target on dev is not too small, whatever its own labels say.
    """
    if not np.isfinite(target):
        return Reading(reason="nobody says what error can be had: state --target-error")
    last = [means(of, run.window)[-1] for of in (run.train_error, run.dev_error)]
    return Reading(float(np.nanmin(last)), 0.0, len(run) - 1, len(run) - 1)


def _rise(run: Moments) -> Reading:
    """The rise of the dev loss from its lowest w moments to its last, in per cent."""
    w, dev = run.window, _logarithms(run.dev)
    smooth, low = means(dev, w), _lowest(run)
    rise = 100 * np.expm1(smooth[-1] - smooth[low])
    return Reading(
        float(rise), float(200 * noise(dev) * np.sqrt(2 / w)), low + w // 2, len(run) - 1
    )


def _logarithms(loss: Array) -> Array:
    return np.asarray(np.log(np.maximum(loss, _TINY)))
