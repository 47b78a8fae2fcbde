"""Reading a build back: its manifest, and questions to its store."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyoxigraph

from graphbuild.address import reject_reason, to_iri
from graphbuild.errors import NotABuild
from graphbuild.export.statement import Literal, Statement
from graphbuild.export.store import Loading, description, stated
from graphbuild.identity import Explanation, Match, explain
from graphbuild.iris import PREFIXES, is_iri
from graphbuild.link import Link
from graphbuild.lookup import form_of
from graphbuild.naming import Called, find, slug_of
from graphbuild.output.artifacts import OUTPUTS, checksum
from graphbuild.output.filling import Replaced, fill, reason
from graphbuild.output.folder import complete, is_in_parts, is_manifest
from graphbuild.output.label import filled_from, inode, same, sound, unreadable
from graphbuild.progress import Tell
from graphbuild.records import Origin
from graphbuild.regularfile import regular_text
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA

if TYPE_CHECKING:
    from graphbuild.enrich.account import Account
    from graphbuild.graph import StoryGraph
    from graphbuild.query.engine import Engine, Limits

Row = dict[str, str]
_TRIES = 3
"""Builds that may replace each other while a store is filled."""

_BETWEEN = """SELECT ?relation ?position ?path ?line {{
  {{ ?evidence gb:lists <{start}> ; schema:item <{end}> BIND("related" AS ?relation) }}
  UNION {{ ?evidence gb:article <{start}> ; gb:target <{end}> BIND("references" AS ?relation) }}
  UNION {{ ?evidence schema:isPartOf <{start}> ; schema:item <{end}> BIND("part" AS ?relation) }}
  UNION {{ ?evidence gb:article <{start}> ; gb:original|gb:otherArticle <{end}> BIND("reprint" AS ?relation) }}
  ?evidence prov:wasDerivedFrom/gb:path ?path ; gb:line ?line OPTIONAL {{ ?evidence schema:position ?position }}
}}"""
_LABELS = {
    "theme": "?thing skos:definition|gb:rule ?any ; skos:prefLabel|skos:altLabel ?label",
    "entity": "?mention gb:entity ?thing . ?thing schema:name|schema:alternateName ?label",
    "story": "?thing a gb:Story ; schema:name ?label",
    "article": "?thing gb:stub ?any ; schema:headline ?label",
}
"""Where a graph says what the things of a kind are called."""
_STRING = f"{PREFIXES['xsd']}string"
"""The datatype that RDF gives to plain text, and that is never written."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the build in a folder. Raises `NotABuild`."""
    complete(folder)
    try:
        manifest = json.loads(regular_text(folder / "manifest.json"))
    except (ValueError, RecursionError) as error:
        name = os.fspath(folder)
        what = f"The manifest.json of {name!r} is damaged: run `graphbuild build SOURCE -o {name}` again."
        raise NotABuild(what) from error
    except OSError as error:
        raise _no_build(folder) from error
    if not is_manifest(manifest):
        raise _in_parts(folder, manifest["data"]) if is_in_parts(manifest) else _no_build(folder)
    found: dict[str, Any] = manifest
    return found


def _no_build(folder: Path) -> NotABuild:
    name = os.fspath(folder)
    try:
        held = {entry for entry in os.listdir(name) if not entry.startswith(".")}
    except OSError:
        held = set()
    if held and not held & {*OUTPUTS}:  # stories, given in place of their build
        return NotABuild(f"There is no build in {name!r}. To build its files: `graphbuild build {name} -o graph`.")
    return NotABuild(f"There is no build in {name!r}: run `graphbuild build SOURCE -o {name}` first.")


def _in_parts(folder: Path, data: str) -> NotABuild:
    where = folder / data
    return NotABuild(
        f"{os.fspath(folder)!r} holds a build on a cluster (--workers, --scheduler), in parts: "
        f"load {where}/nquads/*.nq into a triple store, or read {where}/parquet/ as tables. "
        "To check, query or view it here, build it without --workers or --scheduler into another folder."
    )


class SavedBuild:
    """A folder that `graphbuild build` left. Raises `NotABuild`.

    Its store is filled when it is first needed, if the build has not done so. `told` is told of that, and of what goes
    wrong with it, in sentences.
    """

    def __init__(self, folder: str | os.PathLike[str], told: Tell = lambda what: None) -> None:
        self.folder = Path(folder)
        self.manifest = read_manifest(self.folder)
        self._told = told
        self._cannot_be_kept = False

    def store(self) -> Path | None:
        """The folder of the store, filled if it is not yet; `None` if it cannot be. Raises `NotABuild`."""
        store = self.folder / "store"
        for _ in range(_TRIES):
            try:
                if filled_from(store) == self.manifest["outputs"]["graph.nq"]["sha256"]:
                    if sound(store):
                        return store
                    self._told("The store is damaged.")
            except (KeyError, TypeError):
                raise NotABuild(
                    f"The build in {self.folder} is not whole: manifest.json does not tell of graph.nq."
                ) from None
            if self._cannot_be_kept:
                return None
            try:
                fill(self.folder, self.manifest, self._told)
            except Replaced:
                self.manifest = read_manifest(self.folder)
            except OSError as error:
                self._cannot_be_kept = True
                self._told(
                    f"The store cannot be kept in {self.folder} ({reason(error)}): it is made in memory, this once …"
                )
                return None
        raise NotABuild(f"The build in {self.folder} is replaced again and again: ask when it is not.")

    @cached_property
    def _store(self) -> pyoxigraph.Store:
        """To be asked without limits."""
        for tries in range(_TRIES):
            store = self.store()
            if store is None:
                break
            before = inode(store)
            try:
                return pyoxigraph.Store.read_only(str(store))
            except (OSError, ValueError, RuntimeError) as error:
                if same(store, before) or tries + 1 == _TRIES:
                    raise NotABuild(unreadable(store, error)) from error
        return self._in_memory()

    @contextlib.contextmanager
    def _sound(self) -> Iterator[None]:
        """That a part of the store is damaged is seen only when it is read."""
        try:
            yield
        except RuntimeError as error:
            if not str(error).startswith("Corruption"):
                raise
            raise NotABuild(unreadable(self.folder / "store", error)) from error

    def _in_memory(self) -> pyoxigraph.Store:
        with self.nquads.open("rb") as nquads, self.output("graph.ttl").open("rb") as turtle:
            about = description(nquads, self.manifest["options"]["base"])
            with Loading(None) as loading:
                loading.begin(nquads, turtle, about)
                loading.finish()
                return loading.store

    @property
    def nquads(self) -> Path:
        """The file with all statements and their named graphs. Raises `NotABuild` if it is not as it was built."""
        return self.output("graph.nq")

    def output(self, name: str) -> Path:
        """An output of the build. Raises `NotABuild` if it is not what the manifest says."""
        path = self.folder / name
        try:
            digest = checksum(path)
        except OSError as error:
            raise NotABuild(f"The build in {self.folder} is not whole: {name} cannot be read.") from error
        if digest != self.manifest["outputs"].get(name, {}).get("sha256"):
            raise NotABuild(
                f"The build in {self.folder} is not whole: {name} is not what was built "
                f"(`graphbuild check {self.folder}` tells more)."
            )
        return path

    def quads(self) -> Iterator[pyoxigraph.Quad]:
        """All statements, read as a stream. Raises `NotABuild` if the file is not as it was built."""
        return iter(pyoxigraph.parse(path=str(self.nquads), format=pyoxigraph.RdfFormat.N_QUADS))

    def triples(self, *, provenance: bool = True) -> Iterator[pyoxigraph.Triple]:
        """Every statement once, whatever graph holds it; without `provenance` the content of `graph.ttl`.

        The statements of one subject follow each other in `graph.nq`, so that each is met once.
        """
        left_out = None if provenance else pyoxigraph.NamedNode(f"{self.manifest['options']['base']}provenance")
        last = None
        said: set[pyoxigraph.Triple] = set()
        for quad in self.quads():
            if quad.graph_name == left_out:
                continue
            if quad.subject != last:
                last, said = quad.subject, set()
            if quad.triple not in said:
                said.add(quad.triple)
                yield quad.triple

    def statements(self, subject: str, predicate: str | None = None) -> Iterator[Statement]:
        """What the build says of one thing, in a stable order, each statement with the graph that says it."""
        return iter(sorted(map(statement, stated(self._store, subject, predicate)), key=str))

    def select(self, query: str) -> list[Row]:
        """The rows of a SELECT over all that the build says; the design's prefixes are known."""
        with self._sound():
            results = self._store.query(query, prefixes=PREFIXES)
            assert isinstance(results, pyoxigraph.QuerySolutions)
            names = [variable.value for variable in results.variables]
            return [{name: term.value for name in names if (term := row[name]) is not None} for row in results]

    def engine(self, limits: Limits | None = None, *, in_memory: bool = False) -> Engine:
        """What answers questions to the build, within limits.

        With `in_memory` the first question takes longer (6 seconds for 730,000 statements) and the others less: a
        third to a tenth of what they take in the store on disk.
        """
        from graphbuild.query.engine import Engine, Limits

        def place() -> Path:
            return (None if in_memory else self.store()) or self.nquads

        first = place()  # so that nobody waits for it later
        return Engine(first if in_memory else place, str(self.manifest["options"]["base"]), limits or Limits())

    def explain(self, left: str, right: str) -> Explanation:
        """Why two addresses are, or are not, one article: see `StoryGraph.explain`. Raises `UnknownAddress`."""
        with self._sound():
            said = explain(self._matches(), self._addresses(), left, right)
            return said if said.same else replace(said, links=tuple(self._between(left, right)))

    def _between(self, left: str, right: str) -> list[Link]:
        """The links between two articles, either way."""
        ends = [self._address(name) or next(self._in_another_form(name), None) for name in (left, right)]
        if None in ends:
            return []
        links = []
        for start, end in (ends, ends[::-1]):
            for row in self.select(_BETWEEN.format(start=start, end=end)):
                origin = Origin(row["path"], int(row["line"]))
                position = int(row["position"]) if row.get("position") else None
                links.append(Link(str(start), row["relation"], str(end), origin, position))  # type: ignore[arg-type]
        return sorted(links, key=Link.order)

    def account(self, name: str) -> Account:
        """What is known of an article, a story, a theme or an entity, and why: see `StoryGraph.account`.

        Only the part of the build that tells of it is read. Raises `UnknownAddress`.
        """
        with self._sound():
            return self._account(name)

    def _account(self, name: str) -> Account:
        from graphbuild.enrich.account import KINDS, NONE, Account, thing
        from graphbuild.restore.part import part

        found = self._first([self._address(name), name]) or self._first(self._in_another_form(name))
        if not found:
            found = find(name, KINDS, self._called, NONE)
        graph = part(self._store, found, f"{self.manifest['options']['base']}dataset")
        return Account(graph, thing(graph, found))

    def _called(self, kind: str) -> list[Called]:
        """The things of a kind, each with what it is called."""
        labels: dict[str, list[str]] = {}
        for row in self.select(f"SELECT DISTINCT ?thing ?label {{ {_LABELS[kind]} }} ORDER BY ?thing ?label"):
            labels.setdefault(row["thing"], []).append(row["label"])
        slugs = kind != "article"
        headed = kind in ("story", "article")
        return [
            Called(iri, tuple(names), slug_of(iri) if slugs else None, headed=headed) for iri, names in labels.items()
        ]

    def _address(self, name: str) -> str | None:
        """The article that has an address, its own or another."""
        literal = pyoxigraph.Literal(name, datatype=pyoxigraph.NamedNode(f"{PREFIXES['xsd']}anyURI"))
        for quad in self._store.quads_for_pattern(None, pyoxigraph.NamedNode(SCHEMA.URL), literal, None):
            if next(self.statements(subject := quad.subject.value, GB.stub), None):  # type: ignore[union-attr]
                return str(subject)
        if reject_reason(name):
            return None
        other = next(self.statements(to_iri(name), PROV.ALTERNATE_OF), None)
        return str(other.object) if other else None

    def _in_another_form(self, name: str) -> Iterator[str | None]:
        """The article of an address with the key of this one."""
        if known := form_of(name, self._addresses()):
            yield self._address(known)

    def _first(self, names: Iterable[str | None]) -> str | None:
        """The first of some names that stands for something in the build."""
        return next((iri for iri in names if iri and is_iri(iri) and any(self.statements(iri, RDF_TYPE))), None)

    def graph(self) -> StoryGraph:
        """The build as a `StoryGraph`."""
        from graphbuild.restore.statements import restored

        graph = restored(self.quads())
        graph.unknown_fields.update(self.manifest["fields not read"])
        graph.left_out.update(self.manifest["files left out"])
        return graph

    def _addresses(self) -> dict[str, None]:
        rows = self.select(
            "SELECT ?address { { ?a schema:url ?address . ?a gb:stub ?any } UNION "
            "{ ?m gb:address|gb:otherAddress ?address } }"
        )
        return dict.fromkeys(row["address"] for row in rows)

    def _matches(self) -> Iterator[Match]:
        base = str(self.manifest["options"]["base"])
        kind = pyoxigraph.NamedNode(RDF_TYPE), pyoxigraph.NamedNode(GB.AddressMatch)
        subjects = {quad.subject for quad in self._store.quads_for_pattern(None, *kind, None)}
        for subject in sorted(subjects, key=str):
            facts = {
                quad.predicate.value: getattr(quad.object, "value", "")
                for quad in self._store.quads_for_pattern(subject, None, None, None)
            }
            place = facts.get(PROV.WAS_DERIVED_FROM, "").removeprefix(base)
            file = unquote(place.partition("/")[2])  # behind file/ or judgements/
            yield Match(
                facts[GB.address],
                facts[GB.otherAddress],
                facts[GB.evidence],  # type: ignore[arg-type]
                facts[GB.sameArticle] == "true",
                facts.get(GB.field),
                facts.get(GB.key),
                facts.get(GB.reason),
                Origin(file, int(facts[GB.line])) if file else None,
            )


def open_build(folder: str | os.PathLike[str]) -> StoryGraph:
    """Read back the graph that a build left in a folder. Raises `NotABuild`.

    Everything the graph says is there, its problems too. Of a single fact only the file is known, not the line.
    """
    build = SavedBuild(folder)
    graph = build.graph()
    graph._engine = build.engine(in_memory=True)
    return graph


def statement(quad: pyoxigraph.Quad) -> Statement:
    """A statement as the store, or a parser of the same library, gives it. A build holds no blank nodes."""
    value, graph = quad.object, quad.graph_name
    assert isinstance(quad.subject, pyoxigraph.NamedNode)
    return Statement(
        quad.subject.value,
        quad.predicate.value,
        _literal(value) if isinstance(value, pyoxigraph.Literal) else value.value,  # type: ignore[union-attr]
        graph.value if isinstance(graph, pyoxigraph.NamedNode) else None,
    )


def _literal(value: pyoxigraph.Literal) -> Literal:
    datatype = value.datatype.value
    return Literal(value.value, None if datatype == _STRING else datatype)
