from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from graphbuild.link import Link
from graphbuild.nodes import ArticleNode
from graphbuild.records import Origin

Article = Callable[..., ArticleNode]
ORIGIN = Origin("a.md", 3)


@pytest.fixture
def article() -> Article:
    """Make an article: a headline, and the hour or the day of its date."""

    def article(
        headline: str, abstract: str | None = None, *, at: float | date | None = 0.0, site: str = "a.example"
    ) -> ArticleNode:
        number = len(made)
        when = datetime.fromtimestamp(1_600_000_000 + at * 3600, UTC) if isinstance(at, float | int) else at
        address = f"https://{site}/{number:03}"
        node = ArticleNode(address, address, own=True, headline=headline, abstract=abstract, published_at=when)
        node.origins = dict.fromkeys(("headline", "abstract", "address"), ORIGIN)
        made.append(node)
        return node

    made: list[ArticleNode] = []
    return article


def publishers(*articles: ArticleNode) -> list[Link]:
    """The links to the publishers: the sites of the addresses."""
    return [Link(node.id, "publisher", node.id.split("/")[2], ORIGIN) for node in articles]


def listing(start: ArticleNode, end: ArticleNode) -> Link:
    return Link(start.id, "related", end.id, ORIGIN, 1)
