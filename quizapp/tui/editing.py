"""The learner's own editor, opened at a line."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

_PLUS = {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "joe", "mg", "ed", "kak"}
_COLON = {"hx", "helix", "subl", "zed"}
_GOTO = {"code", "codium", "cursor"}
_WAITING = {"subl", "zed", "code", "codium", "cursor"}


def editor_command(environ: Mapping[str, str], file: Path, line: int) -> list[str]:
    """The command that opens ``file`` at ``line`` (from 1) in ``$VISUAL`` or ``$EDITOR``.

    An editor whose way to name a line is not known is given the file alone. Raises
    ``ValueError`` for a value whose quotes do not close.
    """
    argv = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "vi") or ["vi"]
    name = Path(argv[0]).stem.lower()
    if name in _WAITING and "--wait" not in argv and "-w" not in argv:
        argv.append("--wait")
    if name in _GOTO:
        return [*argv, "--goto", f"{file}:{line}"]
    if name in _COLON:
        return [*argv, f"{file}:{line}"]
    if name in _PLUS:
        return [*argv, f"+{line}", str(file)]
    return [*argv, str(file)]


def edit(quiz: QuizApp, file: Path, line: int) -> str:
    """Leave the terminal to the editor until it ends; what is to be said when it could not open."""
    try:
        argv = editor_command(os.environ, file, line)
        with quiz.suspend():
            subprocess.run(argv, check=False)
    except (OSError, ValueError) as error:
        return tr("エディターを開けません: {error}", error=error)
    except Exception as error:
        if type(error).__name__ != "SuspendNotSupported":
            raise
        return f"{file}:{line}"
    return ""
