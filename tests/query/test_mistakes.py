"""What is said of a mistaken query: in words, with the line and a caret under the mistake."""

from __future__ import annotations

import pytest

from graphbuild.errors import BadQuery
from graphbuild.query import mistakes
from graphbuild.query.engine import Engine
from graphbuild.query.grammar import wrong
from graphbuild.query.question import questions


def message(engine: Engine, text: str) -> str:
    with pytest.raises(BadQuery) as caught:
        engine.query(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [  # the caret is to be where | stands
        ("|SELCT * { ?s ?p ?o }", "SELCT is no word of SPARQL; did you mean SELECT?"),
        ("SELECT * { ?s |shema:name ?o }", "The prefix shema: is not known; did you mean schema:name?"),
        ("SELECT * { ?s |zzz:name ?o }", "The prefix zzz: is not known; declare it with PREFIX."),
        ("PREFIX |ex <http://x/>\nASK { ?s ex:a ?o }", "here could stand: a prefix and a colon."),
        ("PREFIX ex: |http://x/\nASK { ?s ex:a ?o }", "here could stand: an IRI in < >."),
        ("SELECT * { ?s ?p |'no end }", "This text has no end."),
        ("SELECT * {\n { ?s ?p ?o }\n UNION\n |{ ?s ?p 1 .\n", "The query ends, but this { has not been closed."),
        ("ASK { ?s ?p ?o }|}", "This } closes nothing."),
        ("SELECT * { ?s ?p ?o } ORDER BY|", "The query ends too early; here could stand: (, ASC, DESC,"),
        (
            "SELECT * {\n ?s a ?o\n |?s ?p ?o }",
            "is a full stop or a semicolon missing before it?",
        ),
        ("SELECT * { ?s ?p ?o FILTER(?o > |) }\nLIMIT 10", "could stand: an expression."),
        ("SELECT * { ?s ?p ?o FILTER |?o > 3 }\nLIMIT 10", "could stand: (, a function, an IRI or a name."),
        ("SELECT * { ?s ?p ?o BIND(STR(?o) |?x) }", "could stand: AS, an operator."),
        ("SELECT ?s|, ?o { ?s ?p ?o }", "variables stand side by side"),
        ("SELECT ?s |COUNT(?o) { ?s ?p ?o } GROUP BY ?s", "Brackets and a name are wanted: (COUNT(…) AS ?name)."),
        ("ASK { ?s ?p ?o FILTER(|contain(?o, 'x')) }", "did you mean CONTAINS?"),
        ("ASK { ?s |headline ?o }", "did you mean schema:headline?"),
        ("SELECT * { ?s ?p ?o } LIMIT |ten", "could stand: a number."),
        ("ASK { ?s ?p |“x” }", "straight quotes"),
        ("ASK { ?s|\u00a0?p ?o }", "No-Break Space (U+00A0) cannot stand here."),
        ("ASK { ?s |<http://x/a b> ?o }", "This IRI holds what none can"),
        ("ASK { ?s |<relative> ?o }", "This is no whole IRI"),
        ("SELECT (COUNT(?s) AS ?n) |?p { ?s ?p ?o }", "?p is neither grouped nor counted"),
        ("SELECT |?s { ?s ?p ?o } GROUP BY ?p", "?s is neither grouped nor counted"),
        ("SELECT * { ?s ?p ?o BIND(STR(?o) AS |?o) }", "?o has a value already"),
        ("SELECT (1 AS ?x) (2 AS |?x) {}", "?x has a value already"),
        ("ASK { VALUES (?a ?b) { (1 2) |(1) } }", "This row has 1 value for 2 variables"),
        ("ASK { _:a ?p ?o { |_:a ?q ?o } }", "_:a stands in two groups"),
        ("ASK { ?s ?p ?o FILTER(|xsd:foo(?o)) }", "There is no function xsd:foo."),
        ("ASK {\r\n ?s ?p |) }", ") cannot stand here"),
        ("ASK { ?s ?p 'a\u2028b' . ?s ?p |) }", ") cannot stand here"),
    ],
)
def test_a_mistake_has_its_place_and_is_told_in_words(engine: Engine, text: str, said: str) -> None:
    before, _, after = text.partition("|")
    found = message(engine, before + after)
    lines = before.replace("\r\n", "\n").split("\n")
    assert said in found
    assert f"line {len(lines)}, column {len(lines[-1]) + 1}:" in found
    assert found.splitlines()[-1] == f"  {' ' * len(lines[-1])}^"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  # nothing", "The query is empty."),
        ("SELECT * { ?s ?p ?o } GROUP BY ?p", "SELECT * and GROUP BY do not go together"),
    ],
)
def test_a_mistake_without_a_place_is_told_in_words(engine: Engine, text: str, said: str) -> None:
    assert message(engine, text).startswith(said)
    assert "^" not in message(engine, text)


def test_wide_characters_take_two_columns_of_a_terminal() -> None:
    assert mistakes.shown("'臉部' )", 5).endswith("\n  '臉部' )\n         ^")


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_grammar_takes_what_the_engine_takes(name: str) -> None:
    assert wrong(questions()[name].text) is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT REDUCED ?s FROM NAMED <x:g> { GRAPH ?g { ?s <x:a>|^<x:b>/!(<x:c>|^a)+ ?o } } OFFSET 1 LIMIT 2",
        "DESCRIBE ?x { ?x ?y [ a [] ; <x:p> (1 -2.5e3 'x'@en-GB) ], _:b FILTER(?y NOT IN () || !BOUND(?z)) } LIMIT 1",
        "CONSTRUCT WHERE { ?s ?p ?o . } ORDER BY DESC(?s) STR(?o) VALUES (?p ?q) { (UNDEF 1) }",
        "SELECT (GROUP_CONCAT(DISTINCT ?o; separator=',') AS ?x) (?n+1 AS ?y) { ?s ?p ?o, 1.0 ; ?q true OPTIONAL {} }",
        "ASK { { SELECT * { } HAVING (COUNT(*) > 1) } MINUS { ?s ?p ?o } FILTER NOT EXISTS { ?a ?b ?c } }",
        "PREFIX : <x:y> BASE <x:z> ASK {?s :a\\'b 'it\\'s', '''it's''' FILTER(?a<?b&&?c>-1) BIND(IF(true,1,2) AS ?d)}",
    ],
)
def test_the_grammar_is_that_of_sparql(text: str) -> None:
    assert wrong(text) is None


def test_a_selected_variable_that_nothing_binds_is_noted(engine: Engine) -> None:
    assert engine.query("SELECT ?a ?headlin { ?a schema:headline ?headline }").notes == (
        "Nothing gives ?headlin a value: did you mean ?headline?",
    )
    assert engine.query("SELECT ?a (1 AS ?b) { ?a schema:headline ?c }").notes == ()
