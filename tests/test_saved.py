from __future__ import annotations

from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.check import check
from graphbuild.display.links import WORDS
from graphbuild.errors import NotABuild
from graphbuild.saved import SavedBuild
from tests.conftest import Write


def test_a_build_explains_as_its_graph_does(demo: Path, bundled: StoryGraph) -> None:
    build = SavedBuild(demo)
    article = next(article for article in bundled.articles if len(article.alternates) > 1)
    other = bundled.articles[0]
    assert article.address and other.address
    for right in (*article.alternates, other.address):
        assert str(build.explain(article.address, right)) == str(bundled.explain(article.address, right))


@pytest.mark.parametrize(("relation", "how"), [("related", "stated"), ("reprint", "found")])
def test_a_build_says_as_its_graph_does_how_one_article_leads_to_another(
    demo: Path, bundled: StoryGraph, relation: str, how: str
) -> None:
    link = next(link for link in bundled.links if link.relation == relation)
    said = str(bundled.explain(link.end, link.start))
    assert str(SavedBuild(demo).explain(link.end, link.start)) == said
    assert "Two articles:" in said
    assert f"  {link.start}\n  {WORDS[link.relation]} {link.end}\n    {how} in {link.origin}" in said


def test_a_judgement_is_explained_from_a_build(write: Write, stories: Path, tmp_path: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a")
    write("2.md", "title: B", "webUrl: https://www.e.org/a")
    judgements = tmp_path / "j.yaml"
    judgements.write_text("- not same: [https://e.org/a, https://www.e.org/a]\n  because: I looked\n")
    graphbuild.build(stories, judgements=judgements).write(tmp_path / "out")
    text = str(SavedBuild(tmp_path / "out").explain("https://e.org/a", "https://www.e.org/a"))
    assert "two articles: I looked (j.yaml:1)" in text


def test_a_judgement_on_an_address_that_no_file_holds_is_explained(write: Write, tmp_path: Path) -> None:
    story = write("1.md", "title: A", "webUrl: https://e.org/a")
    judgements = tmp_path / "j.yaml"
    judgements.write_text("- not same: [https://e.org/a, https://nowhere.org/b]\n  because: I looked\n")
    graph = graphbuild.build(story, judgements=judgements)
    graph.write(tmp_path / "out")
    said = str(graph.explain("https://e.org/a", "https://nowhere.org/b"))
    assert "two articles: I looked (j.yaml:1)" in said
    assert str(SavedBuild(tmp_path / "out").explain("https://e.org/a", "https://nowhere.org/b")) == said


@pytest.mark.parametrize("damage", ["manifest.json", "store"])
def test_a_folder_without_a_build_is_an_error(tmp_path: Path, damage: str) -> None:
    (tmp_path / "manifest.json").write_text("{" if damage == "manifest.json" else "{}")
    with pytest.raises(NotABuild, match="graphbuild build"):
        SavedBuild(tmp_path)


def test_a_build_in_parts_says_what_can_be_done_with_it(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"graphbuild": "0", "data": "build-1", "partitions": []}')
    with pytest.raises(NotABuild, match="holds a build on a cluster") as said:
        check(tmp_path)
    assert f"{tmp_path / 'build-1'}/nquads/*.nq" in str(said.value)
    assert "run `graphbuild build" not in str(said.value)


def test_a_build_that_is_not_as_it_was_built_is_refused(demo: Path, tmp_path: Path) -> None:
    import shutil

    out = tmp_path / "out"
    shutil.copytree(demo, out)
    text = (out / "graph.nq").read_text(encoding="utf-8")
    (out / "graph.nq").write_text(text.replace('"-1"', '"1"', 1), encoding="utf-8")
    with pytest.raises(NotABuild, match=r"graph\.nq is not what was built"):
        graphbuild.open(out)
