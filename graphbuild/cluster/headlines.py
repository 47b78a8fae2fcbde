"""Reprints: whoever has one headline is compared in one place; who has nearly the same, with the texts (`stories`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphbuild.cluster.job import Job
from graphbuild.cluster.parts import Sums, save_part
from graphbuild.cluster.rest import empty
from graphbuild.cluster.shelf import Shelf, number_of, rows
from graphbuild.cluster.spans import Spans
from graphbuild.cluster.texts import article_of, articles_of, row_of, without_abstract
from graphbuild.enrich.reprints import by_form, reprint, same_headline, undated
from graphbuild.enrich.stories import Dated
from graphbuild.evidence import Reprint
from graphbuild.export.census import Census
from graphbuild.export.files import Files
from graphbuild.export.findings import Findings
from graphbuild.export.statement import Block, Statement
from graphbuild.link import Link
from graphbuild.records import Origin


def compare(job: Job, number: int) -> dict[str, Any]:
    """Find what has the same headline and text, and whose headline is used again."""
    dated = Dated(*articles_of(rows(job.shelves("written"), "headline", number)))
    own = {form: there for form, there in by_form(dated).items() if number_of(form, job.parts) == number}
    same, again = same_headline(dated, own)
    spans, shelf = Spans.of(job), Shelf(job.parts)
    for left, right in sorted(same):
        put_same(shelf, dated, left, right, None)
    for one in sorted(again):
        shelf.put("again", spans.number(dated.times[one].first), dated.articles[one].id)
    for link in undated(dated):
        shelf.put("undated", number, [link.start, link.end, link.origin.file, link.origin.line])
    return {"handed on": shelf.save(job.shelf("headlines", number))}


def put_same(shelf: Shelf, dated: Dated, left: int, right: int, score: float | None) -> None:
    """Hand on that two articles have one text, to whoever has all that may be the first of the later one."""
    earlier, later = (without_abstract(row_of(dated.articles[one], dated.publishers[one])) for one in (left, right))
    # Those whose headline is the same come before those whose headline is alike, with a score.
    order = [*dated.times[left], dated.articles[left].id, score is not None]
    shelf.put_by("same", dated.articles[right].id, [order, earlier, later, 1.0 if score is None else score])


def write(job: Job, number: int) -> dict[str, Any]:
    """The reprints of the articles of a part: each of the earliest article with its text."""
    earliest: dict[str, list[Any]] = {}
    for row in rows([*job.shelves("headlines"), *job.shelves("compared")], "same", number):
        later = row[2][0]
        earliest[later] = min(earliest.get(later, row), row, key=lambda row: tuple(row[0]))
    links = [reprint(article_of(earlier), article_of(later), score) for _, earlier, later, score in earliest.values()]
    for start, end, file, line in rows([job.shelf("headlines", number)], "undated", number):
        links.append(Link(start, "reprint", end, Origin(file, line), evidence=Reprint(1.0, directed=False)))
    census = Census()
    facts = save_part(job, "reprints", number, census.counting(_said(job, links)))
    return {"part": facts, "census": Sums.of(census), "counts": {"reprints": len(links)} if links else {}}


def _said(job: Job, links: list[Link]) -> Iterator[Statement]:
    graph = empty(job)
    graph.links = sorted(links, key=Link.order)
    findings = Findings(graph, Files(job.names))
    by_article: dict[str, list[Link]] = {}
    for link in graph.links:
        by_article.setdefault(link.start, []).append(link)
        by_article.setdefault(link.end, [])
    for article in sorted(by_article):
        yield from Block(article, findings.of_article(article, by_article[article])).statements()
        for link in by_article[article]:
            for block in findings.evidence(link):
                yield from block.statements()
