"""The figure of a question: which parameters it has, and the description that is drawn.

A sketch may take numbers from the question's own demo link, so that what is drawn and what the
answer is computed from are one and the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.content.kinds.base import FigureLink, QuestionBase
from quizapp.demos import load
from quizapp.demos.figure import Figure
from quizapp.demos.sketches import kind, sketched
from quizapp.errors import UsageError
from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it is to be drawn: of a demo (``id``) or a sketch, with its parameters."""

    id: str
    sketch: str
    knobs: Mapping[str, Any]

    def figure(self) -> Figure:
        """Its description. Raises UsageError where there is no such demo, sketch or parameter."""
        if self.sketch:
            return sketched(self.sketch, self.knobs)
        return load(self.id).run(self.knobs).figure


def given_numbers(question: QuestionBase) -> dict[str, Any]:
    """The knobs of the demo that shows, or recomputes, the answer."""
    found: dict[str, Any] = {}
    if question.computed is not None:
        found |= question.computed.knobs
    if question.demo is not None:
        found |= question.demo.knobs
    return found


def unknown_names(link: FigureLink, question: QuestionBase) -> Iterator[tuple[str, str]]:
    """Parameters that name a knob which the question's demo link does not have."""
    given = given_numbers(question)
    for parameter, value in link.knobs.items():
        for name in _taken(value):
            if name not in given:
                yield parameter, name


def shown(link: FigureLink, question: QuestionBase) -> Shown:
    """The figure with what it takes from the question put in.

    Raises UsageError when it shares with a kind of sketch that there is not.
    """
    if not link.sketch:
        return Shown(link.id, "", link.knobs)
    given = given_numbers(question)
    knobs: dict[str, Any] = {}
    if link.share:
        fields = kind(link.sketch).model_fields
        knobs = {name: value for name, value in given.items() if name in fields}
    knobs |= {name: _filled(value, given) for name, value in link.knobs.items()}
    return Shown("", link.sketch, knobs)


def figure_facts(link: FigureLink | None, question: QuestionBase) -> dict[str, Any] | None:
    """The figure as plain values: demo or kind of sketch, its data, and a sketch's reading.

    None where there is no figure, or one that this version cannot draw. A demo's one sentence is
    left out: that often is the answer.
    """
    if link is None:
        return None
    try:
        found = shown(link, question)
        reading = found.figure().summary if found.sketch else Localized()
    except UsageError:
        return None
    return {
        "demo": found.id,
        "sketch": found.sketch,
        "data": dict(found.knobs),
        "reading": {"ja": reading.get("ja"), "en": reading.get("en")},
    }


def figure_of(facts: Mapping[str, Any]) -> Figure:
    """The description to draw from such values. Raises UsageError where they are not drawable."""
    return Shown(str(facts["demo"]), str(facts["sketch"]), dict(facts["data"])).figure()


def _taken(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("=") and len(value) > 1:
        yield value[1:]
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _taken(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _taken(one)


def _filled(value: Any, given: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("=") and value[1:] in given:
        return given[value[1:]]
    if isinstance(value, Mapping):
        return {name: _filled(one, given) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(one, given) for one in value]
    return value
