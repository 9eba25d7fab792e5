import numpy as np
from nnviz_amsgrad.amsgrad import AdamUphill, AMSGrad

from nnviz.testing import ConceptTests


class TestAdamUphill(ConceptTests):
    concept = AdamUphill


def test_the_divisor_never_falls() -> None:
    amsgrad, w = AMSGrad(rate=0.1, beta1=0.0, beta2=0.5, epsilon=0.0), np.array([1.0])
    state = amsgrad.init(w)
    amsgrad.update(w, np.array([4.0]), state)  # v = v̂ = 8
    np.testing.assert_allclose(w, 1 - 0.1 * 4 / np.sqrt(8))
    before = w.copy()
    amsgrad.update(w, np.array([2.0]), state)  # v = 6, v̂ = 8
    np.testing.assert_allclose(w, before - 0.1 * 2 / np.sqrt(8))


def test_it_runs_where_an_optimizer_is_chosen(nnviz_host) -> None:
    nnviz_host.add("amsgrad", "from nnviz_amsgrad.amsgrad import nnviz_optimizers\n")
    shown = nnviz_host.show("optimizers", optimizers=("amsgrad", "adam"))
    assert all(claim.holds for claim in shown.claims)
