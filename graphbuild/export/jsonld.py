"""JSON-LD in compact form: one object a node, with the names of `ontology/context.jsonld`.

The context is written into the file, so that it means the same without the network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any, TextIO

from graphbuild.bundled import ontology
from graphbuild.export.statements import Literal, Statement
from graphbuild.export.turtle import distinct
from graphbuild.vocabulary import RDF_TYPE, XSD


def write(statements: Iterable[Statement], stream: TextIO) -> None:
    """Write the statements without their named graphs; those of one subject must follow each other."""
    stream.write('{\n"@context": ')
    json.dump(context(), stream, ensure_ascii=False, sort_keys=True)
    stream.write(',\n"@graph": [')
    comma = "\n"
    for node in _nodes(statements):
        stream.write(comma)
        stream.write(json.dumps(node, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
        comma = ",\n"
    stream.write("\n]\n}\n")


@cache
def context() -> dict[str, Any]:
    """The terms of the JSON-LD context."""
    loaded: dict[str, Any] = json.loads((ontology() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return loaded


def _nodes(statements: Iterable[Statement]) -> Iterator[dict[str, Any]]:
    terms = _terms()
    classes = {iri: name for iri, (name, _) in terms.items()}
    for subject, said in groupby(distinct(statements), key=lambda statement: statement[0]):
        node: dict[str, Any] = {"id": subject}
        for _, predicate, value in said:
            if predicate == RDF_TYPE:
                name, item = "type", classes.get(str(value), value)
            else:
                name, coerced = terms[predicate]
                item = _value(value, coerced)
            if name not in node:
                node[name] = item
            elif isinstance(node[name], list):
                node[name].append(item)
            else:
                node[name] = [node[name], item]
        yield node


def _value(value: str | Literal, coerced: str | None) -> Any:
    if not isinstance(value, Literal):
        return value if coerced == "@id" else {"id": value}
    if value.datatype == coerced:
        return value.text
    if value.datatype == XSD.BOOLEAN:
        return value.text == "true"
    if value.datatype == XSD.INTEGER:
        return int(value.text)
    if value.datatype is None:
        return {"@value": value.text}
    return {"@value": value.text, "@type": value.datatype}


@cache
def _terms() -> dict[str, tuple[str, str | None]]:
    """For each IRI, the context's name for it and the type its values have without saying so."""
    terms = {}
    for name, definition in context().items():
        if isinstance(definition, str):
            definition = {"@id": definition}
        if definition["@id"].startswith("@"):
            continue
        kind = definition.get("@type")
        terms[_expanded(definition["@id"])] = (name, _expanded(kind) if kind else None)
    return terms


def _expanded(name: str) -> str:
    prefix, colon, local = name.partition(":")
    iri = context().get(prefix)
    return f"{iri}{local}" if colon and isinstance(iri, str) else name
