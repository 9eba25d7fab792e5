"""What is left of a quantity that loses a fixed share a step."""

import numpy as np

path = 0.9 ** np.arange(50)  # β < 1
half = np.log(0.5) / np.log(0.9)
print(f"Half is left after {half:.1f} steps")
