"""All that is too slow for every change: the slow tests, with the suite's coverage, and benchmarks.

`python -m tests.slow` runs them one after another, and says how long each took.
"""

import subprocess
import sys
import time

COVERED = ("--cov", "--cov-report=term:skip-covered")

COMMANDS = {
    "tests": ("pytest", "-q", "-n", "auto", "-m", "slow or not slow", *COVERED),
    "core": ("tests.benchmarks",),
    "others": ("tests.benchmarks", "startup", "film", "concepts", "gallery"),
}


def main() -> int:
    """Run all, whatever fails, and return 1 where something did."""
    ends = {}
    for name, words in COMMANDS.items():
        print("+ python -m", *words, flush=True)
        start = time.monotonic()
        code = subprocess.run([sys.executable, "-m", *words], check=False).returncode
        ends[name] = (code, time.monotonic() - start)
    for name, (code, seconds) in ends.items():
        print(f"{name}: {'failed' if code else 'passed'} in {seconds / 60:.1f} min")
    return int(any(code for code, _ in ends.values()))


if __name__ == "__main__":
    sys.exit(main())
