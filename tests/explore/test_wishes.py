"""What a request may ask for."""

import pytest

from nnviz.explore.wishes import UnmetError, read_wish
from nnviz.host.catalog import Catalog


def test_a_data_set_that_is_asked_for_names_no_file_of_this_machine() -> None:
    card = next(card for card in Catalog().cards if card.name == "l2")
    for file in ("/etc/passwd", "table.csv", "..\\table.npz"):
        with pytest.raises(UnmetError) as refused:
            read_wish(card, "state", {"dataset": file}, {})
        assert "dataset must be a file that you send" in str(refused.value.sentences)
    assert dict(read_wish(card, "state", {"dataset": "moons"}, {}).values) == {"dataset": "moons"}
