from __future__ import annotations

from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.bundled import ontology
from graphbuild.errors import BadOption
from graphbuild.trial import trials
from tests.conftest import Write


def test_a_trial_says_what_matches_and_what_nearly_does(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", "title: Police want facial recognition", "webUrl: https://a.example/1")
    write("b.md", "title: Facial recognition in shops", "webUrl: https://a.example/2")
    write("c.md", "title: Rain", "webUrl: https://a.example/3")
    rules = tmp_path / "own.yaml"
    rules.write_text("themes: [{label: P, rule: {all of: [facial recognition, police]}}]", encoding="utf-8")
    [trial] = trials(rules, [stories])
    assert [article.headline for article, _ in trial.matches] == ["Police want facial recognition"]
    assert [(missing, [article.headline for article in articles]) for missing, articles in trial.missing] == [
        ("“police”", ["Facial recognition in shops"])
    ]


def test_a_trial_may_be_on_a_build(demo: Path, bundled: StoryGraph) -> None:
    [trial] = trials(ontology() / "themes.yaml", [demo], theme="policing")
    policing = bundled.names.theme("policing")
    assert {article.id for article, _ in trial.matches} == {
        link.start for link in bundled.links if link.end == policing
    }


def test_a_trial_of_an_unknown_theme_suggests_the_nearest() -> None:
    with pytest.raises(BadOption, match=r"holds no theme 'polcing'\. Did you mean policing"):
        trials(ontology() / "themes.yaml", [graphbuild.example()], theme="polcing")
