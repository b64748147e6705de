"""Commands and states of the question screen: which key does what, and when."""

from __future__ import annotations

from quizapp.tui.keys import EVERYWHERE, Command, State

KEYS = (
    Command("enter", "enter", "enter", "採点する、次へ進む、もう一度書く"),
    Command("check", "ctrl+d", "ctrl+d", "採点する（答えが複数行のとき）"),
    Command(
        "digit", "1,2,3,4,5,6,7,8,9", "1-9", "選択肢を選ぶ、評価して進む（全角も可）", each=True
    ),
    Command("space", "space", "space", "印を付ける、持ち上げる、めくる"),
    Command("up", "up", "↑", "上へ"),
    Command("down", "down", "↓", "下へ"),
    Command("back", "backspace", "backspace", "最後に置いた手順を取り消す"),
    Command("hint_tab", "tab", "tab", "次のヒント（入力中も使える）"),
    Command("hint", "h", "h", "次のヒント"),
    Command("answer", "a", "a", "答えを見る（評価は「忘れた」になる）"),
    Command("demo", "d", "d", "この問題のデモを開く"),
    Command("next", "n", "n", "次へ、飛ばす"),
    Command("another", "m", "m", "同じ型の別の問題（数が変わる）"),
    Command("figure", "v", "v", "図を開く、読み上げ文を出す"),
    Command("figure_typing", "ctrl+g", "ctrl+g", "図を開く（入力中も使える）"),
    Command("explain", "e", "e", "解説をすべて表示する"),
    Command("reasons", "w", "w", "すべての選択肢の理由を表示する"),
    Command("flag", "f", "f", "印を付ける、外す"),
    Command("bury", "b", "b", "明日まで出さない"),
    Command("suspend", "z", "z", "休止する（u で戻す）"),
    Command("card", "i", "i", "この問題の記憶と、自分へのメモ"),
    Command("undo", "u", "u", "前の評価を取り消す"),
    Command("confidence", "c", "c", "採点の前に自信をきく、きかない"),
    Command("page_up", "pageup", "pgup", "上へスクロール"),
    Command("page_down", "pagedown", "pgdn", "下へスクロール"),
    Command("leave", "escape", "esc", "コマンド、終わる（保存済み）"),
    *EVERYWHERE,
)

_SCROLL = ("page_up", "page_down")
_ASIDE = ("flag", "bury", "suspend", "undo", "confidence")
_OPEN = ("hint_tab", "figure", "figure_typing", "answer", "leave", *_ASIDE, *_SCROLL)
_DECIDED = (
    "next", "figure", "flag", "bury", "suspend", "card", "confidence", "leave", "up", "down",
    *_SCROLL,
)  # fmt: skip

STATES = {
    "typing": State(
        "書き込む問題・入力中",
        (("enter", "採点"), ("hint_tab", "ヒント"), ("leave", "コマンド")),
        ("figure_typing", "up", "down", *_SCROLL),
    ),
    "coding": State(
        "コードの問題・複数行を入力中",
        (("check", "採点"), ("enter", "改行"), ("hint_tab", "ヒント"), ("leave", "コマンド")),
        ("figure_typing", "up", "down", *_SCROLL),
    ),
    "sure": State(
        "自信を答える",
        (("digit", "自信"), ("enter", "答えずに採点"), ("leave", "答えに戻る")),
        _SCROLL,
    ),
    "judging": State("採点中", (("leave", "やめる"),), _SCROLL),
    "command": State(
        "書き込む問題・コマンド",
        (
            ("enter", "入力"),
            ("hint", "ヒント"),
            ("answer", "答え"),
            ("demo", "デモ"),
            ("next", "飛ばす"),
            ("leave", "終わる"),
        ),
        ("hint_tab", "figure", "figure_typing", *_ASIDE, *_SCROLL),
    ),
    "wrong": State(
        "書き込む問題・不正解",
        (
            ("enter", "もう一度"),
            ("hint", "ヒント"),
            ("answer", "答え"),
            ("demo", "デモ"),
            ("next", "次へ"),
        ),
        ("hint_tab", "figure", "figure_typing", "leave", "up", "down", *_ASIDE, *_SCROLL),
    ),
    "verdict": State(
        "採点のあと",
        (
            ("enter", "次へ"),
            ("digit", "評価"),
            ("demo", "デモ"),
            ("another", "もう1問"),
            ("explain", "解説"),
            ("undo", "戻す"),
        ),
        _DECIDED,
    ),
    "listed": State(
        "選択問題・採点のあと",
        (
            ("enter", "次へ"),
            ("digit", "評価"),
            ("demo", "デモ"),
            ("explain", "解説"),
            ("reasons", "理由"),
            ("undo", "戻す"),
        ),
        _DECIDED,
    ),
    "undecided": State(
        "判定できないとき",
        (("digit", "評価"), ("demo", "デモ"), ("explain", "解説"), ("undo", "戻す")),
        ("enter", "figure", "flag", "bury", "suspend", "card", "leave", "up", "down", *_SCROLL),
    ),
    "choice": State(
        "選択問題・解答前",
        (
            ("digit", "選ぶ"),
            ("enter", "採点"),
            ("hint", "ヒント"),
            ("next", "飛ばす"),
            ("demo", "デモ"),
        ),
        ("up", "down", *_OPEN),
    ),
    "choices": State(
        "複数選択・解答前",
        (
            ("digit", "選ぶ"),
            ("enter", "採点"),
            ("hint", "ヒント"),
            ("next", "飛ばす"),
            ("demo", "デモ"),
        ),
        ("up", "down", "space", *_OPEN),
    ),
    "order": State(
        "並べ替え・解答前",
        (
            ("digit", "置く"),
            ("space", "持つ"),
            ("enter", "採点"),
            ("hint", "ヒント"),
            ("next", "飛ばす"),
        ),
        ("back", "up", "down", "demo", *_OPEN),
    ),
    "front": State(
        "カード・表",
        (
            ("space", "めくる"),
            ("demo", "デモ"),
            ("bury", "後で"),
            ("undo", "戻す"),
            ("leave", "終わる"),
        ),
        ("enter", "flag", "suspend", "next", *_SCROLL),
    ),
    "back": State(
        "カード・裏",
        (
            ("digit", "評価"),
            ("space", "できた"),
            ("demo", "デモ"),
            ("undo", "戻す"),
            ("leave", "終わる"),
        ),
        ("enter", "flag", "bury", "suspend", "card", "next", "up", "down", *_SCROLL),
    ),
    "finished": State("終わり", (("leave", "今日へ"),)),
}
"""States of the screen; a typed question is in "command" while its field has no focus."""

TYPING_STATES = frozenset({"typing", "coding"})
"""States in which letters are text."""
RATING_STATES = frozenset({"verdict", "listed", "undecided", "back"})
GUARDED = frozenset({"enter", "space", "digit"})
"""Commands swallowed just after a verdict or a flip, so a held key cannot grade and skip."""
