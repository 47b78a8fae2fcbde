"""The page in a real browser, used as a person would."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serve.test_serve import ended, started

CTRL, ENTER, DELETE, TAB = "\ue009", "\ue007", "\ue017", "\ue004"


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
    profile = tmp_path_factory.mktemp("profile")
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-background-networking", f"--user-data-dir={profile}"):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    session = webdriver.Chrome(options=options, service=Service(driver))
    yield session
    session.quit()


@pytest.fixture(scope="module")
def served(june: Path) -> Iterator[str]:
    process, url = started(june, "--timeout", "10")
    yield url
    ended(process)


class Page:
    def __init__(self, browser: Any, url: str) -> None:
        self.browser = browser
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get(url)
        self.wait("return document.querySelector('#questions li') !== null")

    def js(self, code: str) -> Any:
        return self.browser.execute_script(code)

    def wait(self, code: str) -> Any:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if found := self.js(code):
                return found
            time.sleep(0.05)
        raise AssertionError(f"never true: {code}")

    def click(self, selector: str) -> None:
        self.browser.find_element("css selector", selector).click()

    def text(self, selector: str) -> str:
        return str(self.js(f"return document.querySelector({selector!r}).textContent"))

    def type(self, text: str, *, anew: bool = True) -> None:
        editor = self.browser.find_element("css selector", ".cm-content")
        if anew:
            editor.click()
            editor.send_keys(CTRL, "a")
            editor.send_keys(DELETE)
        editor.send_keys(text)

    def run(self) -> None:
        """Ask, and wait for the answer or the error."""
        self.js("document.getElementById('status').textContent = 'Asking …'")
        self.browser.find_element("css selector", ".cm-content").send_keys(CTRL, ENTER)
        self.wait("return !document.getElementById('run').disabled && "
                  "document.getElementById('status').textContent !== 'Asking …'")  # fmt: skip


@pytest.fixture
def page(browser: Any, served: str) -> Page:
    return Page(browser, served)


def test_a_typed_query_is_completed_and_answered_as_a_table(page: Page) -> None:
    page.type("SELECT ?h WHERE { ?a schema:headl")
    page.wait("return document.querySelector('.cm-tooltip-autocomplete li')?.textContent === 'schema:headline'")
    time.sleep(0.1)  # the editor takes no key for a proposal that has only just come
    page.type(ENTER, anew=False)
    page.type(" ?h }", anew=False)
    assert "schema:headline ?h }" in page.text(".cm-content")
    page.run()
    assert int(page.js("return document.querySelectorAll('#table tbody tr').length")) > 20


def test_an_error_is_shown_with_a_caret_under_the_mistake_and_marked(page: Page) -> None:
    page.type("ASK { ?a schema:headline ?h FILTER ?h }")
    page.run()
    context = page.text("#error pre").split("\n")
    assert context[1][context[2].index("^") :].startswith("?h }")
    assert page.js("return document.querySelector('.cm-lintRange-error, .cm-lint-marker-error') !== null")


@pytest.mark.parametrize("width", [1280, 380])
def test_a_named_question_is_plotted(page: Page, width: int) -> None:
    page.browser.set_window_size(width, 900)
    page.js(
        "[...document.querySelectorAll('#questions button')].find((one) => one.title.includes('each week')).click()"
    )
    page.wait("return document.querySelectorAll('#table tbody tr').length > 3")
    page.click("#tab-plot")
    assert int(page.js("return document.querySelectorAll('#drawing circle').length")) > 3
    assert page.js("return document.documentElement.scrollWidth <= window.innerWidth")


def chosen(page: Page, name: str) -> None:
    """Choose a question, and wait for its answer."""
    page.js(f"document.getElementById('status').textContent = ''; location.hash = {name!r}")
    page.wait("return document.getElementById('status').textContent.includes('rows in')")


@pytest.mark.parametrize("way", ["enter", "tab", "ask"])
def test_the_answer_is_of_the_parameters_that_are_given(page: Page, way: str) -> None:
    chosen(page, "coverage-by-week")
    before = page.js("return document.querySelectorAll('#table tbody tr').length")
    field = page.browser.find_element("css selector", "input[name=source]")
    assert page.js("return document.querySelector('[name=source]').labels[0].innerText").strip() == "publisher"
    field.send_keys("engadget.com")
    if way == "ask":
        page.click("#run")  # a click that lasts no time
    else:
        field.send_keys(ENTER if way == "enter" else TAB)
    page.wait(f"return document.querySelectorAll('#table tbody tr').length < {before}")
    assert "source/engadget.com> }  # --source" in page.text(".cm-content")
    assert page.js("return document.querySelectorAll('#table tbody tr').length > 0")


def test_a_parameter_offers_what_the_graph_holds(page: Page) -> None:
    chosen(page, "coverage-by-week")
    page.wait("return document.querySelector('[name=source]').list?.querySelector('[value=\"engadget.com\"]')?.label "
              "=== 'Engadget'")  # fmt: skip
    page.wait("return document.querySelector('[name=theme]').list?.options.length > 3")


def test_enter_in_a_parameter_asks_what_stands_in_the_editor(page: Page) -> None:
    chosen(page, "coverage-by-week")
    page.type("ASK { ?a schema:headline ?h }")
    page.browser.find_element("css selector", "input[name=source]").send_keys(ENTER)
    page.wait("return document.querySelectorAll('#table tbody tr').length === 1")
    assert page.text("#table tbody") == "yes"


def test_points_stand_on_the_names_that_the_question_says(page: Page) -> None:
    chosen(page, "story-timeline")
    page.click("#tab-plot")
    stories = page.js("return [...new Set([...document.querySelectorAll('#table tbody tr')].map((row) => "
                      "row.cells[0].textContent))]")  # fmt: skip
    named = page.js("return [...document.querySelectorAll('#drawing text > title')].map((one) => one.textContent)")
    assert sorted(named) == sorted(stories)
    assert not page.js("return document.querySelector('#drawing polyline')")


def test_no_line_joins_rows_that_share_their_days(page: Page) -> None:
    page.type("SELECT * WHERE { VALUES (?day ?n) { ('2020-01-01' 1) ('2020-01-01' 5) ('2020-01-02' 2) } }")
    page.run()
    page.click("#tab-plot")
    assert page.js("return document.querySelectorAll('#drawing circle').length") == 3
    assert not page.js("return document.querySelector('#drawing polyline')")


def test_each_week_stands_for_itself_and_halves_of_articles_are_not_counted(page: Page) -> None:
    chosen(page, "coverage-by-week")
    page.click("#tab-plot")
    weeks = page.js("return document.querySelectorAll('#drawing circle').length")
    assert page.js("return document.querySelectorAll('#drawing line.trend').length") == weeks
    assert not page.js("return document.querySelector('#drawing polyline')")
    assert not [text for text in page.js("return [...document.querySelectorAll('#drawing text')].map((one) => "
                                         "one.textContent)") if "." in text]  # fmt: skip


def test_numbers_over_numbers_are_joined(page: Page) -> None:
    page.type("SELECT * WHERE { VALUES (?x ?n) { (1 1) (2 5) (9 2) } }")
    page.run()
    page.click("#tab-plot")
    assert len(page.js("return document.querySelector('#drawing polyline').getAttribute('points')").split()) == 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?a { ?a a gb:Story } LIMIT 1", "1 row in"),
        ("CONSTRUCT { ?a a gb:Story } { ?a a gb:Story } LIMIT 2", "2 statements in"),
    ],
)
def test_what_came_is_counted_in_words(page: Page, query: str, said: str) -> None:
    page.type(query)
    page.run()
    assert page.text("#status").startswith(said)


def test_an_answer_without_rows_says_so(page: Page) -> None:
    page.type("SELECT ?a { ?a a gb:Nothing }")
    page.run()
    assert page.text("#table p") == "No rows."


def test_the_text_of_an_answer_is_on_lines_and_still_what_came(page: Page) -> None:
    page.type("SELECT ?a { ?a a gb:Story } LIMIT 2")
    page.run()
    page.click("#tab-raw")
    text = page.text("#raw")
    assert len(text.splitlines()) > 10
    assert json.loads(text)["head"] == {"vars": ["a"]}


def test_a_date_stands_on_one_line(page: Page) -> None:
    page.type("SELECT ?d ?h { ?a schema:datePublished ?d ; schema:headline ?h } LIMIT 1")
    page.run()
    assert page.js("return getComputedStyle(document.querySelector('#table td')).whiteSpace") == "nowrap"
    assert page.js("return getComputedStyle(document.querySelector('#table td + td')).whiteSpace") == "normal"


def test_statements_are_drawn_as_a_graph(page: Page) -> None:
    page.type("CONSTRUCT { ?a dct:relation ?b } WHERE { ?a dct:relation ?b } LIMIT 9")
    page.run()
    drawn = (
        "const c = document.getElementById('canvas'); return c.getContext('2d').getImageData(0, 0, c.width, c.height)"
    )
    assert page.wait(f"{drawn.replace('return c.', 'return [...c.')}.data].some((value) => value > 0)")


def test_things_in_a_graph_have_their_names_and_no_name_covers_another(page: Page) -> None:
    page.browser.set_window_size(1280, 900)
    chosen(page, "recommendation-flow")
    page.js("""
        const drawn = CanvasRenderingContext2D.prototype.fillText;
        const cleared = CanvasRenderingContext2D.prototype.clearRect;
        CanvasRenderingContext2D.prototype.clearRect = function (...given) {
            window.labels = [];
            cleared.apply(this, given);
        };
        CanvasRenderingContext2D.prototype.fillText = function (said, x, y) {
            window.labels.push([said, x, y, x + this.measureText(said).width]);
            drawn.call(this, said, x, y);
        };""")
    page.click("#tab-graph")
    page.wait("return window.labels.some(([said]) => said === 'Engadget')")
    labels = page.js("return window.labels")
    assert not [said for said, *_ in labels if said.startswith("source/")]
    assert not [
        (one[0], other[0])
        for place, one in enumerate(labels)
        for other in labels[:place]
        if one[1] < other[3] and other[1] < one[3] and abs(one[2] - other[2]) < 12
    ]


@pytest.mark.parametrize("tab", ["graph", "plot"])
def test_a_tab_that_cannot_show_an_answer_gives_way_to_the_table(page: Page, tab: str) -> None:
    chosen(page, "recommendation-flow")
    page.click(f"#tab-{tab}")
    page.type("SELECT ?h WHERE { ?a schema:headline ?h }")
    page.run()
    assert page.text("#tabs [aria-selected=true]") == "Table"
    page.click("#questions [aria-current=true]")
    page.wait("return document.querySelector('#table thead').textContent.includes('publisher')")
    assert page.text("#tabs [aria-selected=true]").lower() == tab


def test_on_a_phone_the_questions_leave_no_gap_and_need_no_scrolling_sideways(page: Page) -> None:
    device = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)
    try:
        assert page.js("const aside = document.querySelector('aside'); return aside.scrollWidth <= aside.clientWidth")
        assert page.js("return document.querySelector('main').getBoundingClientRect().top - "
                       "document.querySelector('aside').getBoundingClientRect().bottom") < 2  # fmt: skip
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_dark_is_dark(page: Page) -> None:
    for scheme, dark in (("dark", True), ("light", False)):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        paper = page.js("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert (sum(paper) < 150) is dark


def test_nothing_is_asked_elsewhere_and_nothing_complains(page: Page, served: str) -> None:
    page.browser.get_log("performance")
    page.browser.get(f"{served}#topics")
    page.wait("return document.querySelectorAll('#table tbody tr').length > 3")
    requests = [one["message"] for one in page.browser.get_log("performance") if 'requestWillBeSent"' in one["message"]]
    assert requests and all(served in one for one in requests)
    assert page.browser.get_log("browser") == []
