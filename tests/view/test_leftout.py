"""What a page leaves out."""

from __future__ import annotations

from collections import Counter

import networkx
import pytest

from graphbuild import StoryGraph
from graphbuild.export.network import Rows
from graphbuild.view.leftout import TYING, left_out
from graphbuild.view.model import Model


@pytest.fixture(scope="module")
def network(bundled: StoryGraph) -> networkx.MultiDiGraph:
    return bundled.to_networkx()


@pytest.fixture(scope="module")
def articles(bundled: StoryGraph) -> set[str]:
    return {article.id for article in bundled.articles}


def test_a_graph_that_can_be_drawn_is_drawn_whole(network: networkx.MultiDiGraph, articles: set[str]) -> None:
    assert left_out(network, articles, most=len(articles)) == (set(), "")


def test_the_articles_with_most_ties_stay(network: networkx.MultiDiGraph, articles: set[str]) -> None:
    ties = Counter[str]()
    for start, end, relation in network.edges(data="relation"):
        if relation in (*TYING, "member"):
            ties.update((start, end))
    gone = left_out(network, articles, most=40).nodes & articles
    assert len(gone) == len(articles) - 40
    assert max(ties[node] for node in gone) <= min(ties[node] for node in articles - gone)


def test_of_a_part_only_its_articles_count(network: networkx.MultiDiGraph, articles: set[str]) -> None:
    part = set(sorted(articles)[:30])
    gone, words = left_out(network, part, most=20)
    assert len(part - gone) == 20
    assert words == "the 20 of 30 articles that have most ties"


def test_what_belongs_to_no_article_that_stays_goes_too(network: networkx.MultiDiGraph, articles: set[str]) -> None:
    gone = left_out(network, articles, most=40).nodes
    for node in set(network) - articles:
        before = set(network.predecessors(node)) & articles
        assert (node in gone) == bool(before and before <= gone)


def test_the_page_says_so(bundled: StoryGraph, network: networkx.MultiDiGraph, articles: set[str]) -> None:
    model = Model.of(bundled, network, without=left_out(network, articles, most=40))
    assert len(model.articles) == 40
    assert model.scope == f"the 40 of {len(articles)} articles that have most ties"


def test_rows_leave_out_the_same(bundled: StoryGraph, network: networkx.MultiDiGraph, articles: set[str]) -> None:
    assert left_out(Rows(bundled), articles, most=40) == left_out(network, articles, most=40)  # type: ignore[arg-type]
