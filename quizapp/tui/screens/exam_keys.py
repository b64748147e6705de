"""The keys of an exam's question, and which of them work when."""

from __future__ import annotations

from quizapp.tui.keys import EVERYWHERE, Command, State

KEYS = (
    Command("digit", "1,2,3,4,5,6,7,8,9", "1-9", "選んで保存する", each=True),
    Command("enter", "enter", "enter", "次の問題へ（入力欄では保存して次へ）"),
    Command("next", "n,right", "n", "次の問題へ"),
    Command("previous", "p,left", "p", "前の問題へ"),
    Command("flag", "f", "f", "見直しの印を付ける・外す"),
    Command("clear", "c", "c", "解答を消す"),
    Command("blank", "b", "b", "次の未解答へ"),
    Command("grid", "g", "g", "問題の一覧"),
    Command("submit", "s", "s", "提出する"),
    Command("flagged", "F", "F", "次の見直しの問題へ"),
    Command("calculator", "k,ctrl+r", "k", "電卓（入力中は ctrl+r）"),
    Command("scratch", "w", "w", "下書き"),
    Command("sure", "y", "y", "自信あり・自信なしを記す"),
    Command("strike", "x", "x", "選択肢を消す・戻す"),
    Command("write", "N", "N", "この問題にメモを書く"),
    Command("figure", "v", "v", "図を開く、読み上げ文を出す"),
    Command("figure_typing", "ctrl+g", "ctrl+g", "図を開く（入力中も使える）"),
    Command("up", "up", "↑", "上へ"),
    Command("down", "down", "↓", "下へ"),
    Command("space", "space", "space", "持ち上げる・置く"),
    Command("back", "backspace", "⌫", "最後の 1 つを戻す"),
    Command("page_up", "pageup", "pgup", "前のページ"),
    Command("page_down", "pagedown", "pgdn", "次のページ"),
    Command("type", "tab", "tab", "入力欄とコマンドを行き来する"),
    Command("save", "ctrl+d", "ctrl+d", "保存して次へ（答えが複数行のとき）"),
    Command("help_off", "h,a,d,e,m", "h a d e m", "模試では使えません", each=True),
    Command("leave", "escape", "esc", "模試を離れる（時計は進みます）"),
    *(one for one in EVERYWHERE if one.id != "palette"),
)
WALK = ("next", "previous", "flag", "flagged", "clear", "blank", "grid", "submit", "write")
ASIDE = ("calculator", "scratch")
_FOOT = (
    ("previous", "前へ"),
    ("flag", "見直し"),
    ("grid", "一覧"),
    ("submit", "提出"),
)
_SCROLL = ("up", "down", "page_up", "page_down")
STATES = {
    "choice": State(
        "模試の問題",
        (("digit", "選ぶ"), ("enter", "次へ"), *_FOOT),
        (*WALK, *ASIDE, *_SCROLL, "figure", "sure", "strike", "help_off", "leave"),
    ),
    "order": State(
        "模試の並べ替え",
        (("digit", "置く"), ("back", "戻す"), ("enter", "次へ"), *_FOOT),
        (*WALK, *ASIDE, *_SCROLL, "figure", "space", "sure", "help_off", "leave"),
    ),
    "command": State(
        "模試の入力問題・コマンド",
        (("enter", "入力"), ("next", "次へ"), *_FOOT),
        (*WALK, *ASIDE, *_SCROLL, "figure", "type", "sure", "help_off", "leave"),
    ),
    "typing": State(
        "模試の入力問題",
        (("enter", "保存して次へ"), ("calculator", "電卓"), ("leave", "コマンド")),
        ("type", "figure_typing"),
    ),
    "coding": State(
        "模試の入力問題・複数行",
        (("save", "保存して次へ"), ("enter", "改行"), ("leave", "コマンド")),
        ("type", "figure_typing", "calculator"),
    ),
    "striking": State(
        "選択肢を消す",
        (("digit", "消す・戻す"), ("leave", "やめる")),
        ("strike",),
    ),
    "gone": State(
        "なくなった問題",
        (("enter", "次へ"), *_FOOT),
        (*WALK, *ASIDE, "leave"),
    ),
}
"""Every state of the screen; a question answered from a list is "choice" whether one option is
right or several."""
