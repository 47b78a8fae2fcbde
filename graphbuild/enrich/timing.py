"""Listings in time: how much younger or older than its list's article is what a list holds?

A related list is made later than its article, so it can hold what was not yet written. A listing leads *forwards* where
the listed article is certainly the younger one, *backwards* where it is certainly the older one; where the dates do
not tell (two on one day without an hour, a date that is missing) it is `unknown`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median

import pandas

from graphbuild.enrich.frame import COUNT, NUMBER, TEXT, Sources, frame
from graphbuild.enrich.interval import Interval, hours
from graphbuild.graph import StoryGraph
from graphbuild.link import Link, publishers

_LISTINGS = {
    "publisher": TEXT, "listed_publisher": TEXT, "position": COUNT, "gap_hours_least": NUMBER, "gap_hours_most": NUMBER,
    "sign": COUNT, "direction": TEXT, "lister": TEXT, "listed": TEXT, "file": TEXT, "line": COUNT,
}  # fmt: skip
_PUBLISHERS = {
    "publisher": TEXT, "domain": TEXT, "listings": COUNT, "forwards": COUNT, "backwards": COUNT, "same_time": COUNT,
    "unknown": COUNT, "backwards_least": NUMBER, "backwards_most": NUMBER, "median_gap_hours": NUMBER, "source": TEXT,
}  # fmt: skip

_DIRECTIONS = {1: "forwards", -1: "backwards", 0: "same time", None: "unknown"}
Gap = tuple[float | None, float | None, int | None]
"""The least and the most hours from the list's article to the listed one, and the sign, where it is certain."""


def listing_gaps(graph: StoryGraph) -> pandas.DataFrame:
    """A row for each entry of a related list.

    - `publisher`, `listed_publisher`: of the list's article, and of the listed one,
    - `position`: the place in the list, 1 = first,
    - `gap_hours_least`, `gap_hours_most`: hours from the list's article to the listed one, negative where that is
      older; equal where both are known to the second, missing where a date is,
    - `sign`: 1, 0 or -1, missing where the dates do not tell,
    - `direction`: `forwards`, `backwards`, `same time` or `unknown`,
    - `lister`, `listed`: the ids of the two; `file`, `line`: where it stands.
    """
    sources, published = Sources(graph), publishers(graph.links)

    def name(article: str) -> str | None:
        return sources.name(published[article]) if article in published else None

    return frame(
        _LISTINGS,
        (
            (
                name(link.start), name(link.end), link.position, *gap, _DIRECTIONS[gap[2]], link.start, link.end,
                link.origin.file, link.origin.line,
            )
            for link, gap in _gaps(graph)
        ),
    )  # fmt: skip


def listing_directions(graph: StoryGraph) -> pandas.DataFrame:
    """The same for each publisher whose articles have lists, those with the most listings first.

    - `listings`, of which `forwards`, `backwards`, of the `same_time` and `unknown`,
    - `backwards_least`, `backwards_most`: the part that leads backwards, without and with the unknown ones,
    - `median_gap_hours`: hours, of the listings whose gap is known to the second.

    Listings of articles without a publisher are left out; `attrs["without_publisher"]` counts them.
    """
    sources, published = Sources(graph), publishers(graph.links)
    by_source: dict[str, list[Gap]] = defaultdict(list)
    without = 0
    for link, gap in _gaps(graph):
        if link.start in published:
            by_source[published[link.start]].append(gap)
        else:
            without += 1
    rows = []
    for source in sorted(by_source, key=lambda one: (-len(by_source[one]), sources.order(one))):
        gaps = by_source[source]
        signs = [sign for _, _, sign in gaps]
        back, unknown = signs.count(-1), signs.count(None)
        exact = [least for least, most, _ in gaps if least is not None and least == most]
        rows.append(
            (
                sources.name(source), sources.domain(source), len(gaps), signs.count(1), back, signs.count(0), unknown,
                back / len(gaps), (back + unknown) / len(gaps), round(median(exact), 4) if exact else None, source,
            )
        )  # fmt: skip
    found = frame(_PUBLISHERS, rows)
    found.attrs["without_publisher"] = without
    return found


def _gaps(graph: StoryGraph) -> Iterator[tuple[Link, Gap]]:
    times = {article.id: Interval.of(article.published_at) for article in graph.articles}
    for link in graph.links:
        if link.relation == "related":
            yield link, _gap(link, times.get(link.start), times.get(link.end))


def _gap(link: Link, lister: Interval | None, listed: Interval | None) -> Gap:
    """The gap as the file states it; else what the dates of the two articles allow."""
    if link.gap_seconds is not None:
        least = most = float(link.gap_seconds)
    elif lister is None or listed is None:
        return (None, None, None)
    else:
        least, most = listed.first - lister.last, listed.last - lister.first
    sign = 1 if least > 0 else -1 if most < 0 else 0 if least == most else None
    return (hours(least), hours(most), sign)
