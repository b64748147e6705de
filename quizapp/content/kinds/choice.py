"""Choice questions: exactly one option holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

from pydantic import Field

from quizapp.checking.choices import Option as Judged
from quizapp.checking.choices import judge_choice
from quizapp.checking.text import fold
from quizapp.content.inputs import ChoiceInput
from quizapp.content.kinds.base import QuestionBase, empty, twice
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Flag, Frozen
from quizapp.content.text import Text
from quizapp.records import Grade, Localized


class Option(Frozen):
    """One option, and why it is right or wrong."""

    text: Text
    right: Flag = False
    reason: Text
    """Shown under the option after the verdict; right options have one too."""


def judged(options: Sequence[Option]) -> tuple[Judged, ...]:
    """The options as checking knows them."""
    return tuple(
        Judged(option.right, (option.text.ja, option.text.en), option.reason) for option in options
    )


def option_flaws(options: Sequence[Option]) -> Iterator[Flaw]:
    """Options that are empty or say the same thing, in either language."""
    for language in ("ja", "en"):
        seen: dict[str, int] = {}
        for place, option in enumerate(options):
            text = getattr(option.text, language)
            # Mathematics may differ by one sign that folding drops, so it is compared as written.
            said = " ".join(text.split()) if "$" in text or "`" in text else fold(text)
            if said and said in seen:
                yield twice("option", (seen[said], place), "option.equal")
            seen.setdefault(said, place)
    for place, option in enumerate(options):
        if not option.text:
            yield empty(("option", place, "text"))
        if not option.reason:
            yield Flaw(
                ("option", place, "reason"),
                "option.reason",
                Localized("理由がありません", "the reason is missing"),
                Localized("正しい選択肢にも理由を書いてください", "give one for right options too"),
            )


class Choice(QuestionBase):
    """A question with one right option.

    The response is the authored 1-based number of an option, however the options were shuffled
    on the screen, or the option's exact text. A wrong choice is answered with that option's
    reason.
    """

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...] = Field(alias="option", min_length=2, max_length=9)
    keep_last: Flag = Field(default=False, alias="fixed_last")

    @property
    def input(self) -> ChoiceInput:
        """The options in authored order."""
        return ChoiceInput(tuple(option.text for option in self.options), self.keep_last)

    @cached_property
    def _judged(self) -> tuple[Judged, ...]:
        return judged(self.options)

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """Right when the right option is named."""
        return judge_choice(response, self._judged)

    def answer_text(self, language: str) -> str:
        """The text of the right option."""
        return next(option.text.get(language) for option in self.options if option.right)

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The number of the right option."""
        for place, option in enumerate(self.options):
            if option.right:
                yield ("option", place), str(place + 1)

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
        """Also: equal or empty options, and any number of right options but one."""
        yield from super().flaws(languages)
        yield from option_flaws(self.options)
        count = sum(option.right for option in self.options)
        if count != 1:
            yield Flaw(
                ("option",),
                "option.right",
                Localized(
                    f"正しい選択肢が {count} 個あります（1 個のはずです）",
                    f"{count} options are right, where one should be",
                ),
                Localized(
                    'いくつも正しいときは kind = "choices" を使ってください',
                    'use kind = "choices" where several are right',
                )
                if count
                else Localized("right = true を 1 つに付けてください", "put right = true on one"),
            )
