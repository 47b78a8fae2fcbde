"""What all nodes of a graph have in common: they know the graph they are of, and show themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph


class Shown:
    """A node that shows itself with what its graph says of it: its publisher, its story, its articles."""

    __slots__ = ("_graph",)
    _graph: StoryGraph

    def _repr_html_(self) -> str:
        from graphbuild.display.nodes import node_card

        return node_card(self, getattr(self, "_graph", None))  # type: ignore[arg-type]

    def __getstate__(self) -> Any:
        """What is copied or sent to another process: the node, and not the whole graph with it."""
        state: Any = super().__getstate__()
        if isinstance(state, tuple) and len(state) == 2 and state[1]:
            return state[0], {name: value for name, value in state[1].items() if name != "_graph"}
        return state
