"""Outputs, costs, gradients and running statistics of small networks, computed by PyTorch.

    python tests/core/reference/make_torch_networks.py

writes torch_networks.npz beside this file. Keys are `case/array`; weights are transposed to
(inputs, outputs).
"""

import itertools
from pathlib import Path

import numpy as np
import torch
from torch import nn

ACTIVATIONS = {
    "linear": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "softmax": lambda: nn.Softmax(dim=-1),
}
LOSSES = {
    "binary": nn.BCEWithLogitsLoss(reduction="sum"),
    "multiclass": nn.CrossEntropyLoss(),
    "mse": nn.MSELoss(),
}
SIZES = (4, 5, 6, 3)
EXAMPLES = 7


class Masked(nn.Module):
    """Dropout by a mask that PyTorch's own dropout drew once, kept for the record."""

    def __init__(self, units, keep):
        super().__init__()
        self.mask = nn.functional.dropout(torch.ones(EXAMPLES, units), p=1 - keep, training=True)

    def forward(self, a):
        return a * self.mask if self.training else a


def case(hidden, loss, *, batch_norm=False, keep=1.0, steps=1):
    """Return one network's arrays before, during and after `steps` of gradient descent."""
    torch.manual_seed(len(hidden) + 10 * len(loss))
    torch.set_default_dtype(torch.float64)
    X = torch.randn(EXAMPLES, SIZES[0])
    y = {
        "binary": torch.randint(0, 2, (EXAMPLES, SIZES[-1])).double(),
        "multiclass": torch.randint(0, SIZES[-1], (EXAMPLES,)),
        "mse": torch.randn(EXAMPLES, SIZES[-1]),
    }[loss]
    linears = [nn.Linear(i, o) for i, o in itertools.pairwise(SIZES)]
    norms = [nn.BatchNorm1d(units) if batch_norm else None for units in SIZES[1:-1]]
    masks = [Masked(units, keep) if keep < 1 else None for units in SIZES[1:-1]]
    modules = []
    for linear, norm, mask in zip(linears, [*norms, None], [*masks, None], strict=True):
        modules += [linear, norm, ACTIVATIONS[hidden](), mask]
    model = nn.Sequential(*(module for module in modules[:-2] if module is not None))
    for norm in filter(None, norms):
        nn.init.normal_(norm.weight, 1, 0.3)
        nn.init.normal_(norm.bias, 0, 0.3)
    found = {"X": X, "y": y}
    found |= {f"mask{i}": mask.mask for i, mask in enumerate(masks, 1) if mask}
    criterion = LOSSES[loss]
    scale = EXAMPLES if loss == "binary" else 1
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    found |= parameters(linears, norms, "start_")
    for step in range(steps):
        optimizer.zero_grad()
        logits = model(X)
        cost = criterion(logits, y) / scale
        cost.backward()
        if step == 0:
            found |= {"logits": logits, "cost": cost} | gradients(linears, norms)
        optimizer.step()
    model.eval()
    found |= {"test_logits": model(X)} | parameters(linears, norms, "end_")
    for i, norm in enumerate(norms, 1):
        if norm:
            found |= {f"mean{i}": norm.running_mean, f"variance{i}": norm.running_var}
    return {name: array.detach().numpy().copy() for name, array in found.items()}


def parameters(linears, norms, prefix):
    found = {}
    for i, linear in enumerate(linears, 1):
        found[f"{prefix}W{i}"] = linear.weight.T.clone()
        found[f"{prefix}b{i}"] = linear.bias.clone()
    for i, norm in enumerate(norms, 1):
        if norm:
            found[f"{prefix}gamma{i}"] = norm.weight.clone()
            found[f"{prefix}beta{i}"] = norm.bias.clone()
    return found


def gradients(linears, norms):
    found = {}
    for i, linear in enumerate(linears, 1):
        found |= {f"dW{i}": linear.weight.grad.T.clone(), f"db{i}": linear.bias.grad.clone()}
    for i, norm in enumerate(norms, 1):
        if norm:
            found |= {f"dgamma{i}": norm.weight.grad.clone(), f"dbeta{i}": norm.bias.grad.clone()}
    return found


def references():
    """Return every case's arrays, by `case/array`."""
    cases = {f"{hidden} mse": case(hidden, "mse") for hidden in ACTIVATIONS}
    cases |= {f"tanh {loss}": case("tanh", loss) for loss in ("binary", "multiclass")}
    cases["batch_norm"] = case("tanh", "multiclass", batch_norm=True, steps=5)
    cases["dropout"] = case("relu", "multiclass", keep=0.6, steps=1)
    return {f"{name}/{key}": a for name, arrays in cases.items() for key, a in arrays.items()}


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("torch_networks.npz"), **references())
