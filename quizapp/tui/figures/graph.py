"""Computation graphs: nodes in ranks from left to right, values above, gradients below."""

from __future__ import annotations

from itertools import pairwise

from rich.cells import cell_len

from quizapp.demos.figure import Graph, Node
from quizapp.tui.figures.canvas import Canvas
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.plot import put_title

_NARROWEST = 8


def draw_graph(graph: Graph, width: int, height: int, pen: Pen, *, bare: bool = False) -> Canvas:
    """The graph by ranks where it fits, else one node a row."""
    sheet = Canvas(width, height)
    top = 0
    if not bare and (graph.title or graph.note):
        put_title(sheet, pen, pen.say(graph.title), pen.say(graph.note))
        top = 1
    places = layout(graph.nodes)
    ranks = max(rank for rank, _ in places) + 1
    lines = max(line for _, line in places) + 1
    deep, above = _deep(graph)
    if width // ranks >= _NARROWEST and lines * deep - 1 <= height - top:
        spare = height - top - lines * deep
        first = top + max(spare // 3, 0)
        _ranked(sheet, graph.nodes, places, pen, first, width // ranks, (deep, above))
    else:
        _listed(sheet, graph.nodes, pen, top)
    return sheet


def _deep(graph: Graph) -> tuple[int, int]:
    """Rows of one node (value, name, gradient and a blank), and those above its name.

    A demo's graph keeps room for values to come; a sketch, which has no title and never changes,
    has none to spare.
    """
    if graph.title:
        return 4, 1
    above = int(any(node.value for node in graph.nodes))
    return 2 + above + any(node.gradient for node in graph.nodes), above


def graph_height(graph: Graph) -> int:
    """Rows of the graph by ranks, without a title.

    The blank row of the last line is kept only where an edge takes it around another node.
    """
    places = layout(graph.nodes)
    lines = max(line for _, line in places) + 1
    around = any(
        places[source][1] == lines - 1 and _blocked(places, source, place)
        for place, node in enumerate(graph.nodes)
        for source in node.inputs
    )
    return lines * _deep(graph)[0] - (0 if around else 1)


def _blocked(places: list[tuple[int, int]], source: int, place: int) -> bool:
    """Whether another node stands on the line of ``source`` before the rank of ``place``."""
    (start, line), (end, _) = places[source], places[place]
    return any(start < rank < end and other == line for rank, other in places)


def layout(nodes: tuple[Node, ...]) -> list[tuple[int, int]]:
    """The rank (column) and line of every node.

    A node stands one rank after its last input; a leaf just before what first uses it. In a rank
    the nodes that compute stand above the leaves, so that the chain reads along the first line.
    """
    ranks = [0] * len(nodes)
    for place, node in enumerate(nodes):
        if node.inputs:
            ranks[place] = 1 + max(ranks[source] for source in node.inputs)
    for place, node in enumerate(nodes):
        users = [ranks[other] for other, one in enumerate(nodes) if place in one.inputs]
        if not node.inputs and users:
            ranks[place] = min(users) - 1
    taken: dict[tuple[int, int], int] = {}
    lines = [0] * len(nodes)
    for place in sorted(range(len(nodes)), key=lambda at: (nodes[at].leaf, at)):
        line = 0
        while (ranks[place], line) in taken or _runs_into(place, ranks[place], line, nodes, taken):
            line += 1
        lines[place] = line
        taken[ranks[place], line] = place
    return list(zip(ranks, lines, strict=True))


def _runs_into(
    place: int, rank: int, line: int, nodes: tuple[Node, ...], taken: dict[tuple[int, int], int]
) -> bool:
    """Whether a leaf there would seem to feed its neighbour at the right, which it does not."""
    neighbour = taken.get((rank + 1, line))
    return nodes[place].leaf and neighbour is not None and place not in nodes[neighbour].inputs


def _ranked(
    sheet: Canvas,
    nodes: tuple[Node, ...],
    places: list[tuple[int, int]],
    pen: Pen,
    top: int,
    step: int,
    rows: tuple[int, int],
) -> None:
    names = [f"[{pen.spell(node.name)}]" if not node.leaf else f" {node.name} " for node in nodes]
    deep, above = rows
    corners = [(rank * step, top + line * deep + above) for rank, line in places]
    ends = [x + cell_len(name) for (x, _), name in zip(corners, names, strict=True)]
    wires = _Wires()
    for place, node in enumerate(nodes):
        for source in node.inputs:
            blocked = _blocked(places, source, place)
            start = (ends[source], corners[source][1])
            turn = corners[place][0] - 2 - 2 * places[place][1]
            wires.lay(
                start, corners[place], turn, under=start[1] + deep - above - 1 if blocked else None
            )
    wires.draw(sheet, pen)
    for place, node in enumerate(nodes):
        x, y = corners[place]
        role = "accent" if node.marked else "strong"
        sheet.put(x, y, names[place], role)
        # Room up to the next rank; a number never runs into its neighbour's.
        sheet.put(x + 1, y - 1, pen.fit(node.value, step - 1), pen.role(0))
        sheet.put(x + 1, y + 1, pen.fit(node.gradient, step - 1), pen.role(1))


class _Wires:
    """Edges as box lines: each cell remembers which ways it is joined, so that meetings show."""

    _SIGNS = {
        "lr": "─", "du": "│", "dr": "┌", "dl": "┐", "ru": "└", "lu": "┘",
        "dlr": "┬", "lru": "┴", "dru": "├", "dlu": "┤", "dlru": "┼", "l": "─", "r": "─",
    }  # fmt: skip

    def __init__(self) -> None:
        self._ways: dict[tuple[int, int], set[str]] = {}
        self._heads: set[tuple[int, int]] = set()

    def lay(
        self, start: tuple[int, int], end: tuple[int, int], turn: int, *, under: int | None
    ) -> None:
        """Join two nodes, changing rows in column ``turn``.

        The free row ``under`` is taken where another node stands in the way.
        """
        (x0, y0), (x1, y1) = start, end
        corners = [(x0, y0), (turn, y0), (turn, y1), (x1 - 1, y1)]
        if under is not None:
            corners = [(x0, y0), (x0 + 1, y0), (x0 + 1, under), (turn, under), (turn, y1)]
            corners.append((x1 - 1, y1))
        for one, other in pairwise(corners):
            self._line(one, other)
        self._heads.add((x1 - 1, y1))

    def _line(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        (x0, y0), (x1, y1) = one, other
        for x in range(min(x0, x1), max(x0, x1)):
            self._ways.setdefault((x, y0), set()).add("r")
            self._ways.setdefault((x + 1, y0), set()).add("l")
        for y in range(min(y0, y1), max(y0, y1)):
            self._ways.setdefault((x1, y), set()).add("d")
            self._ways.setdefault((x1, y + 1), set()).add("u")

    def draw(self, sheet: Canvas, pen: Pen) -> None:
        """Draw all of them."""
        for (x, y), ways in self._ways.items():
            sign = "→" if (x, y) in self._heads else self._SIGNS["".join(sorted(ways))]
            sheet.put(x, y, pen.spell(sign), "muted")


def _listed(sheet: Canvas, nodes: tuple[Node, ...], pen: Pen, top: int) -> None:
    names = max(cell_len(node.name) for node in nodes)
    for place, node in enumerate(nodes):
        y = top + place
        sheet.put(0, y, f"{place + 1:>2}", "muted")
        sheet.put(3, y, pen.spell(node.name), "accent" if node.marked else "strong")
        sheet.put(names + 4, y, " ".join(str(source + 1) for source in node.inputs), "muted")
        sheet.put(names + 9, y, pen.spell(node.value), pen.role(0))
        sheet.put(names + 19, y, pen.spell(node.gradient), pen.role(1))
