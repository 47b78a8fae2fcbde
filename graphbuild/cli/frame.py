"""A table that a command writes to a file, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas


def write_frame(frame: pandas.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write it as CSV, and say so. Raises `OSError`."""
    from graphbuild.cli.terminal import tell_written
    from graphbuild.export import table
    from graphbuild.text import counted
    from graphbuild.wholefile import whole_text

    with whole_text(Path(path)) as text:
        table.write_frame(frame, text)
    tell_written(os.fspath(path), counted(len(frame), "row"))
