"""Judges a few lines of NumPy: read by a restricted interpreter, run on hidden arrays.

A response is parsed by Python's own parser and then only walked: nothing typed is ever compiled,
evaluated or looked up by name outside the lists of ``vocabulary``. It runs in a process of its own
(``worker``) that may be killed at any moment. Reading needs no NumPy and happens here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from quizapp.checking.code.judge_code import judge_code, verify_code
    from quizapp.checking.code.reader import Program, Scope, read_code
    from quizapp.checking.code.task import CodeTask, Gradient, Hidden, Mistaken
    from quizapp.checking.code.worker import CodeWorker, shared_worker

_HOMES: Final = {
    "CodeTask": "task",
    "CodeWorker": "worker",
    "Gradient": "task",
    "Hidden": "task",
    "Mistaken": "task",
    "Program": "reader",
    "Scope": "reader",
    "judge_code": "judge_code",
    "read_code": "reader",
    "shared_worker": "worker",
    "verify_code": "judge_code",
}

__all__ = [
    "CodeTask",
    "CodeWorker",
    "Gradient",
    "Hidden",
    "Mistaken",
    "Program",
    "Scope",
    "judge_code",
    "read_code",
    "shared_worker",
    "verify_code",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
