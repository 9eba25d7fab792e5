"""Standardized training inputs have mean 0 and variance 1; the others get the same treatment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data import digits
from nnviz.core.data.splits import split
from nnviz.core.data.standardization import Standardization, standardize


@given(
    seed=st.integers(0, 1000),
    examples=st.integers(2, 40),
    offset=st.floats(-1e3, 1e3),
    scale=st.floats(1e-3, 1e3),
)
def test_the_training_part_has_mean_zero_and_variance_one(seed, examples, offset, scale):
    inputs = offset + scale * np.random.default_rng(seed).standard_normal((examples, 3))
    done = Standardization.fit(inputs).apply(inputs)
    # what rounding an input to float64 can move it by, in units of its deviation
    rounding = 1e-14 * (1 + np.abs(inputs).max() / inputs.std(axis=0).min())
    np.testing.assert_allclose(done.mean(axis=0), 0, atol=rounding)
    np.testing.assert_allclose(done.var(axis=0), 1, rtol=4 * rounding)


def test_the_worked_example_of_three_numbers():
    # mean 2, variance ((−1)² + 0 + 1²) / 3
    fitted = Standardization.fit([[1.0], [2.0], [3.0]])
    np.testing.assert_array_equal(fitted.mean, [[2.0]])
    np.testing.assert_allclose(fitted.std, [[np.sqrt(2 / 3)]])
    np.testing.assert_allclose(fitted.apply([[4.0]]), [[2 / np.sqrt(2 / 3)]])


def test_the_scale_is_scikit_learns():
    scaler = pytest.importorskip("sklearn.preprocessing").StandardScaler()
    train, test = np.split(digits().inputs, [1000])
    theirs = scaler.fit(train).transform(test)
    np.testing.assert_allclose(Standardization.fit(train).apply(test), theirs, atol=1e-12)


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e9])
def test_a_constant_feature_becomes_zero_and_keeps_its_unit(constant):
    inputs = np.column_stack([np.full(7, constant), np.arange(7.0)])
    fitted = Standardization.fit(inputs)
    np.testing.assert_array_equal(fitted.apply(inputs)[:, 0], 0.0)
    moved = fitted.apply(inputs + np.array([2.0, 0.0]))
    np.testing.assert_allclose(moved[:, 0], 2.0)


def test_one_example_alone_is_constant_in_every_feature():
    np.testing.assert_array_equal(Standardization.fit([[3.0, 4.0]]).apply([[3.0, 5.0]]), [[0, 1]])


def test_a_stack_is_standardized_member_by_member():
    stack = np.random.default_rng(0).normal(5, 3, (3, 20, 4))
    done = Standardization.fit(stack).apply(stack)
    for member, alone in zip(done, stack, strict=True):
        np.testing.assert_array_equal(member, Standardization.fit(alone).apply(alone))


def test_float32_stays_float32():
    inputs = np.random.default_rng(0).normal(5, 3, (20, 4)).astype(np.float32)
    inputs[:, 0] = 3
    assert Standardization.fit(inputs).apply(inputs).dtype == np.float32


def test_the_test_part_does_not_change_what_is_measured():
    train, dev, _ = split(digits(), seed=0)
    far = dev.take(range(10))
    done_train, done_dev = standardize(train, dev)
    with_less, done_far = standardize(train, far)
    np.testing.assert_array_equal(done_train.inputs, with_less.inputs)
    np.testing.assert_array_equal(done_dev.inputs[:10], done_far.inputs)
    np.testing.assert_array_equal(done_dev.targets, dev.targets)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: Standardization.fit(np.zeros(3)), "inputs must have at least 2 axes"),
        (lambda: Standardization.fit(np.zeros((0, 3))), "inputs is empty"),
        (lambda: Standardization.fit([[np.nan]]), "inputs has a value that is not finite"),
        (lambda: Standardization.fit(np.eye(3)).apply(np.eye(2)), r"inputs must have shape"),
    ],
)
def test_inputs_that_cannot_be_measured_are_refused(call, problem):
    with pytest.raises(ValueError, match=problem):
        call()
