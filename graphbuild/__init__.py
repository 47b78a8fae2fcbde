"""graphbuild turns news stories and the links between them into a knowledge graph.

>>> import graphbuild
>>> graph = graphbuild.build(graphbuild.example())
>>> sorted({kind for _, kind in graph.to_networkx().nodes(data="kind")})
['article', 'source', 'topic']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphbuild.assembly import build
    from graphbuild.bundled import data, example
    from graphbuild.errors import GraphbuildError
    from graphbuild.graph import StoryGraph

__all__ = ["GraphbuildError", "StoryGraph", "build", "data", "example"]
__version__ = "0.1.0"

_HOME = {
    "GraphbuildError": "errors",
    "StoryGraph": "graph",
    "build": "assembly",
    "data": "bundled",
    "example": "bundled",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `graphbuild --help` answers at once."""
    from importlib import import_module

    if name in _HOME:
        value = getattr(import_module(f"graphbuild.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'graphbuild' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
