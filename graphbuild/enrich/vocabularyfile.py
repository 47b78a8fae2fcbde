"""A file of themes or names: its text, its YAML, and the fields of its mappings."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from graphbuild.address import ill_formed
from graphbuild.errors import VocabularyError
from graphbuild.ingest.folder import printable
from graphbuild.ingest.node import Document, Node, YamlError, parse
from graphbuild.iris import is_iri
from graphbuild.records import InputFile
from graphbuild.text import CONTROL

MAX_BYTES = 16 * 1024 * 1024
"""The size of a file that is read."""


def read(path: str | os.PathLike[str], name: str | None = None) -> tuple[str, InputFile]:
    """The text of a file, and what identifies its bytes; `name` is what to call it. Raises `VocabularyError`."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise VocabularyError(f"The file {os.fspath(path)!r} cannot be read: {error.strerror}.") from None
    if len(data) > MAX_BYTES:
        raise VocabularyError(f"The file {os.fspath(path)!r} is larger than {MAX_BYTES // 1024 // 1024} MiB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise VocabularyError(f"The file {os.fspath(path)!r} is not UTF-8.") from None
    return text, InputFile(name or printable(Path(path).name), hashlib.sha256(data).hexdigest(), len(data))


def document(text: str, name: str) -> Document:
    """The one YAML document of a file. Raises `VocabularyError`."""
    try:
        documents = list(parse(text))
    except YamlError as error:
        raise VocabularyError(f"{name}:{error.line}: broken YAML: {error}") from None
    if not documents:
        raise VocabularyError(f"{name}: the file is empty")
    if len(documents) != 1 or not isinstance(documents[0].root.value, dict):
        raise VocabularyError(
            f"{name}: one YAML mapping is wanted: lines that begin with the name of a field and a colon"
        )
    for duplicate in documents[0].duplicates:
        raise VocabularyError(f"{name}:{duplicate.line}: `{duplicate.key}` stands twice in one mapping")
    return documents[0]


class Fields:
    """The fields of one mapping of a file, each read as what it must be. Raises `VocabularyError`."""

    def __init__(self, file: str, node: Node, known: tuple[str, ...]) -> None:
        self.file = file
        self.line = node.line
        if not isinstance(node.value, dict):
            raise self.error(node, f"a mapping is wanted, with some of: {', '.join(known)}")
        self._fields = node.value
        for name, value in node.value.items():
            if name not in known:
                raise self.error(value, f"there is no field {name!r}; there are: {', '.join(known)}")

    def error(self, node: Node | None, message: str) -> VocabularyError:
        """An error at a place of the file."""
        return VocabularyError(f"{self.file}:{node.line if node else self.line}: {message}")

    def get(self, name: str) -> Node | None:
        """A field that is there."""
        node = self._fields.get(name)
        return None if node is None or node.is_null else node

    def text(self, name: str) -> str | None:
        """A text of one line."""
        node = self.get(name)
        if node is None:
            return None
        return self.text_of(node, name)

    def text_of(self, node: Node, name: str) -> str:
        """A value as a text of one line."""
        if not isinstance(node.value, str) or not (text := " ".join(node.value.split())) or CONTROL.search(text):
            raise self.error(node, f"`{name}` must be a text")
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """One text, or a list of texts."""
        node = self.get(name)
        if node is None:
            return ()
        nodes = node.value if isinstance(node.value, list) else [node]
        return tuple(dict.fromkeys(self.text_of(item, name) for item in nodes))

    def iris(self, name: str) -> tuple[str, ...]:
        """Web addresses."""
        for text in (found := self.texts(name)):
            if reason := ill_formed(text) or (None if is_iri(text) else "no IRI"):
                raise self.error(self.get(name), f"`{name}`: {text!r} is {reason}")
        return found

    def number(self, name: str) -> float | None:
        """A number from 0."""
        if (text := self.text(name)) is None:
            return None
        if not text.replace(".", "", 1).isdecimal() or not text.isascii():
            raise self.error(self.get(name), f"`{name}` must be a number, not {text!r}")
        return float(text)

    def flag(self, name: str) -> bool:
        """`true` or `false`; absent is false."""
        text = self.text(name)
        if text not in (None, "true", "false"):
            raise self.error(self.get(name), f"`{name}` must be true or false, not {text!r}")
        return text == "true"

    def items(self, name: str) -> list[Node]:
        """A list."""
        node = self.get(name)
        if node is None:
            return []
        if not isinstance(node.value, list):
            raise self.error(node, f"`{name}` must be a list")
        return node.value
