"""``quizapp review``: what the schedule asks for now."""

from __future__ import annotations

import click

from quizapp.cli.begin import begin, session_options
from quizapp.practice.choice import Choice
from quizapp.words import tr


@click.command("review", help=tr("期限の来たカードと問題を復習する。"))
@session_options
@click.option("--cards", is_flag=True, help=tr("カードだけ"))
@click.option("--topic", "topics", multiple=True, help=tr("トピックの id（複数可）"))
def command(
    plain: bool, count: int | None, seed: int | None, cards: bool, topics: tuple[str, ...]
) -> int:
    """Due cards and questions, then new ones up to the day's limit."""
    choice = Choice(
        topics=topics, kinds=("recall",) if cards else (), due=True, count=count, seed=seed
    )
    return begin(choice, plain=plain)
