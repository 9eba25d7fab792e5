"""What each command says of each hostile plugin: `python -m tests.host.table [NAME …]`.

A table in Markdown, a row a plugin; by hand, for it takes minutes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.host.conftest import HOSTILE, hostile_source

LIMITS = {"NNVIZ_IMPORT_SECONDS": "2", "NNVIZ_MEMORY_GB": "0.3", "NNVIZ_BLOCK": "nnviz-teach"}
LONGEST = 60
"""Seconds after which a command is stopped, as Ctrl-C does."""

Told = Callable[[dict[str, Any]], Iterator[str]]


def commands(file: Path) -> dict[str, tuple[list[str], Told]]:
    """Return the words of each command, and what of its JSON is about the plugin."""
    pages, figure = str(file.with_suffix("")), str(file.with_suffix(".png"))
    limits = ["--timeout", "20", "--json"]
    return {
        "plugins": (["-p", str(file), "plugins", "--json"], of_plugins),
        "show": (["show", "hostile", "-p", str(file), "--save", figure, "--json"], of_show),
        "check": (["check", str(file), *limits], of_check),
        "gallery": (["gallery", pages, "-p", str(file), "--jobs", "1", *limits], of_gallery),
    }


def of_plugins(found: Any) -> Iterator[str]:
    for status in found:
        if not status["bundled"]:
            yield from filter(None, [status["reason"], *status.get("notices", ())])


def of_show(found: dict[str, Any]) -> Iterator[str]:
    yield from ()


def of_check(found: dict[str, Any]) -> Iterator[str]:
    yield from found["plugins"]
    for report in found["concepts"]:
        yield from filter(None, [report["error"], *report["notices"]])
        problems = report["problems"]
        yield from (f"{p['point']}: {p['found']}." for p in problems if p["point"] not in TEXTS)


def of_gallery(found: dict[str, Any]) -> Iterator[str]:
    yield from found["failed"].values()


TEXTS = ("explanation", "headline", "setting", "caption", "alt", "claims")
"""Points that the hostile plugins, which are as short as can be, do not keep either."""


def said(words: list[str], told: Told, folder: Path) -> str:
    """Return the exit code of a command, and what it says that is about the plugin."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nnviz", *words],
            env={**os.environ, **LIMITS},
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {LONGEST} s"
    lines = [*done.stderr.splitlines(), *(told(json.loads(done.stdout)) if done.stdout else ())]
    text = " · ".join(line.replace(f"{folder}/", "").replace("|", "¦").strip() for line in lines)
    return f"{done.returncode}: {text}".removesuffix(": ")


def main(names: list[str]) -> None:
    """Print the table of these plugins, or of all."""
    print("| plugin | plugins | show | check | gallery |\n|---|---|---|---|---|")
    for name in names or HOSTILE:
        with TemporaryDirectory() as temporary:
            file = Path(temporary) / f"{name.replace('-', '_')}.py"
            file.write_bytes(hostile_source(name))
            row = [said(words, told, file.parent) for words, told in commands(file).values()]
        print("|", " | ".join([name, *row]), "|", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
