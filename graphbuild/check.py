"""Whether a graph keeps what graphbuild promises: the shapes, the words, and a build's checksums.

The shapes of `ontology/shapes.ttl` are checked by pyshacl, on the whole graph in memory: 733,000 statements
(4,452 articles, 79,518 listings) take about a minute and 0.8 GB; as many violations as listings, twice that. It was
preferred to checking in parts, which spares memory only, and to our own translation of SHACL into
SPARQL, which would be faster but a second reading of the standard.

What no shape can say is checked here: that each word of a vocabulary exists in it, that an article has a theme only
by a match, and that the outputs of a build are still those of its manifest.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from dataclasses import field as attribute
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import pyoxigraph
import rdflib
from rdflib import DCAT, DCTERMS, PROV, RDF, RDFS, SDO, SH, SKOS, VOID
from rdflib.term import Node

from graphbuild.bundled import ontology
from graphbuild.collector import paused
from graphbuild.errors import NotAGraph
from graphbuild.iris import PREFIXES
from graphbuild.output import label
from graphbuild.output.artifacts import OUTPUTS, checksum
from graphbuild.progress import Progress
from graphbuild.rdffile import quads, quiet_rdflib
from graphbuild.saved import read_manifest
from graphbuild.vocabulary import GB

EXAMPLES = 3
"""Examples that are kept of each kind of violation."""

_WRONG = {
    "Class": "of another class",
    "Datatype": "of another datatype",
    "Disjoint": "the same as another value",
    "Equals": "one without the other",
    "In": "none of the allowed values",
    "LessThan": "not before the end",
    "MaxCount": "too many",
    "MaxInclusive": "too large",
    "MinCount": "missing",
    "MinInclusive": "too small",
    "MinLength": "empty",
    "Node": "not an article of the graph",
    "NodeKind": "no IRI",
    "Not": "what it must not be",
    "Or": "none of what is allowed",
    "Pattern": "not in the right form",
    "QualifiedMaxCount": "too many",
    "Xone": "not exactly one of two",
}
"""Each constraint of SHACL that the shapes use, in plain words."""

_VOCABULARIES = {str(space): space for space in (SDO, DCTERMS, PROV, SKOS, DCAT, VOID)}
_OLD_SCHEMA = "http://schema.org/"


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a violation: the node, the offending value if there is one, and the input file that says so."""

    node: str
    value: str | None = None
    file: str | None = None
    line: int | None = None


@dataclass(slots=True)
class Finding:
    """One kind of violation."""

    about: str
    """What kind of thing it concerns: a listing, an article, a word, an output …"""
    field: str | None
    """What of it: the line, the headline … `None`: the thing as a whole."""
    wrong: str
    """How it is wrong: missing, too many …"""
    rule: str
    """What must be so, in a sentence."""
    count: int
    examples: list[Example]
    files: dict[str, int] = attribute(default_factory=dict)
    """How often in each input file, the most frequent first, as far as the graph says."""
    shape: str | None = None
    """The shape that is violated, by its name in `shapes.ttl`; `None` for what is no shape's matter."""


@dataclass(slots=True)
class Report:
    """What a check found."""

    path: str
    statements: int
    nodes: dict[str, int]
    """How many nodes of each kind were checked."""
    findings: list[Finding]

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_dict(self) -> dict[str, Any]:
        """The report for machines."""
        return {"conforms": self.conforms, **asdict(self)}


def check(path: str | os.PathLike[str], *, progress: Progress = lambda stage, done, total: None) -> Report:
    """Check the folder of a build, or a file of RDF in any syntax. `progress` is told of each stage.

    Raises `NotABuild` for a folder without a build, `NotAGraph` for a file that cannot be read.

    >>> import graphbuild, graphbuild.check, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     graphbuild.build(graphbuild.example()).write(folder)
    ...     graphbuild.check.check(folder).conforms
    True
    """
    path = Path(path)
    if not path.exists():
        raise NotAGraph(f"There is no file or folder {os.fspath(path)!r}.")
    outputs: list[Finding] = []
    source = path
    if path.is_dir():
        outputs = list(_outputs(path, read_manifest(path)))
        source = path / "graph.nq"
    with quiet_rdflib(), paused():
        try:
            graph = _union(source, progress)
            progress("checking", 0, 1)
            checked = _shapes_and_words(graph, source)
        except NotAGraph as error:
            if not outputs:
                raise
            outputs.append(_finding("output", "graph.nq", "not readable", str(error), [Example("graph.nq")]))
            graph, checked = rdflib.Graph(), []
        progress("checking", 1, 1)
    return Report(os.fspath(path), len(graph), _counted(graph), [*outputs, *checked])


def _union(source: Path, progress: Progress) -> rdflib.Graph:
    """The statements of all graphs of a file, each once."""
    graph = rdflib.Graph()
    for number, (subject, predicate, value, _) in enumerate(quads(source)):
        if number == 0:  # a file that is no RDF is said alone
            progress("reading", 0, 1)
        graph.add((subject, predicate, value))
    progress("reading", 1, 1)
    if not _counted(graph):
        raise NotAGraph(f"{source} holds nothing of a kind that graphbuild writes.")
    return graph


def _counted(graph: rdflib.Graph) -> dict[str, int]:
    """The nodes of each kind that the shapes aim at, by the kind's name."""
    shapes = _shapes()
    counts = {}
    for shape in {*shapes.subjects(SH.targetClass), *shapes.subjects(SH.targetObjectsOf)}:
        nodes: set[Any] = set()
        for kind in shapes.objects(shape, SH.targetClass):
            nodes.update(graph.subjects(RDF.type, kind))
        for predicate in shapes.objects(shape, SH.targetSubjectsOf):
            nodes.update(graph.subjects(predicate, None))
        for predicate in shapes.objects(shape, SH.targetObjectsOf):
            nodes.update(graph.objects(None, predicate))
        if nodes:
            counts[str(shapes.value(shape, RDFS.label))] = len(nodes)
    return dict(sorted(counts.items()))


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology() / "shapes.ttl")


@dataclass(frozen=True, slots=True)
class _Case:
    """A violation as it was found, before it is known where it stands."""

    node: Node
    predicate: Node | None = None
    value: Node | None = None

    @property
    def shown(self) -> str | None:
        """The offending value, unless it is the node itself."""
        if self.value is None or self.value == self.node:
            return None
        typed = isinstance(self.value, rdflib.Literal) and self.value.datatype
        return self.value.n3() if typed else str(self.value)


_Kind = tuple[str, str | None, str, str, str | None]
"""About, field, wrong, rule and shape of a `Finding`."""


def _shapes_and_words(graph: rdflib.Graph, source: Path) -> list[Finding]:
    cases: dict[_Kind, list[_Case]] = defaultdict(list)
    for kind, case in (*_violations(graph), *_themes_without_a_match(graph), *_unknown_words(graph)):
        cases[kind].append(case)
    if not cases:
        return []
    places = _Places(source, (case.node for found in cases.values() for case in found))
    findings = []
    for (about, name, wrong, rule, shape), found in cases.items():
        examples = sorted((places.example(case) for case in found), key=_example_order)
        findings.append(_finding(about, name, wrong, rule, examples, shape))
    return sorted(findings, key=lambda finding: (finding.about, finding.field or "", finding.wrong))


def _example_order(example: Example) -> tuple[str, int, str, str]:
    return (example.file or "", example.line or 0, example.node, example.value or "")


def _finding(
    about: str, name: str | None, wrong: str, rule: str, examples: list[Example], shape: str | None = None
) -> Finding:
    files = Counter(example.file for example in examples if example.file)
    return Finding(about, name, wrong, rule, len(examples), examples[:EXAMPLES], dict(files.most_common()), shape)


def _violations(graph: rdflib.Graph) -> Iterator[tuple[_Kind, _Case]]:
    """What pyshacl finds, in our words."""
    import pyshacl  # takes half a second to import

    shapes = _shapes()
    _, found, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True, inference="none")
    if not isinstance(found, rdflib.Graph):
        raise NotAGraph(f"The shapes cannot be applied: {found}")
    for result in found.objects(None, SH.result):
        node, shape = found.value(result, SH.focusNode), found.value(result, SH.sourceShape)
        assert node is not None
        component = str(found.value(result, SH.sourceConstraintComponent))
        wrong = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
        kind = (
            _about(graph, node, shape),
            str(shapes.value(shape, SH.name)) if shapes.value(shape, SH.name) else None,
            _WRONG[wrong],
            str(shapes.value(shape, SH.message)),
            str(shape).rpartition("#")[2],
        )
        yield kind, _Case(node, found.value(result, SH.resultPath), found.value(result, SH.value))


def _about(graph: rdflib.Graph, node: Any, shape: Any) -> str:
    """The name of the kind of thing that a node is, as far as it concerns a shape."""
    shapes = _shapes()
    parents: list[Any] = sorted(shapes.subjects(SH.property, shape), key=str) or [shape]
    for parent in parents:
        of_class = any((node, RDF.type, kind) in graph for kind in shapes.objects(parent, SH.targetClass))
        says = any((node, said, None) in graph for said in shapes.objects(parent, SH.targetSubjectsOf))
        if of_class or says or any((None, said, node) in graph for said in shapes.objects(parent, SH.targetObjectsOf)):
            return str(shapes.value(parent, RDFS.label))
    return str(shapes.value(parents[0], RDFS.label))


def _themes_without_a_match(graph: rdflib.Graph) -> Iterator[tuple[_Kind, _Case]]:
    """Themes that articles are said to be about, without evidence. (A topic, which the input gives, needs none.)"""
    rule = "Each schema:about that leads to a theme has a gb:ThemeMatch as its evidence."
    of, theme_of = rdflib.URIRef(GB.article), rdflib.URIRef(GB.theme)
    matched = {(graph.value(match, of), theme) for match, theme in graph.subject_objects(theme_of)}
    for theme in {theme for theme, scheme in graph.subject_objects(SKOS.inScheme) if _THEMES.search(str(scheme))}:
        for article in graph.subjects(SDO.about, theme):
            if (article, theme) not in matched:
                yield (
                    ("article", "theme and its evidence", _WRONG["Equals"], rule, None),
                    _Case(article, SDO.about, theme),
                )


_THEMES = re.compile(r"[/#]themes$")
"""How the IRI of the scheme of themes ends, whatever the base."""


def _unknown_words(graph: rdflib.Graph) -> Iterator[tuple[_Kind, _Case]]:
    """Predicates and classes that the vocabulary they claim to come from does not have."""
    used = [(predicate, graph.subject_objects(predicate)) for predicate in set(graph.predicates())]
    used += [
        (kind, ((node, kind) for node in graph.subjects(RDF.type, kind))) for kind in set(graph.objects(None, RDF.type))
    ]
    for word, places in used:
        if rule := _no_word(str(word)):
            for node, value in places:
                yield ("word", _short(str(word)), "not in its vocabulary", rule, None), _Case(node, word, value)


def _no_word(iri: str) -> str | None:
    """Why an IRI is no word of the vocabulary that its beginning names; `None` if it is, or names none."""
    if iri.startswith(_OLD_SCHEMA):
        return "The words of schema.org begin with https://schema.org/."
    if iri.startswith(PREFIXES["gb"]):
        return None if iri in _ours() else "The words that begin with gb: are those of ontology/graphbuild.ttl."
    for space, vocabulary in _VOCABULARIES.items():
        if iri.startswith(space):
            return None if rdflib.URIRef(iri) in vocabulary else f"The vocabulary {space} has no such word."
    return None


@cache
def _ours() -> frozenset[str]:
    return frozenset(value for name, value in vars(GB).items() if not name.startswith("_"))


def _short(iri: str) -> str:
    return iri if iri.startswith(_OLD_SCHEMA) else rdflib.Graph().namespace_manager.normalizeUri(iri).strip("<>")


class _Places:
    """Where the statements about certain nodes stand: by the named graph, or by the file that evidence names."""

    def __init__(self, source: Path, nodes: Iterable[Node]) -> None:
        wanted = set(nodes)
        self._by_node: dict[Node, str] = {}
        self._by_field: dict[tuple[Node, Node | None], str] = {}
        self._by_value: dict[tuple[Node, Node | None, Node | None], str] = {}
        self._lines: dict[Node, int] = {}
        for subject, predicate, value, graph in quads(source):
            if subject not in wanted:
                continue
            file = _file(graph) or (_file(str(value)) if predicate == PROV.wasDerivedFrom else None)
            if file:
                self._by_node.setdefault(subject, file)
                self._by_field.setdefault((subject, predicate), file)
                self._by_value.setdefault((subject, predicate, value), file)
            if str(predicate) == GB.line and str(value).isdecimal():
                self._lines[subject] = int(str(value))

    def example(self, case: _Case) -> Example:
        file = (
            self._by_value.get((case.node, case.predicate, case.value))
            or self._by_field.get((case.node, case.predicate))
            or self._by_node.get(case.node)
        )
        return Example(str(case.node), case.shown, file, self._lines.get(case.node))


def _file(iri: str | None) -> str | None:
    """The path of an input file, from its IRI; `None` for any other IRI."""
    match = re.search(r"[/#]file/(.+)", iri or "")  # the base ends in a slash or a hash
    return unquote(match[1]) if match else None


def _outputs(folder: Path, manifest: dict[str, Any]) -> Iterator[Finding]:
    """What of a build's outputs is no longer what its manifest says."""
    rule = "The outputs of a build are those whose checksums stand in its manifest.json."
    wrong: dict[Literal["missing", "changed"], list[Example]] = {"missing": [], "changed": []}
    said = manifest["outputs"] if isinstance(manifest["outputs"], dict) else {}
    for name in OUTPUTS:
        if name in ("store", "manifest.json"):
            continue
        if not (folder / name).is_file():
            wrong["missing"].append(Example(name))
        elif not isinstance(said.get(name), dict) or checksum(folder / name) != said[name].get("sha256"):
            wrong["changed"].append(Example(name))
    for how, examples in wrong.items():
        if examples:
            yield _finding("output", None, how, rule, examples)
    if not (folder / "store").exists():  # it is filled when it is first asked
        return
    nquads = said.get("graph.nq")
    own = isinstance(nquads, dict) and label.filled_from(folder / "store") == nquads.get("sha256")
    if (count := _stored(folder)) is None or manifest.get("store") != {"statements": count} or not own:
        example = Example("store", "not readable" if count is None else f"{count:,} statements")
        yield _finding(
            "output",
            "store",
            "changed",
            "The store holds the statements of the build, as many as its manifest counts.",
            [example],
        )


def _stored(folder: Path) -> int | None:
    if not label.sound(folder / "store"):
        return None
    try:
        return len(pyoxigraph.Store.read_only(str(folder / "store")))
    except (OSError, ValueError, RuntimeError):
        return None
