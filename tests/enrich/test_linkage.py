from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from graphbuild.enrich.interval import Interval
from graphbuild.enrich.linkage import average_linkage

NOW = Interval(0, 0)


def groups(alike: dict[tuple[int, int], float], count: int, threshold: float = 0.5) -> list[list[int]]:
    return average_linkage(alike, [NOW] * count, threshold=threshold, span=60)


def test_a_chain_is_no_group() -> None:
    assert groups({(0, 1): 0.9, (1, 2): 0.8}, 3) == [[0, 1], [2]]


def test_a_third_joins_what_it_is_like_on_average() -> None:
    assert groups({(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.3}, 3) == [[0, 1, 2]]


def test_the_threshold_itself_is_enough() -> None:
    assert groups({(0, 1): 0.5}, 2) == [[0, 1]]


def test_no_group_is_longer_than_the_span() -> None:
    times = [Interval(0, 0), Interval(50, 50), Interval(100, 100)]
    alike = {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.8}
    assert average_linkage(alike, times, threshold=0.5, span=60) == [[0, 1], [2]]


def test_a_day_may_lie_within_the_span() -> None:
    times = [Interval(0, 0), Interval(50, 80)]
    assert average_linkage({(0, 1): 0.9}, times, threshold=0.5, span=60) == [[0, 1]]


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.integers(0, 10_000))
def test_it_is_average_linkage(count: int, seed: int) -> None:
    values = numpy.random.default_rng(seed).random(count * (count - 1) // 2).tolist()  # no two are equal
    alike = dict(zip([(a, b) for a in range(count) for b in range(a + 1, count)], values, strict=True))
    tree = linkage(squareform(squareform(1 - numpy.array(values))), "average")
    if numpy.abs(tree[:, 2] - 0.5).min() < 1e-6:
        return
    wanted = fcluster(tree, 0.5, "distance")
    by_label: dict[int, list[int]] = {}
    for number, label in enumerate(wanted):
        by_label.setdefault(label, []).append(number)
    assert groups(alike, count) == sorted(by_label.values())


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_join(count: int) -> None:
    assert groups({}, count) == [[number] for number in range(count)]
