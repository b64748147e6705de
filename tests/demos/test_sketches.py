"""Sketches: all listed, all drawable, never wider than 60 cells, and their reading complete."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import quizapp.demos.sketches as folder
from quizapp.demos.figure import Drawing, Figure
from quizapp.demos.sketches import SKETCHES, kind, sketched
from quizapp.demos.sketches.sheet import cells
from quizapp.errors import UsageError
from quizapp.records import Language
from quizapp.tui.figures.draw import draw
from quizapp.tui.figures.drawing import sketch_height
from quizapp.tui.figures.pen import Pen

NOT_KINDS = {"__init__", "base", "sheet", "grids"}
WAYS: tuple[tuple[Language, bool], ...] = (("ja", False), ("en", False), ("ja", True), ("en", True))

EXAMPLES: dict[str, dict[str, Any]] = {
    "graph": {
        "nodes": [
            {"name": "w", "value": 2},
            {"name": "x", "value": 3},
            {"name": "wx", "from": ["w", "x"], "value": "?", "gradient": 1},
        ]
    },
    "network": {"sizes": [784, 3, 2], "weights": ["W1", "W2"], "off": [[2, 2]]},
    "rnn": {"steps": 2, "weights": ["U", "W", "V"], "inputs": [1, "?"]},
    "cell": {"values": {"f": 0.5, "c(t)": "?"}},
    "convolution": {"input": [[1, 2], [3, 4]], "kernel": [[1]], "window": [1, 2]},
    "curves": {"curves": [{"name": "A", "function": "tanh"}, {"name": "B", "y": [0.0, 1.0]}]},
    "contour": {"path": [[-4.0, 1.5], [-2.0, -1.0]]},
    "regions": {},
    "matrix": {"rows": [[50, 3], [7, "?"]], "row_labels": [{"ja": "犬", "en": "dog"}, "B"]},
    "boxes": {"a": [0.0, 0.0, 4.0, 4.0], "b": [2.0, 2.0, 6.0, 6.0]},
    "bars": {"labels": ["A", "B"], "values": [0.5, 0.25]},
    "tree": {"root": {"text": "S", "under": [{"text": "NP"}, {"text": "VP", "value": "?"}]}},
    "gridworld": {"cells": [["right", "+1"], ["", "wall"]], "agent": [2, 1]},
    "mask": {"size": 3},
    "table": {"columns": ["k", "AP"], "rows": [["SSD", 0.5], ["YOLO", "?"]]},
}

GOLDEN = {
    "graph": [
        " 2                             □",
        " w ─────────────────────────┬→[wx]",
        "                            │  1",
        "                            │",
        " 3                          │",
        " x ─────────────────────────┘",
        "",
    ],
    "convolution": [" 入力    フィルタ", " 1[2]    1", " 3 4"],
    "matrix": ["犬  50   3", "B    7   □"],
    "tree": ["S", "├─ NP", "└─ VP  □"],
    "gridworld": [
        "┌─────┬─────┐",
        "│   → │  +1 │",
        "├─────┼─────┤",
        "│◎    │   ■ │",
        "└─────┴─────┘",
    ],
    "mask": [
        "クエリ↓ キー→ 1 2 3",
        "            1 ● ✕ ✕",
        "            2 ● ● ✕",
        "            3 ● ● ●",
        "● 見える  ✕ マスク",
    ],
    "table": ["k     AP", "SSD   0.5", "YOLO  □"],
    "bars": [
        "A  ███████████████████████████████████████████████████   0.5",
        "B  █████████████████████████▌                           0.25",
    ],
}


GOLDEN["boxes"] = [
    "┌A──────────────────┐            A (0,0)",
    "│                   │              -(4,4)",
    "│                   │            B (2,2)",
    "│         ┌───────────────────┐    -(6,6)",
    "│         │▒▒▒▒▒▒▒▒▒│         │",
    "└─────────│─────────┘         │  ▒ 重なり",
    "          │                   │",
    "          │                   │",
    "          └──────────────────B┘",
]


def rows_of(figure: Figure, language: Language = "ja", *, ascii_only: bool = False) -> list[str]:
    pen = Pen(language, ascii=ascii_only, colour=False, tint=False)
    return draw(figure, 60, sketch_height(figure, pen), pen).text()


def test_every_module_is_listed() -> None:
    modules = {path.stem for path in Path(folder.__file__).parent.glob("*.py")} - NOT_KINDS
    assert modules == set(SKETCHES) == set(EXAMPLES)
    assert all(kind(name).name == name for name in SKETCHES)


@pytest.mark.parametrize("name", SKETCHES)
def test_a_sketch_fits_in_every_way_of_showing_it(name: str) -> None:
    figure = sketched(name, EXAMPLES[name])
    assert figure.summary.ja
    assert figure.summary.en
    assert not (isinstance(figure, Drawing) and figure.cut)
    for language, ascii_only in WAYS:
        rows = rows_of(figure, language, ascii_only=ascii_only)
        assert any(rows)
        assert len(rows) <= 11
        assert all(cell_len(row) <= 60 for row in rows)
        if ascii_only and language == "en":
            assert all(row.isascii() for row in rows), rows


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_drawings(name: str) -> None:
    assert rows_of(sketched(name, EXAMPLES[name])) == GOLDEN[name]


def test_the_cells_of_an_lstm() -> None:
    assert rows_of(sketched("cell", {})) == [
        "c(t-1) ────────⊙─────────────+───────────────────┬───► c(t)",
        "               │             │                 tanh",
        "               │        ┌────⊙────┐        ┌─────⊙───► h(t)",
        "               │f       │i        │a       │o",
        "              [σ]      [σ]     [tanh]     [σ]",
        "h(t-1) ──┬─────┴────────┴─────────┴────────┘",
        "  x(t) ──┘",
        " ⊙ は要素ごとの積",
    ]


@pytest.mark.parametrize(
    ("keeps", "said"), [("z", "z ⊙ h(t-1) + (1−z) ⊙ n"), ("1-z", "(1−z) ⊙ h(t-1) + z ⊙ n")]
)
def test_a_gru_states_its_convention(keeps: str, said: str) -> None:
    figure = sketched("cell", {"form": "gru", "keeps": keeps})
    assert said in figure.summary.en
    assert said in figure.summary.ja


def test_an_open_place_is_a_box_and_is_read_as_blank() -> None:
    figure = sketched("matrix", {"rows": [[1, "?"]]})
    assert rows_of(figure) == ["  1  □"]
    assert rows_of(figure, ascii_only=True) == ["  1  _"]
    assert figure.summary.ja == "1: 1, 空欄"
    assert figure.summary.en == "1: 1, blank"


def test_a_number_is_a_label_that_reads_as_itself() -> None:
    found = sketched(
        "tree", {"root": {"text": "S", "under": [{"text": "a", "value": 0.25}, {"text": 2.0}]}}
    )
    assert found.summary.get("en") == found.summary.get("ja") == "S (a 0.25, 2)"
    with pytest.raises(UsageError):
        sketched("tree", {"root": {"text": True}})


def test_an_edge_around_a_node_is_drawn_below_it() -> None:
    nodes = [{"name": "x"}, {"name": "F", "from": ["x"]}, {"name": "+", "from": ["F", "x"]}]
    rows = rows_of(sketched("graph", {"nodes": nodes}))
    assert [row.replace("─", "") for row in rows] == [" x ┬→[F]┬→[+]", "    └┘"]
    assert rows[1].index("┘") == rows[0].rindex("┬")
    plain = rows_of(sketched("graph", {"nodes": [*nodes[:2], {"name": "+", "from": ["F"]}]}))
    assert len(plain) == 1


def test_a_network_shortens_a_tall_layer() -> None:
    rows = rows_of(sketched("network", {"sizes": [100, 2], "most": 4}))
    assert [row.strip() for row in rows] == [
        "●",
        "●  ────────────────────────►  ●",
        "⋮                             ●",
        "●",
        "(100)                          (2)",
    ]


def test_a_weight_is_told_from_the_dashes_of_its_arrow() -> None:
    knobs = {"outputs": "none", "weights": ["u", "-0.5"]}
    (wide,) = {*re.findall(r"h\d +(\S.*?→)", rows_of(sketched("rnn", {"steps": 2, **knobs}))[0])}
    assert "─ -0.5 ─" in wide
    narrow = re.findall(r"h\d +(\S+)", rows_of(sketched("rnn", {"steps": 4, **knobs}))[0])
    assert len(narrow) == 4
    assert all("-0.5" in one and one.endswith("→") for one in narrow)


@pytest.mark.parametrize("text", ["勾配", "abc", "□●✕⋮", "①", "é", "e\u0301"])
def test_cells_agree_with_the_screen(text: str) -> None:
    assert cells(text) == cell_len(text)


@pytest.mark.parametrize(
    ("name", "knobs", "field", "said"),
    [
        ("network", {"sizes": [3]}, "sizes", "at least"),
        ("network", {"sizes": [3, 0]}, "sizes.1", "greater"),
        ("network", {"sizes": [3, 2], "wide": 1}, "wide", "not permitted"),
        ("graph", {"nodes": [{"name": "u", "from": ["w"]}]}, "", "前に書かれていません"),
        ("boxes", {"a": [2.0, 0.0, 1.0, 1.0], "b": [0.0, 0.0, 1.0, 1.0]}, "", "x1 < x2"),
        ("matrix", {"rows": [[1, 2], [3]]}, "", "行の長さ"),
        ("mask", {"size": 3, "pattern": "rows", "rows": ["ox"]}, "", "3 行 3 列"),
    ],
)
def test_a_bad_parameter_is_refused(
    name: str, knobs: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        sketched(name, knobs)
    assert caught.value.where == field
    assert said in caught.value.mend


def test_an_unknown_sketch_is_refused() -> None:
    with pytest.raises(UsageError, match="netwrk"):
        sketched("netwrk", {})


def drawn_at_random(name: str, draw_: random.Random) -> dict[str, Any]:
    """Parameters of a kind, some of which are refused."""

    def entry() -> Any:
        return draw_.choice(
            ["?", "", draw_.randint(-999, 999), round(draw_.uniform(-9, 9), 3), "S"]
        )

    def real(low: float = -50, high: float = 50) -> float:
        return draw_.choice([draw_.uniform(low, high), float(draw_.randint(int(low), int(high)))])

    def grid() -> list[list[Any]]:
        wide = draw_.randint(1, 7)
        return [[entry() for _ in range(wide)] for _ in range(draw_.randint(1, 6))]

    def branch(depth: int) -> dict[str, Any]:
        under = [branch(depth - 1) for _ in range(draw_.randint(0, 3))] if depth else []
        return {"text": draw_.choice(["NP", "名詞句", "?"]), "value": str(entry()), "under": under}

    count = draw_.randint(1, 6)
    match name:
        case "graph":
            return {
                "nodes": [
                    {
                        "name": f"n{place}",
                        "from": [f"n{one}" for one in range(place) if draw_.random() < 0.4],
                        "value": entry(),
                        "gradient": entry(),
                    }
                    for place in range(count)
                ]
            }
        case "network":
            sizes = [draw_.choice([1, 3, 8, 9, 784, 100_000]) for _ in range(max(count, 2))]
            return {
                "sizes": sizes,
                "most": draw_.randint(3, 8),
                "weights": ["W"] * (len(sizes) - 1),
            }
        case "rnn":
            return {
                "steps": draw_.randint(1, 7),
                "form": draw_.choice(["forward", "bidirectional", "seq2seq"]),
                "encoder": draw_.randint(1, 6),
                "outputs": draw_.choice(["all", "last", "none"]),
                "start": draw_.random() < 0.5,
                "weights": draw_.choice([[], ["U", "W", "V"], ["W_input", "W_hidden", "W_output"]]),
            }
        case "cell":
            return {
                "form": draw_.choice(["lstm", "gru"]),
                "keeps": draw_.choice(["z", "1-z"]),
                "values": {f"v{place}": entry() for place in range(count)},
            }
        case "convolution":
            return {"input": grid(), "kernel": [[entry()]], "output": [[entry()]], "window": [1, 1]}
        case "curves":
            functions = [
                draw_.choice(["sigmoid", "relu", "log", "exp", "-log", "sin"])
                for _ in range(min(count, 4))
            ]
            return {
                "low": real(-20, 0),
                "high": real(1, 20),
                "curves": [
                    {"name": f"{place}", "function": one} for place, one in enumerate(functions)
                ],
            }
        case "contour":
            return {
                "a": abs(real()) + 0.1,
                "b": abs(real()) + 0.1,
                "path": [[real(), real()] for _ in range(count)],
            }
        case "regions":
            return {"norm": draw_.choice(["l1", "l2", "both"]), "radius": abs(real(-9, 9)) + 0.1}
        case "matrix":
            rows = grid()
            labels = [draw_.choice(["正例", "p"]) for _ in rows]
            return {"rows": rows, "row_labels": labels, "heat": draw_.random() < 0.5}
        case "boxes":
            a, b = ([real(), real()] for _ in range(2))
            return {
                one: [x, y, x + abs(real()) + 0.1, y + abs(real()) + 0.1]
                for one, (x, y) in (("a", a), ("b", b))
            }
        case "bars":
            values = [real() for _ in range(count)]
            return {"values": values, "labels": [draw_.choice(["いぬ", "dog"]) for _ in values]}
        case "tree":
            return {"root": branch(3)}
        case "gridworld":
            return {"cells": grid(), "agent": [1, 1]}
        case "mask":
            return {
                "size": draw_.randint(2, 8),
                "pattern": draw_.choice(["causal", "full", "padding", "window"]),
            }
        case _:
            return {
                "columns": ["a"] * count,
                "rows": [[str(entry()) for _ in range(count)] for _ in range(3)],
            }


@pytest.mark.parametrize("name", SKETCHES)
def test_random_parameters_are_drawn_whole_or_refused(name: str) -> None:
    source, drawn = random.Random(name), 0
    for _ in range(60):
        knobs = drawn_at_random(name, source)
        try:
            figure = sketched(name, knobs)
        except UsageError:
            continue
        drawn += 1
        assert not (isinstance(figure, Drawing) and figure.cut), knobs
        for language, ascii_only in WAYS:
            rows = rows_of(figure, language, ascii_only=ascii_only)
            assert all(cell_len(row) <= 60 for row in rows), knobs
    assert drawn >= 10


def test_the_examples_of_the_documentation_are_drawn() -> None:
    text = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
    lines = re.findall(r"^figure = \{ sketch = .*$", text, re.MULTILINE)
    named = set()
    for line in lines:
        figure = tomllib.loads(line)["figure"]
        named.add(figure["sketch"])
        if not re.search('"[=<]', line) and not figure.get("share"):
            sketched(figure["sketch"], figure["knobs"])
    assert named == set(SKETCHES)


def test_readings_leave_out_what_says_nothing() -> None:
    """No number for a layer without a name, no coefficient 1, and whose outputs are drawn."""
    network = sketched("network", {"sizes": [3, 5, 2]}).summary
    assert network.get("ja").endswith("3 個 → 5 個 → 2 個")
    assert network.get("en").endswith("3 → 5 → 2")
    assert "1(w1" not in sketched("regions", {"a": 1.0, "b": 2.0}).summary.get("en")
    both_ends = {"form": "seq2seq", "steps": 4, "encoder": 2}
    assert "デコーダだけ" in sketched("rnn", both_ends).summary.get("ja")
    last = sketched("rnn", {"steps": 3, "outputs": "last"}).summary.get("ja")
    assert "最後の時刻だけ" in last
