"""A response judged, and the verdict put into words; everything that runs, runs in the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from quizapp.checking.code.compose import Listing
from quizapp.checking.code.reader import read_code
from quizapp.checking.code.task import CodeTask
from quizapp.checking.code.worker import CodeWorker, shared_worker
from quizapp.records import Grade, Localized

VERIFY_LIMIT_S: Final = 30.0
_LONGEST_LINE: Final = 300
"""Characters of code shown as it was read; more says nothing to anybody."""


def judge_code(
    response: str, task: CodeTask, listing: Listing, worker: CodeWorker | None = None, seed: int = 0
) -> Grade:
    """The grade of ``response``. Never raises for a response.

    Notes: ``right.code`` · ``code.case`` (values differ in ``table``), ``code.shape``,
    ``code.none`` (nothing is given back), ``code.type`` (no numbers, or a float for a whole
    number), ``code.error`` (what stopped it), ``code.timeout``, ``code.memory``, ``code.random``,
    ``code.gradient``, ``wrong.named`` · ``unreadable.…``, which costs nothing ·
    ``undecided.worker`` when there is no process to run it in.
    """
    reading = read_code(response, listing.scope)
    if reading.program is None:
        error = reading.error
        assert error is not None
        return Grade(
            "unreadable",
            0.0,
            error.code,
            error.message,
            position=error.position,
            end=error.end,
        )
    read_as = reading.program.linear[:_LONGEST_LINE]
    reply = (worker or shared_worker()).ask(
        {"operation": "judge", "task": task.plain, "seed": seed, "response": response}
    )
    verdict = reply["verdict"]
    if verdict == "right":
        evidence = {"values": "cases", "gradient": "gradient"}.get(task.check, "draws")
        return Grade("right", 1.0, "right.code", _right(task), evidence, read_as)
    if verdict == "timeout":
        reply = {"note": "timeout", "said": [_ENDLESS.ja, _ENDLESS.en], "line": 0, "table": []}
    elif verdict != "wrong":
        return Grade("undecided", 0.0, "undecided.worker", _LOST, read_as=read_as)
    return _wrong(reply, task, read_as)


def verify_code(
    task: CodeTask,
    responses: Sequence[str],
    worker: CodeWorker | None = None,
    seeds: Sequence[int] = (0,),
) -> tuple[str, ...]:
    """What is wrong with a task by itself, in English: empty when all ``responses`` are right."""
    found: list[str] = []
    for seed in seeds:
        reply = (worker or shared_worker()).ask(
            {
                "operation": "verify",
                "task": task.plain,
                "seed": seed,
                "responses": list(responses),
            },
            VERIFY_LIMIT_S,
        )
        if reply["verdict"] == "verified":
            found += [f"seed {seed}: {problem}" for problem in reply["problems"]]
        else:
            found.append(f"seed {seed}: {reply.get('said', reply['verdict'])}")
        if found:
            break
    return tuple(found)


_LOST: Final = Localized(
    "コードを動かすプロセスを使えませんでした。下の答えと見比べてください。",
    "The process that runs code could not be used. Compare with the answer below.",
)
_ENDLESS: Final = Localized(
    "計算が時間内に終わりませんでした。", "The calculation did not end in time."
)


def _right(task: CodeTask) -> Localized:
    count = task.cases + len(task.edges)
    if task.check == "gradient":
        return Localized(
            f"隠しテスト {count} 組で値が一致し、数値微分とも合いました",
            f"Equal on {count} hidden arrays, and to central differences",
        )
    if task.check == "set":
        return Localized(
            f"{count * task.draws:,} 回引いて、すべての値が同じ割合で出ました",
            f"Drawn {count * task.draws:,} times: every value, equally often",
        )
    if task.check == "dropout":
        return Localized(
            f"隠しテスト {count} 組で、残す割合も倍率も合っていました",
            f"Share kept and scale are right on {count} hidden arrays",
        )
    return Localized(f"隠しテスト {count} 組で値が一致しました", f"Equal on {count} hidden arrays")


def _wrong(reply: dict[str, Any], task: CodeTask, read_as: str) -> Grade:
    note, said = _said(reply)
    table = tuple(tuple(map(str, row)) for row in reply["table"])
    place = reply.get("mistake")
    feedback, hint = said, Localized()
    if isinstance(place, int) and place < len(task.mistakes):
        note, feedback, hint = "wrong.named", task.mistakes[place].feedback, said
    return Grade("wrong", 0.0, note, feedback, "cases", read_as, hint=hint, table=table)


def _said(reply: dict[str, Any]) -> tuple[str, Localized]:
    kind = reply["note"]
    count, failing = reply.get("cases", 0), reply.get("failing", 0)
    name = reply.get("output", "")
    lead_ja, lead_en = (f"{name} の", f" of {name}") if name else ("", "")
    if kind == "value":
        place = _place(reply["index"])
        where_ja = f" {place}" if place else ""
        where_en = f" (at {place})" if place else ""
        return "code.case", Localized(
            f"隠しテスト {count} 組のうち {failing} 組で{' ' + lead_ja if lead_ja else ''}"
            "値が違いました。"
            f"最初に違った所{where_ja}:",
            f"{failing} of {count} hidden arrays differ{' in ' + name if name else ''}. "
            f"First difference{where_en}:",
        )
    if kind == "shape":
        yours, wanted = reply["yours"], reply["correct"]
        return "code.shape", Localized(
            f"{lead_ja}形が {yours} です。正しくは {wanted} です。",
            f"The shape{lead_en} is {yours}; {wanted} is expected.",
        )
    if kind == "none":
        return "code.none", Localized("値が返っていません。", "Nothing is given back.")
    if kind == "type":
        return "code.type", Localized(
            f"{lead_ja}値が数や配列になっていません。",
            f"The value{lead_en} is no number and no array of numbers.",
        )
    if kind == "whole":
        return "code.type", Localized(
            f"{lead_ja}値が小数になっています。整数が必要です。",
            f"The value{lead_en} is a float; a whole number is wanted.",
        )
    if kind == "gradient":
        return "code.gradient", Localized(
            "数値微分と合いません。", "It does not agree with central differences."
        )
    if kind == "random":
        return "code.random", _said_of_draws(reply)
    ja, en = reply["said"]
    line = reply.get("line", 0)
    if line:
        ja, en = f"{line} 行目: {ja}", f"Line {line}: {en}"
    if 0 < failing < count and kind not in ("timeout", "memory"):
        ja += f"（隠しテスト {count} 組のうち {failing} 組）"
        en += f" ({failing} of {count} hidden cases)"
    known = kind if kind in ("timeout", "memory") else "error"
    return f"code.{known}", Localized(ja, en)


def _place(index: Sequence[int]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _said_of_draws(reply: dict[str, Any]) -> Localized:
    yours, wanted = reply["yours"], reply["correct"]
    ja, en = _DRAWS[reply["flaw"]]
    return Localized(ja.format(yours=yours, wanted=wanted), en.format(yours=yours, wanted=wanted))


_DRAWS: Final = {
    "outside": (
        "範囲の外の値が出ました。出た値 {yours}、出てよい値 {wanted}",
        "Values out of range came up: {yours}; allowed are {wanted}",
    ),
    "missing": (
        "一度も出ない値があります。出た値 {yours}、出るはずの値 {wanted}",
        "Some values never came up: {yours}; expected are {wanted}",
    ),
    "uneven": (
        "値の出る割合がそろっていません（{yours}。正しくはどれも {wanted}）",
        "The values do not come up equally often ({yours}; each should be {wanted})",
    ),
    "float": (
        "{yours} のような小数になっています。行の番号は整数です",
        "The value is a float ({yours}); a row number is a whole number",
    ),
    "values": (
        "要素が 0 と x の定数倍以外の値になっています（倍率 {yours}、正しくは {wanted}）",
        "Elements are not all 0 or one multiple of x (factors {yours}; expected {wanted})",
    ),
    "scale": (
        "残した要素の倍率が {yours} です。正しくは {wanted} です",
        "Kept elements are multiplied by {yours}; {wanted} is expected",
    ),
    "mask": (
        "mask が、残した要素を 1、落とした要素を 0 で表していません（値 {yours}）",
        "The mask is not 1 where an element is kept and 0 where it is dropped (it holds {yours})",
    ),
    "share": (
        "残った割合が {yours} です。正しくは {wanted} です",
        "The share kept is {yours}; {wanted} is expected",
    ),
    "rows": (
        "行ごとにまとめて残すか落とすかになっています。要素ごとに引いてください",
        "Whole rows are kept or dropped together; draw one value per element",
    ),
    "columns": (
        "列ごとにまとめて残すか落とすかになっています。要素ごとに引いてください",
        "Whole columns are kept or dropped together; draw one value per element",
    ),
    "same": (
        "何度実行しても同じマスクになります。毎回引き直してください",
        "The mask is the same at every run; draw it anew each time",
    ),
}
