"""Reprints: one text that publishers of other domains carry too, as wires and press releases are.

Only headlines and abstracts are known, so two headlines must be the same but for what publishers hang on them
("UPDATE 1-", "Correction:", a publisher's name), or nearly the same over nearly the same abstract. A headline that one
publisher uses again on another day ("Weekly update") tells nothing and makes no reprint.

The parameters were chosen by the pairs of `azure` in tests/enrich/labels/reprints.csv; measured on the others: see
tests/enrich/test_reprints.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache

from rapidfuzz import fuzz

from graphbuild.enrich.interval import DAY, Interval
from graphbuild.enrich.stories import Comparison, Dated
from graphbuild.enrich.wording import bare
from graphbuild.enrich.words import fold, words
from graphbuild.evidence import Reprint
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode

WINDOW = 14 * DAY
"""The longest time between a text and its reprint."""

MIN_WORDS = 5
"""A shorter headline must stand over nearly the same abstract: two publishers may find it on their own."""

VERY_NEAR_HEADLINE = 0.95
"""How alike two headlines must be where an abstract is missing, within three days."""

NEAR_HEADLINE = 0.85
"""How alike two headlines must be where the abstracts are nearly the same (rapidfuzz `token_sort_ratio`)."""

NEAR_ABSTRACT = 0.8
"""How alike two abstracts are that are nearly the same (rapidfuzz `ratio`)."""


def reprints(comparison: Comparison) -> Iterator[Link]:
    """A link from each reprint to the earliest article with its text, by start.

    Where time does not tell which of the two is earlier, the link has no direction and leads from the later id.
    """
    yield from undated(comparison)
    same, again = same_headline(comparison, by_form(comparison))
    same = nearly_same(comparison, again) | same
    earliest: dict[int, tuple[int, float]] = {}
    for (left, right), score in sorted(same.items()):
        earliest.setdefault(right, (left, score))
    for number in sorted(earliest, key=lambda number: comparison.articles[number].id):
        other, score = earliest[number]
        yield reprint(comparison.articles[other], comparison.articles[number], score)


def reprint(earlier: ArticleNode, later: ArticleNode, score: float) -> Link:
    """The link between two dated articles of the same text, given in the order of their dates and ids."""
    first, second = Interval.of(earlier.published_at), Interval.of(later.published_at)
    directed = bool(first and second and first.before(second))
    if not directed and later.id < earlier.id:
        later, earlier = earlier, later
    origin = later.origins["headline"]
    return Link(later.id, "reprint", earlier.id, origin, evidence=Reprint(round(score, 3), directed))


def undated(comparison: Dated) -> Iterator[Link]:
    """The same for articles without a date: a link without a direction to the first dated article of the same text.

    Only a long headline that is the same, and that nobody uses again, is enough for it.
    """
    if not comparison.undated:
        return
    by_form: dict[str, list[int]] = defaultdict(list)
    for number in range(len(comparison.articles)):
        by_form[comparison.bare(number)].append(number)
    for article in comparison.undated:
        form = bare(article.headline or "")
        numbers = by_form.get(form, [])
        if len(form.split()) < MIN_WORDS or _recurs(comparison, numbers):
            continue
        others = [number for number in numbers if comparison.publishers[number] != comparison.publisher(article)]
        if others:
            end = comparison.articles[others[0]].id
            yield Link(article.id, "reprint", end, article.origins["headline"], evidence=Reprint(1.0, directed=False))


def by_form(comparison: Dated) -> dict[str, list[int]]:
    """The numbers of the articles, in their order, by the forms of their headlines."""
    found: dict[str, list[int]] = defaultdict(list)
    for number in range(len(comparison.articles)):
        for form in comparison.forms(number):
            found[form].append(number)
    return found


def same_headline(
    comparison: Dated, by_form: Mapping[str, Sequence[int]]
) -> tuple[dict[tuple[int, int], float], set[int]]:
    """The pairs with the same headline and text, the earlier first; and who has a headline that is used again."""
    recurring = {form for form, numbers in by_form.items() if len(numbers) > 1 and _recurs(comparison, numbers)}
    found: dict[tuple[int, int], float] = {}
    for form, numbers in by_form.items():
        long = len(form.split()) >= MIN_WORDS and form not in recurring
        begin = 0
        for place, right in enumerate(numbers):
            # In the order of dates: what is too early for one is too early for all that follow.
            while comparison.times[right].first - comparison.times[numbers[begin]].last > WINDOW:
                begin += 1
            # The first that is near enough in time is enough: a reprint leads to the earliest.
            for left in numbers[begin:place]:
                if _may_be(comparison, left, right) and (long or _same_abstract(comparison, left, right)):
                    found[left, right] = 1.0
                    break
    return found, {number for form in recurring for number in by_form[form]}


def nearly_same(comparison: Comparison, again: Set[int]) -> dict[tuple[int, int], float]:
    """The pairs with nearly the same headline and text, with the similarity of their headlines.

    `again` are the articles whose headline is used again.
    """
    found: dict[tuple[int, int], float] = {}
    for left, right in comparison.near_headlines():
        if _may_be(comparison, left, right):
            score = _alike(comparison.articles[left], comparison.articles[right])
            recurs = left in again or right in again
            if score >= NEAR_HEADLINE and _supported(comparison, left, right, 0 if recurs else score):
                found[left, right] = score
    return found


def _may_be(comparison: Dated, left: int, right: int) -> bool:
    return (
        comparison.publishers[left] != comparison.publishers[right]
        and comparison.times[left].gap(comparison.times[right]) <= WINDOW
    )


def _recurs(comparison: Dated, numbers: Iterable[int]) -> bool:
    """Whether one publisher has used a headline on more than one day."""
    times: dict[str, list[Interval]] = defaultdict(list)
    for number in numbers:
        times[comparison.publishers[number]].append(comparison.times[number])
    return any(first.gap(last) > DAY for first, *_, last in (dates for dates in times.values() if len(dates) > 1))


def _alike(one: ArticleNode, other: ArticleNode) -> float:
    return float(fuzz.token_sort_ratio(_spoken(one.headline or ""), _spoken(other.headline or ""))) / 100


@lru_cache(maxsize=1024)
def _spoken(headline: str) -> str:
    """The words of a headline, which is compared with several."""
    return " ".join(words(headline))


def _supported(comparison: Dated, left: int, right: int, score: float) -> bool:
    if all(comparison.articles[number].abstract for number in (left, right)):
        return _same_abstract(comparison, left, right)
    near = comparison.times[left].gap(comparison.times[right]) <= 3 * DAY
    return near and score >= VERY_NEAR_HEADLINE


def _same_abstract(comparison: Dated, left: int, right: int) -> bool:
    texts = [fold(comparison.articles[number].abstract or "")[:1000] for number in (left, right)]
    return all(texts) and fuzz.ratio(*texts, score_cutoff=NEAR_ABSTRACT * 100) > 0
