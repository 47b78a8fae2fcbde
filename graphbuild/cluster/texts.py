"""What is handed on of articles so that their texts can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphbuild.cache.codec import Decoder, Encoder
from graphbuild.cluster.job import Job
from graphbuild.cluster.shelf import Shelf, number_of
from graphbuild.cluster.spans import Spans, day_of
from graphbuild.enrich.interval import Interval
from graphbuild.enrich.reprints import MIN_WORDS
from graphbuild.enrich.stories import SPAN, Dated, origin_of
from graphbuild.enrich.wording import bare, forms
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode
from graphbuild.records import Date, Origin

_NOWHERE = Origin("", 0)


def row_of(article: ArticleNode, publisher: str) -> list[Any]:
    """An article as JSON: its id first, its publisher second."""
    origin = origin_of(article)
    return [
        article.id, publisher, article.address, article.headline, article.abstract,
        Encoder("").encode(article.published_at), origin.file, origin.line,
    ]  # fmt: skip


def without_abstract(row: Sequence[Any]) -> list[Any]:
    """What is needed of an article when the texts have been compared."""
    return [*row[:4], None, *row[5:]]


def article_of(row: Sequence[Any]) -> ArticleNode:
    """The way back: an article with what is compared, and nothing else."""
    name, _, address, headline, abstract, published, file, line = row
    origin = Origin(file, line)
    return ArticleNode(
        name, address, own=True, headline=headline, abstract=abstract, published_at=Decoder("").decode(published),
        origins={"headline": origin, "address": origin},
    )  # fmt: skip


def articles_of(rows: Iterable[Sequence[Any]]) -> tuple[list[ArticleNode], list[Link]]:
    """The articles of some rows, and links to their publishers."""
    found = {row[0]: row for row in rows}
    links = [Link(name, "publisher", row[1], _NOWHERE) for name, row in found.items()]
    return [article_of(row) for row in found.values()], links


def related(one: str, other: str) -> Link:
    """That a related list brings two articles together."""
    return Link(one, "related", other, _NOWHERE)


def days_of(articles: Iterable[ArticleNode]) -> dict[int, int]:
    """How many of the articles that are compared begin on each day."""
    found: dict[int, int] = {}
    for article in articles:
        if article.address and (time := Interval.of(article.published_at)):
            found[day_of(time.first)] = found.get(day_of(time.first), 0) + 1
    return found


def put_texts(
    job: Job, shelf: Shelf, articles: Sequence[ArticleNode], links: Sequence[Link], ends: Mapping[str, Date]
) -> None:
    """Hand on the articles of a part to the spans of their dates, and to whoever has all of a headline.

    `ends` are the dates of the articles that the lists lead to.
    """
    spans, dated = Spans.of(job), Dated(articles, links)
    for article, time, publisher in zip(dated.articles, dated.times, dated.publishers, strict=True):
        row = row_of(article, publisher)
        shelf.put("text", spans.number(time.first), row)
        if job.finds("reprints"):
            headline = article.headline or ""
            for number in sorted({number_of(form, job.parts) for form in (bare(headline), *forms(headline)) if form}):
                shelf.put("headline", number, row)
    if job.finds("reprints"):
        for article in dated.undated:
            form = bare(article.headline or "")
            if len(form.split()) >= MIN_WORDS:
                shelf.put_by("headline", form, row_of(article, dated.publisher(article)))
    times = dict(zip((article.id for article in dated.articles), dated.times, strict=True))
    together: dict[tuple[str, str], int] = {}
    for link in links:
        if link.relation == "related" and link.start != link.end and link.start in times:
            start, end = times[link.start], Interval.of(ends.get(link.end))
            if end and start.gap(end) <= SPAN:
                together[link.start, link.end] = spans.number(min(start.first, end.first))
    for pair, number in sorted(together.items()):
        shelf.put("listed", number, pair)
