"""Hostile and mistaken queries, to the real engine in its process."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphbuild.errors import BadQuery, QueryRefused, QueryStopped
from graphbuild.query import engine as module
from graphbuild.query.engine import Engine, Limits

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ONE = "SELECT (COUNT(*) AS ?n) { ?l a gb:Listing }"


def message(engine: Engine, text: str) -> str:
    with pytest.raises(BadQuery) as caught:
        engine.query(text)
    return str(caught.value)


@pytest.mark.parametrize("text", [ENDLESS, "SELECT * { ?a (<x:a>|!<x:b>)* ?b . ?b (<x:a>|!<x:b>)* ?c } ORDER BY ?c ?a"])
def test_a_runaway_query_is_stopped_and_the_next_one_answered(engine: Engine, text: str) -> None:
    with pytest.raises(QueryStopped, match="longer than 1 second and was stopped"):
        engine.query(text, seconds=1)
    assert engine.query(ONE).shown() == [["476"]]


def test_what_is_running_can_be_stopped_from_another_thread(engine: Engine) -> None:
    with ThreadPoolExecutor() as threads:
        running = threads.submit(engine.query, ENDLESS)
        while engine._worker is None or not engine._lock.locked():
            pass
        engine.stop()
        with pytest.raises(QueryStopped):
            running.result(timeout=30)
    assert engine.query(ONE).rows == 1


def test_a_query_that_takes_too_much_memory_is_stopped(engine: Engine) -> None:
    small = Engine(engine.store, limits=Limits(megabytes=200))
    with pytest.raises(QueryStopped, match="too much memory"):
        small.query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c", seconds=60)
    small.close()


def test_an_answer_of_too_many_rows_is_refused_not_cut(engine: Engine) -> None:
    few = Engine(engine.store, limits=Limits(rows=10))
    assert few.query("SELECT * { ?l a gb:Listing } LIMIT 10").rows == 10
    for text in ("SELECT * { ?l a gb:Listing }", "CONSTRUCT { ?l a ?t } { ?l a ?t }"):
        with pytest.raises(QueryRefused, match="more than 10 rows"):
            few.query(text)
    few.close()


@pytest.mark.parametrize("text", ["DROP ALL", "LOAD <file:///etc/passwd>", "INSERT DATA { <x:a> <x:b> <x:c> }"])
def test_an_update_is_refused(engine: Engine, text: str) -> None:
    with pytest.raises(QueryRefused, match="Questions only"):
        engine.query(text)


def test_service_is_refused(engine: Engine) -> None:
    with pytest.raises(QueryRefused, match="SERVICE is refused"):
        engine.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback, and what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="a network of one's own is Linux's")
def test_a_worker_has_no_network_even_where_the_words_are_not_checked(
    engine: Engine, listener: tuple[int, list[str]]
) -> None:
    port, asked = listener
    command = [sys.executable, "-P", str(Path(module.__file__).with_name("worker.py")), str(engine.store), "0"]
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
    request = {"query": query, "prefixes": {}, "seconds": 10, "rows": 0, "results": "json", "graph": "ttl"}
    done = subprocess.run(command, input=json.dumps(request).encode() + b"\n", capture_output=True, check=True)
    assert json.loads(done.stdout.splitlines()[1])["error"] == "failed"
    assert asked == []


def test_from_reads_no_file_and_no_web_page(engine: Engine, listener: tuple[int, list[str]]) -> None:
    port, asked = listener
    for place in (f"http://127.0.0.1:{port}/", "file:///etc/passwd"):
        assert engine.query(f"SELECT * FROM <{place}> {{ ?s ?p ?o }}").rows == 0
    assert asked == []


def test_a_statement_of_two_files_counts_once_and_stands_in_both_graphs(engine: Engine) -> None:
    pairs = "SELECT (COUNT(*) AS ?n) { ?a dct:relation ?b }"
    assert engine.query(pairs).shown() == [["466"]]
    assert engine.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a dct:relation ?b } }").shown() == [["466"]]
    names = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a a schema:ImageObject } }"
    assert int(engine.query(names).shown()[0][0]) > 0


def test_graphs_of_the_protocol_take_the_place_of_the_default(engine: Engine) -> None:
    graph = engine.query("SELECT ?g { GRAPH ?g { ?l a gb:Listing } } LIMIT 1").terms[0][0].value  # type: ignore[union-attr]
    assert 0 < int(engine.query(ONE, default_graph=[graph]).shown()[0][0]) < 476
    assert engine.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", named_graphs=[graph]).rows == 1


@pytest.mark.parametrize("text", [f"ASK {'{' * 200}{'}' * 200}", f"ASK {{ FILTER({'!' * 40_000}true) }}"])
def test_a_query_too_deep_for_the_engine_is_the_users_mistake(engine: Engine, text: str) -> None:
    assert "deep" in message(engine, text)


def test_an_unknown_word_has_the_nearest_one(engine: Engine) -> None:
    result = engine.query("SELECT * { ?a schema:headlin ?h ; gb:stub ?any ; prov:hadMembre ?x }")
    assert result.notes[0] == "Nothing in this graph is schema:headlin: did you mean schema:headline?"
    assert engine.query("SELECT * { ?a schema:headline ?h ; gb:stub ?any }").notes == ()


def test_a_store_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(QueryStopped, match="cannot be read"):
        Engine(tmp_path / "nothing").query(ONE)


def test_a_store_that_is_replaced_is_read_anew(engine: Engine, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(engine.store, store)
    copy = Engine(store)
    assert copy.query(ONE).shown() == [["476"]]
    copy.close()
    assert copy.query(ONE).shown() == [["476"]]
    copy.close()
