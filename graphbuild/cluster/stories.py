"""Stories: each span of days compared with those that follow; what is alike, gathered and grouped.

Words weigh by all articles: they are counted where the articles are, added up by word, and each span is told those it
asks for. Two groups are joined only if two of their articles are as alike as `THRESHOLD`; so what is connected by such
pairs is grouped in one place, by the code of a build on one machine, and nothing else matters to it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import astuple
from typing import Any

from graphbuild.cluster.components import labels_of
from graphbuild.cluster.headlines import put_same
from graphbuild.cluster.job import Job
from graphbuild.cluster.parts import Sums, save_part
from graphbuild.cluster.rest import empty
from graphbuild.cluster.shelf import Shelf, rows
from graphbuild.cluster.spans import Spans
from graphbuild.cluster.texts import article_of, articles_of, related, row_of, without_abstract
from graphbuild.enrich.interval import DAY, Interval
from graphbuild.enrich.likeness import Counted
from graphbuild.enrich.reprints import nearly_same
from graphbuild.enrich.stories import THRESHOLD, WINDOW, Comparison, Group, Likely, grouped
from graphbuild.enrich.wording import wording
from graphbuild.evidence import Membership
from graphbuild.export.census import Census
from graphbuild.export.files import Files
from graphbuild.export.findings import Findings
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode

_AT_ONCE = 4096
"""So many articles are compared with those that follow at once: it limits the pairs in memory."""


def count(job: Job, number: int) -> dict[str, Any]:
    """Count in how many articles of a span each word is, and ask for all words that are compared with it."""
    end = Spans.of(job).end(number)
    own: Counter[str] = Counter()
    asked: set[str] = set()
    for article in _seen(job, number)[0]:
        words = wording(article).stems.split()
        asked.update(words)
        if _first(article) < end:
            own.update(words)
    shelf = Shelf(job.parts)
    for word in sorted(asked):
        shelf.put_by("word", word, [word, number, own[word]])
    return {"handed on": shelf.save(job.shelf("counted", number))}


def weigh(job: Job, number: int) -> dict[str, Any]:
    """Tell each span in how many articles in all the words are that it asked for."""
    total: Counter[str] = Counter()
    asked = list(rows(job.shelves("counted"), "word", number))
    for word, _, times in asked:
        total[word] += times
    shelf = Shelf(job.parts)
    for word, span, _ in asked:
        shelf.put("weight", span, [word, total[word]])
    return {"handed on": shelf.save(job.shelf("weighed", number)), "work": {"distinct words": len(total)}}


def compare(job: Job, number: int, dated: int) -> dict[str, Any]:
    """Compare the articles of a span with each other and with those that follow; `dated` are there in all."""
    spans, shelf = Spans.of(job), Shelf(job.parts)
    counted = Counted(dated, dict(rows(job.shelves("weighed"), "weight", number)))
    comparison = Comparison(*_seen(job, number), counted)
    own = sum(time.first < spans.end(number) for time in comparison.times)
    again: set[int] = set()
    if job.finds("reprints"):
        said = rows(job.shelves("headlines"), "again", number, spans.last_seen(number))
        again = {comparison.numbers[name] for name in said if name in comparison.numbers}
    alike: set[int] = set()
    pairs = 0
    for begin in range(0, own, _AT_ONCE):
        some = comparison.of(range(begin, min(begin + _AT_ONCE, own)))
        pairs += len(some.pairs.left)
        if job.finds("stories"):
            alike |= _put_likely(shelf, some)
        if job.finds("reprints"):
            for (left, right), score in nearly_same(some, again).items():
                put_same(shelf, some, left, right, score)
    for one in sorted(alike):
        article = comparison.articles[one]
        words = [[word, counted.words[word]] for word in comparison.texts.stems(one)]
        shelf.put_by("member", article.id, [row_of(article, comparison.publishers[one]), words])
    return {"handed on": shelf.save(job.shelf("compared", number)), "work": {"compared pairs": pairs}}


def gather(job: Job, number: int, round: int) -> dict[str, Any]:
    """Hand what is connected by pairs that are alike to one place."""
    labels = labels_of(job, "stories", number, round)
    shelf = Shelf(job.parts)
    told: set[str] = set()
    for article, words in rows(job.shelves("compared"), "member", number):
        if article[0] not in told:
            told.add(article[0])
            label = labels[article[0]]
            shelf.put_by("member", label, [label, article, words])
    for kind in ("pairs", "listed"):
        for one, others in rows(job.shelves("compared"), kind, number):
            if one in labels:
                shelf.put_by(kind, labels[one], [one, others])
    return {"handed on": shelf.save(job.shelf("gathered", number))}


def group(job: Job, number: int, dated: int) -> dict[str, Any]:
    """Find the stories among what is connected, and hand each to whoever has all that may be called as it."""
    gathered = job.shelves("gathered")
    words: dict[str, int] = {}
    members = []
    connected: Counter[str] = Counter()
    for label, article, weighed in rows(gathered, "member", number):
        members.append(article)
        words.update(weighed)
        connected[label] += 1
    articles, links = articles_of(members)
    links += [related(one, other) for one, other in rows(gathered, "listed", number)]
    comparison = Comparison(articles, links, Counted(dated, words))
    numbers = comparison.numbers
    likely = Likely.of(
        (numbers[one], numbers[other], value)
        for one, others in rows(gathered, "pairs", number)
        for other, value in others
        if one in numbers and other in numbers
    )
    shelf = Shelf(job.parts)
    for found in grouped(comparison, likely):
        first = found.articles[0]
        order = [*comparison.times[numbers[first.id]], first.id]
        told = [without_abstract(row_of(article, "")) for article in found.articles]
        shelf.put_by("story", found.key, [order, found.label, told, [astuple(why) for why in found.memberships]])
    largest = max(connected.values(), default=0)
    return {"handed on": shelf.save(job.shelf("grouped", number)), "connected": largest}


def write(job: Job, number: int) -> dict[str, Any]:
    """The stories of a part, with all of one name, so that each gets its own."""
    graph, used = empty(job), Counter[str]()
    for _, label, members, why in sorted(rows(job.shelves("grouped"), "story", number), key=lambda row: row[0]):
        found = Group(
            label, [article_of(row) for row in members],
            [Membership(score, nearest, tuple(terms), listed) for score, nearest, terms, listed in why],
        )  # fmt: skip
        used[found.key] += 1
        node, links = found.story(job.names, used[found.key])
        graph.stories.append(node)
        graph.links += links
    census = Census()
    said = (statement for block in Findings(graph, Files(job.names)).stories() for statement in block.statements())
    facts = save_part(job, "stories", number, census.counting(said))
    counts = {"stories": len(graph.stories), "story members": len(graph.links)} if graph.stories else {}
    return {"part": facts, "census": Sums.of(census), "counts": counts}


def _seen(job: Job, number: int) -> tuple[list[ArticleNode], list[Link]]:
    """The articles of a span, and those after it with which they are compared: near in time, or in one list."""
    spans, written = Spans.of(job), job.shelves("written")
    listed = list(rows(written, "listed", number))
    wanted = {name for pair in listed for name in pair}
    until = spans.end(number) + DAY + WINDOW
    there = (row for row in rows(written, "text", number, spans.last_seen(number)))
    articles, links = articles_of(row for row in there if row[0] in wanted or _first(article_of(row)) <= until)
    return articles, [*links, *(related(one, other) for one, other in listed)]


def _first(article: ArticleNode) -> float:
    time = Interval.of(article.published_at)
    return time.first if time else math.inf


def _put_likely(shelf: Shelf, comparison: Comparison) -> set[int]:
    """Hand on which pairs may be of one story; returns the articles with a pair that is as alike as it takes."""
    names = [article.id for article in comparison.articles]
    alike: set[int] = set()
    beside: dict[str, list[tuple[str, float]]] = {}
    for (left, right), value in comparison.likely().each():
        beside.setdefault(names[left], []).append((names[right], value))
        if value >= THRESHOLD:
            alike |= {left, right}
            for one, other in ((left, right), (right, left)):
                shelf.put_by("edge", names[one], [names[one], names[other]])
    for name, others in beside.items():
        shelf.put_by("pairs", name, [name, others])
    for left, right in comparison.listed_near():
        shelf.put_by("listed", names[left], [names[left], names[right]])
    return alike
