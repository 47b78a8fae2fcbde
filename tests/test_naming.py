from __future__ import annotations

import pytest

from graphbuild.naming import Called, meant, nearest, several, unknown

BASE = "https://w3id.org/graphbuild/id"
POLICING = Called(f"{BASE}/theme/policing", ("Facial recognition in policing", "Police"), "policing")
BAN = Called(f"{BASE}/story/2020-06-10-ban", ("Amazon bans police use",), "2020-06-10-ban", headed=True)
TIMES = Called(f"{BASE}/source/nytimes.com", ("New York Times",), "nytimes.com", "nytimes.com")
LONDON = Called(f"{BASE}/source/thetimes.co.uk", ("The Times",), "thetimes.co.uk", "thetimes.co.uk")
ALL = [POLICING, BAN, TIMES, LONDON]


@pytest.mark.parametrize(
    ("name", "found", "whole"),
    [
        (f"{BASE}/theme/policing", [POLICING], True),
        ("Policing", [POLICING], True),  # though the label of no other holds it, and that of a story might
        ("the  times", [LONDON], True),
        ("NYTIMES.com", [TIMES], True),
        ("times", [TIMES, LONDON], False),
        ("york", [TIMES], False),
        ("use police amazon", [BAN], False),
        ("nothing of this", [], False),
        (" ", [], False),
    ],
)
def test_a_name_means(name: str, found: list[Called], whole: bool) -> None:
    assert meant(ALL, name) == (found, whole)


def test_several_are_named_by_what_to_ask_for() -> None:
    assert several("source", [TIMES, LONDON], "times") == (
        "2 publishers match 'times': nytimes.com; thetimes.co.uk."
    )  # fmt: skip
    assert several("story", [BAN] * 7, "x").endswith("; and 2 more.")


@pytest.mark.parametrize(
    ("things", "instead"),
    [
        ([], " It holds no publisher at all."),
        ([TIMES], " There is only nytimes.com."),
        ([TIMES, LONDON], " There are only nytimes.com, thetimes.co.uk."),
        ([TIMES] * 6, " There are 6, among them " + ", ".join(["nytimes.com"] * 5) + "."),
    ],
)
def test_what_there_is_instead_is_said(things: list[Called], instead: str) -> None:
    assert unknown("source", things, "zzzz") == f"The graph holds no publisher called 'zzzz'.{instead}"


def test_the_nearest_is_offered() -> None:
    assert nearest(ALL, "nytime.com") == ["nytimes.com"]
    assert unknown("thing", ALL, "polcing").endswith("nothing called 'polcing'. Did you mean policing?")


def test_a_headline_cannot_write_to_the_terminal() -> None:
    assert "\x1b" not in Called("x", ("\x1b[31m",), headed=True).asked + Called("x", (), "\x1b[31m").asked
