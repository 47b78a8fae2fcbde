from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.ingest.formats.reads import Read, read


@pytest.fixture
def parsed(tmp_path: Path) -> Read:
    """Read a text or bytes as a file, by the reader that recognises it."""
    return partial(read, tmp_path)
