"""Self-recommendation: how often the lists beside a publisher's articles hold that publisher's own, against chance.

By chance each entry of a list is any article that some list of the graph holds, each as likely as another, but not the
list's own article. The entries of one list are not drawn one by one, and recommenders repeat whole lists, so p, which
takes each entry for a draw of its own, is too small; `p_distinct` asks the same of the distinct articles that a
publisher's lists hold, and is the one to rely on.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy
import pandas
from scipy import stats

from graphbuild.enrich.chance import binomial, false_discovery, wilson
from graphbuild.enrich.frame import COUNT, NUMBER, TEXT, Sources, frame
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers

_COLUMNS = {
    "publisher": TEXT, "domain": TEXT, "listings": COUNT, "own": COUNT, "share": NUMBER, "share_low": NUMBER,
    "share_high": NUMBER, "expected": NUMBER, "ratio": NUMBER, "others_share": NUMBER, "p": NUMBER, "distinct": COUNT,
    "distinct_own": COUNT, "p_distinct": NUMBER, "q_distinct": NUMBER, "source": TEXT,
}  # fmt: skip


def self_recommendation(graph: StoryGraph) -> pandas.DataFrame:
    """A row for each publisher whose articles have lists, those with the most listings first.

    - `listings`, `own`: the entries of its lists, and those that are its own articles,
    - `share`, `share_low`, `share_high`: the own ones as a part, with the 95 % interval (Wilson),
    - `expected`: that part by chance; `ratio`: `share` by `expected`, missing where none of its articles is listed,
    - `others_share`: the part of its articles in the lists of all other publishers,
    - `p`: binomial, two-sided,
    - `distinct`, `distinct_own`: the different articles that its lists hold, and those of its own,
    - `p_distinct`: the probability of so many own ones or more among the distinct (hypergeometric),
      `q_distinct`: the same, corrected for all publishers (Benjamini-Hochberg).

    An article in its own list is left out, and so are listings of, or by, an article without a publisher;
    `attrs["without_publisher"]` counts the latter.
    """
    published, sources = publishers(graph.links), Sources(graph)
    links = [link for link in graph.links if link.relation == "related" and link.start != link.end]
    known = [(link.start, link.end) for link in links if link.start in published and link.end in published]
    listable = {listed for _, listed in known}
    own_listable = Counter(published[listed] for listed in listable)
    of_all = Counter(published[listed] for _, listed in known)
    lists: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for lister, listed in known:
        lists[published[lister]].append((lister, listed))
    rows = []
    for source in sorted(lists, key=lambda one: (-len(lists[one]), sources.order(one))):
        entries = lists[source]
        own = sum(published[listed] == source for _, listed in entries)
        expected = math.fsum(
            (own_listable[source] - (lister in listable)) / (len(listable) - (lister in listable))
            for lister, _ in entries
        ) / len(entries)
        low, high = wilson([own], [len(entries)])
        by_others = len(known) - len(entries)
        distinct = {listed for _, listed in entries}
        distinct_own = sum(published[listed] == source for listed in distinct)
        p_distinct = stats.hypergeom.sf(distinct_own - 1, len(listable), own_listable[source], len(distinct))
        rows.append(
            (
                sources.name(source), sources.domain(source), len(entries), own, own / len(entries), low[0], high[0],
                expected, own / len(entries) / expected if expected else None,
                (of_all[source] - own) / by_others if by_others else None,
                binomial(own, len(entries), expected), len(distinct), distinct_own, float(p_distinct), None, source,
            )
        )  # fmt: skip
    table = frame(_COLUMNS, rows)
    p = table["p_distinct"].to_numpy(dtype=float)
    table["q_distinct"] = pandas.Series(false_discovery(numpy.asarray(p), len(table)), dtype=NUMBER)
    table.attrs["without_publisher"] = len(links) - len(known)
    return table
