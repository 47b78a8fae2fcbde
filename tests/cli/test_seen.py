"""What a watched build says of themes that were tuned."""

from __future__ import annotations

from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.cli.seen import Seen, Tuned
from graphbuild.cli.shown.build import show_tuned
from tests.conftest import Write


@pytest.fixture
def build(write: Write, stories: Path, tmp_path: Path) -> object:
    for name, title in (("a", "Police buy drones"), ("b", "Cops buy drones"), ("c", "Rain")):
        write(f"{name}.md", f"title: {title}", f"webUrl: https://e.org/{name}")

    def with_terms(terms: str) -> StoryGraph:
        themes = tmp_path / "themes.yaml"
        themes.write_text(f"themes:\n  - label: Police\n    rule: [{terms}]\n", encoding="utf-8")
        return graphbuild.build(stories, themes=[themes])

    return with_terms


def test_the_first_build_has_nothing_to_compare(build) -> None:  # type: ignore[no-untyped-def]
    assert Seen().tuned(build("police")) == []


def test_a_tuned_theme_says_which_articles_came_and_went(build) -> None:  # type: ignore[no-untyped-def]
    seen = Seen()
    seen.tuned(build("police"))
    assert seen.tuned(build("police, cops")) == [Tuned("Police", 2, ["Cops buy drones"], [])]
    assert seen.tuned(build("cops, police")) == []
    assert seen.tuned(build("cops")) == [Tuned("Police", 1, [], ["Police buy drones"])]


def test_of_many_articles_some_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_tuned([Tuned("Police", 5, ["A", "B", "C", "D"], ["E"])])
    assert capsys.readouterr().out == (
        "Police: 5 articles, 4 more, 1 fewer.\n  + A\n  + B\n  + C\n  + … and 1 more\n  - E\n"
    )
