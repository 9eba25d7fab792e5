"""Early stopping: the dev losses of a run, epoch by epoch, with a patience."""

import numpy as np

saved = np.load("early-stopping.npz")  # made by --data-out early-stopping.npz
losses = saved["dev"][:, saved["drawn"]]  # the drawn network; first untrained
patience = 10

lowest, best_epoch, stop_epoch = np.inf, 0, len(losses) - 1
for epoch in range(1, len(losses)):
    if losses[epoch] < lowest:
        lowest, best_epoch = losses[epoch], epoch  # here the weights are copied
    if epoch - best_epoch == patience:
        stop_epoch = epoch
        break

# What is put back is the copy of the best epoch, not what the network is at the stop.
print(f"Stop at epoch {stop_epoch}; the weights of epoch {best_epoch} are put back")
