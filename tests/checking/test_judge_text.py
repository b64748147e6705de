"""Words in blanks, options and orders: tables that say what is accepted, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.checking.choices import Option, judge_choice, judge_choices
from quizapp.checking.orders import judge_order
from quizapp.checking.text import as_number, fold, judge_cloze, judge_text, same_word
from quizapp.records import Localized


@pytest.mark.parametrize(
    ("response", "alias"),
    [
        ("ストライド", "ストライド"),
        ("ｽﾄﾗｲﾄﾞ", "ストライド"),  # half-width kana
        ("すとらいど", "ストライド"),  # hiragana, before the IME converts
        ("Ｓｔｒｉｄｅ", "stride"),  # full-width Latin
        ("STRIDE", "stride"),
        (" stride 。", "stride"),
        ("「ストライド」", "ストライド"),
        ("batch normalization", "Batch-Normalisation"),  # hyphen, capitals, British spelling
        ("バッチノーマライゼイション", "バッチノーマライゼーション"),  # エイ and エー
        ("コンピュータ", "コンピューター"),  # the mark at the end
        ("パラメーター", "パラメータ"),
        ("オートエンコ-ダ", "オートエンコーダー"),  # a hyphen typed for the long mark
        ("オートエンコ−ダ", "オートエンコーダー"),
        ("ヴァリデーション", "バリデーション"),
        ("グローバル・アベレージ・プーリング", "グローバルアベレージプーリング"),
        ("ベイズ", "ベーズ"),
        ("σ", "sigma"),
        ("５", "5"),
        ("5.0", "5"),
        ("五", "5"),
        ("二十四", "24"),
        ("1/2", "0.5"),
        ("neighbour", "neighbor"),
        ("labeled", "labelled"),
    ],
)
def test_one_word_in_many_spellings(response: str, alias: str) -> None:
    assert same_word(response, alias)
    assert judge_text(response, [alias]).note == "right.text"


@pytest.mark.parametrize(
    ("response", "alias"),
    [
        ("教師あり学習", "教師なし学習"),  # one sign apart, and the opposite
        ("過学習", "未学習"),
        ("encoder", "decoder"),
        ("L1", "L2"),
        ("入力", "出力"),
        ("ビル", "ビール"),  # a mark inside a word is a different word
        ("ー", "一"),  # a long mark is not the numeral
        ("1", "10"),
        ("", "x"),
    ],
)
def test_other_words_stay_other(response: str, alias: str) -> None:
    assert not same_word(response, alias)
    assert judge_text(response, [alias]).outcome != "right"


@pytest.mark.parametrize(
    ("response", "alias", "note"),
    [
        ("regulerization", "regularization", "miss.spelling"),
        ("reguarization", "regularization", "miss.spelling"),
        ("regualrization", "regularization", "miss.spelling"),
        ("スタライド", "ストライド", "wrong.plain"),  # five signs are too few to be sure
        ("ドロップアフト", "ドロップアウト", "miss.spelling"),
        ("教師なし学習", "教師あり学習", "wrong.plain"),  # never with kanji
        ("local loss", "focal loss", "wrong.plain"),  # another word, not a slip
        ("", "x", "blank"),
        ("　", "x", "blank"),
    ],
)
def test_notes_of_one_blank(response: str, alias: str, note: str) -> None:
    grade = judge_text(response, [alias])
    assert grade.note == note
    assert grade.outcome != "right"


BLANKS = [["S", "stride", "ストライド"], ["1", "one"]]
GATES = [["input", "入力ゲート"], ["forget", "忘却ゲート"], ["output", "出力ゲート"]]


@pytest.mark.parametrize(
    ("response", "outcome", "score", "note"),
    [
        ("S ; 1", "right", 1.0, "right.text"),
        ("ストライド；１", "right", 1.0, "right.text"),
        ("s;2", "wrong", 0.5, "wrong.plain"),
        ("K ; 2", "wrong", 0.0, "wrong.plain"),
        ("S ;", "unreadable", 0.0, "blank"),  # costs no try
        ("", "unreadable", 0.0, "blank"),
        ("S ; 1 ; 2", "unreadable", 0.0, "unreadable.count"),
        ("S\n1", "right", 1.0, "right.text"),
    ],
)
def test_cloze(response: str, outcome: str, score: float, note: str) -> None:
    grade = judge_cloze(response, BLANKS)
    assert (grade.outcome, grade.score, grade.note) == (outcome, score, note)


def test_cloze_tells_which_blank_is_off() -> None:
    grade = judge_cloze("S ; 2", BLANKS)
    assert [part.outcome for part in grade.parts] == ["right", "wrong"]
    assert "2" in grade.feedback.ja
    assert "2" in grade.feedback.en


def test_blanks_in_any_order() -> None:
    assert judge_cloze("output; input; forget", GATES, any_order=True).outcome == "right"
    assert judge_cloze("output; input; forget", GATES).outcome == "wrong"
    twice = judge_cloze("input; input; forget", GATES, any_order=True)
    assert twice.score == pytest.approx(2 / 3)
    assert [part.note for part in twice.parts] == ["right.text", "miss.repeated", "right.text"]


def test_any_order_finds_the_best_pairing() -> None:
    blanks = [["a", "b"], ["a"]]  # "a" must leave the first blank to "b"
    assert judge_cloze("a ; b", blanks, any_order=True).outcome == "right"


@given(st.text(max_size=60))
def test_any_text_is_its_own_alias_and_costs_nothing(text: str) -> None:
    as_number(text)
    assert fold(text) == fold(text.upper().lower()) or not text.isascii()
    assert judge_text(text, [text]).note in ("right.text", "blank")


OPTIONS = [
    Option(True, ("x = 0", "x が 0"), Localized("σ=½ です", "there σ is ½")),
    Option(False, ("x = 1/2",), Localized("値と入力を取り違えています", "that is the value")),
    Option(True, ("both",)),
    Option(False, ("none of these",)),
]


@pytest.mark.parametrize(
    ("response", "note"),
    [
        ("1", "right.key"),
        ("１", "right.key"),
        ("x = 0", "right.key"),
        ("x が 0", "right.key"),
        ("2", "wrong.named"),
        ("4", "wrong.plain"),
        ("5", "unreadable.option"),
        ("0", "unreadable.option"),
        ("9" * 5000, "unreadable.option"),
        ("", "blank"),
    ],
)
def test_choice(response: str, note: str) -> None:
    assert judge_choice(response, OPTIONS).note == note


def test_choice_gives_the_reason_of_the_chosen_option() -> None:
    assert judge_choice("2", OPTIONS).feedback.en == "that is the value"
    assert judge_choice("1", OPTIONS).feedback.ja == "σ=½ です"


@pytest.mark.parametrize(
    ("response", "outcome", "score", "note"),
    [
        ("1,3", "right", 1.0, "right.key"),
        ("3 1", "right", 1.0, "right.key"),
        ("１、３", "right", 1.0, "right.key"),
        ("both; x = 0", "right", 1.0, "right.key"),
        ("1", "wrong", 0.5, "miss.option"),
        ("1,3,4", "wrong", 0.5, "miss.extra"),
        ("1,2,3,4", "wrong", 0.0, "miss.extra"),  # choosing all earns nothing
        ("1,2", "wrong", 0.0, "wrong.plain"),
        ("1,7", "unreadable", 0.0, "unreadable.option"),
        (" ", "unreadable", 0.0, "blank"),
    ],
)
def test_choices(response: str, outcome: str, score: float, note: str) -> None:
    grade = judge_choices(response, OPTIONS)
    assert (grade.outcome, grade.score, grade.note) == (outcome, score, note)


@pytest.mark.parametrize(
    ("response", "outcome", "note"),
    [
        ("2,1,3,4", "right", "right.key"),
        ("２、１、３、４", "right", "right.key"),
        ("1 2 3 4", "right", "right.key"),  # the second accepted order
        ("2,1,4,3", "wrong", "miss.swapped"),
        ("4,3,1,2", "wrong", "miss.reversed"),
        ("4,2,1,3", "wrong", "miss.shifted"),
        ("4,1,3,2", "wrong", "wrong.plain"),
        ("2,1,4", "unreadable", "unreadable.order"),
        ("2,1,4,4", "unreadable", "unreadable.order"),
        ("", "unreadable", "blank"),
    ],
)
def test_order(response: str, outcome: str, note: str) -> None:
    grade = judge_order(response, [[2, 1, 3, 4], [1, 2, 3, 4]])
    assert (grade.outcome, grade.note) == (outcome, note)


@given(st.permutations(range(1, 6)))
def test_order_score_is_one_only_when_right(steps: list[int]) -> None:
    grade = judge_order(",".join(map(str, steps)), [[1, 2, 3, 4, 5]])
    assert (grade.score == 1.0) == (grade.outcome == "right")
    assert 0.0 <= grade.score <= 1.0
