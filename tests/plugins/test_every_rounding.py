"""What a claim says, and whether it holds, depends on no rounding: on no processor and no NumPy."""

import json
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

REPOSITORY = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("rounding") / "verdicts.py"

Verdicts = dict[str, dict[str, Any]]
Compute = Callable[..., Callable[[], Verdicts]]


@pytest.fixture(scope="module")
def compute(environment: Callable[..., dict[str, str]]) -> Compute:
    """Start computing all concepts in a process of its own; what it returns waits for the end."""

    def start(
        *words: str, python: str | Path = sys.executable, **more: str
    ) -> Callable[[], Verdicts]:
        process = subprocess.Popen(
            [python, PROGRAM, *words], env=environment(**more), stdout=subprocess.PIPE
        )

        def finish() -> Verdicts:
            told, _ = process.communicate()
            assert process.returncode == 0
            return dict(json.loads(told))

        return finish

    return start


@pytest.fixture(scope="module")
def everywhere(compute: Compute) -> Verdicts:
    return compute("--everywhere")()


def claims(verdicts: Verdicts) -> set[tuple[str, str, str]]:
    """Return what is claimed at each setting, the numbers not filled in, and its state."""
    return {(setting, *claim) for setting, told in verdicts.items() for claim in told["claims"]}


def assert_most_numbers_differ(one: Verdicts, other: Verdicts) -> None:
    differ = [setting for setting in one if one[setting]["digest"] != other[setting]["digest"]]
    assert len(differ) > len(one) / 2


def test_no_claim_flips_where_every_sum_is_added_up_from_its_other_end(compute: Compute) -> None:
    ordinary, backwards = [each() for each in (compute(), compute("--backwards"))]
    assert_most_numbers_differ(ordinary, backwards)
    assert claims(ordinary) ^ claims(backwards) == set()


@pytest.mark.slow
def test_none_flips_at_any_stop_of_a_slider(compute: Compute, everywhere: Verdicts) -> None:
    backwards = compute("--everywhere", "--backwards")()
    assert_most_numbers_differ(everywhere, backwards)
    assert claims(everywhere) ^ claims(backwards) == set()


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the kernels named are x86-64's")
def test_none_flips_with_the_kernels_of_an_old_processor(
    compute: Compute, everywhere: Verdicts
) -> None:
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    old = compute(
        "--everywhere", OPENBLAS_CORETYPE="Prescott", NPY_DISABLE_CPU_FEATURES=" ".join(found)
    )()
    assert_most_numbers_differ(everywhere, old)
    assert claims(everywhere) ^ claims(old) == set()


@pytest.mark.slow
def test_none_flips_at_the_lowest_versions(
    compute: Compute, everywhere: Verdicts, tmp_path: Path
) -> None:
    lowest = subprocess.check_output([sys.executable, REPOSITORY / "tests" / "lowest.py"])
    subprocess.run([sys.executable, "-m", "venv", tmp_path], check=True)
    install = [tmp_path / "bin" / "pip", "install", "-q", "-r", "/dev/stdin", "-e", REPOSITORY]
    subprocess.run(install, input=lowest, check=True)
    old = compute("--everywhere", python=tmp_path / "bin" / "python")()
    assert claims(everywhere) ^ claims(old) == set()
