"""The stored vectors are what the peers compute: the script beside each of them makes it anew."""

import runpy
from pathlib import Path

import numpy as np
import pytest

REFERENCE = Path(__file__).with_name("reference")
LARGE = ("optax", "torch")  # to install, so that most often only their vectors are compared with

NAMES = [
    pytest.param(path.stem, marks=[pytest.mark.slow] if path.stem.startswith(LARGE) else [])
    for path in sorted(REFERENCE.glob("*.npz"))
]


@pytest.mark.parametrize("name", NAMES)
def test_stored_vectors_are_what_the_peer_computes(name):
    pytest.importorskip(name.partition("_")[0])
    made = runpy.run_path(str(REFERENCE / f"make_{name}.py"))["references"]()
    with np.load(REFERENCE / f"{name}.npz") as stored:
        assert set(stored) == set(made)
        for key in stored:
            single = made[key].dtype == np.float32
            tolerance = {"rtol": 1e-5, "atol": 1e-5} if single else {"rtol": 1e-9, "atol": 1e-12}
            np.testing.assert_allclose(stored[key], made[key], **tolerance, err_msg=key)
