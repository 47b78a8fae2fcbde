from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphbuild.ingest.fields import Fields
from graphbuild.ingest.node import parse
from graphbuild.problems import Report
from graphbuild.records import Image


def read(text: str, getter: Callable[[Fields], Any]) -> tuple[Any, list[tuple[str, str]]]:
    """The value that a getter gives for a YAML text, and what is reported."""
    [document] = parse(text)
    report = Report("a.md")
    value = getter(Fields(document.root, report))
    return value, [(row.kind, row.what) for row in report.rows]


NUMBERS = [
    ("32", 32, []),
    ("-1", -1, []),
    ("0", 0, []),
    ("4.25", 4.25, []),
    ("1e3", 1000.0, []),
    ('"32"', 32, [("changed", "a number in quotes")]),
    ("high", None, [("lost", "not a number")]),
    ("1_000", None, [("lost", "not a number")]),
    (".nan", None, [("lost", "not a number")]),
    ("nan", None, [("lost", "not a number")]),
    ("1e999", None, [("lost", "not a number")]),
    ("[1]", None, [("lost", "not a number")]),
    ("9999999999999999999999999", 1e25, []),
    ("", None, []),
    ("null", None, []),
]


@pytest.mark.parametrize(("text", "value", "said"), NUMBERS)
def test_number(text: str, value: float | None, said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.number("x")) == (value, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("true", True, []),
        ("No", False, []),
        ("off", False, []),
        ('"false"', False, [("changed", "true or false in quotes")]),
        ("maybe", None, [("lost", "neither true nor false")]),
        ("1", None, [("lost", "neither true nor false")]),
        ("{a: b}", None, [("lost", "neither true nor false")]),
    ],
)
def test_boolean(text: str, value: bool | None, said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.boolean("x")) == (value, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("2020-08-14T23:08:00Z", datetime(2020, 8, 14, 23, 8, tzinfo=UTC), []),
        ('"2020-08-14T23:08:00Z"', datetime(2020, 8, 14, 23, 8, tzinfo=UTC), []),
        ("2020-08-14t23:08:00z", datetime(2020, 8, 14, 23, 8, tzinfo=UTC), []),
        ("2020-08-15 01:08:00+02:00", datetime(2020, 8, 14, 23, 8, tzinfo=UTC), []),
        ("2020-08-14", date(2020, 8, 14), []),
        ("2020-08-14T23:08:00", datetime(2020, 8, 14, 23, 8, tzinfo=UTC), [("changed", "a time without a time zone")]),
        ("2020-08-14T24:00+02:00", datetime(2020, 8, 14, 22, 0, tzinfo=UTC), []),
        ("2020-08-31T24:00:00,000Z", datetime(2020, 9, 1, tzinfo=UTC), []),
        ("2020-08-14T24:00:01Z", None, [("lost", "an impossible date")]),
        ("9999-12-31T24:00Z", None, [("lost", "an impossible date")]),
        ("2020-13-45", None, [("lost", "an impossible date")]),
        ("2021-02-29T10:00:00Z", None, [("lost", "an impossible date")]),
        ("0000-00-00", None, [("lost", "an impossible date")]),
        ("0001-01-01T00:00:00+14:00", None, [("lost", "a date before there were newspapers")]),
        ("yesterday", None, [("lost", "not an ISO 8601 date")]),
        ("20200814", None, [("lost", "not an ISO 8601 date")]),
        ("[2020]", None, [("lost", "not a date")]),
    ],
)
def test_date(text: str, value: date | None, said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.date("x")) == (value, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("PT15M", "PT15M", []),
        ("P1DT2H3M4.5S", "P1DT2H3M4.5S", []),
        ("P", None, [("lost", "not an ISO 8601 duration")]),
        ("PT", None, [("lost", "not an ISO 8601 duration")]),
        ("15 minutes", None, [("lost", "not an ISO 8601 duration")]),
    ],
)
def test_duration(text: str, value: str | None, said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.duration("x")) == (value, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("https://example.org/a", "https://example.org/a", []),
        ("//example.org/a", "https://example.org/a", [("changed", "an address without a scheme")]),
        ('" https://example.org/a\\n"', "https://example.org/a", [("changed", "white space in an address")]),
        ('"https://e.org/a\\x01b"', "https://e.org/ab", [("changed", "control characters in an address")]),
        ("https://e.org/a b", "https://e.org/a b", [("changed", "characters that no IRI may hold")]),
        ("javascript:alert(1)", None, [("lost", "not a web address (http or https)")]),
        ("/a", None, [("lost", "not a web address (http or https)")]),
        ("[x]", None, [("lost", "a list where an address should stand")]),
        ('""', None, []),
    ],
)
def test_address(text: str, value: str | None, said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.address("x")) == (value, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("NO", "NO", []),
        ("2020-08-14", "2020-08-14", []),
        ("' A &amp; B'", "A & B", [("changed", "HTML entity and stray white space")]),
        ("[a]", None, [("lost", "a list where a text should stand")]),
        ("{a: b}", None, [("lost", "a mapping where a text should stand")]),
        ("~", None, []),
    ],
)
def test_text(text: str, value: str | None, said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.text("x")) == (value, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("[a, b, a]", ("a", "b"), []),
        ("[a, ~, '']", ("a",), []),
        ("a", ("a",), [("changed", "one value where a list should stand")]),
        ("[a, [b]]", ("a",), [("lost", "a list where a text should stand")]),
    ],
)
def test_texts(text: str, value: tuple[str, ...], said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.texts("x")) == (value, said)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("[{url: 'https://e.org/a', width: 2, height: 3}]", (Image("https://e.org/a", 2, 3),), []),
        ("['https://e.org/a']", (Image("https://e.org/a"),), []),
        ("[{url: /assets/a.png}]", (Image("/assets/a.png"),), []),
        ("[{url: 'https://e.org/a', width: 0}]", (Image("https://e.org/a"),), [("lost", "not a number of pixels")]),
        ("[{url: 'javascript:x'}]", (), [("lost", "not a web address (http or https)")]),
        ("[{width: 2}]", (), [("lost", "an image without an address")]),
        ("[{url: 'https://e.org/a'}, {url: 'https://e.org/a'}]", (Image("https://e.org/a"),), []),
    ],
)
def test_images(text: str, value: tuple[Image, ...], said: list[tuple[str, str]]) -> None:
    assert read(f"x: {text}", lambda fields: fields.images("x")) == (value, said)


def test_a_problem_names_the_whole_path_of_its_field() -> None:
    [document] = parse("provider:\n  domain: [x]\n")
    report = Report("a.md")
    provider = Fields(document.root, report).mapping("provider")
    assert provider is not None
    provider.text("domain")
    assert (report.rows[0].field, report.rows[0].line) == ("provider.domain", 2)


def test_fields_that_no_one_asked_for_are_counted() -> None:
    [document] = parse("a: 1\nb: 2\nc: 3\n")
    report = Report("a.md")
    fields = Fields(document.root, report)
    fields.number("a")
    fields.count_unknown()
    assert report.unknown == {"b": 1, "c": 1}
