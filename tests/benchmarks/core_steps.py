"""Rows (e) and (f): trajectories and moving averages of the core against what else is installed.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.core_steps [e f updates]

Medians of interleaved runs. Ratios in one run hold; absolute times drift. `updates` adds the
cost of one update of each optimizer, which the rows of the networks contain.
"""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from nnviz.core.averages import ewma
from nnviz.core.descent import descend
from nnviz.core.optimizers import OPTIMIZERS, Momentum
from nnviz.core.surfaces import Quadratic
from tests.benchmarks.interleaved import interleaved

try:
    import torch
except ImportError:
    torch = None
try:
    from scipy.signal import lfilter
except ImportError:
    lfilter = None

RATE, BETA, STEPS = 0.5, 0.9, 1000


def report(label, times, count, unit, target):
    """Print one row: time per unit of the core, its target, and each peer's time and ratio."""
    scale = {"µs": 1e6, "ns": 1e9}[unit] / count
    cells = [f"{label:36s} {times['core'] * scale:8.3f} {unit} (target {target})"]
    for name, time in times.items():
        if name != "core":
            cells.append(f"{name} {time * scale:.3g} {unit} = {time / times['core']:.1f}×")
    print("   ".join(cells), flush=True)


def textbook_ball(H, start):
    """Descend as notebooks do: an array of two numbers, a new one at every step."""
    w, v, path = start, np.zeros_like(start), [start]
    for _ in range(STEPS):
        v = BETA * v + H @ w
        w = w - RATE * v
        path.append(w)
    return np.array(path)


def torch_ball(H, start):
    """Descend by autograd and PyTorch's SGD; None where it is missing."""
    if torch is None:
        return None
    torch.set_num_threads(1)
    hessian = torch.tensor(H)

    def run():
        w = torch.tensor(start, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=RATE, momentum=BETA)
        path = [start]
        for _ in range(STEPS // 10):
            optimizer.zero_grad()
            (0.5 * w @ hessian @ w).backward()
            optimizer.step()
            path.append(w.detach().numpy().copy())
        return np.array(path)

    return run


def row_e(rounds=21):
    """A step of heavy ball on a quadratic: one start, and 64 at once per trajectory."""
    for angle in (0.0, 0.3):
        bowl, ball = Quadratic(50, angle=angle), Momentum(RATE, BETA)
        starts = np.random.default_rng(0).normal(size=(64, 2))

        def one(bowl=bowl, ball=ball):
            descend(bowl, ball, bowl.start, STEPS)

        def many(bowl=bowl, ball=ball, starts=starts):
            descend(bowl, ball, starts, STEPS)

        def notebook(bowl=bowl):
            textbook_ball(bowl.hessian, bowl.start)

        contenders = {"core": one, "core64": many, "textbook": notebook}
        peer = torch_ball(bowl.hessian, bowl.start)
        if peer:
            contenders["torch"] = peer
        times = interleaved(contenders, rounds)
        if peer:
            times["torch"] *= 10  # it took a tenth of the steps
        axes = "turned" if angle else "along the axes"
        peers = {name: times[name] for name in ("textbook", "torch") if name in times}
        report(f"(e) one start, {axes}", {"core": times["core"]} | peers, STEPS, "µs", "0.5")
        each = {"core": times["core64"] / 64} | peers
        report(f"(e) each of 64 starts, {axes}", each, STEPS, "µs", "0.1")


def row_f(rounds=7):
    """EWMA of ten million values, per value."""
    for dtype in (np.float64, np.float32):
        values = np.random.default_rng(0).normal(size=10_000_000).astype(dtype)
        contenders = {"core": lambda x=values: ewma(x, 0.98)}
        if lfilter is not None:
            b, a = np.array([0.02], dtype), np.array([1, -0.98], dtype)
            contenders["scipy"] = lambda x=values, b=b, a=a: lfilter(b, a, x)
        times = interleaved(contenders, rounds)
        target = "16" if dtype is np.float64 else "none"
        report(f"(f) EWMA, {np.dtype(dtype)}", times, values.size, "ns", target)


def row_updates(rounds=15, updates=500):
    """One update of the 337 parameters of row (a), for each optimizer."""
    for name, kind in OPTIMIZERS.items():
        optimizer = kind()
        parameters, gradients = np.ones(337), np.full(337, 1e-3)
        state = optimizer.init(parameters)

        def run(optimizer=optimizer, parameters=parameters, gradients=gradients, state=state):
            for _ in range(updates):
                optimizer.update(parameters, gradients, state)

        report(f"update, {name}", interleaved({"core": run}, rounds), updates, "µs", "none")


ROWS = {"e": row_e, "f": row_f, "updates": row_updates}


def main(names):
    for name in names or ROWS:
        ROWS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
