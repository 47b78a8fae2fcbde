"""What a reader of an input format is.

A third party's reader is a callable in the entry point group `graphbuild.readers`: it is called with a `File` and a
`Report` and yields records. It may have an attribute `recognises` (see `Format`), and may be a `Format` itself;
one that recognises nothing is used where the user names it (`--reader NAME=PATTERN`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from graphbuild.ingest.file import File, Head
from graphbuild.problems import Report
from graphbuild.records import Record

Read = Callable[[File, Report], Iterable[Record]]

SURE = 100
"""The bytes say so: a signature, a root element, keys that no other format has."""
LIKELY = 60
"""The bytes allow it and suggest it, as the columns of a table do."""
PERHAPS = 20
"""Only the suffix says so, or the bytes are such that any format of a family may be meant."""
NO = 0


@dataclass(frozen=True, slots=True)
class Format:
    """An input format and its reader. Of all formats the one that recognises a file most surely reads it."""

    name: str
    """The word for it on the command line, as `rss`."""
    meaning: str
    """What it is and what becomes of it, in one line."""
    read: Read
    """Yields the records of a file one by one. Doubts go to the report; `Unreadable` ends the file."""
    recognises: Callable[[Head], int] = lambda head: NO
    """How surely a file has this format, by its name and first 64 KiB: `SURE`, `LIKELY`, `PERHAPS` or `NO`.

    Of two that are equally sure the one that comes first in `graphbuild readers` reads the file.
    """
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the user may set for it (`--set NAME.SETTING=VALUE`), and what each means."""
    explain: Callable[[Head, Mapping[str, str]], str] = lambda head, settings: ""
    """How a file is understood, in one line for the user: the columns of a table, for example."""
    check: Callable[[Mapping[str, str]], object] = lambda settings: None
    """Raises `ValueError`, in words for the user, where a setting cannot be followed: before anything is read."""
    gathers: bool = False
    """Its files gather many articles and say little of each, as a feed or a table does.

    Where files disagree on an article, those of the other formats lead.
    """
