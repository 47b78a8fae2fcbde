"""The notebooks run, from a clean state and without the network, and give what is committed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

import graphbuild
from tests.notebooks.run import (
    HERE,
    PICTURES,
    SIZE,
    differences,
    executed,
    libraries,
    notebooks,
    pictures,
    read,
    stripped,
    texts,
)

NOTEBOOKS = notebooks()
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
_NO_NETWORK = (
    "import sys; sys.addaudithook(lambda event, given: exit('no network') if event == 'socket.connect' "
    "and isinstance(given[1], tuple) and given[1][0] not in ('127.0.0.1', '::1') else None)"
)
_NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/])")
_NO_PROSE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|^#+ .*$|^\|.*$", re.DOTALL | re.MULTILINE)


def test_there_are_five() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == ["1", "2", "3", "4", "5"]


@each
def test_a_run_gives_what_is_committed(path: Path) -> None:
    committed = read(path)
    found = differences(committed, executed(path, before=_NO_NETWORK))
    if found and committed.metadata["graphbuild"]["run with"] != libraries():
        pytest.skip(f"it runs; its outputs were made with other libraries: {committed.metadata['graphbuild']}")
    assert not found, "\n".join(["`make notebooks-run` writes it anew.", *found[:40]])


@each
def test_nothing_of_a_machine_or_a_moment_is_kept(path: Path) -> None:
    notebook = read(path)
    kept = "\n".join(texts(notebook))
    for private in (str(HERE.parent), str(Path.home()), "/tmp/", "site-packages", " at 0x", "ipykernel", "Traceback"):
        assert private not in kept, private
    assert [cell.id for cell in notebook.cells] == [f"cell-{number}" for number in range(1, len(notebook.cells) + 1)]
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)
    assert path.stat().st_size < SIZE


@each
def test_only_cells_that_say_so_end_in_an_error(path: Path) -> None:
    for cell in read(path).cells:
        failed = any(output.output_type == "error" for output in cell.get("outputs", ()))
        assert failed == ("raises-exception" in cell.metadata.get("tags", ())), cell.id


@each
def test_every_number_of_the_text_is_in_an_output_or_a_check(path: Path) -> None:
    notebook = read(path)
    known = set(numbers("\n".join(shown(notebook))))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for number in numbers(_NO_PROSE.sub(" ", cell.source)):
                assert number in known, f"{cell.id}: {number} in {cell.source[:200]!r}"


@each
def test_the_last_cell_checks_the_text(path: Path) -> None:
    last = read(path).cells[-1]
    assert last.source.count("assert ") >= 3
    assert last.outputs[0].text == "The text says what the data say.\n"


@each
def test_every_chart_has_words(path: Path) -> None:
    for cell in read(path).cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                assert output.metadata["image/png"]["alt"]


def test_the_pictures_are_those_of_the_notebooks() -> None:
    kept = {name: content for path in NOTEBOOKS for name, content in pictures(read(path))}
    assert {path.stem for path in PICTURES.iterdir()} == {*kept, "page"}  # that is made by tests.view.picture
    for name, content in kept.items():
        assert (PICTURES / f"{name}.png").read_bytes() == content


def test_the_readme_shows_some() -> None:
    text = (HERE.parent / "README.md").read_text(encoding="utf-8")
    assert len(re.findall(r"!\[[^\]]{20,}\]\(notebooks/pictures/\w+\.png\)", text)) >= 2


def test_they_come_with_the_package() -> None:
    from graphbuild.bundled import notebooks as bundled

    assert {path.name for path in NOTEBOOKS} <= {path.name for path in bundled().iterdir()}
    assert graphbuild.data().is_dir()


def test_a_run_that_differs_is_noticed() -> None:
    one = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="cell-1")])
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="cell-1")])
    assert differences(one, other) == []
    other.cells[0].outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "3"}, execution_count=1)]
    assert "+3" in differences(one, other)


def test_what_is_printed_in_pieces_is_one_output() -> None:
    pieces = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in ("a", "\n")]
    cell = nbformat.v4.new_code_cell("print('a')", outputs=pieces)
    [output] = stripped(nbformat.v4.new_notebook(cells=[cell])).cells[0].outputs
    assert output.text == "a\n"


def numbers(text: str) -> Iterator[str]:
    """The numbers of a text that could be wrong: of two digits or more, and no years."""
    for found in _NUMBER.findall(text):
        number = found.replace(",", "")
        if len(number) > 1 and not re.fullmatch(r"(19|20)\d\d", number):
            yield number


def shown(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """What a reader can check a number by: the outputs, and the cells that assert something."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if "assert " in cell.source:
                yield cell.source
            for output in cell.outputs:
                yield output.get("text", "")
                yield output.get("data", {}).get("text/plain", "")
                if "srcdoc" not in (page := output.get("data", {}).get("text/html", "")):
                    yield html.unescape(re.sub(r"<[^>]*>", " ", page))
