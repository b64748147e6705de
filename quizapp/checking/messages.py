"""What a learner is told about a text that cannot be read, in both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from quizapp.checking.reading import Limits, Remark, Unreadable
from quizapp.records import Localized

_SHOWN_NAMES = 12


class Stop(Exception):
    """Ends a reading: an error whose places still count characters of the plain text."""

    def __init__(self, error: Unreadable) -> None:
        super().__init__(error.code)
        self.error = error


def stop(code: str, start: int, end: int, ja: str, en: str, suggestion: str = "") -> Stop:
    """A ``Stop`` with the message in both languages."""
    return Stop(Unreadable(f"unreadable.{code}", start, end, Localized(ja, en), suggestion))


def empty() -> Unreadable:
    """Nothing was typed."""
    return Unreadable(
        "unreadable.empty",
        0,
        0,
        Localized("答えが空です。", "The answer is empty."),
    )


def too_long(limits: Limits, length: int) -> Unreadable:
    """More characters than are read at all."""
    return Unreadable(
        "unreadable.long",
        limits.length,
        length,
        Localized(
            f"答えが長すぎます（{limits.length} 文字まで）。",
            f"The answer is too long (at most {limits.length} characters).",
        ),
    )


def too_many(limits: Limits, start: int, end: int) -> Stop:
    """More tokens than are read at all."""
    return stop(
        "long",
        start,
        end,
        f"式が長すぎます（記号 {limits.tokens} 個まで）。",
        f"The expression is too long (at most {limits.tokens} symbols).",
    )


def too_deep(start: int, end: int) -> Stop:
    """More levels inside one another than are read at all."""
    return stop(
        "deep",
        start,
        end,
        "括弧や累乗の入れ子が深すぎます。",
        "Brackets or powers are nested too deeply.",
    )


_DIGITS: Final = "〇零一二三四五六七八九十"


def refused_char(char: str, start: int, text: str = "") -> Unreadable:
    """A character that is on no list; an invisible one is called by its code point.

    ``text`` is what was typed: Japanese behind a number is a unit or a counter, elsewhere words.
    """
    if not char.isprintable() or char.isspace() or unicodedata.combining(char):
        code = f"U+{ord(char):04X}"
        ja, en = (
            f"見えない文字（{code}）は使えません。",
            (f"An invisible character ({code}) cannot be used."),
        )
        return Unreadable("unreadable.char", start, start + 1, Localized(ja, en))
    ja, en = f"「{char}」は式に使えない文字です。", f"“{char}” cannot be used in a formula."
    if char in _DIGITS:
        ja += "数は 1、2、3 のように書いてください。"
        en += " Write numbers in digits."
    elif "\u3040" <= char <= "\u9fff":
        if text[:start].rstrip()[-1:].isdigit():
            ja += "単位や助数詞は付けず、数だけを書いてください。"
            en += " Write just the number, without a unit or counter."
        else:
            ja += "言葉は入れず、式だけを書いてください。"
            en += " Write just the expression, without words."
    elif char in '"“”':
        ja += "引用符は付けないでください。"
        en += " Leave the quotation marks out."
    elif char == "@":
        ja += "積は * で書いてください。"
        en += " Write a product with *."
    elif char in "∇":
        ja += "勾配は、成分を並べて書いてください。"
        en += " Write the components of the gradient."
    elif char in "⊙⊗":
        ja += "要素ごとの積は * で書いてください。"
        en += " Write an elementwise product with *."
    return Unreadable("unreadable.char", start, start + 1, Localized(ja, en))


_PIECEWISE: Final = (
    "場合分けは読めません。max(0, x) や |x| を使うか、求める場合の式だけを書いてください。",
    "Cases cannot be read: use max(0, x) or |x|, or write just the case that is asked for.",
)
_SUM: Final = (
    "和や積は ∑_{i=1}^{3} か 1+2+3 のように書いてください。",
    "Write a sum as ∑_{i=1}^{3} or 1+2+3.",
)
_LIMIT: Final = ("極限は、その値だけを書いてください。", "Write just the value of the limit.")
_NORM: Final = ("ノルムは ‖x‖ か norm(x) と書いてください。", "Write a norm as ‖x‖ or norm(x).")
_WORDS_FOR_SIGNS: Final = (
    "言葉ではなく記号（+ - * / = ^）で書いてください。",
    "Write signs (+ - * / = ^) and no words.",
)
_NO_VALUE: Final = ("値や式を書いてください。", "Write a value or an expression.")
_NAME_HINTS: Final = {
    "if": _PIECEWISE, "else": _PIECEWISE, "otherwise": _PIECEWISE, "where": _PIECEWISE,
    "sum": _SUM, "prod": _SUM, "product": _SUM, "Σ": _SUM, "lim": _LIMIT, "limit": _LIMIT,
    "norm2": _NORM, "linalg": _NORM, "times": _WORDS_FOR_SIGNS, "plus": _WORDS_FOR_SIGNS,
    "minus": _WORDS_FOR_SIGNS, "over": _WORDS_FOR_SIGNS, "divided": _WORDS_FOR_SIGNS,
    "equals": _WORDS_FOR_SIGNS, "equal": _WORDS_FOR_SIGNS, "is": _WORDS_FOR_SIGNS,
    "squared": _WORDS_FOR_SIGNS, "cubed": _WORDS_FOR_SIGNS, "None": _NO_VALUE, "nan": _NO_VALUE,
    "NaN": _NO_VALUE, "null": _NO_VALUE, "none": _NO_VALUE, "undefined": _NO_VALUE,
}  # fmt: skip
"""What to write instead of a word that is often typed and never a name."""


def unknown_name(word: str, start: int, end: int, usable: Sequence[str], suggestion: str) -> Stop:
    """A word that is neither declared nor a function."""
    if usable:
        names = ", ".join(usable[:_SHOWN_NAMES]) + (" …" if len(usable) > _SHOWN_NAMES else "")
        ja, en = f"使える名前: {names}。", f"Names you can use: {names}."
    else:
        ja, en = "この答えは数だけで書けます。", "This answer is written in numbers only."
    if not suggestion and word in _NAME_HINTS:
        ja, en = _NAME_HINTS[word]
    if suggestion:
        ja = f"「{suggestion}」のことですか。{ja}"
        en = f"Did you mean “{suggestion}”? {en}"
    return stop(
        "name",
        start,
        end,
        f"「{word}」は使えない名前です。{ja}",
        f"“{word}” is not a name you can use here. {en}",
        suggestion,
    )


def unwanted_unit(word: str, start: int, end: int, usable: Sequence[str]) -> Stop:
    """A unit behind a number where the question declares none."""
    plain_ja, plain_en = ("式", "the expression") if usable else ("数", "the number")
    return stop(
        "name",
        start,
        end,
        f"この答えに単位（{word}）は付けられません。{plain_ja}だけを書いてください。",
        f"This answer takes no unit ({word}): write just {plain_en}.",
    )


def piecewise(start: int, end: int) -> Stop:
    """A value for each of several conditions, which no tree stands for."""
    return stop(
        "cases",
        start,
        end,
        "場合分けの式は読めません。max(0, x) や |x|、sign(x) を使うか、"
        "求める場合の式だけを書いてください。",
        "A definition by cases cannot be read: use max(0, x), |x| or sign(x), or write just the"
        " case that is asked for.",
    )


def symbolic_sum(start: int, end: int) -> Stop:
    """A sum or product whose bounds are not two whole numbers."""
    return stop(
        "sum",
        start,
        end,
        "和や積の記号は、範囲が ∑_{i=1}^{3} のように整数のときだけ読めます。"
        "ほかは閉じた形で書いてください。",
        "A sum or product sign is read between whole numbers only, as in ∑_{i=1}^{3}."
        " Write others in closed form.",
    )


def long_sum(start: int, end: int, most: int) -> Stop:
    """A sum with too many terms to write out."""
    return stop(
        "sum",
        start,
        end,
        f"和や積は {most} 項まで読めます。閉じた形で書いてください。",
        f"Sums and products are read up to {most} terms. Write a closed form.",
    )


_COMMAND_HINTS: Final = {
    "\\lim": ("極限は、その値だけを書いてください。", " Write just the value of the limit."),
    "\\nabla": ("勾配は、成分を並べて書いてください。", " Write the components of the gradient."),
    "\\notin": ("≠ か not を使ってください。", " Use ≠ or not."),
    "\\odot": ("要素ごとの積は * で書いてください。", " Write an elementwise product with *."),
    "\\overbrace": ("中身だけを書いてください。", " Write just what is inside."),
    "\\underbrace": ("中身だけを書いてください。", " Write just what is inside."),
}


def unknown_command(command: str, start: int, end: int) -> Unreadable:
    """A LaTeX command outside the table."""
    hint_ja, hint_en = _COMMAND_HINTS.get(command, ("", ""))
    return Unreadable(
        "unreadable.latex",
        start,
        end,
        Localized(
            f"LaTeX の命令「{command}」は読めません。{hint_ja}",
            f"The LaTeX command “{command}” cannot be read.{hint_en}",
        ),
    )


def bad_number(start: int, end: int, ja: str, en: str) -> Stop:
    """A literal that is malformed, or longer or larger than a literal may be."""
    return stop("number", start, end, ja, en)


def missing_operand(start: int, end: int, found: str, before: str) -> Stop:
    """A value was due; ``found`` stands there instead, or nothing when it is empty."""
    after_ja = f"「{before}」のあとに" if before else "ここに"
    after_en = f"after “{before}”" if before else "here"
    if not found:
        return stop(
            "end",
            start,
            end,
            f"式が途中で終わっています。{after_ja}数や文字が必要です。",
            f"The expression ends too early: a value is needed {after_en}.",
        )
    return stop(
        "operand",
        start,
        end,
        f"{after_ja}数や文字が必要ですが、「{found}」があります。",
        f"A value is needed {after_en}, but “{found}” stands there.",
    )


def missing_operator(start: int, end: int, left: str, right: str, suggestion: str = "") -> Stop:
    """Two values side by side that no one reads as a product."""
    hint_ja = f"「{suggestion}」のように書いてください。" if suggestion else ""
    hint_en = f" Write it as “{suggestion}”." if suggestion else ""
    return stop(
        "operator",
        start,
        end,
        f"「{left}」と「{right}」の間に演算記号が必要です。{hint_ja}",
        f"An operator is needed between “{left}” and “{right}”.{hint_en}",
    )


def missing_bracket(start: int, end: int, wanted: str, opened: str, found: str) -> Stop:
    """An open bracket meets the end of the text, or another kind of bracket."""
    if not found:
        return stop(
            "bracket",
            start,
            end,
            f"ここで「{wanted}」が必要です（「{opened}」が閉じられていません）。",
            f"“{wanted}” is needed here (“{opened}” is not closed).",
            wanted,
        )
    return stop(
        "bracket",
        start,
        end,
        f"ここで「{wanted}」が必要ですが、「{found}」があります。",
        f"“{wanted}” is needed here, but “{found}” stands there.",
        wanted if found in ")]}" else "",
    )


def stray_bracket(start: int, end: int, found: str) -> Stop:
    """A closing bracket that nothing opened."""
    return stop(
        "bracket",
        start,
        end,
        f"「{found}」に対応する開き括弧がありません。",
        f"No bracket was opened for “{found}”.",
    )


def missing_argument(
    start: int, end: int, name: str, *, brackets: bool, argument: str = "x"
) -> Stop:
    """A function word alone; ``argument`` is a name it could be applied to."""
    if brackets:
        return stop(
            "function",
            start,
            end,
            f"「{name}」は関数です。「{name}({argument})」のように、括弧を付けて書いてください。",
            f"“{name}” is a function: write it with brackets, such as “{name}({argument})”.",
        )
    return stop(
        "function",
        start,
        end,
        f"関数「{name}」のあとに中身が必要です。",
        f"The function “{name}” needs something to act on.",
    )


def wrong_count(start: int, end: int, name: str, least: int, most: int | None) -> Stop:
    """A function with too few or too many arguments."""
    if most is None:
        ja, en = f"{least} 個以上", f"at least {least}"
    elif least == most:
        ja, en = f"{least} 個", str(least)
    else:
        ja, en = f"{least}〜{most} 個", f"{least} to {most}"
    noun = "argument" if (least, most) == (1, 1) else "arguments"
    return stop(
        "arguments",
        start,
        end,
        f"関数「{name}」の引数は {ja}です。",
        f"The function “{name}” takes {en} {noun}.",
    )


_REMARKS: Final = {
    "division": (
        "「{text}」は左から順に読みました。"
        "分母にまとめるときは 1/(2x) のように括弧を付けてください。",
        "“{text}” was read from left to right. For one denominator write brackets, as in 1/(2x).",
    ),
    "argument": (
        "「{text}」では関数の中身をここまでと読みました。違うときは括弧を付けてください。",
        "In “{text}” the function was taken to end here. Use brackets if you mean more.",
    ),
    "power": (
        "「{text}」では指数をここまでと読みました。"
        "指数が続くときは e^(2x) のように括弧を付けてください。",
        "In “{text}” the exponent was taken to end here. For more, write brackets: e^(2x).",
    ),
    "root": (
        "「{text}」では根号の中をここまでと読みました。違うときは括弧を付けてください。",
        "In “{text}” the root was taken to end here. Use brackets if you mean more.",
    ),
    "sum": (
        "「{text}」では和や積の中をここまでと読みました。違うときは括弧を付けてください。",
        "In “{text}” the sum or product was taken to end here. Use brackets if you mean more.",
    ),
    "ratio": (
        "「{text}」は比の値（分数）と読みました。",
        "“{text}” was read as the value of the ratio, a fraction.",
    ),
    "mod": (
        "「{text}」の mod は、すぐ左の項だけに掛かると読みました。違うときは括弧を付けてください。",
        "In “{text}” mod acts on the term beside it only. Use brackets if you mean more.",
    ),
    "repeating": (
        "「{text}」は積と読みました。循環小数なら分数で書いてください。",
        "“{text}” was read as a product. Write a repeating decimal as a fraction.",
    ),
    "log": (
        "底のない log は自然対数 ln と読みました。",
        "“log” without a base was read as the natural logarithm ln.",
    ),
    "mixed": (
        "「{text}」は帯分数と読みました。",
        "“{text}” was read as a mixed number.",
    ),
}


def remark(code: str, start: int, end: int, text: str) -> Remark:
    """A word about a spelling that others read differently."""
    ja, en = _REMARKS[code]
    message = Localized(ja.replace("{text}", text), en.replace("{text}", text))
    return Remark(f"remark.{code}", start, end, message)
