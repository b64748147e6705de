"""A report in plain lines, in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from quizapp.words import language, tr


def said(text: dict[str, str]) -> str:
    """One of the report's texts in the language in use."""
    return text.get(language()) or text.get("ja", "") or text.get("en", "")


def clock(ms: float) -> str:
    """A length of time as minutes and seconds."""
    seconds = round(ms / 1000)
    return f"{seconds // 60}:{seconds % 60:02}"


def outcome_word(outcome: str) -> str:
    """The outcome of a question in a word."""
    return {
        "right": tr("正解"),
        "wrong": tr("不正解"),
        "blank": tr("未解答"),
        "unreadable": tr("読めません"),
        "undecided": tr("判定できません"),
        "void": tr("対象外"),
    }[outcome]


def summary_lines(report: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The report's parts: a heading, and its lines."""
    score = report["score"]
    lines = [
        tr("{total} 問中 {right} 問 正解", total=score["total"], right=score["right"]),
        tr(
            "{percent} %（この問題数では {low}〜{high} % の幅があります。95 % Wilson 区間）",
            percent=score["percent"],
            low=score["low"],
            high=score["high"],
        ),
        tr("でたらめに選んだときの平均は {chance} %", chance=score["chance"]),
    ]
    published = report["published"]
    if published:
        lines.append(published_line(published))
    if report["previous"]:
        lines.append(
            tr(
                "前回より {change:+.1f}（前回 {before} %）",
                change=report["previous"]["change"],
                before=report["previous"]["percent"],
            )
        )
    lines += expected_lines(report["expected"])
    yield tr("結果"), lines
    yield tr("受け方"), list(_manner(report))
    yield tr("分野ごと"), [_area(one, published) for one in report["by_area"]]
    yield tr("テーマごと"), [_group(one) for one in report["by_topic"]]
    first = [report["questions"][number - 1] for number in report["mend_first"]]
    yield (
        tr("まず直す"),
        [tr("自信があり、速く、間違えた問題")]
        + [f"  × {one['number']}  {said(one['title'])}  {clock(one['spent_ms'])}" for one in first]
        if first
        else [tr("自信があって間違えた問題はありません")],
    )
    yield tr("確信と正答"), _confidence(report["confidence"])
    time = report["time"]
    yield (
        tr("時間"),
        [
            tr(
                "平均 {mean} 秒（配分 {allowed} 秒）   3 分を超えた問題 {slow}",
                mean=round(time["mean_ms"] / 1000),
                allowed=round(time["allowed_ms"] / 1000),
                slow=len(time["slow"]),
            ),
            tr(
                "見直しで正解に変わった {good}   誤りに変わった {bad}",
                good=len(report["changes"]["wrong_right"]),
                bad=len(report["changes"]["right_wrong"]),
            ),
        ],
    )
    yield (
        tr("ペース"),
        [
            tr(
                "{minute} 分まで  {answered} 問（均等なら {even}）",
                minute=one["minute"],
                answered=one["answered"],
                even=one["even"],
            )
            for one in report["pace"]
        ],
    )


def expected_lines(expected: dict[str, Any] | None) -> Iterator[str]:
    """What had been expected of this sitting, and whether that was honest."""
    if expected is None:
        return
    if expected["inside"] is None:
        yield tr("始める前の見込みは {percent} % でした", percent=round(expected["percent"]))
        return
    low, high = expected["band"]
    yield tr(
        "始める前の見込みは {percent} %（幅 {low}〜{high}）、結果との差は {error:+.0f} 点",
        percent=round(expected["percent"]),
        low=round(low),
        high=round(high),
        error=expected["error"],
    )
    if expected["inside"]:
        yield tr("見込みは当たりました。結果は幅に入っています")
    elif expected["error"] > 0:
        yield tr("見込みは低すぎました。結果は幅を上に外れています")
    else:
        yield tr("見込みは高すぎました。結果は幅を下に外れています")
    record = expected["record"]
    if record["sittings"] > 1:
        yield tr(
            "見込みのある模試 {n} 回のうち {k} 回が幅の中、ずれは平均 {distance} 点",
            n=record["sittings"],
            k=record["inside"],
            distance=round(record["mean_distance"]),
        )
    if record["few"]:
        yield tr("模試がまだ少ないので、見込みの幅を広く取っています")


def _manner(report: dict[str, Any]) -> Iterator[str]:
    yield tr(
        "使った時間 {used} / {limit}",
        used=clock(report["used_ms"]),
        limit=clock(report["limit_ms"]),
    )
    if report["closed_by"] == "deadline":
        yield tr("時間切れで提出されました")
    if report["extra_time"] != 1:
        yield tr("時間を {factor} 倍に延長", factor=report["extra_time"])
    if report["pauses_ms"]:
        yield tr(
            "一時停止 {n} 回、合計 {time}",
            n=len(report["pauses_ms"]),
            time=clock(sum(report["pauses_ms"])),
        )
    if report["resumes"]:
        yield tr("中断からの再開 {n} 回（時計は進んでいます）", n=report["resumes"])
    void = sum(one["outcome"] == "void" for one in report["questions"])
    if void:
        yield tr("パックから消えた {n} 問は数えていません", n=void)


def published_line(published: dict[str, Any]) -> str:
    """Between what the published means of the areas lie, and of which sitting."""
    return tr(
        "受験者の平均（E資格 {sitting}、公表値）は分野により {low}〜{high} %",
        sitting=published["sitting"],
        low=published["low"],
        high=published["high"],
    )


def _area(one: dict[str, Any], published: dict[str, Any] | None) -> str:
    """An area, beside the mean published for it."""
    mean = published["by_area"].get(one["id"]) if published else None
    beside = "" if mean is None else "  " + tr("受験者の平均 {n} %", n=mean)
    return _group(one) + beside


def _group(one: dict[str, Any]) -> str:
    return tr(
        "{title}  {right}/{total}  {percent} %（{low}〜{high}）  平均 {seconds} 秒",
        title=said(one["title"]),
        right=one["right"],
        total=one["total"],
        percent=round(one["percent"]),
        low=round(one["low"]),
        high=round(one["high"]),
        seconds=round(one["mean_ms"] / 1000),
    )


def _confidence(confidence: dict[str, Any]) -> list[str]:
    names = {"sure": tr("自信あり"), "unsure": tr("自信なし"), "unmarked": tr("印なし")}
    return [
        f"{name}  {confidence[key]['right']}/{confidence[key]['total']}"
        for key, name in names.items()
        if confidence[key]["total"]
    ]


def text_report(report: dict[str, Any], plain: Callable[[str], str]) -> str:
    """The whole report in lines; ``plain`` turns marked-up content into text."""
    lines = [tr("模試の結果") + "  " + said(report["title"]), ""]
    for heading, body in summary_lines(report):
        lines += [heading, *("  " + line for line in body), ""]
    lines.append(tr("すべての問題"))
    for one in report["questions"]:
        lines += ["", *question_lines(one, plain)]
    return "\n".join(lines) + "\n"


def question_lines(one: dict[str, Any], plain: Callable[[str], str]) -> Iterator[str]:
    """One question of the report: answer, key, reason, demo."""
    yield f"{one['number']}  {outcome_word(one['outcome'])}  {said(one['title'])}  [{one['id']}]"
    yield plain(said(one["prompt"]))
    if one["response"]:
        yield tr("あなたの答え") + "  " + plain(said(one["answer"]))
    yield tr("答え") + "  " + plain(said(one["key"]))
    for text in (said(one["reason"]), said(one["explanation"])):
        if text:
            yield plain(text)
    if one["demo"]:
        yield tr("デモ") + f"  quizapp demo {one['demo']}"
    if one["note"]:
        yield tr("メモ") + "  " + one["note"]
