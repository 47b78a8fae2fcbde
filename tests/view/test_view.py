"""`StoryGraph.view` and `graphbuild view`."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from graphbuild import StoryGraph
from graphbuild.cli import main
from graphbuild.errors import BadOption, OutputError
from graphbuild.view.view import View
from tests.view.conftest import Open


def test_the_whole_graph_is_drawn_on_a_canvas_and_a_part_by_pyvis(
    bundled: StoryGraph, whole: View, engadget: View
) -> None:
    assert whole.drawn == "canvas"
    assert engadget.drawn == "pyvis"
    assert bundled.view(source="engadget.com", drawn="canvas").drawn == "canvas"


def test_another_way_to_draw_is_refused(bundled: StoryGraph) -> None:
    with pytest.raises(BadOption, match="'canvas' or by 'pyvis', not by 'svg'"):
        bundled.view(drawn="svg")  # type: ignore[arg-type]


def test_the_build_leaves_the_same_page(whole: View, demo: Path) -> None:
    assert (demo / "view.html").read_text(encoding="utf-8") == whole.html


def test_it_is_saved_whole_or_not_at_all(engadget: View, tmp_path: Path) -> None:
    engadget.save(tmp_path / "view.html")
    assert (tmp_path / "view.html").read_text(encoding="utf-8") == engadget.html
    with pytest.raises(OutputError):
        engadget.save(tmp_path / "nowhere" / "view.html")


def test_a_notebook_shows_it_in_a_frame_that_cannot_reach_the_notebook(engadget: View) -> None:
    shown = engadget._repr_html_()
    [sandbox] = re.findall(r'sandbox="([^"]*)"', shown)
    assert "allow-scripts" in sandbox
    assert "allow-same-origin" not in sandbox
    assert "<script" not in shown
    [inner] = re.findall(r'srcdoc="([^"]*)"', shown)
    assert html.unescape(inner) == engadget.html


@pytest.mark.parametrize("part", ["whole", "engadget"])
def test_it_works_in_that_frame(browser: Any, request: pytest.FixtureRequest, tmp_path: Path, part: str) -> None:
    path = tmp_path / "notebook.html"
    shown = request.getfixturevalue(part)._repr_html_()
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{shown}", encoding="utf-8")
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get(path.as_uri())
    browser.switch_to.frame(0)
    try:
        assert "article" in browser.find_element("id", "caption").text
        browser.execute_script("document.querySelector('#modes [value=\"table\"]').click()")
        browser.execute_script("document.querySelector('#rows tr[data-row]').click()")
        assert browser.find_element("css selector", "#panel h2").text
        assert browser.execute_script("return window.origin") == "null"
    finally:
        browser.switch_to.default_content()
    assert [entry["message"] for entry in browser.get_log("browser")] == []


def test_without_scripts_a_still_picture_is_seen(browser: Any, engadget: View, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    still = engadget._repr_html_().replace("allow-scripts ", "")
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{still}", encoding="utf-8")
    browser.get(path.as_uri())
    assert browser.execute_script("return document.querySelector('img').naturalWidth") > 0
    browser.switch_to.frame(0)
    try:
        assert browser.find_element("css selector", ".still svg").is_displayed()
    finally:
        browser.switch_to.default_content()


def test_the_still_picture_shows_every_article(engadget: View) -> None:
    drawn = ET.fromstring(engadget.svg)
    dots = [dot for dot in drawn if dot.tag.endswith("circle") and float(dot.get("cy", 0)) < 600]
    assert len(dots) == 9


def test_the_still_picture_of_a_story_says_who_told_it_and_when(bundled: StoryGraph) -> None:
    story = max(bundled.stories, key=lambda one: len(one.articles))
    view = bundled.view(story=story.id)
    texts = {text.text for text in ET.fromstring(view.svg).iter("{http://www.w3.org/2000/svg}text")}
    for number, (_, facts) in enumerate(view.model.nodes[: len(view.model.articles)]):
        assert view.model.nodes[view.model.source[number]][1]["label"] in texts
        assert facts["published_at"][:10] in texts


def test_the_command_writes_a_page(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], opened: Open
) -> None:
    out = tmp_path / "part.html"
    command = [
        "view",
        str(demo),
        "--theme",
        "computer-vision",
        "--from",
        "2020-06-01",
        "--to",
        "2020-06-30",
        "-o",
        str(out),
    ]
    assert main(command) == 0
    found = re.fullmatch(rf"{re.escape(str(out))}: (\d+) articles\. Open it in a browser\.\n", capsys.readouterr().out)
    assert found
    assert 0 < int(found[1]) < 98
    assert "2020-06-01 to 2020-06-30" in out.read_text(encoding="utf-8")


def test_the_command_writes_to_standard_output(
    demo: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["view", str(demo), "--source", "gothamist.com", "-o", "-"]) == 0
    out = capsysbinary.readouterr().out
    assert out.startswith(b"<!") and out.rstrip().endswith(b"</html>")
    assert not list(tmp_path.iterdir())


def test_the_command_refuses_what_is_not_there(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", str(demo), "--source", "nobody.example", "-o", str(tmp_path / "x.html")]) == 2
    assert "no publisher called 'nobody.example'" in capsys.readouterr().err
    assert not (tmp_path / "x.html").exists()
