"""Sending a build to a SPARQL engine elsewhere, and recipes for the engines' own bulk loaders."""

from __future__ import annotations

from pathlib import Path

from graphbuild.load.load import load
from graphbuild.saved import SavedBuild

__all__ = ["RECIPES", "load", "recipe"]

_FOLDER = Path(__file__).parent / "recipes"
RECIPES = ("graphdb", "jena", "neptune", "qlever", "virtuoso")


def recipe(build: SavedBuild, name: str) -> str:
    """How to load a build by an engine's own bulk loader, for builds of millions of statements."""
    options = build.manifest["options"]
    return (
        (_FOLDER / f"{name}.txt")
        .read_text(encoding="utf-8")
        .format(
            folder=build.folder.resolve(),
            dataset=f"{options['base']}dataset",
            title=" ".join(str(options.get("title") or "graphbuild").split()),
        )
    )
