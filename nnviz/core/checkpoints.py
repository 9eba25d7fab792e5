"""A training run in one file, from which it continues as if never interrupted.

The file is an NPZ archive without pickles: the network's parameters and running statistics, the
optimizer's arrays, the step, the order of the present epoch, the generators' states, the history
and what callbacks remember. It is written whole or not at all.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.core.callbacks import Callback
from nnviz.core.network import Network

if TYPE_CHECKING:
    from nnviz.core.training import Training

Saved: TypeAlias = dict[str, npt.NDArray[Any]]

FORMAT = 1


@dataclass
class Checkpoint(Callback):
    """Save the run to a file as it is due, over the one before."""

    path: str | Path

    def after_step(self, training: "Training") -> None:
        """Write the checkpoint."""
        save_checkpoint(self.path, training)


def save_checkpoint(path: str | Path, training: "Training") -> None:
    """Write the whole state of a run to `path`, replacing what was there in one step."""
    saved: Saved = {
        "format": np.array(FORMAT),
        "network": np.array(repr(training.network)),
        "optimizer": np.array(type(training.one_step.optimizer).__name__),
        "step": np.array(training.step),
        "parameters": training.network.parameters,
        "statistics": training.network.statistics,
        "generators": np.array(json.dumps(_generator_states(training.network))),
    }
    for group, arrays in _groups(training).items():
        saved.update({f"{group}/{name}": array for name, array in arrays.items()})
    with _replacing(Path(path)) as file:
        np.savez(file, allow_pickle=False, **saved)


def load_checkpoint(path: str | Path, training: "Training") -> None:
    """Bring a run that was made with the same arguments to the state saved at `path`.

    Raises ValueError if the file is no checkpoint, or one of another network or optimizer.
    """
    saved = _read(path, training.network)
    made_by, now = str(saved["optimizer"]), type(training.one_step.optimizer).__name__
    if made_by != now:
        raise ValueError(f"the checkpoint {path} was made with {made_by}; this run uses {now}")
    _restore_network(training.network, saved)
    training.step = int(saved["step"])
    training.batches.restore(_group(saved, "batches"))
    training.history.restore(_group(saved, "history"))
    training.one_step.state = training.one_step.optimizer.restore(
        training.one_step.parameters, _group(saved, "optimizer")
    )
    for i, callback in enumerate(training.callbacks):
        callback.restore(training, _group(saved, f"callback {i} {type(callback).__name__}"))


def load_network(path: str | Path, network: Network) -> Network:
    """Give `network`, made as the saved one was, the numbers of the checkpoint at `path`."""
    _restore_network(network, _read(path, network))
    return network


def _groups(training: "Training") -> dict[str, Saved]:
    groups = {
        "batches": training.batches.save(),
        "history": training.history.save(),
        "optimizer": training.one_step.state.save(),
    }
    for i, callback in enumerate(training.callbacks):
        groups[f"callback {i} {type(callback).__name__}"] = callback.save()
    return groups


def _group(saved: Saved, group: str) -> Saved:
    start = f"{group}/"
    return {key.removeprefix(start): a for key, a in saved.items() if key.startswith(start)}


def _read(path: str | Path, network: Network) -> Saved:
    try:
        with np.load(path, allow_pickle=False) as archive:
            saved = dict(archive)
    except (ValueError, OSError, EOFError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ValueError(f"{path} is not a checkpoint: {error}") from error
    if int(saved.get("format", 0)) != FORMAT:
        raise ValueError(f"{path} is not a checkpoint of format {FORMAT}")
    if str(saved["network"]) != repr(network):
        raise ValueError(f"the checkpoint {path} is of {saved['network']}; this is {network!r}")
    return saved


def _restore_network(network: Network, saved: Saved) -> None:
    network.parameters[...] = saved["parameters"]
    network.statistics[...] = saved["statistics"]
    for generator, state in zip(
        network.generators, json.loads(str(saved["generators"])), strict=True
    ):
        generator.bit_generator.state = state


def _generator_states(network: Network) -> list[Mapping[str, Any]]:
    states = [generator.bit_generator.state for generator in network.generators]
    if any(state["bit_generator"] != "PCG64" for state in states):
        raise TypeError("a checkpoint needs generators made by numpy.random.default_rng")
    return states


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside `path` that takes its place once it is complete."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
