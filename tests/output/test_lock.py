"""One build at a time has a folder, from the moment it is made."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from graphbuild.errors import OutputError
from graphbuild.output import lock
from graphbuild.output.lock import building


def test_a_folder_made_in_vain_is_removed(tmp_path: Path) -> None:
    with pytest.raises(KeyError), building(tmp_path / "a" / "b"):
        raise KeyError
    assert not list(tmp_path.iterdir())


def test_a_build_that_is_refused_leaves_the_folder_to_the_one_that_made_it_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with contextlib.ExitStack() as other:

        def late(path: Path, **given: Any) -> None:
            monkeypatch.undo()
            other.enter_context(building(out))
            path.mkdir(**given)

        monkeypatch.setattr(Path, "mkdir", late)
        with pytest.raises(OutputError, match="Another build is writing into"), building(out):
            pass
        assert out.is_dir()


def test_a_folder_that_another_build_removes_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"

    def late(handle: int) -> bool:
        monkeypatch.undo()
        out.rmdir()
        return lock.locked(handle)

    monkeypatch.setattr(lock, "locked", late)
    with building(out) as held:
        assert held.still()
