"""What the terminal can do: facts for ``doctor``, told and measured."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from typing import Any

AMBIGUOUS = "○"
"""A sign that some terminals draw two cells wide; marks and Greek letters behave alike."""

ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")


def facts(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Size, colours, encoding and the width of ambiguous signs, as plain values."""
    env = os.environ if environ is None else environ
    size = shutil.get_terminal_size()
    return {
        "stdin": sys.stdin.isatty(),
        "stdout": sys.stdout.isatty(),
        "term": env.get("TERM", ""),
        "columns": size.columns,
        "rows": size.lines,
        "colours": colours(env),
        "no_color": bool(env.get("NO_COLOR")),
        "encoding": (sys.stdout.encoding or "").lower(),
        "locale": next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), ""),
        "ambiguous_width": measure(AMBIGUOUS),
    }


def colours(env: Mapping[str, str]) -> int:
    """How many colours the terminal says it has."""
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return 16_777_216
    term = env.get("TERM", "")
    if not term or term == "dumb":
        return 0
    return 256 if "256" in term else 16


def measure(sign: str, *, wait_s: float = 0.3) -> int | None:
    """How many cells the terminal moves on for ``sign``; None where it cannot be asked.

    The sign is written, the terminal asked where its cursor now stands, and the line wiped.
    """
    if os.name != "posix" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    try:
        sign.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return None
    import select
    import termios
    import tty

    handle = sys.stdin.fileno()
    try:
        before = termios.tcgetattr(handle)
    except termios.error:
        return None
    try:
        tty.setcbreak(handle, termios.TCSANOW)
        sys.stdout.write(f"\r{sign}\x1b[6n")
        sys.stdout.flush()
        heard = b""
        while select.select([handle], [], [], wait_s)[0]:
            heard += os.read(handle, 64)
            if found := ANSWER.search(heard):
                return int(found[1]) - 1
        return None
    finally:
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
        termios.tcsetattr(handle, termios.TCSANOW, before)
