"""CSL-JSON, as Zotero and other reference managers write it: a list of references."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from graphbuild.ingest.file import File, Head
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.jsonitems import items
from graphbuild.ingest.layout import Layout
from graphbuild.ingest.references import doi_address, reference
from graphbuild.problems import Report
from graphbuild.records import Record

LAYOUT = Layout(
    address=("URL", "DOI"),
    title=("title", "title-short"),
    excerpt=("abstract",),
    published_at=("issued",),
    language=("language",),
    type=("kind",),
    authors=("author",),
    topics=("keyword", "categories"),
    publisher=("container-title", "publisher", "source"),
    publisher_address=("host",),
    default_type=None,
)
_KINDS = {
    "motion_picture": "video",
    "broadcast": "video",
    "article": "article",
    "article-newspaper": "article",
    "article-magazine": "article",
    "article-journal": "article",
    "webpage": "article",
    "post": "article",
    "post-weblog": "article",
}


def recognises(head: Head) -> int:
    """By a `type` and keys that only CSL has."""
    if not head.start.startswith(("[", "{")):
        return NO
    start = head.start
    if not re.search(r'"type"\s*:\s*"[a-z_-]{3,30}"', start):
        return NO
    dated = re.search(r'"(?:issued|accessed)"\s*:\s*\{', start)
    named = re.search(r'"author"\s*:\s*\[\s*\{\s*"(?:family|given|literal)"', start)
    if (dated and "date-parts" in start) or named:
        return SURE
    return SURE if re.search(r'"container-title"\s*:', start) and re.search(r'"id"\s*:', start) else NO


def read(file: File, report: Report) -> Iterator[Record]:
    """A record for each reference that has an address."""
    if (text := file.text()) is None:
        return
    for value, line in items(text):
        inner = value.get("items") if isinstance(value, dict) and "type" not in value else None
        for item in inner if isinstance(inner, list) else [value]:
            if not isinstance(item, dict):
                report.add("lost", line, "", "not a reference", "left out", json.dumps(item)[:300])
            elif found := reference(file, report, _facts(item), line, LAYOUT, {}):
                yield found


def _facts(item: dict[str, Any]) -> dict[str, Any]:
    facts = {name: value for name, value in item.items() if name not in ("accessed", "id", "type", "citation-key")}
    facts["issued"] = _date(item.get("issued"))
    facts["author"] = _names(item.get("author"))
    if isinstance(words := item.get("keyword"), str):
        facts["keyword"] = [word.strip() for word in re.split("[,;]", words[:20_000]) if word.strip()]
    if isinstance(doi := item.get("DOI"), str):
        facts["DOI"] = doi_address(doi) or doi
    if item.get("URL"):
        facts.pop("DOI", None)  # the address of a register, not another form of the page
    kind = item.get("type")
    facts["kind"] = _KINDS.get(kind) if isinstance(kind, str) else None
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}


def _date(value: Any) -> str | None:
    """A date of CSL: numbers in `date-parts` (a second group ends a range), or a text in `raw` or `literal`."""
    if not isinstance(value, dict):
        return value if isinstance(value, str) else None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [str(part).strip() for part in parts[0][:3] if part not in (None, "")]
        if numbers and all(number.isdecimal() for number in numbers):
            return "-".join(number.zfill(2 if place else 4) for place, number in enumerate(numbers))
    text = value.get("raw") or value.get("literal")
    return text if isinstance(text, str) else None


def _names(value: Any) -> list[str]:
    names = []
    for person in value[:200] if isinstance(value, list) else []:
        if isinstance(person, dict):
            parts = (person.get(part) for part in ("given", "non-dropping-particle", "family", "literal", "name"))
            name = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
            if name:
                names.append(name)
    return names


FORMATS = (Format("csl", "CSL-JSON (Zotero and other reference managers): the references that have an address",
                  read, recognises, gathers=True),)  # fmt: skip
