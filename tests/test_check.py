from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
import rdflib

import graphbuild
from graphbuild.check import Finding, check
from graphbuild.errors import NotABuild, NotAGraph
from graphbuild.iris import PREFIXES
from tests.cli.test_command import run
from tests.conftest import Write

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
ARTICLE = '<https://e.org/a> a schema:NewsArticle ; gb:stub false ; schema:url "https://e.org/a"^^xsd:anyURI .\n'


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of what the files say, without what is found in the texts: a third of the statements."""
    out = tmp_path_factory.mktemp("plain") / "graph"
    graphbuild.build(graphbuild.data(), without=("themes", "mentions", "reprints", "stories")).write(out)
    return out


@pytest.fixture
def build(plain: Path, tmp_path: Path) -> Path:
    """A copy of the bundled build, to be damaged."""
    return shutil.copytree(plain, tmp_path / "graph")


def turtle(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def only(findings: list[Finding]) -> Finding:
    [finding] = findings
    return finding


def test_a_build_conforms(demo: Path) -> None:
    report = check(demo)
    assert report.conforms
    assert (report.nodes["listing"], report.nodes["article"], report.nodes["input file"]) == (476, 310, 134)


@pytest.mark.parametrize(
    ("ending", "syntax"),
    [("ttl", "turtle"), ("nt", "nt"), ("nq", "nquads"), ("trig", "trig"), ("rdf", "xml"), ("jsonld", "json-ld"),
     ("hext", "hext"), ("trix", "trix"), ("n3", "n3")],
)  # fmt: skip
def test_every_syntax_is_read(tmp_path: Path, ending: str, syntax: str) -> None:
    good = rdflib.Dataset()
    good.parse(Path(__file__).parent / "shapes" / "good.ttl")
    path = tmp_path / f"a.{ending}"
    quads = syntax in ("nquads", "trig", "hext", "trix")
    text = (good if quads else good.default_graph).serialize(format=syntax)
    path.write_text(text, encoding="utf-8")
    assert check(path).nodes == check(Path(__file__).parent / "shapes" / "good.ttl").nodes
    assert check(path).conforms


def test_compressed_files_are_read(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.nq.gz").write_bytes(gzip.compress((plain / "graph.nq").read_bytes()))
    assert check(tmp_path / "graph.nq.gz").statements == check(plain).statements


def test_a_violation_says_what_where_and_how_often(build: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    lines = (build / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "ns#gapSeconds" not in line), encoding="utf-8")
    assert check(path).conforms  # a gap may be absent
    path.write_text("".join(line for line in lines if "schema.org/position" not in line), encoding="utf-8")
    finding = only(check(path).findings)
    assert (finding.about, finding.field, finding.wrong, finding.count) == ("listing", "position", "missing", 476)
    assert len(finding.examples) == 3
    assert finding.examples[0].file and finding.examples[0].file.startswith("_news/2019")
    assert finding.examples[0].line
    assert sum(finding.files.values()) == 476


def test_the_file_of_a_violation_is_known_from_evidence_without_named_graphs(plain: Path, tmp_path: Path) -> None:
    graph = rdflib.Graph().parse(plain / "graph.ttl")
    graph.remove((None, rdflib.URIRef("https://schema.org/position"), None))
    graph.serialize(tmp_path / "a.ttl")
    example = only(check(tmp_path / "a.ttl").findings).examples[0]
    assert example.file and example.node.endswith(f"listing/{example.file}/1")


def test_a_word_that_its_vocabulary_does_not_have_is_found(tmp_path: Path) -> None:
    finding = only(check(turtle(tmp_path, ARTICLE + '<https://e.org/a> schema:headlin "A" .')).findings)
    assert (finding.about, finding.field, finding.count) == ("word", "schema:headlin", 1)


def test_a_word_of_ours_that_is_not_defined_is_found(tmp_path: Path) -> None:
    finding = only(check(turtle(tmp_path, ARTICLE + "<https://e.org/b> a gb:Lising .")).findings)
    assert "ontology/graphbuild.ttl" in finding.rule


def test_schema_org_is_written_with_https(tmp_path: Path) -> None:
    finding = only(check(turtle(tmp_path, ARTICLE + '<https://e.org/a> <http://schema.org/headline> "A" .')).findings)
    assert finding.rule == "The words of schema.org begin with https://schema.org/."


def test_words_of_other_vocabularies_are_nobody_else_s_matter(tmp_path: Path) -> None:
    assert check(turtle(tmp_path, ARTICLE + "<https://e.org/a> <https://e.org/word> 1 .")).conforms


@pytest.mark.parametrize("name", ["graph.ttl", "graph.gexf", "view.html", "problems.csv"])
def test_an_output_that_was_changed_is_found(build: Path, name: str) -> None:
    with (build / name).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    finding = only(check(build).findings)
    assert (finding.about, finding.wrong, finding.examples[0].node) == ("output", "changed", name)


def test_an_output_that_is_gone_is_found(build: Path) -> None:
    (build / "graph.graphml").unlink()
    assert only(check(build).findings).wrong == "missing"


def test_a_store_that_is_not_that_of_the_build_is_found(build: Path) -> None:
    shutil.rmtree(build / "store")
    graphbuild.build(graphbuild.example()).write(build.parent / "other")
    shutil.copytree(build.parent / "other" / "store", build / "store")
    assert only(check(build).findings).field == "store"


def test_a_store_that_is_damaged_is_found(build: Path) -> None:
    (build / "store" / "CURRENT").unlink()
    assert only(check(build).findings).examples[0].value == "not readable"


def test_a_store_that_lacks_a_file_is_found(build: Path) -> None:
    for path in (build / "store").glob("*.sst"):
        path.unlink()
    assert only(check(build).findings).field == "store"


def test_a_store_that_waits_to_be_asked_is_no_fault(build: Path) -> None:
    shutil.rmtree(build / "store")
    assert check(build).conforms


def test_a_damaged_graph_in_a_build_is_found(build: Path) -> None:
    (build / "graph.nq").write_text("<not a graph\n", encoding="utf-8")
    assert {finding.wrong for finding in check(build).findings} == {"changed", "not readable"}


def test_impossible_values_are_reported_and_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = turtle(tmp_path, ARTICLE + '<https://e.org/a> schema:datePublished "2020-02-30"^^xsd:date .')
    assert only(check(path).findings).field == "date"
    assert not caplog.records


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", b"<broken"),
        ("a.ttl", b""),
        ("a.ttl", b"\xff\xfe\x00"),
        ("a.nq.gz", b"not compressed"),
        ("a.ttl.gz", gzip.compress(b"<https://e.org/a> a <https://e.org/b> .", mtime=0)[:-9]),
        ("a.jsonld", b"{"),
        ("a.rdf", b"<html>"),
        ("a.hext", b"[1]"),
        ("a.ttl", b"<https://e.org/a> <https://e.org/b> 1 ."),
        ("a.txt", b"text"),
    ],
)
def test_what_cannot_be_checked_is_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotAGraph) as stop:
        check(tmp_path / name)
    assert "\n" not in str(stop.value)
    assert str(stop.value).endswith(".")


def test_a_folder_without_a_build_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(NotABuild):
        check(tmp_path)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text('{"@context": "https://schema.org/", "@id": "https://e.org/a", "@type": "NewsArticle"}')
    with pytest.raises(NotAGraph):
        check(path)


def test_the_command_says_that_all_conforms(plain: Path) -> None:
    result = run("check", plain)
    assert (result.returncode, result.stderr) == (0, "reading …\nchecking …\n")
    assert "476 × listing" in result.stdout
    assert result.stdout.endswith("Everything conforms.\n")


def test_the_command_reports_in_plain_words_and_not_as_a_flood(build: Path, tmp_path: Path) -> None:
    text = (build / "graph.nq").read_text(encoding="utf-8")
    (tmp_path / "a.nq").write_text(text.replace("schema.org/position", "e.org/position"), encoding="utf-8")
    result = run("check", tmp_path / "a.nq")
    assert result.returncode == 1
    assert "Does not conform: 476 violations of 1 kind." in result.stdout
    assert "listing: position: missing: 476, in " in result.stdout
    assert "\n  A listing has one place in its list" in result.stdout
    assert "    … and 473 more" in result.stdout
    assert len(result.stdout.splitlines()) < 20


def test_the_command_for_machines(tmp_path: Path) -> None:
    result = run("check", "--json", turtle(tmp_path, ARTICLE.replace("false", '"no"')))
    report = json.loads(result.stdout)
    assert result.returncode == 1
    assert report["conforms"] is False
    assert report["findings"][0]["shape"] == "stub"
    assert report["findings"][0]["examples"][0] == {
        "node": "https://e.org/a", "value": "no", "file": None, "line": None,
    }  # fmt: skip


def test_a_graph_in_python_can_be_checked_by_its_file(tmp_path: Path) -> None:
    graph = graphbuild.build(graphbuild.example()).to_rdf()
    assert isinstance(graph, rdflib.Graph)
    graph.serialize(tmp_path / "a.nt", format="nt", encoding="utf-8")
    assert check(tmp_path / "a.nt").conforms


def test_a_build_with_another_base_and_with_judgements_conforms(write: Write, stories: Path, tmp_path: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a", "related: [{webUrl: 'https://e.org/b', title: B}]")
    write("2.md", "taxonomy: person", "_id: p", "name: P", "affiliation: A university")
    judgements = tmp_path / "j.yaml"
    judgements.write_text("- not same: [https://e.org/a, https://e.org/b]\n")
    graph = graphbuild.build(stories, judgements=judgements, base="https://data.example.org/press#")
    graph.write(tmp_path / "out")
    assert check(tmp_path / "out").findings == []
