from __future__ import annotations

from pathlib import Path

import pytest

import graphbuild
from graphbuild.bundled import ontology
from graphbuild.enrich.scheme import read_themes
from graphbuild.enrich.themes import Themes
from graphbuild.errors import VocabularyError
from graphbuild.nodes import ArticleNode

THEMES = """\
title: Test
terms:
  police: [police, cops]
themes:
  - label: Police
    definition: All of it.
    exact match: [http://www.wikidata.org/entity/Q35535]
    rule: {terms: police}
  - label: Bans
    slug: bans
    also: [moratoria]
    broader: Police
    rule:
      all of: [{terms: police}, ban]
    minimum: 3
"""


def file(folder: Path, text: str, name: str = "t.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def slugs(path: Path, headline: str, abstract: str | None = None) -> list[str]:
    article = ArticleNode("a", "a", own=True, headline=headline, abstract=abstract)
    return [theme.slug for theme, _ in Themes(read_themes(path)[0]).matches(article)]


def test_a_theme_has_what_its_file_says(tmp_path: Path) -> None:
    police, bans = read_themes(file(tmp_path, THEMES))[0]
    assert (police.slug, police.definition, police.exact_matches) == (
        "police", "All of it.", ("http://www.wikidata.org/entity/Q35535",),
    )  # fmt: skip
    assert (bans.slug, bans.broader, bans.other_labels, bans.minimum) == ("bans", "police", ("moratoria",), 3)
    assert str(bans.origin) == "t.yaml:9"


def test_a_list_of_terms_is_written_out_with_the_rule(tmp_path: Path) -> None:
    police, bans = read_themes(file(tmp_path, THEMES))[0]
    assert police.written == '{"any of": ["police", "cops"]}'
    assert bans.written == '{"all of": [{"any of": ["police", "cops"]}, "ban"]}'


def test_a_match_below_the_minimum_does_not_count(tmp_path: Path) -> None:
    path = file(tmp_path, THEMES)
    assert slugs(path, "Cops", "a ban") == ["bans", "police"]
    assert slugs(path, "A story", "police and a ban") == ["police"]


def test_a_theme_without_a_rule_has_what_is_below_it(tmp_path: Path) -> None:
    text = "themes:\n- label: Top\n- {label: Low, broader: Top, rule: police}\n"
    assert slugs(file(tmp_path, text), "Police") == ["low", "top"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("themes: [", "t.yaml:2: broken YAML"),
        ("- a list", "t.yaml: one YAML mapping is wanted: lines that begin"),
        ("", "t.yaml: the file is empty"),
        (
            "terms:\n  a: [*b]",
            "t.yaml:2: broken YAML: an alias without an anchor before it: a text that begins with * needs quotes",
        ),
        ("themes: []", "t.yaml: no theme in it"),
        ("themes:\n- {rule: police}", "t.yaml:2: a theme needs a `label`"),
        ("themes:\n- {label: A, rulse: police}", "t.yaml:2: there is no field 'rulse'"),
        ("themes:\n- {label: A}\n- {label: a}", "t.yaml:3: a theme 'a' stands at t.yaml:2 too"),
        ("themes:\n- label: A\n  rule: {terms: cops}", "t.yaml:3: no list of terms is called 'cops'; there is none"),
        ("themes:\n- label: A\n  rule: {none of: [b]}", "t.yaml:3: `none of` needs another rule"),
        ("themes:\n- label: A\n  rule: {near: {of: [b, c]}}", "t.yaml:3: `near` needs `words`"),
        ("themes:\n- label: A\n  rule: {near: {words: x, of: [b, c]}}", "t.yaml:3: `words` must be a number"),
        ("themes:\n- label: A\n  rule: a*b", "t.yaml:3: the term 'a*b' cannot be searched"),
        ("themes:\n- label: A\n  rule: '*'", "t.yaml:3: the term '*' cannot be searched"),
        ("themes:\n- label: A\n  rule: {any of: []}", "t.yaml:3: a list of rules is wanted"),
        ("themes:\n- label: A\n  rule: {}", "t.yaml:3: a rule needs one of"),
        ("themes:\n- label: A\n  rule: {beside: [b]}", "t.yaml:3: `beside` belongs to a `name`"),
        ("themes:\n- label: A\n  exact match: [javascript:alert(1)]", "t.yaml:3: `exact match`"),
        ("themes:\n- {label: A, broader: B}\n- {label: B, broader: A}", "the theme 'a' is above itself"),
        ("themes:\n- label: A\n  label: B", "t.yaml:3: `label` stands twice"),
        ("terms: [a]\nthemes:\n- label: A", "t.yaml:1: `terms` must be a mapping"),
        ("themes:\n- label: [A]", "t.yaml:2: `label` must be a text"),
        ("themes:\n- label: A\n  exact match: ['http://e.org/a b']", "t.yaml:3: `exact match`"),
        ("themes:\n- label: A\n  exact match: ['http://e.org/{x}']", "t.yaml:3: `exact match`"),
        ("themes:\n- label: A\n  rule: {near: {words: 2.7, of: [b, c]}}", "`words`, a whole number"),
    ],
)
def test_what_cannot_be_followed_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(VocabularyError) as error:
        read_themes(file(tmp_path, text))
    assert message in str(error.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="cannot be read"):
        read_themes(tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VocabularyError, match="is not UTF-8"):
        read_themes(tmp_path / "binary.yaml")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="nested deeper"):
        read_themes(file(tmp_path, "themes: " + "[" * 200 + "]" * 200))


SKOS = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix gb: <https://w3id.org/graphbuild/ns#> .
@prefix e: <https://example.org/themes/> .
e:police a skos:Concept ; skos:prefLabel "Polizei"@de , "Police"@en ; skos:altLabel "cops"@en ; skos:hiddenLabel "FBI" .
e:bans a skos:Concept ; skos:prefLabel "Bans" ; skos:broader e:police ; gb:rule '{"all of": ["ban", "police"]}' .
e:nothing a skos:Concept .
"""


def test_the_labels_of_a_skos_concept_are_its_terms(tmp_path: Path) -> None:
    path = file(tmp_path, SKOS, "t.ttl")
    bans, police = read_themes(path)[0]
    assert (police.slug, police.label, bans.broader) == ("police", "Police", "police")
    assert [slugs(path, text) for text in ("COPS", "polizei", "FBI", "fbi")] == [["police"], ["police"], ["police"], []]


def test_a_rule_in_skos_is_followed(tmp_path: Path) -> None:
    assert slugs(file(tmp_path, SKOS, "t.ttl"), "police ban") == ["bans", "police"]


def test_broken_rdf_is_said(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"t.ttl: it cannot be read as RDF"):
        read_themes(file(tmp_path, "<a> <b>", "t.ttl"))


def test_the_exported_themes_are_a_scheme_that_finds_the_same(bundled: graphbuild.StoryGraph, demo: Path) -> None:
    ours = Themes(read_themes(ontology() / "themes.yaml")[0])
    exported = Themes(read_themes(demo / "graph.ttl")[0])
    for article in bundled.articles:
        assert [(theme.slug, match) for theme, match in ours.matches(article)] == [
            (theme.slug, match) for theme, match in exported.matches(article)
        ]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ('gb:minimum "lots"', "the minimum of 'A' must be a number, not 'lots'"),
        ('gb:minimum "nan"', "the minimum of 'A' must be a number, not 'nan'"),
        ('gb:rule "{any of: ["', "the rule of 'A' cannot be read"),
        ('gb:rule "a\\n---\\nb"', "the rule of 'A' cannot be read"),
        ('gb:rule "[a*b]"', "cannot be searched"),
        ("a skos:Concept . <http://b.org/a> a skos:Concept ; skos:prefLabel 'B'", "two concepts come down to one name"),
    ],
)
def test_what_cannot_be_followed_in_skos_is_said(tmp_path: Path, facts: str, message: str) -> None:
    prefixes = SKOS.partition("e:police")[0]
    path = file(tmp_path, f'{prefixes} e:a a skos:Concept ; skos:prefLabel "A" ; {facts} .', "t.ttl")
    with pytest.raises(VocabularyError) as error:
        read_themes(path)
    assert message in str(error.value)


def test_a_match_in_skos_that_is_no_iri_is_left_out(tmp_path: Path) -> None:
    path = file(
        tmp_path, SKOS.replace('skos:altLabel "cops"@en', 'skos:exactMatch "not one" ; skos:altLabel "x"'), "t.ttl"
    )
    assert [theme.exact_matches for theme in read_themes(path)[0]] == [(), ()]


def test_a_long_text_takes_time_in_proportion(tmp_path: Path) -> None:
    headline = "facial recognition police " * 20_000
    assert slugs(ontology() / "themes.yaml", headline)[:1] == ["facial-recognition"]
