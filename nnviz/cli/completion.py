"""Completions that a shell may be given: plain words, which click writes past every stream."""

import re

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from nnviz.terminal import visible

_PLAIN = re.compile(r"[\w@%+=:,./~-]*")
"""What a shell takes for one word and does not evaluate, as a plugin's `$(…)` would be on Enter."""


class _Plain(ShellComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        return [
            CompletionItem(item.value, item.type, _line(item.help))
            for item in super().get_completions(args, incomplete)
            if _PLAIN.fullmatch(str(item.value)) or item.value == incomplete
        ]


def _line(text: str | None) -> str | None:
    return text and visible(" ".join(text.split()))


def complete_in_plain_words() -> None:
    """Let each shell be given plain words only, and helps of one line."""
    for shell in (BashComplete, ZshComplete, FishComplete):
        add_completion_class(type(shell.__name__, (_Plain, shell), {}))
