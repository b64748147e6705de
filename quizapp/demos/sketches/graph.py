"""Computation graph: boxes in ranks, values above them and gradients below, unknown ones open."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Graph, Node
from quizapp.demos.sketches.base import Entry, Name, Sketch, Table, both, is_open, said, shown, slip
from quizapp.demos.sketches.sheet import cells
from quizapp.records import Localized


class GraphNode(Table):
    """One node: its name, what it is computed from, and what is known of it."""

    name: Name
    inputs: Annotated[list[str], Field(max_length=6, alias="from")] = Field(default_factory=list)
    """Names of nodes written before this one."""
    value: Entry | None = None
    """Written above; ``"?"`` draws an empty box."""
    gradient: Entry | None = None
    """Written below."""


class GraphSketch(Sketch):
    """A computation graph in topological order."""

    name: ClassVar[str] = "graph"
    title: ClassVar[Localized] = both("計算グラフ", "computation graph")
    nodes: Annotated[list[GraphNode], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        names: dict[str, int] = {}
        for place, node in enumerate(self.nodes):
            for source in node.inputs:
                if source not in names:
                    raise slip(
                        f"nodes.{place}.from",
                        f"{source} は前に書かれていません",
                        f"{source} is not written before it",
                    )
            if node.name in names:
                raise slip("nodes", f"{node.name} が 2 回あります", f"{node.name} is there twice")
            names[node.name] = 1 + max((names[one] for one in node.inputs), default=0)
        if max(names.values()) > 6:
            raise slip("nodes", "6 段までです", "at most 6 ranks")
        room = 60 // max(names.values()) - 4
        for name in names:
            if cells(name) > room:
                raise slip("nodes", f"{name} は長すぎます", f"{name} is too long for so many ranks")
        return self

    def figure(self) -> Graph:
        """The graph."""
        places = {node.name: place for place, node in enumerate(self.nodes)}
        nodes = tuple(
            Node(
                node.name,
                _text(node.value),
                _text(node.gradient),
                tuple(places[one] for one in node.inputs),
                leaf=not node.inputs,
            )
            for node in self.nodes
        )
        return Graph(Localized(), both(self._read("ja"), self._read("en")), nodes)

    def _read(self, language: str) -> str:
        english = language == "en"
        parts = []
        for node in self.nodes:
            text = node.name
            if node.inputs:
                text += " ← " + ", ".join(node.inputs)
            if node.value is not None:
                text += (", value " if english else "、値 ") + said(node.value, language)
            if node.gradient is not None:
                text += (", gradient " if english else "、勾配 ") + said(node.gradient, language)
            parts.append(text)
        head = "Computation graph: " if english else "計算グラフ: "
        return head + "; ".join(parts)


def _text(value: object) -> str:
    if value is None:
        return ""
    return "□" if is_open(value) else shown(value)


SKETCH = GraphSketch
