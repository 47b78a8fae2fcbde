"""GDELT's Global Knowledge Graph 2.1: a tab-separated table without a header, or a CSV with BigQuery's column names.

The date is that which GDELT found in the page, else that of its quarter-hourly file: when GDELT saw the article. Themes
become topics under GDELT's own names (`--set gkg.themes=no` leaves them out). What GDELT's machine took for people,
organisations, places, counts, tone and quotations is not read.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphbuild.ingest.dates import gdelt
from graphbuild.ingest.file import MAX_LINE, File, Head, Unreadable
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.layout import Layout, article
from graphbuild.ingest.markup import MAX_REFERENCES, resolved
from graphbuild.problems import Report
from graphbuild.records import Record, Reference

COLUMNS = tuple(
    "GKGRECORDID V2.1DATE V2SOURCECOLLECTIONIDENTIFIER V2SOURCECOMMONNAME V2DOCUMENTIDENTIFIER V1COUNTS V2.1COUNTS "
    "V1THEMES V2ENHANCEDTHEMES V1LOCATIONS V2ENHANCEDLOCATIONS V1PERSONS V2ENHANCEDPERSONS V1ORGANIZATIONS "
    "V2ENHANCEDORGANIZATIONS V1.5TONE V2.1ENHANCEDDATES V2GCAM V2.1SHARINGIMAGE V2.1RELATEDIMAGES "
    "V2.1SOCIALIMAGEEMBEDS V2.1SOCIALVIDEOEMBEDS V2.1QUOTATIONS V2.1ALLNAMES V2.1AMOUNTS V2.1TRANSLATIONINFO "
    "V2EXTRASXML".split()
)
"""The columns by the names of GDELT's codebook."""

_BIGQUERY = tuple(
    "GKGRECORDID DATE SourceCollectionIdentifier SourceCommonName DocumentIdentifier Counts V2Counts Themes V2Themes "
    "Locations V2Locations Persons V2Persons Organizations V2Organizations V2Tone Dates GCAM SharingImage "
    "RelatedImages SocialImageEmbeds SocialVideoEmbeds Quotations AllNames Amounts TranslationInfo Extras".split()
)
_BY_HEADER = {name.lower(): column for name, column in zip(_BIGQUERY, COLUMNS, strict=True)} | {
    column.lower(): column for column in COLUMNS
}
LAYOUT = Layout(
    address=("V2DOCUMENTIDENTIFIER", "PAGE_ALTURL_AMP", "PAGE_ALTURL_MOBILE"),
    title=("PAGE_TITLE",),
    published_at=("PAGE_PRECISEPUBTIMESTAMP", "V2.1DATE"),
    language=("V2.1TRANSLATIONINFO",),
    authors=("PAGE_AUTHORS",),
    topics=("V2ENHANCEDTHEMES", "V1THEMES"),
    images=("V2.1SHARINGIMAGE", "V2.1RELATEDIMAGES"),
    publisher_address=("V2SOURCECOMMONNAME",),
)
_ID = re.compile(r"\d{14}-T?\d+\t")
_EXTRAS = "PAGE_TITLE PAGE_AUTHORS PAGE_LINKS PAGE_PRECISEPUBTIMESTAMP PAGE_ALTURL_AMP PAGE_ALTURL_MOBILE".split()
_SOURCE_LANGUAGE = re.compile(r"srclc:([a-z]{3})")
_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "afr:af amh:am ara:ar aze:az bel:be ben:bn bos:bs bul:bg cat:ca ces:cs cym:cy dan:da deu:de ell:el eng:en "
        "est:et eus:eu fas:fa fin:fi fra:fr gle:ga glg:gl guj:gu hau:ha heb:he hin:hi hrv:hr hun:hu hye:hy ind:id "
        "isl:is ita:it jpn:ja kan:kn kat:ka kaz:kk khm:km kor:ko lav:lv lit:lt mal:ml mar:mr mkd:mk mlt:mt mon:mn "
        "msa:ms mya:my nep:ne nld:nl nno:nn nob:nb nor:no pan:pa pol:pl por:pt pus:ps ron:ro rus:ru sin:si slk:sk "
        "slv:sl som:so spa:es sqi:sq srp:sr swa:sw swe:sv tam:ta tel:te tha:th tur:tr ukr:uk urd:ur uzb:uz vie:vi "
        "zho:zh"
    ).split()
)
_WEB = "1"


def recognises(head: Head) -> int:
    """By its record number and its 27 columns, or by BigQuery's names of them."""
    line = head.text.partition("\n")[0]
    if _ID.match(line) and line.count("\t") >= 15:
        return SURE
    names = {name.strip().strip('"').lower() for name in re.split("[,\t]", line[:4_000])}
    return (
        SURE
        if {"gkgrecordid", "documentidentifier"} <= names or {"gkgrecordid", "v2documentidentifier"} <= names
        else NO
    )


def read(file: File, report: Report) -> Iterator[Record]:
    """An article for each document of the web."""
    themes = _wants_themes(file.settings)
    lines = file.lines()
    headed = not _ID.match(file.head.text)
    rows = _headed(lines) if headed else _plain(lines)
    for number, values in rows:
        if len(values) < 5:
            report.add("lost", number, "", "fewer columns than a record of GDELT has", "line left out")
            continue
        if values.get("V2SOURCECOLLECTIONIDENTIFIER", _WEB) not in (_WEB, ""):
            report.left_out["documents of GDELT that are not on the web"] += 1
            continue
        yield from _article(values, number, file, themes)


def _plain(lines: Iterator[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as GDELT publishes them: without quotes."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, dict(zip(COLUMNS, line.rstrip("\r\n").split("\t"), strict=False))


def _headed(lines: Iterator[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as BigQuery exports them."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))
    first = next(lines, "")
    delimiter = "\t" if "\t" in first else ","
    names = [_BY_HEADER.get(name.strip().lower(), name) for name in next(csv.reader([first], delimiter=delimiter))]
    reader = csv.reader((line.replace("\0", "\ufffd") for line in lines), delimiter=delimiter)
    while True:
        number = reader.line_num + 2
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable("broken CSV", number, str(error)) from None
        if row:
            yield number, dict(zip(names, row, strict=False))


def _article(values: dict[str, str], number: int, file: File, themes: bool) -> Iterator[Record]:
    facts: dict[str, Any] = {name: value for name, value in values.items() if value.strip()}
    facts |= _extras(facts.pop("V2EXTRASXML", ""))
    for name in ("V2ENHANCEDTHEMES", "V1THEMES"):
        if codes := _themes(facts.get(name, "")):
            facts[name] = codes
    if facts.get("V2ENHANCEDTHEMES"):
        facts["V1THEMES"] = None  # the same without their places
    if not themes:
        facts["V2ENHANCEDTHEMES"] = facts["V1THEMES"] = None
    for name in ("V2.1SHARINGIMAGE", "V2.1RELATEDIMAGES"):
        if name in facts:
            facts[name] = _addresses(facts[name])[:20]
    match = _SOURCE_LANGUAGE.search(facts.pop("V2.1TRANSLATIONINFO", ""))
    if match:
        facts["V2.1TRANSLATIONINFO"] = _LANGUAGES.get(match[1], match[1])
    references = _references(facts, number)
    fields = file.fields(facts, number, dates=[gdelt])
    for name in ("GKGRECORDID", "V2SOURCECOLLECTIONIDENTIFIER", "PAGE_LINKS"):
        fields.raw(name)
    if found := article(fields, file.name, LAYOUT, references=references):
        yield found


def _extras(text: str) -> dict[str, Any]:
    """What GDELT took from the page: a piece of XML without a root, written without much care."""
    found: dict[str, Any] = {}
    for name in _EXTRAS:
        begins = text.find(f"<{name}>")
        ends = text.find(f"</{name}>", begins)
        if begins < 0 or ends < 0:
            continue
        value = text[begins + len(name) + 2 : ends].strip()
        if value.startswith("<![CDATA[") and value.endswith("]]>"):
            value = value[9:-3]
        if value := html.unescape(value).strip():
            found[name] = value
    if "PAGE_AUTHORS" in found:
        found["PAGE_AUTHORS"] = [name.strip() for name in found["PAGE_AUTHORS"].split(";") if name.strip()][:50]
    return found


def _themes(text: str) -> list[str]:
    """`THEME,12;THEME,40` or `THEME;OTHER` as names, each once."""
    names = (part.partition(",")[0].strip() for part in text.split(";"))
    return list(dict.fromkeys(name for name in names if name))


def _addresses(text: str) -> list[str]:
    """Addresses parted by semicolons, which may stand in an address too."""
    return [part.strip("; ") for part in re.split(r";(?=\s*https?:)", text) if part.strip("; ")]


def _references(facts: dict[str, Any], number: int) -> list[Reference]:
    base = facts.get("V2DOCUMENTIDENTIFIER", "")
    links = [resolved(address, base) for address in _addresses(facts.get("PAGE_LINKS", ""))]
    kept = list(dict.fromkeys(address for address in links if address))[:MAX_REFERENCES]
    return [Reference(position, number, address) for position, address in enumerate(kept, 1)]


def _wants_themes(settings: Mapping[str, str]) -> bool:
    """Whether GDELT's themes are read. Raises `ValueError` where the setting says neither."""
    said = settings.get("themes", "topics")
    if (wants := _WORDS.get(said.lower())) is None:
        raise ValueError(f"themes is {said!r}, neither topics nor no")
    return wants


_WORDS = {"topics": True, "yes": True, "true": True, "no": False, "none": False, "false": False, "": False}

FORMATS = (
    Format("gkg", "GDELT's Global Knowledge Graph 2.1: an article a line", read, recognises,
           {"themes": "topics (as it is without being set) or no: whether GDELT's themes are read"},
           check=_wants_themes, gathers=True),
)  # fmt: skip
