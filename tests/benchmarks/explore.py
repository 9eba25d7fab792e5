"""What a move of `nnviz explore` costs: `python -m tests.benchmarks explore`.

Each concept's first parameter that has stops is moved to up to four of them, drawn here for the
first time, in one process (set OMP_NUM_THREADS=1). A row has the medians over these of computing
(with what the claims measure), of drawing while dragging (layout, drawing, pixels, JPEG), and of
drawing on release (PNG); then the same of wall time, which counts on an idle machine alone. As in a
worker of `explore`, what is imported, and what other concepts left, is not searched for garbage,
and what does not depend on the parameter moved is remembered. A few:
`python -m tests.benchmarks.explore momentum`.
"""

import gc
import sys
from collections.abc import Callable, Sequence
from itertools import product
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple, TypeVar

from nnviz.concept import Concept
from nnviz.core.remembering import keeping
from nnviz.host.catalog import Catalog
from nnviz.render.drawer import Drawer
from nnviz.result import Result

STOPS = 4
T = TypeVar("T")


class Row(NamedTuple):
    """Milliseconds of one concept."""

    compute: float
    drag: float
    release: float
    wall_compute: float
    wall_drag: float
    wall_release: float


TARGETS: tuple[tuple[str, Callable[[Row], float], float, int], ...] = (
    ("a drag, computed before", lambda row: row.drag, 90, 30),
    ("a drag, with computing", lambda row: row.compute + row.drag, 120, 16),
    ("a drag, with computing", lambda row: row.compute + row.drag, 350, 28),
    ("a release, with computing", lambda row: row.compute + row.release, 450, 28),
)


class Watch:
    """Milliseconds of processor time and of wall time that each work took."""

    def __init__(self) -> None:
        self.processor: list[float] = []
        self.wall: list[float] = []

    def time(self, work: Callable[[], T]) -> T:
        """Return what the work returns."""
        wall, processor = perf_counter(), process_time()
        made = work()
        self.processor.append(1e3 * (process_time() - processor))
        self.wall.append(1e3 * (perf_counter() - wall))
        return made


def stops(concept: Concept) -> tuple[str, list[Concept]]:
    """Return the first parameter that has stops, and the concept at those that are not its own."""
    own = concept.values
    parameter = next(each for each in concept.parameters.values() if each.sweep)
    others = [
        value for value in map(parameter.convert, parameter.sweep) if value != own[parameter.name]
    ][:STOPS]
    create = type(concept).create
    return parameter.name, [
        create({**own, parameter.name: value}, concept.additions) for value in others
    ]


def measure(concepts: Sequence[Concept], first: Concept) -> Row:
    """Return what moving to these costs, from where the concept stands first."""
    drawer = Drawer()
    drawer.rest(first, first.run())
    watches = compute, drag, release = Watch(), Watch(), Watch()
    for concept in concepts:
        result = compute.time(lambda concept=concept: _checked(concept))
        drag.time(lambda concept=concept, result=result: drawer.move(concept, result))
        release.time(lambda concept=concept, result=result: drawer.rest(concept, result))
    return Row(*(median(getattr(w, kind)) for kind, w in product(("processor", "wall"), watches)))


def _checked(concept: Concept) -> Result:
    """Return what a concept computes, its claims measured: the page says them at each move."""
    result = concept.run()
    concept.proofs(result)
    return result


def main(names: Sequence[str] = ()) -> None:
    """Print a row a concept, the medians, and how many reach each target."""
    catalog = Catalog()
    print(f"{'milliseconds':34}{'processor time':^27}{'wall time':^27}")
    print(f"{'concept':22}{'moved':12}" + 2 * f"{'compute':>9}{'drag':>9}{'release':>9}")
    rows = []
    for card in catalog.cards:
        if not names or card.name in names:
            concept = catalog.concept(card, {})
            moved, concepts = stops(concept)
            gc.collect()
            gc.freeze()
            with keeping({}):
                rows.append(measure(concepts, concept))
            print(f"{card.name:22}{moved:12}" + "".join(f"{x:9.0f}" for x in rows[-1]), flush=True)
    middle = [median(column) for column in zip(*rows, strict=True)]
    print(f"{'median':34}" + "".join(f"{x:9.0f}" for x in middle))
    for what, cost, most, wanted in TARGETS:
        reached = sum(cost(row) <= most for row in rows)
        print(f"{what}: at most {most} ms for {reached} of {len(rows)} (wanted: {wanted})")


if __name__ == "__main__":
    main(sys.argv[1:])
