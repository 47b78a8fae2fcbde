"""A comparison as lines to read: the counts first, then each group with its first examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from graphbuild.diff.difference import ENDS, Change, Diff, Difference, Value, plural
from graphbuild.text import shortened

EXAMPLES = 5
"""Differences of one group that are shown unless all are asked for; so many ends of its links are counted."""

WIDTH = 100
"""Characters of a value that are shown."""

_BEFORE = 20
"""Of two long values, so much is shown of what they share before they part."""

_FILES = ("file", "vocabulary", "judgements")
_LISTED = ("publisher", "about", "part", "alternate", *ENDS)
"""Links, of which one line says all."""

_DETAILS = {
    "listing": ("position",), "reference": ("text",), "theme link": ("score", "words"),
    "story member": ("score", "words"), "mention": ("text",), "reprint": ("score",),
}  # fmt: skip
"""What is worth a word beside the ends of a link."""

_COUNTED = {"theme link": "theme", "mention": "entity"}
"""Links of which a change of one definition may add thousands: the end by which they are counted."""

_TELLING = ("known from", "kind", "date", "type", "domain", "definition", "members")
"""Facts of what is added or gone that are worth a place in the report."""


def lines(diff: Diff, *, everything: bool = False) -> Iterator[str]:
    """The report, group by group; with `everything` each difference of each group."""
    base, other = diff.old["base"], diff.new["base"]
    if base != other:
        yield f"The builds have different bases, {base} and {other}: all minted names differ."
        yield "Below they are compared as if they had one base; the statements are counted as they are."
        yield ""
    for kind, whats in diff.counts().items():
        for what in whats:
            rows = diff.of(kind, what)  # type: ignore[arg-type]
            yield f"{plural(kind, len(rows)).capitalize()} {what}: {len(rows):,}"
            if what in ("added", "gone") and len(rows) > EXAMPLES and kind in _COUNTED:
                yield f"  {_counted(rows, _COUNTED[kind], diff.labels)}"
            for row in rows if everything else rows[:EXAMPLES]:
                yield from _row(row, diff.labels)
            if not everything and len(rows) > EXAMPLES:
                yield f"  … and {len(rows) - EXAMPLES:,} more (--all shows them)"
            yield ""
    yield f"Statements of graph.nq: {len(diff.gone):,} gone, {len(diff.added):,} added."


def _row(row: Difference, labels: dict[str, str]) -> Iterator[str]:
    if row.kind in _FILES:
        [change] = row.changes
        yield f"  {change.old} → {change.new}" if row.what == "renamed" else f"  {row.id}"
        return
    place = f"  ({row.place})" if row.place else ""
    if row.kind in _LISTED and row.what in ("added", "gone"):
        yield f"  {_link(row, labels)}{place}"
        return
    address = f"  {_short(row.id)}" if row.kind == "article" and row.label != row.id else ""
    yield f"  {_short(row.label)}{place}{address}"
    if row.what in ("added", "gone"):
        facts = (f"{change.field} {_one(change, labels)}" for change in row.changes if _is_telling(row, change))
        if line := ", ".join(facts):
            yield f"      {line}"
        return
    if row.what == "moved":
        together: dict[tuple[str, str], list[str]] = {}
        for change in row.changes:
            together.setdefault(_sides(change, labels), []).append(change.field.removeprefix("file of "))
        moves = (f"{', '.join(fields)}: {' → '.join(sides)}" for sides, fields in together.items())
        yield f"      {'; '.join(moves)}"
        return
    # The lines of a file move when anything is added above them: not worth a word beside what changed.
    for change in row.changes:
        if change.field == "members":
            yield from (
                f"      {word}: {_short(_text(articles, labels))}"
                for word, articles in (("joined", change.new), ("left", change.old))
                if articles
            )
        elif not change.is_of_place:
            yield f"      {change.field}: {' → '.join(_sides(change, labels))}"


def _link(row: Difference, labels: dict[str, str]) -> str:
    facts = {change.field: change for change in row.changes}
    if row.kind in ENDS:
        ends = (_one(facts[name], labels) for name in ("article", *ENDS[row.kind]) if name in facts)
        details = (f"{name} {_one(facts[name], labels)}" for name in _DETAILS[row.kind] if name in facts)
        return ", ".join((" → ".join(ends), *details))
    [end] = (change for change in row.changes if change.field not in ("file", "line"))
    return f"{_short(row.label)} → {_one(end, labels)}"


def _is_telling(row: Difference, change: Change) -> bool:
    """Whether a fact of a thing that is added or gone is worth a place in the report."""
    if row.kind == "match":
        return change.field in ("evidence", "reason")
    return change.field in _TELLING or (change.field == "headline" and row.kind != "article")


def _counted(rows: Iterable[Difference], field: str, labels: dict[str, str]) -> str:
    """How many links lead to each end, the most frequent first."""
    ends = Counter(_one(change, labels) for row in rows for change in row.changes if change.field == field)
    shown = [f"{end}: {count:,}" for end, count in sorted(ends.items(), key=lambda item: (-item[1], item[0]))]
    more = len(shown) - EXAMPLES
    return ", ".join((*shown[:EXAMPLES], *([f"{more:,} more"] if more > 0 else [])))


def _one(change: Change, labels: dict[str, str]) -> str:
    return _short(_text(change.old if change.new is None else change.new, labels))


def _short(text: str) -> str:
    return shortened(text, WIDTH)


def _text(value: Value, labels: dict[str, str]) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(labels.get(one, one) for one in value)
    if isinstance(value, float):
        return f"{value:g}"
    return labels.get(value, value) if isinstance(value, str) else str(value)


def _sides(change: Change, labels: dict[str, str]) -> tuple[str, str]:
    known = {} if change.field == "IRI" else labels
    return _both(_text(change.old, known), _text(change.new, known))


def _both(old: str, new: str) -> tuple[str, str]:
    """Two values, of long ones the stretch where they begin to differ."""
    if max(len(old), len(new)) <= WIDTH:
        return old, new
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - _BEFORE)
    return _stretch(old, start), _stretch(new, start)


def _stretch(text: str, start: int) -> str:
    head = "…" if start else ""
    tail = "…" if len(text) > start + WIDTH else ""
    return f"{head}{text[start : start + WIDTH]}{tail}"
