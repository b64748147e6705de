"""Questions with several right options: all of them, and no other, are to be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from quizapp.checking.choices import Option as Judged
from quizapp.checking.choices import judge_choices
from quizapp.content.inputs import ChoicesInput
from quizapp.content.kinds.base import QuestionBase
from quizapp.content.kinds.choice import Option, judged, option_flaws
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Flag
from quizapp.records import Grade, Localized


class Choices(QuestionBase):
    """A question whose right options are a set.

    The response is the authored 1-based numbers in any order (``1,3``). Only the exact set is
    right; the score tells how near a wrong set comes: right choices less wrong ones, over the
    number of right options.
    """

    kind: Literal["choices"] = "choices"
    options: tuple[Option, ...] = Field(alias="option", min_length=2, max_length=9)
    keep_last: Flag = Field(default=False, alias="fixed_last")

    @property
    def input(self) -> ChoicesInput:
        """The options in authored order."""
        return ChoicesInput(tuple(option.text for option in self.options), self.keep_last)

    @cached_property
    def _judged(self) -> tuple[Judged, ...]:
        return judged(self.options)

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """Right when exactly the right options are named; ``parts`` has one grade per choice."""
        return judge_choices(response, self._judged)

    def answer_text(self, language: str) -> str:
        """The texts of the right options, a paragraph each."""
        return "\n\n".join(option.text.get(language) for option in self.options if option.right)

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The numbers of the right options."""
        right = [place for place, option in enumerate(self.options, 1) if option.right]
        yield ("option",), ",".join(map(str, right))

    @property
    def option_count(self) -> int:
        """The number of options."""
        return len(self.options)

    @property
    def fixed_last(self) -> bool:
        """Whether the last option keeps its place."""
        return self.keep_last

    @property
    def option_reasons(self) -> tuple[Localized, ...]:
        """Why each option is right or wrong."""
        return tuple(option.reason for option in self.options)

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: equal or empty options, and none right or none wrong."""
        yield from super().flaws(languages)
        yield from option_flaws(self.options)
        right = sum(option.right for option in self.options)
        if right == 0:
            yield Flaw(
                ("option",),
                "option.right",
                Localized("正しい選択肢がありません", "no option is right"),
                Localized("right = true を付けてください", "put right = true on those that hold"),
            )
        elif right == len(self.options):
            yield Flaw(
                ("option",),
                "option.wrong",
                Localized("すべて正しい選択肢です", "every option is right"),
                Localized("誤りの選択肢を加えてください", "add one that does not hold"),
            )
