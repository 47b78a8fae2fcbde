from __future__ import annotations

import pytest

from graphbuild import StoryGraph
from graphbuild.errors import BadOption
from graphbuild.view.model import Model
from graphbuild.view.scope import Scope
from tests.view.conftest import STORY, enriched


@pytest.mark.parametrize(
    "scope",
    [
        Scope(theme="test-policing"), Scope(theme="Test Policing"), Scope(story="test-story"), Scope(story=STORY),
        Scope(story="a story for the tests"), Scope(story="for the TESTS"),
    ],
)  # fmt: skip
def test_a_part_is_named_by_slug_label_or_id(plain: StoryGraph, scope: Scope) -> None:
    network = enriched(plain)
    model = Model.of(plain, network, scope.chosen(network))
    assert [node for node, facts in model.nodes if facts["kind"] == "article"] == [a.id for a in plain.articles[:4]]


def test_a_source_is_named_by_domain_or_name(plain: StoryGraph) -> None:
    by_domain, by_name = (
        Scope(source=name).chosen(enriched(plain)).articles for name in ("engadget.com", "ENGADGET")
    )  # fmt: skip
    assert by_domain == by_name
    assert len(by_domain) == 9


def test_a_topic_serves_as_a_theme(plain: StoryGraph) -> None:
    assert len(Scope(theme="computer-vision").chosen(enriched(plain)).articles) == 98


def test_days_count_whole(plain: StoryGraph) -> None:
    network = enriched(plain)
    chosen, words = Scope(first="2020-06-01", last="2020-06-10").chosen(network)
    days = {network.nodes[node]["published_at"][:10] for node in chosen}
    assert max(days) == "2020-06-10"
    assert min(days) >= "2020-06-01"
    assert words == "2020-06-01 to 2020-06-10"


def test_parts_are_cut_with_each_other(plain: StoryGraph) -> None:
    network = enriched(plain)
    both, theme, days = (
        scope.chosen(network).articles
        for scope in (
            Scope(theme="computer-vision", first="2020-06-01"), Scope(theme="computer-vision"),
            Scope(first="2020-06-01"),
        )
    )  # fmt: skip
    assert both == theme & days


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        (Scope(theme="test-polcing"), "no theme called 'test-polcing'. Did you mean test-policing\\?"),
        (Scope(source="zzzzzz"), r"no publisher called 'zzzzzz'. There are \d+, among them (\S+, ){4}\S+\.$"),
        (Scope(story="zzzzzz"), "no story called 'zzzzzz'. There is only “.*”"),
        (Scope(source="news"), r"\d+ publishers match 'news': (\S+; ){5}and \d+ more\."),
        (Scope(first="2020-06-30", last="2020-06-01"), "--from 2020-06-30 is after --to 2020-06-01"),
        (Scope(first="June"), "--from 'June' is not a day"),
        (Scope(last="2020-13-01"), "--to '2020-13-01' is not a day"),
        (Scope(first="1980-01-01", last="1980-01-02"), "No article of the graph belongs to 1980-01-01 to 1980-01-02"),
    ],
)
def test_what_is_not_there_is_said(plain: StoryGraph, scope: Scope, message: str) -> None:
    with pytest.raises(BadOption, match=message):
        scope.chosen(enriched(plain))
