"""What NumPy and Python say about a fault, said kindly and in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from quizapp.checking.code.budget import CodeError, fault

_Say = Callable[["re.Match[str]"], tuple[str, str]]

_TABLE: Final[tuple[tuple[str, _Say], ...]] = (
    (
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        lambda m: (
            f"添字 {m[1]} は範囲の外です（軸 {m[2]} の長さは {m[3]}）。",
            f"Index {m[1]} is out of range (axis {m[2]} has length {m[3]}).",
        ),
    ),
    (
        r"(?:list|tuple) (?:assignment )?index out of range",
        lambda m: ("添字が範囲の外です。", "The index is out of range."),
    ),
    (
        r"too many indices for array: array is (\d+)-dimensional, but (\d+)",
        lambda m: (
            f"添字が多すぎます（配列は {m[1]} 次元、添字は {m[2]} 個）。",
            f"There are too many indices ({m[2]}) for an array of {m[1]} dimensions.",
        ),
    ),
    (
        r"cannot reshape array of size (\d+) into shape (\(.*?\))",
        lambda m: (
            f"要素 {m[1]} 個の配列は {m[2]} の形にできません。",
            f"An array of {m[1]} elements cannot take the shape {m[2]}.",
        ),
    ),
    (
        r"truth value of an array",
        lambda m: (
            "配列は、全体で真か偽かを決められません。"
            "np.where や &、| を使うか、.all() や .any() を付けてください。",
            "An array as a whole is neither true nor false: use np.where, & and |, "
            "or .all() and .any().",
        ),
    ),
    (
        r"low >= high|high <= 0|high is out of bounds|empty range|high - low < 0",
        lambda m: (
            "乱数の範囲が空です（上限は含まれません）。",
            "The range to draw from is empty (its upper end is not included).",
        ),
    ),
    (
        r"zero-size array|attempt to get arg(?:max|min) of an empty|empty sequence|empty iterable",
        lambda m: ("空の配列は計算できません。", "An empty array has no such value."),
    ),
    (
        r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
        lambda m: (
            f"形 {m[1]} の値は、形 {m[2]} の場所に入りません。",
            f"A value of shape {m[1]} does not fit into a place of shape {m[2]}.",
        ),
    ),
    (
        r"operands could not be broadcast together with shapes ((?:\(.*?\) ?)+)",
        lambda m: (
            f"形が合いません: {m[1].strip()} は要素ごとに計算できません。",
            f"The shapes do not fit: {m[1].strip()} cannot be combined element by element.",
        ),
    ),
    (
        r"non-broadcastable output operand with shape (\(.*?\)).*?shape (\(.*?\))",
        lambda m: (
            f"形 {m[1]} の配列に、形 {m[2]} の結果は書き込めません。",
            f"A result of shape {m[2]} cannot be written into an array of shape {m[1]}.",
        ),
    ),
    (
        r"boolean index did not match",
        lambda m: (
            "真偽の配列の形が、選ばれる配列と合いません。",
            "The mask does not have the shape of the array it selects from.",
        ),
    ),
    (
        r"Cannot cast ufunc '(\w+)' output from dtype\('(\w+)'\) to dtype\('(\w+)'\)",
        lambda m: (
            f"{m[3]} の配列に {m[2]} の結果は書き込めません"
            "（その場での計算では型が変わりません）。",
            f"A {m[2]} result cannot be written into a {m[3]} array "
            "(arithmetic in place keeps the type).",
        ),
    ),
    (
        r"must match exactly|must have (?:the )?same (?:shape|number of dim)",
        lambda m: (
            "つなぐ配列の形がそろっていません。",
            "The arrays to be joined do not have matching shapes.",
        ),
    ),
    (
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        lambda m: (
            f"軸 {m[1]} はありません（配列は {m[2]} 次元）。",
            f"There is no axis {m[1]} (the array has {m[2]} dimensions).",
        ),
    ),
    (
        r"axes don't match array|repeated axis",
        lambda m: ("軸の指定が配列に合いません。", "The axes do not fit the array."),
    ),
    (
        r"[Ii]ntegers to negative integer powers",
        lambda m: (
            "整数の配列の負のべき乗は計算できません。小数にしてください。",
            "Whole numbers have no negative powers here: make them floats first.",
        ),
    ),
    (
        r"(?:float division|division|modulo|floor division).*by zero|by zero",
        lambda m: ("0 で割っています。", "This divides by 0."),
    ),
    (
        r"(?:not enough|too many) values to unpack",
        lambda m: (
            "左辺の名前の数と、右辺の値の数が合いません。",
            "The number of names on the left does not match the values on the right.",
        ),
    ),
    (
        r"cannot unpack|object is not iterable|iteration over a 0-d",
        lambda m: (
            "これは 1 つの値で、いくつかに分けられません。",
            "This is a single value and cannot be taken apart.",
        ),
    ),
    (
        r"only int.*indices|only integers, slices|indices must be integers|"
        r"cannot be interpreted as an integer|Cannot cast array data.*'safe'|"
        r"slice indices|arrays used as indices",
        lambda m: (
            "添字や大きさには整数が必要です。",
            "Indices and sizes must be whole numbers.",
        ),
    ),
    (
        r"missing \d+ required|takes .* positional argument|takes from|unexpected keyword|"
        r"got an unexpected|multiple values for argument|required (?:positional )?argument",
        lambda m: (
            "関数の引数の数か名前が合いません。",
            "The number or the names of the arguments are wrong.",
        ),
    ),
    (
        r"cannot convert float (?:NaN|infinity)",
        lambda m: (
            "nan や inf は整数にできません。",
            "nan and inf cannot be made into whole numbers.",
        ),
    ),
    (
        r"only (?:size-1|length-1|0-dimensional) arrays|can only convert an array of size 1",
        lambda m: (
            "要素がいくつもある配列は、1 つの数にできません。",
            "An array of several elements is not one number.",
        ),
    ),
    (
        r"range\(\) arg 3 must not be zero|[Mm]aximum allowed size|slice step cannot be zero",
        lambda m: ("刻みが 0 です。", "The step is 0."),
    ),
)


def explained(error: Exception) -> CodeError:
    """``error`` as a fault in plain words; what is on no list is quoted."""
    if isinstance(error, CodeError):
        return error
    if isinstance(error, MemoryError):
        return CodeError("memory", "配列が大きすぎます。", "The array is too large.")
    if isinstance(error, RecursionError):
        return CodeError(
            "timeout",
            "関数の呼び出しが深すぎます（再帰が終わっていません）。",
            "Functions are called too deeply: the recursion does not end.",
        )
    said = " ".join(str(error).split())
    for pattern, say in _TABLE:
        found = re.search(pattern, said)
        if found is not None:
            return fault(*say(found))
    if isinstance(error, OverflowError):
        return fault("数が大きすぎます。", "The number is too large.")
    if isinstance(error, TypeError):
        return fault(
            "この組み合わせでは計算できません（値の種類が合いません）。",
            "These values cannot be calculated together (they are of different kinds).",
        )
    shown = said[:120]
    return fault(f"NumPy のエラー: {shown}", f"NumPy says: {shown}")
