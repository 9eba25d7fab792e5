"""Rows (a) to (d) and (h): networks of the core against PyTorch and a textbook's NumPy.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.core_networks [a b c d h]

Medians of interleaved runs. Ratios in one run hold; absolute times drift.
"""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import itertools

import numpy as np

from nnviz.core.gradient_checking import check_directions, check_gradient
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, Momentum
from nnviz.core.training import train
from tests.benchmarks import textbook
from tests.benchmarks.interleaved import interleaved
from tests.benchmarks.torch_peer import runner

OPTIMIZERS = {"momentum": Momentum(0.01), "adam": Adam(0.001)}
DTYPES = {"float64": np.float64, "float32": np.float32}


def report(label, times, per, targets):
    """Print one row: the core's time, and each peer's ratio to it with its target."""
    core = times["core"]
    cells = [f"{label:44s} {core / per * 1e6:10.1f} µs"]
    for name, time in times.items():
        if name != "core":
            target = f" (target {targets[name]}×)" if name in targets else ""
            cells.append(f"{name} {time / core:6.2f}×{target}")
    print("  ".join(cells), flush=True)


def present(**contenders):
    return {name: run for name, run in contenders.items() if run is not None}


def circles(m, dtype):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(m, 2)).astype(dtype)
    return X, (np.square(X).sum(axis=1) > 1).astype(int)


def row_a(rounds=15, steps=100):
    """One full-batch step, 2-16-16-1, tanh, 300 examples."""
    goals = {
        ("momentum", "float64"): {"torch": 8, "textbook": 2},
        ("momentum", "float32"): {"torch": 12, "textbook": 2.5},
        ("adam", "float64"): {"torch": 10},
        ("adam", "float32"): {"torch": 15},
    }
    sizes = [2, 16, 16, 1]
    for (optimizer, kind), targets in goals.items():
        X, y = circles(300, DTYPES[kind])
        XT, Y = np.ascontiguousarray(X.T), y[None].astype(X.dtype)

        def core(X=X, y=y, optimizer=optimizer):
            network = Network(sizes, initializer="he", dtype=X.dtype)
            train(network, X, y, OPTIMIZERS[optimizer], steps=steps)

        def notebook(XT=XT, Y=Y, optimizer=optimizer):
            textbook.train(sizes, XT, Y, steps, optimizer=optimizer)

        peer = runner(sizes, X, y, hidden="tanh", loss="binary", optimizer=optimizer, epochs=steps)
        times = interleaved(present(core=core, torch=peer, textbook=notebook), rounds)
        report(f"(a) step, {optimizer}, {kind}", times, steps, targets)


def row_b(rounds=15, epochs=2):
    """One epoch, 64-128-64-10, ReLU, batches of 64, Adam, 1797 digits."""
    goals = {"float64": {"torch": 3.5, "textbook": 1.7}, "float32": {"torch": 6, "textbook": 2}}
    rng = np.random.default_rng(0)
    sizes, labels = [64, 128, 64, 10], rng.integers(0, 10, 1797)
    for kind, targets in goals.items():
        X = rng.random((1797, 64)).astype(DTYPES[kind])
        XT, Y = np.ascontiguousarray(X.T), np.eye(10, dtype=X.dtype)[labels].T.copy()

        def core(X=X):
            network = Network(sizes, hidden="relu", loss="multiclass", dtype=X.dtype)
            train(network, X, labels, Adam(), epochs=epochs, batch_size=64)

        def notebook(XT=XT, Y=Y):
            textbook.train_batches(
                sizes,
                XT,
                Y,
                64,
                optimizer="adam",
                hidden="relu",
                output=textbook.softmax,
                epochs=epochs,
            )

        peer = runner(
            sizes,
            X,
            labels,
            hidden="relu",
            loss="multiclass",
            optimizer="adam",
            batch=64,
            epochs=epochs,
        )
        times = interleaved(present(core=core, torch=peer, textbook=notebook), rounds)
        report(f"(b) epoch, adam, {kind}", times, epochs, targets)


def row_c(rounds=7, steps=12):
    """One step, 784-512-512-10, batch 128, float32, as a share of a large product's speed."""
    rng = np.random.default_rng(0)
    sizes, m = [784, 512, 512, 10], 128
    X, y = rng.random((m * steps, 784)).astype(np.float32), rng.integers(0, 10, m * steps)
    XT, Y = np.ascontiguousarray(X.T), np.eye(10, dtype=X.dtype)[y].T.copy()
    A = rng.random((1024, 1024)).astype(np.float32)
    out = np.empty_like(A)
    products = 3 * sum(i * o for i, o in itertools.pairwise(sizes)) - 784 * 512
    flops = 2 * m * products * steps
    for optimizer, target in (("momentum", 55), ("adam", 45)):

        def core(optimizer=optimizer):
            network = Network(sizes, hidden="relu", loss="multiclass", dtype=np.float32)
            train(network, X, y, OPTIMIZERS[optimizer], epochs=1, batch_size=m)

        def notebook(optimizer=optimizer):
            textbook.train_batches(
                sizes,
                XT,
                Y,
                m,
                optimizer=optimizer,
                hidden="relu",
                output=textbook.softmax,
            )

        peer = runner(sizes, X, y, hidden="relu", loss="multiclass", optimizer=optimizer, batch=m)
        contenders = present(core=core, torch=peer, textbook=notebook)
        times = interleaved(contenders | {"ceiling": lambda: np.matmul(A, A, out=out)}, rounds)
        ceiling = 2 * 1024**3 / times.pop("ceiling")
        report(f"(c) step, {optimizer}, float32", times, steps, {"torch": 1})
        shares = {name: f"{flops / time / ceiling:.0%}" for name, time in times.items()}
        print(f"    share of the ceiling: {shares}, target {target} %")


def row_d(rounds=9, steps=50):
    """R networks at once against one after another."""
    cases = [
        ("2-4-1, 4 examples", [2, 4, 1], 4, np.float64, 64, 15),
        ("2-16-16-1, 32 examples", [2, 16, 16, 1], 32, np.float64, 64, 3.5),
        ("2-16-16-1, 300 examples, float32", [2, 16, 16, 1], 300, np.float32, 32, 1.1),
    ]
    for label, sizes, m, dtype, members, target in cases:
        X, y = circles(m, dtype)

        def stack(X=X, y=y, sizes=sizes, members=members):
            network = Network(sizes, members=members, dtype=X.dtype)
            train(network, X, y, OPTIMIZERS["momentum"], steps=steps)

        def loop(X=X, y=y, sizes=sizes, members=members):
            for seed in range(members):
                network = Network(sizes, seed=seed, dtype=X.dtype)
                train(network, X, y, OPTIMIZERS["momentum"], steps=steps)

        times = interleaved({"core": stack, "loop": loop}, rounds)
        report(f"(d) {label}, {members} at once", times, steps * members, {"loop": target})


def row_h(rounds=3):
    """Two-sided check of all 4954 parameters, and along 16 random directions."""
    rng = np.random.default_rng(0)
    sizes, m = [20, 64, 48, 10], 16
    X, y = rng.normal(size=(m, 20)), rng.integers(0, 10, m)
    network = Network(sizes, loss="multiclass")
    parameters = textbook.initialize(sizes)
    XT, Y = np.ascontiguousarray(X.T), np.eye(10)[y].T.copy()
    contenders = {
        "core": lambda: check_gradient(network, X, y),
        "textbook": lambda: textbook.check_gradient(parameters, XT, Y, textbook.softmax),
    }
    times = interleaved(contenders, rounds)
    report("(h) check of all 4954 parameters", times, 1, {"textbook": 2.5})
    quick = interleaved({"core": lambda: check_directions(network, X, y)}, 51)
    report(
        "(h) check along 16 directions",
        quick | {"textbook": times["textbook"]},
        1,
        {"textbook": 500},
    )


ROWS = {"a": row_a, "b": row_b, "c": row_c, "d": row_d, "h": row_h}


def main(names):
    for name in names or ROWS:
        ROWS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
