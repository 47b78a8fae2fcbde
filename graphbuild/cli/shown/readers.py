"""The formats that are read, and which of them reads which file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.terminal import clean
from graphbuild.ingest.folder import find

if TYPE_CHECKING:
    from graphbuild.ingest.format import Format
    from graphbuild.ingest.reading import Look
    from graphbuild.ingest.registry import Registry


def show_readers(registry: Registry) -> None:
    """The formats that are read, and what is wrong with readers of other packages."""
    console = terminal.lines()
    width = max(map(len, registry.formats))
    for form in registry.formats.values():
        console.print(Text(f"{clean(form.name):<{width}}  {clean(form.meaning)}"))
    for broken in registry.reports:
        for row in broken.rows:
            terminal.complain(str(row))


def show_reader(form: Format) -> None:
    """One format, and what can be set for it."""
    console = terminal.lines()
    console.print(Text(f"{form.name}: {clean(form.meaning)}"))
    if form.gathers:
        console.print(Text("  Where it and a file of the article itself disagree, the latter leads."))
    for name, meaning in form.settings.items():
        console.print(Text(f"  --set {form.name}.{name}=…  {clean(meaning)}"))


def show_chosen(sources: Sequence[str], look: Look) -> None:
    """For each file of some sources the reader that would take it, or why none would."""
    console = terminal.lines()
    for name, path in find(sources).files.items():
        for reading in look.read(name, path):
            said = reading.reader or ("documentation, not read" if reading.documentation else "")
            if said:
                console.print(Text(f"{clean(reading.report.file)}: {said}"))
            if reading.explained:
                console.print(Text(f"  {clean(reading.explained)}"))
            for row in reading.report.rows:
                console.print(Text(clean(str(row))))
