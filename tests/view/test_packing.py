from __future__ import annotations

import random

import numpy
import pytest

from graphbuild.view.packing import disc, pack


@pytest.mark.parametrize("stretch", [1.0, 1.6])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 10, 150, 2000])
def test_no_two_circles_overlap(count: int, stretch: float) -> None:
    chance = random.Random(count)
    radii = numpy.array(sorted((chance.paretovariate(1.2) for _ in range(count)), reverse=True))
    places = pack(radii.tolist(), stretch)
    gaps = numpy.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) - radii[:, None] - radii[None]
    numpy.fill_diagonal(gaps, numpy.inf)
    assert gaps.min() > -1e-4


def test_circles_fill_most_of_their_space() -> None:
    places = pack([1.0] * 200)
    reach = numpy.hypot(*places.T).max() + 1
    assert 200 / reach**2 > 0.6


def test_a_stretched_pack_is_wider_than_high() -> None:
    width, height = numpy.ptp(pack([1.0] * 200, 1.5), axis=0)
    assert width > 1.25 * height


def test_a_disc_begins_in_the_middle() -> None:
    away = numpy.hypot(*disc(50, 60).T)
    assert (numpy.diff(away) > 0).all()
