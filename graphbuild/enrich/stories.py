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
from collections.abc import Hashable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

import numpy

from graphbuild.address import domain_key
from graphbuild.arrays import distinct
from graphbuild.components import components
from graphbuild.enrich.interval import DAY, Interval
from graphbuild.enrich.likeness import Numbers, Pairs, Texts
from graphbuild.enrich.linkage import average_linkage
from graphbuild.evidence import Membership
from graphbuild.graph import ArticleNode, Link, StoryNode, publishers, story_node
from graphbuild.iris import Names
from graphbuild.text import slug

WINDOW = 7 * DAY
"""Two articles further apart than this are compared only if a related list holds both."""

SPAN = 14 * DAY
"""No story is longer than this."""

THRESHOLD = 0.3
"""The mean likeness from which two groups are one story."""

SAME_PUBLISHER = 0.5
"""Two articles of one publisher are compared only if the cosine of their headlines is this or more."""

_NUMBER = re.compile(r"[0-9]+")
_NEGLIGIBLE = 0.02
_WEIGHTS = {"headline": 6.3, "text": 3.7, "contained": 6.6, "days": -0.06, "same publisher": -2.4, "constant": -3.2}
_TERMS = 6


class Comparison:
    """The articles that have an address and a date, and how likely each pair is of one story."""

    def __init__(self, articles: Sequence[ArticleNode], links: Sequence[Link]) -> None:
        dated = [
            (article, time) for article in articles if article.address and (time := Interval.of(article.published_at))
        ]
        dated.sort(key=lambda pair: (pair[1], pair[0].id))
        self.articles = [article for article, _ in dated]
        self.times = [time for _, time in dated]
        self.undated = [article for article in articles if article.address and article.published_at is None]
        """Without a date an article is of no story: nothing says that it is of the same days."""
        self._numbers = {article.id: number for number, article in enumerate(self.articles)}
        self._publishers = publishers(links)
        self.publishers = [self.publisher(article) for article in self.articles]
        self._firsts = numpy.array([time.first for time in self.times])
        self._lasts = numpy.array([time.last for time in self.times])
        self.texts = Texts(self.articles)
        listed = self._listed(links)
        self._listed_pairs = frozenset(listed.tolist())
        self.pairs = self._compared(listed)

    def publisher(self, article: ArticleNode) -> str:
        """Who published an article; where that is not given, its site."""
        return self._publishers.get(article.id) or _host(article)

    def _listed(self, links: Sequence[Link]) -> Numbers:
        """The pairs that a related list brings together, its article and an entry of it: as `_coded`, in order."""
        related = [link for link in links if link.relation == "related"]
        starts, ends = (
            numpy.array([self._numbers.get(name, -1) for name in names], dtype=int)
            for names in ([link.start for link in related], [link.end for link in related])
        )
        pairs = (starts >= 0) & (ends >= 0) & (starts != ends)
        return distinct(self._coded(starts[pairs], ends[pairs]))

    def _coded(self, one: Numbers, other: Numbers) -> Numbers:
        """Pairs of articles as single numbers, in whatever order the two are given."""
        codes: Numbers = numpy.minimum(one, other) * len(self.articles) + numpy.maximum(one, other)
        return codes

    def _compared(self, listed: Numbers) -> Pairs:
        until = numpy.searchsorted(self._firsts, self._lasts + WINDOW, side="right")
        left, right = self.texts.candidates(until)
        one, other = numpy.divmod(listed, max(len(self.articles), 1))
        near = self._gaps(one, other) <= SPAN
        return self.texts.compare(numpy.concatenate([left, one[near]]), numpy.concatenate([right, other[near]]))

    def listed(self, number: int, others: Iterable[int]) -> bool:
        """Whether a related list brings an article together with one of some others."""
        count = len(self.articles)
        pairs = {min(number, other) * count + max(number, other) for other in others if other != number}
        return not self._listed_pairs.isdisjoint(pairs)

    def _gaps(self, left: Numbers, right: Numbers) -> Numbers:
        """The least time between two articles, in seconds."""
        gaps = numpy.maximum(self._firsts[left] - self._lasts[right], self._firsts[right] - self._lasts[left])
        least: Numbers = numpy.maximum(gaps, 0)
        return least

    def same_publisher(self) -> Numbers:
        """For each pair whether both are of one publisher."""
        return self._same(self.publishers)

    def differ_in_numbers(self) -> Numbers:
        """For each pair whether the headlines hold other numbers: issues and dated notices of one series."""
        return ~self._same([frozenset(_NUMBER.findall(article.headline or "")) for article in self.articles])

    def _same(self, facts: Sequence[Hashable]) -> Numbers:
        """For each pair whether a fact of both articles is the same."""
        codes = {fact: number for number, fact in enumerate(dict.fromkeys(facts))}
        by_number = numpy.array([codes[fact] for fact in facts], dtype=int)
        same: Numbers = by_number[self.pairs.left] == by_number[self.pairs.right]
        return same

    def likely(self) -> dict[tuple[int, int], float]:
        """For each pair that is not negligible the probability that the two are of one story.

        Without pairs that no chain of likely ones connects: the mean of a group is never above all its pairs.
        """
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
        left, right = pairs.left[chosen], pairs.right[chosen]
        values = numpy.round(1 / (1 + numpy.exp(-odds[chosen])), 6)
        strong = values >= THRESHOLD
        part = components(len(self.articles), numpy.stack((left[strong], right[strong]), axis=1))
        kept = part[left] == part[right]
        keys = zip(left[kept].tolist(), right[kept].tolist(), strict=True)
        return dict(zip(keys, values[kept].tolist(), strict=True))


def _host(article: ArticleNode) -> str:
    return domain_key(urlsplit(article.id).hostname or "")


def stories(names: Names, comparison: Comparison) -> Iterator[tuple[StoryNode, list[Link]]]:
    """The stories of two or more articles, in the order of their dates, with the links of their members."""
    likely = comparison.likely()
    groups = average_linkage(likely, comparison.times, threshold=THRESHOLD, span=SPAN)
    beside: dict[int, dict[int, float]] = defaultdict(dict)
    for (left, right), value in likely.items():
        beside[left][right] = beside[right][left] = value
    used: Counter[str] = Counter()
    for members in groups:
        if len(members) > 1:
            yield _story(names, comparison, members, beside, used)


def _story(
    names: Names, comparison: Comparison, members: list[int], beside: dict[int, dict[int, float]], used: Counter[str]
) -> tuple[StoryNode, list[Link]]:
    means = {
        number: sum(beside[number].get(other, 0.0) for other in members if other != number) / (len(members) - 1)
        for number in members
    }
    articles = [comparison.articles[number] for number in members]
    central = comparison.articles[max(members, key=lambda number: (means[number], -number))]
    label = central.headline or central.address or central.id
    day = str(articles[0].published_at)[:10]
    key = f"{day}-{'-'.join(slug(label).split('-')[:8])[:80]}"
    used[key] += 1
    node = story_node(names.story(key if used[key] == 1 else f"{key}-{used[key]}"), label, articles)
    links = []
    for number in members:
        article = comparison.articles[number]
        nearest = max((n for n in members if n != number), key=lambda other: (beside[number].get(other, 0.0), -other))
        evidence = Membership(
            round(means[number], 3),
            comparison.articles[nearest].id,
            comparison.texts.shared(number, nearest, _TERMS),
            comparison.listed(number, members),
        )
        origin = article.origins.get("headline") or article.origins["address"]
        links.append(Link(article.id, "member", node.id, origin, evidence=evidence))
    return node, links
