"""Lines in and lines out, whatever the terminal's encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO


def lines_of(source: TextIO) -> Iterator[str]:
    """The lines of ``source`` without their ends; bytes that are no text become U+FFFD."""
    reconfigure = getattr(source, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    for line in source:
        yield line.rstrip("\r\n")


class Lines:
    """Standard output that never fails on a sign the terminal's encoding lacks."""

    def __init__(self, sink: TextIO) -> None:
        self._sink = sink
        encoding = (getattr(sink, "encoding", None) or "utf-8").lower()
        self.ascii = not encoding.replace("-", "").startswith("utf")
        self._encoding = encoding

    def say(self, text: str = "") -> None:
        """Write ``text`` and a line end, at once."""
        if self.ascii:
            text = text.encode(self._encoding, "replace").decode(self._encoding)
        self._sink.write(text + "\n")
        self._sink.flush()
