"""Position, size and colour of every node, the same in GraphML, GEXF and the pages."""

from __future__ import annotations

import math

import numpy

from graphbuild.view.model import Model

COLORS = {
    "article": "#0072b2",
    "stub": "#56b4e9",
    "source": "#d55e00",
    "topic": "#009e73",
    "theme": "#e69f00",
    "story": "#f0e442",
    "entity": "#cc79a7",
}
"""Okabe and Ito's palette, which colour-blind readers can tell apart."""


def put_style(model: Model) -> None:
    """Put a style on the nodes of the network that a model of a whole graph was made from.

    `x` and `y` (pixels, y downwards), `size` (pixels) and `color`.
    """
    count = len(model.articles)
    counted = ((model.starts < count) & (model.ends >= count)) | model.relations.are("related")
    members = numpy.bincount(model.ends[counted], minlength=len(model.nodes)).tolist()
    for number, ((_, facts), (x, y)) in enumerate(zip(model.nodes, model.places.tolist(), strict=True)):
        article = facts["kind"] == "article"
        factor, most = (3, 36) if article else (2, 100)
        facts.update(
            x=x, y=y,
            size=round(7 + factor * math.sqrt(min(members[number], most)), 1),
            color=COLORS["article" if article and facts["own"] else "stub" if article else facts["kind"]],
        )  # fmt: skip
