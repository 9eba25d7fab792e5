"""What goes wrong, as sentences for the person at the keyboard, and the exit codes."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process returns; the README documents these."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INTERRUPTED = 130


class NnvizError(Exception):
    """One sentence that says what was wrong, where, and what to do."""

    exit_code = ExitCode.FAILED
    excerpt = ""  # the line of the author's own file that is to blame, shown above the sentence


class UsageError(NnvizError):
    """The request itself cannot be met: another name, value or path is needed."""

    exit_code = ExitCode.USAGE


class ParameterError(UsageError, ValueError):
    """A parameter's value is of the wrong type or outside its range."""


class ContractError(NnvizError):
    """A plugin does something that a concept must not do."""


class FontWarning(UserWarning):
    """No font has some letters of a figure; a box stands for each."""


class AuthorWarning(UserWarning):
    """What the author of a course says does not hold, and the concept's own words stand."""


class PluginWarning(UserWarning):
    """A plugin cannot be used, or changes what it shares with all else; everything goes on."""
