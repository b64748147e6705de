"""``quizapp due`` knows the plan of the day, by the rules of the agenda itself."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from quizapp.clock import Moment
from quizapp.practice.choice import Choice
from quizapp.practice.desk import open_desk
from quizapp.practice.plan_due import path_beside, read_list
from quizapp.records import Event
from quizapp.settings import Paths, load_paths, load_settings
from tests.cli.conftest import Run

NOW = "2026-11-24T09:00:00+09:00"
AT = Moment.of(datetime.fromisoformat(NOW))


def due(quizapp: Run, now: str = NOW) -> Any:
    done = quizapp("due", "--json", env={"QUIZAPP_NOW": now})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def planned(quizapp: Run, own_home: Path) -> Paths:
    """A home with an exam in a month, planned."""
    quizapp("config", "exam_date", "2026-12-24")
    quizapp("plan", "--json", env={"QUIZAPP_NOW": NOW})
    return load_paths({"QUIZAPP_HOME": str(own_home)})


def queue(paths: Paths, at: Moment) -> tuple[int, int, int]:
    """What the screens would ask now: questions, cards, minutes."""
    settings, _ = load_settings(paths.config)
    with open_desk(paths, settings) as desk:
        memories = desk.log.memories([row.item for row in desk.library.items()])
        items = desk.agenda.queue(memories, at)
        assert items is not None
        cards = sum(desk.library.item(item).kind == "recall" for item in items)
        return len(items) - cards, cards, desk.agenda.minutes_of(items)


def told(report: Any) -> tuple[int, int, int]:
    plan = report["plan"]
    return plan["questions"], plan["cards"], plan["minutes"]


def test_without_an_exam_there_is_no_plan_to_tell(quizapp: Run) -> None:
    assert due(quizapp) == {"version": 1, "due": 0, "new": 10, "learning": 0, "plan": None}
    quizapp("config", "exam_date", "2026-12-24")
    assert due(quizapp)["plan"] is None  # set, but not planned yet


def test_it_tells_what_the_screens_would_ask(quizapp: Run, planned: Paths) -> None:
    report = due(quizapp)
    assert told(report) == queue(planned, AT)
    assert report["plan"]["exam_date"] == "2026-12-24"
    assert report["plan"]["of_today"] is True
    assert 10 <= report["plan"]["minutes"] <= 16
    said = quizapp("due", env={"QUIZAPP_NOW": NOW}).stdout
    questions, cards, minutes = told(report)
    assert said.splitlines()[1] == f"今日の計画 {minutes} 分  問題 {questions}  カード {cards}"


def test_answers_and_what_is_put_aside_shorten_it(quizapp: Run, planned: Paths) -> None:
    before = told(due(quizapp))
    settings, _ = load_settings(planned.config)
    at = AT
    with open_desk(planned, settings) as desk:
        session = desk.session(Choice(due=True, count=4), at)
        assert session is not None
        for step in range(3):
            at = at.after(60_000)
            if step == 2:
                session.suspend(at)
            elif session.view.phase == "front":
                session.flip(at)
                session.next(at.after(1000))
            else:
                session.show_answer(at)
                session.next(at.after(1000))
        session.finish(at)
    later = at.local().isoformat()
    after = told(due(quizapp, later))
    assert after == queue(planned, at)
    # Minutes spent elsewhere are gone from the day as well.
    with open_desk(planned, settings) as desk:
        at_ms = at.at_ms
        item = desk.library.items()[-1].item
        desk.log.append(
            [Event(item, at_ms, "answer", at_ms, 540, 3, "1", "right", duration_ms=480_000)]
        )
    spent = told(due(quizapp, later))
    assert spent == queue(planned, at)
    assert spent[2] <= before[2] - 7


def test_yesterdays_plan_serves_and_an_old_one_does_not(quizapp: Run, planned: Paths) -> None:
    tomorrow = "2026-11-25T09:00:00+09:00"
    report = due(quizapp, tomorrow)
    assert report["plan"]["of_today"] is False
    assert told(report) == queue(planned, Moment.of(datetime.fromisoformat(tomorrow)))
    assert due(quizapp, "2026-12-05T09:00:00+09:00")["plan"] is None
    quizapp("config", "exam_date", "2026-12-25")
    assert due(quizapp)["plan"] is None  # it was made for another day


def test_a_day_off_holds_nothing(quizapp: Run, planned: Paths) -> None:
    quizapp("config", "days_off", "tue")
    assert told(due(quizapp)) == (0, 0, 0)


@pytest.mark.parametrize("text", ["", "junk", "9 1 2\n", "1 20781 20811\nx y\n", "1 2\n"])
def test_a_damaged_list_is_no_list(quizapp: Run, planned: Paths, text: str) -> None:
    path = path_beside(planned.plan)
    assert read_list(path) is not None
    path.write_text(text, encoding="utf-8")
    assert due(quizapp)["plan"] is None


def test_it_loads_next_to_nothing(planned: Paths, environment: dict[str, str]) -> None:
    code = (
        "import sys; from quizapp.__main__ import main; main(['due', '--json']);"
        "print([name for name in ('numpy', 'pydantic', 'textual', 'sympy', 'click', 'json', 're')"
        " if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True, text=True, check=False,
        env={**environment, "QUIZAPP_NOW": NOW,
             "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert json.loads(done.stdout)["plan"]["questions"] > 0
    for heavy in ("numpy", "pydantic", "textual", "sympy", "click"):
        assert heavy not in done.stderr
