"""The counts of a build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.terminal import clean

if TYPE_CHECKING:
    from graphbuild.saved import SavedBuild

_RANKED = {
    "sources with the most articles": ("publisher", "articles"),
    "articles listed most": ("headline", "listers"),
    "themes with the most articles": ("theme", "articles"),
    "stories with the most articles": ("story", "articles"),
    "mentioned in the most articles": ("name", "articles"),
}
"""The columns of the rankings of a manifest."""


_SPOKEN = {"sources": "publishers", "sources with the most articles": "publishers with the most articles"}
"""What people call what a manifest names as the RDF and the options do."""


def show_stats(build: SavedBuild) -> None:
    """The counts of a build, its publishers, the articles listed most, its problems."""
    manifest = build.manifest
    console = terminal.results()
    _table(
        console,
        str(build.folder),
        ("", "count"),
        [(_SPOKEN.get(name, name), count) for name, count in manifest["counts"].items()],
    )
    if days := manifest.get("published"):
        console.print(f"Published from {days['first']} to {days['last']}.\n")
    _table(console, "Articles by type", ("type", "articles"), list(manifest["article types"].items()))
    for title, columns in _RANKED.items():
        rows = list(map(tuple, manifest.get("rankings", {}).get(title, ())))
        _table(console, _SPOKEN.get(title, title).capitalize(), columns, rows)
    _table(console, "Problems", ("problem", "times"), list(manifest["problems"].items()))
    _table(console, "Fields not read", ("field", "times"), list(manifest["fields not read"].items()))


def _table(console: Console, title: str, columns: tuple[str, str], rows: Sequence[tuple[object, object]]) -> None:
    if not rows:
        return
    console.print(Text(title, style="italic"))  # as a title of the table it would be folded to its width
    table = Table(show_header=any(columns), box=None, pad_edge=False)
    table.add_column(columns[0], overflow="fold")
    table.add_column(columns[1], justify="right")
    for name, count in rows:
        table.add_row(Text(clean(str(name))), f"{int(str(count)):,}")
    console.print(table)
    console.print()
