"""What a page is given of a model: JSON, its numbers in columns, each text that comes again and again once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy

from graphbuild.numbered import numbered
from graphbuild.view import lanes
from graphbuild.view.columns import column
from graphbuild.view.model import KINDS, Model

_KNOWN = frozenset(("relation", "file", "line", "position", "gap_seconds"))
_MOST_TEXT = 240
"""Longer summaries are cut: with thousands of articles they would be most of the page."""


def as_json(model: Model) -> str:
    """All that a page needs, as ASCII in which no `<` stands."""
    data = {
        "title": model.title,
        "scope": model.scope,
        "nodes": _nodes(model),
        "links": _links(model),
        "listings": {"names": model.listing_names, "of": column(model.map.listing)},
        "clusters": column(model.map.cluster),
        "map": _map(model),
        "time": _arranged(lanes.by_group(model.times, model.group, model.theme)),
        "publishers": _arranged(lanes.by_publisher(model.times, model.source)),
    }
    return json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")


def _nodes(model: Model) -> dict[str, Any]:
    facts = [facts for _, facts in model.nodes]
    files, file = numbered(origin[0] if origin else None for origin in model.origins)
    types, kind_of = numbered(fact.get("type") for fact in facts)
    known = ~numpy.isnan(model.times)
    moments = numpy.trunc(model.times[known]).astype(numpy.int64)
    start = int(moments.min()) if len(moments) else 0
    dates = numpy.zeros(len(model.times), dtype=numpy.int64)
    dates[known] = moments - start + 1
    return {
        "id": [node for node, _ in model.nodes],
        "label": [fact["label"] for fact in facts],
        "text": [_short(fact.get("abstract") or fact.get("definition") or fact.get("description")) for fact in facts],
        "kind": column(KINDS.index(fact["kind"]) for fact in facts),
        "own": column(int(bool(fact.get("own", True))) for fact in facts),
        "web": column(int("address" in fact) for fact in facts),
        "types": types,
        "type": column(kind_of),
        "since": start,
        "date": column(dates),
        "day": column(int(len(fact.get("published_at") or "") == 10) for fact in facts),
        "files": files,
        "file": column(file),
        "line": column(origin[1] if origin else 0 for origin in model.origins),
    }


def _links(model: Model) -> dict[str, Any]:
    facts = model.facts
    files, file = numbered(fact.get("file") for fact in facts)
    return {
        "start": column(model.starts, steps=True),
        "end": column(model.ends, steps=True),
        "relations": model.relations.values,
        "relation": column(model.relations.number),
        "files": files,
        "file": column(file, steps=True),
        "line": column([fact.get("line", 0) for fact in facts], steps=True),
        "position": column([fact.get("position", 0) for fact in facts], steps=True),
        "gap": column(_gaps(model)),
        "more": _more(facts),
    }


def _more(facts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What only some links have, such as a score: of evidence, which few links have."""
    places = [place for place, fact in enumerate(facts) if not fact.keys() <= _KNOWN]
    more: dict[str, Any] = {}
    for name in sorted(set().union(*(facts[place] for place in places)) - _KNOWN):
        values, number = numbered(facts[place].get(name) for place in places)
        of = numpy.zeros(len(facts), dtype=int)
        of[places] = number
        more[name] = {"values": values, "of": column(of)}
    return more


def _gaps(model: Model) -> numpy.ndarray:
    """0: none; 1: what the two dates say; else the gap, 2 added where it is not negative."""
    gaps = numpy.array([fact.get("gap_seconds") for fact in model.facts], dtype=float)
    times = numpy.append(model.times, numpy.full(len(model.nodes) - len(model.times), numpy.nan))
    said = times[model.ends] - times[model.starts] == gaps
    shown = numpy.where(said, 1, numpy.where(gaps >= 0, gaps + 2, gaps))
    return numpy.where(numpy.isnan(gaps), 0, shown).astype(numpy.int64)


def _map(model: Model) -> dict[str, Any]:
    circles = [[c.kind, c.key, round(c.x), round(c.y), round(c.radius)] for c in model.map.circles]
    box = [round(side) for side in model.map.alone] if model.map.alone else None
    places = model.places.astype(int)
    return {
        "x": column(places[:, 0], steps=True),
        "y": column(places[:, 1], steps=True),
        "circles": circles,
        "alone": box,
    }


def _short(text: str | None) -> str:
    if not text or len(text) <= _MOST_TEXT:
        return text or ""
    return f"{text[:_MOST_TEXT].rsplit(' ', 1)[0]} …"


def _arranged(found: lanes.Lanes) -> dict[str, Any]:
    return {
        "x": column(found.positions[:, 0].astype(int)),
        "y": column(found.positions[:, 1].astype(int)),
        "columns": found.columns,
        "lanes": [[lane.key, *map(round, lane[1:])] for lane in found.lanes],
        "bands": [[band.key, *map(round, band[1:])] for band in found.bands],
    }
