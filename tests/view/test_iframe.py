"""The page within another one, as in a notebook: there it may be made before it is seen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from graphbuild import StoryGraph


def visible_width(browser: Any) -> float:
    """The part of the picture's width that articles, links and groups take."""
    return float(
        browser.execute_script(
            """const canvas = document.querySelector("#picture canvas");
            const { width, height } = canvas;
            const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
            let left = width, right = 0;
            for (let y = 0; y < height; y += 3) for (let x = 0; x < width; x += 3) {
              const at = 4 * (y * width + x), paper = 4 * (width * 2 + 2);
              if ([0, 1, 2].some((part) => Math.abs(data[at + part] - data[paper + part]) > 40)) {
                left = Math.min(left, x); right = Math.max(right, x);
              }
            }
            return (right - left) / width;"""
        )
    )


@pytest.mark.parametrize("drawn", ["canvas", "pyvis"])
def test_what_is_made_without_a_size_fills_the_picture_once_it_is_seen(
    browser: Any, bundled: StoryGraph, tmp_path: Path, drawn: Any
) -> None:
    shown = bundled.view(theme="wrongful-arrests", drawn=drawn)._repr_html_()
    (tmp_path / "notebook.html").write_text(
        f'<meta charset="utf-8"><div id="cell" style="display:none">{shown}</div>', encoding="utf-8"
    )
    browser.get((tmp_path / "notebook.html").as_uri())
    time.sleep(1)  # hidden all the while that it takes to be ready
    browser.execute_script("document.getElementById('cell').style.display = 'block'")
    try:
        browser.switch_to.frame(0)
        end = time.monotonic() + 20
        while (wide := visible_width(browser)) < 0.2 and time.monotonic() < end:
            time.sleep(0.2)
        assert wide >= 0.2
    finally:
        browser.switch_to.default_content()
