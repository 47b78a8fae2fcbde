"""Each named question answers what it says, and rdflib answers it the same way."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

import graphbuild
from graphbuild import StoryGraph
from graphbuild.cli.query import PARAMETERS as SHOWN
from graphbuild.errors import BadQuery
from graphbuild.iris import PREFIXES
from graphbuild.query import ask, question, questions
from graphbuild.query.engine import Engine
from graphbuild.query.question import PARAMETERS
from graphbuild.rdffile import quads
from graphbuild.saved import SavedBuild
from tests.query.conftest import FOUND

BUNDLED: dict[str, tuple[int | None, dict[str, Any]]] = {
    # rows (None: they depend on what is found in the texts), and what is in one of them
    "backward-listings": (48, {"days": "-6.87", "line": "40"}),
    "changed-headlines": (8, {}),
    "coverage-by-week": (30, {"week": "2019-06-24", "articles": "1"}),
    "files": (None, {"entries": "8"}),
    "listing-gaps": (8, {"position": "1", "entries": "96"}),
    "merges-by-evidence": (1, {"evidence": "declared", "decision": "one article", "pairs": "425"}),
    "most-listed-articles": (282, {"publisher": "Gizmodo", "listers": "6"}),
    "most-listed-missing": (204, {"publisher": "Gizmodo", "listers": "6"}),
    "mutual-listings": (6, {}),
    "recommendation-flow": (434, {"publisher": "The Guardian", "listed_publisher": "CNET", "entries": "4"}),
    "self-recommendation": (77, {"publisher": "New York Times", "entries": "29", "to_itself": "3"}),
    "sources": (180, {"publisher": "CNET", "articles": "13", "own": "0", "first": "2020-01-25"}),
    "topics": (5, {"label": "AI", "articles": "106"}),
}
FOUND_ROWS: dict[str, tuple[int, dict[str, Any]]] = {
    "articles-in-no-story": (1, {"headline": "On its own", "published": "2021-02-01"}),
    "carried-one-not-its-sibling": (
        1,
        {"publisher": "A Times", "carried": "Ban passes", "sibling": "Man wrongly held"},
    ),
    "co-covering-sources": (3, {"publisher": "A Times", "other_publisher": "B Wire", "stories": "1"}),
    "first-in-story": (2, {"publisher": "A Times", "hours_ahead": "2.5"}),
    "lead-times": (3, {"publisher": "C Post", "stories": "2", "firsts": "0", "mean_hours": "28.3"}),
    "mention-evidence": (1, {"name": "Boston", "start": "4", "end": "10", "line": "3"}),
    "mentioned-together": (1, {"name": "ACLU", "other_name": "Boston", "articles": "1"}),
    "mentions": (2, {"name": "Boston", "articles": "2", "publishers": "2"}),
    "problems-by-file": (1, {"path": "1.md", "problems": "1", "times": "3"}),
    "reprints": (1, {"publisher": "C Post", "original_publisher": "B Wire", "line": None}),
    "reprints-by-wire": (1, {"publisher": "B Wire", "reprints": "1", "reprinting_publishers": "1"}),
    "silent-sources": (0, {}),
    "sources-on-a-theme": (3, {"publisher": "A Times", "articles": "1", "first": "2020-12-31"}),
    "stories": (2, {"label": "Ban passes", "articles": "3", "publishers": "3", "last": "2021-01-02"}),
    "story-timeline": (5, {"publisher": "C Post", "hours": "26.5"}),
    "theme-evidence": (2, {"term": "ban", "score": "3", "line": "2"}),
    "themes": (1, {"label": "Policing", "articles": "2", "mean_score": "2.25"}),
}


@pytest.fixture(scope="session")
def in_rdflib(june: Path) -> dict[str, rdflib.Graph]:
    graphs = {"june": rdflib.Graph(), "found": rdflib.Graph().parse(FOUND)}
    for subject, predicate, value, _ in quads(june / "graph.nq"):
        graphs["june"].add((subject, predicate, value))
    return graphs


@cache
def prepared(text: str) -> Any:
    return prepareQuery(text, initNs=PREFIXES)


def rows(engine: Engine, name: str, **parameters: str) -> list[dict[str, str]]:
    result = ask(engine, name, parameters)
    return [dict(zip(result.variables, row, strict=True)) for row in result.shown()]


def test_there_are_twenty_questions_and_each_has_a_checked_fact() -> None:
    assert len(questions()) >= 20
    assert set(questions()) == BUNDLED.keys() | FOUND_ROWS.keys()


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_a_question_to_the_bundled_stories(engine: Engine, name: str) -> None:
    count, row = BUNDLED[name]
    answer = rows(engine, name)
    assert count is None or len(answer) == count
    assert any(row.items() <= one.items() for one in answer)


@pytest.mark.parametrize("name", sorted(FOUND_ROWS))
def test_a_question_to_what_is_found_in_texts(found: Engine, name: str) -> None:
    count, row = FOUND_ROWS[name]
    answer = rows(found, name)
    assert len(answer) == count
    wanted = {key: value for key, value in row.items() if value is not None}
    assert not count or any(wanted.items() <= one.items() for one in answer)


def value(term: Any) -> Any:
    """A term as both engines mean it: numbers by their value, dates whichever way their zone is written."""
    if term is None:
        return None
    text = term.value if isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal) else str(term)
    if isinstance(term, rdflib.URIRef | pyoxigraph.NamedNode):
        return text
    datatype = term.datatype.value if isinstance(term, pyoxigraph.Literal) else str(term.datatype)
    if datatype.rpartition("#")[2] in ("integer", "decimal", "double"):
        return round(float(text), 6)
    return text.replace("+00:00", "Z")


@pytest.mark.parametrize("name", sorted(questions()))
@pytest.mark.parametrize("where", ["june", "found"])
def test_rdflib_answers_the_same(
    of_june: Engine, found: Engine, in_rdflib: dict[str, rdflib.Graph], name: str, where: str
) -> None:
    ours = ask(of_june if where == "june" else found, name)
    theirs: Any = in_rdflib[where].query(prepared(ours.asked))
    assert [str(name) for name in theirs.vars] == list(ours.variables)
    assert Counter(tuple(map(value, row)) for row in theirs) == Counter(tuple(map(value, row)) for row in ours.terms)


@pytest.mark.parametrize("name", sorted(questions().keys() - {"silent-sources"}))
def test_what_other_engines_are_compared_by_is_not_nothing(of_june: Engine, found: Engine, name: str) -> None:
    assert rows(of_june, name) or rows(found, name)


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_says_what_it_is(name: str) -> None:
    one = question(name)
    assert one.title[0].isupper() and not one.title.endswith(".")
    assert one.answers.endswith(".") and one.beware.endswith(".")
    for column in (one.plot or "").split()[1:]:
        assert f"?{column}" in one.text


def test_the_command_line_has_the_parameters_of_the_questions() -> None:
    assert SHOWN == PARAMETERS
    assert {name for one in questions().values() for name in one.parameters} <= PARAMETERS.keys()


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_parameter_counts(found: Engine, name: str) -> None:
    """With a value that nothing has, a question finds less than without, or nothing in either case."""
    before = len(rows(found, name))
    for parameter in question(name).parameters:
        nothing = {"from": "3000-01-01", "until": "1000-01-01"}.get(parameter, "nobody.example")
        after = rows(found, name, **{parameter: nothing})
        assert len(after) < before or (not before and parameter != "theme") or name == "silent-sources"


def test_a_parameter_narrows_the_answer(engine: Engine) -> None:
    assert rows(engine, "coverage-by-week", source="gothamist.com") == [
        {"week": "2020-08-10", "articles": "1"},
        {"week": "2020-08-17", "articles": "1"},
    ]
    august = rows(engine, "coverage-by-week", **{"from": "2020-08-01", "until": "2020-08-31"})
    assert [row["week"] for row in august] == ["2020-08-10", "2020-08-17", "2020-08-24", "2020-08-31"]


@pytest.mark.parametrize("value", ['x> } } # "', "a b", "é/../../x", "x } UNION { ?s ?p ?o"])
def test_a_parameter_is_a_value_whatever_it_holds(engine: Engine, value: str) -> None:
    assert rows(engine, "most-listed-articles", source=value) == []


def test_an_iri_is_taken_as_it_is_and_no_iri_is_refused() -> None:
    one = question("most-listed-articles")
    assert "VALUES ?source { <https://x.example/y> }" in one.asked({"source": "https://x.example/y"})
    with pytest.raises(BadQuery, match="no IRI"):
        one.asked({"source": "https://x.example/> } UNION { ?s ?p <x:y"})


def test_a_parameter_that_is_not_taken_or_no_day_is_an_error() -> None:
    with pytest.raises(BadQuery, match=r"does not take --story; its parameters: --source\."):
        question("most-listed-articles").asked({"story": "x"})
    with pytest.raises(BadQuery, match="is a day, such as"):
        question("coverage-by-week").asked({"from": "yesterday"})


def test_another_base_reaches_the_values_of_the_file() -> None:
    asked = question("silent-sources").asked({}, "https://data.example.org/")
    assert "<https://data.example.org/theme/policing>" in asked


def test_a_wrong_name_has_the_nearest(engine: Engine) -> None:
    with pytest.raises(BadQuery, match="did you mean reprints-by-wire"):
        ask(engine, "reprint-by-wire")


@pytest.mark.parametrize("name", ["sources", "merges-by-evidence", "files"])
def test_a_build_in_memory_answers_as_its_store(demo: Path, engine: Engine, name: str) -> None:
    memory = SavedBuild(demo).engine(in_memory=True)
    assert ask(memory, name).content == ask(engine, name).content
    everything = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert memory.query(everything).shown() == engine.query(everything).shown()
    memory.close()


def test_a_graph_in_memory_and_one_that_was_opened_answer_alike(june: Path, of_june: Engine) -> None:
    import pandas

    opened = graphbuild.open(june)
    written = StoryGraph.query(SavedBuild(june).graph(), "sources")
    pandas.testing.assert_frame_equal(opened.query("sources"), written)
    assert len(opened.query("coverage-by-week", from_="2020-06-24")) == len(
        rows(of_june, "coverage-by-week", **{"from": "2020-06-24"})
    )


def test_a_misspelt_parameter_has_the_nearest(engine: Engine) -> None:
    result = ask(engine, "coverage-by-week", {"source": "gothamst.com"})
    assert result.notes == ("The graph holds no publisher called 'gothamst.com'. Did you mean gothamist.com?",)


def test_a_parameter_that_is_there_needs_no_note(engine: Engine) -> None:
    assert ask(engine, "coverage-by-week", {"source": "gothamist.com", "from": "2030-01-01"}).notes == ()


def test_a_parameter_that_stands_for_itself_is_named(engine: Engine) -> None:
    assert ask(engine, "sources-on-a-theme").notes[:1] == (
        "Answered for the theme policing: give --theme for another.",
    )
    assert ask(engine, "sources-on-a-theme", {"theme": "vendors"}).notes == ()


@pytest.mark.parametrize(
    ("name", "given", "count"),
    [
        ("story-timeline", {"story": "amazon PAUSES"}, 11),
        ("story-timeline", {"story": "facial pauses amazon"}, 11),
        ("coverage-by-week", {"source": "Gothamist"}, 2),
        ("coverage-by-week", {"theme": "facial recognition in policing"}, 24),
        ("mention-evidence", {"entity": "Amazon.com"}, 32),
    ],
)
def test_a_thing_is_given_by_its_name(engine: Engine, name: str, given: dict[str, str], count: int) -> None:
    assert len(rows(engine, name, **given)) == count


def test_words_that_several_stories_have_are_refused(engine: Engine) -> None:
    with pytest.raises(BadQuery, match=r"2 stories match 'amazon': “Amazon pauses .*”; “.*”\.$"):
        ask(engine, "story-timeline", {"story": "amazon"})


def test_a_hint_gives_the_headline_of_a_story(engine: Engine) -> None:
    [note] = ask(engine, "story-timeline", {"story": "amazn pauses polise"}).notes
    assert note.startswith("The graph holds no story called 'amazn pauses polise'. Did you mean “Amazon pauses police")
