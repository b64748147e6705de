"""What a learner is told about code that cannot be read, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from quizapp.checking.messages import empty, refused_char, stop
from quizapp.checking.reading import Unreadable
from quizapp.records import Localized

__all__ = ["empty"]
_SHOWN = 10


def _unreadable(code: str, start: int, end: int, ja: str, en: str, mend: str = "") -> Unreadable:
    return stop(code, start, end, ja, en, mend).error


def too_long(limit: int, length: int) -> Unreadable:
    """More characters than are read at all."""
    return _unreadable(
        "long",
        limit,
        length,
        f"コードが長すぎます（{limit} 文字まで）。",
        f"The code is too long (at most {limit} characters).",
    )


def too_many_lines(limit: int, start: int) -> Unreadable:
    """More lines than are read at all."""
    return _unreadable(
        "long",
        start,
        start,
        f"行が多すぎます（{limit} 行まで）。",
        f"There are too many lines (at most {limit}).",
    )


def too_large(start: int) -> Unreadable:
    """More parts than are read at all."""
    return _unreadable(
        "long", start, start, "コードが大きすぎます。", "There is too much code here."
    )


def too_deep(start: int) -> Unreadable:
    """More levels inside one another than are read at all."""
    return _unreadable(
        "deep",
        start,
        start + 1,
        "括弧や演算の入れ子が深すぎます。",
        "Brackets or operations are nested too deeply.",
    )


def refused_sign(sign: str, start: int) -> Unreadable:
    """A sign that Python code for NumPy does not need."""
    if sign in "\"'`":
        return _unreadable(
            "string",
            start,
            start + 1,
            "文字列は使えません。数と配列だけで書けます。",
            "Strings cannot be used here: numbers and arrays are enough.",
        )
    if sign == "\\":
        return _unreadable(
            "char",
            start,
            start + 1,
            "行の継続「\\」は使えません。括弧の中なら、そのまま改行できます。",
            "A line cannot go on with “\\”; inside brackets you may simply break it.",
        )
    found = refused_char(sign, start)
    ja, en = found.message.ja, found.message.en
    return Unreadable(
        found.code,
        found.position,
        found.end,
        Localized(ja.replace("式に", "コードに"), en.replace("in a formula", "in code")),
    )


def stray_bracket(sign: str, start: int) -> Unreadable:
    """A closing bracket that nothing opened."""
    return _unreadable(
        "bracket",
        start,
        start + 1,
        f"「{sign}」に対応する開き括弧がありません。",
        f"No bracket was opened for “{sign}”.",
    )


_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}


def wrong_bracket(sign: str, opened: str, start: int) -> Unreadable:
    """A closing bracket of another kind than the one that is open."""
    wanted = _CLOSERS[opened]
    return _unreadable(
        "bracket",
        start,
        start + 1,
        f"ここで「{wanted}」が必要ですが、「{sign}」があります。",
        f"“{wanted}” is needed here, but “{sign}” stands there.",
        wanted,
    )


def open_bracket(sign: str, start: int, end: int) -> Unreadable:
    """A bracket that is never closed; the place is the end of the text, where it is missing."""
    wanted = _CLOSERS[sign]
    return _unreadable(
        "bracket",
        end,
        end,
        f"ここで「{wanted}」が必要です（「{sign}」が閉じられていません）。",
        f"“{wanted}” is needed here (“{sign}” is not closed).",
        wanted,
    )


def bad_number(literal: str, tail: str, start: int, end: int) -> Unreadable:
    """A number with letters right behind it."""
    if tail[:1].isalpha():
        return _unreadable(
            "operator",
            start,
            end,
            f"「{literal}」と「{tail}」の間に演算記号が必要です。"
            f"積は {literal}*{tail} と書きます。",
            f"An operator is needed between “{literal}” and “{tail}”: write {literal}*{tail}.",
            f"{literal}*{tail}",
        )
    return _unreadable(
        "number",
        start,
        end,
        f"「{literal}{tail}」は数として読めません。",
        f"“{literal}{tail}” is not a number.",
    )


def big_number(start: int, end: int) -> Unreadable:
    """A literal past every size that is of use."""
    return _unreadable(
        "number", start, end, "この数は大きすぎます。", "This number is too large or too long."
    )


_REFUSED: Final = {
    "Lambda": ("lambda", "計算をそのまま書いてください", "write the calculation itself"),
    "GeneratorExp": (
        "( … for … )",
        "[ … for … ] とリストで書いてください",
        "write a list [ … for … ]",
    ),
    "DictComp": ("内包表記 { }", "リスト [ … for … ] で書いてください", "write a list [ … for … ]"),
    "While": ("while 文", "for i in range(…) を使ってください", "use for i in range(…)"),
    "Import": ("この import", "np は初めから使えます", "np is there already"),
    "ImportFrom": ("この import", "np は初めから使えます", "np is there already"),
    "NamedExpr": (":= ", "= で代入してください", "assign with ="),
    "Starred": ("* による展開", "引数を 1 つずつ書いてください", "write the arguments one by one"),
    "AsyncFunctionDef": ("async", "def で書いてください", "use def"),
    "ClassDef": ("class", "関数だけで書けます", "functions are enough"),
    "Try": ("try 文", "計算だけを書いてください", "write the calculation alone"),
    "TryStar": ("try 文", "計算だけを書いてください", "write the calculation alone"),
    "With": ("with 文", "計算だけを書いてください", "write the calculation alone"),
    "Global": ("global", "引数と戻り値で受け渡してください", "use arguments and return"),
    "Nonlocal": ("nonlocal", "引数と戻り値で受け渡してください", "use arguments and return"),
    "Delete": ("del", "消す必要はありません", "there is no need to delete"),
    "Assert": ("assert", "計算だけを書いてください", "write the calculation alone"),
    "Raise": ("raise", "計算だけを書いてください", "write the calculation alone"),
    "Match": ("match 文", "if を使ってください", "use if"),
    "Dict": ("辞書 { }", "配列と数だけで書けます", "arrays and numbers are enough"),
    "Set": ("集合 { }", "配列と数だけで書けます", "arrays and numbers are enough"),
    "AnnAssign": ("型の注釈", "注釈を消してください", "leave the annotation out"),
    "Yield": ("yield", "return を使ってください", "use return"),
    "YieldFrom": ("yield", "return を使ってください", "use return"),
    "Await": ("await", "計算だけを書いてください", "write the calculation alone"),
}
_REFUSED_EN: Final = {
    "Lambda": "lambda",
    "DictComp": "A comprehension { }",
    "While": "while",
    "Import": "This import",
    "ImportFrom": "This import",
    "NamedExpr": ":=",
    "Starred": "Unpacking with *",
    "AnnAssign": "A type annotation",
    "Dict": "A dictionary { }",
    "Set": "A set { }",
}
_ALIKE: Final = {
    "SetComp": "DictComp",
    "AsyncFor": "AsyncFunctionDef",
    "AsyncWith": "AsyncFunctionDef",
}


def refused(node: str, start: int, end: int) -> Unreadable:
    """A construct that is on no list; ``node`` is what Python's grammar calls it."""
    node = _ALIKE.get(node, node)
    if node not in _REFUSED:
        return _unreadable(
            "refused",
            start,
            end,
            "この書き方は使えません。",
            "This construct cannot be used here.",
        )
    what, mend_ja, mend_en = _REFUSED[node]
    said = _REFUSED_EN.get(node, what)
    return _unreadable(
        "refused",
        start,
        end,
        f"{what.strip()} は使えません。{mend_ja}。",
        f"{said} cannot be used here: {mend_en}.",
    )


def refused_part(start: int, end: int, ja: str, en: str) -> Unreadable:
    """Part of a construct that is otherwise welcome."""
    return _unreadable("refused", start, end, ja, en)


def unknown_name(
    word: str, start: int, end: int, usable: Sequence[str], suggestion: str
) -> Unreadable:
    """A word that is neither given nor assigned."""
    names = ", ".join(usable[:_SHOWN]) + (" …" if len(usable) > _SHOWN else "")
    ja, en = f"使える名前: {names}", f"Names you can use: {names}"
    if suggestion:
        ja = f"「{suggestion}」のことですか。{ja}"
        en = f"Did you mean “{suggestion}”? {en}"
    return _unreadable(
        "name",
        start,
        end,
        f"「{word}」という名前はありません。{ja}",
        f"There is no name “{word}”. {en}",
        suggestion,
    )


def unknown_function(word: str, start: int, end: int, suggestion: str) -> Unreadable:
    """A function or attribute outside the lists."""
    ja, en = "", ""
    if suggestion:
        ja, en = f"「{suggestion}」のことですか。", f" Did you mean “{suggestion}”?"
    return _unreadable(
        "function",
        start,
        end,
        f"「{word}」はここでは使えません。{ja}",
        f"“{word}” cannot be used here.{en}",
        suggestion,
    )


def no_randomness(word: str, start: int, end: int) -> Unreadable:
    """A random function where the question has one answer."""
    return _unreadable(
        "function",
        start,
        end,
        f"この問題では乱数（{word}）は使えません。",
        f"Random numbers ({word}) cannot be used in this question.",
    )


def needs_call(word: str, start: int, end: int) -> Unreadable:
    """A function word alone."""
    return _unreadable(
        "function",
        start,
        end,
        f"「{word}」は関数です。{word}( … ) と書いてください。",
        f"“{word}” is a function: write {word}( … ).",
    )


_SYNTAX: Final = (
    (r"unexpected indent", "字下げがそろっていません。", "The indentation is not even."),
    (r"unindent does not match", "字下げがそろっていません。", "The indentation is not even."),
    (
        r"inconsistent use of tabs",
        "字下げにタブと空白が混ざっています。",
        "Tabs and blanks are mixed in the indentation.",
    ),
    (
        r"expected an indented block",
        "「:」の次の行は、字下げして書いてください。",
        "The line after “:” must be indented.",
    ),
    (r"expected ':'", "ここで「:」が必要です。", "“:” is needed here."),
    (
        r"Maybe you meant '=='",
        "比べるときは「==」、代入は行の先頭の名前に「=」です。",
        "Compare with “==”; “=” assigns to a name at the start of a line.",
    ),
    (
        r"cannot assign to",
        "「=」の左には、名前か x[…] を書いてください。",
        "Only a name or x[…] may stand to the left of “=”.",
    ),
    (
        r"forgot a comma",
        "「,」か演算記号が抜けていませんか。",
        "Is a comma or an operator missing here?",
    ),
    (
        r"positional argument follows keyword",
        "名前付きの引数は、あとにまとめて書いてください。",
        "Arguments with a name come last.",
    ),
    (
        r"keyword argument repeated",
        "同じ名前の引数が 2 つあります。",
        "An argument is given twice.",
    ),
    (r"'return' outside", "ここで return は使えません。", "return cannot stand here."),
)


def bad_syntax(message: str, start: int, end: int, found: str) -> Unreadable:
    """Python's own parser stopped; ``found`` is what stands at the place."""
    for pattern, ja, en in _SYNTAX:
        if re.search(pattern, message):
            return _unreadable("syntax", start, end, ja, en)
    if not found:
        return _unreadable(
            "end",
            start,
            end,
            "コードが途中で終わっています。",
            "The code ends too early.",
        )
    return _unreadable(
        "syntax",
        start,
        end,
        f"「{found}」のところで Python の文法に合わなくなっています。",
        f"At “{found}” this is no longer Python.",
    )
