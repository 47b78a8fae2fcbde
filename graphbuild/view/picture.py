"""A still picture of a model, for where scripts do not run: SVG, drawn in Python."""

from __future__ import annotations

import html
from collections import Counter

import numpy

from graphbuild.text import shortened
from graphbuild.view.layout import Circle, distinct_pairs
from graphbuild.view.model import Model

_PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")
"""Okabe and Ito's palette, which colour-blind readers can tell apart."""
_OTHER = "#8d8d8d"
_WIDTH, _HEIGHT = 1000, 640
_MOST_LINKS, _MOST_LABELS = 3000, 12
_FEW = 24
"""Of so many articles each is named."""


def picture(model: Model) -> str:
    """The map of a model as an `svg` element, its articles coloured by publisher."""
    places = model.map.positions
    if not len(places):
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"></svg>'
    low, high = places.min(axis=0) - 60, places.max(axis=0) + 60
    scale = min(_WIDTH / (high[0] - low[0]), (_HEIGHT - 40) / (high[1] - low[1]), 2.0 if len(places) <= _FEW else 1.0)
    shift = numpy.array([_WIDTH / 2, (_HEIGHT - 40) / 2]) - (low + high) / 2 * scale
    spots = numpy.round(places * scale + shift, 1).tolist()
    order = [source for source, _ in sorted(Counter(model.source).items(), key=lambda item: (-item[1], item[0]))]
    named = [source for source in order if source >= 0][: len(_PALETTE)]
    color = dict(zip(named, _PALETTE, strict=False))
    radius = max(13 * scale, 1.2)
    circles = [
        circle._replace(x=circle.x * scale + shift[0], y=circle.y * scale + shift[1], radius=circle.radius * scale)
        for circle in model.map.circles
        if circle.kind != "region"
    ]
    bubbles = "".join(f'<circle cx="{c.x:.1f}" cy="{c.y:.1f}" r="{c.radius:.1f}"/>' for c in circles)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="{color.get(source, _OTHER)}"/>'
        for (x, y), source in zip(spots, model.source, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12" style="background:#fff">'
        f"<title>{_text(_caption(model), 300)}</title>"
        f'<g fill="#8a7a55" fill-opacity="0.12">{bubbles}</g><g stroke="#888" stroke-opacity="0.4" stroke-width="0.7">'
        f"{_lines(model, spots)}</g>{dots}{_names(model, spots, radius)}"
        f"{_labels(model, circles)}{_legend(model, named)}</svg>"
    )


def _text(text: str, most: int) -> str:
    """A text as XML, shortened; XML has no place for most control characters."""
    kept = "".join(sign for sign in text if sign.isprintable())
    return html.escape(shortened(kept, most))


def _caption(model: Model) -> str:
    return f"{model.title}{': ' + model.scope if model.scope else ''}, {len(model.articles):,} articles"


def _lines(model: Model, spots: list[list[float]]) -> str:
    listing = model.map.listing[model.tied]
    drawn = distinct_pairs(model.tied[(listing[:, 0] < 0) | (listing[:, 0] != listing[:, 1])])[:_MOST_LINKS]
    return "".join(
        f'<line x1="{spots[one][0]}" y1="{spots[one][1]}" x2="{spots[other][0]}" y2="{spots[other][1]}"/>'
        for one, other in drawn.tolist()
    )


def _labels(model: Model, circles: list[Circle]) -> str:
    """The names of the largest groups."""
    shown = []
    for circle in sorted(circles, key=lambda circle: -circle.radius)[:_MOST_LABELS]:
        name = model.listing_names[circle.key] if circle.kind == "listing" else model.nodes[circle.key][1]["label"]
        y = circle.y - (circle.radius + 6 if len(model.articles) <= _FEW else 0)
        shown.append(f'<text x="{circle.x:.1f}" y="{max(y, 14):.1f}">{_text(name, 32)}</text>')
    style = 'text-anchor="middle" fill="#555" stroke="#fff" stroke-width="3" paint-order="stroke"'
    return f"<g {style}>{''.join(shown)}</g>"


def _names(model: Model, spots: list[list[float]], radius: float) -> str:
    """Of few articles, who and when where they tell one story, else their headlines."""
    if len(spots) > _FEW:
        return ""
    shown = []
    for article, (x, y) in enumerate(spots):
        facts = model.nodes[article][1]
        lines = [_text(facts["label"], 20)]
        if model.story[article] >= 0 and model.source[article] >= 0 and len(set(model.source)) > 1:
            lines = [_text(model.nodes[model.source[article]][1]["label"], 20), (facts.get("published_at") or "")[:10]]
        for line, text in enumerate(lines):
            shown.append(f'<text x="{x}" y="{y + radius + 12 + 12 * line:.1f}">{text}</text>')
    style = 'text-anchor="middle" font-size="10.5" fill="#333" stroke="#fff" stroke-width="3" paint-order="stroke"'
    return f"<g {style}>{''.join(shown)}</g>"


def _legend(model: Model, named: list[int]) -> str:
    shown = []
    for place, (source, color) in enumerate(zip(named, _PALETTE, strict=False)):
        x, name = 20 + place * 138, model.nodes[source][1]["label"]
        shown.append(
            f'<circle cx="{x}" cy="{_HEIGHT - 16}" r="5" fill="{color}"/>'
            f'<text x="{x + 10}" y="{_HEIGHT - 12}" fill="#666">{_text(name, 17)}</text>'
        )
    return "".join(shown)
