"""The model as a drawing: a box for each kind of node, a labelled arrow for each link. Inline SVG, no script."""

from __future__ import annotations

import html
from typing import NamedTuple

WIDTH, HEIGHT = 400, 560
"""In units of about a pixel on a phone, where the texts have to be read."""


class _Box(NamedTuple):
    name: str
    x: int
    y: int
    width: int = 92
    height: int = 34


class _Arrow(NamedTuple):
    path: str
    label: str
    x: int
    y: int
    dashed: bool = False


_BOXES = (
    _Box("Publisher", 56, 60),
    _Box("Topic", 200, 60),
    _Box("Theme", 344, 60),
    _Box("Story", 56, 165),
    _Box("Entity", 344, 165),
    _Box("Article", 200, 235, 110, 44),
    _Box("Image", 344, 275),
    _Box("Listing", 56, 400),
    _Box("Version", 200, 400),
    _Box("AddressMatch", 340, 400, 104),
    _Box("InputFile", 200, 525),
)
_ARROWS = (
    _Arrow("M165 212 L76 80", "schema:publisher", 112, 118),
    _Arrow("M200 212 L200 80", "schema:about", 200, 142),
    _Arrow("M235 212 L324 80", "schema:about", 290, 118),
    _Arrow("M220 42 C225 12 175 12 180 40", "skos:broader", 200, 14),
    _Arrow("M102 178 L144 216", "prov:hadMember", 88, 205),
    _Arrow("M256 218 L298 180", "schema:mentions", 306, 205),
    _Arrow("M256 245 L296 266", "schema:image", 296, 248),
    _Arrow("M144 228 C40 205 40 265 144 238", "dct:relation", 50, 232),
    _Arrow("M144 240 C40 245 50 300 148 252", "dct:references", 50, 264),
    _Arrow("M150 255 C60 300 70 330 160 259", "gb:reprintOf", 74, 300),
    _Arrow("M60 382 C66 345 110 330 170 260", "gb:lists", 62, 345),
    _Arrow("M90 382 C110 350 150 330 184 260", "schema:item", 122, 368),
    _Arrow("M200 382 L200 260", "prov:specializationOf", 222, 322),
    _Arrow("M330 382 C320 340 270 320 226 260", "gb:address", 318, 350, dashed=True),
    _Arrow("M66 418 L158 506", "prov:wasDerivedFrom", 74, 462),
    _Arrow("M200 418 L200 506", "prov:wasDerivedFrom", 200, 484),
    _Arrow("M334 418 L242 506", "prov:wasDerivedFrom", 326, 462),
)


def diagram() -> str:
    """The drawing as an `svg` element, coloured by the style sheet of the page that it stands in."""
    arrows = "".join(f'<path class="{"dashed" if arrow.dashed else "solid"}" d="{arrow.path}"/>' for arrow in _ARROWS)
    labels = "".join(f'<text class="label" x="{a.x}" y="{a.y}">{html.escape(a.label)}</text>' for a in _ARROWS)
    boxes = "".join(
        f'<rect x="{box.x - box.width // 2}" y="{box.y - box.height // 2}" width="{box.width}" '
        f'height="{box.height}" rx="6"/><text class="name" x="{box.x}" y="{box.y + 5}">{box.name}</text>'
        for box in _BOXES
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="model">'
        '<title id="model">The kinds of nodes of a graph and the links between them</title>'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>{arrows}{boxes}{labels}</svg>'
    )
