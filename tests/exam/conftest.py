"""A small pack, a blueprint it can fill, and a clock the tests move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quizapp.clock import Moment
from quizapp.content.library import Library
from quizapp.exam.blueprint import Blueprint, parse_blueprint
from quizapp.exam.draw import draw
from quizapp.exam.paper import Paper
from quizapp.scheduling.fold import LogFold
from quizapp.store import memory_log
from quizapp.store.memory import MemoryLog

PACK = Path(__file__).with_name("pack")
START = Moment(1_780_000_000_000, 540)
MINUTE = 60_000


def plan(**fields: Any) -> Blueprint:
    """A blueprint of ten questions in ten minutes, with some fields changed."""
    raw: dict[str, Any] = {
        "id": "small",
        "title": {"ja": "小さな模試", "en": "Small exam"},
        "minutes": 10,
        "warnings": [5, 1],
        "area": [{"id": "north", "count": 6}, {"id": "south", "count": 4}],
        **fields,
    }
    return parse_blueprint(raw, "small.toml")


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.open([PACK])


@pytest.fixture
def log() -> MemoryLog:
    return memory_log(fold=LogFold())


@pytest.fixture
def paper(library: Library) -> Paper:
    return draw(library, plan(), 1)
