"""The app of the screens' tests, with the plan made as it is for a learner."""

from __future__ import annotations

from quizapp.tui.app import QuizApp
from tests.tui.conftest import _quiet, compiled, make

PLANNED = QuizApp.plan_the_day  # as it is before the fixtures keep it quiet

__all__ = ["PLANNED", "_quiet", "compiled", "make"]
