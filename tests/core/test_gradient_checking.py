import numpy as np
import pytest

from nnviz.core.gradient_checking import check_directions, check_gradient
from nnviz.core.network import Network
from nnviz.core.penalties import L2

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(12, 4)), RNG.integers(0, 3, 12)


def network(**choices):
    return Network([4, 7, 6, 3], loss="multiclass", seed=2, **choices)


def test_a_right_gradient_is_found_right():
    check = check_gradient(network(), X, Y)
    assert check.relative_difference < 1e-7
    assert str(check).startswith("the gradient is right: relative difference")
    quick = check_directions(network(), X, Y)
    assert quick.relative_difference < 1e-7
    assert quick.numerical.shape == (16,)


def test_numerical_gradient_is_the_difference_quotient_of_each_cost():
    net, epsilon = network(), 1e-3
    check = check_gradient(net, X, Y, epsilon=epsilon, penalty=L2(3.0))
    for index in (0, 30, 60, net.parameters.size - 1):
        costs = []
        for sign in (1, -1):
            moved = net.copy()
            moved.parameters[index] += sign * epsilon
            costs.append(moved.cost(X, Y, penalty=L2(3.0)))
        expected = (costs[0] - costs[1]) / (2 * epsilon)
        assert check.numerical[index] == pytest.approx(expected, rel=1e-9)


def test_one_sided_error_falls_with_epsilon_and_two_sided_error_with_its_square():
    errors = {
        sides: [
            check_gradient(network(), X, Y, sides=sides, epsilon=e).relative_difference
            for e in (1e-2, 1e-3)
        ]
        for sides in (1, 2)
    }
    assert errors[1][0] / errors[1][1] == pytest.approx(10, rel=0.05)
    assert errors[2][0] / errors[2][1] == pytest.approx(100, rel=0.05)


def test_a_wrong_entry_is_found_and_named():
    net = network()
    gradient = net.gradient(X, Y)
    net.views(gradient)[1].W[3, 2] += 0.1
    check = check_gradient(net, X, Y, gradient=gradient)
    assert check.relative_difference > 1e-3
    assert check.verdict == "the gradient is wrong"
    assert check.culprit == "layer 2, W"
    worst = check.worst(1)[0]
    assert worst.name == "layer 2, W[3, 2]"
    assert worst.gradient == pytest.approx(worst.numerical + 0.1)
    assert "mostly in layer 2, W (layer 2, W[3, 2]:" in str(check)
    assert check_directions(net, X, Y, gradient=gradient).relative_difference > 1e-3


def test_a_bias_gradient_that_was_not_summed_is_found_in_its_layer():
    net = network()
    gradient = net.gradient(X, Y)
    net.views(gradient)[0].b[...] /= 12
    assert check_gradient(net, X, Y, gradient=gradient).culprit == "layer 1, b"


def test_a_forgotten_penalty_is_found():
    net = network()
    forgotten = check_gradient(net, X, Y, gradient=net.gradient(X, Y), penalty=L2(5.0))
    assert forgotten.relative_difference > 1e-3
    assert check_gradient(net, X, Y, penalty=L2(5.0)).relative_difference < 1e-7


def test_the_parts_squares_add_up_to_the_whole():
    net = network(batch_norm=True)
    gradient = net.gradient(X, Y, training=True) * RNG.uniform(0.9, 1.1, net.parameters.size)
    check = check_gradient(net, X, Y, gradient=gradient, training=True)
    squares = sum(part**2 for part in check.by_part.values())
    assert squares == pytest.approx(check.relative_difference**2, rel=1e-12)
    assert "layer 1, gamma" in check.by_part


def test_dropout_is_refused_unless_told_and_fresh_masks_cannot_be_checked():
    net = network(keep=0.8)
    with pytest.raises(ValueError, match="the network has dropout, so every evaluation"):
        check_gradient(net, X, Y, training=True)
    with pytest.raises(ValueError, match="the network has dropout"):
        check_directions(net, X, Y, training=True)
    assert check_gradient(net, X, Y).relative_difference < 1e-7
    frozen = {"training": True, "dropout": "frozen"}
    assert check_gradient(net, X, Y, **frozen).relative_difference < 1e-7
    assert check_directions(net, X, Y, **frozen).relative_difference < 1e-7
    fresh = [check_gradient(net, X, Y, training=True, dropout="fresh") for _ in range(2)]
    assert min(check.relative_difference for check in fresh) > 1e-3
    assert (fresh[0].numerical != fresh[1].numerical).any()


def test_checking_leaves_the_network_as_it_was():
    net = network(keep=0.8, batch_norm=True)
    before = net.copy()
    check_gradient(net, X, Y, training=True, dropout="frozen")
    check_directions(net, X, Y)
    np.testing.assert_array_equal(net.parameters, before.parameters)
    np.testing.assert_array_equal(net.statistics, before.statistics)
    assert net.generators[0].random() == before.generators[0].random()


def test_more_parameters_than_are_perturbed_at_a_time():
    wide = Network([60, 50, 3], loss="multiclass")
    inputs, labels = RNG.normal(size=(300, 60)), RNG.integers(0, 3, 300)
    assert check_directions(wide, inputs, labels, directions=70).relative_difference < 1e-7


def test_zero_gradients_do_not_differ():
    net = Network([2, 1], loss="mse", initializer="zeros")
    check = check_gradient(net, np.zeros((3, 2)), np.zeros(3))
    assert check.relative_difference == 0


@pytest.mark.parametrize(
    ("build", "settings", "message"),
    [
        (lambda: network(members=2), {}, "a gradient check is of a single network"),
        (lambda: network(dtype=np.float32), {}, "needs a float64 network"),
        (network, {"sides": 3}, "sides must be 1 or 2; got 3"),
        (
            network,
            {"gradient": np.zeros(3)},
            r"gradient must have shape \(P,\) = \(104,\); got \(3,\)",
        ),
        (network, {"dropout": "on"}, "dropout must be 'refuse', 'frozen' or 'fresh'; got 'on'"),
        (network, {"epsilon": -1}, "epsilon must be finite and greater than 0"),
    ],
)
def test_checks_that_could_not_tell_are_refused(build, settings, message):
    with pytest.raises(ValueError, match=message):
        check_gradient(build(), X, Y, **settings)
