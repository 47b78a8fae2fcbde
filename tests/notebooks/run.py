"""Run the notebooks and keep what they give: `make notebooks-run`, or `python -m tests.notebooks [--check]`.

Each runs in an empty folder that is thrown away, in a process of its own, without anything of the others. What would
differ from run to run (times, paths, versions) is stripped; cells whose tags say `picture=NAME` leave their chart
in `pictures/NAME.png`, where the README shows them. With `--check` nothing is written, and the exit status is 1 where
a notebook as committed is not what a run gives.
"""

from __future__ import annotations

import argparse
import base64
import difflib
import re
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbclient
import nbformat

HERE = Path(__file__).resolve().parents[2] / "notebooks"
PICTURES = HERE / "pictures"
SECONDS = 300
"""A cell that takes longer is stopped."""
SIZE = 1_500_000
"""Bytes: a larger notebook is slow to open, and not shown on GitHub."""
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_PAGE = re.compile(r'srcdoc="[^"]*"|src="data:image/[^"]*"')
_LIBRARIES = ("matplotlib", "networkx", "numpy", "pandas", "scipy")
"""What the outputs may depend on, to a digit or a space."""


def notebooks() -> list[Path]:
    """All of them, in their order."""
    return sorted(HERE.glob("[0-9]-*.ipynb"))


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook as it is."""
    return nbformat.read(path, as_version=4)


def libraries() -> dict[str, str]:
    """The releases of the libraries that outputs depend on, as a notebook keeps them."""
    return {name: ".".join(version(name).split(".")[:2]) for name in _LIBRARIES}


def executed(path: Path, *, before: str = "") -> nbformat.NotebookNode:
    """What a notebook gives when it is run from a clean state, after a line of Python.

    Raises `nbclient.exceptions.CellExecutionError`.
    """
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as folder:
        client = nbclient.NotebookClient(
            notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}},
            record_timing=False, extra_arguments=[f"--IPKernelApp.exec_lines={before}"] if before else [],
        )  # fmt: skip
        client.execute()
    return stripped(notebook)


def stripped(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Without what differs from run to run; cells are named by their place."""
    notebook.metadata = nbformat.from_dict({**_METADATA, "graphbuild": {"run with": libraries()}})
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.traceback = [output.ename + ": " + output.evalue]
    return notebook


def texts(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """What a run is compared by: sources and outputs.

    Pictures count by their words, as their bytes depend on fonts; interactive pages by theirs, as their program changes
    more often than what they show.
    """
    for cell in notebook.cells:
        yield f"# {cell.cell_type} {cell.id}"
        yield cell.source
        for output in cell.get("outputs", ()):
            yield f"# {output.output_type}"
            yield from (output.text,) if "text" in output else ()
            yield from output.get("traceback", ())
            for kind, data in sorted(output.get("data", {}).items()):
                if not kind.startswith("image/"):
                    yield f"# {kind}"
                    yield _PAGE.sub("", data) if isinstance(data, str) else repr(data)


def differences(old: nbformat.NotebookNode, new: nbformat.NotebookNode) -> list[str]:
    """How two runs differ, line by line, each line cut to what can be read."""
    before, after = ("\n".join(texts(one)).splitlines() for one in (old, new))
    if before == after:
        return []
    return [line[:300] for line in difflib.unified_diff(before, after, "committed", "run", n=1, lineterm="")]


def pictures(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, bytes]]:
    """The charts of the cells that ask to be kept, by name."""
    for cell in notebook.cells:
        for tag in cell.metadata.get("tags", ()):
            if tag.startswith("picture="):
                [picture] = [one.data["image/png"] for one in cell.outputs if "image/png" in one.get("data", {})]
                yield tag.removeprefix("picture="), base64.b64decode(picture)


def keep(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a notebook as it was run, and its pictures."""
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook, indent=1) + "\n", encoding="utf-8")
    PICTURES.mkdir(exist_ok=True)
    for name, content in pictures(notebook):
        (PICTURES / f"{name}.png").write_bytes(content)


def main(arguments: list[str] | None = None) -> int:
    """Run all of them, or those that are named."""
    parser = argparse.ArgumentParser(description="Run the notebooks and keep what they give.")
    parser.add_argument("notebook", nargs="*", type=Path, help="default: all beside this file")
    parser.add_argument("--check", action="store_true", help="write nothing; say how a run differs from what is there")
    options = parser.parse_args(arguments)
    status = 0
    for path in options.notebook or notebooks():
        notebook: Any = executed(path)
        if options.check:
            found = differences(read(path), notebook)
            print(f"{path.name}: {'as committed' if not found else 'not as committed'}", *found, sep="\n")
            status = max(status, int(bool(found)))
        else:
            keep(path, notebook)
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    return status
