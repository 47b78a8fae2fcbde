"""Stories and reprints are those that one machine finds, though no task sees all days."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import graphbuild
from graphbuild.cluster.spans import Spans, day_of
from graphbuild.enrich.interval import DAY, Interval
from graphbuild.evidence import Reprint
from graphbuild.export import nquads
from graphbuild.export.statements import described
from tests.cluster.conftest import spread
from tests.cluster.told import write_told


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told") / "stories"
    write_told(folder)
    return folder


@pytest.fixture(scope="module")
def alone(told: Path) -> graphbuild.StoryGraph:
    return graphbuild.build(told)


def test_what_is_told_is_worth_comparing(alone: graphbuild.StoryGraph) -> None:
    reprints = [link.evidence for link in alone.links if isinstance(link.evidence, Reprint)]
    names = [story.id for story in alone.stories]
    assert {reprint.directed for reprint in reprints} == {True, False}
    assert any(reprint.score < 1 for reprint in reprints)
    assert any(name.endswith("-2") for name in names), "no two stories of one day and headline"
    assert len(names) > 5
    assert any("mayor-resigns" in name for name in names), "nothing is brought together by a list alone"
    times = {article.id: Interval.of(article.published_at) for article in alone.articles}
    spans = Spans.planned({day_of(time.first): 1 for time in times.values() if time}, 9)
    apart = [{spans.number(times[one].first) for one in story.articles} for story in alone.stories]
    assert any(len(numbers) > 2 for numbers in apart), "no story reaches over three spans"


@pytest.mark.parametrize("parts", [2, 9])
def test_they_are_those_of_one_machine(
    threads: Any, tmp_path: Path, told: Path, alone: graphbuild.StoryGraph, parts: int
) -> None:
    text = io.StringIO()
    nquads.write(described(alone), text)
    lines = spread(threads, tmp_path / "out", told, parts=parts)
    assert len(lines) == len(set(lines))
    assert set(lines) == set(text.getvalue().splitlines())


@pytest.mark.parametrize("without", ["reprints", "stories"])
def test_either_can_be_left_out(threads: Any, tmp_path: Path, told: Path, without: str) -> None:
    text = io.StringIO()
    nquads.write(described(graphbuild.build(told, without=[without])), text)
    lines = spread(threads, tmp_path / "out", told, without=[without])
    assert set(lines) == set(text.getvalue().splitlines())


def test_spans_hold_about_as_many_articles_each() -> None:
    days = dict.fromkeys(range(100, 200), 10)
    spans = Spans.planned(days, 4)
    assert [sum(spans.number(day * DAY) == number for day in days) for number in range(4)] == [25, 25, 25, 25]


def test_a_day_is_in_one_span() -> None:
    spans = Spans.planned({7: 1000}, 3)
    assert {spans.number(7 * DAY + seconds) for seconds in (0, 1, DAY - 1)} == {1}
    assert spans.number(6 * DAY) == 0
    assert spans.number(8 * DAY) == 2
