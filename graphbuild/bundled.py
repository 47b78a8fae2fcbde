"""The stories and vocabularies that come with graphbuild, in a checkout and in an installed package alike."""

from __future__ import annotations

import os
from pathlib import Path

from graphbuild.errors import OutputError
from graphbuild.wholefile import whole_file

_HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _HERE / name
    return installed if installed.is_dir() else _HERE.parent / name


def data() -> Path:
    """The folder of the bundled stories: facial recognition in the news, 2019-2022."""
    return _folder("data")


def ontology() -> Path:
    """The folder of the vocabulary, the shapes and the JSON-LD context."""
    return _folder("ontology")


def notebooks() -> Path:
    """The folder of the notebooks: a first graph, a study, questions, sources, your own data."""
    return _folder("notebooks")


def copy_notebooks(folder: str | os.PathLike[str]) -> tuple[int, int]:
    """Copy the notebooks; how many were copied, and how many were there already and stay as they are.

    Raises `OutputError`.
    """
    copied = kept = 0
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for notebook in sorted(notebooks().glob("*.ipynb")):
            target = Path(folder) / notebook.name
            if target.exists():
                kept += 1
                continue
            with whole_file(target) as stream:  # half a notebook would be kept the next time
                stream.write(notebook.read_bytes())
            copied += 1
    except OSError as error:
        raise OutputError(f"Cannot write to {os.fspath(folder)}: {error.strerror or error}.") from error
    return copied, kept


def example() -> Path:
    """One story file of the bundled set: an article and five that a recommender listed with it."""
    [path] = data().glob("_news/2020-08-14-nypd-used-facial-recognition-unit-*.md")
    return path
