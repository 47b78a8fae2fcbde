"""What a chart is drawn of: a graph, or the folder of a build."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime

from graphbuild.enrich.interval import Interval, moment
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.records import Date

Given = StoryGraph | str | os.PathLike[str]


def opened(given: Given) -> StoryGraph:
    """The graph. Raises `NotABuild`, and `BadOption` for anything else."""
    if isinstance(given, StoryGraph):
        return given
    if isinstance(given, str | os.PathLike):
        from graphbuild.saved import open_build

        return open_build(given)
    raise BadOption(f"A chart is drawn of a StoryGraph or of the folder of a build, not of a {type(given).__name__}.")


def ends(published: Date | None) -> tuple[datetime, datetime] | None:
    """The first and the last moment that a date allows (equal where it is known to the second), in UTC."""
    interval = Interval.of(published)
    return (moment(interval.first), moment(interval.last)) if interval else None


def as_day(name: str, text: str | None) -> date | None:
    """A day as a parameter of this name gives it. Raises `BadOption`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadOption(f"{name}={text!r} is not a day such as 2020-06-01.") from None


def some(named: str | Sequence[str] | None) -> list[str]:
    """One name, or several, as a list."""
    if named is None:
        return []
    return [named] if isinstance(named, str) else list(named)
