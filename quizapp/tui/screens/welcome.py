"""The first run: what this is, three settings with good defaults, then straight to a question."""

from __future__ import annotations

from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.prose import prose_lines
from quizapp.tui.screens.preferences import FIRST, ROWS
from quizapp.tui.screens.settings import CHANGING, PreferenceScreen
from quizapp.tui.widgets.frame import FootKey
from quizapp.words import language, tr


class WelcomeScreen(PreferenceScreen):
    """A welcome of one screen."""

    PLACE = "welcome"
    ROWS = tuple(row for row in ROWS if row.name in FIRST)
    KEYS = (
        Command("begin", "enter", "enter", "1 問やってみる"),
        *CHANGING,
        Command("type", "space", "space", "値を書き込む"),
        Command("leave", "escape", "esc", "あとで（今日へ）"),
        *EVERYWHERE,
    )
    STATES = {
        "rows": State(
            "ようこそ",
            (
                ("begin", "1 問やってみる"),
                ("greater", "変える"),
                ("language", "English"),
                ("leave", "あとで"),
            ),
            ("type", "up", "down", "less"),
        ),
        "typing": State("値を入力中", (("begin", "決める"), ("leave", "取り消す"))),
    }
    BINDINGS = bindings("welcome", KEYS)

    def state_name(self) -> str:
        """Choosing a row, or typing a value."""
        return "typing" if self.typing else "rows"

    def foot_keys(self) -> list[FootKey]:
        """The language key names the language it leads to, in that language."""
        other = "English" if language() == "ja" else "日本語"
        keys = super().foot_keys()
        return [key._replace(label=other) if key.command == "language" else key for key in keys]

    def redraw(self) -> None:
        """Draw again."""
        ja = language() == "ja"
        self.head.say(
            "quizapp",
            tr("ようこそ"),
            (
                ("日本語", "tab" if ja else "muted"),
                ("   ", ""),
                ("English", "muted" if ja else "tab"),
            ),
        )
        self.thread_row.rule()
        super().redraw()

    def words_above(self, width: int) -> list[Line]:
        """What this is."""
        return [
            ((tr("E資格の勉強を、1 日 15 分から。"), "strong"),),
            (),
            *prose_lines(
                tr("答えは数学で確かめます。書き方は自由です。2(x+y) も 2x+2y も正解です。"), width
            ),
            (),
            (),
        ]

    def words_below(self, width: int) -> list[Line]:
        """Where to change it later, and where the record is."""
        words = tr("あとで s の設定から変えられます。記録はこの端末の中だけに保存されます。")
        lines = [
            [(text, role or "muted") for text, role in line] for line in prose_lines(words, width)
        ]
        return [*super().words_below(width), (), *lines]

    def do_begin(self) -> None:
        """One question at once."""
        self.quiz.keep_settings(self.quiz.settings)
        self.dismiss()
        self.quiz.call_later(self.quiz.start_first)

    def do_leave(self) -> None:
        """Out of the field, or to today."""
        if self.typing:
            self._stop_typing()
        else:
            self.quiz.keep_settings(self.quiz.settings)
            self.dismiss()
