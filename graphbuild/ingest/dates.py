"""Times in ISO 8601 (and so W3CDTF), and forms of dates besides, which `Fields.date` does not read.

Each form takes a text and gives a date, or `None` if it has another form.

They raise `ValueError` for a text of their form that names no date, such as the 30th of February. A time without
a zone is taken as UTC where the format says so (GDELT), and otherwise is left to `Fields.date`, which reports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from graphbuild.records import Date

DateForm = Callable[[str], Date | None]

FIRST_YEAR = 1600
"""The first newspaper is of 1605. An earlier date says that there is none, as 0001-01-01 does in .NET: it would make an
article the first of its story."""
TOO_EARLY = "a date before there were newspapers"

_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}  # fmt: skip
_ZONES = {
    "ut": 0, "gmt": 0, "utc": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "cest": 2, "mest": 2,
    "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "at": -4, "et": -5, "ct": -6, "mt": -7, "pt": -8, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
"""Hours from UTC of the zones that RFC 822 names and of others that feeds use."""

_WEEKDAY = r"(?:[A-Za-z]{3,9}\.?,?\s*)?"
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
_ZONE = r"((?:GMT|UTC?)?[+-]\d{2}:?\d{2}|(?:Etc/)?[A-Za-z]{1,4})(?:\s*\([^()]*\))?"
_RFC822 = re.compile(rf"{_WEEKDAY}(\d{{1,2}})[\s-]+([A-Za-z]{{3,9}})\.?,?[\s-]+(\d{{2}}|\d{{4}})"
                     rf"(?:[\s,]+{_TIME}(?:\s*{_ZONE})?)?")  # fmt: skip
_ASCTIME = re.compile(rf"{_WEEKDAY}([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})(?:,?\s+(\d{{4}}))?[\s,]+{_TIME}(?:\s*{_ZONE})?"
                      r"(?:\s+(\d{4}))?")  # fmt: skip
_SPACED = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s+([+-]\d{2}:?\d{2}|[Zz]|UTC|GMT)")
_GDELT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?")
_END_OF_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}[T ])24(:00(?::00(?:[.,]0+)?)?(?![:.,\d]).*)")


def iso(text: str) -> datetime:
    """A time as `datetime.fromisoformat` reads it; 24:00 ends a day in every version of Python, not only since 3.14.

    >>> str(iso("2020-08-14T24:00:00Z"))
    '2020-08-15 00:00:00+00:00'
    """
    if match := _END_OF_DAY.fullmatch(text):
        return datetime.fromisoformat(f"{match[1]}00{match[2]}") + timedelta(days=1)
    return datetime.fromisoformat(text)


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
    return _moment(year, month, match[1], match[4], match[5], match[6], match[7])


def asctime(text: str) -> Date | None:
    """The form of C and JavaScript, in which the month comes before the day.

    >>> str(asctime("Thu Aug 30 2012 17:26:16 GMT+0200 (CEST)")), str(asctime("Sun Jan  4 16:29:06 2004"))
    ('2012-08-30 15:26:16+00:00', '2004-01-04 16:29:06')
    """
    match = _ASCTIME.fullmatch(text)
    if not match or (month := _MONTHS.get(match[1][:3].lower())) is None:
        return None
    if (year := match[3] or match[8]) is None:
        return None
    return _moment(int(year), month, match[2], match[4], match[5], match[6], match[7])


def spaced(text: str) -> Date | None:
    """ISO 8601 with a space before the zone, as databases write it.

    >>> str(spaced("2004-07-08 23:56:58 -00:20"))
    '2004-07-09 00:16:58+00:00'
    """
    match = _SPACED.fullmatch(text)
    if not match:
        return None
    zone = match[3] if match[3][0] in "+-" else "+00:00"
    return iso(f"{match[1]}T{match[2]}{zone}").astimezone(UTC)


def _moment(year: int, month: int, day: str, hour: str, minute: str, second: str | None, zone: str | None) -> datetime:
    """A time in UTC; without a zone where none is stated."""
    moment = datetime(year, month, int(day), int(hour), int(minute), min(int(second or 0), 59))
    if zone is None:
        return moment
    offset = re.search(r"([+-])(\d{2}):?(\d{2})$", zone)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3])) * (1 if offset[1] == "+" else -1)
    else:
        away = timedelta(hours=_ZONES.get(zone.lower().removeprefix("etc/"), 0))
    return moment.replace(tzinfo=timezone(away)).astimezone(UTC)


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


_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_WORDS = re.compile(r"(?:[A-Za-z]{3,9}\.?,?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def loose(text: str) -> Date | None:
    """Forms that can mean one day only: `2020-08-14 19:08:00 -0400`, `2020/08/14`, `August 14, 2020`.

    >>> loose("2020-08-14 19:08:00 -0400"), loose("August 14, 2020")
    (datetime.datetime(2020, 8, 14, 23, 8, tzinfo=datetime.timezone.utc), datetime.date(2020, 8, 14))
    >>> loose("08/14/2020")
    """
    if (moment := spaced(text)) is not None:
        return moment
    if match := _SLASHED.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if (match := _WORDS.fullmatch(text)) and (month := _MONTHS.get(match[1][:3].lower())):
        return date(int(match[3]), month, int(match[2]))
    return None


def timestamp(text: str) -> Date | None:
    """Seconds or milliseconds since 1970, between 1990 and 2100, as tables hold them.

    >>> timestamp("1597446480"), timestamp("1597446480000") == timestamp("1597446480"), timestamp("2020")
    (datetime.datetime(2020, 8, 14, 23, 8, tzinfo=datetime.timezone.utc), True, None)
    """
    if not re.fullmatch(r"\d{9,10}(?:\.\d{1,9})?|\d{12,13}", text):
        return None
    seconds = float(text) / (1000 if len(text) in (12, 13) and "." not in text else 1)
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment if 1990 <= moment.year <= 2100 else None


def written(form: str) -> DateForm:
    """A form as `datetime.strptime` has it. Raises `ValueError` for one that it cannot read, or that gives no day.

    >>> written("%d/%m/%Y")("14/08/2020")
    datetime.date(2020, 8, 14)
    """
    sample = datetime(2020, 8, 14, tzinfo=UTC)
    try:  # without a year `strptime` takes 1900, or none at all: that depends on the version of Python
        if not re.search("%[YyGDFcx]", form) or datetime.strptime(sample.strftime(form), form).date() != sample.date():
            raise ValueError(f"{form!r} does not give day, month and year, as %d/%m/%Y does")
    except re.error as error:
        raise ValueError(f"{form!r} gives something twice") from error
    timed = bool(re.search("%[HIMScXTs]", form))

    def read(text: str) -> Date | None:
        try:
            moment = datetime.strptime(text, form)
        except ValueError:
            return None
        if not timed:
            return moment.date()
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    return read
