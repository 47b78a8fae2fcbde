"""Tables of articles: CSV, TSV and the like, JSON Lines, JSON lists, Parquet. Read row by row.

Which column holds what is guessed by the headers (see columns.py), shown by `graphbuild readers FILE`, and can be set:
`--set csv.title=Headline`. A cell is text, whatever a spreadsheet would make of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from graphbuild.ingest.columns import SETTINGS, check, layout, met, said, shown, wanted
from graphbuild.ingest.dates import DateForm, gdelt, loose, rfc822, timestamp, written
from graphbuild.ingest.file import HEAD_OF_JSON, MAX_LINE, File, Head, Unreadable
from graphbuild.ingest.format import LIKELY, NO, PERHAPS, SURE, Format
from graphbuild.ingest.jsonitems import items
from graphbuild.ingest.jsonstream import values as members
from graphbuild.ingest.layout import Layout, article
from graphbuild.problems import Report
from graphbuild.records import Record

MAX_COLUMNS = 2_000
"""Columns of a table; those beyond are left out."""
MAX_LINES_OF_ROW = 20_000
MAX_LINES_READ_AGAIN = 1_000_000
"""Lines that quotes may swallow in all, so that no file is read in quadratic time."""
MAX_DEPTH_OF_OBJECTS = 100

_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_SUFFIXES = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_DATES = (rfc822, gdelt, loose, timestamp)
_MISSING = "a Parquet file, which needs more: pip install 'graphbuild[parquet]'"
_RETURN = re.compile(r"\r(?!\n)")
_SEPARATOR = re.compile(r'\A\ufeff?"?sep=([^\r\n"])"?(?:[\r\n]+|\Z)', re.IGNORECASE)
"""The line by which a spreadsheet tells the delimiter; it is no row."""
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LISTS = re.compile(r"\s*[|;]\s*")

csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))


def recognises_csv(head: Head) -> int:
    """By columns that are understood, parted by a sign that parts the next lines too; else by the suffix."""
    if b"\0" in head.data[:4_096].replace(b"\0\n", b"") and not head.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return NO
    if head.start[:1] in ("<", "{", "["):
        return NO
    _, headers = _header(head)
    known = layout(headers, {})
    if len(headers) > 1 and any(name in headers for name in known.address) and (known.title or known.published_at):
        return SURE if head.suffix in _SUFFIXES else LIKELY
    return PERHAPS if head.suffix in _SUFFIXES else NO


def explain_csv(head: Head, settings: Mapping[str, str]) -> str:
    """The delimiter and the columns."""
    delimiter, headers = _header(head)
    delimiter = _delimiter(settings) or delimiter
    headers = _cells(head.text, delimiter)[0] if settings.get("delimiter") else headers
    return (
        f"columns parted by {_DELIMITERS.get(delimiter, delimiter)}: {shown(layout(headers, said(settings)), headers)}"
    )


def read_csv(file: File, report: Report) -> Iterator[Record]:
    """An article for each row; the line is that on which the row begins."""
    delimiter = _delimiter(file.settings) or _header(file.head)[0]
    lines = _Lines(_lines(file))
    rows = csv.reader(lines, delimiter=delimiter)
    table = _Rows(file, "csv")
    headers: list[str] | None = None
    known = Layout(())
    while True:
        line = lines.begin()
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            # A quote that is never closed swallows what follows it, up to the limit.
            if headers is None or (mended := _unswallowed(None, lines, headers, delimiter, report)) is None:
                raise Unreadable("broken CSV", line, str(error)) from None
            row = mended
        if not any(cell.strip() for cell in row) or (line == 1 and _SEPARATOR.fullmatch(lines.taken[0])):
            continue
        if headers is None:
            headers = _unique(row, line, report)
            known = table.addressed(headers, line)
            continue
        if len(lines.taken) > 1:
            row = _unswallowed(row, lines, headers, delimiter, report) or row
        values = dict(zip(headers, row, strict=False))
        if len(row) > len(headers):
            extra = [cell for cell in row[len(headers) :] if cell]
            if extra and len(headers) < MAX_COLUMNS:
                report.add("lost", line, "", "more cells than columns", "cells left out", delimiter.join(extra))
        if found := table.article(values, line, known):
            yield found
    if headers is None:
        report.add("lost", None, "", "an empty table", "file left out")
    else:
        table.say_unmet(report)


def _lines(file: File) -> Iterator[str]:
    """The lines, also of a file that ends them as old spreadsheets do, with a carriage return alone."""
    returns = len(_RETURN.findall(file.head.text))
    if returns > file.head.text.count("\n"):
        yield from io.StringIO(file.text() or "")
        return
    for line in file.lines():
        yield _RETURN.sub(" ", line) if "\r" in line else line  # `csv` takes none outside of quotes


def _unswallowed(
    row: list[str] | None, lines: _Lines, headers: list[str], delimiter: str, report: Report
) -> list[str] | None:
    """The row that ends before the next one begins, where a quote that is never closed has swallowed the next ones.

    Those are given back to be read. `None` if the row stands as it is. Rows within well-formed quotes stay in them.
    """
    taken = lines.taken
    first = taken[0].strip()
    number = lines.number - len(taken) + 1
    own = next((at for at, line in enumerate(taken) if at and _like_row(line, delimiter, len(headers))), None)
    try:
        whole = row is not None and bool(list(csv.reader(taken, delimiter=delimiter, strict=True)))
    except csv.Error:
        whole = False
    if own is None:
        if row is not None and not whole:
            report.add("changed", number, "", "a quote that is not closed", "the cell taken over several lines", first)
        return None
    if whole:
        report.add("noted", number, "", "lines within quotes that look like rows", "kept as one cell", taken[own])
        return None
    report.add("changed", number, "", "a quote that is not closed", "the row ends before the next one", first)
    lines.back(own)
    plain = next(csv.reader(taken[:1], delimiter=delimiter, quoting=csv.QUOTE_NONE), []) if own == 1 else []
    return plain if len(plain) == len(headers) else next(csv.reader(taken[:own], delimiter=delimiter), [])


def _like_row(line: str, delimiter: str, width: int) -> bool:
    """Whether a line could be a row: an address begins one of its cells, and there are enough of them."""
    if "://" not in line or line.count(delimiter) + 1 < width:
        return False
    return any(_WEB.match(cell.strip(" \"'")) for cell in line.split(delimiter))


class _Lines:
    """Lines, with the number of the last one, and those taken since the row began, which can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        """Lines to be read again, the next one last."""
        self._given = 0
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_LINES_OF_ROW:
            raise csv.Error(f"a row of more than {MAX_LINES_OF_ROW:,} lines")
        line = self._again.pop() if self._again else next(self._lines).replace("\0", "\ufffd")
        self.number += 1
        self.taken.append(line)
        return line

    def begin(self) -> int:
        """Begin a row; the number of its first line."""
        self.taken = []
        return self.number + 1

    def back(self, kept: int) -> None:
        """Give back all lines of the row but the first ones."""
        self._again.extend(reversed(self.taken[kept:]))
        self._given += len(self.taken) - kept
        if self._given > MAX_LINES_READ_AGAIN:
            raise Unreadable("too many quotes that are not closed", self.number)
        self.number -= len(self.taken) - kept
        self.taken = self.taken[:kept]


def _header(head: Head) -> tuple[str, list[str]]:
    """The delimiter under which the first lines have the same number of cells, most of all, and the first row."""
    if (told := _SEPARATOR.match(head.text)) and (rows := _cells(head.text, told[1])):
        return told[1], rows[0][:MAX_COLUMNS]
    best: tuple[tuple[int, int, bool], str, list[str]] | None = None
    for delimiter in _DELIMITERS:
        rows = _cells(head.text, delimiter)
        if not rows:
            continue
        width = len(rows[0])
        even = sum(len(row) == width for row in rows) if width > 1 else 0
        known = layout(rows[0][:MAX_COLUMNS], {})
        understood = sum(
            bool(set(getattr(known, name)) & set(rows[0])) for name in ("address", "title", "published_at")
        )
        score = (understood if width > 1 else 0, even, delimiter == _SUFFIXES.get(head.suffix))
        if best is None or score > best[0]:
            best = (score, delimiter, rows[0])
    return (best[1], best[2][:MAX_COLUMNS]) if best else (",", [])


def _cells(text: str, delimiter: str) -> list[list[str]]:
    """The first rows of a text, of which the last may be cut."""
    text = _SEPARATOR.sub("", text[:32_768], count=1)
    lines = [line for line in text.splitlines(keepends=True) if line.strip()][:21]
    rows = []
    try:
        for row in csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter):
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        pass
    return rows[:-1] if len(rows) > 2 else rows


def _delimiter(settings: Mapping[str, str]) -> str | None:
    """The delimiter that the user set, by sign or by name. Raises `ValueError` where it can be none."""
    if not (wanted := settings.get("delimiter")):
        return None
    named = {name: sign for sign, name in _DELIMITERS.items()} | {"\\t": "\t"}
    found = named.get(wanted, wanted)
    if len(found) != 1 or found in '"\r\n':
        raise ValueError(f"the delimiter {wanted!r} is neither one sign nor {', '.join(_DELIMITERS.values())}")
    return found


def _check_csv(settings: Mapping[str, str]) -> None:
    _delimiter(settings)
    check(settings)


def _unique(row: list[str], line: int, report: Report) -> list[str]:
    """The headers, each once: a second column of one name is not read."""
    if len(row) > MAX_COLUMNS:
        what = f"more than {MAX_COLUMNS:,} columns"
        report.add("lost", line, "", what, "columns beyond left out", f"{len(row):,} columns")
    headers: list[str] = []
    seen: set[str] = set()
    for number, cell in enumerate(row[:MAX_COLUMNS], 1):
        name = cell.strip().lstrip("\ufeff") or f"column {number}"
        if name in seen:
            report.add("lost", line, name, "a column that stands twice", "the first is taken")
            name = f"{name} ({number})"
        seen.add(name)
        headers.append(name)
    return headers


class _Rows:
    """The rows of one table as articles: what the user set, and how each set of columns is understood."""

    def __init__(self, file: File, reader: str, *, typed: bool = False) -> None:
        self._file = file
        self._reader = reader
        self._typed = typed
        self._settings = said(file.settings)
        self._dates: tuple[DateForm, ...] = _DATES
        self._no_date = f"a date in a form that is not known: name it, --set {reader}.dates=%d/%m/%Y"
        if form := self._settings.get("dates"):
            self._dates = (written(form), *_DATES)
            self._no_date = f"a date neither as --set {reader}.dates has it nor in a form that is known"
        self._known: dict[tuple[str, ...], Layout] = {}
        self._unmet = dict.fromkeys(wanted(self._settings))

    def layout(self, headers: Iterable[str]) -> Layout:
        """How a set of columns is understood."""
        columns = tuple(headers)[:MAX_COLUMNS]
        if columns not in self._known:
            if len(self._known) > 1_000:
                self._known.clear()
            self._known[columns] = layout(columns, self._settings)
            for column in met(columns, self._settings):
                self._unmet.pop(column, None)
        return self._known[columns]

    def say_unmet(self, report: Report) -> None:
        """Report the columns that are set and that no row had."""
        for attribute, name in self._unmet:
            what = f"no column as --set {self._reader}.{attribute} names it"
            report.add("noted", None, attribute, what, "columns taken by their headers", name)

    def addressed(self, headers: list[str], line: int | None) -> Layout:
        """The same for a table with a header. Raises `Unreadable` where no column can be the address."""
        known = self.layout(headers)
        if not any(name in headers for name in known.address):
            what = "a table without a column of addresses that graphbuild knows: name it, "
            what += f"--set {self._reader}.address=COLUMN"
            raise Unreadable(what, line, ", ".join(headers[:50]))
        return known

    def article(self, values: Mapping[str, Any], line: int, known: Layout) -> Record | None:
        """The article of one row."""
        cells = {name[:200]: value for name, value in values.items() if value is not None and value != ""}
        for name in (*known.topics, *known.authors):
            if isinstance(text := cells.get(name), str):
                cells[name] = listed(text)
        fields = self._file.fields(cells, line, typed=self._typed, dates=self._dates, no_date=self._no_date)
        return article(fields, self._file.name, known)


def listed(text: str) -> list[str]:
    """The parts of a cell that holds several: parted by `;` or `|`, else by `,`, or a list as Python or JSON write it.

    >>> listed("police; privacy, law"), listed("police, privacy"), listed("['police', 'privacy']")
    (['police', 'privacy, law'], ['police', 'privacy'], ['police', 'privacy'])
    """
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]":
        text = text[1:-1]
        parts = [part.strip().strip("'\"") for part in text.split(",")]
    else:
        parts = _LISTS.split(text) if re.search("[|;]", text) else text.split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))[:200]


def recognises_jsonl(head: Head) -> int:
    """By an object on the first line whose keys are understood, and an object on the next."""
    first, cut = _first_line(head)
    if first is None:
        return NO
    known = layout(first, {})
    named = head.suffix in (".jsonl", ".ndjson", ".jsonlines")
    if any(name in first for name in known.address) and (known.title or known.published_at):
        if named:
            return SURE
        following = head.start.partition("\n")[2].lstrip()
        return LIKELY if following.startswith("{") or cut else NO
    return PERHAPS if named else NO


def explain_jsonl(head: Head, settings: Mapping[str, str]) -> str:
    """The keys of the first object."""
    first, _ = _first_line(head)
    return shown(layout(first, said(settings)), first) if first else ""


def _first_line(head: Head) -> tuple[dict[str, Any] | None, bool]:
    """The object on the first line, and whether the line is longer than the head: then as far as it goes."""
    if not head.start.startswith("{"):
        return None, False
    line, ended, _ = head.start.partition("\n")
    try:
        first = json.loads(line)
        return (first if isinstance(first, dict) else None), False
    except (ValueError, RecursionError):
        cut = not ended and len(head.data) >= HEAD_OF_JSON
        return (_members(line) if cut else None), cut


def _members(text: str) -> dict[str, Any]:
    """The members of an object that is cut off, as far as they are whole."""
    found: dict[str, Any] = {}
    with suppress(Unreadable):
        for member in members(text):
            found[member.path[0]] = member.value
    return found


def read_jsonl(file: File, report: Report) -> Iterator[Record]:
    """An article for each line."""
    table = _Rows(file, "jsonl", typed=True)
    for number, line in enumerate(file.lines(), 1):
        if not (line := line.strip("\ufeff \t\r\n")):
            continue
        try:
            values = json.loads(line)
        except RecursionError:
            report.add("lost", number, "", "JSON nested too deep", "line left out")
            continue
        except ValueError as error:
            report.add("lost", number, "", "broken JSON", "line left out", str(error))
            continue
        yield from _object(table, values, number, report)
    table.say_unmet(report)


def _object(table: _Rows, values: Any, number: int, report: Report) -> Iterator[Record]:
    """The article of one JSON object."""
    if not isinstance(values, dict):
        report.add("lost", number, "", "not an object", "left out", json.dumps(values)[:300])
    elif _deep(values):
        report.add("lost", number, "", "JSON nested too deep", "left out")
    else:
        known = table.layout(values)
        names = list(values)[:MAX_COLUMNS]
        if found := table.article({name: values[name] for name in names}, number, known):
            yield found


def recognises_json(head: Head) -> int:
    """By the first object of a list, whose keys are understood."""
    first = _first_object(head)
    if first is None:
        return NO
    known = layout(first, {})
    if any(name in first for name in known.address) and (known.title or known.published_at):
        return LIKELY
    return PERHAPS if len(head.data) >= HEAD_OF_JSON and not first else NO


def explain_json(head: Head, settings: Mapping[str, str]) -> str:
    """The keys of the first object."""
    first = _first_object(head)
    return shown(layout(first, said(settings)), first) if first else ""


def read_json(file: File, report: Report) -> Iterator[Record]:
    """An article for each object of a list; the line is that on which it begins."""
    if (text := file.text()) is None:
        return
    table = _Rows(file, "json", typed=True)
    for value, line in items(text):
        yield from _object(table, value, line, report)
    table.say_unmet(report)


def _first_object(head: Head) -> dict[str, Any] | None:
    """The first object of a list; as far as it goes, if it is longer than the head."""
    if not head.start.startswith("["):
        return None
    try:
        value, _ = next(items(head.start), (None, 0))
    except Unreadable:
        return _members(head.start[1:].lstrip()) if len(head.data) >= HEAD_OF_JSON else None
    return value if isinstance(value, dict) else None


def _deep(value: Any) -> bool:
    """Whether a value is nested deeper than anything that is read."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH_OF_OBJECTS:
            return True
        level = [
            item
            for parent in level
            for item in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(item, dict | list)
        ]
    return False


def recognises_parquet(head: Head) -> int:
    """By the four bytes with which it begins."""
    return SURE if head.data.startswith(b"PAR1") else NO


def read_parquet(file: File, report: Report) -> Iterator[Record]:
    """An article for each row; the line is the number of the row."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise Unreadable(_MISSING) from None
    stream = file.seekable()
    rows = _Rows(file, "parquet", typed=True)
    try:
        with parquet.ParquetFile(stream) as table:
            headers = [str(name) for name in table.schema_arrow.names]
            known = rows.addressed(headers, None)
            wanted = [name for name in headers if name in set(known.names())]
            for name in headers:
                if name not in wanted:
                    report.unknown[name] += table.metadata.num_rows
            number = 0
            for batch in table.iter_batches(batch_size=1_000, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    values = {name: _plain(value) for name, value in row.items()}
                    if found := rows.article(values, number, known):
                        yield found
            rows.say_unmet(report)
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise Unreadable("a damaged Parquet file", None, " ".join(str(error).split())) from None


def _plain(value: Any) -> Any:
    """A value as JSON would have it: dates by ISO 8601."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


_CSV_SETTINGS = {"delimiter": "what parts the columns: comma, tab, semicolon, bar or a sign"} | SETTINGS
FORMATS = (
    Format("csv", "Tables as CSV or TSV, also of Media Cloud: an article a row", read_csv, recognises_csv,
           _CSV_SETTINGS, explain_csv, _check_csv, gathers=True),
    Format("jsonl", "JSON Lines: an article a line", read_jsonl, recognises_jsonl, SETTINGS, explain_jsonl,
           check, gathers=True),
    Format("json", "JSON: a list of objects, an article each", read_json, recognises_json, SETTINGS, explain_json,
           check, gathers=True),
    Format("parquet", "Parquet: an article a row", read_parquet, recognises_parquet, SETTINGS,
           check=check, gathers=True),
)  # fmt: skip
