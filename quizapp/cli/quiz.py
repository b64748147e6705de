"""``quizapp quiz``: questions on what you choose, on the screens or in plain lines."""

from __future__ import annotations

import click

from quizapp.cli.begin import begin, session_options
from quizapp.practice.choice import Choice
from quizapp.words import tr


@click.command("quiz", help=tr("問題を解く。何も選ばなければ今日の分。"))
@session_options
@click.option("--topic", "topics", multiple=True, help=tr("トピックの id（複数可）"))
@click.option(
    "--kind", "kinds", multiple=True, help=tr("問題の種類（expression, number …、複数可）")
)
@click.option("--difficulty", type=click.IntRange(1, 3), help=tr("難易度 1 から 3"))
@click.option("--flagged", is_flag=True, help=tr("印を付けた問題だけ"))
@click.option("--mistakes", is_flag=True, help=tr("最近まちがえた問題だけ（予定は変わりません）"))
@click.option("--area", "areas", multiple=True, help=tr("分野の id（複数可）"))
@click.option("--unsure", is_flag=True, help=tr("自信のない問題だけ（間違えた、または覚えにくい）"))
@click.option(
    "--sure-wrong",
    "misjudged",
    is_flag=True,
    help=tr("確かだと思って間違えた問題だけ（予定は変わりません）"),
)
@click.option("--cram", is_flag=True, help=tr("忘れかけの問題から詰め込む（予定は変わりません）"))
@click.option("--minutes", type=click.IntRange(1, 600), help=tr("この分数に収まるだけ"))
@click.option("--new", "--unseen", "unseen", is_flag=True, help=tr("まだ解いていない問題だけ"))
@click.argument("questions", nargs=-1)
def command(
    plain: bool,
    count: int | None,
    seed: int | None,
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    difficulty: int | None,
    flagged: bool,
    mistakes: bool,
    areas: tuple[str, ...],
    unsure: bool,
    misjudged: bool,
    cram: bool,
    minutes: int | None,
    unseen: bool,
    questions: tuple[str, ...],
) -> int:
    """Questions by id, topic, kind or history."""
    choice = Choice(
        items=questions,
        topics=topics,
        kinds=kinds,
        difficulty=difficulty,
        flagged=flagged,
        mistakes=mistakes,
        unseen=unseen,
        areas=areas,
        unsure=unsure,
        misjudged=misjudged,
        cram=cram,
        minutes=minutes,
        count=count,
        seed=seed,
    )
    return begin(choice, plain=plain)
