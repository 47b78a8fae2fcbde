"""The page that pyvis draws: the same program around it, nothing of its faults."""

from __future__ import annotations

import itertools
import re
from datetime import date

from graphbuild import StoryGraph
from graphbuild.export.network import to_networkx
from graphbuild.view.model import Model
from graphbuild.view.pyvispage import pyvis_page
from graphbuild.view.scope import Scope
from tests.view.conftest import Open, Page


def drawn(page: Page) -> list[str]:
    """The texts in the picture."""
    found: list[str] = page.js(
        """const texts = [], old = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
            texts.push(text);
            old.call(this, text, ...place);
        };
        network.redraw();
        CanvasRenderingContext2D.prototype.fillText = old;
        return texts;"""
    )
    return found


def test_it_draws_every_node_where_python_put_it(opened: Open, model: Model) -> None:
    view = opened(model, pyvis=True)
    view.settled()
    assert view.problems() == []
    assert view.js("return nodes.get().map((node) => [node.x, node.y])") == model.places.tolist()
    assert view.js("return edges.length") == len(model.links)


def test_parallel_links_are_bent_apart(opened: Open, model: Model) -> None:
    view = opened(model, pyvis=True)
    links = [number for number, link in enumerate(model.links) if set(link[:2]) == {0, 1}]
    bends = view.js("return arguments[0].map((link) => JSON.stringify(edges.get(link).smooth ?? null))", links)
    assert len(links) > 1
    assert len(set(bends)) == len(bends)


def test_a_choice_a_filter_and_time_work_as_on_the_canvas(opened: Open, model: Model) -> None:
    view = opened(model, pyvis=True)
    view.js("network.body.emitter.emit('click', {pointer: {DOM: network.canvasToDOM(arguments[0])}})",
            dict(zip("xy", model.places[0].tolist(), strict=True)))  # fmt: skip
    assert model.nodes[0][1]["label"] in view.text("#panel")
    story = next(number for number, (_, facts) in enumerate(model.nodes) if facts["kind"] == "story")
    view.choose("#filter-story", str(story))
    assert view.js("return nodes.get().filter((node) => !node.hidden).length") == 4
    view.click('#modes [value="time"]')
    view.settled()
    moved = view.js("return nodes.get([0, 1]).map((node) => [node.x, node.y])")
    assert moved != model.places[:2].tolist()


def test_nothing_of_a_content_delivery_network_is_left(bundled: StoryGraph) -> None:
    network = to_networkx(bundled, evidence=False)
    text = pyvis_page(Model.of(bundled, network, Scope(source="engadget.com").chosen(network)))
    assert "bootstrap" not in text
    assert not re.findall(r"<(?:script|link)[^>]*(?:src|href)=", text)


def test_the_view_of_a_story_says_who_told_it_and_when(bundled: StoryGraph, opened: Open) -> None:
    story = max(bundled.stories, key=lambda one: len(one.articles))
    view = bundled.view(story=story.id)
    shown = opened(view.model, pyvis=True)
    first = view.model.nodes[0][1]
    publisher = view.model.nodes[view.model.source[0]][1]["label"]
    day = date.fromisoformat(first["published_at"][:10])
    texts = drawn(shown)
    assert publisher in texts
    assert f"{day.day} {day:%b %Y}" in texts
    assert shown.problems() == []


def test_time_has_an_axis_and_a_name_beside_each_article(bundled: StoryGraph, opened: Open) -> None:
    story = max(bundled.stories, key=lambda one: len(one.articles))
    view = bundled.view(story=story.id)
    shown = opened(view.model, pyvis=True)
    shown.open("#mode=time")
    texts = drawn(shown)
    assert {view.model.nodes[source][1]["label"] for source in view.model.source} <= set(texts)
    day = date.fromisoformat(view.model.nodes[0][1]["published_at"][:10])
    assert any(re.fullmatch(rf"\d+ {day:%b}( {day.year})?", text) for text in texts)


def test_no_name_stands_on_another(bundled: StoryGraph, opened: Open) -> None:
    shown = opened(bundled.view(theme="policing").model, pyvis=True)
    boxes = shown.js(
        """const boxes = [], old = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            boxes.push([x, y, x + this.measureText(text).width, y + 10]);
            old.call(this, text, x, y);
        };
        network.redraw();
        CanvasRenderingContext2D.prototype.fillText = old;
        return boxes;"""
    )
    assert len(boxes) > 10
    for one, other in itertools.combinations(boxes, 2):
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_a_page_of_pyvis_may_open_with_its_table(opened: Open, model: Model) -> None:
    page = opened(model, pyvis=True)
    page.open("#mode=table")
    page.settled()
    assert page.problems() == []
