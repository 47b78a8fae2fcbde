"""The page in a real browser: it draws, asks nothing of the network, and runs nothing from the data."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.view.page import page
from graphbuild.view.style import styled
from tests.conftest import Write


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        message = "chromium and chromedriver are not installed (Debian: chromium chromium-driver)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", "--no-first-run", "--window-size=1200,800", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    session = webdriver.Chrome(options=options, service=Service(driver))
    yield session
    session.quit()


def opened(browser: Any, path: Path) -> tuple[list[str], list[str]]:
    """Open a page; the browser's errors, and the addresses that the page asked for."""
    import json

    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(path.as_uri())
    errors = [entry["message"] for entry in browser.get_log("browser")]
    asked = []
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"])
    return errors, [url for url in asked if url != path.as_uri() and not url.startswith("data:")]


def test_the_page_opens_without_errors_and_asks_nothing(browser: Any, demo: Path) -> None:
    assert opened(browser, demo / "view.html") == ([], [])
    assert browser.execute_script("return nodes.length") == 310
    assert browser.execute_script("return edges.length") == 476
    assert browser.execute_script("return document.querySelectorAll('canvas').length") == 1


def test_the_page_names_no_other_host(demo: Path) -> None:
    text = (demo / "view.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in text
    head = text.split('id="facts"')[0]
    assert not re.findall(r"(?:src|href)\s*=\s*[\"']?https?:", head)
    assert "bootstrap" not in text


def test_nodes_stand_where_python_put_them(browser: Any, demo: Path, bundled: StoryGraph) -> None:
    opened(browser, demo / "view.html")
    network = styled(bundled)
    expected = [[network.nodes[article.id]["x"], network.nodes[article.id]["y"]] for article in bundled.articles]
    found = browser.execute_script("return nodes.get().map(node => [node.x, node.y])")
    assert found == expected


def test_something_is_drawn(browser: Any, demo: Path) -> None:
    opened(browser, demo / "view.html")
    colors = browser.execute_script(
        """const canvas = document.querySelector("canvas");
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());
        return [...seen];"""
    )
    assert "0,114,178" in colors
    assert "86,180,233" in colors


def test_choosing_an_article_shows_its_facts(browser: Any, demo: Path, bundled: StoryGraph) -> None:
    opened(browser, demo / "view.html")
    number = next(number for number, article in enumerate(bundled.articles) if article.own)
    browser.execute_script(f"network.body.emitter.emit('click', {{nodes: [{number}], edges: []}})")
    panel = browser.find_element("id", "panel")
    article = bundled.articles[number]
    assert article.headline in panel.text
    assert "it has a file of its own" in panel.text
    link = panel.find_element("tag name", "a")
    assert link.get_attribute("href") == article.id
    assert "noopener" in link.get_attribute("rel")


def test_choosing_a_link_shows_why_it_is_here(browser: Any, demo: Path) -> None:
    opened(browser, demo / "view.html")
    browser.execute_script("network.body.emitter.emit('click', {nodes: [], edges: [0]})")
    panel = browser.find_element("id", "panel").text
    assert "Lists as related" in panel
    assert re.search(r"_news/.+\.md, line \d+, says so", panel)
    assert "Place in the list" in panel


HOSTILE = [
    '<img src=x onerror="window.hit = 1">',
    "</script><script>window.hit = 1</script>",
    "\u2028window.hit = 1\u2029",
    '<a href="javascript:window.hit = 1">href</a>',
    "{{ 7 * 7 }} {% include 'x' %}",
    "]]> --> <!-- <script>window.hit = 1</script>",
]


def test_hostile_texts_run_nothing(browser: Any, write: Write, stories: Path, tmp_path: Path) -> None:
    import json

    for number, text in enumerate(HOSTILE):
        quoted = json.dumps(text)
        write(
            f"{number}.md", f"title: {quoted}", f"excerpt: {quoted}", f"webUrl: https://e.org/{number}",
            f"provider: {{name: {quoted}, domain: e.org}}", f"type: {quoted}", f"topics: [{quoted}]",
            "related:", f"  - title: {quoted}", f"    webUrl: https://e.org/x{number}?%22%3E%3Cscript%3E",
        )  # fmt: skip
    graph = graphbuild.build(stories)
    path = tmp_path / "view.html"
    path.write_text(page(graph, styled(graph)), encoding="utf-8")
    assert opened(browser, path) == ([], [])
    for number in range(len(graph.articles)):
        browser.execute_script(f"network.body.emitter.emit('click', {{nodes: [{number}], edges: []}})")
        browser.execute_script(f"network.body.emitter.emit('hoverNode', {{node: {number}}})")
    assert browser.execute_script("return window.hit") is None
    assert browser.execute_script("return document.querySelectorAll('#panel img, #panel script').length") == 0
    assert browser.execute_script("return nodes.length") == 12


def test_a_large_graph_is_shown_in_part_and_says_so(
    browser: Any, write: Write, stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphbuild.view import page as module

    monkeypatch.setattr(module, "MAX_ARTICLES", 3)
    entries = [line for n in range(5) for line in ("  - title: x", f"    webUrl: https://e.org/x{n}")]
    write("a.md", "title: A", "webUrl: https://e.org/a", "related:", *entries)
    graph = graphbuild.build(stories)
    path = tmp_path / "view.html"
    path.write_text(page(graph, styled(graph)), encoding="utf-8")
    assert opened(browser, path) == ([], [])
    assert "The 3 most listed of 6 articles" in browser.find_element("tag name", "header").text
    assert browser.execute_script("return nodes.length") == 3
