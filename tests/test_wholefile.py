"""A file is there as a whole, or not at all; what is no file stays what it is."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from graphbuild.errors import OutputError
from graphbuild.wholefile import whole_file, whole_text


def half(stream: BinaryIO) -> None:
    stream.write(b"half")
    raise KeyError


def test_a_file_that_is_not_completed_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    path.write_text("before")
    with pytest.raises(KeyError), whole_file(path) as stream:
        half(stream)
    assert path.read_text() == "before"
    assert [found.name for found in tmp_path.iterdir()] == ["answer.csv"]


def test_a_link_stays_and_leads_to_the_new_file(tmp_path: Path) -> None:
    real, link = tmp_path / "elsewhere" / "real.csv", tmp_path / "link.csv"
    real.parent.mkdir()
    real.write_text("before")
    link.symlink_to(real)
    with whole_text(link) as text:
        text.write("after")
    assert link.is_symlink()
    assert real.read_text() == "after"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with whole_file(pipe) as stream:
        stream.write(b"answer")
    reader.join(10)
    assert read == [b"answer"]
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_the_end_of_a_pipe_that_has_no_name_is_written(tmp_path: Path) -> None:
    there, here = os.pipe()
    with whole_file(Path(f"/proc/self/fd/{here}")) as stream:
        stream.write(b"answer")
    os.close(here)
    with open(there, "rb") as rest:
        assert rest.read() == b"answer"


def test_a_reader_that_has_gone_is_no_fault_of_the_file(tmp_path: Path) -> None:
    there, here = os.pipe()
    os.close(there)
    with pytest.raises(BrokenPipeError), whole_file(Path(f"/dev/fd/{here}")) as stream:
        stream.write(b"x")
    os.close(here)


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"^Cannot write .*: Is a directory\.$"), whole_file(tmp_path) as stream:
        stream.write(b"x")
    assert not list(tmp_path.parent.glob(f".{tmp_path.name}-*"))


def test_a_name_as_long_as_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 251 + ".csv")
    with whole_file(path) as stream:
        stream.write(b"x")
    assert path.read_bytes() == b"x"
