"""A network as course notebooks write it: dictionaries of arrays, one column an example."""

import numpy as np


def initialize(sizes, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    parameters = {}
    for i in range(1, len(sizes)):
        scale = np.sqrt(2 / sizes[i - 1])
        parameters[f"W{i}"] = (rng.standard_normal((sizes[i], sizes[i - 1])) * scale).astype(dtype)
        parameters[f"b{i}"] = np.zeros((sizes[i], 1), dtype)
    return parameters


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def softmax(Z):
    e = np.exp(Z - Z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def relu(Z):
    return np.maximum(0, Z)


HIDDEN = {
    "tanh": (np.tanh, lambda A: 1 - np.power(A, 2)),
    "relu": (relu, lambda A: (A > 0).astype(A.dtype)),
}


def forward(X, parameters, hidden="tanh", output=sigmoid):
    L = len(parameters) // 2
    g, _ = HIDDEN[hidden]
    cache = {"A0": X}
    A = X
    for i in range(1, L + 1):
        Z = np.dot(parameters[f"W{i}"], A) + parameters[f"b{i}"]
        A = output(Z) if i == L else g(Z)
        cache[f"A{i}"] = A
    return A, cache


def cost(A, Y):
    m = Y.shape[1]
    if A.shape[0] > 1:
        return -np.sum(Y * np.log(A)) / m
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m


def backward(Y, parameters, cache, hidden="tanh"):
    L, m = len(parameters) // 2, Y.shape[1]
    _, derivative = HIDDEN[hidden]
    gradients = {}
    dZ = cache[f"A{L}"] - Y
    for i in range(L, 0, -1):
        gradients[f"dW{i}"] = np.dot(dZ, cache[f"A{i - 1}"].T) / m
        gradients[f"db{i}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if i > 1:
            dA = np.dot(parameters[f"W{i}"].T, dZ)
            dZ = dA * derivative(cache[f"A{i - 1}"])
    return gradients


def momentum(parameters, gradients, v, rate=0.01, beta=0.9):
    for key in parameters:
        v[key] = beta * v[key] + gradients["d" + key]
        parameters[key] = parameters[key] - rate * v[key]


def adam(parameters, gradients, v, s, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    for key in parameters:
        g = gradients["d" + key]
        v[key] = beta1 * v[key] + (1 - beta1) * g
        s[key] = beta2 * s[key] + (1 - beta2) * np.square(g)
        v_corrected = v[key] / (1 - beta1**t)
        s_corrected = s[key] / (1 - beta2**t)
        parameters[key] = parameters[key] - rate * v_corrected / (np.sqrt(s_corrected) + epsilon)


def zeros(parameters):
    return {key: np.zeros_like(value) for key, value in parameters.items()}


def train(sizes, X, Y, steps, *, optimizer, hidden="tanh", output=sigmoid, seed=0):
    """Full-batch training; X (n, m), Y (k, m)."""
    parameters = initialize(sizes, seed, X.dtype)
    v, s = zeros(parameters), zeros(parameters)
    for t in range(1, steps + 1):
        _, cache = forward(X, parameters, hidden, output)
        gradients = backward(Y, parameters, cache, hidden)
        if optimizer == "momentum":
            momentum(parameters, gradients, v)
        else:
            adam(parameters, gradients, v, s, t)


def train_batches(sizes, X, Y, batch, *, optimizer, hidden, output, epochs=1, seed=0):
    """Mini-batch training; X (n, m), Y (k, m)."""
    parameters = initialize(sizes, seed, X.dtype)
    v, s, t = zeros(parameters), zeros(parameters), 0
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(X.shape[1])
        X_shuffled, Y_shuffled = X[:, order], Y[:, order]
        for start in range(0, X.shape[1], batch):
            t += 1
            y = Y_shuffled[:, start : start + batch]
            _, cache = forward(X_shuffled[:, start : start + batch], parameters, hidden, output)
            gradients = backward(y, parameters, cache, hidden)
            if optimizer == "momentum":
                momentum(parameters, gradients, v)
            else:
                adam(parameters, gradients, v, s, t)


def check_gradient(parameters, X, Y, output, epsilon=1e-7):
    """Two-sided differences by every parameter, one at a time."""
    numerical = {}
    for key, array in parameters.items():
        slopes = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + epsilon
            above = cost(forward(X, parameters, output=output)[0], Y)
            array[index] = kept - epsilon
            below = cost(forward(X, parameters, output=output)[0], Y)
            array[index] = kept
            slopes[index] = (above - below) / (2 * epsilon)
        numerical[key] = slopes
    return numerical
