"""What a long command calls while it works, so that somebody can be told."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, the steps done and the steps in all."""

Tell = Callable[[str], None]
"""Called with a sentence: what takes long, or could not be done."""
