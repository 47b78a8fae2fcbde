from __future__ import annotations

import numpy

from graphbuild.view.lanes import by_group, by_publisher
from graphbuild.view.layout import SPACING

DAY = 86400.0


def test_later_articles_stand_further_right() -> None:
    times = numpy.array([4, 0, 3, 9, 1]) * DAY
    places = by_group(times, [5] * 5, [-1] * 5).positions
    assert (numpy.diff(places[numpy.argsort(times), 0]) > 0).all()


def test_no_two_articles_stand_on_each_other() -> None:
    times = numpy.array([number % 7 for number in range(200)]) * DAY
    for found in (
        by_group(times, [n % 11 - 1 for n in range(200)], [-1] * 200),
        by_publisher(times, [n % 60 for n in range(200)]),
    ):
        assert len({tuple(place) for place in found.positions.tolist()}) == 200


def test_a_story_has_a_lane_that_holds_its_articles_and_no_others() -> None:
    times = numpy.arange(60) * DAY
    group = [number // 10 if number < 40 else -1 for number in range(60)]
    found = by_group(times, group, [-1] * 60)
    assert sorted(lane.key for lane in found.lanes) == [0, 1, 2, 3]
    for lane in found.lanes:
        inside = [lane.left < x < lane.right and lane.top < y < lane.bottom for x, y in found.positions.tolist()]
        assert inside == [number == lane.key for number in group]


def test_stories_of_a_theme_stand_in_its_band() -> None:
    times = numpy.arange(20) * DAY
    found = by_group(times, [number // 5 for number in range(20)], [8] * 10 + [9] * 10)
    bands = {band.key: band for band in found.bands}
    for number, (_, y) in enumerate(found.positions.tolist()):
        assert bands[8 if number < 10 else 9].top < y < bands[8 if number < 10 else 9].bottom


def test_an_article_without_a_date_stands_left_of_all() -> None:
    times = numpy.array([numpy.nan, 0.0, DAY])
    places = by_group(times, [-1] * 3, [-1] * 3).positions
    assert places[0, 0] < places[1:, 0].min() - SPACING


def test_publishers_with_most_articles_come_first_and_small_ones_share_a_lane() -> None:
    publisher = [0] + [1] * 3 + [2] * 2 + list(range(3, 80)) + [-1]
    found = by_publisher(numpy.arange(len(publisher)) * DAY, publisher)
    assert [lane.key for lane in found.lanes][:3] == [1, 2, 0]
    assert found.lanes[-1].key == -1
    tops = [lane.top for lane in found.lanes]
    assert tops == sorted(tops)


def test_nothing_has_no_lanes() -> None:
    assert by_group(numpy.zeros(0), [], []).lanes == []


def test_an_article_without_a_date_stands_in_the_lane_of_its_publisher() -> None:
    times = numpy.array([0.0, DAY, 2 * DAY, numpy.nan, numpy.nan, numpy.nan, numpy.nan])
    publisher = [0, 0, 1, 0, 1, 1, 2]
    found = by_publisher(times, publisher)
    lanes = {lane.key: lane for lane in found.lanes}
    for number, y in zip(publisher, found.positions[:, 1].tolist(), strict=True):
        assert lanes[number].top < y < lanes[number].bottom
    assert found.positions[3:, 0].max() < found.positions[:3, 0].min() - SPACING
    assert len({tuple(place) for place in found.positions.tolist()}) == len(publisher)
