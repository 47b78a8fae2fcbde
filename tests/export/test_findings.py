"""What the statements say of what was found in the texts, and on what evidence."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.export.statement import Literal, Statement
from graphbuild.export.statements import described, statements
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, SKOS
from tests.conftest import Write

Facts = dict[str, list[str]]
EVIDENCE = (GB.ThemeMatch, GB.Membership, GB.Mention, GB.Reprint)
BAN = "Boston bans police from using facial recognition"
NAMES = "organizations:\n  - {name: Acme, also: [Acme Inc], wikidata: Q42}\n"
THEMES = """\
themes:
  - slug: police
    label: Police
    also: [Constables]
    definition: Those who police.
    broader: all
    exact match: [http://www.wikidata.org/entity/Q35535]
    close match: [http://cv.iptc.org/newscodes/mediatopic/20000129]
    minimum: 1
    rule: police
  - {slug: all, label: All}
"""


def facts(graph: StoryGraph) -> dict[str, Facts]:
    """What is said, by subject and predicate."""
    found: dict[str, Facts] = {}
    for subject, predicate, value, _ in statements(graph):
        text = value.text if isinstance(value, Literal) else value
        found.setdefault(subject, {}).setdefault(predicate, []).append(text)
    return found


def of(graph: StoryGraph, kind: str) -> list[Facts]:
    return [said for said in facts(graph).values() if kind in said.get(RDF_TYPE, ())]


def match_of(graph: StoryGraph, theme: str) -> Facts:
    [match] = [said for said in of(graph, GB.ThemeMatch) if said[GB.theme] == [graph.names.theme(theme)]]
    return match


@pytest.fixture
def found(write: Write, stories: Path, tmp_path: Path) -> StoryGraph:
    """One article, searched for one theme and one name."""
    write("a b.md", "webUrl: https://e.org/a", "title: Acme and the police", "excerpt: Police of Acme Inc")
    (tmp_path / "themes.yaml").write_text(THEMES, encoding="utf-8")
    (tmp_path / "names.yaml").write_text(NAMES, encoding="utf-8")
    files = {"themes": [tmp_path / "themes.yaml"], "entities": [tmp_path / "names.yaml"]}
    return graphbuild.build(stories, **files, without=["bundled"])  # type: ignore[arg-type]


def carried(write: Write, *dates: str) -> None:
    """One text on the sites a.org, b.org and so on."""
    for site, date in zip("abc", dates, strict=False):
        write(f"{site}.md", f"title: {BAN}", f"webUrl: https://{site}.org/", f"publishedDateTime: {date}")


def test_the_statements_of_a_subject_follow_each_other(bundled: StoryGraph) -> None:
    subjects = [subject for subject, _ in groupby(described(bundled), key=lambda statement: statement.subject)]
    assert len(subjects) == len(set(subjects))


def test_no_statement_is_made_twice(bundled: StoryGraph) -> None:
    said = [tuple(statement) for statement in statements(bundled) if statement.graph is None]
    assert len(said) == len(set(said))


def test_statements_do_not_depend_on_the_order_of_links(bundled: StoryGraph, demo: Path) -> None:
    assert set(statements(graphbuild.open(demo))) == set(statements(bundled))


def test_what_was_found_is_in_the_default_graph(bundled: StoryGraph) -> None:
    kinds = {SCHEMA.MENTIONS, GB.reprintOf, GB.sharesTextWith, GB.score, GB.theme, GB.entity, PROV.HAD_MEMBER}
    graphs = {statement.graph for statement in statements(bundled) if statement.predicate in kinds}
    assert graphs == {None}


@pytest.mark.parametrize("kind", EVIDENCE)
def test_all_evidence_has_an_input_file_and_a_line(bundled: StoryGraph, kind: str) -> None:
    files = {bundled.names.file(file.path) for file in bundled.files}
    found = of(bundled, kind)
    assert found
    for said in found:
        assert set(said[PROV.WAS_DERIVED_FROM]) <= files
        assert int(said[GB.line][0]) > 0


@pytest.mark.parametrize("kind", EVIDENCE)
def test_there_is_a_piece_of_evidence_for_each_link(bundled: StoryGraph, kind: str) -> None:
    relations = {GB.ThemeMatch: "about", GB.Membership: "member", GB.Mention: "mentions", GB.Reprint: "reprint"}
    links = [link for link in bundled.links if link.relation == relations[kind] and link.evidence]
    assert len(of(bundled, kind)) == len(links)


def test_a_theme_says_all_that_its_definition_does(found: StoryGraph) -> None:
    theme = facts(found)[found.names.theme("police")]
    assert theme == {
        RDF_TYPE: [SKOS.CONCEPT],
        SKOS.IN_SCHEME: [found.names.themes],
        SKOS.PREF_LABEL: ["Police"],
        SKOS.ALT_LABEL: ["Constables"],
        SKOS.DEFINITION: ["Those who police."],
        SKOS.BROADER: [found.names.theme("all")],
        SKOS.EXACT_MATCH: ["http://www.wikidata.org/entity/Q35535"],
        SKOS.CLOSE_MATCH: ["http://cv.iptc.org/newscodes/mediatopic/20000129"],
        GB.rule: ['"police"'],
        GB.minimum: ["1.0"],
        PROV.WAS_DERIVED_FROM: [found.names.vocabulary("themes.yaml")],
        GB.line: ["2"],
    }


def test_there_is_no_scheme_without_themes(write: Write) -> None:
    graph = graphbuild.build(write("a.md", f"title: {BAN}", "webUrl: https://e.org/"), without=["themes"])
    assert graph.names.themes not in facts(graph)


def test_an_article_is_about_its_theme_and_names_its_entity(found: StoryGraph) -> None:
    article = facts(found)["https://e.org/a"]
    assert article[SCHEMA.ABOUT] == [found.names.theme("all"), found.names.theme("police")]
    assert article[SCHEMA.MENTIONS] == [found.names.entity("acme")]


def test_a_theme_match_has_its_score_words_fields_and_line(found: StoryGraph) -> None:
    match = match_of(found, "police")
    assert (match[GB.article], match[GB.theme]) == (["https://e.org/a"], [found.names.theme("police")])
    assert (match[GB.score], match[GB.term]) == (["2.0"], ["police", "Police"])
    assert match[GB.field] == ["headline", "abstract"]
    assert (match[PROV.WAS_DERIVED_FROM], match[GB.line]) == ([found.names.file("a b.md")], ["3"])


def test_every_occurrence_of_a_match_says_where_it_stands(found: StoryGraph) -> None:
    match = match_of(found, "police")
    places = [facts(found)[name] for name in match[GB.occurrence]]
    shown = [[place[part][0] for part in (GB.field, GB.start, GB.end, GB.term)] for place in places]
    assert shown == [["headline", "13", "19", "police"], ["abstract", "0", "6", "Police"]]


def test_each_mention_has_a_node_of_its_own(found: StoryGraph) -> None:
    shown = [
        [said[part][0] for part in (GB.entity, GB.field, GB.start, GB.end, GB.term, GB.line)]
        for said in of(found, GB.Mention)
    ]
    acme = found.names.entity("acme")
    assert sorted(shown) == [[acme, "abstract", "10", "18", "Acme Inc", "4"], [acme, "headline", "0", "4", "Acme", "3"]]


def test_an_entity_says_where_it_is_defined(found: StoryGraph) -> None:
    assert facts(found)[found.names.entity("acme")] == {
        RDF_TYPE: [SCHEMA.ORGANIZATION],
        SCHEMA.NAME: ["Acme"],
        SCHEMA.ALTERNATE_NAME: ["Acme Inc"],
        SCHEMA.SAME_AS: ["http://www.wikidata.org/entity/Q42"],
        PROV.WAS_DERIVED_FROM: [found.names.vocabulary("names.yaml")],
        GB.line: ["2"],
    }


def test_a_reprint_points_to_the_earlier_text(write: Write, stories: Path) -> None:
    carried(write, "2020-01-01", "2020-01-02")
    said = facts(graphbuild.build(stories))
    assert said["https://b.org/"][GB.reprintOf] == ["https://a.org/"]
    assert GB.reprintOf not in said["https://a.org/"]


def test_the_evidence_of_a_reprint_names_the_original(write: Write, stories: Path) -> None:
    carried(write, "2020-01-01", "2020-01-02")
    [reprint] = of(graphbuild.build(stories), GB.Reprint)
    assert (reprint[GB.article], reprint[GB.original], reprint[GB.score]) == (
        ["https://b.org/"], ["https://a.org/"], ["1.0"],
    )  # fmt: skip
    assert GB.otherArticle not in reprint


def test_a_reprint_without_a_direction_holds_both_ways(write: Write, stories: Path) -> None:
    carried(write, "2020-01-01", "2020-01-01T08:00:00Z")
    said = facts(graphbuild.build(stories))
    assert said["https://a.org/"][GB.sharesTextWith] == ["https://b.org/"]
    assert said["https://b.org/"][GB.sharesTextWith] == ["https://a.org/"]


def test_a_reprint_without_a_direction_is_of_neither(write: Write, stories: Path) -> None:
    carried(write, "2020-01-01", "2020-01-01T08:00:00Z")
    assert not [said for said in facts(graphbuild.build(stories)).values() if GB.reprintOf in said]


def test_a_reprint_without_a_direction_has_one_piece_of_evidence_and_no_original(write: Write, stories: Path) -> None:
    carried(write, "2020-01-01", "2020-01-01T08:00:00Z")
    [reprint] = of(graphbuild.build(stories), GB.Reprint)
    assert {*reprint[GB.article], *reprint[GB.otherArticle]} == {"https://a.org/", "https://b.org/"}
    assert GB.original not in reprint


def test_a_story_holds_its_members(bundled: StoryGraph) -> None:
    said = facts(bundled)
    for story in bundled.stories:
        assert said[story.id][RDF_TYPE] == [GB.Story, PROV.COLLECTION]
        assert said[story.id][SCHEMA.NAME] == [story.label]
        assert said[story.id][PROV.HAD_MEMBER] == list(story.articles)


def test_a_membership_names_a_member_of_the_same_story_as_the_nearest(bundled: StoryGraph) -> None:
    members = {story.id: set(story.articles) for story in bundled.stories}
    for said in of(bundled, GB.Membership):
        [story], [article], [nearest] = said[GB.story], said[GB.article], said[GB.nearest]
        assert {article, nearest} <= members[story]
        assert article != nearest


def test_a_membership_says_whether_a_list_holds_the_two(bundled: StoryGraph) -> None:
    assert {said[GB.listed][0] for said in of(bundled, GB.Membership)} == {"true", "false"}


def test_the_evidence_of_a_hostile_text_can_be_written(write: Write, tmp_path: Path) -> None:
    path = write("a.md", 'title: "\\u202epolice \\" \\\\ </script> Acme"', "webUrl: https://e.org/a")
    (tmp_path / "names.yaml").write_text(NAMES, encoding="utf-8")
    graph = graphbuild.build(path, entities=[tmp_path / "names.yaml"], without=["bundled"])
    [mention] = of(graph, GB.Mention)
    [article] = graph.articles
    start, end = int(mention[GB.start][0]), int(mention[GB.end][0])
    assert (article.headline or "")[start:end] == "Acme"


def test_a_build_without_all_of_it_says_nothing_of_it(write: Write) -> None:
    parts = ("themes", "mentions", "reprints", "stories")
    graph = graphbuild.build(write("a.md", f"title: {BAN}", "webUrl: https://e.org/a"), without=parts)
    assert not [said for said in described(graph) if _is_of_findings(said)]


def _is_of_findings(said: Statement) -> bool:
    own = ("theme", "vocabulary", "mention", "membership", "reprint", "occurrence", "entity")
    return any(f"/id/{kind}" in said.subject for kind in own) or said.object == GB.VocabularyFile
