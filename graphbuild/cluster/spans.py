"""Runs of days, with about as many articles each: where articles are compared with those of the days around them."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from graphbuild.cluster import place
from graphbuild.cluster.job import Job
from graphbuild.enrich.interval import DAY
from graphbuild.enrich.stories import SPAN


def day_of(first: float) -> int:
    """The number of the day in which an interval begins."""
    return math.floor(first / DAY)


@dataclass(frozen=True)
class Spans:
    """As many spans as a build has parts; some may be empty."""

    begins: tuple[int, ...]
    """The first day of each but the first."""

    @classmethod
    def planned(cls, days: Mapping[int, int], parts: int) -> Spans:
        """By how many articles begin on each day.

        >>> Spans.planned({10: 3, 11: 1, 40: 4}, 3)
        Spans(begins=(11, 40))
        """
        share = max(1, sum(days.values())) / parts
        begins: list[int] = []
        at = 0
        for day in sorted(days):
            begins += [day] * (min(parts - 1, int((at + days[day] / 2) / share)) - len(begins))
            at += days[day]
        end = max(days, default=0) + 1
        return cls((*begins, *([end] * (parts - 1 - len(begins)))))

    @classmethod
    def of(cls, job: Job) -> Spans:
        """Those of a build. Every task may ask: they are in a file."""
        return cls(tuple(json.loads(place.read(_path(job)))))

    def save(self, job: Job) -> None:
        """Keep them for `of`."""
        place.write(_path(job), json.dumps(self.begins).encode("ascii"))

    def number(self, first: float) -> int:
        """The span in which an interval begins."""
        return bisect_right(self.begins, day_of(first))

    def end(self, number: int) -> float:
        """When a span ends, in seconds since 1970."""
        return self.begins[number] * DAY if number < len(self.begins) else math.inf

    def last_seen(self, number: int) -> int:
        """The last span that holds what may be of one story with an article of this one, which may be a day long."""
        end = self.end(number)
        return len(self.begins) if end == math.inf else self.number(end + DAY + SPAN)


def _path(job: Job) -> str:
    return place.join(job.out, job.work, "spans")
