from __future__ import annotations

import math
import subprocess
import sys
from itertools import combinations

import numpy
import pandas
import pytest
from scipy import stats

from graphbuild import StoryGraph
from graphbuild.enrich.chance import at_least, false_discovery, wilson
from graphbuild.errors import BadOption
from tests.enrich.made import NAMES, at, made

# Who carried which story: P and Q share three of five, R one with P; S and T share the fourth.
CARRIED = {"one": "pq", "two": "pq", "three": "pqr", "four": "st", "five": "ps"}


def carried(stories: dict[str, str]) -> StoryGraph:
    articles = {
        f"{story}-{source}": (source, at(1 + day % 28))
        for day, (story, own) in enumerate(stories.items())
        for source in own
    }
    named = {story: " ".join(f"{story}-{source}" for source in own) for story, own in stories.items()}
    return made(articles, stories=named)


def pair(table: pandas.DataFrame, publisher: str, other: str) -> pandas.Series:
    return table.set_index(["publisher", "other"]).loc[(publisher, other)]


def test_shared_stories_are_counted() -> None:
    row = pair(carried(CARRIED).co_coverage(at_least=1), "P", "Q")
    assert (row["shared"], row["carried"], row["other_carried"]) == (3, 4, 3)


def test_the_expected_number_is_that_of_chance() -> None:
    assert pair(carried(CARRIED).co_coverage(at_least=1), "P", "Q")["expected"] == pytest.approx(4 * 3 / 5)


def test_p_is_hypergeometric() -> None:
    # Three of P's four among Q's three, of five: C(4,3) C(1,0) / C(5,3).
    assert pair(carried(CARRIED).co_coverage(at_least=1), "P", "Q")["p"] == pytest.approx(4 / 10)


def test_p_is_that_of_fishers_exact_test() -> None:
    for shared, one, other, total in [(3, 4, 3, 5), (2, 7, 9, 40), (1, 1, 1, 58), (5, 5, 9, 60)]:
        table = [[shared, one - shared], [other - shared, total - one - other + shared]]
        [p] = at_least(numpy.array([shared]), total, numpy.array([one]), numpy.array([other]))
        assert p == pytest.approx(stats.fisher_exact(table, alternative="greater").pvalue)


def test_q_corrects_for_all_pairs_that_were_compared() -> None:
    # P and Q share six of twelve stories, all that they carried; the other six are one publisher's each.
    stories = {str(day): "pq" if day < 6 else "rstuvw"[day - 6] for day in range(12)} | {"12": "pr"}
    table = carried(stories).co_coverage(at_least=1)
    sets = {source: {story for story, own in stories.items() if source in own} for source in "pqrstuvw"}
    p = {
        (one.upper(), other.upper()): stats.hypergeom.sf(
            len(sets[one] & sets[other]) - 1, 13, len(sets[one]), len(sets[other])
        )
        for one, other in combinations("pqrstuvw", 2)
    }
    q = dict(zip(p, stats.false_discovery_control(list(p.values())), strict=True))
    assert (len(table), table.attrs["tests"]) == (2, 28)
    assert pair(table, "P", "Q")["q"] == pytest.approx(q["P", "Q"]) == pytest.approx(28 * p["P", "Q"])


def test_pairs_that_share_nothing_have_no_row() -> None:
    table = carried(CARRIED).co_coverage(at_least=1)
    assert ("Q", "S") not in table.set_index(["publisher", "other"]).index


def test_publishers_of_few_stories_are_left_out() -> None:
    table = carried(CARRIED).co_coverage()
    assert set(table["publisher"]) | set(table["other"]) == {"P", "Q", "S"}
    assert (table.attrs["publishers"], table.attrs["tests"], table.attrs["subjects"]) == (3, 3, 5)


def test_jaccard_has_its_interval() -> None:
    row = pair(carried(CARRIED).co_coverage(at_least=1), "P", "Q")
    wanted = stats.binomtest(3, 4).proportion_ci(method="wilson")
    assert row["jaccard"] == pytest.approx(3 / 4)
    assert (row["jaccard_low"], row["jaccard_high"]) == (pytest.approx(wanted.low), pytest.approx(wanted.high))


def test_the_least_probable_pair_comes_first() -> None:
    p = carried(CARRIED).co_coverage(at_least=1)["p"].tolist()
    assert p == sorted(p)


def test_a_publisher_with_two_articles_of_a_story_carries_it_once() -> None:
    graph = made({"a": ("p", at(1)), "b": ("p", at(1)), "c": ("q", at(1))}, stories={"s": "a b c"})
    assert graph.co_coverage(at_least=1)["shared"].tolist() == [1]


def test_themes_with_narrower_ones_tie_nobody() -> None:
    graph = made(
        {"a": ("p", at(1)), "b": ("q", at(1)), "c": ("r", at(1))},
        themes={"wide": "a b c", "narrow": "a b"}, broader={"narrow": "wide"},
    )  # fmt: skip
    table = graph.co_coverage(of="themes", at_least=1)
    assert table[["publisher", "other", "shared"]].to_numpy().tolist() == [["P", "Q", 1]]


def test_empty_tables_keep_their_columns() -> None:
    graph = made({"a": ("p", at(1))})
    assert "jaccard" in graph.co_coverage().columns
    assert len(graph.self_recommendation()) == len(graph.source_communities()) == len(graph.source_centralities()) == 0


@pytest.mark.parametrize("least", [0, -1])
def test_a_least_number_that_is_none_is_refused(least: int) -> None:
    with pytest.raises(BadOption, match="1 or more"):
        carried(CARRIED).co_coverage(at_least=least)


def test_false_discovery_counts_the_tests_without_a_p() -> None:
    p = numpy.array([0.001, 0.02, 0.3])
    wanted = stats.false_discovery_control([*p, 1.0, 1.0])[:3]
    assert false_discovery(p, 5).tolist() == pytest.approx(wanted.tolist())


def test_wilson_is_scipys() -> None:
    low, high = wilson([0, 3, 9], [5, 4, 9])
    for number, (k, n) in enumerate([(0, 5), (3, 4), (9, 9)]):
        wanted = stats.binomtest(k, n).proportion_ci(method="wilson")
        assert (low[number], high[number]) == (pytest.approx(wanted.low), pytest.approx(wanted.high))


# P's two articles list each other and one of Q's; Q's lists one of P's; `e` is never listed, `x` has no publisher.
LISTED = made(
    {"a": ("p", at(1)), "b": ("p", at(1)), "c": ("q", at(1)), "d": ("r", at(1)), "e": ("r", at(1)), "x": (None, None)},
    listings=[("a", "b"), ("a", "c"), ("b", "a"), ("b", "d"), ("c", "a"), ("e", "a"), ("a", "x")],
)


def own(publisher: str) -> pandas.Series:
    return LISTED.self_recommendation().set_index("publisher").loc[publisher]


def test_own_articles_in_lists_are_counted() -> None:
    assert (own("P")["listings"], own("P")["own"], own("P")["share"]) == (4, 2, 0.5)


def test_chance_is_any_listed_article_but_the_lists_own() -> None:
    # Listed are a, b, c and d. Beside a or b one of P's two is left, of three.
    assert own("P")["expected"] == pytest.approx(1 / 3)
    # Beside c none of Q's is left; beside e, which nobody lists, one of R's of four.
    assert (own("Q")["expected"], own("R")["expected"]) == (0, pytest.approx(1 / 4))


def test_the_ratio_is_missing_where_chance_is_nought() -> None:
    assert own("P")["ratio"] == pytest.approx(1.5)
    assert pandas.isna(own("Q")["ratio"])


def test_the_interval_and_p_are_those_of_a_share() -> None:
    test = stats.binomtest(2, 4, 1 / 3)
    wanted = test.proportion_ci(method="wilson")
    assert own("P")["p"] == pytest.approx(test.pvalue)
    assert (own("P")["share_low"], own("P")["share_high"]) == (pytest.approx(wanted.low), pytest.approx(wanted.high))


def test_repeated_lists_do_not_make_the_distinct_test_surer() -> None:
    # P's lists hold a, b, c and d: all four that are listed, so that chance is bound to give both of P's.
    assert (own("P")["distinct"], own("P")["distinct_own"], own("P")["p_distinct"]) == (4, 2, pytest.approx(1))


def test_the_share_in_lists_of_others() -> None:
    assert own("P")["others_share"] == 1.0
    assert own("Q")["others_share"] == pytest.approx(1 / 5)


def test_listings_without_a_publisher_are_counted() -> None:
    assert LISTED.self_recommendation().attrs["without_publisher"] == 1


def test_reciprocity_between_articles() -> None:
    row = LISTED.reciprocity().set_index("between").loc["articles"]
    # a-b and a-c go both ways; b-d, e-a and a-x do not.
    assert (row["nodes"], row["links"], row["mutual"]) == (6, 7, 4)
    assert row["reciprocity"] == pytest.approx(4 / 7)
    density = 7 / 30
    assert row["rho"] == pytest.approx((4 / 7 - density) / (1 - density))


def test_reciprocity_between_publishers_leaves_their_own_out() -> None:
    row = LISTED.reciprocity().set_index("between").loc["publishers"]
    # P-Q both ways, P to R and R to P.
    assert (row["links"], row["mutual"], row["reciprocity"]) == (4, 4, 1)


def test_expected_reciprocity_by_degrees() -> None:
    row = LISTED.reciprocity().set_index("between").loc["articles"]
    sent = {"a": 3, "b": 2, "c": 1, "d": 0, "e": 1, "x": 0}
    received = {"a": 3, "b": 1, "c": 1, "d": 1, "e": 0, "x": 1}
    chance = {(u, v): min(1, sent[u] * received[v] / 7) for u in sent for v in sent if u != v}
    both = [chance[u, v] * chance[v, u] for u, v in combinations(sent, 2)]
    expected = 2 * sum(both) / sum(chance.values())
    assert row["expected"] == pytest.approx(expected)
    assert row["z"] == pytest.approx((2 - sum(both)) / math.sqrt(sum(p * (1 - p) for p in both)))


def test_the_network_has_the_numbers_of_the_table() -> None:
    network = carried(CARRIED).source_network(at_least=1)
    facts = network.edges[NAMES.source("p"), NAMES.source("q")]
    assert (facts["weight"], facts["p"], facts["jaccard"]) == (3, pytest.approx(0.4), pytest.approx(0.75))
    assert network.nodes[NAMES.source("p")] == {"label": "P", "domain": "p", "articles": 4}


def test_alpha_is_the_disparity_filters() -> None:
    network = carried(CARRIED).source_network(at_least=1)
    # P has edges of weight 3 (Q), 1 (R) and 1 (S): (1 - 3/5)^2; Q has 3 (P) and 1 (R): (1 - 3/4)^1.
    assert network.edges[NAMES.source("p"), NAMES.source("q")]["alpha"] == pytest.approx(min(0.4**2, 0.25))
    # T has only one edge, which says nothing; S has two of equal weight.
    assert network.edges[NAMES.source("s"), NAMES.source("t")]["alpha"] == pytest.approx(0.5)


def test_alpha_is_the_integral_of_the_paper() -> None:
    from scipy.integrate import quad

    network = carried(CARRIED).source_network(at_least=1)
    share, degree = 3 / 5, 3
    integral, _ = quad(lambda x: (1 - x) ** (degree - 2), 0, share)
    assert network.edges[NAMES.source("p"), NAMES.source("q")]["alpha"] == pytest.approx(1 - (degree - 1) * integral)


def test_edges_are_kept_by_alpha_or_q() -> None:
    graph = carried(CARRIED)
    assert graph.source_network(at_least=1, max_alpha=0.2).number_of_edges() == 1
    assert graph.source_network(at_least=1, max_q=0.05).number_of_edges() == 0
    assert graph.source_network(at_least=1, max_q=0.05).number_of_nodes() == 5


def test_the_network_of_listings_is_directed() -> None:
    network = LISTED.source_network(of="listings")
    p, q, r = map(NAMES.source, "pqr")
    assert {(u, v): weight for u, v, weight in network.edges(data="weight")} == {
        (p, q): 1, (p, r): 1, (q, p): 1, (r, p): 1,
    }  # fmt: skip
    assert network.nodes[p]["own_listings"] == 2


def test_listings_have_no_q() -> None:
    with pytest.raises(BadOption, match="no q"):
        LISTED.source_network(of="listings", max_q=0.05)


def test_ties_of_another_kind_are_refused() -> None:
    with pytest.raises(BadOption, match="'topics'"):
        LISTED.source_network(of="topics")  # type: ignore[arg-type]


# Two groups of three that share among themselves, and one story between them.
GROUPS = {"1": "abc", "2": "abc", "3": "def", "4": "def", "5": "cd"}


def test_communities_are_found() -> None:
    table = carried(GROUPS).source_communities()
    groups = table.groupby("community")["publisher"].agg("".join).tolist()
    assert groups == ["ABC", "DEF"]


def test_modularity_is_told() -> None:
    # 12 of 13 ties within; each group has 13 of 26 ends.
    assert carried(GROUPS).source_communities().attrs["modularity"] == pytest.approx(12 / 13 - 2 * (13 / 26) ** 2)


def test_ties_within_a_community() -> None:
    row = carried(GROUPS).source_communities().set_index("publisher").loc["C"]
    assert (row["ties"], row["ties_within"], row["size"]) == (5, 4, 3)


def test_communities_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "from tests.enrich.test_sources import *; import random; drawn = random.Random(1); "
        "print(carried({str(n): ''.join(drawn.sample('abcdefghijklmnopqrstuvwxyz', 2)) for n in range(60)})"
        ".source_communities().to_csv())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1


def test_who_is_between_the_groups_is_central() -> None:
    table = carried(GROUPS).source_centralities().set_index("publisher")
    # All 6 ways between the other two of each group and those beyond pass C: of 10 pairs.
    assert table.loc["C", "betweenness"] == table.loc["D", "betweenness"] == pytest.approx(6 / 10)
    assert (table.loc["C", "degree"], table.loc["C", "strength"]) == (3, 5)
    assert table.loc["A", "betweenness"] == 0


# The fair is of another subject than the rest.
NEAR = {"ban": "pqr", "vote": "pqs", "suit": "st", "fair": "qs"}


def near(**links: object) -> StoryGraph:
    articles = {
        f"{story}-{source}": (source, at(1 + 10 * day))
        for day, (story, own) in enumerate(NEAR.items())
        for source in own
    }
    named = {story: " ".join(f"{story}-{source}" for source in own) for story, own in NEAR.items()}
    return made(articles, stories=named, **links)  # type: ignore[arg-type]


THEMES = {"wide": "ban-p vote-p suit-s fair-q", "law": "ban-p vote-q suit-s"}
BROADER = {"law": "wide"}


def test_neighbours_share_a_narrow_theme() -> None:
    table = near(themes=THEMES, broader=BROADER).neighbouring_stories("ban")
    assert table[["slug", "themes", "days_apart", "publishers"]].to_numpy().tolist() == [
        ["vote", "Theme law", 10, 3],
        ["suit", "Theme law", 20, 2],
    ]


def test_neighbours_share_an_entity() -> None:
    table = near(mentions={"x": "ban-p fair-q"}).neighbouring_stories("ban")
    assert table[["slug", "entities"]].to_numpy().tolist() == [["fair", "Entity x"]]


def test_an_entity_that_is_named_everywhere_makes_no_neighbours() -> None:
    assert len(near(mentions={"x": "ban-p vote-q fair-q"}).neighbouring_stories("ban")) == 0


def test_neighbours_are_joined_by_listings_either_way() -> None:
    table = near(listings=[("ban-p", "vote-p"), ("vote-q", "ban-q"), ("suit-s", "ban-p")]).neighbouring_stories("ban")
    assert table[["slug", "listings"]].to_numpy().tolist() == [["vote", 2], ["suit", 1]]


def test_neighbours_are_near_in_time() -> None:
    graph = near(themes=THEMES, broader=BROADER)
    assert graph.neighbouring_stories("ban", within_days=19.9)["slug"].tolist() == ["vote"]


@pytest.mark.parametrize("days", [-1, math.nan])
def test_a_window_is_a_number_of_days(days: float) -> None:
    with pytest.raises(BadOption, match="0 days or more"):
        near().neighbouring_stories("ban", within_days=days)


def test_who_carried_the_neighbours_but_not_this_story() -> None:
    table = near(themes=THEMES, broader=BROADER).coverage_gaps("ban")
    assert table[["publisher", "carried", "neighbours", "stories"]].to_numpy().tolist() == [
        ["S", 2, 2, "Story vote | Story suit"]
    ]


def test_fewer_neighbours_can_be_asked_for() -> None:
    table = near(themes=THEMES, broader=BROADER).coverage_gaps("ban", at_least=1)
    assert table["publisher"].tolist() == ["S", "T"]


def test_the_chance_of_silence() -> None:
    # S carried 2; the story has 3 publishers, all three stories together 8.
    row = near(themes=THEMES, broader=BROADER).coverage_gaps("ban").iloc[0]
    assert row["chance_of_silence"] == pytest.approx(math.exp(-2 * 3 / 8))
    wanted = stats.binomtest(2, 2).proportion_ci(method="wilson")
    assert (row["share_low"], row["share_high"]) == (pytest.approx(wanted.low), pytest.approx(wanted.high))
