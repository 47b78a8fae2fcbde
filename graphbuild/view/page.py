"""The interactive page: one file, works offline, runs nothing from the data.

All pages are the same program (script/*.js) over the same model. The whole graph is drawn on a canvas by the page
itself; a view of a theme, a story or a source can be drawn by pyvis (see pyvispage.py).

The data stand in a block that no browser runs, with every `<` escaped; the program sets them as text only. The
Content-Security-Policy forbids every connection, and every script but those whose checksums it names.
"""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from pathlib import Path

from graphbuild.view.data import as_json
from graphbuild.view.model import Model
from graphbuild.view.picture import picture

_HERE = Path(__file__).parent
_CANVAS = '<canvas id="scene"></canvas><canvas id="above"></canvas><canvas id="rim"></canvas>'


def page(model: Model) -> str:
    """The page that draws on a canvas of its own."""
    return dressed(model, _CANVAS, [], [])


def dressed(model: Model, drawing: str, styles: list[str], scripts: list[str]) -> str:
    """The page around a drawing, which may bring style sheets and scripts of its own; they run first."""
    styles = [*styles, (_HERE / "page.css").read_text(encoding="utf-8")]
    scripts = [*scripts, program()]
    policy = (
        f"default-src 'none'; script-src {_sums(scripts)}; style-src {_sums(styles)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    heading = f"{model.title}: {model.scope}" if model.scope else model.title
    parts = {
        "policy": policy,
        "title": html.escape(heading),
        "styles": "\n".join(f"<style>{style}</style>" for style in styles),
        "heading": html.escape(heading),
        "drawing": drawing,
        "picture": picture(model),
        "model": as_json(model),
        "scripts": "\n".join(f"<script>{script}</script>" for script in scripts),
    }
    return _filled((_HERE / "page.html").read_text(encoding="utf-8"), parts)


@cache
def program() -> str:
    """The files of the script as one, none of whose names are seen outside."""
    files = sorted((_HERE / "script").glob("*.js"))
    return '"use strict";\n(() => {\n' + "\n".join(file.read_text(encoding="utf-8") for file in files) + "})();\n"


def _filled(text: str, parts: dict[str, str]) -> str:
    """The template with each `{part}` filled once, from the left: what is filled in is not looked through."""
    filled = []
    for name, value in parts.items():
        before, mark, text = text.partition(f"{{{name}}}")
        assert mark, f"The template has no {name} where it is expected."
        filled += [before, value]
    return "".join([*filled, text])


def _sums(texts: list[str]) -> str:
    """What a Content-Security-Policy calls these texts."""
    sums = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(one).decode('ascii')}'" for one in sums)
