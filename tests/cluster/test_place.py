"""Where a build on a cluster reads and writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from graphbuild.cluster import place


class Generous(MemoryFileSystem):  # type: ignore[misc]
    """Answers with the whole file when it is asked for its end, as servers of HTTP may."""

    protocol = "generous"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.removeprefix("generous://")))

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **options: Any) -> bytes:
        whole = start is not None and start < 0
        data: bytes = super().cat_file(path, None if whole else start, end, **options)
        return data


@pytest.fixture
def generous() -> Iterator[Any]:
    fsspec.register_implementation("generous", Generous, clobber=True)
    files = fsspec.filesystem("generous")
    yield files
    files.store.clear()


@pytest.mark.parametrize(("start", "end", "piece"), [(-3, None, b"789"), (2, 4, b"23"), (-20, None, b"0123456789")])
def test_a_piece_is_what_was_asked_for(generous: Any, start: int, end: int | None, piece: bytes) -> None:
    generous.pipe_file("/digits", b"0123456789")
    assert place.read_pieces([("generous://digits", start, end)]) == [piece]
