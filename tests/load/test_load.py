"""A build in another engine, by its own rules: Virtuoso."""

from __future__ import annotations

import http.server
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphbuild.cli import main
from graphbuild.errors import BadOption, EndpointError
from graphbuild.load import RECIPES, recipe
from graphbuild.load.load import BATCH, Target, load
from graphbuild.query import ask, questions
from graphbuild.query.engine import Engine
from graphbuild.query.remote import Endpoint
from graphbuild.saved import SavedBuild
from tests.load.conftest import PASSWORD, Virtuoso
from tests.query.test_questions import value

GRAPH = "https://data.example.org/news"


@pytest.fixture(scope="module")
def loaded(virtuoso: Virtuoso, june: Path) -> Endpoint:
    target = Target(virtuoso.updates, GRAPH, user="dba", password=PASSWORD)
    assert load(SavedBuild(june), target) > 3 * BATCH
    return Endpoint(virtuoso.queries, graph=GRAPH)


@pytest.fixture(scope="module")
def local(june: Path) -> Iterator[Engine]:
    engine = SavedBuild(june).engine()
    yield engine
    engine.close()


@pytest.mark.parametrize("name", sorted(questions()))
def test_virtuoso_answers_every_question_the_same(loaded: Endpoint, local: Engine, name: str) -> None:
    ours, theirs = ask(local, name), ask(loaded, name)
    assert theirs.variables == ours.variables
    assert sorted(tuple(map(repr, map(value, row))) for row in theirs.terms) == sorted(
        tuple(map(repr, map(value, row))) for row in ours.terms
    )


def test_virtuoso_has_every_statement_once(loaded: Endpoint, local: Engine) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert loaded.query(count).shown() == local.query(count).shown()


def test_the_recipe_for_virtuoso_runs_as_it_stands(virtuoso: Virtuoso, june: Path) -> None:
    program = shutil.which("isql-vt")
    if program is None:
        pytest.skip("isql-vt is not installed (Debian: virtuoso-opensource-7-bin)")
    said = ""
    for line in recipe(SavedBuild(june), "virtuoso").splitlines():
        if line.startswith("isql-vt 1111 dba PASSWORD "):
            command = [program, str(virtuoso.port), "dba", PASSWORD, *shlex.split(line)[4:]]
            said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert re.search(rf"{june}/graph.nq\s+2\s+NULL", said)  # 2: loaded; NULL: no error
    a_graph = "SELECT ?g { GRAPH ?g { ?file a gb:InputFile } } LIMIT 1"
    assert Endpoint(virtuoso.queries).query(a_graph).rows == 1


def test_virtuoso_takes_named_graphs_and_the_graph_store_protocol(
    virtuoso: Virtuoso, june: Path, local: Engine
) -> None:
    build = SavedBuild(june)
    load(build, Target(virtuoso.graph_store, f"{GRAPH}/store", graph_store=True, user="dba", password=PASSWORD))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    stored = Endpoint(virtuoso.queries, graph=f"{GRAPH}/store").query(count).shown()
    assert stored == local.query(count).shown()
    load(build, Target(virtuoso.updates, GRAPH, named_graphs=True, user="dba", password=PASSWORD))
    file = f"{build.manifest['options']['base']}file/_news/"
    some = (
        f"SELECT (COUNT(DISTINCT ?g) AS ?n) {{ GRAPH ?g {{ ?l a gb:Listing }} FILTER(STRSTARTS(STR(?g), '{file}')) }}"
    )
    assert int(Endpoint(virtuoso.queries).query(some).shown()[0][0]) > 10


def test_a_wrong_password_is_said(virtuoso: Virtuoso, june: Path) -> None:
    with pytest.raises(EndpointError, match="401"):
        load(SavedBuild(june), Target(virtuoso.updates, GRAPH, user="dba", password="wrong"), wait=0)


class Taking(http.server.BaseHTTPRequestHandler):
    """An endpoint that takes updates, until it has taken as many as it will."""

    taken: list[bytes]
    will: int
    status = 503

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(self.taken) >= self.will:
            self.send_error(self.status)
            return
        self.taken.append(body)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def taking() -> Iterator[tuple[str, type[Taking]]]:
    handler = type("Handler", (Taking,), {"taken": [], "will": 1_000_000})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/update", handler
    server.shutdown()
    server.server_close()
    thread.join()


def lines(batches: list[bytes]) -> list[bytes]:
    return [line for batch in batches for line in batch.splitlines() if line.endswith(b" .")]


def test_a_load_that_was_cut_off_goes_on_where_it_was(june: Path, taking: tuple[str, type[Taking]]) -> None:
    url, handler = taking
    build = SavedBuild(june)
    handler.will = 3
    with pytest.raises(EndpointError, match="503"):
        load(build, Target(url), wait=0)
    handler.will = 1_000_000
    again = load(build, Target(url))
    sent = lines(handler.taken)
    assert len(sent) == len(set(sent)) == again + 3 * BATCH
    assert not list(june.glob(".graphbuild-load*"))


def test_a_batch_that_fails_once_is_sent_again(june: Path, taking: tuple[str, type[Taking]]) -> None:
    url, handler = taking
    handler.will = 0
    threading.Timer(0.5, lambda: setattr(handler, "will", 1_000_000)).start()
    load(SavedBuild(june), Target(url), wait=0.3)
    assert len(set(lines(handler.taken))) > 3 * BATCH


def test_what_is_refused_is_not_sent_again(june: Path, taking: tuple[str, type[Taking]]) -> None:
    url, handler = taking
    handler.will, handler.status = 0, 403
    with pytest.raises(EndpointError, match="403"):
        load(SavedBuild(june), Target(url), wait=60)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target("file:///etc/passwd"), "no web address"),
        (Target("http://x.example/", "no iri"), "is no IRI"),
        (Target("http://x.example/", graph_store=True, named_graphs=True), "one graph at a time"),
    ],
)
def test_a_target_that_cannot_be_is_refused(june: Path, target: Target, said: str) -> None:
    with pytest.raises(BadOption, match=said):
        load(SavedBuild(june), target)


@pytest.mark.parametrize("name", RECIPES)
def test_each_recipe_names_the_files_of_the_build(june: Path, name: str) -> None:
    text = recipe(SavedBuild(june), name)
    assert str(june) in text and "graph.nq" in text
    assert "graphbuild query --endpoint" in text
    assert "{folder}" not in text


def test_the_command_loads_and_shows_recipes(
    june: Path, taking: tuple[str, type[Taking]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(june), "--endpoint", taking[0]]) == 0
    assert re.match(r"Sent \d+,\d+ statements to ", capsys.readouterr().out)
    assert main(["load", str(june), "--recipe", "jena"]) == 0
    assert "tdb2.tdbloader" in capsys.readouterr().out
    assert main(["load", str(june)]) == 2
