"""The errors of one-sided and two-sided differences, at ε and over all steps."""

import numpy as np

theta, epsilon = 1.0, 0.01
steps = np.geomspace(1e-1, 1e-12, 221)
slope = 3 * theta**2


def f(theta):
    return theta**3


def one_sided_difference(epsilon):
    return (f(theta + epsilon) - f(theta)) / epsilon


def two_sided_difference(epsilon):
    return (f(theta + epsilon) - f(theta - epsilon)) / (2 * epsilon)


one_sided = np.abs(one_sided_difference(steps) - slope)
two_sided = np.abs(two_sided_difference(steps) - slope)
estimates = np.array([one_sided_difference(epsilon), two_sided_difference(epsilon)])
errors = np.abs(estimates - slope)
print(f"Two-sided: off by {errors[1]:.3g}, one-sided: by {errors[0]:.3g}")
