"""The core alone, in a dozen lines, learns to read handwritten digits."""

from time import perf_counter

from nnviz.core.data import digits, split
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train


def test_ninety_seven_percent_of_held_out_digits_in_under_ten_seconds():
    start = perf_counter()
    data = digits()
    learn, held_out = split(data, [0.8, 0.2], seed=0, stratified=True)
    network = Network([64, 128, 64, 10], hidden="relu", loss="multiclass", keep=0.8, seed=0)
    train(network, learn.inputs, learn.targets, Adam(0.003), epochs=40, batch_size=64)
    assert network.accuracy(held_out.inputs, held_out.targets) >= 0.97
    assert perf_counter() - start < 10
