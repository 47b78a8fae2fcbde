"""Everything a notebook shows of a graph: what it says, and that nothing of the data is taken for markup."""

from __future__ import annotations

import html.parser
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.link import Link, Relation
from graphbuild.nodes import story_node
from graphbuild.query import ask
from graphbuild.records import Origin
from tests.conftest import Write

Get = Callable[[StoryGraph], Any]
HOSTILE = "Amazon <img src=x onerror=alert(1)> </td><script>alert(2)</script> $x$ \u202e police"

THINGS: dict[str, tuple[Get, str, str]] = {
    "graph": (lambda graph: graph, "310", "<StoryGraph: 310 articles"),
    "article": (lambda graph: graph.article("siege of black lives"), "Gothamist", "<ArticleNode 'NYPD Used"),
    "story": (lambda graph: graph.story("amazon pauses"), "CNBC", "<StoryNode 'Amazon pauses"),
    "source": (lambda graph: graph.source("cnet.com"), "13, of which", "<SourceNode 'CNET' (cnet.com)>"),
    "theme": (lambda graph: graph.theme("policing"), "147, of which", "<ThemeNode 'Facial recognition in policing'>"),
    "topic": (lambda graph: graph.topic("computer-vision"), "Computer Vision", "<TopicNode 'Computer Vision'>"),
    "entity": (lambda graph: graph.entity("clearview-ai"), "of which", "<EntityNode 'Clearview AI' (organization)>"),
    "listing": (
        lambda graph: next(link for link in graph.links if link.relation == "related"),
        "place in the list", "<Link related: http",
    ),
    "theme match": (
        lambda graph: next(link for link in graph.links if link.relation == "about" and link.evidence),
        "score", "<Link about: http",
    ),
    "account": (lambda graph: graph.account("policing"), "Rule (themes.yaml", "<Account of <ThemeNode"),
    "explanation": (
        lambda graph: graph.explain(*[graph.articles[place].address or "" for place in (0, 1)]),
        "two articles", "<Explanation: http",
    ),
    "reach": (lambda graph: graph.reach(story="amazon pauses"), "CNBC", "<Reach of story"),
}  # fmt: skip


@pytest.mark.parametrize("name", THINGS)
def test_a_thing_shows_itself(bundled: StoryGraph, name: str) -> None:
    get, shown, said = THINGS[name]
    thing = get(bundled)
    assert shown in thing._repr_html_()
    assert repr(thing).startswith(said)
    assert "\n" not in repr(thing)
    html.parser.HTMLParser().feed(thing._repr_html_())


@pytest.mark.parametrize("relation", get_args(Relation))
def test_a_link_of_every_relation_shows_itself(relation: Relation) -> None:
    shown = Link("https://a.example/", relation, "https://b.example/", Origin("a.json", 2), 3)._repr_html_()
    assert "https://a.example/" in shown
    assert "https://b.example/" in shown


def test_a_link_of_a_text_shows_its_words() -> None:
    link = Link("https://a.example/", "references", "https://b.example/", Origin("a.html", 2), 1, text="as <we> said")
    assert "<em>links to</em>" in link._repr_html_()
    assert "as &lt;we&gt; said" in link._repr_html_()


@pytest.mark.parametrize(
    ("query", "shown", "said"),
    [
        ("sources", "CNET", "<Result: 180 rows of "),
        ("ASK { ?a a gb:Story }", "yes", "<Result: yes>"),
        ("CONSTRUCT { ?a a gb:Story } { ?a a gb:Story }", "58 statements", "<Result: 58 statements>"),
    ],
)
def test_an_answer_shows_itself(demo: Path, query: str, shown: str, said: str) -> None:
    from graphbuild.saved import SavedBuild

    engine = SavedBuild(demo).engine()
    try:
        result = ask(engine, query)
        assert shown in result._repr_html_()
        assert repr(result).startswith(said)
    finally:
        engine.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> StoryGraph:
    folder = tmp_path_factory.mktemp("hostile")
    for name in "ab":
        (folder / f"{name}.md").write_text(
            f"---\ntitle: '{HOSTILE}'\nexcerpt: '{HOSTILE}'\nwebUrl: https://{name}.org/x?a=\"><script>\n"
            f"publishedDateTime: 2020-01-01\ntopics: ['{HOSTILE}']\n"
            f"provider: {{name: '{HOSTILE}', domain: {name}.org}}\n"
            f"related:\n  - title: '{HOSTILE} again'\n    webUrl: 'https://c.org/<b>'\n---\n",
            encoding="utf-8",
        )
    (folder / "p.md").write_text(
        f"---\ntaxonomy: person\nname: '{HOSTILE}'\naddress: 'javascript:alert(3)'\n---\n", encoding="utf-8"
    )
    return graphbuild.build(folder)


def test_nothing_of_the_data_is_taken_for_markup(hostile: StoryGraph) -> None:
    things = [
        hostile, *hostile.articles, *hostile.sources, *hostile.topics, *hostile.stories, *hostile.entities,
        *hostile.links, hostile.account(hostile.articles[-1].id), story_node("x", HOSTILE, hostile.articles),
    ]  # fmt: skip
    assert hostile.entities and hostile.topics
    for thing in things:
        shown = thing._repr_html_()
        assert "<img" not in shown and "<script" not in shown and 'href="javascript' not in shown
        assert "\u202e" not in shown


def test_a_formula_is_no_formula(hostile: StoryGraph) -> None:
    assert "mathjax_ignore" in hostile.articles[0]._repr_html_()


def test_a_link_to_an_article_opens_elsewhere(bundled: StoryGraph) -> None:
    shown = bundled.article("siege of black lives")._repr_html_()
    assert 'href="https://gothamist.com/' in shown
    assert 'rel="noopener noreferrer"' in shown


def test_a_node_without_a_graph_shows_what_it_knows(write: Write) -> None:
    import copy

    article = graphbuild.build(write("a.md", "title: A story", "webUrl: https://a.org/x")).articles[0]
    assert "A story" in copy.copy(article)._repr_html_()
