"""The frame that all share: a name, a line beneath it, facts as a small table. Reads on light and on dark pages."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import NewType

from graphbuild.text import shortened

Markup = NewType("Markup", str)
"""HTML that is safe to show."""

_LEFT = "text-align:left;vertical-align:top"


def text(value: object, most: int = 2000) -> Markup:
    """Any text, escaped. Characters that would not show, or turn the page's direction, are left out."""
    clean = "".join(sign for sign in str(value) if sign.isprintable() or sign in "\n\t")
    return Markup(html.escape(shortened(clean, most)))


def link(address: str | None, label: object | None = None) -> Markup:
    """A link, where the address is one of the web; else the bare text."""
    shown = text(label if label is not None else address or "", 300)
    if not address or not address.lower().startswith(("https://", "http://")):
        return shown
    return Markup(f'<a href="{html.escape(address)}" target="_blank" rel="noopener noreferrer">{shown}</a>')


def code(value: object) -> Markup:
    """A text as it would be typed."""
    return Markup(f"<code>{text(value)}</code>")


def joined(parts: Iterable[Markup], by: str = ", ") -> Markup:
    """Some, one after the other."""
    return Markup(by.join(parts))


def card(kind: str, name: object, *, under: Markup | None = None, facts: Iterable[tuple[str, Markup]] = (),
         body: Markup | None = None) -> str:  # fmt: skip
    """The whole."""
    rows = "".join(
        f'<tr><th style="{_LEFT};font-weight:normal;opacity:.7">{text(label)}</th><td style="{_LEFT}">{value}</td></tr>'
        for label, value in facts
        if value
    )
    # A notebook takes what stands between dollar signs for a formula unless it is told not to.
    return (
        '<div class="tex2jax_ignore mathjax_ignore" style="max-width:60em">'
        f'<div><span style="opacity:.7">{text(kind)}</span> <strong>{text(name)}</strong></div>'
        f"{f'<div>{under}</div>' if under else ''}"
        f"{f'<table><tbody>{rows}</tbody></table>' if rows else ''}{body or ''}</div>"
    )


def words(said: object) -> Markup:
    """What is said in lines, as they stand."""
    return Markup(
        '<pre class="tex2jax_ignore mathjax_ignore" style="white-space:pre-wrap;word-break:normal;'
        'overflow-wrap:anywhere;max-width:80em;font-family:inherit">'
        f"{text(said, 100_000)}</pre>"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[Markup]]) -> Markup:
    """A table with a line of heads."""
    head = "".join(f'<th style="{_LEFT}">{text(name)}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td style={_LEFT!r}>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return Markup(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
