"""Schedules: what SGDR and the rest promise exactly, and that only the step matters."""

import pickle
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    CosineRestarts,
    Exponential,
    InverseTime,
    OneCycle,
    Polynomial,
    Schedule,
    Step,
    WarmUp,
)

every_schedule = pytest.mark.parametrize("name", SCHEDULES)
rates = st.floats(1e-3, 10)
lengths = st.integers(1, 50)


@given(first=lengths, i=st.integers(1, 8))
def test_restarts_that_double_fall_at_first_times_two_to_the_i_minus_one(first, i):
    schedule = CosineRestarts(0.5, first=first, t_mult=2)
    restart = first * (2**i - 1)
    assert schedule.restarts(i)[-1] == restart
    assert schedule(restart) == 0.5
    assert schedule(restart - 1) < 0.5 or first * 2 ** (i - 1) == 1
    assert schedule(restart + 1) < 0.5


@given(first=lengths, m_mult=st.floats(0.1, 1.0))
def test_each_restart_is_m_mult_times_as_high_above_the_floor(first, m_mult):
    schedule = CosineRestarts(0.5, floor=0.1, first=first, t_mult=3, m_mult=m_mult)
    tops = schedule(schedule.restarts(4))
    np.testing.assert_allclose(tops - 0.1, 0.4 * m_mult ** np.arange(1, 5), rtol=1e-12)


def test_restarts_of_equal_length_repeat():
    schedule = CosineRestarts(0.5, first=7, t_mult=1)
    np.testing.assert_array_equal(schedule(np.arange(7)), schedule(np.arange(70, 77)))


@given(rate=rates, steps=st.integers(2, 200))
def test_the_mean_of_a_cosine_to_zero_is_half_the_rate(rate, steps):
    # The values at both ends average to η/2 in pairs, by symmetry about the middle.
    assert Cosine(rate, steps=steps)(np.arange(steps + 1)).mean() == pytest.approx(rate / 2)


@given(factor=st.floats(0.1, 0.99), period=lengths)
def test_exponential_halves_every_ln_2_over_minus_ln_factor_periods(factor, period):
    schedule = Exponential(0.4, factor=factor, period=period)
    half = np.log(2) / -np.log(factor) * period
    np.testing.assert_allclose(schedule(np.array([half, 2 * half])), [0.2, 0.1], rtol=1e-12)


@given(factor=st.floats(0.1, 0.99), period=lengths)
def test_staircase_and_step_agree_and_touch_the_smooth_one_at_whole_periods(factor, period):
    steps = np.arange(5 * period)
    stairs = Exponential(0.4, factor=factor, period=period, staircase=True)(steps)
    np.testing.assert_array_equal(stairs, Step(0.4, factor=factor, every=period)(steps))
    smooth = Exponential(0.4, factor=factor, period=period)(steps)
    np.testing.assert_array_equal(stairs[::period], smooth[::period])
    assert np.unique(stairs).size == 5


def test_inverse_time_is_the_definition_of_keras():
    # initial_learning_rate / (1 + decay_rate * step / decay_step), and with floor when staircase.
    steps = np.array([0, 5, 10, 15])
    smooth = InverseTime(0.1, decay=0.5, period=10)(steps)
    np.testing.assert_allclose(smooth, [0.1, 0.08, 0.1 / 1.5, 0.1 / 1.75], rtol=1e-15)
    stairs = InverseTime(0.1, decay=0.5, period=10, staircase=True)(steps)
    np.testing.assert_allclose(stairs, [0.1, 0.1, 0.1 / 1.5, 0.1 / 1.5], rtol=1e-15)


def test_polynomial_of_power_one_falls_in_a_straight_line_and_stays():
    rates = Polynomial(0.5, end=0.1, steps=4)(np.arange(7))
    np.testing.assert_allclose(rates, [0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1], rtol=1e-12)


def test_warm_up_rises_in_a_straight_line_to_where_the_schedule_begins():
    inner = Exponential(0.8, factor=0.5, period=1)
    rates = WarmUp(inner, steps=4, start=0.0)(np.arange(7))
    np.testing.assert_allclose(rates, [0.0, 0.2, 0.4, 0.6, 0.8, 0.4, 0.2], rtol=1e-12)


def test_one_cycle_goes_from_a_25th_to_the_peak_and_to_a_tenthousandth_of_that():
    schedule = OneCycle(1.0, steps=101, rise=31 / 101)
    assert schedule(0) == pytest.approx(1 / 25)
    assert schedule(30) == pytest.approx(1.0)
    assert schedule(100) == pytest.approx(1 / 25 / 1e4)
    assert schedule(500) == schedule(100)


@every_schedule
def test_a_schedule_depends_on_nothing_but_the_step(name):
    schedule, fresh = SCHEDULES[name](), SCHEDULES[name]()
    forwards = [schedule(t) for t in range(600)]
    backwards = [fresh(t) for t in reversed(range(600))]
    assert forwards == backwards[::-1]
    np.testing.assert_array_equal(schedule(np.arange(600)), forwards)
    assert schedule == fresh
    assert pickle.loads(pickle.dumps(schedule))(37) == forwards[37]


def test_asking_for_many_steps_one_by_one_keeps_none_of_their_rates():
    schedule = Cosine(0.1, steps=50_000)
    schedule(0)
    tracemalloc.start()
    try:
        for step in range(0, 50_000, 10):
            schedule(step)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 50_000  # bytes; all the rates would take 50 thousand times 24


@every_schedule
def test_rates_are_floats_of_at_least_zero_in_the_shape_of_the_steps(name):
    schedule = SCHEDULES[name]()
    assert type(schedule(3)) is type(schedule(np.int64(3))) is type(schedule(3.0)) is float
    steps = np.arange(600).reshape(2, 300)
    assert schedule(steps).shape == (2, 300)
    assert (schedule(steps) >= 0).all()
    assert schedule(np.array([], dtype=int)).shape == (0,)


def test_a_schedule_of_ones_own_says_only_what_its_rates_are():
    @dataclass(frozen=True)
    class Root(Schedule):
        rate: float = 1.0

        def at(self, t):
            return self.rate / np.sqrt(1 + t)

    assert Root()(3) == 0.5
    np.testing.assert_allclose(WarmUp(Root(), steps=2)(np.arange(4)), [0, 0.5, 1, 2**-0.5])


@pytest.mark.parametrize("steps", [-1, np.array([3, -1]), np.array([np.nan])])
def test_a_step_before_the_first_is_refused(steps):
    with pytest.raises(ValueError, match="step must be at least 0; got"):
        Constant()(steps)


def test_a_step_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match="step must be a number or an array of numbers; got 'two'"):
        Constant()("two")


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Constant(-1), "rate"),
        (lambda: InverseTime(decay=-1), "decay"),
        (lambda: Exponential(factor=1.5), "factor"),
        (lambda: Step(every=0), "every"),
        (lambda: Polynomial(power=0), "power"),
        (lambda: Polynomial(end=-1), "end"),
        (lambda: Cosine(steps=0), "steps"),
        (lambda: Cosine(floor=-1), "floor"),
        (lambda: CosineRestarts(t_mult=0.5), "t_mult"),
        (lambda: CosineRestarts(m_mult=0), "m_mult"),
        (lambda: OneCycle(rise=1), "rise"),
        (lambda: OneCycle(divisor=0.5), "divisor"),
        (lambda: OneCycle(steps=3, rise=0.3), "rise × steps"),
        (lambda: WarmUp(steps=0), "steps"),
    ],
)
def test_what_a_schedule_cannot_be_made_of_is_refused_by_name(make, name):
    with pytest.raises(ValueError, match=f"^{name} must be"):
        make()


def test_a_warm_up_of_something_else_than_a_schedule_is_refused():
    with pytest.raises(TypeError, match=r"schedule must be a Schedule; got 0\.1"):
        WarmUp(0.1)
