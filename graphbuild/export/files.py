"""The names of the input files, each made once."""

from __future__ import annotations

from graphbuild.iris import Names


class Files(dict[str, str]):
    """The IRI of each file, by its path.

    >>> Files(Names())["_news/a b.md"]
    'https://w3id.org/graphbuild/id/file/_news/a%20b.md'
    """

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, path: str) -> str:
        name = self[path] = self._names.file(path)
        return name
