"""What a check found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.terminal import clean
from graphbuild.problems import shown
from graphbuild.text import counted

if TYPE_CHECKING:
    from graphbuild.check import Example, Finding, Report


def show_report(report: Report) -> None:
    """What a check found: each kind of violation with its rule, its count and a few examples."""
    console = terminal.lines()
    kinds = ", ".join(f"{count:,} × {kind}" for kind, count in report.nodes.items())
    console.print(clean(f"Checked {report.statements:,} statements of {report.path}: {kinds or 'nothing'}."))
    if report.conforms:
        console.print("Everything conforms.")
        return
    total = sum(finding.count for finding in report.findings)
    kinds = "1 kind" if len(report.findings) == 1 else f"{len(report.findings):,} kinds"
    console.print(Text(f"Does not conform: {counted(total, 'violation')} of {kinds}.", style="bold red"))
    for finding in report.findings:
        console.print()
        _show_finding(console, finding)


def _show_finding(console: Console, finding: Finding) -> None:
    what = f"{finding.about}: {finding.field}" if finding.field else finding.about
    files = f", in {len(finding.files):,} files" if len(finding.files) > 1 else ""
    console.print(Text(clean(f"{what}: {finding.wrong}: {finding.count:,}{files}"), style="bold"))
    console.print(f"  {clean(finding.rule)}")
    for example in finding.examples:
        console.print(Text(f"    {clean(_example(example))}"))
    if (more := finding.count - len(finding.examples)) > 0:
        console.print(f"    … and {more:,} more")


def _example(example: Example) -> str:
    place = f"{example.file}:{example.line}" if example.line else example.file
    value = f" ({shown(example.value, 80)})" if example.value else ""
    return f"{place}: {example.node}{value}" if place else f"{example.node}{value}"
