"""Contenders timed in turn, round after round, so that a slow moment of the machine hits all."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return each contender's median time in seconds over the rounds, after one to warm up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for i in range(rounds + 1):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            if i:
                times[name].append(perf_counter() - start)
    return {name: median(each) for name, each in times.items()}
