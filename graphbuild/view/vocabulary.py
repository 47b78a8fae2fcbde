"""The vocabulary as a page to read: `python -m graphbuild.view.vocabulary` writes `ontology/index.html`.

All that it says of a word stands in `ontology/graphbuild.ttl`, and what a node has in `ontology/shapes.ttl`; only what
neither can say (what borrowed words mean here, how IRIs are made, which questions to begin with) stands here.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import rdflib
from rdflib import OWL, RDF, RDFS, SH, SKOS
from rdflib.collection import Collection

from graphbuild.bundled import ontology
from graphbuild.iris import DEFAULT_BASE, PREFIXES
from graphbuild.view.diagram import diagram

BORROWED = {
    "schema:NewsArticle": "An article, where the input calls it one.",
    "schema:VideoObject": "An article that is a video.",
    "schema:CreativeWork": "An article of any other type, and each collection, course and event.",
    "schema:Collection": "A collection of articles, which has no address of its own.",
    "schema:Course": "A course.",
    "schema:Event": "A webinar or another event.",
    "schema:Organization": "A publisher of articles; or an organisation that a text mentions.",
    "schema:Person": "A person that a file describes or a text mentions.",
    "schema:Place": "A place that a text mentions.",
    "schema:Legislation": "A law or bill that a text mentions.",
    "schema:ImageObject": "An image; its IRI is its address.",
    "schema:ListItem": "The place of an item in a collection.",
    "schema:url": "The web address as the input gives it. The IRI is the same, percent-encoded where it must be. "
    "That of a publisher follows from its domain.",
    "schema:headline": "The headline of an article, or of a version of it.",
    "schema:abstract": "The summary that the collector kept; it is often cut off.",
    "schema:datePublished": "When the article was published: a time in UTC, or a day.",
    "schema:startDate": "When an event begins.",
    "schema:endDate": "When an event ends.",
    "schema:timeRequired": "How long a course or video takes.",
    "schema:publisher": "Leads from an article to its publisher.",
    "schema:about": "Leads from an article to a topic that the input gives, or to a theme that a gb:ThemeMatch found.",
    "schema:author": "The name of one who signed an article, as a text.",
    "schema:inLanguage": "The language of an article, as a tag of BCP 47.",
    "schema:image": "Leads from an article, topic or person to an image.",
    "schema:hasPart": "Leads from a collection to its items.",
    "schema:mentions": "Leads from an article to a person, organisation, place or law that its headline or abstract "
    "names; the evidence is a gb:Mention.",
    "schema:isPartOf": "Leads from the place of an item to its collection.",
    "schema:item": "Leads from a listing to the article that is listed, from a place in a collection to the item.",
    "schema:position": "The place of a listing in its list, of an item in its collection, or of a link among those of "
    "its text; 1 is the first.",
    "schema:name": "The name of a publisher, person, organisation, place or law; of a story the headline of the member "
    "that is most like the others.",
    "schema:alternateName": "Another name of a publisher, person, organisation, place or law.",
    "schema:sameAs": "Leads from a person, organisation, place or law to its item in Wikidata.",
    "schema:description": "What the input says of a publisher or person.",
    "schema:logo": "Leads from a publisher to an image.",
    "schema:affiliation": "Leads from a person to an organisation.",
    "schema:contentUrl": "The address of an image as the input gives it.",
    "schema:width": "The width of an image in pixels.",
    "schema:height": "The height of an image in pixels.",
    "dct:title": "What the data set, or one of its files, is called.",
    "dct:creator": "Who made the data set.",
    "dct:license": "The licence of the data, as the user gives it.",
    "dct:references": "Leads from an article to a page that its text links to; the evidence is a gb:Reference.",
    "dct:relation": "Leads from an article to one that a recommender listed with it. No citation, no hyperlink.",
    "skos:Concept": "A topic or a theme.",
    "skos:ConceptScheme": "All topics, or all themes.",
    "skos:definition": "What belongs to a theme, in the words of whoever defines it.",
    "skos:exactMatch": "Leads from a theme to the same concept in another vocabulary (Wikidata, IPTC).",
    "skos:closeMatch": "Leads from a theme to a concept of another vocabulary that is nearly the same.",
    "skos:inScheme": "Leads from a topic to the scheme of topics, from a theme to that of themes.",
    "skos:prefLabel": "The name of a topic or theme.",
    "skos:altLabel": "Another name of a topic or theme.",
    "skos:hiddenLabel": "A keyword of a topic or theme.",
    "skos:broader": "Leads from a topic to the broader one, from a theme to the broader one.",
    "prov:alternateOf": "Leads from another address of an article (AMP, mobile) to it. The address is no article.",
    "prov:specializationOf": "Leads from a version to its article.",
    "prov:wasDerivedFrom": "Leads from a listing, version or match to the file that says so, from what is found in a "
    "text to the file that holds the text, from a theme or a name to the vocabulary file that defines it.",
    "prov:hadMember": "Leads from a story to its articles; the evidence is a gb:Membership.",
    "prov:Collection": "A story, as the collection of its articles.",
    "prov:Entity": "An input file, or the data set.",
    "prov:Activity": "The build.",
    "prov:SoftwareAgent": "graphbuild itself.",
    "prov:used": "Leads from the build to the files that it read: stories, judgements, vocabularies.",
    "dcat:Distribution": "A file that holds the data set.",
    "dcat:distribution": "Leads from the data set to such a file.",
    "dcat:mediaType": "The media type of such a file.",
    "void:Dataset": "The data set.",
    "void:uriSpace": "What minted IRIs begin with.",
    "void:triples": "How many triples the data set has, or how many of them have a certain property.",
    "void:documents": "How many input files were read.",
    "void:vocabulary": "Leads from the data set to a vocabulary that it uses.",
    "void:classPartition": "Leads from the data set to the count of a class.",
    "void:class": "The class that is counted.",
    "void:entities": "How many things of the class there are.",
    "void:propertyPartition": "Leads from the data set to the count of a property.",
    "void:property": "The property that is counted.",
    "prov:wasAssociatedWith": "Leads from the build to the software.",
    "prov:wasGeneratedBy": "Leads from the data set to the build.",
    "prov:endedAtTime": "When the build ended; only said where SOURCE_DATE_EPOCH was set.",
    "dcat:Dataset": "The graph as a whole.",
    "rdfs:label": "The name of the software.",
}
"""What the words of other vocabularies mean in a graph of ours."""

IRIS = {
    "article": "its web address",
    "publisher": "source/ and its domain",
    "topic, scheme of topics": "topic/ and a slug; topics",
    "theme, scheme of themes": "theme/ and a slug; themes",
    "story": "story/, the day of its first article and a slug",
    "person, organisation, place, law": "entity/ and a slug",
    "collection": "collection/ and the path of its file",
    "image": "its web address, or image/ and its path",
    "input file": "file/ and its path; also the named graph of what the file says",
    "listing": "listing/, the path of the file and the position",
    "reference": "reference/, the path of the file, a checksum of the article and the position",
    "version": "version/, the path of the file and a checksum",
    "place in a collection": "part/, the path of the file and the position",
    "judgement file": "judgements/ and its name",
    "vocabulary file": "vocabulary/ and its name",
    "theme match, occurrence": "theme-match/ and a checksum; occurrence/ and a checksum",
    "membership, reprint, mention": "membership/, reprint/ or mention/ and a checksum",
    "address match": "match/ and a checksum",
    "problem": "problem/ and a checksum",
    "data set, build, software": "dataset; build/ and a checksum; software/graphbuild- and the version",
    "named graph about files and build": "provenance",
}

QUESTIONS = {
    "Where does it say so? From any listing to its file, line and position": """\
SELECT ?article ?listed ?position ?path ?line WHERE {
  GRAPH ?file {
    ?listing a gb:Listing ; gb:lists ?article ; schema:item ?listed ;
             schema:position ?position ; gb:line ?line .
  }
  GRAPH ?about { ?file gb:path ?path }
}
ORDER BY ?path ?line""",
    "The same in graph.ttl, which has no named graphs: the file by its IRI": """\
SELECT ?article ?listed ?position ?file ?line WHERE {
  ?listing a gb:Listing ; gb:lists ?article ; schema:item ?listed ;
           schema:position ?position ; gb:line ?line ; prov:wasDerivedFrom ?file .
}
ORDER BY ?file ?line""",
    "Which articles have a file of their own, newest first?": """\
SELECT ?article ?headline ?date ?publisher WHERE {
  ?article gb:stub false .
  OPTIONAL { ?article schema:headline ?headline }
  OPTIONAL { ?article schema:datePublished ?date }
  OPTIONAL { ?article schema:publisher/schema:name ?publisher }
}
ORDER BY DESC(?date)""",
    "Which articles are listed most, and by whom were they published?": """\
SELECT ?headline ?publisher (COUNT(DISTINCT ?listing) AS ?listings) WHERE {
  ?listing schema:item ?article .
  ?article schema:headline ?headline ; schema:publisher/schema:name ?publisher .
}
GROUP BY ?article ?headline ?publisher
ORDER BY DESC(?listings) ?headline""",
    "How long after an article did those come out that were listed with it, in days?": """\
SELECT (AVG(?gap) / 86400 AS ?days)
       (MIN(?gap) / 86400 AS ?first) (MAX(?gap) / 86400 AS ?last) WHERE {
  ?listing gb:gapSeconds ?gap .
}""",
    "Which addresses were taken for one article, on what evidence?": """\
SELECT ?address ?other ?evidence ?field ?file ?line WHERE {
  ?match a gb:AddressMatch ; gb:address ?address ; gb:otherAddress ?other ;
         gb:evidence ?evidence ; gb:sameArticle true .
  OPTIONAL { ?match gb:field ?field ; prov:wasDerivedFrom ?file ; gb:line ?line }
}
ORDER BY ?address""",
    "Whose headline changed?": """\
SELECT ?headline ?older ?file WHERE {
  ?version prov:specializationOf ?article ; schema:headline ?older ;
           prov:wasDerivedFrom ?file .
  ?article schema:headline ?headline .
  FILTER(?older != ?headline)
}
ORDER BY ?headline""",
    "Which articles are about policing, by which words, and where do these stand?": """\
SELECT ?headline ?score ?term ?field ?start ?path ?line WHERE {
  ?match a gb:ThemeMatch ; gb:theme ?theme ; gb:article ?article ;
         gb:score ?score ; gb:occurrence ?place ;
         prov:wasDerivedFrom/gb:path ?path ; gb:line ?line .
  ?theme skos:prefLabel ?label .
  FILTER(CONTAINS(LCASE(?label), "policing"))
  ?place gb:term ?term ; gb:field ?field ; gb:start ?start .
  ?article schema:headline ?headline .
}
ORDER BY DESC(?score) ?article DESC(?field) ?start""",
    "Which stories have most articles, of how many publishers, and from when to when?": """\
SELECT ?story ?name (COUNT(DISTINCT ?article) AS ?articles)
       (COUNT(DISTINCT ?publisher) AS ?publishers)
       (MIN(STR(?date)) AS ?first) (MAX(STR(?date)) AS ?last) WHERE {
  ?story a gb:Story ; schema:name ?name ; prov:hadMember ?article .
  OPTIONAL { ?article schema:publisher ?publisher }
  OPTIONAL { ?article schema:datePublished ?date }
}
GROUP BY ?story ?name
ORDER BY DESC(?articles) ?story""",
    "Why is an article in its story? The member most alike, and the words they share": """\
SELECT ?name ?headline ?nearest ?score ?listed
       (GROUP_CONCAT(DISTINCT ?term; SEPARATOR=", ") AS ?shared) WHERE {
  ?membership a gb:Membership ; gb:story/schema:name ?name ;
              gb:article/schema:headline ?headline ;
              gb:nearest/schema:headline ?nearest ;
              gb:score ?score ; gb:listed ?listed ; gb:term ?term .
}
GROUP BY ?membership ?name ?headline ?nearest ?score ?listed
ORDER BY ?name DESC(?score) ?headline""",
    "Who had one text, who had it first, and where do the dates not tell?": """\
SELECT ?headline ?publisher ?other ?directed ?score WHERE {
  ?reprint a gb:Reprint ; gb:article ?article ; gb:score ?score ;
           gb:original|gb:otherArticle ?text .
  BIND(EXISTS { ?reprint gb:original ?text } AS ?directed)
  ?article schema:headline ?headline ; schema:publisher/schema:name ?publisher .
  ?text schema:publisher/schema:name ?other .
}
ORDER BY ?article""",
    "Who is named most, and in the headlines of how many publishers?": """\
SELECT ?entity ?name ?kind (COUNT(DISTINCT ?article) AS ?articles)
       (COUNT(DISTINCT ?publisher) AS ?publishers) WHERE {
  ?mention a gb:Mention ; gb:entity ?entity ; gb:article ?article ;
           gb:field "headline" .
  ?entity a ?kind ; schema:name ?name .
  ?article schema:publisher ?publisher .
}
GROUP BY ?entity ?name ?kind
ORDER BY DESC(?articles) ?name""",
}
"""Questions to begin with; the tests ask each of them of the bundled stories."""

_SHARED = ("schema", "dct", "skos", "prov", "dcat", "void")
_HERE = Path(__file__).parent
_OA = "http://www.w3.org/ns/oa#"
_NAMES = {**PREFIXES, "oa": _OA}


def header() -> str:
    """The prefixes, as a SPARQL query begins with them."""
    return "\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("gb", *_SHARED, "rdf", "rdfs", "xsd"))


def page() -> str:
    """The whole page as HTML."""
    return _Page(
        rdflib.Graph().parse(ontology() / "graphbuild.ttl"), rdflib.Graph().parse(ontology() / "shapes.ttl")
    ).html()


class _Page:
    def __init__(self, words: rdflib.Graph, shapes: rdflib.Graph) -> None:
        self.words = words
        self.shapes = shapes
        self.whole = words.value(None, RDF.type, OWL.Ontology)
        terms = sorted(words.subjects(RDFS.isDefinedBy, self.whole), key=lambda term: str(term).lower())
        self.classes = [term for term in terms if (term, RDF.type, OWL.Class) in words]
        self.properties = [term for term in terms if term not in self.classes]

    def html(self) -> str:
        css = (_HERE / "vocabulary.css").read_text(encoding="utf-8")
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            f"<title>The vocabulary of graphbuild</title>\n<style>\n{css}</style>\n</head>\n<body>\n"
            + "\n".join(self._sections())
            + "\n</body>\n</html>\n"
        )

    def _sections(self) -> Iterator[str]:
        yield self._head()
        yield self._contents()
        yield '<h2 id="model-of-the-graph">The model</h2>'
        yield (
            f"<figure>{diagram()}<figcaption>Boxes are kinds of nodes, arrows are links. A listing, a version and an "
            "address match are evidence: they say which file and line a link comes from. The dashed arrow is no link: "
            "an address match holds two addresses as values. What graphbuild finds in the texts has evidence too: a "
            "theme a gb:ThemeMatch, a story a gb:Membership for each member, a reprint a gb:Reprint, a mention a "
            "gb:Mention; each leads to its article with gb:article, and to file and line as a listing does. So does a "
            "gb:Reference, the evidence of a link in a text (dct:references). Themes "
            "and names come from vocabulary files, and say which.</figcaption></figure>"
        )
        yield self._iris()
        yield self._questions()
        yield self._nodes()
        yield self._borrowed()
        yield '<h2 id="classes">Our classes</h2>'
        yield from map(self._term, self.classes)
        yield '<h2 id="properties">Our properties</h2>'
        yield from map(self._term, self.properties)

    def _head(self) -> str:
        words, whole = self.words, self.whole
        licence = html.escape(str(words.value(whole, rdflib.DCTERMS.license)))
        return (
            "<h1>The vocabulary of graphbuild</h1>\n"
            f"<p>{html.escape(str(words.value(whole, rdflib.DCTERMS.description)))} A graph by graphbuild uses "
            "schema.org, Dublin Core, SKOS and PROV, and of its own only the words that these do not have. "
            "With this page alone you can write SPARQL queries for such a graph.</p>\n"
            f"<p>Version {words.value(whole, OWL.versionInfo)} "
            f"(<code>{html.escape(str(words.value(whole, OWL.versionIRI)))}</code>), "
            f'licence <a href="{licence}">MIT</a>. The same for machines: <a href="graphbuild.ttl">graphbuild.ttl</a> '
            '(OWL), <a href="shapes.ttl">shapes.ttl</a> (SHACL), <a href="context.jsonld">context.jsonld</a> (JSON-LD).'
            "</p>"
        )

    def _contents(self) -> str:
        parts = {
            "model-of-the-graph": "The model",
            "prefixes": "Prefixes and IRIs",
            "questions": "Questions to begin with",
            "nodes": "What each kind of node has",
            "borrowed": "Borrowed words",
            "classes": "Our classes",
            "properties": "Our properties",
        }
        links = "".join(f'<li><a href="#{anchor}">{title}</a></li>' for anchor, title in parts.items())
        words = "".join(f"<li>{self._link(term)}</li>" for term in (*self.classes, *self.properties))
        return f'<nav aria-label="Contents"><ol>{links}</ol><ul class="words">{words}</ul></nav>'

    def _iris(self) -> str:
        rows = _rows((html.escape(kind), html.escape(made)) for kind, made in IRIS.items())
        return (
            f'<h2 id="prefixes">Prefixes and IRIs</h2>\n<pre><code>{html.escape(header())}</code></pre>\n'
            "<p>The words of schema.org begin with <code>https</code>. What has no web address has an IRI that begins "
            f"with <code>{DEFAULT_BASE}</code>, or with what <code>graphbuild build "
            "--base</code> was given; the examples below are relative to it.</p>\n"
            f"<table><tr><th>node</th><th>IRI</th></tr>{rows}</table>\n"
            "<p><code>graph.nq</code> puts what an input file says into the named graph of that file, what graphbuild "
            "concludes (matches, stubs, themes, stories, reprints, mentions) into the default graph, and the "
            "description of files and build into the graph <code>provenance</code>. Ask it with the union of all "
            "graphs as the default graph, or with <code>GRAPH</code>. The same statement may stand in several "
            "graphs: count with <code>DISTINCT</code>. <code>graph.ttl</code> and <code>graph.jsonld</code> hold "
            "each statement once, without the graph <code>provenance</code>.</p>"
        )

    def _questions(self) -> str:
        asked = "\n".join(
            f"<h3>{html.escape(title)}</h3>\n<pre><code>{html.escape(query)}</code></pre>"
            for title, query in QUESTIONS.items()
        )
        return f'<h2 id="questions">Questions to begin with</h2>\n<p>After the prefixes above.</p>\n{asked}'

    def _nodes(self) -> str:
        shapes = self.shapes
        tables = []
        for shape in sorted(
            {*shapes.subjects(SH.targetClass), *shapes.subjects(SH.targetObjectsOf)},
            key=lambda shape: str(shapes.value(shape, RDFS.label)),
        ):
            kinds = ", ".join(self._curie(kind) for kind in sorted(shapes.objects(shape, SH.targetClass), key=str))
            parts = sorted(shapes.objects(shape, SH.property), key=str)
            plain = {shapes.value(part, SH.path) for part in parts}
            rows = _rows(
                row for part in parts if shapes.value(part, SH.equals) not in plain and (row := self._row(part))
            )
            tables.append(
                f"<h3>{html.escape(str(shapes.value(shape, RDFS.label)))} <small>{kinds}</small></h3>\n"
                f"<table><tr><th>property</th><th>value</th><th>times</th></tr>{rows}</table>"
            )
        return (
            '<h2 id="nodes">What each kind of node has</h2>\n<p>From the shapes. Every article, of any class, says '
            "once whether it is a stub: <code>?article gb:stub ?any</code> finds them all. A graph that holds no "
            "themes, stories, reprints or mentions has no such nodes: <code>graphbuild check</code> counts what "
            "there is.</p>\n" + "\n".join(tables)
        )

    def _row(self, shape: Any) -> tuple[str, str, str] | None:
        """Property, value and number; `None` for a shape that forbids its property."""
        shapes = self.shapes
        path, kinds = shapes.value(shape, SH.path), self._values(shape)
        if evidenced := shapes.value(shape, SH.equals):
            path, kinds = evidenced, self._values(shapes.value(None, SH.path, self._last(path)))
        if not isinstance(path, rdflib.URIRef) or shapes.value(shape, SH.maxCount) == rdflib.Literal(0):
            return None
        least, most = shapes.value(shape, SH.minCount), shapes.value(shape, SH.maxCount)
        times = str(least) if least is not None and least == most else f"{least or 0}–{most or '…'}"
        return self._curie(path), kinds or "IRI", times

    def _last(self, path: Any) -> Any:
        """The property that a path ends with, its first branch if it has several."""
        if either := self._members(self.shapes, self.shapes.value(path, SH.alternativePath)):
            return self._last(either[0])
        return self._members(self.shapes, path)[-1]

    def _values(self, shape: Any) -> str:
        """What a property shape allows as a value."""
        shapes = self.shapes
        if shapes.value(shape, SH.node):
            return "article"
        if allowed := self._members(shapes, shapes.value(shape, SH["in"])):
            return " or ".join(f'"{html.escape(str(one))}"' for one in allowed)
        options = [shape, *self._members(shapes, shapes.value(shape, SH["or"]))]
        found = [
            kind for option in options for said in (SH.datatype, SH["class"]) for kind in shapes.objects(option, said)
        ]
        return " or ".join(map(self._curie, found))

    def _borrowed(self) -> str:
        rows = _rows((self._curie(rdflib.URIRef(_iri(name))), html.escape(text)) for name, text in BORROWED.items())
        return (
            '<h2 id="borrowed">Borrowed words</h2>\n<p>What they mean in a graph by graphbuild.</p>\n'
            f"<table><tr><th>word</th><th>here</th></tr>{rows}</table>"
        )

    def _term(self, term: Any) -> str:
        words = self.words
        kind = next(
            name for name in ("Class", "ObjectProperty", "DatatypeProperty") if (term, RDF.type, OWL[name]) in words
        )
        said = {"Class": "class", "ObjectProperty": "link", "DatatypeProperty": "value"}[kind]
        facts = [
            ("IRI", f"<code>{html.escape(str(term))}</code>"),
            ("is", html.escape(str(words.value(term, RDFS.comment)))),
            ("is not", html.escape(str(words.value(term, SKOS.scopeNote)))),
            ("said of", self._kinds(term, RDFS.domain)),
            ("value", self._kinds(term, RDFS.range)),
            ("narrows", self._curies(term, RDFS.subClassOf, RDFS.subPropertyOf)),
            ("see also", self._curies(term, RDFS.seeAlso)),
            ("example", f"<pre><code>{html.escape(str(words.value(term, SKOS.example)))}</code></pre>"),
        ]
        listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
        local = _local(term)
        label = html.escape(str(words.value(term, RDFS.label)))
        return f'<section id="{local}"><h3>gb:{local} <small>{label} ({said})</small></h3>\n<dl>{listed}</dl></section>'

    def _kinds(self, term: Any, end: rdflib.URIRef) -> str:
        value = self.words.value(term, end)
        union = self.words.value(value, OWL.unionOf) if value is not None else None
        return " or ".join(map(self._curie, self._members(self.words, union) or ([value] if value is not None else [])))

    def _curies(self, term: Any, *predicates: rdflib.URIRef) -> str:
        return ", ".join(
            self._curie(value)
            for predicate in predicates
            for value in sorted(self.words.objects(term, predicate), key=str)
        )

    def _members(self, graph: rdflib.Graph, head: Any) -> list[Any]:
        return list(Collection(graph, head)) if head is not None else []

    def _curie(self, term: Any) -> str:
        """A word by its short name: a link to its place on this page, where it has one."""
        if str(term).startswith(PREFIXES["gb"]):
            return self._link(term)
        iri = str(term)
        name = next(
            (f"{short}:{iri.removeprefix(long)}" for short, long in _NAMES.items() if iri.startswith(long)), iri
        )
        return f"<code>{html.escape(name)}</code>"

    def _link(self, term: Any) -> str:
        return f'<a href="#{_local(term)}"><code>gb:{_local(term)}</code></a>'


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)


def _local(term: Any) -> str:
    return str(term).removeprefix(PREFIXES["gb"])


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}"


if __name__ == "__main__":
    (ontology() / "index.html").write_text(page(), encoding="utf-8", newline="\n")
