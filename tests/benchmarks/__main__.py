"""The benchmarks: `python -m tests.benchmarks [ROW …]`, by default the table of the core.

Rows of the core are a, b, c, d, e, f, h and updates; the others are startup, film, gallery,
concepts, explore and site. Peers that are not installed are left out. Set OMP_NUM_THREADS=1 for the
comparison to be fair.
"""

import sys

from tests.benchmarks import (
    concepts,
    core_networks,
    core_steps,
    explore,
    film,
    gallery,
    site,
    startup,
)

CORE = {**core_networks.ROWS, **core_steps.ROWS}
OTHERS = {
    "startup": startup.main,
    "film": film.main,
    "gallery": gallery.main,
    "concepts": concepts.main,
    "explore": explore.main,
    "site": site.main,
}


def main(names: list[str]) -> int:
    """Run the benchmarks named and return the exit code."""
    known = {**CORE, **OTHERS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"there is no benchmark {unknown[0]}; choose among {', '.join(known)}")
        return 2
    for name in names or CORE:
        known[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
