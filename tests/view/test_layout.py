from __future__ import annotations

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
    assert layout(0, []).shape == (0, 2)


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
    positions = layout(count, edges)
    assert positions.shape == (count, 2)
    assert numpy.isfinite(positions).all()
    if count > 1:
        assert closest(positions) > SPACING / 3


def test_linked_nodes_are_nearer_than_others() -> None:
    positions = layout(40, clique(range(20)) + clique(range(20, 40)))
    within = numpy.linalg.norm(positions[:20] - positions[:20].mean(axis=0), axis=1).max()
    between = numpy.linalg.norm(positions[:20].mean(axis=0) - positions[20:].mean(axis=0))
    assert between > 1.8 * within


def test_the_same_graph_gives_the_same_picture_in_another_process() -> None:
    code = (
        "from graphbuild.view.layout import layout\n"
        "print(layout(300, [(n, n * 7 % 300) for n in range(300)] + [(n, n * n % 300) for n in range(300)]).tolist())"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(shown) == 1


def test_links_to_itself_do_no_harm() -> None:
    assert layout(2, [(0, 0), (0, 1)]).shape == (2, 2)
