"""Dates known to the second, to the day or not at all, as intervals: what cannot be ordered is not ordered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from graphbuild.records import Date

DAY = 86400.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Interval(NamedTuple):
    """Within which time something happened, in seconds since 1970 (UTC); both ends belong to it."""

    first: float
    last: float

    @classmethod
    def of(cls, date: Date | None) -> Interval | None:
        """The interval of a date: a moment, or a day from midnight to midnight; `None` where there is no date.

        >>> Interval.of(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
        Interval(first=60.0, last=60.0)
        """
        if date is None:
            return None
        if isinstance(date, datetime):
            moment = (date - _EPOCH).total_seconds()
            return cls(moment, moment)
        day = (datetime(date.year, date.month, date.day, tzinfo=UTC) - _EPOCH).total_seconds()
        return cls(day, day + DAY - 1)

    def before(self, other: Interval) -> bool:
        """Whether this is certainly the earlier one."""
        return self.last < other.first

    def gap(self, other: Interval) -> float:
        """The least time between the two, in seconds; 0 where they overlap."""
        return max(self.first - other.last, other.first - self.last, 0.0)


def moment(seconds: float) -> datetime:
    """The other way: seconds since 1970 as a time in UTC."""
    return _EPOCH + timedelta(seconds=seconds)


def hours(seconds: float) -> float:
    """Seconds as hours, to a third of a second."""
    return round(seconds / 3600, 4)
