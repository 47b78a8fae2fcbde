"""What a terminal shows of reach and of the network of sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas

from graphbuild.cli.shown.table import show_table
from graphbuild.enrich.coverage import Of
from graphbuild.enrich.reach import Reach, shown_range, shown_times
from graphbuild.graph import StoryGraph
from graphbuild.nodes import StoryNode
from graphbuild.text import counted, shortened

ROWS = 15
"""So many rows of a table are shown, unless all are asked for."""

SURE = 0.05
"""The q (the share of false ones among all found) up to which something is said to be more than chance."""

_HEADLINE = 60
_NAMES = 60


def reach_of_all(graph: StoryGraph) -> pandas.DataFrame:
    """The reach of all themes and all stories, in one table."""
    tables = []
    for kind, of in (("theme", "themes"), ("story", "stories")):
        table = graph.reach_table(of=of)  # type: ignore[arg-type]
        table.insert(0, "kind", pandas.Series([kind] * len(table), dtype="string"))
        tables.append(table)
    return pandas.concat(tables, ignore_index=True)


def show_all(found: pandas.DataFrame, *, everything: bool) -> None:
    """The themes, and the stories with the most publishers."""
    for kind, title in (("theme", "Themes"), ("story", "Stories")):
        table = found[found["kind"] == kind]
        rows = [
            (
                shortened(row.label, _HEADLINE), f"{row.publishers:,}", f"{row.articles:,}", *_undated(row.undated),
                _began(row), _maybe(row.first), _hours(row, "half_adoption"), _hours(row, "half_life"),
            )
            for row in _some(table, everything)
        ]  # fmt: skip
        columns = (
            kind, "publishers", "articles", "undated", " began", " first", "half the publishers after",
            "half the articles after",
        )  # fmt: skip
        show_table(title, columns, rows, said=_more(table, everything))


def show_reach(graph: StoryGraph, found: Reach, *, everything: bool) -> None:
    """One theme or story: what there is to say, its publishers, and for a story who was silent."""
    table = found.publishers
    rows = [
        (
            row.publisher, _rank(row), _when(row.first_from, row.first_to), _hours(row, "lag"), f"{row.articles:,}",
            _text(row.headline),
        )
        for row in _some(table, everything)
    ]  # fmt: skip
    said = [*(f"  {fact}" for fact in found.facts()), *_more(table, everything)]
    columns = ("publisher", "rank", " first article", "behind the first", "articles", " headline")
    show_table(f"{found.kind.capitalize()}: {found.subject.label}", columns, rows, said=said)
    if isinstance(found.subject, StoryNode):
        _show_gaps(graph, found.subject, everything=everything)


def _show_gaps(graph: StoryGraph, story: StoryNode, *, everything: bool) -> None:
    gaps = graph.coverage_gaps(story.id)
    neighbours = len(graph.neighbouring_stories(story.id))
    said = [f"{counted(neighbours, 'neighbouring story', 'neighbouring stories')} within 30 days."]
    if neighbours and not len(gaps):
        said.append("Every publisher that carried two or more of them carried this one too.")
    rows = [
        (
            row.publisher,
            f"{row.carried:,} of {row.neighbours:,}",
            _p(row.chance_of_silence),
            shortened(row.stories, 100),
        )
        for row in _some(gaps, everything)
    ]
    columns = ("publisher", "carried", "chance of silence", " for example")
    show_table("Carried neighbouring stories, but not this one", columns, rows, said=said + _more(gaps, everything))


def source_tables(graph: StoryGraph, of: Of) -> dict[str, pandas.DataFrame]:
    """The tables of `graphbuild sources`, by the names of their files."""
    return {
        "co-coverage": graph.co_coverage(of=of),
        "self-recommendation": graph.self_recommendation(),
        "listing-directions": graph.listing_directions(),
        "reciprocity": graph.reciprocity(),
        "communities": graph.source_communities(of=of),
        "centralities": graph.source_centralities(of=of),
    }


def show_sources(tables: dict[str, pandas.DataFrame], of: Of, *, everything: bool) -> None:
    """The beginning of each table, with what it says in words."""
    _show_co_coverage(tables["co-coverage"], of, everything)
    _show_self(tables["self-recommendation"], everything)
    _show_directions(tables["listing-directions"], everything)
    _show_reciprocity(tables["reciprocity"])
    _show_communities(tables["communities"], of)
    _show_centralities(tables["centralities"], of, everything)


def _show_co_coverage(table: pandas.DataFrame, of: Of, everything: bool) -> None:
    sure = int((table["q"] <= SURE).sum())
    said = [
        f"{table.attrs['publishers']:,} publishers carried two or more of {table.attrs['subjects']:,} {of}; "
        f"{len(table):,} of their {table.attrs['tests']:,} pairs share some.",
        f"{counted(sure, 'pair shares', 'pairs share') if sure else 'None shares'} "
        f"more than chance would (q ≤ {SURE}).",
    ]
    rows = [
        (
            row.publisher, row.other, f"{row.shared:,}", f"{row.carried:,}", f"{row.other_carried:,}",
            f"{row.expected:.1f}", _p(row.p), _p(row.q), f"{row.jaccard:.2f}",
        )
        for row in _some(table, everything)
    ]  # fmt: skip
    columns = ("publisher", " other", "share", "of", "and of", "by chance", "p", "q", "Jaccard")
    show_table(f"Publishers of the same {of}", columns, rows, said=said + _more(table, everything))


def _show_self(table: pandas.DataFrame, everything: bool) -> None:
    sure = int((table["q_distinct"] <= SURE).sum())
    said = [
        f"{counted(sure, 'publisher lists its', 'publishers list their') if sure else 'None lists its'} own articles "
        f"more than chance would (q ≤ {SURE})."
    ]
    rows = [
        (
            row.publisher, f"{row.listings:,}", f"{row.own:,}", f"{row.share:.0%}",
            f"{row.share_low:.0%}–{row.share_high:.0%}", f"{row.expected:.1%}",
            "" if pandas.isna(row.ratio) else f"{row.ratio:.1f}", _p(row.q_distinct),
        )
        for row in _some(table, everything)
    ]  # fmt: skip
    columns = ("publisher", "listings", "own", "share", "95 %", "by chance", "times chance", "q")
    show_table("Own articles in related lists", columns, rows, said=said + _more(table, everything))


def _show_directions(table: pandas.DataFrame, everything: bool) -> None:
    rows = [
        (
            row.publisher, f"{row.listings:,}", f"{row.forwards:,}", f"{row.backwards:,}", f"{row.same_time:,}",
            f"{row.unknown:,}", "" if pandas.isna(row.median_gap_hours) else f"{row.median_gap_hours:,.1f} hours",
        )
        for row in _some(table, everything)
    ]  # fmt: skip
    columns = ("publisher", "listings", "to younger", "to older", "same time", "unknown", "median gap")
    show_table("Related lists in time", columns, rows, said=_more(table, everything))


def _show_reciprocity(table: pandas.DataFrame) -> None:
    rows = [
        (
            row.between, f"{row.nodes:,}", f"{row.links:,}", f"{row.mutual:,}", f"{row.reciprocity:.1%}",
            f"{row.expected:.1%}", "" if pandas.isna(row.ratio) else f"{row.ratio:.1f}",
        )
        for row in table.itertuples()
        if row.links
    ]  # fmt: skip
    columns = ("between", "listing or listed", "links", "mutual", "reciprocity", "by chance", "times chance")
    show_table("Who lists whom in turn", columns, rows)


def _show_communities(table: pandas.DataFrame, of: Of) -> None:
    modularity = table.attrs["modularity"]
    said = ["No two publishers share any."] if modularity is None else [f"Modularity {modularity:.2f}."]
    rows = [
        (f"{number}", f"{len(group):,}", shortened(", ".join(_by_ties(group)), 150))
        for number, group in table.groupby("community")
    ]
    show_table(f"Groups of publishers by the {of} they share", ("group", "publishers", " most tied"), rows, said=said)


def _by_ties(group: pandas.DataFrame) -> list[str]:
    return list(group.sort_values("ties_within", ascending=False, kind="stable")["publisher"])


def _show_centralities(table: pandas.DataFrame, of: Of, everything: bool) -> None:
    rows = [
        (
            row.publisher, f"{row.articles:,}", f"{row.degree:,}", f"{row.strength:,}", f"{row.betweenness:.3f}",
            f"{row.pagerank:.3f}",
        )
        for row in _some(table, everything)
    ]  # fmt: skip
    columns = ("publisher", "articles", "tied to", f"shared {of}", "betweenness", "PageRank")
    show_table(f"Central publishers by the {of} they share", columns, rows, said=_more(table, everything))


def _some(table: pandas.DataFrame, everything: bool) -> Iterator[Any]:
    yield from (table if everything else table.head(ROWS)).itertuples()


def _more(table: pandas.DataFrame, everything: bool) -> list[str]:
    if everything or len(table) <= ROWS:
        return []
    return [f"The first {ROWS} of {len(table):,} (--all shows all):"]


def _began(row: Any) -> str:
    return _when(row.began_from, row.began_to) if row.articles else ""


def _when(begin: Any, end: Any) -> str:
    return "undated" if pandas.isna(begin) else shown_times(begin, end)


def _hours(row: Any, name: str) -> str:
    least, most = getattr(row, f"{name}_hours_least"), getattr(row, f"{name}_hours_most")
    return "" if pandas.isna(least) else shown_range((least, most))


def _rank(row: Any) -> str:
    if pandas.isna(row.rank_least):
        return ""
    return str(row.rank_least) if row.rank_least == row.rank_most else f"{row.rank_least}–{row.rank_most}"


def _undated(count: int) -> Sequence[str]:
    return (f"{count:,}" if count else "",)


def _maybe(first: Any) -> str:
    return "" if pandas.isna(first) else shortened(first, _NAMES).replace(" | ", " or ")


def _text(text: Any) -> str:
    return "" if pandas.isna(text) else shortened(text, _HEADLINE)


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
