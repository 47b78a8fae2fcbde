"""Chromium, and a graph with everything that a page can show."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import networkx
import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.export.network import to_networkx
from graphbuild.view.model import Model
from graphbuild.view.page import page
from graphbuild.view.pyvispage import pyvis_page
from graphbuild.view.view import View

THEME = "https://w3id.org/graphbuild/id/theme/test-policing"
STORY = "https://w3id.org/graphbuild/id/story/test-story"


class Page:
    """A page that is open in the browser, used as a person would."""

    def __init__(self, browser: Any, path: Path, model: Model, fragment: str = "") -> None:
        self.browser = browser
        self.path = path
        self.model = model
        self.open(fragment)

    def open(self, fragment: str = "") -> None:
        self.browser.get("about:blank")
        self.browser.get_log("browser")
        self.browser.get_log("performance")
        self.browser.get(f"{self.path.as_uri()}{fragment}")
        self.wait("return document.documentElement.dataset.ready !== undefined")

    def js(self, code: str, *arguments: Any) -> Any:
        return self.browser.execute_script(code, *arguments)

    def wait(self, code: str, *arguments: Any) -> Any:
        """Until a piece of JavaScript is true."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if result := self.js(code, *arguments):
                return result
            time.sleep(0.02)
        raise AssertionError(f"never true: {code}")

    def settled(self) -> dict[str, str]:
        """What the fragment says once it stands still."""
        before = None
        for _ in range(50):
            time.sleep(0.2)
            now = self.js("return location.hash")
            if now == before:
                break
            before = now
        return {name: values[0] for name, values in parse_qs((before or "")[1:]).items()}

    def find(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def text(self, selector: str) -> str:
        return str(self.find(selector).text)

    def click(self, selector: str) -> None:
        self.js("document.querySelector(arguments[0]).click()", selector)

    def choose(self, selector: str, value: str) -> None:
        self.js(
            "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            "field.dispatchEvent(new Event('change'))", selector, value,
        )  # fmt: skip

    def search(self, words: str) -> None:
        field = self.find("#search")
        field.clear()
        field.send_keys(words)
        time.sleep(0.2)

    def spot(self, node: int) -> tuple[float, float]:
        """Where a node is in the picture, measured from its middle as the mouse counts."""
        x, y, k = map(float, self.settled()["camera"].split(",")[:3])
        place = self.model.places[node]
        return float((place[0] - x) * k), float((place[1] - y) * k)

    def click_at(self, x: float, y: float) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.browser).move_to_element_with_offset(
            self.find("#picture"), round(x), round(y)
        ).click().perform()

    def colors(self, canvas: str = "#scene") -> set[str]:
        return set(
            self.js(
                """const canvas = document.querySelector(arguments[0]);
                const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                const seen = new Set();
                for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());
                return [...seen];""",
                canvas,
            )
        )

    def problems(self) -> list[str]:
        """The browser's errors, and the addresses that the page asked for."""
        found = [entry["message"] for entry in self.browser.get_log("browser")]
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith((self.path.as_uri(), "data:", "blob:", "about:")):
                    found.append(url)
        return found


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory, downloads: Path) -> Iterator[Any]:
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
        "--disable-component-update", "--no-first-run", "--window-size=1300,900", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}", "--force-prefers-reduced-motion",
    ):  # fmt: skip
        options.add_argument(flag)
    preferences = {
        "download.default_directory": str(downloads),
        "profile.default_content_setting_values.automatic_downloads": 1,
    }
    options.add_experimental_option("prefs", preferences)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    session = webdriver.Chrome(options=options, service=Service(driver))
    yield session
    session.quit()


def enriched(graph: StoryGraph) -> networkx.MultiDiGraph:
    """The network of a graph with one theme and one story more, of the four first articles, and a reprint."""
    network = to_networkx(graph, evidence=False)
    members = [article.id for article in graph.articles[:4]]
    network.add_node(THEME, kind="theme", label="Test policing", definition="What the police do in tests.")
    network.add_node(
        STORY, kind="story", label="A story for the tests", first="2020-01-01", last="2021-01-01", articles=4
    )  # fmt: skip
    for number, member in enumerate(members):
        place = {"file": f"themes-{number}.md", "line": number + 1}
        network.add_edge(
            member, THEME, key="about theme", relation="about",
            score=0.75, term="police | camera", field="headline", **place,
        )  # fmt: skip
        network.add_edge(
            member, STORY, key="member", relation="member", score=0.5, nearest=members[0], term="cup | tea", **place
        )  # fmt: skip
    network.add_edge(
        members[1], members[0], key="reprint", relation="reprint", score=0.91, directed=True, file="reprint.md", line=7
    )  # fmt: skip
    network.add_edge(members[1], members[0], key="related x", relation="related", position=3, file="list.md", line=9)
    return network


@pytest.fixture(scope="session")
def plain() -> StoryGraph:
    """The bundled stories with nothing found in their texts, so that a test knows all that is there."""
    return graphbuild.build(graphbuild.data(), without=("themes", "mentions", "reprints", "stories"))


@pytest.fixture(scope="session")
def model(plain: StoryGraph) -> Model:
    return Model.of(plain, enriched(plain))


@pytest.fixture(scope="session")
def whole(bundled: StoryGraph) -> View:
    return bundled.view()


@pytest.fixture(scope="session")
def engadget(bundled: StoryGraph) -> View:
    return bundled.view(source="engadget.com")


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def opened(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Open a model in the browser; its page is made once."""
    made: dict[tuple[int, bool], tuple[Model, Path]] = {}

    def opened(model: Model, *, pyvis: bool = False) -> Page:
        if (id(model), pyvis) not in made:
            path = tmp_path_factory.mktemp("page") / "view.html"
            path.write_text(pyvis_page(model) if pyvis else page(model), encoding="utf-8")
            made[id(model), pyvis] = model, path
        return Page(browser, made[id(model), pyvis][1], model)

    return opened


@pytest.fixture
def shown(model: Model, opened: Open) -> Page:
    """The page of the bundled stories, freshly opened."""
    return opened(model)
