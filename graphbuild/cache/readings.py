"""What was read of each input file: its records and reports.

The entries of related lists stand in many files and are kept once, by a checksum of their text. An entry's origin is
the first file that holds it, which another change may make another: entries are kept without a place, and get it anew.

Both are spread over some packs by their names, so that a change writes a part of them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild.cache.codec import Decoder, Encoder, Foreign
from graphbuild.cache.entry import written
from graphbuild.ingest.reader import Block
from graphbuild.ingest.reading import Files, Reading
from graphbuild.ingest.registry import added, named_files
from graphbuild.problems import Problem, Report
from graphbuild.records import InputFile

if TYPE_CHECKING:
    from graphbuild.cache.folder import Cache

PACKS = 64
"""A pack of 75 files of the largest corpus has 180 kB."""
FEW = 256
"""Files that have one pack, which is written faster than many. One file more, and all are read once more."""

_DECODER = json.JSONDecoder()


_PLAIN = tuple(field.name for field in fields(Reading) if field.name not in ("report", "file", "records"))
"""What else is known of a file: texts, numbers and yes or no."""


class Packs:
    """Values by name in some entries of the cache; only entries in which something changed are written.

    An entry has a line for its options and one for each name and value. A value is read when it is asked for, and what
    is kept on is written as it was.
    """

    def __init__(self, cache: Cache, kind: str, options: Any, files: int) -> None:
        """`files`: how many there are to be read."""
        self._number = 1 if files <= FEW else PACKS
        self._cache = cache
        self._kind = kind
        self._options = written(options)
        self._known: dict[str, dict[str, bytes]] = {}
        self._kept: dict[str, dict[str, bytes]] = {}
        self._changed: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return self._line(name) is not None

    def get(self, name: str) -> Any:
        """The value of a name, which is kept on; `None` if there is none. Raises `ValueError`."""
        line = self._line(name)
        return None if line is None else json.loads(line)[1]

    def put(self, name: str, value: bytes) -> None:
        """Keep a value, written as a line."""
        pack = self._pack(name)
        self._kept[pack][name] = b"[%s,%s]" % (written(name), value)
        self._changed.add(pack)

    def close(self) -> None:
        """Write what changed; a name that nobody asked for is kept no more."""
        for number in range(self._number):
            pack = f"{number:02x}"
            self._load(pack)
            if pack in self._changed or self._known[pack].keys() != self._kept[pack].keys():
                lines = (line for _, line in sorted(self._kept[pack].items()))
                self._cache.put_lines(self._entry(pack), self._options, *lines)

    def _line(self, name: str) -> bytes | None:
        pack = self._pack(name)
        kept = self._kept[pack]
        if name not in kept and name in self._known[pack]:
            kept[name] = self._known[pack][name]
        return kept.get(name)

    def _pack(self, name: str) -> str:
        pack = f"{hashlib.blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=1).digest()[0] % self._number:02x}"
        self._load(pack)
        return pack

    def _load(self, pack: str) -> None:
        if pack not in self._known:
            self._known[pack] = self._cache.lines(self._entry(pack), self._read) or {}
            self._kept[pack] = {}

    def _read(self, lines: list[bytes]) -> dict[str, bytes]:
        options, *values = lines
        return {_name(line): line for line in values} if options == self._options else {}

    def _entry(self, pack: str) -> str:
        return self._cache.own(f"{self._kind}-{pack}")


def _name(line: bytes) -> str:
    """The name that a line begins with. Raises `ValueError`."""
    name, _ = _DECODER.raw_decode(line.decode(), 1)
    return str(name)


class Readings:
    """Reads files, or takes from the cache what came of them."""

    def __init__(
        self, cache: Cache, files: Files, readers: Sequence[str], settings: Mapping[str, str], number: int
    ) -> None:
        self._cache = cache
        self._files = files
        self._reader = files.reader
        self._named = [Path(name) for name in named_files(settings)]
        self._said = self._sums_of_named()
        options = [list(readers), sorted(settings.items()), self._said]
        self._packs = Packs(cache, "files", options, number)
        self._blocks = Packs(cache, "entries", options, number)
        self._added = bool(added())
        """Readers of other packages may be changed by whoever writes them, without a new version."""

    def read(self, name: str, path: Path | None) -> Iterator[Reading]:
        """What came of a file: see `Files.read`."""
        if path is None:  # standard input
            yield from self._files.read(name, path)
            return
        sum = self._sum(path)
        if sum and (found := self._known(name, sum)) is not None:
            yield from found
            return
        self._reader.met.clear()
        self._files.asked = False
        readings = []
        for reading in self._files.read(name, path):
            readings.append(reading)
            yield reading
        passing = any(row.passing for reading in readings for row in reading.report.rows)
        if sum and sum == self._sum(path) and not passing and not (self._files.asked and self._added):
            self._keep(name, sum, readings)

    def close(self) -> None:
        """Write what changed, unless it is not sure by which settings it was read."""
        if self._named and (None in self._said or self._said != self._sums_of_named()):
            return
        self._packs.close()
        self._blocks.close()

    def _sums_of_named(self) -> list[str | None]:
        """The checksums of the files that settings name; `None` for one that is read once, as a pipe is."""
        return [self._sum(path) if path.is_file() else None for path in self._named]

    def _sum(self, path: Path) -> str | None:
        try:
            return self._cache.sums.of(path)
        except OSError:
            return None

    def _keep(self, name: str, sum: str, readings: list[Reading]) -> None:
        met = self._reader.met
        numbers = {id(block.item): number for number, (block, *_) in enumerate(met) if block.item is not None}
        try:
            blocks = {block.key: written(_block(block)) for block, *_ in met if block.key not in self._blocks}
            content = written(
                [sum, self._files.asked, _columns(met, name), [_reading(reading, numbers) for reading in readings]]
            )
        except (Foreign, UnicodeEncodeError):
            return
        for key, value in blocks.items():
            self._blocks.put(key, value)
        self._packs.put(name, content)

    def _known(self, name: str, sum: str) -> list[Reading] | None:
        """What came of a file if it is as it was; `None` if it is not, or a part of it is lost."""
        try:
            known = self._packs.get(name)
            if known is None or known[0] != sum:
                return None
            _, asked, columns, content = known
            keys, lines, files = columns
            met = list(zip(keys, lines, files or [name] * len(keys), strict=True))
            blocks = {
                key: self._reader.blocks.get(key) or self._placed(key, file, line) for key, line, file in met[::-1]
            }
            found = [_read(reading, [blocks[key] for key, *_ in met]) for reading in content]
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return None
        for key, line, file in met:
            self._reader.blocks[key] = blocks[key]
            self._reader.meet(blocks[key], line, file)
        if asked:
            _ = self._files.registry  # it may have something to report
        return found

    def _placed(self, key: str, file: str, line: int) -> Block:
        """An entry as if it had been read where it stands; of several places in a file the first counts."""
        item, rows, unknown = self._blocks.get(key)
        report = Report()
        report.rows = [Problem(*row) for row in rows]
        report.unknown = Counter(unknown)
        return Block(key, Decoder(file, line).decode(item), report, file, line)


def _columns(met: list[tuple[Block, int, str]], name: str) -> list[Any]:
    """The keys and lines of entries, and the files in which they stand if these are not all the one of that name."""
    files = [file for _, _, file in met]
    return [
        [block.key for block, *_ in met], [line for _, line, _ in met], None if {*files} <= {name} else files,
    ]  # fmt: skip


def _reading(reading: Reading, numbers: dict[int, int]) -> list[Any]:
    report, file = reading.report, reading.file
    encoder = Encoder(report.file, item=lambda article: numbers.get(id(article)))
    return [
        report.file,
        [row.values() for row in report.rows],
        dict(report.unknown),
        dict(report.left_out),
        [file.path, file.sha256, file.size] if file else None,
        [encoder.encode(record) for record in reading.records],
        {name: getattr(reading, name) for name in _PLAIN},
    ]


def _block(block: Block) -> list[Any]:
    item = Encoder(block.file, block.line).encode(block.item)
    return [item, [row.values() for row in block.report.rows], dict(block.report.unknown)]


def _read(content: Any, blocks: list[Block]) -> Reading:
    name, rows, unknown, left_out, file, records, plain = content
    report = Report(name)
    report.rows = [Problem(*row) for row in rows]
    report.unknown = Counter(unknown)
    report.left_out = Counter(left_out)
    decoder = Decoder(name, item=lambda number: blocks[number].item)
    return Reading(report, InputFile(*file) if file else None, list(map(decoder.decode, records)), **plain)
