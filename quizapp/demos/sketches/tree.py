"""A tree with its branches drawn as lines, for spans of a sentence or splits of a decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Label, Sketch, Table, both, is_open, said, slip
from quizapp.demos.sketches.sheet import WIDTH, Sheet, cells, drawing
from quizapp.records import Localized


class Branch(Table):
    """One node of the tree."""

    text: Label
    value: Label = ""
    """What is known of it, after the text."""
    under: Annotated[list[Branch], Field(max_length=8)] = Field(default_factory=list)


class TreeSketch(Sketch):
    """One node a row, children below and to the right."""

    name: ClassVar[str] = "tree"
    title: ClassVar[Localized] = both("木", "tree")
    root: Branch

    @model_validator(mode="after")
    def _sound(self) -> Self:
        nodes = list(_walk(self.root))
        if len(nodes) > 14:
            raise slip("root", "節は 14 個までです", "at most 14 nodes")
        for language in ("ja", "en"):
            if any(cells(lead + _line(node, language)) > WIDTH for lead, node, _ in nodes):
                raise slip("root", "60 桁に収まりません", "it does not fit 60 cells")
        return self

    def figure(self) -> Drawing:
        """The tree."""
        return drawing(both(_read(self.root, "ja"), _read(self.root, "en")), self._paint)

    def _paint(self, sheet: Sheet) -> None:
        for y, (lead, node, _) in enumerate(_walk(self.root)):
            sheet.put(0, y, lead, "muted")
            sheet.put(cells(lead), y, _line(node, sheet.language))


def _walk(
    node: Branch, lead: str = "", own: str = "", depth: int = 0
) -> Iterator[tuple[str, Branch, int]]:
    yield lead + own, node, depth
    below = lead + {"": "", "├─ ": "│  ", "└─ ": "   "}[own]
    for place, child in enumerate(node.under):
        last = place == len(node.under) - 1
        yield from _walk(child, below, "└─ " if last else "├─ ", depth + 1)


def _text(label: Any, language: str) -> str:
    found: str = label if isinstance(label, str) else label.get(language)
    return found


def _line(node: Branch, language: str) -> str:
    text, value = _text(node.text, language), _text(node.value, language)
    shown = "□" if is_open(text) else text
    if not value:
        return shown
    return f"{shown}  {'□' if is_open(value) else value}"


def _read(node: Branch, language: str) -> str:
    text, value = said(_text(node.text, language), language), _text(node.value, language)
    if value:
        text += f" {said(value, language)}"
    if node.under:
        text += f" ({', '.join(_read(child, language) for child in node.under)})"
    return text


SKETCH = TreeSketch
