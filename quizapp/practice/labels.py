"""What lists call kinds of question, ways to stand and orders, in the language in use."""

from __future__ import annotations

from quizapp.practice.finding import Order, Status
from quizapp.words import tr


def kind_word(kind: str) -> str:
    """A kind as a learner says it."""
    words = {
        "expression": tr("式"),
        "number": tr("数"),
        "choice": tr("選択"),
        "choices": tr("複数選択"),
        "cloze": tr("穴埋め"),
        "order": tr("並べ替え"),
        "code": tr("コード"),
        "recall": tr("カード"),
        "template": tr("ひな形"),
    }
    return words.get(kind, kind)


def evidence_word(evidence: str) -> str:
    """A kind of evidence as a learner says it."""
    words = {"proved": tr("証明"), "computed": tr("計算"), "sourced": tr("出典")}
    return words.get(evidence, tr("なし"))


def sure_word(level: int) -> str:
    """How sure, from a guess (1) to sure (3)."""
    return (tr("勘"), tr("たぶん"), tr("確か"))[level - 1]


def moved_by_mocks(shift: float, taken: int) -> str:
    """By how many points mock exams moved a forecast."""
    return tr(
        "模試 {n} 回の結果で、見込みを {shift:+.0f} 点 動かしました（分野ごとの値はそのまま）",
        n=taken,
        shift=shift,
    )


def status_word(status: Status) -> str:
    """A way to stand as a learner says it."""
    return {
        "unseen": tr("未学習"),
        "wrong": tr("間違い"),
        "due": tr("期限"),
        "flagged": tr("印つき"),
        "suspended": tr("休止中"),
        "leech": tr("苦手"),
        "unsure": tr("自信なし"),
        "misjudged": tr("確かと思って間違い"),
    }[status]


def order_word(order: Order) -> str:
    """An order of the list."""
    return {
        "pack": tr("収録順"),
        "due": tr("期限の順"),
        "recall": tr("忘れかけの順"),
        "difficulty": tr("覚えにくい順"),
        "lapses": tr("忘れた日数の順"),
    }[order]
