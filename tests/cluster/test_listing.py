"""Which files of another file system are read, under which names: those of a folder of a disk with the same files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from graphbuild.cluster.listing import Found, listed
from graphbuild.errors import BadOption

FILES = (
    "stories/a.md", "stories/b/c.md", "stories/b/d e%20f?.md", "other/g.md",
    "stories/.hidden/x.md", "stories/.hidden/y.md", "stories/.z", "stories/b/.graphbuild-work-1/read/00000",
    "stories/out/manifest.json", "stories/out/graph.nq", "stories/out/view.html",
    "stories/parts/manifest.json", "stories/parts/build-0123456789abcdef-4/nquads/files-00000.nq", "stories/parts/q.md",
    "stories/killed/build-0123456789abcdef-4/nquads/files-00000.nq",
)  # fmt: skip


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Path]:
    """The same files on the disk and in memory."""
    memory = fsspec.filesystem("memory")
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
        memory.pipe_file(f"/there/{name}", b"x")
    yield tmp_path
    memory.rm("/there", recursive=True)


def said(found: Found) -> tuple[list[str], dict[str, int]]:
    return [name for _, name, _ in found.files], dict(found.left_out)


@pytest.mark.parametrize(
    "sources",
    [["stories"], ["stories/"], ["stories/a.md"], ["stories/b", "other"], ["stories", "stories/b"], ["stories/.hidden"],
     ["stories/out", "stories/parts"], ["stories/killed", "other/g.md"], [""]],
)  # fmt: skip
def test_they_are_those_of_a_disk(both: Path, sources: list[str]) -> None:
    names, left_out = said(listed([f"memory://there/{source}" for source in sources]))
    assert (names, left_out) == said(listed([str(both / source) for source in sources]))


def test_a_whole_file_system_is_read(both: Path) -> None:
    assert "there/other/g.md" in said(listed(["memory://"]))[0]


def test_sources_are_in_one_file_system() -> None:
    with pytest.raises(BadOption, match="in one file system, not in memory and s3"):
        listed(["memory://there", "s3://bucket"])
