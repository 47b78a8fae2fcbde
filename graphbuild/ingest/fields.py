"""The fields of one mapping, typed by what each is for, with every doubt reported.

YAML's own typing is not used: it turns the country code `NO` into false and an impossible date into a
broken file. A field here is asked for as what it should be; where it is something else, that field alone is lost.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date

from graphbuild.address import is_common, reject_reason, to_iri
from graphbuild.ingest.dates import FIRST_YEAR, TOO_EARLY, iso
from graphbuild.ingest.node import Node
from graphbuild.problems import Kind, Report
from graphbuild.records import Date, Image
from graphbuild.text import CONTROL, repair

_INTEGER = re.compile(r"[-+]?\d{1,18}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?")
DURATION = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_LEFT_OUT = "left out"
_ONE, _AS_LIST = "one value where a list should stand", "taken as a list of one"

MAX_TEXT = 1_000_000
"""Characters of a text; N-Quads parsers, Oxigraph's among them, take no line of more than 16 MB."""


class Fields:
    """A mapping from the input. Each getter returns `None` where the field is missing or unusable."""

    def __init__(self, node: Node, report: Report, path: str = "") -> None:
        assert isinstance(node.value, dict)
        self.line = node.line
        self.report = report
        self._mapping = node.value
        self._path = path
        self._no_date = "not an ISO 8601 date"
        self._asked: set[str] = set()

    def count_unknown(self) -> None:
        """Count the fields that no getter asked for. To be called when all are read."""
        for name in self._mapping:
            if name not in self._asked:
                self.report.unknown[self._path + name] += 1

    def has(self, name: str) -> bool:
        """Whether the field stands there, be it usable or not."""
        return name in self._mapping

    def below(self, stands_in: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, int]:
        """For each attribute the lines from the mapping's beginning to the first field that may hold it."""
        mapping, first = self._mapping, self.line
        found = {}
        for attribute, names in stands_in:
            for name in names:
                if name in mapping:
                    found[attribute] = mapping[name].line - first
                    break
        return found

    def line_of(self, name: str) -> int:
        """The line of a field's value, else the line where the mapping begins."""
        node = self._mapping.get(name)
        return node.line if node else self.line

    def say(self, kind: Kind, name: str, what: str, done: str, value: str = "") -> None:
        """Report something about a field, at its line and under its whole path."""
        self.report.add(kind, self.line_of(name), self._path + name, what, done, value)

    def raw(self, name: str) -> Node | None:
        """The field's node, unless it is null."""
        node = self._mapping.get(name)
        if node is None:
            return None
        self._asked.add(name)
        return None if node.plain and node.is_null else node

    def text(self, name: str) -> str | None:
        """A text, mended (see text.py)."""
        node = self.raw(name)
        return None if node is None else self._text(node, name)

    def word(self, name: str) -> str | None:
        """A text used as a category: lower case."""
        text = self.text(name)
        return text.lower() if text else None

    def number(self, name: str) -> int | float | None:
        """A whole or decimal number; infinities and not-a-number are none."""
        found = self._scalar(name, "not a number")
        if found is None:
            return None
        node, text = found
        number: int | float | None = None
        if _INTEGER.fullmatch(text):
            number = int(text)
        else:
            try:
                number = float(text) if "_" not in text else None
            except ValueError:
                number = None
        if number is None or not math.isfinite(number):
            self._lost(node, name, "not a number", text)
            return None
        if not node.plain:
            self._changed(node, name, "a number in quotes", "taken as a number", text)
        return number

    def boolean(self, name: str) -> bool | None:
        """Yes or no, in any of YAML's words for it."""
        found = self._scalar(name, "neither true nor false")
        if found is None:
            return None
        node, text = found
        value = BOOLEANS.get(text.lower())
        if value is None:
            self._lost(node, name, "neither true nor false", text)
        elif not node.plain:
            self._changed(node, name, "true or false in quotes", "taken as true or false", text)
        return value

    def date(self, name: str) -> Date | None:
        """An ISO 8601 date, or a date with a time, which is turned to UTC."""
        found = self._scalar(name, "not a date")
        if found is None:
            return None
        node, text = found
        try:
            if not _DAY.fullmatch(text) and not _TIME.fullmatch(text):
                self._lost(node, name, self._no_date, text)
                return None
            day = date.fromisoformat(text[:10])
            if day.year < FIRST_YEAR:
                self._lost(node, name, TOO_EARLY, text)
                return None
            if len(text) == 10:
                return day
            moment = iso(text.upper())
            if moment.tzinfo is None:
                self._changed(node, name, "a time without a time zone", "taken as UTC", text)
                return moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self._lost(node, name, "an impossible date", text)
            return None

    def duration(self, name: str) -> str | None:
        """An ISO 8601 duration such as `PT15M`."""
        found = self._scalar(name, "not a duration")
        if found is None:
            return None
        node, text = found
        if not DURATION.fullmatch(text):
            self._lost(node, name, "not an ISO 8601 duration", text)
            return None
        return text

    def address(self, name: str) -> str | None:
        """A web address (http or https)."""
        node = self.raw(name)
        return None if node is None else self._address(node, name, relative=False)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, each once; a single text counts as a list of one."""
        return tuple(self.text_lines(name))

    def text_lines(self, name: str) -> dict[str, int]:
        """The texts of a list, each with the line where it stands first."""
        lines: dict[str, int] = {}
        for node in self._items(name, str):
            if not node.is_null and (text := self._text(node, name)):
                lines.setdefault(text, node.line)
        return lines

    def mapping(self, name: str, text_is: str | None = None) -> Fields | None:
        """A mapping within this one; where `text_is` names a field, a mere text is taken as that field."""
        node = self.raw(name)
        if node is None:
            return None
        if text_is and isinstance(node.value, str) and node.value.strip():
            what = "a text where a mapping should stand"
            self._changed(node, name, what, f"taken as its {text_is}", node.value)
            node = Node({text_is: node}, node.line)
        if not isinstance(node.value, dict):
            self._lost(node, name, f"{_kind(node)} where a mapping should stand", _said(node))
            return None
        return Fields(node, self.report, f"{self._path}{name}.")

    def mappings(self, name: str) -> Iterator[Fields | None]:
        """The mappings of a list; `None` for an item that is none, so that positions hold."""
        for node in self._items(name, dict):
            if isinstance(node.value, dict):
                yield Fields(node, self.report, f"{self._path}{name}.")
            else:
                self._lost(node, name, f"{_kind(node)} where a mapping should stand", _said(node))
                yield None

    def images(self, name: str) -> tuple[Image, ...]:
        """A list of images, each an address or a mapping of `url`, `width` and `height`."""
        images: dict[str, Image] = {}
        for node in self._items(name, ()):
            if node.is_null:
                continue
            if isinstance(node.value, dict):
                fields = Fields(node, self.report, f"{self._path}{name}.")
                url = fields.raw("url")
                address = fields._address(url, "url", relative=True) if url else None
                image = Image(address or "", fields._pixels("width"), fields._pixels("height"))
                fields.count_unknown()
                if url is None:
                    self._lost(node, name, "an image without an address", "")
            else:
                image = Image(self._address(node, name, relative=True) or "")
            if image.address:
                images.setdefault(image.address, image)
        whole = self._mapping.get(name)
        if images and whole and not isinstance(whole.value, list):
            self._changed(whole, name, _ONE, _AS_LIST, _said(whole))
        return tuple(images.values())

    def _pixels(self, name: str) -> int | None:
        number = self.number(name)
        if number is None or (isinstance(number, int) and number > 0):
            return number
        self._lost(self._mapping[name], name, "not a number of pixels", str(number))
        return None

    def _items(self, name: str, wanted: type | tuple[type, ...]) -> list[Node]:
        """The items of a list; one item of the wanted kind, which stands without a list, is one too."""
        node = self.raw(name)
        if node is None:
            return []
        if isinstance(node.value, list):
            return node.value
        if isinstance(node.value, wanted):
            self._changed(node, name, _ONE, _AS_LIST, _said(node))
        return [node]

    def _text(self, node: Node, name: str) -> str | None:
        if not isinstance(node.value, str):
            self._lost(node, name, f"{_kind(node)} where a text should stand", "")
            return None
        if len(node.value) > MAX_TEXT:
            self._lost(node, name, f"a text of more than {MAX_TEXT:,} characters", node.value)
            return None
        text, repairs = repair(node.value)
        if repairs:
            self._changed(node, name, " and ".join(repairs), "repaired", node.value)
        return text or None

    def _scalar(self, name: str, otherwise: str) -> tuple[Node, str] | None:
        node = self.raw(name)
        if node is None:
            return None
        if not isinstance(node.value, str):
            self._lost(node, name, otherwise, _kind(node))
            return None
        text = node.value.strip()
        return (node, text) if text else None

    def _address(self, node: Node, name: str, *, relative: bool) -> str | None:
        if not isinstance(node.value, str):
            self._lost(node, name, f"{_kind(node)} where an address should stand", "")
            return None
        if is_common(node.value):
            return node.value
        address = re.sub(r"[\t\r\n]", "", node.value).strip()
        if not address:
            return None
        if address != node.value:
            self._changed(node, name, "white space in an address", "removed", node.value)
        if CONTROL.search(address):
            # No XML document may hold them, however they are written.
            self._changed(node, name, "control characters in an address", "removed", node.value)
            address = CONTROL.sub("", address)
        if address.startswith("//"):
            address = f"https:{address}"
            self._changed(node, name, "an address without a scheme", "taken as https", node.value)
        if relative and address.startswith("/"):
            return address
        if reason := reject_reason(address):
            self._lost(node, name, reason, address)
            return None
        if to_iri(address) != address:
            self._changed(node, name, "characters that no IRI may hold", "percent-encoded in IRIs", node.value)
        return address

    def _lost(self, node: Node, name: str, what: str, value: str) -> None:
        self.report.add("lost", node.line, self._path + name, what, _LEFT_OUT, value)

    def _changed(self, node: Node, name: str, what: str, done: str, value: str) -> None:
        self.report.add("changed", node.line, self._path + name, what, done, value)


def _kind(node: Node) -> str:
    if node.is_null:
        return "nothing"
    if isinstance(node.value, dict):
        return "a mapping"
    return "a list" if isinstance(node.value, list) else "a text"


def _said(node: Node) -> str:
    return node.value if isinstance(node.value, str) else ""
