"""Forms of dates besides ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graphbuild.ingest.dates import asctime, rfc822, written


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu, 01 Jan 2004 19:48:21 GMT", datetime(2004, 1, 1, 19, 48, 21, tzinfo=UTC)),
        ("Thu, 01 Jan 04 19:48 EST", datetime(2004, 1, 2, 0, 48, tzinfo=UTC)),
        ("Thu, 30 Apr 2015 08:57:00 MEST", datetime(2015, 4, 30, 6, 57, tzinfo=UTC)),
        ("Wed, 19 Aug 2009 18:28:00 Etc/GMT", datetime(2009, 8, 19, 18, 28, tzinfo=UTC)),
        ("Wed, 19 Feb 2012 22:40:00 GMT-01:01", datetime(2012, 2, 19, 23, 41, tzinfo=UTC)),
        ("Mon, 13 Feb, 2012 06:28:00 UTC", datetime(2012, 2, 13, 6, 28, tzinfo=UTC)),
        ("Fri,24 Nov 2023 18:28:36 -0000", datetime(2023, 11, 24, 18, 28, 36, tzinfo=UTC)),
        ("1 January 2004", date(2004, 1, 1)),
        ("Thu, 01 Jan 2004 19:48:21", datetime(2004, 1, 1, 19, 48, 21)),
    ],
)
def test_rfc822(text: str, moment: date) -> None:
    assert rfc822(text) == moment


@pytest.mark.parametrize(
    "text", ["Sun, 16 zzz 2012 11:47:32 GMT", "16/12/2012", "soon", "", "Sun, 16 Dec 2012 11:47 +zz:00"]
)
def test_what_is_no_rfc822_is_none(text: str) -> None:
    assert rfc822(text) is None


@pytest.mark.parametrize("text", ["Sun, 99 Jun 2009 12:00:00 GMT", "30 Feb 2020", "1 Jan 2020 25:00:00 GMT"])
def test_impossible_dates_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be in|out of range"):
        rfc822(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sun Jan  4 16:29:06 2004", datetime(2004, 1, 4, 16, 29, 6)),
        ("Sun Jul 15 01:16:00 +0000 2012", datetime(2012, 7, 15, 1, 16, tzinfo=UTC)),
        ("Thu Aug 30 2012 17:26:16 +0200", datetime(2012, 8, 30, 15, 26, 16, tzinfo=UTC)),
    ],
)
def test_asctime(text: str, moment: datetime) -> None:
    assert asctime(text) == moment


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%y%m%d", "%A, %d. %B %Y", "%Y %j", "%G-W%V-%u", "100%% %Y-%m-%d"])
def test_a_form_that_is_set_is_read(form: str) -> None:
    assert written(form)(date(2021, 3, 9).strftime(form)) == date(2021, 3, 9)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("%d/%m", "does not give day, month and year"),
        ("%m/%Y", "does not give day, month and year"),
        ("%H:%M", "does not give day, month and year"),
        ("day", "does not give day, month and year"),
        ("%d/%m/%Y %d", "gives something twice"),
        ("%d/%m/%Y %", "stray %"),
        ("%d/%m/%Y %Q", "bad directive"),
    ],
)
def test_a_form_that_tells_no_day_of_a_year_is_an_error(form: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        written(form)
