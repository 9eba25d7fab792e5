"""What a request may ask for."""

import io
import json

import numpy as np
import pytest

from nnviz.explore.making import Kitchen, Order, make
from nnviz.explore.uploads import Uploads
from nnviz.explore.wishes import UnmetError, read_wish
from nnviz.host.catalog import Catalog


def test_a_data_set_that_is_asked_for_names_no_file_of_this_machine() -> None:
    card = next(card for card in Catalog().cards if card.name == "l2")
    for file in ("/etc/passwd", "table.csv", "..\\table.npz"):
        with pytest.raises(UnmetError) as refused:
            read_wish(card, "state", {"dataset": file}, {})
        assert "dataset must be a file that you send" in str(refused.value.sentences)
    assert dict(read_wish(card, "state", {"dataset": "moons"}, {}).values) == {"dataset": "moons"}


def test_a_data_set_that_is_sent_is_learned_from_a_table_or_from_arrays() -> None:
    card = next(card for card in Catalog().cards if card.name == "l2")
    points = np.random.default_rng(0).normal(size=(120, 2))
    labels = (points.sum(axis=1) > 0).astype(int)
    arrays = io.BytesIO()
    np.savez(arrays, inputs=points, targets=labels)
    rows = [f"{a},{b},{label}" for (a, b), label in zip(points, labels, strict=True)]
    sent = {"data.npz": arrays.getvalue(), "data.csv": "\n".join(["a,b,label", *rows]).encode()}
    uploads = Uploads()
    for name, content in sent.items():
        wish = read_wish(card, "state", {"dataset": uploads.add(content)}, uploads)
        made = make(Order(Kitchen(), wish))
        assert made.status == 200
        told = json.loads(made.content)["parts"]
        assert f"60 points of {name}" in told["setting"]
        assert told["command"] == f"nnviz show l2 --dataset {name}"
    uploads.close()
