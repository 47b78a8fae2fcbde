from __future__ import annotations

from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.check import check
from graphbuild.enrich.candidates import Candidate, candidates
from graphbuild.enrich.entities import read_entities
from graphbuild.errors import BadOption, VocabularyError
from graphbuild.link import Link
from graphbuild.saved import SavedBuild
from tests.conftest import Write

EVERYTHING = ("themes", "mentions", "reprints", "stories")


def relations(graph: StoryGraph) -> set[str]:
    return {link.relation for link in graph.links if link.evidence}


def test_everything_is_found_unless_it_is_left_out(bundled: StoryGraph) -> None:
    assert relations(bundled) == {"about", "mentions", "reprint", "member"}
    assert [file.path for file in bundled.vocabularies] == ["entities.yaml", "themes.yaml"]


@pytest.mark.parametrize(
    ("part", "relation"),
    [("themes", "about"), ("mentions", "mentions"), ("reprints", "reprint"), ("stories", "member")],
)
def test_each_can_be_left_out(part: str, relation: str) -> None:
    graph = graphbuild.build(graphbuild.data(), without=[part])  # type: ignore[list-item]
    assert relations(graph) == {"about", "mentions", "reprint", "member"} - {relation}
    assert graph.options()["without"] == part


def test_what_is_left_out_leaves_nothing_behind() -> None:
    graph = graphbuild.build(graphbuild.data(), without=EVERYTHING)
    assert (graph.themes, graph.stories, graph.entities, graph.vocabularies, relations(graph)) == (
        [],
        [],
        [],
        [],
        set(),
    )


def test_what_is_found_is_put_in_the_order_of_all_links(bundled: StoryGraph) -> None:
    assert bundled.links == sorted(bundled.links, key=Link.order)


def test_something_else_cannot_be_left_out() -> None:
    with pytest.raises(BadOption, match="cannot be made without 'reprint'"):
        graphbuild.build(graphbuild.example(), without=["reprint"])  # type: ignore[list-item]


def test_a_theme_of_ones_own_is_looked_for_too(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("themes: [{label: Shops, rule: [store, shop]}, {label: Policing, rule: [nypd]}]", encoding="utf-8")
    graph = graphbuild.build(graphbuild.example(), themes=[own])
    labels = {theme.id.rpartition("/")[2]: theme.label for theme in graph.themes}
    assert labels["shops"] == "Shops"
    assert labels["policing"] == "Policing"  # one's own stands for the bundled one
    assert [file.path for file in graph.vocabularies] == ["entities.yaml", "own.yaml", "themes.yaml"]


def test_the_bundled_files_can_be_left_out(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("organizations: [{name: Gothamist}]", encoding="utf-8")
    graph = graphbuild.build(graphbuild.data(), entities=[own], without=["bundled"])
    assert graph.themes == []
    assert [entity.name for entity in graph.entities] == ["Gothamist"]


@pytest.mark.parametrize(
    ("part", "files"), [("bundled-themes", ["entities.yaml"]), ("bundled-names", ["themes.yaml"]), ("bundled", [])]
)
def test_bundled_themes_or_names_alone_can_be_left_out(part: str, files: list[str]) -> None:
    graph = graphbuild.build(graphbuild.example(), without=[part])
    assert [file.path for file in graph.vocabularies] == files


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.yaml").write_text("themes: [{label: A, rule: a1}]", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"called 'own.yaml': rename one"):
        graphbuild.build(graphbuild.example(), themes=[tmp_path / "one" / "own.yaml", tmp_path / "two" / "own.yaml"])


def test_ones_own_file_may_have_the_name_of_a_bundled_one(tmp_path: Path) -> None:
    (own := tmp_path / "themes.yaml").write_text("themes: [{label: Force, rule: nypd}]", encoding="utf-8")
    (names := tmp_path / "entities.yaml").write_text("organizations: [{name: NYPD}]", encoding="utf-8")
    graph = graphbuild.build(graphbuild.example(), themes=[own], entities=[names])
    assert sorted(file.path for file in graph.vocabularies) == [
        "entities.yaml", "graphbuild/entities.yaml", "graphbuild/themes.yaml", "themes.yaml",
    ]  # fmt: skip
    origins = {theme.id.rpartition("/")[2]: theme.origin.file for theme in graph.themes}
    assert (origins["force"], origins["policing"]) == ("themes.yaml", "graphbuild/themes.yaml")
    graph.write(tmp_path / "out")
    assert check(tmp_path / "out").conforms
    assert "Rule (graphbuild/themes.yaml:" in str(SavedBuild(tmp_path / "out").account("policing"))


def test_a_person_of_a_file_and_of_a_vocabulary_is_one(write: Write, stories: Path, tmp_path: Path) -> None:
    write("_data/people/jane.md", "taxonomy: person", "name: Jane Doe", "_id: jane-doe", "affiliation: X")
    write("_news/a.md", "title: Jane Doe speaks on police", "webUrl: https://a.example/1")
    own = tmp_path / "own.yaml"
    own.write_text("people: [{name: Jane Doe, also: [J. Doe], wikidata: Q1}]", encoding="utf-8")
    graph = graphbuild.build(stories, entities=[own])
    [jane] = graph.entities
    assert (jane.affiliation, jane.other_names, jane.same_as) == (
        "X", ("J. Doe",), "http://www.wikidata.org/entity/Q1",
    )  # fmt: skip
    assert set(jane.origins) == {"name", "vocabulary"}


def test_names_for_review_are_not_in_a_vocabulary(bundled: StoryGraph) -> None:
    known = {name for entity in bundled.entities for name in (entity.name, *entity.other_names)}
    found = candidates(bundled)
    assert found
    assert not {row.name for row in found} & known
    assert all(row.name in row.example for row in found)
    assert [row.articles for row in found] == sorted((row.articles for row in found), reverse=True)


def test_a_capital_at_the_beginning_of_a_sentence_is_no_name(write: Write, stories: Path) -> None:
    write("a.md", "title: Yesterday it rained. Today the Zorg Company of Foo came", "webUrl: https://a.example/1")
    assert candidates(graphbuild.build(stories), at_least=1) == [
        Candidate("Zorg Company of Foo", 1, "Yesterday it rained. Today the Zorg Company of Foo came")
    ]


def test_names_for_review_can_be_read_as_a_vocabulary(bundled: StoryGraph, tmp_path: Path) -> None:
    from graphbuild.enrich.candidates import as_yaml

    path = tmp_path / "names.yaml"
    path.write_text(as_yaml([Candidate('A "quoted": #name', 3, ""), Candidate("Łódź", 2, "")]), encoding="utf-8")
    assert [entity.name for entity in read_entities(path).entities] == ['A "quoted": #name', "Łódź"]


def test_a_broader_theme_must_be_known(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("themes: [{label: A, broader: polcing, rule: a1}]", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"own.yaml:1: no theme is called 'polcing' .* Did you mean policing"):
        graphbuild.build(graphbuild.example(), themes=[own])


def test_no_theme_is_above_itself_through_another_file(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "themes: [{label: F, slug: facial-recognition, broader: policing, rule: a1}]", encoding="utf-8"
    )  # fmt: skip
    with pytest.raises(VocabularyError, match="is above itself"):
        graphbuild.build(graphbuild.example(), themes=[own])
