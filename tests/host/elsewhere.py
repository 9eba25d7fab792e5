"""Imported by a process first: takes away what Windows does not have."""

import importlib.abc
import os
import signal
import sys
from importlib.machinery import ModuleSpec


class _Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name in ("resource", "fcntl", "pwd", "grp", "termios"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


sys.meta_path.insert(0, _Missing())
for _name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules.pop(_name, None)
for _name in ("fork", "killpg", "getpgrp", "sched_getaffinity", "register_at_fork"):
    if hasattr(os, _name):
        delattr(os, _name)
for _name in ("SIGALRM", "setitimer", "ITIMER_REAL", "SIGKILL", "SIGXCPU", "pthread_sigmask"):
    if hasattr(signal, _name):
        delattr(signal, _name)
