import numpy as np
import pytest

from nnviz.core.callbacks import Callback, EarlyStopping, Record
from nnviz.core.checkpoints import Checkpoint, load_network
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, Momentum
from nnviz.core.training import train

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 2))
Y = (np.square(X).sum(axis=1) > 1).astype(int)


class Crash(Callback):
    """The power cut that a checkpoint is for."""

    def __init__(self, step):
        super().__init__(every=1)
        self.step = step

    def after_step(self, training):
        if training.step == self.step:
            raise RuntimeError("power cut")


def build(**choices):
    return Network([2, 6, 5, 1], **{"keep": 0.7, "batch_norm": True, "seed": 4} | choices)


def callbacks():
    return [
        Record("W", lambda network: network.layers[0].W, every=3),
        EarlyStopping(lambda network: network.cost(X, Y), every=2, patience=50, name="score"),
    ]


@pytest.mark.parametrize("choices", [{}, {"members": 3}, {"dtype": np.float32}])
@pytest.mark.parametrize("batch_size", [None, 8])
def test_a_run_continues_as_if_never_interrupted(tmp_path, choices, batch_size):
    path = tmp_path / "run.npz"
    settings = {"steps": 40, "batch_size": batch_size, "record_cost": 1}
    whole = build(**choices)
    expected = train(whole, X, Y, Adam(0.01), callbacks=callbacks(), **settings)

    broken = build(**choices)
    watched = [*callbacks(), Checkpoint(path, every=5), Crash(18)]
    with pytest.raises(RuntimeError, match="power cut"):
        train(broken, X, Y, Adam(0.01), callbacks=watched, **settings)

    resumed = build(**choices)
    again = [*callbacks(), Checkpoint(path, every=5), Crash(-1)]
    history = train(resumed, X, Y, Adam(0.01), callbacks=again, resume=path, **settings)
    np.testing.assert_array_equal(resumed.parameters, whole.parameters)
    np.testing.assert_array_equal(resumed.statistics, whole.statistics)
    assert list(history) == list(expected)
    for name in expected:
        np.testing.assert_array_equal(history[name], expected[name])
        np.testing.assert_array_equal(history.steps(name), expected.steps(name))
    for one, other in zip(resumed.generators, whole.generators, strict=True):
        assert one.random() == other.random()


def test_the_file_is_whole_and_alone_in_its_folder_and_needs_no_pickle(tmp_path):
    path = tmp_path / "run.npz"
    net = build()
    train(net, X, Y, Momentum(0.1), steps=4, callbacks=[Checkpoint(path, every=1)])
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"]
    with np.load(path, allow_pickle=False) as archive:
        assert archive["step"] == 4
        assert all(archive[name].dtype != object for name in archive)
    np.testing.assert_array_equal(load_network(path, build(seed=9)).outputs(X), net.outputs(X))


def test_a_checkpoint_that_fails_leaves_the_one_before(tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(b"the one before")

    class Unsavable(Callback):
        def save(self):
            return {"bad": np.array([object()])}

    saving = [Unsavable(), Checkpoint(path, every=1)]
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        train(build(), X, Y, Adam(), steps=1, callbacks=saving)
    assert path.read_bytes() == b"the one before"
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"]


def test_a_finished_run_may_be_extended(tmp_path):
    path = tmp_path / "run.npz"
    net, whole = build(), build()
    train(net, X, Y, Adam(), steps=10, batch_size=8, callbacks=[Checkpoint(path, every=10)])
    longer = build(seed=77)
    train(longer, X, Y, Adam(), steps=25, batch_size=8, callbacks=[Checkpoint(path)], resume=path)
    train(whole, X, Y, Adam(), steps=25, batch_size=8)
    np.testing.assert_array_equal(longer.parameters, whole.parameters)


def test_files_that_do_not_belong_to_the_run_are_refused(tmp_path):
    path = tmp_path / "run.npz"
    train(build(), X, Y, Adam(), steps=2, callbacks=[Checkpoint(path, every=1)])
    same = [Checkpoint(path)]
    with pytest.raises(ValueError, match="was made with Adam; this run uses Momentum"):
        train(build(), X, Y, Momentum(), steps=4, callbacks=same, resume=path)
    with pytest.raises(
        ValueError, match=r"is of Network\(\[2, 6, 5, 1\].*; this is Network\(\[2, 3"
    ):
        train(Network([2, 3, 1]), X, Y, Adam(), steps=4, callbacks=same, resume=path)
    with pytest.raises(ValueError, match="examples have shape"):
        train(build(), X[:9], Y[:9], Adam(), steps=4, callbacks=same, resume=path)
    with pytest.raises(FileNotFoundError):
        train(build(), X, Y, Adam(), steps=4, resume=tmp_path / "none.npz")
    text = tmp_path / "notes.npz"
    text.write_text("not an archive")
    with pytest.raises(ValueError, match=r"notes\.npz is not a checkpoint"):
        train(build(), X, Y, Adam(), steps=4, resume=text)
    other = tmp_path / "other.npz"
    np.savez(other, a=np.ones(3))
    with pytest.raises(ValueError, match=r"other\.npz is not a checkpoint of format 1"):
        train(build(), X, Y, Adam(), steps=4, resume=other)
