"""Cuts through the loss of a network: along lines, in planes, and along its way of descent."""

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.data import Dataset
from nnviz.core.network import Network

GRID = 31


def rescaled_layers(network: Network, factor: float) -> Network:
    """Return the network with its first layer times a factor and the next one's weights over it."""
    other = network.copy()
    other.layers[0].block[...] *= factor
    other.layers[1].W[...] /= factor
    return other


def stretched_directions(network: Network, directions: Array, factor: float) -> Array:
    """Return directions whose part in the first layer is divided, and in the second multiplied."""
    changed = directions.copy()
    parts = network.views(changed)
    parts[0].W[...] /= factor
    parts[1].W[...] *= factor
    return changed


def length_of_weights(network: Network) -> float:
    """Return the length of all weights, biases left out."""
    return float(np.linalg.norm(network.parameters * network.weight_mask))


def filter_normalized(network: Network, directions: Array) -> Array:
    """Return directions of which each unit's part is as long as its weights (Li et al. 2018, §4).

    A unit's part are its incoming weights; biases stay as they are.
    """
    changed = directions.copy()
    for part, layer in zip(network.views(changed), network.layers, strict=True):
        lengths = np.linalg.norm(part.W, axis=-2, keepdims=True)
        part.W[...] *= np.linalg.norm(layer.W, axis=-2, keepdims=True) / lengths
    return changed


def pairs_on(line: Array) -> Array:
    """Return all pairs (β, α) of a grid, α running fastest, as coordinates (points, 2)."""
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def losses_at(network: Network, data: Dataset, moves: Array) -> Array:
    """Return the loss at the network's parameters moved by each of `moves` (points, P)."""
    stack = network.with_parameters(network.parameters + moves)
    return np.asarray(stack.cost(data.inputs, data.targets))


def in_principal_plane(network: Network, data: Dataset, way: Array) -> dict[str, object]:
    """Return the way in the plane of its two principal axes through its end, and the loss there."""
    moved = way - way[-1]
    axes = np.linalg.svd(moved, full_matrices=False)[2][:2]
    path = moved @ axes.T
    low, high = path.min(axis=0), path.max(axis=0)
    room = 0.25 * (high - low) + 0.05 * np.ptp(path)
    limits = np.stack([low - room, high + room])
    points = limits[0] + (pairs_on(np.linspace(0, 1, GRID))) * (limits[1] - limits[0])
    start = network.copy()
    start.parameters = way[-1]
    return {
        "path": path,
        "limits": limits,
        "valley": losses_at(start, data, points @ axes).reshape(GRID, GRID),
        "share": principal_shares(way)[:2].sum(),
        "percent": 100 * principal_shares(way)[:2].sum(),
    }


def principal_shares(way: Array) -> Array:
    """Return the share of the squared distance to the end that lies along each principal axis."""
    squares = np.linalg.svd(way - way[-1], compute_uv=False) ** 2
    return np.asarray(squares / squares.sum())


def walk_share(steps: int) -> float:
    """Return the share that two axes hold of a random walk in infinitely many dimensions.

    Seen from its end its covariance is min(s, t), with the eigenvalues
    1/(4 sin²((2k − 1)π/(4n + 2))) and the trace n(n + 1)/2.
    """
    angles = (2 * np.arange(1, 3) - 1) * np.pi / (4 * steps + 2)
    return float((1 / (4 * np.sin(angles) ** 2)).sum() / (steps * (steps + 1) / 2))


def walk_error(share: float, dimensions: int) -> float:
    """Return the standard error of that share in finitely many dimensions, or a little more.

    Along each axis the squared length is a sum of so many squares, with the relative variance
    2/dimensions.
    """
    return share * (1 - share) * float(np.sqrt(2 * 2 / dimensions))
