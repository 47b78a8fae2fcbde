"""A view of a graph: what `graphbuild view` and `StoryGraph.view` make."""

from __future__ import annotations

import base64
import html
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphbuild.errors import BadOption
from graphbuild.view.leftout import left_out
from graphbuild.view.model import Model
from graphbuild.view.page import page
from graphbuild.view.picture import picture
from graphbuild.view.scope import Scope
from graphbuild.wholefile import whole_file

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph

Drawn = Literal["canvas", "pyvis"]
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"
"""Not `allow-same-origin`: the page cannot reach the notebook that shows it."""


class View:
    """An interactive picture of a graph or a part of it. In a notebook it shows itself.

    Where a notebook is not trusted or scripts do not run, a still picture of the same is seen.
    """

    def __init__(self, graph: StoryGraph, scope: Scope, drawn: Drawn | None = None, height: int = 640) -> None:
        from graphbuild.export.network import to_networkx
        from graphbuild.view.pyvispage import MAX_NODES

        if drawn not in (None, "canvas", "pyvis"):
            raise BadOption(f"A view is drawn by 'canvas' or by 'pyvis', not by {drawn!r}.")
        network = to_networkx(graph, evidence=False)
        chosen = scope.chosen(network)
        self.model = Model.of(graph, network, chosen, left_out(network, chosen.articles))
        nodes = len(self.model.nodes)
        if drawn == "pyvis" and nodes > MAX_NODES:
            raise BadOption(
                f"pyvis draws at most {MAX_NODES:,} nodes, and this view has {nodes:,}: leave it to the canvas."
            )
        part = bool(scope.theme or scope.story or scope.source)
        self.drawn: Drawn = drawn or ("pyvis" if part and nodes <= MAX_NODES else "canvas")
        self.height = height

    @cached_property
    def html(self) -> str:
        """The page."""
        if self.drawn == "pyvis":
            from graphbuild.view.pyvispage import pyvis_page

            return pyvis_page(self.model)
        return page(self.model)

    @property
    def svg(self) -> str:
        """The still picture."""
        return picture(self.model)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page into a file. Raises `OutputError`."""
        with whole_file(Path(path)) as stream:
            stream.write(self.html.encode("utf-8"))

    def _repr_html_(self) -> str:
        still = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        inner = html.escape(self.html, quote=True)
        box = f"position:relative;width:100%;height:{self.height}px"
        cover = "position:absolute;top:0;left:0;width:100%;height:100%;border:0"
        return (
            f'<div style="{box}"><img alt="{html.escape(repr(self))}" src="data:image/svg+xml;base64,{still}" '
            f'style="width:100%;height:100%;object-fit:contain">'
            f'<iframe title="Story network" sandbox="{_SANDBOX}" srcdoc="{inner}" style="{cover}"></iframe></div>'
        )

    def __repr__(self) -> str:
        scope = f" of {self.model.scope}" if self.model.scope else ""
        return f"<View{scope}: {len(self.model.articles):,} articles, drawn by {self.drawn}>"
