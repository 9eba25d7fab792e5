"""All that is too slow for every change: the slow tests, with the suite's coverage, and benchmarks.

`python -m tests.slow` runs them one after another, and says how long each took; `python -m
tests.slow core explore` runs those parts, the benchmarks on one thread, as is fair. The benchmark
`site` is left out: it compares with another commit, which has to be named.
"""

import os
import subprocess
import sys
import time

COVERED = ("--cov", "--cov-report=term:skip-covered")

COMMANDS = {
    "tests": ("pytest", "-q", "-n", "auto", "-m", "slow or not slow", *COVERED),
    "core": ("tests.benchmarks",),
    **{n: ("tests.benchmarks", n) for n in ("startup", "film", "concepts", "gallery", "explore")},
}


def main(names: list[str]) -> int:
    """Run the parts named, or all, whatever fails, and return 1 where something did."""
    if unknown := [name for name in names if name not in COMMANDS]:
        print(f"there is no part {unknown[0]}; choose among {', '.join(COMMANDS)}")
        return 2
    ends = {}
    for name in names or COMMANDS:
        words = COMMANDS[name]
        print("+ python -m", *words, flush=True)
        start = time.monotonic()
        threads = {} if name == "tests" else {"OMP_NUM_THREADS": "1"}
        environment = {**os.environ, **threads}
        code = subprocess.run([sys.executable, "-m", *words], env=environment).returncode
        ends[name] = (code, time.monotonic() - start)
    for name, (code, seconds) in ends.items():
        print(f"{name}: {'failed' if code else 'passed'} in {seconds / 60:.1f} min")
    return int(any(code for code, _ in ends.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
