"""The stories and vocabularies that come with graphbuild, in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path

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


def example() -> Path:
    """One story file of the bundled set: an article and five that a recommender listed with it."""
    [path] = data().glob("_news/2020-08-14-nypd-used-facial-recognition-unit-*.md")
    return path
