"""graphbuild turns news stories and the links between them into a knowledge graph.

>>> import graphbuild
>>> graph = graphbuild.build(graphbuild.example())
>>> sorted({kind for _, kind in graph.to_networkx().nodes(data="kind")})
['article', 'entity', 'source', 'story', 'theme', 'topic']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphbuild.assembly import build
    from graphbuild.bundled import data, example
    from graphbuild.errors import GraphbuildError
    from graphbuild.graph import StoryGraph
    from graphbuild.saved import open_build as open

__all__ = ["GraphbuildError", "StoryGraph", "build", "data", "example", "open"]
__version__ = "0.1.0"

_HOME = {
    "GraphbuildError": "errors",
    "StoryGraph": "graph",
    "build": "assembly",
    "data": "bundled",
    "example": "bundled",
    "open": "saved",
}


_NAMED = {"open": "open_build"}
"""Public names that would hide a built-in where they are defined."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `graphbuild --help` answers at once."""
    from importlib import import_module

    if name in _HOME:
        value = getattr(import_module(f"graphbuild.{_HOME[name]}"), _NAMED.get(name, name))
        globals()[name] = value
        return value
    raise AttributeError(f"module 'graphbuild' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
