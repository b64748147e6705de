"""Keys of the demo lab, and which of them work in which of its states."""

from __future__ import annotations

from quizapp.tui.keys import EVERYWHERE, Command, State

KEYS = (
    Command("play", "space", "space", "動かす、止める"),
    Command("up", "up,k", "↑", "上のつまみへ"),
    Command("down", "down,j", "↓", "下のつまみへ"),
    Command("less", "left", "←", "つまみを 1 つ下げる"),
    Command("more", "right", "→", "つまみを 1 つ上げる"),
    Command("fast_more", "pageup", "pgup", "つまみを 10 上げる"),
    Command("fast_less", "pagedown", "pgdn", "つまみを 10 下げる"),
    Command("type", "0,1,2,3,4,5,6,7,8,9,minus", "0-9", "数字を打って決める"),
    Command("guess", "1,2,3,4", "1-4", "予想を選ぶ", each=True),
    Command("back_step", "comma", ",", "1 ステップ戻る（止めているとき）"),
    Command("next_step", "full_stop", ".", "1 ステップ進む（止めているとき）"),
    Command("reset", "r", "r", "このつまみを初期値に戻す"),
    Command("reset_all", "R", "R", "全部のつまみを初期値に戻す"),
    Command("random", "x", "x", "無作為な設定にする"),
    Command(
        "compare", "c", "c", "この設定を A に留めて、もう 1 つの設定と比べる。もう一度でやめる"
    ),
    Command("swap", "tab", "tab", "比べている A と B を入れ替える"),
    Command("try", "t", "t", "予想してから動かす"),
    Command("next_trial", "enter", "enter", "次の予想へ"),
    Command("questions", "p", "p", "このデモの問題"),
    Command("values", "v", "v", "値の表と、確かめたこと"),
    Command("set", "enter", "enter", "打った値にする"),
    Command("back", "escape", "esc", "戻る"),
    *EVERYWHERE,
)

_TURNING = ("up", "down", "less", "more", "fast_more", "fast_less", "type", "reset", "reset_all")
_MORE = ("random", "compare", "swap", "try", "questions", "values")
_STEPS = ("play", "next_step", "back_step")

STATES = {
    "still": State(
        "デモ",
        (
            ("up", "つまみ"),
            ("less", "動かす"),
            ("try", "予想"),
            ("compare", "比べる"),
            ("values", "表"),
            ("questions", "問題"),
            ("back", "戻る"),
        ),
        (*_TURNING, *_MORE),
    ),
    "paused": State(
        "動くデモ・停止中",
        (
            ("play", "再生"),
            ("up", "つまみ"),
            ("less", "動かす"),
            ("try", "予想"),
            ("compare", "比べる"),
            ("values", "表"),
            ("back_step", "1 歩ずつ"),
            ("questions", "問題"),
            ("back", "戻る"),
        ),
        (*_TURNING, *_MORE, *_STEPS),
    ),
    "running": State(
        "動くデモ・再生中",
        (
            ("play", "停止"),
            ("up", "つまみ"),
            ("less", "動かす"),
            ("reset", "初期値"),
            ("back", "戻る"),
        ),
        (*_TURNING, *_MORE),
    ),
    "asking": State(
        "予想する",
        (("guess", "選ぶ"), ("try", "次の予想"), ("back", "やめる")),
    ),
    "told": State(
        "予想の結果",
        (
            ("next_trial", "次へ"),
            ("play", "再生"),
            ("less", "動かす"),
            ("values", "表"),
            ("back", "デモへ"),
        ),
        (*_TURNING, *_MORE, *_STEPS),
    ),
    "entry": State("数の入力", (("set", "決める"), ("back", "やめる"))),
    "values": State(
        "値の表",
        (
            ("up", "上へ"),
            ("down", "下へ"),
            ("values", "図"),
            ("less", "つまみを動かす"),
            ("back", "図へ"),
        ),
        ("less", "more", "fast_more", "fast_less", "swap"),
    ),
    "broken": State("開けないデモ", (("back", "戻る"),)),
}
