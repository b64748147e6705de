"""What neither numbers nor algebra settles is left to the learner; proofs arrive afterwards."""

from __future__ import annotations

import pytest

from quizapp.content.kinds.expression import Expression
from quizapp.records import Grade
from quizapp.tui.app import QuizApp
from tests.tui.driving import Make, app_of, ask, foot, note, press, seen, write


async def test_the_learner_rates_what_cannot_be_decided(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    undecided = Grade("undecided", 0.0, "undecided")
    monkeypatch.setattr(Expression, "grade", lambda self, response, *, seed=0: undecided)
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01", "CR-02")
        app = app_of(pilot)
        await write(pilot, "2x+2y")
        await press(pilot, "enter")
        assert screen.state_name() == "undecided"
        page = seen(app)
        assert "? 判定できません" in page
        assert "正しい答え  2(x+y)" in page
        assert "1-4 評価" in foot(app)
        await press(pilot, "enter")
        assert screen.view.item == "demo-pack/CR-01", "enter does nothing"
        assert "評価してください" in note(app)
        await press(pilot, "h", "a", "n", "space", "9")
        assert screen.view.item == "demo-pack/CR-01"
        await press(pilot, "3")
        assert screen.session.solved[0].rating == 3
        assert screen.view.item == "demo-pack/CR-02"


async def test_a_proof_replaces_the_points(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    points = Grade("right", 1.0, "right.points", evidence="points")
    monkeypatch.setattr(Expression, "grade", lambda self, response, *, seed=0: points)
    asked = []

    def prove(self: QuizApp, question: object, response: str, settled: object) -> None:
        asked.append((response, settled))

    monkeypatch.setattr(QuizApp, "prove", prove)
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        await write(pilot, "2x+2y")
        await press(pilot, "enter")
        assert "証明しています" in seen(app_of(pilot))
        assert asked[0][0] == "2x+2y"
        asked[0][1]("proved")  # type: ignore[operator]
        await pilot.pause()
        assert "証明しました" in seen(app_of(pilot))
        assert screen.view.grade is not None
        assert screen.view.grade.evidence == "proved"


async def test_a_proof_that_arrives_after_the_next_question_harms_nothing(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = Grade("right", 1.0, "right.points", evidence="points")
    monkeypatch.setattr(Expression, "grade", lambda self, response, *, seed=0: points)
    asked = []
    monkeypatch.setattr(QuizApp, "prove", lambda self, q, r, settled: asked.append(settled))
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01", "CR-02")
        await write(pilot, "2x+2y")
        await press(pilot, "enter", "enter")
        assert screen.view.item == "demo-pack/CR-02"
        before = seen(app_of(pilot))
        asked[0]("proved")
        await pilot.pause()
        assert seen(app_of(pilot)) == before
        desk = app_of(pilot).desk
        assert desk is not None
        kinds = [event.kind for event in desk.log.events("demo-pack/CR-01")]
        assert "proof" in kinds


@pytest.mark.parametrize("response", ["2x+2y", "2(x+y)", "(2x^2-2y^2)/(x-y)"])
def test_the_prover_takes_the_question_as_it_is(response: str) -> None:
    from pathlib import Path

    from quizapp.content.library import Library
    from quizapp.tui.proofs import task_of

    library = Library.open([Path(__file__).with_name("pack")])
    assert task_of(library.question("demo-pack/CR-01"), response) is not None
    assert task_of(library.question("demo-pack/IV-01"), "1") is None
