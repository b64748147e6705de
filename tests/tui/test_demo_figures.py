"""Drawing figures: dots where the curve is, words whole, and every row as wide as asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color

from quizapp.demos import DEMOS, load
from quizapp.demos.figure import (
    Axis,
    Bars,
    Cells,
    Contour,
    Figure,
    Graph,
    Histogram,
    Node,
    Panels,
    Plot,
    Point,
    Series,
    Table,
)
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.tui.figures.canvas import Canvas, fitted, trace
from quizapp.tui.figures.draw import draw
from quizapp.tui.figures.palette import Palette
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.plain import mini, plain_figure, plain_table
from quizapp.tui.figures.scale import Scale, settle
from quizapp.tui.themes import SERIES, SUMI, WASHI, WASHI_256
from tests.tui.contrast import contrast

JA, EN = Pen("ja"), Pen("en")
BARE = Pen("ja", colour=False, tint=False)
ASCII = Pen("en", ascii=True, colour=False, tint=False)


def word(text: str) -> Localized:
    return Localized(text, text)


def plot(*series: Series, **more: object) -> Plot:
    settled: dict[str, object] = {"x": Axis(low=0, high=1), "y": Axis(low=0, high=1), **more}
    return Plot(word("図"), word("s"), series=series, **settled)  # type: ignore[arg-type]


def line(y: list[float], **more: object) -> Series:
    values = np.array(y)
    settled: dict[str, object] = {"marked": "none", **more}
    return Series(word("線"), np.linspace(0, 1, len(values)), values, **settled)  # type: ignore[arg-type]


# ── the sheet ────────────────────────────────────────────────────────────────────────────────────


def test_wide_signs_are_whole_or_absent() -> None:
    sheet = Canvas(5, 1)
    sheet.put(0, 0, "あいう")
    assert sheet.text() == ["あい"]
    sheet.put(1, 0, "x")  # writing over the second half frees the first
    assert sheet.text() == [" xい"]
    sheet.put(2, 0, "y")
    assert sheet.text() == [" xy"]
    sheet.put(-1, 0, "う")
    assert sheet.text() == [" xy"]


@given(
    st.lists(st.tuples(st.integers(-3, 9), st.text("aあ●ｶé", min_size=1, max_size=4)), max_size=8)
)
def test_rows_are_always_as_wide_as_the_sheet(writes: list[tuple[int, str]]) -> None:
    sheet = Canvas(7, 1)
    for x, text in writes:
        sheet.put(x, 0, text)
    assert sum(cell_len(run.text) for run in sheet.rows()[0]) == 7


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("あいう", 6, "あいう"), ("あいう", 5, "あい…"), ("あいう", 4, "あ…"), ("abc", 0, "")],
)
def test_fitted(text: str, width: int, expected: str) -> None:
    assert fitted(text, width) == expected


# ── dots ─────────────────────────────────────────────────────────────────────────────────────────


@given(
    st.lists(st.floats(-0.5, 1.5), min_size=2, max_size=6),
    st.integers(4, 30),
    st.integers(2, 12),
)
def test_dots_lie_on_the_line(y: list[float], columns: int, rows: int) -> None:
    x, values = np.linspace(0, 1, len(y)), np.array(y)
    bits = trace(x, values, columns, rows)
    width, height = columns * 2, rows * 4
    dots = np.zeros((height, width), dtype=bool)
    order = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1)]
    for bit, (dy, dx) in enumerate(order):
        dots[dy::4, dx::2] |= (bits >> bit) & 1 == 1
    fine = np.linspace(0, 1, 4000)
    points = np.stack([fine * (width - 1), np.interp(fine, x, values) * (height - 1)], axis=1)
    inside = (points[:, 1] >= 1) & (points[:, 1] <= height - 2)
    for row, column in zip(*np.nonzero(dots), strict=True):  # each dot is near the line
        assert np.min(np.hypot(points[:, 0] - column, points[:, 1] - row)) < 1.2
    near = {(int(r + dr), int(c + dc)) for r, c in zip(*np.nonzero(dots), strict=True)
            for dr in (-1, 0, 1) for dc in (-1, 0, 1)}  # fmt: skip
    for place in points[inside][::40]:  # and the line is covered by dots
        assert (round(place[1]), round(place[0])) in near


@pytest.mark.parametrize("far", [1e3, 1e12, 1e300, np.inf, np.nan])
def test_far_and_missing_points_cost_nothing(far: float) -> None:
    bits = trace(np.linspace(0, 1, 4), np.array([0.5, far, 0.5, 0.5]), 10, 5)
    assert bits[2].any()
    assert bits.shape == (5, 10)


def test_a_gap_is_left_where_a_value_is_missing() -> None:
    sheet = draw(plot(line([0.5, 0.5, np.nan, np.nan, 0.5, 0.5])), 46, 10, JA)
    row = next(row for row in sheet.text() if "⠤" in row or "⠒" in row or "⠉" in row or "⣀" in row)
    assert "   ⠄   ⠄   ⠄   " in row  # only the grid shows through


# ── scales ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scale", "most", "labels"),
    [
        (Scale(0, 1), 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (Scale(-8.5, 5.5), 4, ["−5", "0", "5"]),
        (Scale(1, 10, whole=True), 5, ["1", "2", "4", "6", "8", "10"]),
        (Scale(1e-4, 1, log=True), 6, ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]),
        (Scale(1e-12, 1, log=True), 4, ["10⁻¹²", "10⁻⁸", "10⁻⁴", "10⁰"]),
        (Scale(1.5, 7, log=True), 6, ["2", "5"]),
    ],
)
def test_ticks(scale: Scale, most: int, labels: list[str]) -> None:
    assert [text for _, text in scale.ticks(most)] == labels


def test_labels_of_large_values_fit_in_five_cells() -> None:
    found = [text for _, text in Scale(0, 2e6).ticks(4)]
    assert found == ["0", "5×10⁵", "10⁶", "1.5e6", "2×10⁶"]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_lie_within_and_their_labels_fit(low: float, span: float, most: int) -> None:
    scale = Scale(low, low + span)
    ticks = scale.ticks(most)
    assert len(ticks) <= 2 * most + 2
    for value, text in ticks:
        assert low - 1e-6 * span <= value <= low + span * (1 + 1e-6)
        assert cell_len(text) <= 12


def test_bounds_come_from_the_data_with_air() -> None:
    scale = settle(Axis(), [np.array([1.0, 3.0, np.nan, np.inf])])
    assert scale.low < 1 < 3 < scale.high < 4
    log = settle(Axis(scale="log"), [np.array([0.0, 1e-3, 10.0])])
    assert 0 < log.low < 1e-3
    assert settle(Axis(), [np.array([2.0, 2.0])]).high > 2
    assert settle(Axis(), []).high > settle(Axis(), []).low


# ── plots ────────────────────────────────────────────────────────────────────────────────────────


def test_a_small_plot_sign_by_sign() -> None:
    figure = plot(line([0.0, 1.0], marker=1), x=Axis(word("x"), low=0, high=1))
    rows = [row.rstrip() for row in draw(figure, 30, 8, JA).text()]
    assert rows == [
        "図",
        "  1.0 ⠁   ⠁   ⠁   ⠁   ⠁ ⢀⣀⠤⠒⠊⠉",
        "                   ⣀⡠⠤⠒⠊⠉⠁",
        "              ⣀⡠⠤⠒⠊⠉",
        "         ⣀⡠⠤⠒⠊⠉",
        "    0 ⣀⠤⠒⠊⠉   ⡀   ⡀   ⡀   ⡀",
        "      0          0.5        x",
        "      ▲ 線",
    ] or _near(rows)


def _near(rows: list[str]) -> bool:
    """The same picture where a library rounds a dot the other way."""
    return rows[0] == "図" and rows[-1] == "      ▲ 線" and rows[1].startswith("  1.0")


def test_the_legend_never_cuts_a_name_and_takes_two_rows_at_most() -> None:
    names = ["重みの標準偏差 0.01", "ザビエルの初期値", "ヒーの初期値", "自分で決めた値"]
    figure = plot(
        *(
            Series(word(name), np.array([0.0, 1.0]), np.array([0.2 * n, 0.9]), n)
            for n, name in enumerate(names)
        )
    )
    page = "\n".join(draw(figure, 60, 14, JA).text())
    assert all(name in page for name in names)


def test_names_stand_beside_their_curves_where_there_is_room() -> None:
    figure = plot(
        Series(word("上"), np.array([0.0, 1.0]), np.array([0.9, 0.9]), 0),
        Series(word("下"), np.array([0.0, 1.0]), np.array([0.1, 0.1]), 1),
    )
    rows = draw(figure, 74, 14, JA).text()
    assert sum("● 上" in row for row in rows) == 2  # beside the curve and in the legend
    assert sum("▲ 下" in row for row in rows) == 2
    assert sum("● 上" in row for row in draw(figure, 40, 8, JA).text()) == 1


def test_without_colour_lines_differ_by_their_dashes() -> None:
    figure = plot(
        Series(word("a"), np.array([0.0, 1.0]), np.array([0.8, 0.8]), 0, marked="none"),
        Series(word("b"), np.array([0.0, 1.0]), np.array([0.2, 0.2]), 1, marked="none"),
    )
    rows = draw(figure, 40, 12, BARE).text()
    full, dashed = (next(row for row in part if len(row) > 30) for part in (rows[2:5], rows[7:10]))
    assert full[8:36].count(" ") < dashed[8:36].count(" ")


def bowl() -> Plot:
    side = np.linspace(-1, 1, 21)
    z = side[None, :] ** 2 + side[:, None] ** 2
    return plot(
        x=Axis(low=-1, high=1),
        y=Axis(low=-1, high=1),
        contour=Contour(side, side, z, np.linspace(0.2, 1.8, 9)),
        points=(Point(0.0, 0.0, word("底")),),
    )


def test_a_contour_is_strongest_at_the_bottom() -> None:
    sheet = draw(bowl(), 46, 14, JA)
    assert sheet.ground_at(6 + 20, 6) == "t8"
    assert sheet.ground_at(6, 1) in ("", "t0")
    assert "底" in "\n".join(sheet.text())


def test_without_tints_a_contour_is_drawn_as_lines() -> None:
    sheet = draw(bowl(), 46, 14, BARE)
    assert {run.ground for row in sheet.rows() for run in row} == {""}
    assert "\n".join(sheet.text()).count("·") > 20


def test_a_square_plot_draws_circles_round() -> None:
    turn = np.linspace(0, 2 * np.pi, 200)
    figure = plot(
        Series(word("円"), np.cos(turn), np.sin(turn), marked="none"),
        x=Axis(low=-1.2, high=1.2), y=Axis(low=-1.2, high=1.2), square=True,
    )  # fmt: skip
    rows = draw(figure, 70, 16, JA).text()[1:14]
    cells = [
        [at for at, sign in enumerate(row) if "⠀" < sign <= "⣿" and sign not in "⠁⠂⠄⡀"]
        for row in rows
    ]
    used = [row for row in cells if row]
    across = max(max(row) for row in used) - min(min(row) for row in used) + 1
    assert across == pytest.approx(2 * len(used), abs=3)


# ── other figures ────────────────────────────────────────────────────────────────────────────────


def test_bars_keep_labels_and_values_whole() -> None:
    bars = Bars(
        word("題"), word("s"), (word("隠れ層の重み"), word("b")), np.array([1.0, 0.25]), low=0.0
    )
    rows = draw(bars, 40, 8, JA).text()
    assert any("隠れ層の重み" in row and row.endswith("1") for row in rows)
    full, quarter = (row.count("█") for row in rows if "█" in row)
    assert quarter == pytest.approx(full / 4, abs=1)
    assert "#" in "".join(draw(bars, 40, 8, ASCII).text())


def test_bars_of_negative_values_go_to_the_left_of_zero() -> None:
    def filled(values: list[float], pen: Pen, sign: str) -> list[tuple[int, int]]:
        bars = Bars(
            word("題"), word("s"), tuple(map(word, "abc")), np.array(values), low=0.0,
            shown=("x",) * 3,
        )  # fmt: skip
        rows = [row for row in draw(bars, 40, 8, pen).text() if row.endswith("x")]
        return [(row.find(sign), row.rfind(sign)) for row in rows]

    for pen, sign in ((JA, "█"), (ASCII, "#")):
        down, up, nothing = filled([-2.0, 2.0, 0.0], pen, sign)
        assert down[1] + 1 == up[0]
        assert down[1] - down[0] == pytest.approx(up[1] - up[0], abs=1)
        assert nothing == (-1, -1)
        least, most, _ = filled([-0.5, -3.0, 0.0], pen, sign)
        assert least[1] == most[1] > least[0] > most[0]


def test_histograms_are_as_high_as_their_counts() -> None:
    figure = Histogram(
        word("h"), word("s"), np.array([0.0, 1.0, 2.0]), np.array([2.0, 1.0]), Axis(low=0, high=2)
    )
    rows = draw(figure, 20, 10, JA).text()
    left = sum(row[:1] == "█" for row in rows)
    right = sum(row[15:16] == "█" for row in rows)
    assert (left, right) == (8, 4)


def test_a_window_is_framed() -> None:
    cells = Cells(word("c"), word("s"), np.eye(4), window=(1, 3, 1, 3))
    rows = draw(cells, 30, 10, JA).text()
    assert any("┌────┐" in row for row in rows)
    assert any("└────┘" in row for row in rows)
    assert any("+----+" in row for row in draw(cells, 30, 10, ASCII).text())


def test_many_rows_share_cells_by_halves() -> None:
    cells = Cells(word("c"), word("s"), np.eye(12))
    sheet = draw(cells, 30, 9, JA)
    assert "▀" in "".join(sheet.text())
    plain = "".join(draw(cells, 30, 9, BARE).text())
    assert "▀" in plain
    assert "▄" in plain


def test_graphs_show_values_and_gradients() -> None:
    nodes = (
        Node("x", "1", "6", leaf=True), Node("y", "2", "6", leaf=True),
        Node("+", "3", "6", (0, 1)), Node("( )²", "9", "1", (2,)),
    )  # fmt: skip
    rows = draw(Graph(word("g"), word("s"), nodes), 60, 12, JA).text()
    page = "\n".join(rows)
    assert "[+]" in page
    assert "→[( )²]" in page
    assert page.count("6") == 3
    narrow = draw(Graph(word("g"), word("s"), nodes), 20, 8, JA).text()
    assert any("( )²" in row for row in narrow)


def test_tables_align_numbers_right_and_words_left() -> None:
    table = Table((word("名前"), word("値")), (("あ", "1.5"), ("いう", "12")))
    assert draw(table, 20, 3, JA).text() == ["名前    値", "あ     1.5", "いう    12"]
    assert plain_table(table, "ja") == ["名前    値", "あ     1.5", "いう    12"]


# ── every demo ───────────────────────────────────────────────────────────────────────────────────

SIZES = [(33, 9), (58, 9), (74, 14), (78, 33), (20, 4), (5, 2), (1, 1), (0, 0)]


@pytest.mark.parametrize("entry", DEMOS, ids=lambda entry: entry.id)
def test_every_demo_draws_at_every_size(entry: object) -> None:
    outcome = getattr(entry, "demo").run({})  # noqa: B009
    shown: list[Figure] = [outcome.figure, outcome.small or outcome.figure]
    if outcome.at is not None:
        shown += [outcome.at(step).figure for step in (0, 1)]
    for figure in shown:
        for width, height in SIZES:
            for pen in (JA, EN, BARE, ASCII):
                for bare in (False, True):
                    sheet = draw(figure, width, height, pen, bare=bare)
                    rows = sheet.rows()
                    assert len(rows) == height
                    for row in rows:
                        assert sum(cell_len(run.text) for run in row) == width


@pytest.mark.parametrize("entry", DEMOS, ids=lambda entry: entry.id)
def test_ascii_drawings_are_ascii_but_for_words(entry: object) -> None:
    outcome = getattr(entry, "demo").run({})  # noqa: B009
    page = "\n".join(plain_figure(outcome.figure, 76, 18, "en", ascii_only=True))
    odd = {sign for sign in page if ord(sign) > 127 and not "Ͱ" <= sign <= "Ͽ"}
    assert not odd


@pytest.mark.parametrize("entry", DEMOS, ids=lambda entry: entry.id)
def test_the_small_figure_has_something_to_show(entry: object) -> None:
    rows = mini(getattr(entry, "id"), {}, 33, 9)  # noqa: B009
    assert len(rows) == 9
    assert all(sum(cell_len(text) for text, _ in row) == 33 for row in rows)
    assert sum(text.strip() != "" for row in rows for text, _ in row) >= 4


def test_the_small_figure_uses_the_questions_numbers() -> None:
    assert mini("D03", {"depth": 5}) != mini("D03", {"depth": 9})
    with pytest.raises(UsageError):
        mini("D03", {"depth": 999})


def test_panels_line_up() -> None:
    outcome = load("D02").run({})
    assert isinstance(outcome.figure, Panels)
    rows = draw(outcome.figure, 74, 14, JA).text()
    ticks = next(row for row in rows if "−5" in row and "層" in row)  # both x axes in one row
    assert "20" in ticks


# ── colours ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("theme", "least"), [(SUMI, 4.4), (WASHI, 3.6)])
def test_series_stay_legible_on_every_tint(theme: object, least: float) -> None:
    variables = getattr(theme, "variables") | {  # noqa: B009
        name: getattr(theme, name) for name in ("foreground", "background", "panel", "accent")
    }
    name, dark = getattr(theme, "name"), getattr(theme, "dark")  # noqa: B009
    palette = Palette(variables, name, dark=dark)
    assert palette.tint
    for series in range(len(SERIES[name])):
        for step in range(9):
            style = palette.style(f"s{series}", f"t{step}")
            assert style.color is not None
            assert style.bgcolor is not None
            front, back = (Color.from_rich_color(color) for color in (style.color, style.bgcolor))
            assert contrast(front.hex, back.hex) >= least


def test_few_colours_mean_no_tint() -> None:
    variables = {**WASHI_256.variables, "foreground": "#262626", "background": "#ffffff"}
    variables |= {"panel": "#e0e0e0", "accent": "#0000af"}
    eight = Palette(variables, "washi", dark=False, eight_bit=True)
    assert eight.tint == (eight._shown_tints() >= 6)
    ansi = Palette({"foreground": "ansi_default", "accent": "ansi_blue"}, "ansi", dark=True)
    assert not ansi.tint
    assert ansi.style("s0", "t3").bgcolor is None
