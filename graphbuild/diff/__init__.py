"""What changed between two builds, in the words of a reader.

The statements of the two `graph.nq` are compared as texts first; only those that differ are parsed and put
into words. A file that was renamed, an article whose address changed and another base are not taken for
things that are gone and others that are added: see `renames.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from graphbuild.diff.comparison import Comparison
from graphbuild.diff.difference import Change, Diff, Difference
from graphbuild.saved import SavedBuild

__all__ = ["Change", "Diff", "Difference", "diff"]


def diff(
    old: str | os.PathLike[str], new: str | os.PathLike[str], told: Callable[[str], None] = lambda what: None
) -> Diff:
    """Compare two folders that `graphbuild build` left; `told` as by `SavedBuild`. Raises `NotABuild`.

    >>> import graphbuild, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     graphbuild.build(graphbuild.example()).write(folder)
    ...     diff(folder, folder)
    <Diff: no differences>
    """
    return Comparison(SavedBuild(old, told), SavedBuild(new, told)).diff()
