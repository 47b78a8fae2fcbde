"""The versions of the libraries that are installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution


def version(name: str) -> str | None:
    """The version of a library; `None` if it is not installed.

    `importlib.metadata.version` parses all that a library says of itself to find that line, a millisecond for each.

    >>> version("PyYAML") is None, version("no such library")
    (False, None)
    """
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    head, _, _ = (found.read_text("METADATA") or "").partition("\n\n")
    lines = (line.removeprefix("Version:") for line in head.splitlines() if line.startswith("Version:"))
    return next(lines, "").strip() or found.version
