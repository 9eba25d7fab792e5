"""Prints the lowest versions that pyproject.toml allows, a line each, for pip to install."""

import tomllib
from pathlib import Path

EXTRAS = ("test", "peers")


def main() -> None:
    with Path(__file__).parents[1].joinpath("pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"]
    for requirements in [project["dependencies"], *(extras[extra] for extra in EXTRAS)]:
        for requirement in requirements:
            print(requirement.replace(">=", "=="))


if __name__ == "__main__":
    main()
