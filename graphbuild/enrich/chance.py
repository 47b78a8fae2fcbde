"""What chance would do: the few tests that all tables share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from scipy import special, stats

Numbers = numpy.ndarray


def at_least(shared: Numbers, total: int, one: Numbers, other: Numbers) -> Numbers:
    """The probability that two draws without replacement share so many, or more, of `total` (hypergeometric).

    Equal questions are asked once: there are far fewer of them than pairs.
    """
    if not len(shared):
        return numpy.zeros(0)
    small, large = numpy.minimum(one, other), numpy.maximum(one, other)
    asked, places = numpy.unique(numpy.stack([shared, small, large]), axis=1, return_inverse=True)
    found: Numbers = stats.hypergeom.sf(asked[0] - 1, total, asked[1], asked[2])
    return found[places.ravel()]


def false_discovery(p: Numbers, tests: int) -> Numbers:
    """Benjamini-Hochberg: the share of false ones among all that are as improbable as this one, or more.

    `tests` counts the tests whose p is 1 and is not given, too.
    """
    if not len(p):
        return numpy.zeros(0)
    adjusted: Numbers = numpy.minimum(stats.false_discovery_control(numpy.minimum(p, 1.0)) * (tests / len(p)), 1.0)
    return adjusted


def wilson(successes: Sequence[int] | Numbers, trials: Sequence[int] | Numbers) -> tuple[Numbers, Numbers]:
    """The 95 % interval of a share (Wilson, Journal of the American Statistical Association 22, 1927)."""
    z = float(special.ndtri(0.975))
    k, n = numpy.asarray(successes, dtype=float), numpy.asarray(trials, dtype=float)
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * numpy.sqrt(k * (n - k) / n + z * z / 4)
    return numpy.maximum(centre - half, 0.0), numpy.minimum(centre + half, 1.0)


def binomial(successes: int, trials: int, share: float) -> float:
    """The probability, on both sides, of what is no more probable than this many of so many."""
    return float(stats.binomtest(successes, trials, min(max(share, 0.0), 1.0)).pvalue)
