"""The card of how a story or theme reached its publishers."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphbuild.enrich.reach import Reach

_COLUMNS = [
    "publisher", "articles", "first_from", "first_to", "rank_least", "rank_most", "lag_hours_least", "lag_hours_most",
]  # fmt: skip


def reach_card(reach: Reach) -> str:
    """What is certain of it, in words, and the publishers that may be earliest."""
    facts = "".join(f"<li>{html.escape(fact)}</li>" for fact in reach.facts())
    # pandas escapes the cells, and takes dollar signs for no formula only if told so.
    table = reach.publishers[_COLUMNS].to_html(index=False, max_rows=20, na_rep="", escape=True, border=0)
    return (
        f"<div><strong>Reach of {reach.kind} {html.escape(reach.subject.label)}</strong><ul>{facts}</ul>"
        f'<div class="tex2jax_ignore">{table}</div></div>'
    )
