"""The page in a real browser: each thing that a reader can do with it, and nothing that it must not do."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import networkx
import numpy
import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.export.network import to_networkx
from graphbuild.view.lanes import by_group
from graphbuild.view.model import Model
from graphbuild.view.page import page
from graphbuild.view.view import View
from tests.conftest import Write
from tests.view.conftest import STORY, THEME, Open, Page, enriched


def test_it_opens_without_errors_and_asks_nothing(shown: Page) -> None:
    shown.settled()
    assert shown.problems() == []


def test_it_forbids_every_connection_and_names_no_other_host(model: Model) -> None:
    text = page(model)
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    program = text[: text.index('id="model"')] + text[text.index("</script>", text.index('id="model"')) :]
    assert not re.findall(r"(?:src|href)\s*=\s*[\"']?https?:", program)


def test_the_policy_stops_a_request(shown: Page) -> None:
    refused = shown.browser.execute_async_script(
        "fetch('https://example.org/').then(() => arguments[0]('sent'), () => arguments[0]('refused'))"
    )
    assert refused == "refused"


def test_two_pages_of_one_graph_are_equal(plain: StoryGraph) -> None:
    one, other = (page(Model.of(plain, to_networkx(plain, evidence=False))) for _ in range(2))
    assert one == other


def test_articles_are_drawn_where_python_put_them(shown: Page, model: Model) -> None:
    x, y = shown.spot(5)
    color = shown.js(
        """const canvas = document.querySelector("#scene"), ratio = canvas.width / canvas.clientWidth;
        const at = (size, offset) => (size / 2 + offset) * ratio;
        const x = at(canvas.clientWidth, arguments[0]), y = at(canvas.clientHeight, arguments[1]);
        return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data]""",
        x, y,
    )  # fmt: skip
    background = shown.js("return getComputedStyle(document.documentElement).getPropertyValue('--paper')")
    assert color[3] == 255
    assert f"#{color[0]:02x}{color[1]:02x}{color[2]:02x}" != background.strip()


def test_names_stand_beside_the_articles_and_not_on_them(whole: View, opened: Open) -> None:
    shown = opened(whole.model)
    shown.open("#color=own")
    hidden, own = hidden_of_own(shown, whole.model)
    assert own > 90
    assert hidden < 0.02 * own


@pytest.mark.parametrize("mode", ["time", "publishers"])
def test_the_lines_of_the_grid_run_behind_the_articles(
    bundled: StoryGraph, whole: View, opened: Open, mode: str
) -> None:
    shown = opened(whole.model)
    shown.open(f"#mode={mode}")
    shown.settled()
    below = shown.js(
        """const rim = document.querySelector("#rim"), ratio = rim.width / rim.clientWidth, head = 25 * ratio;
        const left = 300 * ratio, pen = rim.getContext("2d");
        return pen.getImageData(left, head, rim.width - left, rim.height - head).data.filter(Boolean).length"""
    )
    assert below == 0


def hidden_of_own(shown: Page, model: Model) -> tuple[int, int]:
    """Where how many articles with a file of their own are, something else is seen; and how many there are."""
    x, y, k = map(float, shown.settled()["camera"].split(",")[:3])
    own = [number for number in model.articles if model.nodes[number][1]["own"]]
    spots = [[float((model.places[node][0] - x) * k), float((model.places[node][1] - y) * k)] for node in own]
    hidden = shown.js(
        """const canvas = document.querySelector("#scene"), ratio = canvas.width / canvas.clientWidth;
        const pen = canvas.getContext("2d"), at = (size, offset) => (size / 2 + offset) * ratio;
        const color = ([x, y]) => pen.getImageData(at(canvas.clientWidth, x), at(canvas.clientHeight, y), 1, 1).data;
        return arguments[0].filter((spot) => color(spot).slice(0, 3).join() !== "0,114,178").length""",
        spots,
    )
    return int(hidden), len(own)


def test_the_caption_counts_what_is_shown(shown: Page, plain: StoryGraph) -> None:
    assert shown.text("#caption").startswith(f"{len(plain.articles)} articles, ")


def test_a_click_on_an_article_shows_its_facts_and_why_it_is_there(shown: Page, plain: StoryGraph) -> None:
    number = next(number for number, article in enumerate(plain.articles) if article.own and number > 4)
    article = plain.articles[number]
    shown.click_at(*shown.spot(number))
    panel = shown.text("#panel")
    assert article.headline in panel
    assert (
        f"It has a file of its own: {article.origins['headline'].file}, line {article.origins['headline'].line}."
        in panel
    )
    assert shown.settled()["chosen"] == article.id


def test_a_stub_says_that_only_others_name_it(shown: Page, plain: StoryGraph) -> None:
    number = next(number for number, article in enumerate(plain.articles) if not article.own)
    shown.open(f"#chosen={plain.articles[number].id}")
    assert "Only others name it" in shown.text("#panel")


def test_an_article_is_opened_without_telling_where_from(shown: Page, plain: StoryGraph) -> None:
    shown.open(f"#chosen={plain.articles[0].id}")
    link = shown.find("#panel a.button")
    assert link.get_attribute("href") == plain.articles[0].id
    assert "noopener" in link.get_attribute("rel")
    assert link.get_attribute("target") == "_blank"


def test_the_panel_says_for_each_link_why_it_is_there(shown: Page, model: Model) -> None:
    start, end, facts = next(link for link in model.links if link[2]["relation"] == "related" and link[0] > 4)
    shown.open(f"#chosen={model.nodes[start][0]}")
    panel = shown.text("#panel")
    assert "Lists as related" in panel
    assert model.nodes[end][1]["label"] in panel
    assert re.search(
        rf"place {facts['position']} in the list · .*{re.escape(facts['file'])}, line {facts['line']}", panel
    )


def test_the_gap_in_time_is_told_as_the_file_gives_it(shown: Page, model: Model) -> None:
    start, _, facts = next(link for link in model.links if link[2].get("gap_seconds", 0) > 5 * 86400)
    shown.open(f"#chosen={model.nodes[start][0]}")
    assert f"{round(facts['gap_seconds'] / 86400)} days later" in shown.text("#panel")


def test_a_click_on_a_link_shows_all_links_of_the_pair(shown: Page, model: Model) -> None:
    one, other = model.nodes[0][0], model.nodes[1][0]
    shown.open(f"#chosen=pair {one} {other}")
    panel = shown.text("#panel")
    assert "reprint.md, line 7" in panel
    assert "place 3 in the list · list.md, line 9" in panel
    assert "score 0.91" in panel


def test_a_click_between_two_articles_finds_their_link(shown: Page, model: Model) -> None:
    links = Counter(end for link in model.links if link[2]["relation"] == "related" for end in link[:2])
    start, end, _ = next(
        link
        for link in model.links
        if link[2]["relation"] == "related" and min(link[:2]) > 4 and links[link[0]] < 6 and links[link[1]] < 6
    )
    x, y = (model.places[start] + model.places[end]) / 2
    shown.open(f"#camera={x},{y},1")
    shown.click_at(0, 0)
    assert shown.settled()["chosen"] == f"pair {model.nodes[min(start, end)][0]} {model.nodes[max(start, end)][0]}"


def test_a_story_says_who_told_it_in_which_order_and_why(shown: Page, model: Model) -> None:
    shown.open(f"#chosen={STORY}")
    panel = shown.text("#panel")
    told = sorted(range(4), key=lambda number: model.times[number])
    places = [panel.index(model.nodes[number][1]["label"], panel.index("Told by, in order")) for number in told]
    assert places == sorted(places)
    assert "first · " in panel
    assert "because of “cup”, “tea”" in panel


def test_a_theme_shows_its_definition_and_the_terms_that_were_found(shown: Page) -> None:
    shown.open(f"#chosen={THEME}")
    panel = shown.text("#panel")
    assert "What the police do in tests." in panel
    assert "score 0.75 · because of “police”, “camera” · in the headline · themes-0.md, line 1" in panel


def test_a_choice_lights_up_the_neighbourhood(shown: Page, model: Model) -> None:
    assert shown.colors("#above") == set()
    shown.open(f"#chosen={model.nodes[0][0]}")
    shown.settled()
    assert shown.colors("#above")


def test_hovering_shows_a_tip_and_leaves_the_choice(shown: Page, model: Model) -> None:
    from selenium.webdriver import ActionChains

    x, y = shown.spot(6)
    ActionChains(shown.browser).move_to_element_with_offset(shown.find("#picture"), round(x), round(y)).perform()
    shown.wait("return !document.querySelector('#tip').hidden")
    assert shown.text("#tip b")[:40] in model.nodes[6][1]["label"]
    assert "chosen" not in shown.settled()


def test_search_finds_counts_and_leads_to_an_article(shown: Page, model: Model) -> None:
    label = model.nodes[7][1]["label"]
    shown.search(label)
    assert "1 match" in shown.text("#caption")
    shown.find("#search").send_keys("\ue015\ue007")  # down, enter
    assert shown.settled()["chosen"] == model.nodes[7][0]


def test_search_ignores_case_and_accents(shown: Page) -> None:
    shown.search("CLEÁRVIEW")
    accented = shown.text("#caption")
    shown.search("clearview")
    assert shown.text("#caption") == accented
    assert "match" in accented


@pytest.mark.parametrize(
    ("field", "kind", "relation"),
    [("theme", "theme", "about"), ("story", "story", "member"), ("source", "source", "publisher")],
)
def test_a_filter_leaves_the_articles_of_one_thing(
    shown: Page, model: Model, field: str, kind: str, relation: str
) -> None:
    node = next(number for number, (_, facts) in enumerate(model.nodes) if facts["kind"] == kind)
    count = len({start for start, end, facts in model.links if end == node and facts["relation"] == relation})
    shown.choose(f"#filter-{field}", str(node))
    assert re.match(rf"{count} articles?, ", shown.text("#caption"))
    assert shown.settled()[field] == model.nodes[node][0]


def test_a_kind_of_link_can_be_hidden(shown: Page) -> None:
    before = shown.text("#caption")
    shown.click('[data-key="related"]')
    after = shown.text("#caption")
    assert after.endswith("1 linked pair")
    assert after != before
    assert shown.settled()["without"] == "related"


def test_the_legend_filters(shown: Page, model: Model) -> None:
    shown.choose("#color", "source")
    count = int(shown.text('#legend .toggle[data-key="0"] .count'))
    shown.click('#legend .toggle[data-key="0"]')
    assert shown.text("#caption").startswith(f"{len(model.articles) - count} articles")
    assert shown.find('#legend .toggle[data-key="0"]').get_attribute("aria-pressed") == "false"


def test_the_legend_counts_what_the_filters_leave(bundled: StoryGraph, whole: View, opened: Open) -> None:
    shown = opened(whole.model)
    theme = bundled.themes[0]
    shown.open(f"#theme={theme.id}")
    about = {link.start for link in bundled.links if link.relation == "about" and link.end == theme.id}
    counts = "return [...document.querySelectorAll(arguments[0])].map((count) => Number(count.textContent))"
    assert sum(shown.js(counts, "#legend fieldset:first-of-type .count")) == len(about) < len(bundled.articles)
    assert shown.text('#legend [data-key="article"] .count') == str(len(about))
    publishers = {link.end for link in bundled.links if link.relation == "publisher" and link.start in about}
    assert shown.text('#legend [data-key="source"] .count') == str(len(publishers))
    tied = [link for link in bundled.links if link.relation == "related" and {link.start, link.end} <= about]
    assert shown.text('#legend [data-key="related"] .count') == str(len(tied))
    shown.click('#legend [data-key="0"]')  # hidden, and still counted
    assert sum(shown.js(counts, "#legend fieldset:first-of-type .count")) == len(about)


def test_the_panel_says_in_words_where_what_was_found_stands(bundled: StoryGraph, whole: View, opened: Open) -> None:
    found = next(link for link in bundled.links if link.relation == "about" and link.evidence)
    shown = opened(whole.model)
    shown.open(f"#chosen={found.start}")
    panel = shown.text("#panel")
    assert re.search(r"because of “[^”]+” in the (headline|abstract), characters \d+ to \d+", panel)
    assert "occurrences" not in panel
    assert "[[" not in panel


def test_who_comes_by_keyboard_sees_that_the_picture_is_chosen(shown: Page) -> None:
    ring = "const picture = document.querySelector('#picture'); picture.focus({ focusVisible: true });"
    assert shown.js(f"{ring} return getComputedStyle(picture, '::after').borderTopStyle") == "solid"


def test_the_panel_says_that_not_all_is_shown(shown: Page, model: Model) -> None:
    assert shown.text("#panel .kicker") == "The whole graph"
    shown.choose("#from", "2020-06-01")
    left = int(shown.text("#panel h2").split()[0])
    assert shown.text("#panel .kicker") == f"The whole graph · {len(model.articles) - left} filtered out"


def test_the_legend_says_what_a_ring_is(shown: Page) -> None:
    assert shown.text(".fillings") == "a file of its own known only from lists or links"


def test_what_has_no_publisher_has_not_the_colour_of_other_publishers(opened: Open, write: Write) -> None:
    for number in range(10):
        source = [f"provider: {{name: O{number}, domain: o{number}.example}}"] if number else []
        folder = write(f"{number}.md", f"title: T{number}", f"webUrl: http://a.example/{number}", *source).parent
    shown = opened(graphbuild.build(folder).view().model)
    shown.choose("#color", "source")
    names, colors = (
        shown.js(f"return [...document.querySelectorAll('#legend fieldset:first-of-type {what}')].map((one) => {of})")
        for what, of in ((".name", "one.textContent"), (".swatch", "one.style.background"))
    )
    assert names[-2:] == ["2 other publishers", "No publisher known"]
    assert len(set(colors)) == len(colors)


def test_a_region_of_which_nothing_is_shown_is_not_drawn(
    bundled: StoryGraph, whole: View, opened: Open, downloads: Path
) -> None:
    shown = opened(whole.model)

    def names() -> set[str]:
        shown.settled()
        texts = ET.fromstring(saved(shown, downloads, "svg")).iter(f"{SVG}text")
        return {(text.text or "").split()[0] for text in texts}

    shown.open()
    assert {"Surveillance", "Bans"} <= names()
    story = bundled.story("Portland Just Passed")
    shown.open(f"#story={story.id}&camera={shown.settled()['camera']}")
    assert names() & {"Surveillance", "Bans"} == {"Bans"}


def test_colours_follow_the_chosen_measure(shown: Page) -> None:
    shown.choose("#color", "source")
    shown.settled()
    by_source = shown.colors()
    assert "0,114,178" in by_source
    shown.choose("#color", "date")
    shown.settled()
    assert "0,114,178" not in shown.colors()


def test_sizes_follow_the_chosen_measure(shown: Page) -> None:
    def picture() -> str:
        shown.settled()
        return str(shown.js("return document.querySelector('#scene').toDataURL()"))

    before = picture()
    shown.choose("#size", "same")
    assert picture() != before


def test_publishers_and_topics_can_be_shown_on_the_map(shown: Page) -> None:
    shown.click('[data-key="article"]')
    shown.click('[data-key="topic"]')
    shown.settled()
    assert "0,158,115" in shown.colors()


def test_two_dates_filter(shown: Page, model: Model) -> None:
    inside = sum("2020-06-01" <= (facts.get("published_at") or "")[:10] <= "2020-06-30" for _, facts in model.nodes)
    shown.choose("#from", "2020-06-01")
    shown.choose("#to", "2020-06-30")
    assert shown.text("#caption").startswith(f"{inside} articles")


def test_the_brush_filters_and_a_click_takes_it_away(shown: Page, model: Model) -> None:
    from selenium.webdriver import ActionChains

    area = shown.find("#span")
    ActionChains(shown.browser).move_to_element_with_offset(area, -100, 0).click_and_hold().move_by_offset(
        120, 0
    ).release().perform()
    assert "filtered out" in shown.text("#caption")
    assert {"from", "to"} <= shown.settled().keys()
    ActionChains(shown.browser).move_to_element_with_offset(area, 150, 0).click().perform()
    assert "filtered out" not in shown.text("#caption")


def test_a_timeline_of_days_says_which_days(bundled: StoryGraph, opened: Open) -> None:
    shown = opened(bundled.view(story="amazon pauses").model)
    written = """const chart = document.querySelector("#chart");
        const ratio = chart.width / chart.clientWidth, foot = 12 * ratio;
        const pixels = (left) => chart.getContext("2d").getImageData(left, chart.height - foot, 60 * ratio, foot).data;
        return [pixels(0), pixels(chart.width - 60 * ratio)].every((data) => data.some(Boolean))"""
    assert shown.js(written)


def test_play_lets_the_articles_appear_one_after_another(shown: Page, model: Model) -> None:
    count = "return Number(document.querySelector('#caption').textContent.split(' ')[0].replace(',', ''))"
    shown.click("#play")
    early = shown.wait(
        f"const count = (() => {{ {count} }})(); return count < arguments[0] && count", len(model.articles)
    )
    shown.wait(f"return (() => {{ {count} }})() > arguments[0]", early)
    shown.click("#play")
    assert shown.text("#play") == "Play"


@pytest.mark.parametrize(("mode", "arrangement"), [("time", "time"), ("publishers", "publishers")])
def test_time_runs_from_left_to_right(shown: Page, model: Model, mode: str, arrangement: str) -> None:
    shown.click(f'#modes [value="{mode}"]')
    state = shown.settled()
    assert state["mode"] == mode
    assert float(state["camera"].split(",")[2]) > 0
    assert shown.colors()


def test_time_is_as_wide_as_the_picture_and_shows_the_hours_of_a_story(shown: Page, model: Model) -> None:
    shown.open(f"#mode=time&story={STORY}")
    x, _, k, stretch = map(float, shown.settled()["camera"].split(","))
    lanes = by_group(model.times, model.group, model.theme)
    told = sorted(model.times[:4])
    first, last = model.times[~numpy.isnan(model.times)].min(), numpy.nanmax(model.times)
    places = [(time - first) / (last - first) * (lanes.columns - 1) * 60 * stretch for time in told]
    width = shown.js("return document.querySelector('#picture').clientWidth")
    assert 0.5 * width < (places[-1] - places[0]) * k < width
    assert abs((places[-1] + places[0]) / 2 - x) * k < 0.2 * width


def test_a_link_to_a_view_restores_it(shown: Page, model: Model) -> None:
    source = next(number for number, (_, facts) in enumerate(model.nodes) if facts["kind"] == "source")
    article = next(start for start, end, facts in model.links if end == source and facts["relation"] == "publisher")
    shown.click('#modes [value="time"]')
    shown.choose("#filter-source", str(source))
    shown.choose("#color", "own")
    shown.click("#in")
    shown.search(model.nodes[article][1]["label"])
    shown.find("#search").send_keys("\ue015\ue007")
    before = shown.settled()
    shown.js("document.querySelector('#panel .buttons button').click()")  # pin
    before = shown.settled()
    assert {"mode", "source", "color", "search", "chosen", "pins", "camera"} <= before.keys()
    address = shown.js("return location.hash")
    shown.open(address)
    assert shown.settled() == before
    assert shown.find("#search").get_attribute("value") == before["search"]


def dragged(page: Page, node: int) -> None:
    from selenium.webdriver import ActionChains

    x, y = page.spot(node)
    ActionChains(page.browser).move_to_element_with_offset(
        page.find("#picture"), round(x), round(y)
    ).click_and_hold().move_by_offset(40, 30).move_by_offset(20, 10).release().perform()


def test_an_article_can_be_dragged_and_a_link_to_the_view_keeps_its_place(shown: Page, model: Model) -> None:
    before = shown.settled()
    x, y = model.places[6]
    dragged(shown, 6)
    after = shown.settled()
    assert after["camera"] == before["camera"]
    name, moved_x, moved_y = after["moved"].split(" ")
    k = float(after["camera"].split(",")[2])
    assert name == model.nodes[6][0]
    assert float(moved_x) == pytest.approx(x + 60 / k, abs=3 / k)
    assert float(moved_y) == pytest.approx(y + 40 / k, abs=3 / k)
    shown.open(shown.js("return location.hash"))
    assert shown.settled() == after
    shown.click("#clear")
    assert "moved" not in shown.settled()


def test_a_group_of_listings_is_named_by_an_article_in_a_link_to_the_view(shown: Page, model: Model) -> None:
    first = model.map.listing.tolist().index(0)
    shown.open(f"#chosen=listing {model.nodes[first][0]}")
    assert model.listing_names[0] in shown.text("#panel h2")
    assert shown.settled()["chosen"] == f"listing {model.nodes[first][0]}"


def test_a_large_picture_is_moved_as_it_is_and_drawn_sharp_when_still(shown: Page) -> None:
    slow = "const begun = performance.now(); while (performance.now() - begun < 12);"
    shown.js(
        f"""const old = CanvasRenderingContext2D.prototype.clearRect;
        CanvasRenderingContext2D.prototype.clearRect = function (...all) {{ {slow} old.apply(this, all); }};"""
    )
    shown.click("#fit")
    shown.settled()
    moved = shown.browser.execute_async_script(
        """document.querySelector("#picture").dispatchEvent(new WheelEvent("wheel", { deltaY: -40 }));
        requestAnimationFrame(() => arguments[0](document.querySelector("#scene").style.transform));"""
    )
    assert "scale(1.06" in moved
    shown.wait("return document.querySelector('#scene').style.transform === ''")


def test_a_canvas_on_which_nothing_stands_is_not_laid_over_the_others(shown: Page, model: Model) -> None:
    def laid() -> list[str]:
        shown.settled()
        seen = "return [...document.querySelectorAll('#picture canvas')].filter((one) => one.offsetParent)"
        return list(shown.js(f"{seen}.map((one) => one.id)"))

    assert laid() == ["scene"]
    shown.open(f"#chosen={model.nodes[0][0]}")
    assert laid() == ["scene", "above"]
    shown.click('#modes [value="time"]')
    assert laid() == ["scene", "above", "rim"]


def test_what_a_build_finds_can_be_filtered_and_is_explained(bundled: StoryGraph, whole: View, opened: Open) -> None:
    shown = opened(whole.model)
    story = max(bundled.stories, key=lambda one: len(one.articles))
    shown.open(f"#chosen={story.id}&story={story.id}")
    assert shown.text("#caption").startswith(f"{len(story.articles)} articles")
    panel = shown.text("#panel")
    assert story.label in panel
    assert re.search(r"score 0\.\d+ · .*nearest: “.+”.* · .+, line \d+", panel)
    theme = bundled.themes[0]
    shown.open(f"#theme={theme.id}")
    about = {link.start for link in bundled.links if link.relation == "about" and link.end == theme.id}
    assert shown.text("#caption").startswith(f"{len(about)} article")
    assert shown.problems() == []


def test_a_bad_fragment_does_no_harm(shown: Page) -> None:
    shown.open(
        "#mode=x&theme=%00&camera=a,b,c&chosen=pair&depth=-5&from=x&hidden=,,&kinds=evil&color=__proto__&size=constructor"
    )
    shown.settled()
    assert shown.problems() == []
    assert shown.find("#color").get_attribute("value")


def test_a_date_beyond_all_dates_does_no_harm(shown: Page) -> None:
    shown.open("#from=1e300&to=-1e300")
    shown.settled()
    assert shown.problems() == []


def test_a_table_says_that_it_has_no_picture(shown: Page) -> None:
    shown.open("#mode=table")
    shown.click("#export summary")
    shown.click('#export button[value="png"]')
    assert "has no picture" in shown.text("#note")
    assert shown.problems() == []


def test_only_the_surroundings_of_an_article_step_by_step(shown: Page, model: Model) -> None:
    neighbours = networkx.Graph()
    neighbours.add_edges_from((start, end) for start, end, facts in model.links if end < len(model.articles))
    article = max(neighbours.nodes, key=lambda node: (len(neighbours[node]), node))
    shown.open(f"#chosen={model.nodes[article][0]}")
    buttons = "[...document.querySelectorAll('#panel .buttons button')]"
    shown.js(f"{buttons}.find((button) => button.textContent === 'Only its surroundings').click()")
    assert shown.text("#caption").startswith(f"{len(neighbours[article]) + 1} articles")
    shown.js(f"{buttons}.find((button) => button.textContent === 'One step further').click()")
    assert shown.settled()["depth"] == "2"
    within = networkx.single_source_shortest_path_length(neighbours, article, cutoff=2)
    assert shown.text("#caption").startswith(f"{len(within)} articles")
    shown.js(f"{buttons}.find((button) => button.textContent === 'Show all again').click()")
    assert shown.text("#caption").startswith(f"{len(model.articles)} articles")


def test_a_pinned_article_stays_whatever_is_filtered(shown: Page, model: Model) -> None:
    shown.open(f"#chosen={model.nodes[0][0]}")
    shown.click("#panel .buttons button")
    shown.choose("#from", "1990-01-01")
    shown.choose("#to", "1990-01-02")
    assert shown.text("#caption").startswith("1 article,")


def test_the_table_holds_what_is_shown_and_sorts(shown: Page, model: Model) -> None:
    shown.click('#modes [value="table"]')
    assert shown.find("#table table").get_attribute("aria-rowcount") == str(len(model.articles) + 1)
    first = "return document.querySelector('#rows tr[data-row=\"0\"] td').textContent"
    oldest = min((time, number) for number, time in enumerate(model.times.tolist()) if time == time)[1]
    assert shown.js(first) == model.nodes[oldest][1]["label"]
    listed = "[...document.querySelectorAll('#heads button')].find((button) => button.textContent === 'Listed')"
    shown.js(f"{listed}.click(); {listed}.click()")
    assert shown.js(f"return {listed}.parentElement.getAttribute('aria-sort')") == "descending"
    listings = Counter(end for _, end, facts in model.links if facts["relation"] == "related")
    most = max(listings.values())
    assert shown.js(first) in {model.nodes[node][1]["label"] for node, count in listings.items() if count == most}


def test_the_table_keeps_few_rows_in_the_page(shown: Page) -> None:
    shown.click('#modes [value="table"]')
    assert shown.js("return document.querySelectorAll('#rows tr[data-row]').length") < 60
    shown.js("document.querySelector('#table').scrollTop = 1e6")
    shown.wait("return document.querySelector('#rows tr[data-row]').dataset.row > 100")


def test_the_table_can_be_walked_by_keys(shown: Page) -> None:
    shown.click('#modes [value="table"]')
    shown.js("document.querySelector('#rows tr[tabindex=\"0\"]').focus()")
    shown.browser.switch_to.active_element.send_keys("\ue015\ue015\ue007")
    label = shown.js("return document.querySelector('#rows tr[data-row=\"2\"] td').textContent")
    assert shown.text("#panel h2") == label


def test_the_picture_can_be_walked_by_keys(shown: Page) -> None:
    shown.js("document.querySelector('#picture').focus()")
    shown.browser.switch_to.active_element.send_keys("\ue014")
    first = shown.settled()["chosen"]
    shown.browser.switch_to.active_element.send_keys("\ue014")
    assert shown.settled()["chosen"] != first
    assert shown.js("return document.querySelector('#said').textContent").startswith("Chosen: ")


def test_keys_pin_and_clear(shown: Page, model: Model) -> None:
    shown.open(f"#chosen={model.nodes[0][0]}")
    shown.find("body").send_keys("p")
    assert shown.settled()["pins"] == model.nodes[0][0]
    shown.find("body").send_keys("\ue00c")
    assert "chosen" not in shown.settled()


SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Page, downloads: Path, kind: str) -> bytes:
    path = downloads / f"stories.{kind}"
    path.unlink(missing_ok=True)
    page.click(f'#export [value="{kind}"]')
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if path.exists() and path.stat().st_size:
            return path.read_bytes()
        time.sleep(0.05)
    raise AssertionError(f"no {kind} was saved")


def test_png_of_what_is_shown(shown: Page, downloads: Path) -> None:
    shown.settled()
    assert saved(shown, downloads, "png").startswith(b"\x89PNG")


def test_svg_of_what_is_shown(shown: Page, downloads: Path, model: Model) -> None:
    shown.settled()
    titles = [
        title.text for title in ET.fromstring(saved(shown, downloads, "svg")).iter("{http://www.w3.org/2000/svg}title")
    ]
    assert sorted(titles) == sorted(model.nodes[article][1]["label"] for article in model.articles)


@pytest.mark.parametrize("color", ["source", "date", "own"])
def test_a_picture_says_what_it_shows_and_what_its_colours_mean(shown: Page, downloads: Path, color: str) -> None:
    shown.choose("#color", color)
    shown.settled()
    texts = {text.text for text in ET.fromstring(saved(shown, downloads, "svg")).iter(f"{SVG}text")}
    legend = shown.js(
        """return [...document.querySelector("#legend .toggles").querySelectorAll("li")]
            .filter((row) => row.querySelector(".count").textContent !== "0")
            .map((row) => row.innerText.split("\\n")[0])"""
    )
    assert {shown.model.title, shown.text("#caption")} <= texts
    assert legend and {*legend} <= texts
    wide, high = struct.unpack(">II", saved(shown, downloads, "png")[16:24])
    box = shown.find("#picture").size
    assert wide == 2 * box["width"] and high > 2 * box["height"] + 60


def test_svg_of_time_has_its_lanes_and_its_axis_and_no_links(shown: Page, downloads: Path) -> None:
    shown.open(f"#mode=time&story={STORY}")
    shown.settled()
    drawing = ET.fromstring(saved(shown, downloads, "svg"))
    texts = [text.text or "" for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert any("A story for the tests".startswith(text.rstrip("…")) for text in texts)
    assert any(re.search(r"20\d\d", text) for text in texts)
    assert not list(drawing.iter("{http://www.w3.org/2000/svg}line"))


def test_of_few_articles_that_nothing_ties_each_has_its_name(opened: Open, engadget: View, downloads: Path) -> None:
    shown = opened(engadget.model)
    shown.settled()
    drawing = ET.fromstring(saved(shown, downloads, "svg"))
    texts = [text.text or "" for text in drawing.iter(f"{SVG}text")]
    for node in engadget.model.articles:
        begin = engadget.model.nodes[node][1]["label"].split()[0]
        assert any(text.startswith(begin) for text in texts)


def test_a_view_says_only_of_itself_that_nothing_ties_its_articles(
    model: Model, opened: Open, engadget: View, downloads: Path
) -> None:
    whole, part = "Articles that no list and no story ties to another", "Articles tied to no other article of this view"
    for one, words in ((model, whole), (engadget.model, part)):
        shown = opened(one)
        shown.settled()
        drawing = ET.fromstring(saved(shown, downloads, "svg"))
        texts = {text.text for text in drawing.iter(f"{SVG}text")}
        assert texts & {whole, part} == {words}


@pytest.mark.parametrize("mode", ["time", "publishers"])
def test_what_has_no_date_stands_under_words_that_say_so(
    opened: Open, plain: StoryGraph, downloads: Path, mode: str
) -> None:
    network = enriched(plain)
    first = network.nodes[plain.articles[0].id]
    first.pop("published_at", None)
    first.pop("began", None)
    undated = Model.of(plain, network)
    shown = opened(undated)
    shown.open(f"#mode={mode}")
    shown.settled()
    drawing = ET.fromstring(saved(shown, downloads, "svg"))
    axis = [text for text in drawing.iter(f"{SVG}text") if text.get("y") == "16"]
    places = {text.text: float(text.get("x", "")) for text in axis}
    titles = {circle[0].text: float(circle.get("cx", "")) for circle in drawing.iter(f"{SVG}circle") if len(circle)}
    spot = titles[undated.nodes[0][1]["label"]]
    assert places["No date"] < spot + 10
    assert all(place > spot for name, place in places.items() if name != "No date")


def test_shift_and_the_wheel_draw_time_wider(shown: Page) -> None:
    shown.open("#mode=time")
    before = shown.settled()["camera"].split(",")
    shown.js(
        """document.querySelector("#picture").dispatchEvent(
            new WheelEvent("wheel", { deltaY: -200, shiftKey: true, clientX: 500, clientY: 400 }))"""
    )
    after = shown.settled()["camera"].split(",")
    assert after[2] == before[2]
    assert float(after[3]) > float(before[3] if len(before) > 3 else 1)


def test_gexf_of_what_is_shown_can_be_read(shown: Page, downloads: Path, model: Model) -> None:
    story = next(number for number, (node, _) in enumerate(model.nodes) if node == STORY)
    shown.choose("#filter-story", str(story))
    network = networkx.read_gexf(io.BytesIO(saved(shown, downloads, "gexf")))
    assert set(network) == {model.nodes[number][0] for number in range(4)}
    assert {facts["relation"] for *_, facts in network.edges(data=True)} >= {"reprint"}


def test_csv_of_what_is_shown(shown: Page, downloads: Path, model: Model) -> None:
    story = next(number for number, (node, _) in enumerate(model.nodes) if node == STORY)
    shown.choose("#filter-story", str(story))
    rows = list(csv.DictReader(io.StringIO(saved(shown, downloads, "csv").decode("utf-8-sig"))))
    assert {row["id"] for row in rows} == {model.nodes[number][0] for number in range(4)}
    assert {row["story"] for row in rows} == {"A story for the tests"}


HOSTILE = [
    '<img src=x onerror="window.hit = 1">',
    "</script><script>window.hit = 1</script>",
    "\u2028window.hit = 1\u2029",
    '<a href="javascript:window.hit = 1">href</a>',
    "{{ 7 * 7 }} {% include 'x' %} {model} {scripts}",
    "]]> --> <!-- <script>window.hit = 1</script>",
    '=HYPERLINK("https://evil.example","x")',
    "@SUM(1) \x1b[31m",
]


@pytest.fixture
def hostile(write: Write, stories: Path) -> StoryGraph:
    for number, text in enumerate(HOSTILE):
        quoted = json.dumps(text)
        write(
            f"{number}.md", f"title: {quoted}", f"excerpt: {quoted}", f"webUrl: https://e.org/{number}",
            f"provider: {{name: {quoted}, domain: e{number}.org}}", f"type: {quoted}", f"topics: [{quoted}]",
            "related:", f"  - title: {quoted}", f"    webUrl: https://e.org/x{number}?%22%3E%3Cscript%3E",
        )  # fmt: skip
    return graphbuild.build(stories)


@pytest.mark.parametrize("pyvis", [False, True])
def test_hostile_texts_run_nothing(opened: Open, hostile: StoryGraph, pyvis: bool) -> None:
    model = Model.of(hostile, to_networkx(hostile, evidence=False))
    view = opened(model, pyvis=pyvis)
    for mode in ("time", "publishers", "table", "map"):
        view.click(f'#modes [value="{mode}"]')
    names = view.browser.execute_async_script(
        """const [ids, done] = arguments;
        const choose = async (id) => {
            const heard = new Promise((next) => addEventListener("hashchange", next, { once: true }));
            location.hash = `chosen=${encodeURIComponent(id)}`;
            await heard;
            return document.querySelector("#panel h2").textContent;
        };
        (async () => {
            const names = [];
            for (const id of ids) names.push(await choose(id));
            done(names);
        })();""",
        [node for node, _ in model.nodes],
    )
    assert names == [facts["label"] for _, facts in model.nodes]
    for text in HOSTILE:
        view.search(text)
    assert view.js("return window.hit") is None
    assert (
        view.js(
            "return document.querySelectorAll('#panel img, #panel script, #legend img, #found img, header img').length"
        )
        == 0
    )
    assert view.problems() == []


def test_formulas_of_a_spreadsheet_stay_texts(opened: Open, hostile: StoryGraph, downloads: Path) -> None:
    view = opened(Model.of(hostile, to_networkx(hostile, evidence=False)))
    rows = list(csv.DictReader(io.StringIO(saved(view, downloads, "csv").decode("utf-8-sig"))))
    assert len(rows) == 2 * len(HOSTILE)
    for row in rows:
        assert not any((value or "").startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


def test_hostile_texts_leave_svg_and_gexf_well_formed(opened: Open, hostile: StoryGraph, downloads: Path) -> None:
    view = opened(Model.of(hostile, to_networkx(hostile, evidence=False)))
    view.settled()
    for kind in ("svg", "gexf"):
        ET.fromstring(saved(view, downloads, kind))


def test_only_web_addresses_are_links(opened: Open, plain: StoryGraph) -> None:
    network = to_networkx(plain, evidence=False)
    address = "javascript:window.hit=1"
    network.add_node(address, kind="article", label="Evil", own=True, address=address)
    view = opened(Model.of(plain, network))
    view.open(f"#chosen={address}")
    assert "Evil" in view.text("#panel")
    assert view.browser.find_elements("css selector", "#panel a") == []


def test_texts_from_right_to_left_stand_so(opened: Open, write: Write, stories: Path) -> None:
    write(
        "a.md",
        "title: تقنية التعرف على الوجوه",
        "webUrl: https://e.org/a",
        "related:",
        "  - title: 顔認証の問題",
        "    webUrl: https://e.org/b",
    )
    graph = graphbuild.build(stories)
    view = opened(Model.of(graph, to_networkx(graph, evidence=False)))
    view.open("#chosen=https://e.org/a")
    assert view.js("return getComputedStyle(document.querySelector('#panel h2')).direction") == "rtl"
    assert "顔認証の問題" in view.text("#panel")
    assert view.problems() == []


@pytest.mark.parametrize("count", [0, 1])
def test_a_graph_of_nearly_nothing_opens(opened: Open, plain: StoryGraph, count: int) -> None:
    network = networkx.MultiDiGraph()
    for number in range(count):
        network.add_node(f"https://e.org/{number}", kind="article", label="One", own=True)
    view = opened(Model.of(plain, network))
    for mode in ("time", "publishers", "table", "map"):
        view.click(f'#modes [value="{mode}"]')
    view.settled()
    assert view.problems() == []


def test_dark_and_light(shown: Page) -> None:
    paper = "return getComputedStyle(document.body).backgroundColor"
    before = shown.js(paper)
    shown.click("#look")
    assert shown.js(paper) != before
    shown.click("#look")
    assert shown.js(paper) == before


def test_it_fits_a_phone(shown: Page) -> None:
    try:
        shown.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
        )
        shown.open()
        assert shown.js("return document.documentElement.scrollWidth") <= 390
        shown.search("amazon")
        assert shown.find("#found").size["width"] > 350
        assert not shown.find("#filters").is_displayed()
        shown.click("#filters-button")
        assert shown.find("#filters").is_displayed()
    finally:
        shown.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_on_a_phone_themes_and_publishers_have_their_names(whole: View, opened: Open, downloads: Path) -> None:
    shown = opened(whole.model)
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    shown.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    texts = {}
    try:
        for mode in ("time", "publishers"):
            shown.open(f"#mode={mode}")
            shown.settled()
            drawing = ET.fromstring(saved(shown, downloads, "svg"))
            texts[mode] = {text.text or "" for text in drawing.iter(f"{SVG}text")}
    finally:
        shown.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    most = Counter(theme for theme in whole.model.theme if theme >= 0).most_common(4)
    for theme, _ in most:
        assert whole.model.nodes[theme][1]["label"].split()[0] in {text.split()[0] for text in texts["time"] if text}
    publishers = Counter(source for source in whole.model.source if source >= 0).most_common(12)
    names = [whole.model.nodes[publisher][1]["label"] for publisher, _ in publishers]
    assert [
        name for name in names if not any(name.startswith(text.rstrip("…")) for text in texts["publishers"] if text)
    ] == []


def words_drawn(shown: Page, downloads: Path) -> str:
    shown.settled()
    return " ".join(text.text or "" for text in ET.fromstring(saved(shown, downloads, "svg")).iter(f"{SVG}text"))


def test_a_heading_says_of_how_many_of_its_articles_it_is_true(whole: View, opened: Open, downloads: Path) -> None:
    shown = opened(whole.model)
    [wanted] = [n for n, (_, facts) in enumerate(whole.model.nodes) if facts["label"] == "Bans and laws"]
    [disc] = [disc for disc in whole.model.map.circles if (disc.kind, disc.key) == ("region", wanted)]
    near = numpy.hypot(*(whole.model.map.positions - (disc.x, disc.y)).T) < disc.radius
    about = {start for start, end, _ in whole.model.links if end == wanted}
    said = f"Bans and laws {len(about & set(numpy.flatnonzero(near).tolist()))} of {near.sum()} articles"
    assert said in words_drawn(shown, downloads)


@pytest.mark.parametrize("mode", ["map", "time"])
def test_no_heading_stands_over_nothing(whole: View, opened: Open, downloads: Path, mode: str) -> None:
    shown = opened(whole.model)
    shown.open(f"#mode={mode}")
    everything = words_drawn(shown, downloads)
    shown.choose("#filter-theme", shown.js("""return [...document.querySelector('#filter-theme').options]
        .find((option) => option.text.startsWith('Wrongful arrests')).value"""))  # fmt: skip
    left = words_drawn(shown, downloads)
    assert "Detroit police admit" in left
    for heading in ("Surveillance of", "Bans and laws", *(["Articles that no list"] if mode == "map" else ())):
        assert heading in everything
        assert heading not in left


def test_every_control_has_a_name(shown: Page) -> None:
    nameless = shown.js(
        """return [...document.querySelectorAll("button, input, select, summary")].filter((control) =>
            ![control.getAttribute("aria-label"), control.textContent, control.labels?.[0]?.textContent]
                .some((name) => name?.trim())).length"""
    )
    assert nameless == 0
