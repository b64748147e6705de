"""Time as a value: the floors below the screens never ask what time it is, they are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """One instant: UTC milliseconds, with the local offset at which it was lived."""

    at_ms: int
    offset_min: int = 0

    @classmethod
    def of(cls, when: datetime) -> Moment:
        """The moment of an aware datetime. Raises ``ValueError`` when it is naive."""
        offset = when.utcoffset()
        if offset is None:
            raise ValueError("a moment needs an aware datetime")
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return cls((when - epoch) // timedelta(milliseconds=1), int(offset.total_seconds() // 60))

    def local(self) -> datetime:
        """The aware local datetime."""
        zone = timezone(timedelta(minutes=self.offset_min))
        return datetime.fromtimestamp(self.at_ms / 1000, zone)

    def after(self, ms: int) -> Moment:
        """The moment ``ms`` milliseconds later, at the same offset."""
        return Moment(self.at_ms + ms, self.offset_min)


def study_day(moment: Moment, rollover_hour: int = 4) -> date:
    """The study day a moment belongs to: local days that turn over at ``rollover_hour``."""
    return (moment.local() - timedelta(hours=rollover_hour)).date()


def day_end_ms(moment: Moment, rollover_hour: int = 4) -> int:
    """UTC milliseconds at which the study day of ``moment`` ends (exclusive)."""
    tomorrow = study_day(moment, rollover_hour) + timedelta(days=1)
    zone = timezone(timedelta(minutes=moment.offset_min))
    end = datetime(tomorrow.year, tomorrow.month, tomorrow.day, rollover_hour, tzinfo=zone)
    return Moment.of(end).at_ms


class Clock(Protocol):
    """Whoever can say what time it is."""

    def now(self) -> Moment:
        """The present moment."""
        ...


class SystemClock:
    """The machine's clock and local zone; for the screens and commands only."""

    def now(self) -> Moment:
        """The present moment with the local offset in force."""
        return Moment.of(datetime.now().astimezone())


class FixedClock:
    """A clock that stands still until told otherwise; for tests and rehearsals."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment

    def now(self) -> Moment:
        """The moment it was set to."""
        return self.moment

    def advance(self, ms: int) -> None:
        """Move on by ``ms`` milliseconds."""
        self.moment = self.moment.after(ms)
