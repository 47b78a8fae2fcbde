"""Forms of dates besides ISO 8601 (and so W3CDTF), which `Fields.date` reads.

Each takes a text and gives a date, or `None` if it has another form.

They raise `ValueError` for a text of their form that names no date, such as the 30th of February. A time without
a zone is taken as UTC where the format says so (GDELT), and otherwise is left to `Fields.date`, which reports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from graphbuild.records import Date

DateForm = Callable[[str], Date | None]

_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}  # fmt: skip
_ZONES = {"ut": 0, "gmt": 0, "utc": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7}  # fmt: skip
"""Hours from UTC of the zones that RFC 822 names; all others of its letters mean nothing, says RFC 5322."""

_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{2}|\d{4})"
    r"(?:[\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*(?:([+-])(\d{2}):?(\d{2})|([A-Za-z]{1,4})))?)?"
    r"(?:\s*\([^()]*\))?"
)
_GDELT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?")


def rfc822(text: str) -> Date | None:
    """RFC 822 and 5322, as in RSS and mail: day and weekday names are not checked against each other.

    >>> rfc822("Fri, 14 Aug 2020 19:08:00 EDT"), rfc822("14 August 2020")
    (datetime.datetime(2020, 8, 14, 23, 8, tzinfo=datetime.timezone.utc), datetime.date(2020, 8, 14))
    """
    match = _RFC822.fullmatch(text)
    if not match or (month := _MONTHS.get(match[2][:3].lower())) is None:
        return None
    year = int(match[3])
    if len(match[3]) == 2:
        year += 2000 if year < 50 else 1900
    if match[4] is None:
        return date(year, month, int(match[1]))
    offset = timedelta(0)
    if match[7]:
        offset = timedelta(hours=int(match[8]), minutes=int(match[9])) * (1 if match[7] == "+" else -1)
    elif match[10]:
        offset = timedelta(hours=_ZONES.get(match[10].lower(), 0))
    moment = datetime(year, month, int(match[1]), int(match[4]), int(match[5]), min(int(match[6] or 0), 59))
    return moment.replace(tzinfo=timezone(offset)).astimezone(UTC)


def gdelt(text: str) -> Date | None:
    """`YYYYMMDDHHMMSS` or `YYYYMMDD`, in UTC, as GDELT and WARC write them.

    >>> gdelt("20200814230800")
    datetime.datetime(2020, 8, 14, 23, 8, tzinfo=datetime.timezone.utc)
    """
    match = _GDELT.fullmatch(text)
    if not match:
        return None
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return day
    return datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), int(match[6]), tzinfo=UTC)
