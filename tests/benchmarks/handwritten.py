"""What one writes by hand for the same files: PyYAML's C loader, an rdflib graph as N-Triples, networkx's GraphML.

It leaves out what graphbuild adds (one article for several addresses, where each fact comes from, a node for each
entry of a list, problems, themes, stories, the store, the page), and nothing in it is slower than it need be. With
`--sourced` it says of each entry of a list in which file it stands, at which position, and how much later it is dated:
what a graph must say whose edges are to be published.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import networkx
import rdflib
import yaml
from rdflib import RDF, XSD, Literal, Namespace, URIRef

SCHEMA = Namespace("https://schema.org/")
DCT = Namespace("http://purl.org/dc/terms/")
PROV = Namespace("http://www.w3.org/ns/prov#")
GB = Namespace("https://w3id.org/graphbuild/ns#")
BASE = Namespace("https://w3id.org/graphbuild/id/")


def read(folder: Path) -> list[dict[str, Any]]:
    """The front matter of each file."""
    stories = []
    for path in sorted(folder.rglob("*.md")):
        _, front, *_ = path.read_text(encoding="utf-8").split("---\n", 2)
        try:
            story = yaml.load(front, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            print(f"{path}: no YAML", file=sys.stderr)
        else:
            stories.append({"file": quote(path.relative_to(folder).as_posix()), **story})
    return stories


def address(story: dict[str, Any]) -> str:
    """An address that rdflib can write."""
    return str(story["webUrl"]).replace(" ", "%20")


def triples(stories: list[dict[str, Any]], sourced: bool) -> rdflib.Graph:
    """Each article with its facts, publisher and topics, and what it lists."""
    graph = rdflib.Graph()

    def describe(story: dict[str, Any]) -> URIRef:
        article = URIRef(address(story))
        if (article, RDF.type, SCHEMA.NewsArticle) in graph:
            return article
        graph.add((article, RDF.type, SCHEMA.NewsArticle))
        graph.add((article, SCHEMA.headline, Literal(story.get("title", ""))))
        graph.add((article, SCHEMA.abstract, Literal(story.get("excerpt", ""))))
        graph.add((article, SCHEMA.datePublished, Literal(story["publishedDateTime"], datatype=XSD.dateTime)))
        if provider := story.get("provider"):
            publisher = URIRef(f"https://{provider.get('domain')}/")
            graph.add((publisher, RDF.type, SCHEMA.Organization))
            graph.add((publisher, SCHEMA.name, Literal(provider.get("name"))))
            graph.add((article, SCHEMA.publisher, publisher))
        for topic in story.get("topics") or ():
            graph.add((article, SCHEMA.about, Literal(topic)))
        for image in story.get("images") or ():
            graph.add((article, SCHEMA.image, URIRef(str(image["url"]).replace(" ", "%20"))))
        return article

    for story in stories:
        if "webUrl" in story:
            describe(story)

    def source(story: dict[str, Any], listed: dict[str, Any], position: int) -> None:
        entry = BASE[f"listing/{story['file']}/{position}"]
        graph.add((entry, RDF.type, GB.Listing))
        graph.add((entry, GB.lists, URIRef(address(story))))
        graph.add((entry, SCHEMA.item, URIRef(address(listed))))
        graph.add((entry, SCHEMA.position, Literal(position)))
        graph.add((entry, PROV.wasDerivedFrom, BASE[f"file/{story['file']}"]))
        gap = listed["publishedDateTime"] - story["publishedDateTime"]
        graph.add((entry, GB.gapSeconds, Literal(int(gap.total_seconds()))))

    for story in stories:
        for position, listed in enumerate(story.get("related") or (), 1):
            graph.add((URIRef(address(story)), DCT.relation, describe(listed)))
            if sourced:
                source(story, listed, position)
    return graph


def network(stories: list[dict[str, Any]], sourced: bool) -> networkx.MultiDiGraph:
    """Articles and publishers, and an edge for each entry of a list."""
    graph = networkx.MultiDiGraph()

    def describe(story: dict[str, Any]) -> str:
        name = address(story)
        if name not in graph:
            domain = (story.get("provider") or {}).get("domain", "")
            graph.add_node(name, label=story.get("title", ""), date=str(story["publishedDateTime"]))
            graph.add_edge(name, domain, relation="publisher")
        return name

    for story in stories:
        if "webUrl" in story:
            describe(story)
    for story in stories:
        source = {"file": story["file"]} if sourced else {}
        for position, listed in enumerate(story.get("related") or (), 1):
            graph.add_edge(address(story), describe(listed), relation="related", position=position, **source)
    return graph


def main(folder: Path, out: Path, sourced: bool) -> None:
    """Do it all, and say how long each step took."""
    out.mkdir(parents=True, exist_ok=True)
    marks = [(time.process_time(), time.perf_counter())]
    stories = read(folder)
    marks.append((time.process_time(), time.perf_counter()))
    triples(stories, sourced).serialize(out / "graph.nt", format="nt", encoding="utf-8")
    marks.append((time.process_time(), time.perf_counter()))
    networkx.write_graphml(network(stories, sourced), out / "graph.graphml")
    marks.append((time.process_time(), time.perf_counter()))
    found = {
        stage: {"cpu": end[0] - start[0], "wall": end[1] - start[1]}
        for stage, start, end in zip(("reading", "N-Triples", "GraphML"), marks, marks[1:], strict=False)
    }
    print(json.dumps({"stages": found, "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "--sourced" in sys.argv)
