"""Stories: the articles that report one happening.

Two articles are the more likely of one story the more alike their texts are (`likeness`) and the nearer in time; two
of one publisher must be much more alike and hold the same numbers, since publishers repeat their templates (product
notices, numbered issues). The log odds are a weighted sum, with weights fitted by logistic regression to hand-labelled
pairs (the `tune` parts of tests/enrich/labels); groups are made by average linkage. A related list brings two articles
together for comparison that are further apart in time; that two stand in a list says no more of them (in the fit its
weight was next to nothing: related lists gather subjects, not happenings).

Measured on the `test` parts, which no parameter was chosen by: see tests/enrich/test_stories.py.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy

from graphbuild.address import domain_key
from graphbuild.arrays import distinct, runs
from graphbuild.components import components
from graphbuild.enrich.interval import DAY, Interval
from graphbuild.enrich.likeness import Counted, Numbers, Pairs, Texts
from graphbuild.enrich.linkage import average_linkage
from graphbuild.enrich.wording import Wording, bare, forms, wording
from graphbuild.evidence import Membership
from graphbuild.iris import Names
from graphbuild.link import Link, publishers
from graphbuild.nodes import ArticleNode, StoryNode, story_node
from graphbuild.numbered import numbered
from graphbuild.records import Origin
from graphbuild.text import slug

WINDOW = 7 * DAY
"""Two articles further apart than this are compared only if a related list holds both."""

SPAN = 14 * DAY
"""No story is longer than this."""

THRESHOLD = 0.3
"""The mean likeness from which two groups are one story."""

SAME_PUBLISHER = 0.5
"""Two articles of one publisher are compared only if the cosine of their headlines is this or more."""

NEAR_HEADLINES = 0.5
"""Only headlines as alike as this by their words are compared letter by letter, for reprints."""

AT_ONCE = 1 << 16
"""Articles that are compared with those after them at once: all pairs of a million articles do not fit into 14 GB."""

_NUMBER = re.compile(r"[0-9]+")
_NEGLIGIBLE = 0.02
_WEIGHTS = {"headline": 6.3, "text": 3.7, "contained": 6.6, "days": -0.06, "same publisher": -2.4, "constant": -3.2}
_TERMS = 6


class Dated:
    """The articles that have an address and a date, by date, and who published them."""

    def __init__(self, articles: Sequence[ArticleNode], links: Sequence[Link]) -> None:
        dated = [
            (article, time) for article in articles if article.address and (time := Interval.of(article.published_at))
        ]
        dated.sort(key=lambda pair: (pair[1], pair[0].id))
        self.articles = [article for article, _ in dated]
        self.times = [time for _, time in dated]
        self.undated = [article for article in articles if article.address and article.published_at is None]
        """Without a date an article is of no story: nothing says that it is of the same days."""
        self._publishers = publishers(links)
        self.publishers = [self.publisher(article) for article in self.articles]

    def publisher(self, article: ArticleNode) -> str:
        """Who published an article; where that is not given, its site."""
        return self._publishers.get(article.id) or _host(article)

    def forms(self, number: int) -> tuple[str, ...]:
        """The headline of an article in the forms by which it is known again."""
        return forms(self.articles[number].headline or "")

    def bare(self, number: int) -> str:
        """The headline of an article without what publishers hang on it."""
        return bare(self.articles[number].headline or "")


class Likely(NamedTuple):
    """Pairs of articles, by their numbers, that may be of one story; arrays of one length."""

    left: Numbers
    right: Numbers
    value: Numbers
    """The probability that they are."""

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int, float]]) -> Likely:
        """Some pairs."""
        left, right, value = numpy.array(list(pairs), dtype=float).reshape(-1, 3).T
        return cls(left.astype(int), right.astype(int), value)

    def some(self, chosen: Numbers) -> Likely:
        """Those that are chosen."""
        return Likely(self.left[chosen], self.right[chosen], self.value[chosen])

    def each(self) -> Iterator[tuple[tuple[int, int], float]]:
        """One after the other."""
        return zip(zip(self.left.tolist(), self.right.tolist(), strict=True), self.value.tolist(), strict=True)


class Comparison(Dated):
    """How likely each pair of dated articles is of one story."""

    def __init__(
        self,
        articles: Sequence[ArticleNode],
        links: Sequence[Link],
        counted: Counted | None = None,
        wordings: Mapping[str, Wording] = MappingProxyType({}),
    ) -> None:
        """`counted`: where the articles are some of many; `wordings`: those that are known, by article."""
        super().__init__(articles, links)
        self.numbers = {article.id: number for number, article in enumerate(self.articles)}
        self._firsts = numpy.array([time.first for time in self.times])
        self._lasts = numpy.array([time.last for time in self.times])
        self._wordings = [wordings.get(article.id) or wording(article) for article in self.articles]
        self.texts = Texts(self._wordings, counted)
        self._listed = self._listed_in(links)
        self.lefts = range(len(self.articles))
        """The articles that are compared with those after them."""

    def forms(self, number: int) -> tuple[str, ...]:
        """The headline of an article in the forms by which it is known again."""
        return self._wordings[number].forms

    def bare(self, number: int) -> str:
        """The headline of an article without what publishers hang on it."""
        return self._wordings[number].bare

    def of(self, lefts: range) -> Comparison:
        """The same with some pairs only: those whose earlier article is of these."""
        _ = self._publisher_numbers, self._digits  # so that no part makes them again
        some = copy(self)
        some.lefts = lefts
        for made in ("pairs", "_alike"):
            some.__dict__.pop(made, None)
        return some

    @cached_property
    def pairs(self) -> Pairs:
        """The pairs that are compared."""
        until = numpy.searchsorted(self._firsts, self._lasts + WINDOW, side="right")
        left, right = self.texts.candidates(until, self.lefts)
        one, other = self._listed_near()
        return self.texts.compare(numpy.concatenate([left, one]), numpy.concatenate([right, other]))

    def listed_near(self) -> list[tuple[int, int]]:
        """The pairs that a related list brings together and that may be of one story."""
        one, other = self._listed_near()
        return list(zip(one.tolist(), other.tolist(), strict=True))

    def _listed_near(self) -> tuple[Numbers, Numbers]:
        one, other = numpy.divmod(self._listed, max(len(self.articles), 1))
        near = (self._gaps(one, other) <= SPAN) & (self.lefts.start <= one) & (one < self.lefts.stop)
        return one[near], other[near]

    def listed(self, members: Sequence[int]) -> list[bool]:
        """For each of some articles, in their order, whether a related list brings it together with another of them."""
        number, count = numpy.array(members), len(self.articles)
        begin, end = numpy.searchsorted(self._listed, (number * count, (number + 1) * count))
        other = self._listed[runs(begin, end - begin)] % count
        place = numpy.minimum(numpy.searchsorted(number, other), len(number) - 1)
        among = number[place] == other
        found = numpy.zeros(len(number), dtype=bool)
        found[numpy.repeat(numpy.arange(len(number)), end - begin)[among]] = True
        found[place[among]] = True
        return list(found.tolist())

    def _listed_in(self, links: Sequence[Link]) -> Numbers:
        """The pairs that a related list brings together, its article and an entry of it.

        Each is one number, that of the earlier article times their count and that of the later; they are in order.
        """
        related = [link for link in links if link.relation == "related"]
        starts, ends = (
            numpy.array(list(map(self.numbers.get, names, repeat(-1))), dtype=int)
            for names in ([link.start for link in related], [link.end for link in related])
        )
        there = (starts >= 0) & (ends >= 0) & (starts != ends)
        one, other = numpy.minimum(starts, ends)[there], numpy.maximum(starts, ends)[there]
        return distinct(one * len(self.articles) + other)

    def _gaps(self, left: Numbers, right: Numbers) -> Numbers:
        """The least time between two articles, in seconds."""
        gaps = numpy.maximum(self._firsts[left] - self._lasts[right], self._firsts[right] - self._lasts[left])
        least: Numbers = numpy.maximum(gaps, 0)
        return least

    @cached_property
    def _publisher_numbers(self) -> Numbers:
        """For each article a number that it has in common with those of its publisher."""
        return numbered(self.publishers).number

    @cached_property
    def _digits(self) -> Numbers:
        """For each article a number that it has in common with those whose headlines hold the same numbers."""
        return numbered(frozenset(_NUMBER.findall(article.headline or "")) for article in self.articles).number

    def same_publisher(self) -> Numbers:
        """For each pair whether both are of one publisher."""
        return self._same(self._publisher_numbers)

    def differ_in_numbers(self) -> Numbers:
        """For each pair whether the headlines hold other numbers: issues and dated notices of one series."""
        return ~self._same(self._digits)

    def _same(self, numbers: Numbers) -> Numbers:
        same: Numbers = numbers[self.pairs.left] == numbers[self.pairs.right]
        return same

    def likely(self) -> Likely:
        """The pairs that are not negligible."""
        return self._alike[0]

    def near_headlines(self) -> list[tuple[int, int]]:
        """The pairs whose headlines have a cosine of `NEAR_HEADLINES` or more."""
        return self._alike[1]

    @cached_property
    def _alike(self) -> tuple[Likely, list[tuple[int, int]]]:
        """What is wanted of the pairs: of many articles these are too many to be in memory at once."""
        likely: list[Likely] = []
        near: list[tuple[int, int]] = []
        for part in self._parts():
            likely.append(part._likely())
            found = part.pairs.headline >= NEAR_HEADLINES
            near += zip(part.pairs.left[found].tolist(), part.pairs.right[found].tolist(), strict=True)
        return Likely(*map(numpy.concatenate, zip(*likely, strict=True))), near

    def _parts(self) -> Iterator[Comparison]:
        if len(self.lefts) <= AT_ONCE:
            yield self
            return
        for begin in range(self.lefts.start, self.lefts.stop, AT_ONCE):
            yield self.of(range(begin, min(begin + AT_ONCE, self.lefts.stop)))

    def _likely(self) -> Likely:
        pairs, same_publisher = self.pairs, self.same_publisher()
        odds = (
            _WEIGHTS["headline"] * pairs.headline
            + _WEIGHTS["text"] * pairs.text
            + _WEIGHTS["contained"] * pairs.contained
            + _WEIGHTS["days"] * (self._gaps(pairs.left, pairs.right) / DAY)
            + _WEIGHTS["same publisher"] * same_publisher
            + _WEIGHTS["constant"]
        )
        templates = same_publisher & ((pairs.headline < SAME_PUBLISHER) | self.differ_in_numbers())
        chosen = (pairs.contained > 0) & ~templates & (odds > math.log(_NEGLIGIBLE / (1 - _NEGLIGIBLE)))
        values = numpy.round(1 / (1 + numpy.exp(-odds[chosen])), 6)
        return Likely(pairs.left[chosen], pairs.right[chosen], values)


def _host(article: ArticleNode) -> str:
    return domain_key(urlsplit(article.id).hostname or "")


@dataclass(frozen=True)
class Group:
    """The articles of one story, by date, each with why it is a member."""

    label: str
    articles: list[ArticleNode]
    memberships: list[Membership]

    @cached_property
    def key(self) -> str:
        """What the story is called, where no other has the same day and headline."""
        return f"{str(self.articles[0].published_at)[:10]}-{'-'.join(slug(self.label).split('-')[:8])[:80]}"

    def story(self, names: Names, number: int) -> tuple[StoryNode, list[Link]]:
        """The story and the links of its members; the first, second … of its key, in the order of their first dates."""
        name = names.story(self.key if number == 1 else f"{self.key}-{number}")
        links = [
            Link(article.id, "member", name, origin_of(article), evidence=why)
            for article, why in zip(self.articles, self.memberships, strict=True)
        ]
        return story_node(name, self.label, self.articles), links


def origin_of(article: ArticleNode) -> Origin:
    """Where stands by what an article is compared."""
    return article.origins.get("headline") or article.origins["address"]


def stories(names: Names, comparison: Comparison) -> Iterator[tuple[StoryNode, list[Link]]]:
    """The stories of two or more articles, in the order of their dates, with the links of their members."""
    used: Counter[str] = Counter()
    for group in grouped(comparison, comparison.likely()):
        used[group.key] += 1
        yield group.story(names, used[group.key])


def grouped(comparison: Comparison, likely: Likely) -> Iterator[Group]:
    """The groups of two or more articles that are likely of one story, in the order of their first articles."""
    alike = dict(_connected(likely, len(comparison.articles)))
    beside: dict[int, dict[int, float]] = defaultdict(dict)
    for (left, right), value in alike.items():
        beside[left][right] = beside[right][left] = value
    for members in average_linkage(alike, comparison.times, threshold=THRESHOLD, span=SPAN):
        if len(members) > 1:
            yield _group(comparison, members, beside)


def _connected(likely: Likely, count: int) -> Iterator[tuple[tuple[int, int], float]]:
    """The pairs that a chain of pairs as alike as `THRESHOLD` connects, which are few.

    No group holds another: the mean likeness of two groups is not above all likenesses between their members.
    """
    strong = likely.value >= THRESHOLD
    part = components(count, numpy.stack([likely.left[strong], likely.right[strong]], axis=1))
    return likely.some(part[likely.left] == part[likely.right]).each()


def _group(comparison: Comparison, members: list[int], beside: Mapping[int, Mapping[int, float]]) -> Group:
    """`beside` holds for each member how likely it is of one story with others; with one of them at least it is."""
    likely = [[beside[number].get(other, 0.0) for other in members] for number in members]
    # Not `sum`: what it makes of fractions depends on their order and, since 3.12, on the version of Python.
    means = [math.fsum(values) / (len(members) - 1) for values in likely]
    central = comparison.articles[members[means.index(max(means))]]
    memberships = []
    for number, values, mean, listed in zip(members, likely, means, comparison.listed(members), strict=True):
        nearest = members[values.index(max(values))]
        memberships.append(
            Membership(
                round(mean, 3),
                comparison.articles[nearest].id,
                comparison.texts.shared(number, nearest, _TERMS),
                listed,
            )
        )
    label = central.headline or central.address or central.id
    return Group(label, [comparison.articles[number] for number in members], memberships)
