from __future__ import annotations

import os
import subprocess
import sys

import numpy
import pytest

from graphbuild.view.layout import SPACING, layout


def closest(positions: numpy.ndarray) -> float:
    gaps = numpy.linalg.norm(positions[:, None] - positions[None], axis=2)
    numpy.fill_diagonal(gaps, numpy.inf)
    return float(gaps.min())


def clique(nodes: range) -> list[tuple[int, int]]:
    return [(one, other) for one in nodes for other in nodes if one < other]


def test_no_nodes() -> None:
    assert layout(0, []).positions.shape == (0, 2)


@pytest.mark.parametrize(
    ("count", "edges"),
    [
        (1, []),
        (50, []),
        (2, [(0, 1)]),
        (9, [(0, other) for other in range(1, 9)]),
        (30, clique(range(30))),
        (60, [(number, number + 1) for number in range(59)]),
        (400, clique(range(100)) + clique(range(100, 300)) + [(5, 150)] + [(n, n + 1) for n in range(300, 399)]),
    ],
)
def test_no_two_nodes_touch(count: int, edges: list[tuple[int, int]]) -> None:
    positions = layout(count, edges).positions
    assert positions.shape == (count, 2)
    assert numpy.isfinite(positions).all()
    if count > 1:
        assert closest(positions) > SPACING / 3


def test_linked_nodes_are_nearer_than_others() -> None:
    positions = layout(40, clique(range(20)) + clique(range(20, 40))).positions
    within = numpy.linalg.norm(positions[:20] - positions[:20].mean(axis=0), axis=1).max()
    between = numpy.linalg.norm(positions[:20].mean(axis=0) - positions[20:].mean(axis=0))
    assert between > 1.8 * within


def test_the_same_graph_gives_the_same_picture_in_another_process() -> None:
    code = (
        "from graphbuild.view.layout import layout\n"
        "edges = [(n, n * 7 % 300) for n in range(300)] + [(n, n * n % 300) for n in range(300)]\n"
        "print(layout(300, edges).positions.tolist())"
    )
    environment = {"PYTHONHASHSEED": "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"}
    shown = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True)
    edges = [(n, n * 7 % 300) for n in range(300)] + [(n, n * n % 300) for n in range(300)]
    assert shown.stdout.strip() == str(layout(300, edges).positions.tolist())


def test_links_to_itself_do_no_harm() -> None:
    assert layout(2, [(0, 0), (0, 1)]).positions.shape == (2, 2)


def test_a_near_clique_is_a_group_and_a_star_is_none() -> None:
    star = [(20, other) for other in range(21, 29)]
    found = layout(30, clique(range(20)) + star)
    assert [(circle.kind, circle.key) for circle in found.circles] == [("listing", 0)]
    assert found.listing.tolist() == [0] * 20 + [-1] * 10


def test_the_articles_of_a_story_stand_in_its_circle_the_first_in_the_middle() -> None:
    found = layout(9, [], story=[-1, 3, 3, 3, 3, 3, 3, 3, -1], rank=[0, 8, 2, 3, 1, 4, 5, 6, 7])
    [circle] = found.circles
    away = numpy.hypot(*(found.positions - [circle.x, circle.y]).T)
    assert (circle.kind, circle.key) == ("story", 3)
    assert away[1:8].argmin() == 4 - 1
    assert (away[1:8] < circle.radius).all()
    assert (away[[0, 8]] > circle.radius).all()


def test_stories_of_one_theme_stand_in_its_region() -> None:
    story = [0, 0, 1, 1, 2, 2, 3, 3]
    found = layout(8, [], story=story, region=[7, 7, 7, 7, 9, 9, 9, 9])
    regions = {circle.key: circle for circle in found.circles if circle.kind == "region"}
    for node, region in enumerate([7, 7, 7, 7, 9, 9, 9, 9]):
        for key, circle in regions.items():
            inside = numpy.hypot(*(found.positions[node] - [circle.x, circle.y])) < circle.radius
            assert inside == (key == region)


def test_groups_do_not_overlap() -> None:
    edges = [edge for start in range(0, 300, 10) for edge in clique(range(start, start + 10 - start // 60))]
    circles = layout(300, edges).circles
    for number, one in enumerate(circles):
        for other in circles[:number]:
            assert numpy.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius


def test_articles_that_nothing_connects_stand_in_a_box_of_their_own() -> None:
    found = layout(30, clique(range(10)))
    assert found.alone is not None
    left, top, right, bottom = found.alone
    for node, (x, y) in enumerate(found.positions.tolist()):
        assert (left < x < right and top < y < bottom) == (node >= 10)
