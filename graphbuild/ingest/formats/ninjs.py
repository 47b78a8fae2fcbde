"""IPTC ninjs (1.x, 2.x, 3.x): a news item in JSON as an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graphbuild.ingest import markup
from graphbuild.ingest.feed import summary
from graphbuild.ingest.file import File, Head
from graphbuild.ingest.format import LIKELY, NO, PERHAPS, SURE, Format
from graphbuild.ingest.identifier import ItemFields, authority, names_an_item
from graphbuild.ingest.jsonstream import objects
from graphbuild.ingest.layout import Layout, article
from graphbuild.problems import Report
from graphbuild.records import Article, Reference

LAYOUT = Layout(
    ("web", "uri"),
    title=("headline", "headlines", "title"),
    excerpt=("description", "body"),
    published_at=(
        "firstcreated", "firstCreated", "versioncreated", "versionCreated", "contentcreated", "contentCreated",
    ),
    language=("language",),
    type=("type",),
    authors=("byline", "by"),
    topics=("subject", "subjects"),
    images=("renditions", "associations"),
    publisher=("infosource", "infosources", "infoSources", "copyrightholder", "copyrightHolder"),
    publisher_address=("publisher",),
    starts_at=("startDate",),
    ends_at=("endDate",),
)  # fmt: skip
MAX_NESTING = 10
"""Levels of associations within associations."""

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"\s*+(:?))?|[\[\]{}]')
_OWN = frozenset(
    "pubstatus pubStatus versioncreated versionCreated firstcreated firstCreated contentcreated contentCreated "
    "representationtype representationType altids altIds infosource infosources infoSources copyrightholder "
    "copyrightHolder renditions associations headlines descriptions bodies slugline usageterms usageTerms byline "
    "body_text body_xhtml body_html description_text ednote edNote eventDetails plannedCoverage trustindicator "
    "trustIndicators rightsinfo rightsInfo located embargoed embargoedUntil $standard standard".split()
)
_CANCELED = ("canceled", "cancelled")
_PICTURES = ("picture", "graphic")
_SIGNED = re.compile(r"(?:by|von|par|por|av|door|di)\s+", re.IGNORECASE)


def recognises(head: Head) -> int:
    """By the key `uri`, which every item has, beside others that only news items have."""
    if not head.start.startswith(("{", "[")):
        return NO
    keys = _keys(head.start)
    if "uri" not in keys or keys & {"url", "$defs", "properties", "@context"}:
        return NO
    if keys & _OWN:
        return SURE
    return LIKELY if keys & {"headline", "type", "subject", "version", "profile", "mimetype"} else PERHAPS


def _keys(text: str) -> set[str]:
    """The keys of the first object of a document that begins so, without those of what is in it."""
    keys: set[str] = set()
    outer = 2 if text.startswith("[") else 1
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
            if depth < outer:
                break
        elif depth == outer and token[2]:
            keys.add(token[1])
    return keys


def read(file: File, report: Report) -> Iterator[Article]:
    """The items of a file: one, or those of a list, or one a line; after each the items that it holds."""
    text = file.text()
    if text is None:
        return
    count = 0
    for item in objects(text):
        count += 1
        if isinstance(item.value, dict):
            yield from _items(item.value, item.line, file, report, 0)
        else:
            report.add("lost", item.line, "", "a value that is no news item", "left out", str(item.value))
    if not count:
        report.add("lost", None, "", "no news item", "file left out")


def _items(item: dict[str, Any], line: int, file: File, report: Report, depth: int) -> Iterator[Article]:
    if depth > MAX_NESTING:
        what = f"associations nested deeper than {MAX_NESTING} levels"
        report.add("lost", line, "associations", what, "left out", str(item.get("uri", "")))
        return
    within = [other for _, other in _named(item.get("associations")) if not _is_picture(other)]
    found = _article(item, within, line, file, report)
    if found is None:
        return
    yield found
    for other in within:
        if other.get("uri") != item.get("uri"):
            yield from _items(other, line, file, report, depth + 1)


def _article(
    item: dict[str, Any], within: list[dict[str, Any]], line: int, file: File, report: Report
) -> Article | None:
    values = {
        name: value for name, value in item.items() if not name.startswith(("body_", "description_", "headline_"))
    }
    uri = item["uri"].strip() if isinstance(item.get("uri"), str) else ""
    if not names_an_item(uri):
        what = "neither a web address nor a URN or tag" if uri else "no address"
        report.add("lost", line, "uri", what, "article left out", uri)
        return None
    values["headlines"] = _said(item.get("headlines"), "main")
    if not values.get("headline"):
        values["headline"] = _member(item, "headline_", ("main", "text"))
    values["description"] = _plain(_member(item, "description_", ("text", "summary", "abstract", "caption")))
    if not values["description"]:
        values["description"] = _plain(_said(item.get("descriptions"), "summary", "abstract", "text", "caption"))
    values.pop("descriptions", None)
    values.pop("bodies", None)
    bodies = list(_bodies(item))
    if isinstance(values["description"], str):
        values["description"] = summary(values["description"], report, line, "description")
    elif bodies:
        values["body"] = summary(_plain(bodies[0]) or "", report, line, "body", whole=True)
    for name in ("subject", "subjects"):
        if name in values:
            values[name] = [said for _, one in _named(values[name]) if (said := _name(one))] or None
    for name in ("infosource", "infosources", "infoSources"):
        values[name] = next((said for _, one in _named(values.get(name)) if (said := _name(one))), None)
    for name in ("byline", "by"):
        if isinstance(values.get(name), str):
            values[name] = [_SIGNED.sub("", values[name].strip(), count=1)]
    values["publisher"] = authority(uri)
    renditions = list(_renditions(item))
    values["web"] = next(
        (href for one in renditions if _kind(one).startswith("text/html") and isinstance(href := one.get("href"), str)),
        None,
    )
    values["renditions"] = [_image(one) for one in renditions if _is_image(one, item)] or None
    values["associations"] = [
        _image(one) for _, other in _named(item.get("associations")) if _is_picture(other)
        for one in _renditions(other) if _is_image(one, other)
    ] or None  # fmt: skip
    kind = item.get("type")
    values["type"] = "article" if kind in ("text", "composite", "component", None) else kind
    details = values.pop("eventDetails", None)
    dates = details.get("dates") if isinstance(details, dict) else None
    if isinstance(dates, dict):
        values["startDate"] = dates.get("startDate") or dates.get("expectedStartDate")
        values["endDate"] = dates.get("endDate") or dates.get("expectedEndDate")
    old, status = values.pop("pubstatus", None), values.pop("pubStatus", None)  # 1.x and 2.x
    fields = ItemFields({name: value for name, value in values.items() if value is not None}, line, report, typed=True)
    links = [link for body in bodies[:1] for link in markup.links(body, uri, line)]
    found = article(fields, file.name, LAYOUT, references=[
        Reference(number, link.line, link.address, link.text)
        for number, link in enumerate((link for link in links if link.address != uri), 1)
    ])  # fmt: skip
    if found is None:
        return None
    parts = [
        other["uri"].strip() for other in within
        if isinstance(other.get("uri"), str) and other["uri"] != item.get("uri") and names_an_item(other["uri"].strip())
    ]  # fmt: skip
    return replace(found, removed=True if (status or old) in _CANCELED else None, parts=tuple(dict.fromkeys(parts)))


def _named(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a list (2.x, 3.x) or of an object (1.x), with their names."""
    if isinstance(value, dict):
        yield from ((str(name), one) for name, one in value.items() if isinstance(one, dict))
    elif isinstance(value, list):
        yield from ((str(one.get("name", "")), one) for one in value if isinstance(one, dict))


def _name(one: dict[str, Any]) -> str | None:
    return next((said for key in ("name", "literal", "code") if isinstance(said := one.get(key), str) and said), None)


def _said(value: Any, *roles: str) -> str | None:
    """The text of the best of several, by its role; the first where none has it."""
    stated = (
        [one for one in value if isinstance(one, dict) and isinstance(one.get("value"), str)]
        if isinstance(value, list)
        else []
    )
    ranked = sorted(stated, key=lambda one: roles.index(one["role"]) if one.get("role") in roles else len(roles))
    return ranked[0]["value"] if ranked else None


def _member(item: dict[str, Any], start: str, endings: tuple[str, ...]) -> str | None:
    """The best of the members whose names begin so (1.x): `body_text`, `body_xhtml` …"""
    names = [name for name, value in item.items() if name.startswith(start) and isinstance(value, str) and value]
    names.sort(key=lambda name: endings.index(name[len(start) :]) if name[len(start) :] in endings else len(endings))
    return item[names[0]] if names else None


def _bodies(item: dict[str, Any]) -> Iterator[str]:
    """The text of the item, that with markup first, since it has the links."""
    said = [
        (str(one.get("contentType", "")), one["value"])
        for one in item.get("bodies") or ()
        if isinstance(item.get("bodies"), list) and isinstance(one, dict) and isinstance(one.get("value"), str)
    ]
    said.sort(key=lambda one: "html" not in one[0])
    yield from (value for _, value in said)
    if body := _member(item, "body_", ("xhtml", "html", "html5", "text")):
        yield body


def _plain(text: str | None) -> str | None:
    return " ".join(markup.text(text).split()) or None if text else None


def _renditions(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (one for _, one in _named(item.get("renditions")))


def _kind(rendition: dict[str, Any]) -> str:
    return str(rendition.get("contentType") or rendition.get("mimetype") or "")


def _is_picture(item: dict[str, Any]) -> bool:
    return item.get("type") in _PICTURES


def _is_image(rendition: dict[str, Any], item: dict[str, Any]) -> bool:
    return _kind(rendition).startswith("image/") or (not _kind(rendition) and _is_picture(item))


def _image(rendition: dict[str, Any]) -> dict[str, Any]:
    sizes = {name: rendition[name] for name in ("width", "height") if rendition.get(name)}
    return {"url": rendition.get("href"), **sizes}


FORMATS = (Format("ninjs", "IPTC ninjs: an article for each news item", read, recognises),)
