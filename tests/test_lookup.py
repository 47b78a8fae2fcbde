from __future__ import annotations

import copy
import pickle

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.errors import UnknownName
from tests.conftest import Write


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("source", "gothamist.com", "Gothamist"),
        ("source", "GOTHAMIST", "Gothamist"),
        ("source", "https://w3id.org/graphbuild/id/source/gothamist.com", "Gothamist"),
        ("theme", "policing", "Facial recognition in policing"),
        ("theme", "wrongful", "Wrongful arrests"),
        ("topic", "computer-vision", "Computer Vision"),
        ("entity", "clearview-ai", "Clearview AI"),
    ],
)
def test_a_thing_is_found_by_what_it_is_called(bundled: StoryGraph, kind: str, name: str, found: str) -> None:
    node = getattr(bundled, kind)(name)
    assert found in (getattr(node, "name", ""), getattr(node, "label", ""))


def test_a_story_is_found_by_words_of_its_headline_in_any_order(bundled: StoryGraph) -> None:
    assert bundled.story("amazon pauses") is bundled.story("police amazon pauses year")


def test_an_article_is_found_by_words_or_any_form_of_its_address(bundled: StoryGraph) -> None:
    article = bundled.article("siege of black lives matter")
    assert article.headline and article.headline.startswith("NYPD Used Facial Recognition Unit")
    assert article.address
    assert bundled.article(article.address.replace("https://", "http://www.") + "/?utm_source=x#top") is article


def test_whatever_it_is_can_be_asked_for(bundled: StoryGraph) -> None:
    assert bundled["gothamist.com"] is bundled.source("gothamist.com")
    assert bundled["policing"] is bundled.theme("policing")
    assert bundled["amazon pauses"] is bundled.story("amazon pauses")
    assert all(bundled[name] for name in bundled._ipython_key_completions_()[:40])


def test_a_graph_is_no_list(bundled: StoryGraph) -> None:
    with pytest.raises(TypeError, match="not iterable"):
        list(bundled)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("source", "gothamis.com", "The graph holds no publisher called 'gothamis.com'. Did you mean gothamist.com"),
        ("theme", "polcing", "Did you mean policing"),
        ("story", "amazn pauses", "Did you mean “Amazon pauses"),
        ("article", "Detroit polise admit", "Did you mean “Detroit police admit"),
        ("entity", "clearvew", "Did you mean clearview-ai"),
        ("topic", " ", "Say which topic"),
        ("story", "facial recognition", "stories match 'facial recognition': “"),
    ],
)
def test_a_name_that_does_not_lead_to_one_is_a_line(bundled: StoryGraph, kind: str, name: str, said: str) -> None:
    with pytest.raises(UnknownName) as caught:
        getattr(bundled, kind)(name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value._render_traceback_() == [f"UnknownName: {caught.value}"]


def test_anything_else_is_a_line_too(bundled: StoryGraph) -> None:
    with pytest.raises(UnknownName, match=r"holds nothing called 'gothamsit\.com'. Did you mean gothamist\.com"):
        bundled["gothamsit.com"]


def test_articles_of_something_come_in_the_order_of_time(bundled: StoryGraph) -> None:
    story = bundled.story("amazon pauses")
    found = bundled.articles_of(story)
    assert sorted(one.id for one in found) == sorted(story.articles)
    assert [str(one.published_at) for one in found] == sorted(str(one.published_at) for one in found)
    assert bundled.articles_of("amazon pauses") == found


def test_a_node_is_copied_and_sent_without_its_graph(bundled: StoryGraph) -> None:
    article = bundled.articles[0]
    sent = pickle.loads(pickle.dumps(article))
    assert sent == article == copy.deepcopy(article)
    assert not hasattr(sent, "_graph")


def test_a_table_has_a_row_for_each_article(bundled: StoryGraph) -> None:
    table = bundled.to_pandas()
    assert len(table) == 310
    assert int(table["own"].sum()) == 106
    assert int(table["listed"].sum()) == int(table["lists"].sum()) == 476
    assert str(table["published"].dtype) == "datetime64[us, UTC]"
    assert table["published"].is_monotonic_increasing
    row = table[table["headline"].str.startswith("Amazon Pauses Police Use")].iloc[0]
    assert row["publisher"] == "New York Times"
    assert row["story"] == bundled.story("amazon pauses").label


def test_a_table_has_a_row_for_each_link(bundled: StoryGraph) -> None:
    table = bundled.to_pandas("links")
    assert len(table) == len(bundled.links)
    assert int(table["position"].notna().sum()) == 476
    assert set(table["relation"]) == {link.relation for link in bundled.links}


def test_an_unknown_table_is_said(bundled: StoryGraph) -> None:
    with pytest.raises(graphbuild.GraphbuildError, match="'articles' or of 'links'"):
        bundled.to_pandas("nodes")  # type: ignore[arg-type]


def test_articles_without_a_date_come_last(write: Write) -> None:
    write("a.md", "title: A", "webUrl: https://a.org/x")
    path = write("b.md", "title: B", "webUrl: https://b.org/x", "publishedDateTime: 2020-01-01")
    assert graphbuild.build(path.parent).to_pandas()["headline"].tolist() == ["B", "A"]
