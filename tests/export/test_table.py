from __future__ import annotations

import io
from datetime import UTC, datetime

from graphbuild.enrich.frame import COUNT, FLAG, NUMBER, TEXT, TIME, frame
from graphbuild.export.table import write_frame

ALL = {"text": TEXT, "count": COUNT, "number": NUMBER, "flag": FLAG, "time": TIME}


def written(*row: object) -> str:
    stream = io.StringIO()
    write_frame(frame(ALL, [row]), stream)
    return stream.getvalue().splitlines()[1]


def test_values_are_written_as_they_are() -> None:
    row = ("a", 3, 0.25, True, datetime(2020, 1, 2, 3, 4, tzinfo=UTC))
    assert written(*row) == "a,3,0.25,true,2020-01-02T03:04:00Z"


def test_missing_values_are_empty() -> None:
    assert written(None, None, None, None, None) == ",,,,"


def test_a_formula_is_a_text() -> None:
    assert written("=1+1", 1, 1.0, False, None).startswith("'=1+1,")


def test_negative_numbers_stay_numbers() -> None:
    assert written("a", -3, -0.5, False, None) == "a,-3,-0.5,false,"


def test_the_names_of_the_columns_come_first() -> None:
    stream = io.StringIO()
    write_frame(frame(ALL, []), stream)
    assert stream.getvalue() == "text,count,number,flag,time\n"
