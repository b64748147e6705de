"""A recurrent network unrolled in time: one way, both ways, or an encoder and a decoder."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Entry, Name, Sketch, Whole, both, is_open, said, shown, slip
from quizapp.demos.sketches.sheet import WIDTH, Sheet, cells, drawing
from quizapp.records import Localized


class RnnSketch(Sketch):
    """States from left to right, inputs below and outputs above."""

    name: ClassVar[str] = "rnn"
    title: ClassVar[Localized] = both("時間に展開した RNN", "unrolled RNN")
    form: Literal["forward", "bidirectional", "seq2seq"] = "forward"
    steps: Annotated[Whole, Field(ge=1, le=7)] = 3
    encoder: Annotated[Whole, Field(ge=1, le=6)] = 2
    """With ``seq2seq``: how many of the steps belong to the encoder."""
    state: Name = "h"
    input: Name = "x"
    output: Name = "y"
    outputs: Literal["all", "last", "none"] = "all"
    start: bool = True
    """Whether the state before the first step is drawn."""
    weights: Annotated[list[Name], Field(max_length=3)] = Field(default_factory=list)
    """Names of the arrows: input to state, state to state, state to output."""
    inputs: Annotated[list[Entry], Field(max_length=7)] = Field(default_factory=list)
    """Words or numbers in place of x1, x2 …"""
    states: Annotated[list[Entry], Field(max_length=8)] = Field(default_factory=list)
    """In place of h0, h1 … (from h1 with ``start = false``)."""
    shown_outputs: Annotated[list[Entry], Field(max_length=7)] = Field(default_factory=list)
    """In place of y1, y2 …"""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        states = self.steps + (self.start and self.form != "bidirectional")
        for field, found, wanted in (
            ("inputs", self.inputs, self.steps),
            ("states", self.states, states),
            ("shown_outputs", self.shown_outputs, self.steps),
        ):
            if found and len(found) != wanted:
                raise slip(field, f"{wanted} 個書いてください", f"{wanted} are needed")
        if self.form == "seq2seq" and self.encoder >= self.steps:
            raise slip("encoder", "steps より小さい数です", "less than steps is wanted")
        return self

    def figure(self) -> Drawing:
        """The unrolled network."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _first(self) -> int:
        return 0 if self.start and self.form != "bidirectional" else 1

    def _x(self, time: int) -> int:
        first = self._first()
        step = WIDTH // (self.steps + 1 - first)
        return (time - first) * step + 5

    def _paint(self, sheet: Sheet) -> None:
        top = 0 if self.outputs == "none" else 2
        names = [*self.weights, "", "", ""][:3]
        both_ways = self.form == "bidirectional"
        for time in range(self._first(), self.steps + 1):
            x = self._x(time)
            text = self._state(time)
            sheet.centred(x, top, ("→" if both_ways else "") + text, "strong")
            if both_ways:
                sheet.centred(x, top + 1, "←" + text, "strong")
            if time > self._first():
                before = self._x(time - 1)
                self._link(sheet, before, x, top, names[1], back=False)
                if both_ways:
                    self._link(sheet, before, x, top + 1, names[1], back=True)
            if time:
                self._column(sheet, time, x, top, names)
        if self.form == "seq2seq":
            under = top + 3
            decoder = min(self._x(self.encoder + 1) - 4, WIDTH - 10)
            sheet.put(self._x(1) - 4, under, both("└ エンコーダ", "└ encoder"), "muted")
            sheet.put(decoder, under, both("└ デコーダ", "└ decoder"), "muted")

    def _column(self, sheet: Sheet, time: int, x: int, top: int, names: list[str]) -> None:
        below = top + (2 if self.form == "bidirectional" else 1)
        sheet.put(x, below, "↑", "muted")
        self._beside(sheet, x, below, names[0] if time == 1 or self.form != "seq2seq" else "")
        sheet.centred(x, below + 1, self._given(self.inputs, time, self.input))
        if self._has_output(time):
            sheet.put(x, top - 1, "↑", "muted")
            self._beside(sheet, x, top - 1, names[2])
            sheet.centred(x, top - 2, self._given(self.shown_outputs, time, self.output))

    @staticmethod
    def _beside(sheet: Sheet, x: int, row: int, name: str) -> None:
        """The name of an upward arrow: behind it, or before it at the edge."""
        start = x + 2 if x + 2 + cells(name) <= WIDTH else x - 1 - cells(name)
        sheet.put(start, row, name, "muted")

    def _link(self, sheet: Sheet, x: int, end: int, row: int, name: str, *, back: bool) -> None:
        """An arrow between two states, cleared of their names."""
        start, stop = x + 4, end - 3
        if stop - start < 1:
            start, stop = x + 3, end - 2
        if back:
            sheet.put(start, row, "←" + "─" * max(stop - start - 1, 0), "muted")
        else:
            sheet.across(start, stop, row, "→")
        room = stop - start - cells(name)
        if name and room > 0:
            # A minus would look like one more dash of the arrow.
            apart = f" {name} " if room > 2 else name
            sheet.centred((start + stop) // 2, row, apart)

    def _has_output(self, time: int) -> bool:
        if self.outputs == "none" or (self.form == "seq2seq" and time <= self.encoder):
            return False
        return self.outputs == "all" or time == self.steps

    def _state(self, time: int) -> str:
        if not self.states:
            return f"{self.state}{time}"
        value = self.states[time - self._first()]
        return "□" if is_open(value) else shown(value)

    def _given(self, found: list[object], time: int, name: str) -> str:
        if not found:
            return f"{name}{time}"
        value = found[time - 1]
        return "□" if is_open(value) else shown(value)

    def _read(self, language: str) -> str:
        english = language == "en"
        decoder = self.steps - self.encoder
        heads = {
            "forward": ("RNN を時間に展開", "RNN unrolled in time"),
            "bidirectional": ("双方向 RNN を時間に展開", "Bidirectional RNN unrolled in time"),
            "seq2seq": (
                f"Seq2Seq。ステップはエンコーダ {self.encoder}、デコーダ {decoder}",
                f"Seq2Seq, {self.encoder} encoder and {decoder} decoder steps",
            ),
        }
        text = heads[self.form][english] + (". " if english else "。")
        states = [
            self._said(self._state(time), language) for time in range(self._first(), self.steps + 1)
        ]
        text += ("States: " if english else "状態: ") + " → ".join(states)
        if self.form == "bidirectional":
            text += (", and back " if english else "、逆向き ") + " → ".join(reversed(states))
        ins = [
            self._said(self._given(self.inputs, time, self.input), language)
            for time in range(1, self.steps + 1)
        ]
        text += (". Inputs: " if english else "。入力: ") + ", ".join(ins)
        outs = [
            self._said(self._given(self.shown_outputs, time, self.output), language)
            for time in range(1, self.steps + 1)
            if self._has_output(time)
        ]
        if outs:
            text += (". Outputs: " if english else "。出力: ") + ", ".join(outs)
            if len(outs) < self.steps:
                if self.form == "seq2seq" and self.outputs == "all":
                    text += " (decoder only)" if english else "（デコーダだけ）"
                else:
                    text += " (last step only)" if english else "（最後の時刻だけ）"
        if self.weights:
            text += ". Weights (in, state, out): " if english else "。重み（入力、状態、出力）: "
            text += ", ".join(self.weights)
        return text

    @staticmethod
    def _said(text: str, language: str) -> str:
        return said("", language) if text == "□" else text


SKETCH = RnnSketch
