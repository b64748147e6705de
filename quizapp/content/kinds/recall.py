"""Recall cards: the learner answers in the head, turns the card, and rates."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from quizapp.content.inputs import RatingInput
from quizapp.content.kinds.base import QuestionBase, empty
from quizapp.content.problems import Flaw, Loc
from quizapp.content.tables import Flag
from quizapp.content.text import Text
from quizapp.records import Grade, Localized

_NOTES = {"1": "self.again", "2": "self.hard", "3": "self.good", "4": "self.easy"}


class Recall(QuestionBase):
    """A card with a front (``prompt``) and a back.

    With ``both`` it is asked the other way round too: the back is shown and the front (or the
    ``term``) is to be recalled. The response is a rating, 1 to 4; nothing is checked.
    """

    kind: Literal["recall"] = "recall"
    explanation: Text = Field(default_factory=Localized)
    back: Text
    both: Flag = False
    back_front: Text = Field(default_factory=Localized)
    """Front of the reverse card, where the back would give its answer away."""
    term: Text = Field(default_factory=Localized)
    """The word a glossary card is about."""
    example: Text = Field(default_factory=Localized)
    aliases: tuple[str, ...] = ()
    """Other names of the term, for search."""

    @property
    def input(self) -> RatingInput:
        """The back of the card, with its example."""
        return RatingInput(
            Localized(
                *(
                    "\n\n".join(filter(None, parts))
                    for parts in ((self.back.ja, self.example.ja), (self.back.en, self.example.en))
                )
            )
        )

    def turned(self) -> Recall:
        """The reverse card: what was the back asks for what was the front."""
        return self.model_copy(
            update={
                "prompt": self.back_front or self.back,
                "back": self.term or self.prompt,
                "both": False,
            }
        )

    def grade(self, response: str, *, seed: int = 0) -> Grade:
        """The learner's own rating: 1 is wrong, 2 to 4 are right."""
        key = unicodedata.normalize("NFKC", response[:20]).strip()
        if not key:
            return Grade("unreadable", 0.0, "blank", Localized("まだ空欄です", "still blank"))
        if key not in _NOTES:
            return Grade(
                "unreadable",
                0.0,
                "unreadable.rating",
                Localized("1 から 4 で評価してください", "rate with a number from 1 to 4"),
            )
        if key == "1":
            return Grade("wrong", 0.0, _NOTES[key], evidence="self", read_as=key)
        return Grade("right", 1.0, _NOTES[key], evidence="self", read_as=key)

    def answer_text(self, language: str) -> str:
        """The back of the card."""
        return self.input.back.get(language)

    def right_responses(self) -> Iterator[tuple[Loc, str]]:
        """The rating "good"."""
        yield ("back",), "3"

    def flaws(self, languages: tuple[str, ...]) -> Iterator[Flaw]:
        """Also: an empty back, and a reverse front on a card that is never reversed."""
        yield from super().flaws(languages)
        if not self.back:
            yield empty(("back",))
        if self.back_front and not self.both:
            yield Flaw(
                ("back_front",),
                "recall.reverse",
                Localized(
                    "both = true のカードだけが裏から出題されます",
                    "only a card with both = true is asked from its back",
                ),
                fatal=False,
            )
