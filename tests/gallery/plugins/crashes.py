"""A concept that fails while it computes."""

import os
import signal

from nnviz import Concept


class Crashes(Concept):
    """It crashes."""

    topic = "failing"

    def compute(self):
        os.kill(os.getpid(), signal.SIGSEGV)

    def draw(self, result, figure):
        figure.subplots()
