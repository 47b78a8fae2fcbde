"""A table that a command writes to a file, whole or not at all."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas


def write_frame(frame: pandas.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write it as CSV. Raises `OSError`."""
    from graphbuild.export import table
    from graphbuild.wholefile import whole_file

    with whole_file(Path(path)) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
        table.write_frame(frame, text)
