"""The endpoint by clients that no one here wrote, the protocol's rules, and those who mean no good."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from graphbuild.errors import BadQuery
from graphbuild.query import questions
from graphbuild.query.remote import Endpoint
from tests.test_watch import heeding_signals

COUNT = "SELECT (COUNT(*) AS ?n) { ?l a gb:Listing }"
DECLARED = f"PREFIX gb: <https://w3id.org/graphbuild/ns#> {COUNT}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FORM = "application/x-www-form-urlencoded"


def started(demo: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "graphbuild", "serve", str(demo), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    [url] = re.findall(r"at (http://\S+/) \(", process.stdout.readline())
    return process, url


def ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=20)
    assert process.stdout
    process.stdout.close()


@pytest.fixture(scope="module")
def url(demo: Path) -> Iterator[str]:
    process, url = started(demo, "--timeout", "2", "--rows", "1000")
    yield url
    ended(process)


def ask(
    url: str, query: str | None = None, *, method: str | None = None, body: bytes | None = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    if query is not None:
        url = f"{url}sparql?{urllib.parse.urlencode({'query': query})}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, named, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("form", [JSON, XML])
def test_sparqlwrapper_asks(url: str, method: str, form: str) -> None:
    wrapper = SPARQLWrapper(f"{url}sparql", returnFormat=form)
    wrapper.setMethod(method)
    wrapper.setQuery(DECLARED)
    answer: Any = wrapper.query().convert()
    found = answer["results"]["bindings"][0]["n"]["value"] if form == JSON else answer.toxml()
    assert "476" in found


def test_sparqlwrapper_posts_a_query_as_it_is_and_reads_statements(url: str) -> None:
    wrapper = SPARQLWrapper(f"{url}sparql", returnFormat=TURTLE)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.setQuery("DESCRIBE <https://w3id.org/graphbuild/id/source/gothamist.com>")
    answer: Any = wrapper.query().convert()
    assert len(rdflib.Graph().parse(data=answer, format="turtle")) == 5


def test_rdflib_asks(url: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{url}sparql", method="POST"))
    assert [int(row[0]) for row in graph.query(DECLARED)] == [476]  # type: ignore[index, arg-type]


def test_curl_asks(url: str) -> None:
    command = ["curl", "-s", f"{url}sparql", "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"n\r\n476\r\n"


@pytest.mark.parametrize("name", ["topics", "coverage-by-week"])
def test_our_own_client_gets_what_the_store_says(url: str, name: str) -> None:
    assert name in questions()
    from graphbuild.query import ask as asked

    assert asked(Endpoint(f"{url}sparql"), name).rows == {"topics": 5, "coverage-by-week": 30}[name]


def test_our_own_client_shows_a_mistake_in_the_query_as_it_was_given(url: str) -> None:
    with pytest.raises(BadQuery, match=r"LIMIT cannot stand here.*\nline 1, column 36:\n  SELECT .*\n {37}\^$"):
        Endpoint(f"{url}sparql").query("SELECT ?h { ?a schema:headline ?h  LIMIT 5")


def test_our_own_client_knows_the_words_of_the_graph(url: str) -> None:
    [note] = Endpoint(f"{url}sparql").query("SELECT ?h { ?a schema:headlin ?h }").notes
    assert "did you mean schema:headline?" in note


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values, text/csv;q=0.1", "text/tab-separated-values; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/html, application/sparql-results+xml;q=0.9, */*;q=0.1", "application/sparql-results+xml"),
    ],
)
def test_rows_come_in_the_form_that_is_wanted(url: str, accept: str, kind: str) -> None:
    status, _, headers = ask(url, COUNT, Accept=accept)
    assert (status, headers["content-type"]) == (200, kind)


@pytest.mark.parametrize("kind", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_statements_come_in_the_form_that_is_wanted(url: str, kind: str) -> None:
    status, body, headers = ask(url, "CONSTRUCT WHERE { ?t a skos:ConceptScheme }", Accept=kind)
    assert (status, headers["content-type"].partition(";")[0]) == (200, kind)
    assert len(rdflib.Graph().parse(data=body, format=kind)) >= 1


@pytest.mark.parametrize(
    ("wanted", "status", "arguments"),
    [
        ("nothing that is there", 406, {"query": COUNT, "Accept": "image/png"}),
        ("bad syntax", 400, {"query": "SELECT * {"}),
        ("two queries", 400, {"path": "sparql?query=ASK%7B%7D&query=ASK%7B%7D"}),
        ("no UTF-8 in the address", 400, {"path": "sparql?query=%FF"}),
        ("no UTF-8 in the body", 400, {"body": b"ASK{}\xff", "Content_Type": "application/sparql-query"}),
        (
            "another encoding than UTF-8",
            415,
            {"body": b"ASK{}", "Content_Type": "application/sparql-query; charset=UTF-16"},
        ),
        ("a body without a type", 415, {"body": b"ASK{}", "Content_Type": ""}),
        ("two updates", 403, {"body": b"update=CLEAR+NAMED&update=CLEAR+DEFAULT", "Content_Type": FORM}),
        ("an update by GET", 403, {"path": "sparql?update=CLEAR%20ALL"}),
        ("a form without a query", 400, {"body": b"a=b", "Content_Type": FORM}),
        ("a body of no type", 415, {"body": b"ASK{}", "Content_Type": "text/plain"}),
        ("an update", 403, {"body": b"DROP ALL", "Content_Type": "application/sparql-update"}),
        ("an update in a form", 403, {"body": b"update=DROP+ALL", "Content_Type": FORM}),
        ("an update as a query", 403, {"query": "DROP ALL"}),
        ("PUT", 405, {"path": "sparql", "method": "PUT", "body": b"ASK{}"}),
        ("DELETE", 405, {"path": "sparql", "method": "DELETE"}),
        ("SERVICE", 403, {"query": "ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}),
        ("a graph that is no IRI", 400, {"path": "sparql?query=ASK%7B%7D&default-graph-uri=x%20y"}),
        ("too many rows", 403, {"query": "SELECT * { ?s ?p ?o }"}),
        ("a query without end", 413, {"body": b"#" * 700_000, "Content_Type": "application/sparql-query"}),
        ("an unknown host", 403, {"query": COUNT, "Host": "evil.example"}),
        ("another site", 403, {"query": COUNT, "Origin": "http://evil.example"}),
        ("an image in another site", 403, {"query": COUNT, "Sec_Fetch_Site": "cross-site"}),
        ("a file above the page", 404, {"path": "page/..%2fapp.py"}),
        ("a thing that is not there", 404, {"path": "id/source/nobody.example", "Accept": "text/turtle"}),
        ("an IRI that is none", 404, {"path": "about?iri=%3E%20%7D"}),
        ("a question that is not there", 404, {"path": "questions/nothing"}),
    ],
)
def test_what_is_wrong_is_refused(url: str, wanted: str, status: int, arguments: dict[str, Any]) -> None:
    path = arguments.pop("path", None)
    if "query" not in arguments:
        url += path or "sparql"
    found, body, headers = ask(url, **arguments)
    assert found == status, wanted
    assert "Traceback" not in body
    assert "access-control-allow-origin" not in headers


def test_the_graphs_of_the_protocol(url: str) -> None:
    query = urllib.parse.urlencode({"query": "SELECT ?g { GRAPH ?g { ?l a gb:Listing } } LIMIT 1"})
    _, body, _ = ask(f"{url}sparql?{query}")
    graph = json.loads(body)["results"]["bindings"][0]["g"]["value"]
    one = urllib.parse.urlencode({"query": COUNT, "default-graph-uri": graph})
    _, body, _ = ask(f"{url}sparql?{one}")
    assert 0 < int(json.loads(body)["results"]["bindings"][0]["n"]["value"]) < 476
    body_form = urllib.parse.urlencode({"query": COUNT, "named-graph-uri": graph}).encode()
    _, body, _ = ask(f"{url}sparql", body=body_form, Content_Type=FORM)
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "0"


def test_a_get_without_a_query_describes_the_service(url: str) -> None:
    _, body, headers = ask(f"{url}sparql", Accept="text/turtle")
    assert headers["content-type"].startswith("text/turtle")
    described = rdflib.Graph().parse(data=body, format="turtle")
    endpoint = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")
    assert str(next(described.objects(None, endpoint))) == f"{url}sparql"


# The facts of the W3C's tests of the SPARQL 1.1 Protocol, those for queries; asked of graphs of ours.


@pytest.fixture(scope="module")
def graphs(url: str) -> list[str]:
    """Three named graphs, in each of which something is a listing."""
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?l a gb:Listing } } ORDER BY ?g LIMIT 3"
    return [row["g"]["value"] for row in json.loads(ask(url, query)[1])["results"]["bindings"]]


@pytest.mark.parametrize("how", ["get", "form", "direct"])
@pytest.mark.parametrize(
    ("query", "default", "named", "answer"),
    [
        ("ASK {}", [], [], True),
        ("ASK { <%1> gb:path ?x }", [0, 1], [], False),  # a graph holds what its file says, not the file's name
        ("ASK { ?l prov:wasDerivedFrom <%1> . ?m prov:wasDerivedFrom <%2> }", [0, 1], [], True),
        ("ASK { ?m prov:wasDerivedFrom <%3> }", [0, 1], [], False),
        ("ASK { GRAPH ?g { ?l prov:wasDerivedFrom <%1> } GRAPH ?h { ?m prov:wasDerivedFrom <%2> } }", [], [0, 1], True),
        ("ASK { ?l prov:wasDerivedFrom <%1> }", [], [0, 1], False),
        ("ASK { ?l prov:wasDerivedFrom <%3> GRAPH ?g { ?m prov:wasDerivedFrom <%2> } }", [2], [0, 1], True),
        ("ASK { GRAPH ?g { ?m prov:wasDerivedFrom <%3> } }", [2], [0, 1], False),
        # what the protocol says goes before what the query says
        ("ASK FROM <%3> { ?m prov:wasDerivedFrom <%3> }", [0], [1], False),
        ("ASK FROM <%3> { GRAPH ?g { ?m prov:wasDerivedFrom <%2> } }", [], [0, 1], True),
    ],
)
def test_the_protocol_chooses_the_graphs(
    url: str, graphs: list[str], how: str, query: str, default: list[int], named: list[int], answer: bool
) -> None:
    for number, graph in enumerate(graphs, 1):
        query = query.replace(f"%{number}", graph)
    fields = [("default-graph-uri", graphs[one]) for one in default] + [
        ("named-graph-uri", graphs[one]) for one in named
    ]
    place = f"{url}sparql?{urllib.parse.urlencode(fields)}"
    if how == "get":
        found = ask(f"{place}&{urllib.parse.urlencode({'query': query})}")
    elif how == "form":
        found = ask(place, body=urllib.parse.urlencode({"query": query}).encode(), Content_Type=FORM)
    else:
        found = ask(place, body=query.encode(), Content_Type="application/sparql-query")
    assert (found[0], json.loads(found[1])["boolean"]) == (200, answer)


def test_head_says_what_get_would(url: str) -> None:
    status, body, headers = ask(f"{url}sparql?query=ASK%7B%7D", method="HEAD")
    assert (status, body, headers["content-type"]) == (200, "", "application/sparql-results+json")


@pytest.mark.parametrize(("fetched", "status"), [("document", 200), ("iframe", 403), ("image", 403)])
def test_a_link_from_elsewhere_opens_a_page_and_asks_nothing(url: str, fetched: str, status: int) -> None:
    headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": fetched}
    assert ask(url, **headers)[0] == status
    assert ask(url, COUNT, **headers)[0] == 403


def test_a_client_that_dawdles_is_sent_away(url: str) -> None:
    host, port = url.removeprefix("http://").rstrip("/").split(":")
    head = f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\n"
    with (
        socket.create_connection((host, int(port)), timeout=30) as slow_head,
        socket.create_connection((host, int(port)), timeout=30) as slow_body,
    ):
        slow_head.sendall(head.encode())
        slow_body.sendall(
            f"{head}Content-Type: {FORM}\r\nContent-Length: 9\r\n\r\n".replace("GET /", "POST /sparql").encode()
        )
        assert slow_body.recv(100).startswith(b"HTTP/1.1 408 ")
        assert slow_head.recv(100) == b""


def test_an_error_says_where(url: str) -> None:
    _, body, headers = ask(url, "SELECT *\nWHERE { ?s shema:name ?o }")
    assert "did you mean schema:name" in body and "line 2, column 12" in body
    assert headers["content-type"].startswith("text/plain")


def test_many_runaway_queries_at_once_leave_the_server_answering(url: str) -> None:
    with ThreadPoolExecutor(30) as threads:
        running = [threads.submit(ask, url, ENDLESS) for _ in range(30)]
        answers = [one.result() for one in running]
    assert {status for status, _, _ in answers} == {503}
    # Those that wait give up when they have waited as long as a question may run: two are stopped, or four.
    assert sum("was stopped" in body for _, body, _ in answers) <= 4
    assert ask(url, COUNT)[0] == 200


def test_what_nobody_waits_for_is_stopped(demo: Path) -> None:
    process, url = started(demo, "--timeout", "600", "--at-once", "1")
    try:
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        query = urllib.parse.urlencode({"query": ENDLESS})
        with socket.create_connection((host, int(port))) as client:
            client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            time.sleep(1)
        assert ask(url, COUNT)[0] == 200  # the one worker is free again
    finally:
        ended(process)


def test_other_sites_may_ask_where_they_are_allowed(demo: Path) -> None:
    process, url = started(demo, "--cors", "https://yasgui.example", "--allow-host", "data.example")
    try:
        status, _, headers = ask(url, COUNT, Origin="https://yasgui.example", Sec_Fetch_Site="cross-site")
        assert (status, headers["access-control-allow-origin"]) == (200, "https://yasgui.example")
        preflight = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
        assert ask(f"{url}sparql", method="OPTIONS", Origin="https://yasgui.example", **preflight)[0] == 200
        assert ask(url, COUNT, Origin="https://evil.example")[0] == 403
        assert ask(url, COUNT, Host="data.example")[0] == 200
    finally:
        ended(process)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/html", "text/html"), ("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json")],
)
def test_a_minted_iri_is_a_page_or_rdf(url: str, accept: str, kind: str) -> None:
    _, body, headers = ask(f"{url}id/source/gothamist.com", Accept=accept)
    assert headers["content-type"].partition(";")[0] == kind
    assert "Gothamist" in body
    assert headers["vary"] == "Accept"


def test_pages_have_a_policy_and_no_foreign_address(url: str) -> None:
    for path in ("", "id/source/gothamist.com", "page/page.js", "page/page.css", "page/plot.js", "page/graph.js"):
        _, body, headers = ask(url + path, Accept="text/html, */*;q=0.1")
        assert headers["x-content-type-options"] == "nosniff"
        assert not re.findall(r"""(?:src|href|import|url)\s*[=(]?\s*["']?https?://(?!gothamist)""", body)
        if not path.startswith("page/"):
            assert "default-src 'none'" in headers["content-security-policy"]


def test_the_views_are_there(url: str) -> None:
    _, body, headers = ask(f"{url}view")
    assert "vis" in body and headers["content-security-policy"].startswith("sandbox")
    assert "The vocabulary of graphbuild" in ask(f"{url}vocabulary")[1]


def test_a_port_that_is_taken_is_said(demo: Path, url: str) -> None:
    port = url.rstrip("/").rpartition(":")[2]
    command = [sys.executable, "-m", "graphbuild", "serve", str(demo), "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"Cannot listen on 127.0.0.1 port {port}" in done.stderr


def test_the_editor_comes_with_its_licences() -> None:
    page = Path(__file__).parents[2] / "graphbuild" / "serve" / "page"
    assert (page / "editor.LICENSE.txt").read_text(encoding="utf-8").count("Permission is hereby granted") >= 10


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("source=Gothamist", "VALUES ?source { <https://w3id.org/graphbuild/id/source/gothamist.com> }"),
        (
            "source=gothamst.com",
            "\n\n# The graph holds no publisher called 'gothamst.com'. Did you mean gothamist.com?\nP",
        ),
        ("source=the", " publishers match 'the': "),
        ("source=x%0ay", "\n\n# The graph holds no publisher called 'x\\ny'"),
    ],
)
def test_the_page_gets_a_question_for_a_thing_by_its_name_or_a_hint(url: str, given: str, said: str) -> None:
    with urllib.request.urlopen(f"{url}questions/coverage-by-week?{given}") as answer:
        assert said in answer.read().decode()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_server_that_is_told_to_stop_says_so_in_a_line(demo: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "graphbuild", "serve", str(demo), "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heeding_signals
    )
    assert process.stdout
    process.stdout.readline()
    process.send_signal(how)
    assert process.communicate(timeout=20)[1] == "graphbuild: Stopped.\n"
    assert process.returncode == 128 + how
