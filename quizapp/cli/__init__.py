"""Commands, one file each, loaded only when called; this list loads nothing.

To add one, write ``quizapp/cli/<name>.py`` with a click command called ``command`` and add its
line to :data:`COMMANDS`.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One command: its name, the module that holds it, and its line in the list."""

    name: str
    module: str
    help: str


COMMANDS: tuple[Entry, ...] = (
    Entry("quiz", "quizapp.cli.quiz", "問題を解く"),
    Entry("review", "quizapp.cli.review", "期限の来たカードと問題を復習する"),
    Entry("exam", "quizapp.cli.exam", "模試を作る、受ける、結果を見る"),
    Entry("demo", "quizapp.cli.demo", "デモを動かす"),
    Entry("due", "quizapp.cli.due", "今日の復習と新しい問題の数"),
    Entry("plan", "quizapp.cli.plan", "試験日までの計画と当日の見込み"),
    Entry("stats", "quizapp.cli.stats", "学習の記録"),
    Entry("fit", "quizapp.cli.fit", "記憶の計算を自分の記録に合わせる"),
    Entry("list", "quizapp.cli.list_", "問題の一覧"),
    Entry("show", "quizapp.cli.show", "1 問を表示する"),
    Entry("grade", "quizapp.cli.grade", "答えを 1 つ、または JSON 行でまとめて採点する"),
    Entry("check", "quizapp.cli.check", "パックを調べ、答えを計算し直す"),
    Entry("config", "quizapp.cli.config", "設定を見る、変える"),
    Entry("export", "quizapp.cli.export", "学習記録を JSON Lines で書き出す"),
    Entry("import", "quizapp.cli.import_", "学習記録を取り込む"),
    Entry("doctor", "quizapp.cli.doctor", "記録と端末を調べ、直す"),
    Entry("schema", "quizapp.cli.schema", "問題ファイルの JSON Schema"),
)
