"""The same training in PyTorch, eager, with its default optimizers; None where it is missing."""

import itertools

import numpy as np

try:
    import torch
except ImportError:
    torch = None


def runner(sizes, X, y, *, hidden, loss, optimizer, batch=None, epochs=1):
    """Return a function that trains for `epochs` from a fresh start, or None without PyTorch."""
    if torch is None:
        return None
    torch.set_num_threads(1)
    dtype = torch.float32 if X.dtype == np.float32 else torch.float64
    inputs = torch.tensor(X)
    targets = torch.tensor(y) if loss == "multiclass" else torch.tensor(y[:, None], dtype=dtype)
    criterion = {
        "multiclass": torch.nn.CrossEntropyLoss(),
        "binary": torch.nn.BCEWithLogitsLoss(),
    }[loss]
    activation = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[hidden]

    def run():
        torch.manual_seed(0)
        layers = []
        for i, o in itertools.pairwise(sizes):
            layers += [torch.nn.Linear(i, o, dtype=dtype), activation()]
        model = torch.nn.Sequential(*layers[:-1])
        stepper = (
            torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
            if optimizer == "momentum"
            else torch.optim.Adam(model.parameters())
        )
        for _ in range(epochs):
            batches = [(inputs, targets)]
            if batch is not None:
                order = torch.randperm(len(inputs)).split(batch)
                batches = ((inputs[rows], targets[rows]) for rows in order)
            for x, t in batches:
                stepper.zero_grad()
                criterion(model(x), t).backward()
                stepper.step()

    return run
