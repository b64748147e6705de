"""Fitting memory beside the screens: in a process of its own, because the package that fits holds
Python's lock from beginning to end, and a thread would stop the screens with it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.settings import load_paths

if TYPE_CHECKING:
    from quizapp.settings import Paths


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the process said at its end."""

    report: dict[str, Any] | None
    """What ``quizapp fit --json`` gives, or None when it failed."""
    trouble: str = ""
    """Why it failed, as it said itself."""


async def run_fit(paths: Paths, *args: str) -> Fitted:
    """Run ``quizapp fit ARGS`` over ``paths`` to its end; cancelling this ends the process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "quizapp", "fit", "--json", *args,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(paths),
    )  # fmt: skip
    try:
        said, told = await process.communicate()
    except asyncio.CancelledError:
        if process.returncode is None:
            process.kill()
        raise
    if process.returncode:
        words = told.decode("utf-8", "replace").strip().splitlines()
        return Fitted(None, words[0].removeprefix("quizapp: ") if words else "")
    return Fitted(json.loads(said))


def _environment(paths: Paths) -> dict[str, str]:
    """The environment in which the process finds the same files and speaks UTF-8."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    if load_paths(environment) != paths:
        environment["QUIZAPP_HOME"] = str(paths.home)
    return environment
