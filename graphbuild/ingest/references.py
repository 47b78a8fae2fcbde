"""What the formats of reference managers have in common: databases as hosts, DOIs, names, dates without a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from graphbuild.address import domain_key, reject_reason
from graphbuild.ingest.databases import is_database
from graphbuild.ingest.dates import loose, rfc822
from graphbuild.ingest.file import File
from graphbuild.ingest.layout import Layout, article
from graphbuild.problems import Report
from graphbuild.records import Article

_PARTIAL = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?[-/]*")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})/?")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S{1,300})", re.IGNORECASE)


def doi_address(text: str) -> str | None:
    """The web address of a DOI.

    >>> doi_address("doi:10.1000/182")
    'https://doi.org/10.1000/182'
    """
    match = _DOI.fullmatch(text.strip())
    return f"https://doi.org/{quote(match[1], safe='/:;()._-~')}" if match else None


def reference(
    file: File, report: Report, values: Mapping[str, Any], line: int, layout: Layout, lines: Mapping[str, int],
    *, typed: bool = False,
) -> Article | None:  # fmt: skip
    """The article that a reference is. `values["host"]` is set to the publisher's domain, if the address tells it.

    A date without a day is reported here, since no format lets it stand for a day.
    """
    facts = dict(values)
    said = False
    for name in layout.published_at:
        date = facts.get(name)
        if not isinstance(date, str):
            continue
        if match := _DAY.fullmatch(date.strip()):
            facts[name] = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
        elif _PARTIAL.fullmatch(date.strip()):
            del facts[name]
            whole = any(_DAY.match(str(facts.get(other, "")).strip()) for other in layout.published_at)
            if not whole and not said:
                report.add("lost", lines.get(name, line), name, "a date without a day", "left out", date)
                said = True
    address = next((str(facts[name]) for name in layout.address if isinstance(facts.get(name), str)), "")
    if address and not reject_reason(address) and (host := urlsplit(address).hostname):
        named = any(facts.get(name) for name in layout.publisher)
        if not named or not is_database(host):
            facts["host"] = domain_key(host)
            lines = {**lines, "host": next((lines.get(name, line) for name in layout.address if name in facts), line)}
    fields = file.fields(facts, line, lines=lines, typed=typed, dates=[loose, rfc822])
    return article(fields, file.name, layout)


def split_names(text: str) -> list[str]:
    """Names as a bibliography has them, `Family, Given`, each as it is spoken.

    >>> split_names("Joseph, George")
    ['George Joseph']
    """
    family, comma, given = text.partition(",")
    name = f"{given.strip()} {family.strip()}" if comma and given.strip() else text.strip().rstrip(",")
    return [name] if name else []
