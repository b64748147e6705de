"""Giving new lines their place in the log: learner, device, and a time that is still free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from quizapp.records import Event


def first_free_ms(at_ms: int, taken: Collection[int]) -> int:
    """The first millisecond from ``at_ms`` on that is not in ``taken``."""
    while at_ms in taken:
        at_ms += 1
    return at_ms


def stamped(
    events: Iterable[Event], before: Sequence[Event], *, learner: str, device: str
) -> list[Event]:
    """New lines about one item, ready to be written after the lines ``before``.

    A time that this device has used already moves on by a millisecond. Within a turn a line never
    comes before one that was logged earlier, even when the machine's clock was set back between
    them: otherwise an override would lose to the rating it corrects.
    """
    taken = {event.at_ms for event in before if event.device == device}
    newest: dict[int, int] = {}
    for event in before:
        newest[event.turn_ms] = max(event.at_ms, newest.get(event.turn_ms, event.at_ms))
    done = []
    for event in events:
        at_ms = max(event.at_ms, newest.get(event.turn_ms, event.turn_ms - 1) + 1)
        at_ms = first_free_ms(at_ms, taken)
        taken.add(at_ms)
        newest[event.turn_ms] = at_ms
        if event.response is not None and not event.response.isascii():
            event = _storable(event, event.response)
        if at_ms != event.at_ms or event.learner != learner or event.device != device:
            event = replace(event, at_ms=at_ms, learner=learner, device=device)
        done.append(event)
    return done


def _storable(event: Event, response: str) -> Event:
    """The event with a response that any file can hold.

    Bytes that are no text reach us from a terminal as lone surrogates; they become U+FFFD.
    """
    try:
        response.encode()
    except UnicodeEncodeError:
        kept = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in response)
        return replace(event, response=kept)
    return event
