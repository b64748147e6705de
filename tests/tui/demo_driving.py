"""How tests drive the demo lab: open one demo, press keys, read what stands there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from quizapp.clock import FixedClock, Moment
from quizapp.settings import Settings, load_paths
from quizapp.tui.bench import Bench
from quizapp.tui.lab import LabApp
from quizapp.tui.screens.demo import DemoScreen
from quizapp.words import use_language
from tests.tui.driving import app_of, rows

Lab = Callable[..., AbstractAsyncContextManager[tuple[DemoScreen, Pilot[Any]]]]


def lab_in(home: Path) -> Lab:
    """Opens one demo in ``home`` and gives its screen with a pilot."""
    paths = load_paths({"QUIZAPP_HOME": str(home)})

    @asynccontextmanager
    async def opened(
        demo: str = "D03",
        knobs: dict[str, object] | None = None,
        *,
        origin: str = "",
        size: tuple[int, int] = (80, 24),
        ascii_only: bool = False,
        **chosen: Any,
    ) -> AsyncIterator[tuple[DemoScreen, Pilot[Any]]]:
        app = LabApp(
            paths,
            replace(Settings(language="ja"), **chosen),
            FixedClock(Moment(0)),
            demo_id=demo,
            knobs=knobs,
            origin=origin,
            ascii_only=ascii_only,
        )
        async with app.run_test(size=size) as pilot:
            screen = app.screen
            assert isinstance(screen, DemoScreen)
            for _ in range(300):
                await pilot.pause()
                if screen._trouble or (screen.bench and screen.bench.outcome):
                    break
                await pilot.pause(0.01)
            await pilot.pause()
            yield screen, pilot
        use_language("ja")

    return opened


def shown(pilot: Pilot[Any]) -> list[str]:
    """The rows of the screen as they stand."""
    return rows(app_of(pilot))


def text(pilot: Pilot[Any]) -> str:
    """Everything on the screen."""
    return "\n".join(shown(pilot))


def bench(screen: DemoScreen) -> Bench:
    """The demo on the screen's bench."""
    assert screen.bench is not None
    return screen.bench


def entry(screen: DemoScreen) -> str | None:
    """The number being typed."""
    return screen.rows.entry


def at_side(screen: DemoScreen) -> bool:
    """Whether the knobs stand beside the figure."""
    return screen.rows.stacked


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other and let the screen settle."""
    for key in keys:
        await pilot.press(key)
    await pilot.pause()
