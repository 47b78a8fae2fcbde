from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import rdflib

from graphbuild.errors import BadOption
from graphbuild.plot.answer import drawn, plot
from graphbuild.query.engine import Engine
from graphbuild.query.result import form_of

VALUES = """SELECT * { VALUES (?number ?half ?day ?time ?truth ?text ?thing) {
  (1 1.5 "2020-02-03"^^xsd:date "2020-02-03T04:05:06Z"^^xsd:dateTime true "=1+1" <https://w3id.org/graphbuild/id/topic/ai>)
  (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF) } }"""


def test_a_frame_has_real_types_and_short_names(engine: Engine) -> None:
    frame = engine.query(VALUES).frame()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "day": "datetime64[us]", "half": "float64", "number": "Int64", "text": "str", "thing": "str",
        "thing_name": "str", "time": "datetime64[us, UTC]", "truth": "boolean",
    }  # fmt: skip
    assert frame["time"][0] == pd.Timestamp("2020-02-03T04:05:06Z")
    assert (frame["thing"][0], frame["thing_name"][0]) == ("https://w3id.org/graphbuild/id/topic/ai", "topic/ai")
    assert frame.iloc[1].isna().all()


@pytest.mark.parametrize("value", ['"2020-02-31"^^xsd:date', "99999999999999999999", '"x"^^xsd:integer'])
def test_a_value_that_no_type_holds_stays_as_it_stands(engine: Engine, value: str) -> None:
    text = value.split('"')[1] if '"' in value else value
    assert engine.query(f"SELECT ?x {{ VALUES ?x {{ {value} }} }}").frame()["x"][0] == text


def test_a_frame_of_no_rows_has_its_columns(engine: Engine) -> None:
    assert list(engine.query("SELECT ?a ?b { ?a gb:nothing ?b }").frame().columns) == ["a", "b"]


def test_statements_come_as_a_graph_and_a_question_as_yes_or_no(engine: Engine) -> None:
    graph = engine.query("DESCRIBE <https://w3id.org/graphbuild/id/source/gothamist.com>").value()
    assert isinstance(graph, rdflib.Graph)
    assert (None, None, rdflib.Literal("Gothamist")) in graph
    assert engine.query("ASK { ?l a gb:Listing }").value() is True
    assert engine.query("ASK { ?l a gb:Nothing }").value() is False


def test_rows_are_written_as_the_standards_say(engine: Engine) -> None:
    result = engine.query("SELECT ?a ?b { VALUES (?a ?b) { (1 'x,y') } }")
    assert result.written("csv") == b'a,b\r\n1,"x,y"\r\n'
    assert result.written("tsv") == b'?a\t?b\n1\t"x,y"\n'
    assert json.loads(result.written("json"))["results"]["bindings"][0]["b"] == {"type": "literal", "value": "x,y"}
    assert b"<literal>x,y</literal>" in result.written("xml")


def test_parquet_keeps_the_types(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(engine.query(VALUES).written("parquet"))
    assert str(pd.read_parquet(tmp_path / "x.parquet")["time"].dtype) == "datetime64[us, UTC]"


def test_statements_are_written_alike_each_time(engine: Engine) -> None:
    query = "CONSTRUCT { ?a schema:headline ?h } { ?a schema:headline ?h ; gb:stub false }"
    first, second = engine.query(query), engine.query(query)
    assert first.content == second.content
    assert len(rdflib.Graph().parse(data=first.written("nt"), format="nt")) == first.rows == 106
    assert len(rdflib.Graph().parse(data=first.written("jsonld"), format="json-ld")) == 106


def test_a_form_follows_from_the_suffix() -> None:
    assert form_of("a/b.CSV", "bindings") == "csv"
    assert form_of("x.srj", "bindings") == "json"
    assert form_of("x.ttl", "graph") == "ttl"
    for name, kind in (("x.ttl", "bindings"), ("x.csv", "graph"), ("x", "bindings")):
        with pytest.raises(BadOption, match="means no form"):
            form_of(name, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?name (COUNT(*) AS ?n) { ?a schema:publisher/schema:name ?name } GROUP BY ?name",
        "SELECT ?day (1 AS ?n) { ?a schema:datePublished ?day }",
        "SELECT (1 AS ?a) (2 AS ?b) {}",
        "SELECT ?name ?n { VALUES (?name ?n) { ('$\\\\frac{1}{' 1) ('<script>' 2) } }",
    ],
)
@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_picture_is_the_same_each_time(engine: Engine, query: str, form: str) -> None:
    result = engine.query(query)
    picture = drawn(result, form)
    assert picture == drawn(result, form)
    assert picture.startswith(b"\x89PNG" if form == "png" else b"<?xml")
    assert b"<script>" not in picture


def test_a_matrix_is_drawn(engine: Engine) -> None:
    from graphbuild.query import ask

    assert b"The Guardian" in drawn(ask(engine, "recommendation-flow"), "svg", "recommendation-flow")


@pytest.mark.parametrize(
    ("query", "said"),
    [("ASK {}", "no rows"), ("SELECT ?a { ?a gb:nothing ?b }", "no rows"), ("SELECT ('x' AS ?a) {}", "no column")],
)
def test_what_cannot_be_drawn_is_said(engine: Engine, tmp_path: Path, query: str, said: str) -> None:
    with pytest.raises(BadOption, match=said):
        plot(engine.query(query), str(tmp_path / "x.svg"))
    with pytest.raises(BadOption, match=r"\.svg or \.png"):
        plot(engine.query(query), str(tmp_path / "x.pdf"))
    assert not list(tmp_path.iterdir())
