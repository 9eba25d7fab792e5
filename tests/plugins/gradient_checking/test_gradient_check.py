import numpy as np
import pytest
from nnviz_concepts.gradient_checking.gradient_check import GradientCheck


def test_claims_hold_for_thirty_other_seeds() -> None:
    concept = GradientCheck(seed=1000, networks=30)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


@pytest.mark.parametrize("penalty", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_every_fault_is_found_in_every_layer_at_every_strength(layer: int, penalty: float) -> None:
    concept = GradientCheck(layer=layer, penalty=penalty)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


def test_a_doubled_part_differs_by_its_share_of_the_gradient() -> None:
    # ‖g′ − g‖ is the norm of the doubled part, so squared shares of all other parts vanish.
    result = GradientCheck().run()
    assert np.linalg.norm(result["by_part"]) == pytest.approx(result["doubled"][0], rel=1e-6)
    assert result["by_part"][result["parts"] == "layer 2, W"][0] == pytest.approx(
        result["doubled"][0], rel=1e-6
    )
