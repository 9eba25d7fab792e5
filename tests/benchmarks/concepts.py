"""Compute and draw time of every concept, the slowest first: `python -m tests.benchmarks concepts`.

Each runs at its defaults, in one process, on one core (set OMP_NUM_THREADS=1), the best of three.
"""

from collections.abc import Callable
from time import perf_counter

from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.render import render

ROUNDS = 3


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def _row(catalog: Catalog, card: Card) -> tuple[float, float, float, int, str]:
    concept = catalog.concept(card, {})
    result = concept.run()
    picture = render(concept, result, theme="slides")
    return (
        _best(concept.run),
        _best(lambda: render(concept, result, theme="slides")),
        _best(lambda: picture.encode("png")),
        len(concept.verdicts(result)),
        card.name,
    )


def main() -> None:
    """Print a row a concept and the sums."""
    catalog = Catalog(blocked=["all"])
    rows = sorted((_row(catalog, card) for card in catalog.cards), reverse=True)
    print(f"{'compute':>8} {'draw':>8} {'PNG':>8} {'claims':>7}  concept   (seconds)")
    for compute, draw, png, claims, name in rows:
        print(f"{compute:8.3f} {draw:8.3f} {png:8.3f} {claims:7d}  {name}")
    sums = [sum(column) for column in zip(*(row[:4] for row in rows), strict=True)]
    print(f"{sums[0]:8.3f} {sums[1]:8.3f} {sums[2]:8.3f} {sums[3]:7d}  all {len(rows)}")


if __name__ == "__main__":
    main()
