"""What connects two nodes of a graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from graphbuild.evidence import Evidence, Occurrence
from graphbuild.records import Origin

Relation = Literal["publisher", "related", "about", "part", "references", "member", "reprint", "mentions"]


@dataclass(slots=True)
class Link:
    """A typed link with its evidence. Between one pair there may be several, of one or of different relations."""

    start: str
    relation: Relation
    end: str
    origin: Origin
    """The file and line that state it, or that hold the text it was found in."""
    position: int | None = None
    """For `related`, `part` and `references`: the place in the list, or among the links of the text (1 = first)."""
    gap_seconds: int | None = None
    """For `related`: the listed article's date minus the listing one's, as the file that lists gives them.

    Absent unless both are known to the second.
    """
    text: str | None = None
    """For `references`: the words of the link."""
    evidence: Evidence | None = None
    """For what was found in the text: `member`, `reprint`, `mentions`, and `about` where it leads to a theme."""

    def order(self) -> tuple[str, str, str, str, int, int, str, int]:
        """The key by which links are sorted."""
        place = ("", 0)
        if isinstance(self.evidence, Occurrence):
            place = (self.evidence.field, self.evidence.start)
        return (
            self.start, self.relation, self.end, self.origin.file, self.position or 0, self.origin.line, *place,
        )  # fmt: skip

    def __repr__(self) -> str:
        place = f", {self.origin}" if self.origin.file else ""
        return f"<Link {self.relation}: {self.start} → {self.end}{place}>"

    def _repr_html_(self) -> str:
        from graphbuild.display.links import link_card

        return link_card(self)


def publishers(links: Iterable[Link]) -> dict[str, str]:
    """The source of each article that has one, by ids."""
    return {link.start: link.end for link in links if link.relation == "publisher"}
