"""The endpoint by clients that no one here wrote, the protocol's rules, and those who mean no good."""

from __future__ import annotations

import json
import re
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

from graphbuild.query import questions
from graphbuild.query.remote import Endpoint

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


def test_an_error_says_where(url: str) -> None:
    _, body, headers = ask(url, "SELECT *\nWHERE { ?s shema:name ?o }")
    assert "did you mean schema:name" in body and "line 2, column 12" in body
    assert headers["content-type"].startswith("text/plain")


def test_many_runaway_queries_at_once_leave_the_server_answering(url: str) -> None:
    with ThreadPoolExecutor(30) as threads:
        running = [threads.submit(ask, url, ENDLESS) for _ in range(30)]
        statuses = [one.result()[0] for one in running]
    assert set(statuses) == {503}
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
