"""Takes the pictures of the README: ``python -m scripts.pictures [FOLDER OF FONTS]``.

A learner's weeks are played into a fresh record with a clock that is set, then the screens are
opened and photographed. The letters are those of the machine, or of the fonts in the folder: a
monospaced one, and one with Japanese letters.
"""

from __future__ import annotations

import asyncio
import html
import os
import random
import re
import sys
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import resvg_py
from textual.pilot import Pilot

from quizapp.clock import FixedClock, Moment
from quizapp.practice.desk import open_desk
from quizapp.practice.session import Session
from quizapp.settings import Paths, Settings, load_paths, save_settings
from quizapp.tui.app import QuizApp
from quizapp.typeset.widths import clusters
from quizapp.words import use_language

OUT = Path(__file__).resolve().parents[1] / "docs" / "pictures"
START = datetime(2026, 11, 10, 20, 30, tzinfo=timezone(timedelta(hours=9)))
DAYS = 13
SEED = 8
KNOWS = 0.86
"""Share of answers the pictured learner gets right."""


def study(paths: Paths, settings: Settings) -> Moment:
    """Play two weeks of evenings into the record; the moment at which they end."""
    rng = random.Random(SEED)
    with open_desk(paths, settings) as desk:
        for day in range(DAYS):
            if day in (4, 9):
                continue
            clock = FixedClock(Moment.of(START + timedelta(days=day)))
            desk.agenda.plan(clock.now())
            session = desk.todays_session(clock.now())
            while session is not None and session.view.phase != "finished":
                clock.advance(rng.randrange(12, 70) * 1000)
                answer(session, clock.now(), rng.random() < KNOWS)
    return Moment.of(START + timedelta(days=DAYS))


def answer(session: Session, at: Moment, knows: bool) -> None:
    """Answer the present question as one who knows it, or does not."""
    view = session.view
    if view.phase == "front":
        session.flip(at)
    elif view.phase == "asking" and knows and view.question is not None:
        _, response = next(iter(view.question.right_responses()))
        session.submit(response, at)
    elif view.phase == "asking":
        session.show_answer(at)
    else:
        session.next(at)


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the screen has nothing left to do."""
    for _ in range(8):
        await pilot.pause(0.15)
        await pilot.app.workers.wait_for_complete()


async def shoot(app: QuizApp, name: str, keys: tuple[str, ...], size: tuple[int, int]) -> None:
    """Open the app, press ``keys`` and save the picture ``name``."""
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            if len(key) > 1:
                await settle(pilot)
        await settle(pilot)
        svg = OUT / f"{name}.svg"
        svg.write_text(in_cells(app.export_screenshot()), encoding="utf-8")
    png = resvg_py.svg_to_bytes(
        svg_string=svg.read_text(encoding="utf-8").replace("Fira Code", "DejaVu Sans Mono"),
        font_dirs=sys.argv[1:2],
    )
    svg.with_suffix(".png").write_bytes(bytes(png))
    svg.unlink()


def in_cells(svg: str) -> str:
    """The SVG with each character set in its own cell.

    The export counts characters where it should count cells, which squeezes Japanese text.
    """
    cell = 12.2

    def apart(found: re.Match[str]) -> str:
        before, x, after, text = found.groups()
        pieces, column = [], 0
        for cluster, cells in clusters(html.unescape(text)):
            if cluster.strip("\xa0 "):
                place = float(x) + column * cell
                pieces.append(f'<text {before}x="{place:.1f}"{after}>{html.escape(cluster)}</text>')
            column += cells
        return "".join(pieces)

    svg = re.sub(r' textLength="[0-9.]+"', "", svg)
    return re.sub(r'<text ([^>]*?)x="([0-9.]+)"( [^>]*clip-path[^>]*)>([^<]*)</text>', apart, svg)


def main() -> None:
    """Take all pictures."""
    from quizapp.practice.desk import Choice

    OUT.mkdir(parents=True, exist_ok=True)
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    with tempfile.TemporaryDirectory() as folder:
        paths = load_paths({"QUIZAPP_HOME": folder})
        settings = replace(
            Settings(), language="ja", exam_date="2027-01-20", motion="none", new_per_day=6
        )
        save_settings(paths.config, settings)
        now = study(paths, settings)

        def app(language: str = "ja", choice: Choice | None = None, theme: str = "sumi") -> QuizApp:
            use_language(language)
            return QuizApp(
                paths,
                replace(settings, language=language, theme=theme),
                FixedClock(now),
                choice=choice,
            )

        typed = ("2", "x", "+", "2", "y", "enter")
        wrong = ("x", "+", "y", "enter")
        wide, usual = (120, 36), (80, 24)
        asyncio.run(shoot(app(), "today-ja", (), wide))
        asyncio.run(shoot(app(choice=Choice(items=("VG-01",))), "quiz-ja", typed, wide))
        asyncio.run(
            shoot(app("en", Choice(items=("VG-01",)), theme="washi"), "wrong-en", wrong, usual)
        )
        race = app("en", Choice(items=("GL-OP-09",)))
        asyncio.run(shoot(race, "demo-en", ("d",), wide))


if __name__ == "__main__":
    main()
