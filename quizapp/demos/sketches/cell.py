"""The inside of an LSTM and a GRU cell, in one stated convention."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Entry, Name, Sketch, both, is_open, said, shown, slip
from quizapp.demos.sketches.sheet import WIDTH, Sheet, cells, drawing
from quizapp.records import Localized

_GATES = {"lstm": ("f", "i", "a", "o"), "gru": ("r", "z", "n")}


class CellSketch(Sketch):
    """One step of the cell: what goes in, which gates there are, and what comes out."""

    name: ClassVar[str] = "cell"
    title: ClassVar[Localized] = both("LSTM・GRU のセル", "LSTM or GRU cell")
    form: Literal["lstm", "gru"] = "lstm"
    keeps: Literal["z", "1-z"] = "1-z"
    """With ``gru``: what multiplies the old state; the other one multiplies the candidate."""
    labels: dict[str, Name] = Field(default_factory=dict)
    """Other names for the gates, such as ``{ f = "(A)" }`` where the name is asked."""
    values: dict[str, Entry] = Field(default_factory=dict)
    """What is known, written below: ``{ f = 0.5, "c(t-1)" = 2, "c(t)" = "?" }``."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        gates = _GATES[self.form]
        for name in self.labels:
            if name not in gates:
                wanted = ", ".join(gates)
                raise slip(
                    "labels", f"{name} はありません（{wanted}）", f"there is no {name} ({wanted})"
                )
        if len(self.values) > 10:
            raise slip("values", "10 個までです", "at most 10")
        return self

    def figure(self) -> Drawing:
        """The cell."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _name(self, gate: str) -> str:
        return self.labels.get(gate, gate)

    @property
    def _shares(self) -> tuple[str, str]:
        z = self._name("z")
        return (z, f"(1−{z})") if self.keeps == "z" else (f"(1−{z})", z)

    def _paint(self, sheet: Sheet) -> None:
        end = self._lstm(sheet) if self.form == "lstm" else self._gru(sheet)
        note = both("⊙ は要素ごとの積", "⊙ is the element-wise product")
        if sheet.ascii:
            note = both("* は要素ごとの積、S はシグモイド", "* is element-wise, S the sigmoid")
        sheet.put(1, end, note, "muted")
        x, row = 1, end + 1
        for name, value in self.values.items():
            text = f"{name} = {'□' if is_open(value) else shown(value)}"
            if x + cells(text) > WIDTH:
                x, row = 1, row + 1
            x = sheet.put(x, row, text) + 3

    def _lstm(self, sheet: Sheet) -> int:
        f, i, a, o, out = 15, 24, 34, 43, 49
        add = (i + a) // 2
        sheet.put(0, 0, "c(t-1)", "strong")
        sheet.across(7, 54, 0, "►")
        sheet.put(55, 0, "c(t)", "strong")
        sheet.put(f, 0, "⊙", "accent")
        sheet.put(add, 0, "+", "accent")
        sheet.put(out, 0, "┬", "muted")
        sheet.down(f, 1, 4)
        sheet.down(add, 1, 2)
        sheet.centred(out, 1, "tanh", "accent")
        sheet.put(i, 2, "┌" + "─" * (a - i - 1) + "┐", "muted")
        sheet.put(add, 2, "⊙", "accent")
        sheet.put(o, 2, "┌" + "─" * (54 - o - 2) + "►", "muted")
        sheet.put(out, 2, "⊙", "accent")
        sheet.put(55, 2, "h(t)", "strong")
        for gate, x in (("f", f), ("i", i), ("a", a), ("o", o)):
            sheet.down(x, 3, 4)
            sheet.put(x + 1, 3, self._name(gate), "strong")
            sheet.centred(x, 4, "[tanh]" if gate == "a" else "[σ]", "accent")
        sheet.put(0, 5, "h(t-1)", "strong")
        sheet.across(7, o, 5)
        sheet.put(o, 5, "┘", "muted")
        for x in (f, i, a):
            sheet.put(x, 5, "┴", "muted")
        sheet.put(9, 5, "┬", "muted")
        sheet.put(2, 6, "x(t)", "strong")
        sheet.put(7, 6, "──┘", "muted")
        return 7

    def _gru(self, sheet: Sheet) -> int:
        r, z, n = (self._name(gate) for gate in _GATES["gru"])
        keep, take = self._shares
        sheet.put(0, 0, "h(t-1), x(t) ─► [σ] ─► ", "muted")
        sheet.put(23, 0, r, "strong")
        sheet.put(0, 1, "h(t-1), x(t) ─► [σ] ─► ", "muted")
        sheet.put(23, 1, z, "strong")
        end = sheet.put(0, 2, f"{r} ⊙ h(t-1)")
        sheet.across(end + 1, 20, 2)
        sheet.put(20, 2, "┬─► [tanh] ─► ", "muted")
        sheet.put(34, 2, n, "strong")
        sheet.put(0, 3, "x(t)")
        sheet.across(5, 20, 3)
        sheet.put(20, 3, "┘", "muted")
        for row, text in ((4, f"{keep} ⊙ h(t-1)"), (5, f"{take} ⊙ {n}")):
            end = sheet.put(0, row, text)
            sheet.across(end + 1, 20, row)
        sheet.put(20, 4, "┬─► + ─► ", "muted")
        sheet.put(29, 4, "h(t)", "strong")
        sheet.put(20, 5, "┘", "muted")
        return 6

    def _read(self, language: str) -> str:
        english = language == "en"
        f, i, a, o, r, z, n = (self._name(gate) for gate in "fiaorzn")
        if self.form == "lstm":
            rule = f"c(t) = {f} ⊙ c(t-1) + {i} ⊙ {a}, h(t) = {o} ⊙ tanh(c(t))"
            ja = f"LSTM のセル。h(t-1) と x(t) から {f}、{i}、{o}（シグモイド）と {a}（tanh）。"
            en = f"LSTM cell. From h(t-1) and x(t): {f}, {i}, {o} (sigmoid) and {a} (tanh). "
        else:
            keep, take = self._shares
            rule = f"h(t) = {keep} ⊙ h(t-1) + {take} ⊙ {n}"
            ja = (
                f"GRU のセル。h(t-1) と x(t) から {r}、{z}（シグモイド）、"
                f"{r} ⊙ h(t-1) と x(t) から {n}（tanh）。"
            )
            en = (
                f"GRU cell. From h(t-1) and x(t): {r}, {z} (sigmoid); "
                f"from {r} ⊙ h(t-1) and x(t): {n} (tanh). "
            )
        text = (en if english else ja) + rule
        if self.values:
            given = ", ".join(
                f"{name} = {said(value, language)}" for name, value in self.values.items()
            )
            text += (". Given: " if english else "。与えられた値: ") + given
        return text


SKETCH = CellSketch
