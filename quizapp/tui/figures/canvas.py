"""A sheet of terminal cells: characters with a role and a ground, and dots finer than a cell.

Nothing here knows colours. A role ("s0" for the first series, "muted", "faint" …) and a ground
("t5" for a tint) become colours in ``palette``, or nothing at all in plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_BRAILLE = [chr(0x2800 + bits) for bits in range(256)]
_DOT = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
"""Bit of the dot in row 0…3 and column 0…1 of a braille cell."""


_FAR = 1e7
"""Points farther out than so many sheets are drawn as if they were there: the slope is the same."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring cells that look alike."""

    text: str
    role: str = ""
    ground: str = ""


class Canvas:
    """``height`` rows of ``width`` cells; what falls outside is left out, never wrapped."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(width, 0), max(height, 0)
        self._signs = [[" "] * self.width for _ in range(self.height)]
        self._roles = [[""] * self.width for _ in range(self.height)]
        self._grounds = [[""] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, role: str = "") -> None:
        """Write ``text`` from cell ``x`` of row ``y``; a wide sign is shown whole or not at all."""
        if not 0 <= y < self.height:
            return
        signs, roles = self._signs[y], self._roles[y]
        for sign in text:
            size = cell_len(sign)
            if size == 0:
                continue
            if x >= 0 and x + size <= self.width:
                self._free(x, y)
                if size == 2:
                    self._free(x + 1, y)
                    signs[x + 1], roles[x + 1] = "", role
                signs[x], roles[x] = sign, role
            x += size

    def _free(self, x: int, y: int) -> None:
        """Leave no half of a wide sign behind where ``x`` is about to be written."""
        signs = self._signs[y]
        if signs[x] == "" and x > 0:
            signs[x - 1] = " "
        if x + 1 < self.width and signs[x + 1] == "":
            signs[x + 1] = " "

    def ground(self, x: int, y: int, ground: str) -> None:
        """Set what lies behind one cell."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._grounds[y][x] = ground

    def ground_at(self, x: int, y: int) -> str:
        """What lies behind a cell; "" outside."""
        return self._grounds[y][x] if 0 <= x < self.width and 0 <= y < self.height else ""

    def role_at(self, x: int, y: int) -> str:
        """The role of a cell; "" outside."""
        return self._roles[y][x] if 0 <= x < self.width and 0 <= y < self.height else ""

    def is_free(self, x: int, y: int, cells: int) -> bool:
        """Whether ``cells`` cells from ``x`` hold nothing but blanks and grid dots."""
        if not (0 <= y < self.height and x >= 0 and x + cells <= self.width):
            return False
        roles, signs = self._roles[y], self._signs[y]
        return all(signs[at] == " " or roles[at] == "faint" for at in range(x, x + cells))

    def dots(self, bits: Bits, x: int, y: int, role: str, plain: str = "") -> None:
        """Lay braille cells ``bits`` (rows, columns) with their corner at ``x``, ``y``.

        Cells that held something else are written over, so that a line keeps one look; ``plain``
        is the sign to use instead of braille where the terminal has none.
        """
        for row, column in zip(*np.nonzero(bits), strict=True):
            at_x, at_y = x + int(column), y + int(row)
            if 0 <= at_x < self.width and 0 <= at_y < self.height:
                self._free(at_x, at_y)
                self._signs[at_y][at_x] = plain or _BRAILLE[bits[row, column]]
                self._roles[at_y][at_x] = role

    def lay(self, other: Canvas, x: int, y: int) -> None:
        """Copy another sheet onto this one."""
        for row in range(min(other.height, self.height - y)):
            room = min(other.width, self.width - x)
            self._signs[y + row][x : x + room] = other._signs[row][:room]
            self._roles[y + row][x : x + room] = other._roles[row][:room]
            self._grounds[y + row][x : x + room] = other._grounds[row][:room]
            if room < other.width and other._signs[row][room] == "":  # half of a wide sign
                self._signs[y + row][x + room - 1] = " "

    def rows(self) -> list[list[Run]]:
        """The sheet as runs of cells that look alike."""
        out = []
        for signs, roles, grounds in zip(self._signs, self._roles, self._grounds, strict=True):
            runs: list[Run] = []
            start = 0
            for at in range(1, self.width + 1):
                if at == self.width or roles[at] != roles[start] or grounds[at] != grounds[start]:
                    runs.append(Run("".join(signs[start:at]), roles[start], grounds[start]))
                    start = at
            out.append(runs)
        return out

    def text(self) -> list[str]:
        """The rows as plain text without blanks at their ends."""
        return ["".join(signs).rstrip() for signs in self._signs]


def trace(
    x: Floats, y: Floats, columns: int, rows: int, *, fine: bool = True, dash: int = 0
) -> Bits:
    """Braille bits (rows, columns) of the line through the points ``x``, ``y``.

    Points are in units of the sheet: 0 is the left (top) edge and 1 the right (bottom) one.
    Whatever lies outside is cut off at the edge; a point that is not finite leaves a gap. With
    ``fine=False`` a cell is either on or off (for terminals without braille). ``dash`` draws so
    many dots and leaves out as many.
    """
    bits = np.zeros((rows, columns), dtype=np.uint8)
    across, down = (2, 4) if fine else (1, 1)
    width, height = columns * across, rows * down
    if len(x) < 2 or not columns or not rows:
        return bits
    with np.errstate(invalid="ignore"):
        px = np.clip(x, -_FAR, _FAR) * (width - 1)
        py = np.clip(y, -_FAR, _FAR) * (height - 1)
    x0, y0, x1, y1 = _clip(px[:-1], py[:-1], px[1:], py[1:], width - 1.0, height - 1.0)
    if not len(x0):
        return bits
    counts = np.ceil(np.maximum(np.abs(x1 - x0), np.abs(y1 - y0))).astype(int) + 1
    which = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    share = place / np.maximum(counts[which] - 1, 1)
    dot_x = np.rint(x0[which] + share * (x1 - x0)[which]).astype(int)
    dot_y = np.rint(y0[which] + share * (y1 - y0)[which]).astype(int)
    if dash:
        moved = np.maximum(np.abs(np.diff(dot_x)), np.abs(np.diff(dot_y)))
        walked = np.concatenate([[0], np.cumsum(moved)])
        kept = (walked // dash) % 2 == 0
        dot_x, dot_y = dot_x[kept], dot_y[kept]
    values = _DOT[dot_y % 4, dot_x % 2] if fine else np.ones(len(dot_x), dtype=np.uint8)
    np.bitwise_or.at(bits, (dot_y // down, dot_x // across), values)
    return bits


def scatter(x: Floats, y: Floats, columns: int, rows: int, *, fine: bool = True) -> Bits:
    """Braille bits (rows, columns) with one dot a point; points outside are left out."""
    bits = np.zeros((rows, columns), dtype=np.uint8)
    across, down = (2, 4) if fine else (1, 1)
    with np.errstate(invalid="ignore"):
        inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
    dot_x = np.rint(x[inside] * (columns * across - 1)).astype(int)
    dot_y = np.rint(y[inside] * (rows * down - 1)).astype(int)
    values = _DOT[dot_y % 4, dot_x % 2] if fine else np.ones(len(dot_x), dtype=np.uint8)
    np.bitwise_or.at(bits, (dot_y // down, dot_x // across), values)
    return bits


def _clip(
    x0: Floats, y0: Floats, x1: Floats, y1: Floats, right: float, bottom: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """The parts of many segments inside ``[0, right] x [0, bottom]`` (Liang & Barsky 1984)."""
    with np.errstate(all="ignore"):
        dx, dy = x1 - x0, y1 - y0
        enter, leave = np.zeros_like(x0), np.ones_like(x0)
        inside = np.isfinite(dx) & np.isfinite(dy)
        for step, room in ((-dx, x0), (dx, right - x0), (-dy, y0), (dy, bottom - y0)):
            ratio = room / step
            enter = np.where(step < 0, np.maximum(enter, ratio), enter)
            leave = np.where(step > 0, np.minimum(leave, ratio), leave)
            inside &= (step != 0) | (room >= 0)
        inside &= enter <= leave
    x0, y0, dx, dy = x0[inside], y0[inside], dx[inside], dy[inside]
    enter, leave = enter[inside], leave[inside]
    return x0 + enter * dx, y0 + enter * dy, x0 + leave * dx, y0 + leave * dy


@lru_cache(maxsize=4096)
def fitted(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells; what is cut ends in an ellipsis, signs stay whole."""
    if cell_len(text) <= width:
        return text
    kept, used = "", 0
    for sign in text:
        used += cell_len(sign)
        if used > width - 1:
            break
        kept += sign
    return kept.rstrip() + "…" if width > 0 else ""
