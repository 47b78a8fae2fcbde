from __future__ import annotations

import pytest

from graphbuild.query.syntax import Query


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "select*{service?x{?s?p?o}}",
        "SELECT * { # it's\n SERVICE <http://x/> {} }",
        "SELECT * { ?s ex:a\\' ?o . SERVICE <http://x/> {} . ?s ex:b 'x' }",
        "SELECT * { ?s ?p '''it's''' . SERVICE SILENT <http://x/> {} }",
        'SELECT * { ?s ?p "\\\\" . SERVICE <http://x/> {} . ?s ?p "" }',
        "SELECT * { FILTER(?a<?b) SERVICE <http://x/> {} FILTER(?a>?b) }",
        "SELECT * { \\u0053ERVICE <http://x/> {} }",
        "SELECT * { \\U00000053ERVICE <http://x/> {} }",
        "ASK { ?s ?p 'a\\u0027 . SERVICE <http://x/> {} . ?s ?p \\u0027b' }",
    ],
)
def test_service_is_found_wherever_it_hides(text: str) -> None:
    assert Query(text).goes_elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a ex:service ; ex:SERVICE <http://x/SERVICE> }",
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}' } # SERVICE",
        'SELECT * { ?s ?p """a "SERVICE" b""" }',
        "PREFIX service: <http://x/> SELECT * { ?s service:a ?o }",
    ],
)
def test_a_text_name_or_comment_is_no_service(text: str) -> None:
    assert not Query(text).goes_elsewhere


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("PREFIX a: <b>\nBASE <c>\nselect * {}", "SELECT"),
        ("# ASK\nDESCRIBE <x>", "DESCRIBE"),
        ("PREFIX ask: <b> CONSTRUCT {} {}", "CONSTRUCT"),
        ("DROP ALL", None),
        ("", None),
    ],
)
def test_the_form_of_a_query(text: str, form: str | None) -> None:
    assert Query(text).form == form


@pytest.mark.parametrize(
    "text", ["INSERT DATA {}", "PREFIX a: <b> DELETE WHERE {}", "load <file:///etc/passwd>", "DROP ALL"]
)
def test_an_update_is_known(text: str) -> None:
    assert Query(text).changes


def test_prefixes_and_names() -> None:
    query = Query("PREFIX ex: <http://x/> SELECT * { ?s ex:a gb:b ; a :c . FILTER(?s = 'no:name') }")
    assert query.declared == {"ex": "http://x/"}
    assert [token.text for token in query.names] == ["ex:a", "gb:b", ":c"]
