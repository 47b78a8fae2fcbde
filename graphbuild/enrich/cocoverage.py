"""Co-coverage: which publishers carry the same stories, or the same themes, and whether chance would do as much.

Under the null hypothesis each publisher draws as many of the stories as it carried, every story being as likely as any
other; what two share is then hypergeometric (Tumminello et al., PLoS ONE 6(3): e17994, 2011). Only stories that some
publisher carried count. p is one-sided: the probability of sharing so many or more. q corrects for all pairs
of the publishers that were compared, those that share nothing included (Benjamini and Hochberg, Journal of
the Royal Statistical Society B 57, 1995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas
from scipy import sparse

from graphbuild.enrich.chance import at_least, false_discovery, wilson
from graphbuild.enrich.coverage import Of, coverage
from graphbuild.enrich.frame import Sources
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph

Numbers = numpy.ndarray


@dataclass(frozen=True)
class Shared:
    """The pairs of publishers that share something: numbers of `sources`, `left` < `right`, in the order of both."""

    sources: list[str]
    """The ids of the publishers that are compared, sorted."""
    carried: Numbers
    """How many stories (or themes) each carried."""
    total: int
    """All stories (or themes) that some publisher carried."""
    left: Numbers
    right: Numbers
    count: Numbers
    """How many the two share, 1 or more."""
    p: Numbers
    q: Numbers

    @property
    def union(self) -> Numbers:
        """How many at least one of the two carried."""
        both: Numbers = self.carried[self.left] + self.carried[self.right] - self.count
        return both

    @property
    def expected(self) -> Numbers:
        """How many they would share by chance."""
        by_chance: Numbers = self.carried[self.left] * self.carried[self.right] / max(self.total, 1)
        return by_chance

    @property
    def jaccard(self) -> Numbers:
        """The shared as a part of all that either carried."""
        part: Numbers = self.count / self.union
        return part


def shared(graph: StoryGraph, *, of: Of = "stories", at_least_carried: int = 1) -> Shared:
    """Compare all publishers that carried so many. Raises `BadOption`."""
    if at_least_carried < 1:
        raise BadOption(f"A publisher that is compared carried 1 or more, not {at_least_carried}.")
    carried = coverage(graph, of)
    by_source: dict[str, list[int]] = {}
    for number, subject in enumerate(sorted(carried)):
        for source in carried[subject]:
            by_source.setdefault(source, []).append(number)
    sources = sorted(source for source, own in by_source.items() if len(own) >= at_least_carried)
    columns = [number for source in sources for number in by_source[source]]
    counts = numpy.array([len(by_source[source]) for source in sources], dtype=numpy.int64)
    starts = numpy.concatenate([[0], numpy.cumsum(counts)])
    ones = numpy.ones(len(columns), dtype=numpy.int64)
    matrix = sparse.csr_matrix((ones, columns, starts), shape=(len(sources), len(carried)))
    pairs = sparse.triu(matrix @ matrix.T, k=1).tocoo()
    order = numpy.lexsort((pairs.col, pairs.row))
    left, right, count = pairs.row[order], pairs.col[order], pairs.data[order]
    p = at_least(count, len(carried), counts[left], counts[right])
    q = false_discovery(p, len(sources) * (len(sources) - 1) // 2)
    return Shared(sources, counts, len(carried), left, right, count, p, q)


def co_coverage(graph: StoryGraph, *, of: Of = "stories", at_least: int = 2) -> pandas.DataFrame:
    """A row for each pair of publishers that share a story (or a theme), the least probable first.

    - `publisher`, `other`: the two, by name; `source`, `other_source`: their ids,
    - `shared`: the stories that both carried; `carried`, `other_carried`: those that each did,
    - `expected`: how many they would share by chance,
    - `p`, `q`: see above,
    - `jaccard`, `jaccard_low`, `jaccard_high`: the shared as a part of all that either carried, with its 95 % interval
      (Wilson).

    A publisher that carried fewer than `at_least` stories is left out: it can hardly share more than chance would,
    and every pair more makes the correction stricter. `attrs` has the numbers of `subjects`, `publishers` and pairs
    (`tests`) that were compared. Raises `BadOption`.
    """
    found, sources = shared(graph, of=of, at_least_carried=at_least), Sources(graph)
    names = [sources.name(source) for source in found.sources]
    left, right = found.left.tolist(), found.right.tolist()
    low, high = wilson(found.count, found.union)
    table = pandas.DataFrame(
        {
            "publisher": pandas.Series([names[number] for number in left], dtype="string"),
            "other": pandas.Series([names[number] for number in right], dtype="string"),
            "shared": found.count,
            "carried": found.carried[found.left],
            "other_carried": found.carried[found.right],
            "expected": found.expected,
            "p": found.p,
            "q": found.q,
            "jaccard": found.jaccard,
            "jaccard_low": low,
            "jaccard_high": high,
            "source": pandas.Series([found.sources[number] for number in left], dtype="string"),
            "other_source": pandas.Series([found.sources[number] for number in right], dtype="string"),
        }
    )
    table = table.sort_values(["p", "shared", "source", "other_source"], ascending=[True, False, True, True])
    table = table.reset_index(drop=True)
    compared = len(found.sources)
    table.attrs.update(subjects=found.total, publishers=compared, tests=compared * (compared - 1) // 2)
    return table
