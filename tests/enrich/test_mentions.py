from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from graphbuild import StoryGraph
from graphbuild.bundled import ontology
from graphbuild.enrich.entities import read_entities
from graphbuild.enrich.mentions import Mentions
from graphbuild.errors import VocabularyError
from graphbuild.evidence import Occurrence
from graphbuild.nodes import ArticleNode

NAMES = """\
organizations:
  - {name: New York City Police Department, also: [NYPD, New York police]}
  - {name: Ring, careful: true, with: [doorbell, Amazon]}
  - {name: Liberty, careful: true}
places:
  - {name: New York, wikidata: Q60}
  - {name: 東京}
people:
  - {name: Robert Williams, careful: true, with: [Detroit]}
laws:
  - {name: AI Act}
ignore: [New York Times]
"""


def mentions(folder: Path, headline: str, abstract: str | None = None) -> list[tuple[str, str]]:
    path = folder / "names.yaml"
    path.write_text(NAMES, encoding="utf-8")
    article = ArticleNode("a", "a", own=True, headline=headline, abstract=abstract)
    return [(entity.name, place.term) for entity, place in Mentions([read_entities(path)]).of(article)]


def test_the_longest_name_at_a_place_is_taken(tmp_path: Path) -> None:
    assert mentions(tmp_path, "New York police in New York") == [
        ("New York City Police Department", "New York police"), ("New York", "New York"),
    ]  # fmt: skip


def test_what_is_ignored_hides_shorter_names(tmp_path: Path) -> None:
    assert mentions(tmp_path, "The New York Times on the new york police") == [
        ("New York City Police Department", "new york police")
    ]


def test_a_careful_name_needs_its_capital_and_the_words_beside_it(tmp_path: Path) -> None:
    assert mentions(tmp_path, "Ring Sells Doorbell Cameras") == [("Ring", "Ring")]
    assert mentions(tmp_path, "A ring by Amazon") == []
    assert mentions(tmp_path, "They gave Ring a try") == []
    assert mentions(tmp_path, "Robert Williams of Detroit") == [("Robert Williams", "Robert Williams")]
    assert mentions(tmp_path, "Robert Williams of Leeds") == []


def test_a_careful_name_without_words_beside_it_needs_a_capital_that_tells(tmp_path: Path) -> None:
    assert mentions(tmp_path, "They asked Liberty for help") == [("Liberty", "Liberty")]
    assert mentions(tmp_path, "Liberty For All The People") == []


def test_a_name_in_a_script_without_spaces(tmp_path: Path) -> None:
    assert mentions(tmp_path, "監視は東京で行われた") == [("東京", "東京")]


def test_offsets_count_the_characters_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(NAMES, encoding="utf-8")
    article = ArticleNode("a", "a", own=True, headline="İ🙂 the NYPD’s tool", abstract="EU AI-Act")
    found = [place for _, place in Mentions([read_entities(path)]).of(article)]
    assert found == [Occurrence("headline", 7, 11, "NYPD"), Occurrence("abstract", 3, 9, "AI-Act")]


def test_an_earlier_vocabulary_hides_a_later_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("places: [{name: Paris, also: [City of Light]}]", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("places: [{name: Paris, also: [Lutetia]}]", encoding="utf-8")
    both = Mentions([read_entities(tmp_path / name) for name in ("a.yaml", "b.yaml")])
    article = ArticleNode("a", "a", own=True, headline="Lutetia, City of Light")
    assert [place.term for _, place in both.of(article)] == ["City of Light"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people: [{also: [A]}]", "names.yaml:1: an entry needs a `name`"),
        ("people: [{name: A, wikidata: 30}]", "`wikidata` is an id such as Q30, not '30'"),
        ("people:\n- {name: A}\nplaces:\n- {name: A}", "names.yaml:4: 'A' is a name of 'A' too (names.yaml:2)"),
        ("people:\n- {name: A B}\n- {name: A-B}", "names.yaml:3: 'A-B' looks like 'A B' (names.yaml:2)"),
        ("people: [{name: A, with: [b]}]", "`with` belongs to a name that is `careful: true`"),
        ("people: [{name: '***'}]", "cannot be searched"),
        ("people: {name: A}", "`people` must be a list"),
        ("persons: [{name: A}]", "there is no field 'persons'"),
        ("ignore: [A]", "no name in it"),
        ("people: [{name: A, careful: maybe}]", "`careful` must be true or false"),
    ],
)
def test_what_cannot_be_followed_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        read_entities(path)
    assert message in str(error.value)


def test_every_bundled_name_is_found_by_itself() -> None:
    vocabulary = read_entities(ontology() / "entities.yaml")
    found = Mentions([vocabulary])
    for entity in vocabulary.entities:
        beside = " ".join(term.text for rule in entity.rules for term in rule.terms())
        article = ArticleNode("a", "a", own=True, headline=f"they saw {entity.name} with {beside}")
        assert entity.slug in [other.slug for other, _ in found.of(article)], entity.name


def test_a_mention_stands_where_it_says(bundled: StoryGraph) -> None:
    articles = {article.id: article for article in bundled.articles}
    links = [link for link in bundled.links if link.relation == "mentions"]
    assert len(links) > 400
    for link in links:
        assert isinstance(link.evidence, Occurrence)
        text = getattr(articles[link.start], link.evidence.field)
        assert text[link.evidence.start : link.evidence.end] == link.evidence.term


def test_no_two_mentions_overlap(bundled: StoryGraph) -> None:
    places: dict[tuple[str, str], list[Occurrence]] = {}
    for link in bundled.links:
        if isinstance(link.evidence, Occurrence):
            places.setdefault((link.start, link.evidence.field), []).append(link.evidence)
    for mentioned in places.values():
        mentioned.sort(key=lambda place: place.start)
        assert all(one.end <= other.start for one, other in pairwise(mentioned))
