"""Frames a second of `nnviz animate` against matplotlib's `FuncAnimation.save` of the same figure.

Run as `python -m tests.benchmarks.film`.
"""

import tempfile
from pathlib import Path
from time import perf_counter

from matplotlib.animation import FuncAnimation, PillowWriter

from nnviz.demonstration import Demonstration
from nnviz.drawing.motion import motions
from nnviz.explore.notebook import show
from nnviz.render.film import save_film
from nnviz.render.settings import settings

FRAMES = 60
DPI = 72
ROUNDS = 3


def _ours(shown: Demonstration, path: Path) -> None:
    save_film(shown.picture, path, count=FRAMES, seconds=5, dpi=DPI)


def _matplotlib(shown: Demonstration, path: Path) -> None:
    moving = motions(shown.figure)

    def update(frame: int) -> list[object]:
        for motion in moving:
            motion.update(frame / (FRAMES - 1))
        return []

    with settings(shown.picture.rc):
        film = FuncAnimation(shown.figure, update, frames=FRAMES, blit=False)
        film.save(path, writer=PillowWriter(fps=12), dpi=DPI)


def main() -> None:
    """Print frames a second of both, in turn, and the ratio of each round."""
    with tempfile.TemporaryDirectory() as folder:
        for round_number in range(ROUNDS):
            rates = []
            for run in (_ours, _matplotlib):
                shown = show("momentum", theme="slides")
                shown.picture.encode("png")
                start = perf_counter()
                run(shown, Path(folder) / "film.gif")
                rates.append(FRAMES / (perf_counter() - start))
            ours, theirs = rates
            print(
                f"round {round_number + 1}: nnviz {ours:.1f} frames/s, FuncAnimation "
                f"{theirs:.1f} frames/s, ratio {ours / theirs:.1f}"
            )


if __name__ == "__main__":
    main()
