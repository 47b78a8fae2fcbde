"""What the README says can be done can be done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import graphbuild
from graphbuild.cli.parser import parser
from graphbuild.output.artifacts import OUTPUTS

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = blocks("python")
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert len(names["listed"]) == 476  # type: ignore[arg-type]
    assert len(list(names["rows"])) == 5  # type: ignore[call-overload]
    assert "article" in capsys.readouterr().out


def test_sparql_leads_from_every_listing_to_its_file(demo: Path) -> None:
    import pyoxigraph

    [query] = blocks("sparql")
    store = pyoxigraph.Store.read_only(str(demo / "store"))
    rows = list(store.query(query))  # type: ignore[arg-type]
    assert len(rows) == 476
    for row in rows[:20]:
        line = (
            (graphbuild.data() / row["path"].value).read_text(encoding="utf-8").splitlines()[int(row["line"].value) - 1]
        )
        assert line.startswith("  - title:")


def test_the_story_is_read_and_the_judgements_wait_for_their_articles(tmp_path: Path) -> None:
    story, judgements, _ = blocks("yaml")
    (tmp_path / "a.md").write_text(story, encoding="utf-8")
    (tmp_path / "judgements.yaml").write_text(judgements, encoding="utf-8")
    graph = graphbuild.build(tmp_path / "a.md", judgements=tmp_path / "judgements.yaml")
    assert (len(graph.articles), len(graph.problems)) == (2, 4)


def test_the_themes_are_read_and_found(tmp_path: Path) -> None:
    *_, themes = blocks("yaml")
    (tmp_path / "themes.yaml").write_text(themes, encoding="utf-8")
    (tmp_path / "a.md").write_text("---\ntitle: Police search for a stolen bicycle\nwebUrl: https://e.org/a\n---\n")
    graph = graphbuild.build(tmp_path / "a.md", themes=[tmp_path / "themes.yaml"])
    assert [link.end for link in graph.links if link.relation == "about"] == [graph.theme("Bicycle theft").id]


def test_every_command_is_in_the_readme() -> None:
    actions = next(action for action in parser()._actions if action.dest == "command")
    for command in actions.choices or ():
        assert f"graphbuild {command}" in TEXT


def test_every_method_of_a_graph_is_there() -> None:
    for method in re.findall(r"`graph\.(\w+)\(", TEXT):
        assert callable(getattr(graphbuild.StoryGraph, method)), method


def test_every_output_is_in_the_readme() -> None:
    for name in OUTPUTS:
        assert f"`{name}" in TEXT


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (README.parent / target).exists(), target
