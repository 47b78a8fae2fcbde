from __future__ import annotations

import numpy
import pytest

from graphbuild.view.force import near_of_few, near_of_many


@pytest.mark.parametrize("large", [0, 1, 7])
def test_few_and_many_circles_are_found_near_alike(large: int) -> None:
    chance = numpy.random.default_rng(large)
    positions, radii = chance.normal(0, 300, (200, 2)), chance.uniform(20, 30, 200)
    is_large = numpy.arange(200) % 200 < large
    radii[is_large] *= 5
    few, many = (find(positions, radii, is_large, 70.0) for find in (near_of_few, near_of_many))
    assert len(few[0]) > 200
    assert _pairs(few) == _pairs(many)


def _pairs(found: tuple[numpy.ndarray, numpy.ndarray]) -> list[tuple[int, ...]]:
    return sorted(tuple(sorted(pair)) for pair in zip(*(side.tolist() for side in found), strict=True))
