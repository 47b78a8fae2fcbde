from __future__ import annotations

import html.parser
import itertools
import subprocess
import sys
from datetime import date, datetime

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.enrich.interval import Interval
from graphbuild.enrich.reach import Reach, Times
from graphbuild.errors import BadOption
from graphbuild.records import Date
from tests.enrich.made import at, made, on


def reach(**articles: tuple[str | None, Date | None]) -> Reach:
    """The reach of a story of all the articles."""
    return made(articles, stories={"s": " ".join(articles)}).reach(story="s")


def column(found: Reach, name: str) -> dict[str, object]:
    """A column of the table of publishers."""
    values = (None if pandas.isna(value) else value for value in found.publishers[name])
    return dict(zip(found.publishers["publisher"], values, strict=True))


def ranks(found: Reach) -> dict[str, tuple[object, object]]:
    least, most = column(found, "rank_least"), column(found, "rank_most")
    return {name: (least[name], most[name]) for name in least}


def lags(found: Reach) -> dict[str, tuple[object, object]]:
    least, most = column(found, "lag_hours_least"), column(found, "lag_hours_most")
    return {name: (least[name], most[name]) for name in least}


TIMED = {"a": ("p", at(1, 6)), "b": ("q", at(1, 9)), "c": ("r", at(2, 6)), "d": ("p", at(3))}
DAY = 86399 / 3600


def test_moments_are_ordered() -> None:
    assert ranks(reach(**TIMED)) == {"P": (1, 1), "Q": (2, 2), "R": (3, 3)}


def test_lags_are_hours_behind_the_first() -> None:
    assert lags(reach(**TIMED)) == {"P": (0, 0), "Q": (3, 3), "R": (24, 24)}


def test_the_first_publisher_is_named() -> None:
    assert reach(**TIMED).first == ("P",)


def test_a_publisher_counts_from_its_first_article() -> None:
    found = reach(**TIMED)
    assert column(found, "first_from")["P"] == column(found, "first_to")["P"] == pandas.Timestamp(at(1, 6))
    assert column(found, "articles") == {"P": 2, "Q": 1, "R": 1}


def test_half_adoption_counts_publishers_and_half_life_articles() -> None:
    found = reach(**TIMED)
    assert (found.half_adoption, found.half_life, found.span) == ((3, 3), (3, 3), (42, 42))
    found = reach(a=("p", at(1, 6)), b=("p", at(1, 8)), c=("p", at(1, 9)), d=("q", at(1, 10)), e=("r", at(1, 20)))
    assert (found.half_adoption, found.half_life) == ((4, 4), (3, 3))


def test_publishers_of_one_day_are_not_ordered() -> None:
    found = reach(a=("p", on(1)), b=("q", on(1)), c=("r", on(2)))
    assert ranks(found) == {"P": (1, 2), "Q": (1, 2), "R": (3, 3)}
    assert found.first == ("P", "Q")


def test_a_day_holds_its_hours() -> None:
    found = reach(a=("p", on(1)), b=("q", at(1, 10)))
    assert ranks(found) == {"P": (1, 2), "Q": (1, 2)}
    # P is at most from ten o'clock to the day's end behind Q, and Q ten hours behind P; neither lags behind itself.
    assert lags(found) == {"P": (0, pytest.approx(DAY - 10, abs=1e-4)), "Q": (0, 10)}


def test_a_lag_behind_a_day_is_a_range() -> None:
    found = reach(a=("p", on(1)), b=("q", at(2, 12)))
    assert lags(found)["Q"] == (pytest.approx(36 - DAY, abs=1e-4), 36)


def test_equal_moments_share_the_first_rank() -> None:
    found = reach(a=("p", at(1)), b=("q", at(1)), c=("r", at(2)))
    assert found.first == ("P", "Q")
    assert ranks(found)["P"] == ranks(found)["Q"] == (1, 2)


def test_undated_publishers_are_counted_and_not_ordered() -> None:
    found = reach(a=("p", at(1)), b=("q", None), c=("p", None))
    assert (found.undated, found.articles) == (2, 3)
    assert column(found, "undated") == {"P": 1, "Q": 1}
    assert ranks(found)["Q"] == lags(found)["Q"] == (None, None)
    assert "2 undated" in repr(found)


def test_where_nothing_is_dated_nothing_is_said_of_time() -> None:
    found = reach(a=("p", None), b=("q", None))
    assert (found.first, found.began, found.half_life, len(found.curve)) == ((), None, None, 0)
    assert len(found.publishers) == 2


def test_articles_without_a_publisher_are_counted() -> None:
    found = reach(a=(None, at(1)), b=("q", at(2)))
    assert (found.without_publisher, found.articles, found.first) == (1, 2, ("Q",))


def test_the_curve_bounds_what_had_been_published() -> None:
    curve = reach(a=("p", at(1)), b=("q", on(2)), c=("r", at(2, 12)), d=("r", at(4))).curve
    rows = curve[["hours", "publishers_least", "publishers_most", "articles_least", "articles_most"]]
    assert [tuple(row) for row in rows.to_numpy()] == [
        (0, 1, 1, 1, 1),
        (24, 1, 2, 1, 2),
        (36, 2, 3, 2, 3),
        (pytest.approx(24 + DAY, abs=1e-4), 3, 3, 3, 3),
        (72, 3, 3, 4, 4),
    ]
    assert curve["share_least"].iloc[0] == pytest.approx(1 / 3)


def test_dates_far_off_are_no_trouble() -> None:
    found = reach(a=("p", date(1, 1, 1)), b=("q", date(9999, 12, 31)))
    assert found.publishers["first_from"].iloc[0].year == 1
    assert found.first == ("P",)


def test_columns_have_real_types() -> None:
    kinds = reach(**TIMED).publishers.dtypes.astype(str)
    assert kinds["publisher"].startswith("string")
    assert (kinds["rank_least"], kinds["lag_hours_most"], kinds["first_from"]) == (
        "Int64", "Float64", "datetime64[us, UTC]",
    )  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=4),
    st.data(),
)
def test_bounds_are_those_of_all_times_that_the_dates_allow(spans: list[tuple[int, int]], data: st.DataObject) -> None:
    intervals = [Interval(first * 3600, (first + length) * 3600) for first, length in spans]
    times = Times(intervals)
    count = data.draw(st.integers(1, len(intervals)))
    worlds = list(itertools.product(*(range(first, first + length + 1) for first, length in spans)))
    reached = [sorted(world)[count - 1] - min(world) for world in worlds]
    assert times.until(count) == (min(reached), max(reached))
    for number, lag in enumerate(times.lags()):
        behind = [world[number] - min(world) for world in worlds]
        assert lag == (min(behind), max(behind))
    for number, (least, _) in enumerate(times.ranks()):
        assert (least == 1) == any(world[number] == min(world) for world in worlds)


GRAPH = made(
    {"a": ("p", at(1)), "b": ("q", at(2)), "c": ("q", at(3)), "d": ("r", on(3)), "e": (None, None)},
    stories={"2021-03-01-ban": "a b", "2021-03-03-arrest": "c d"},
    themes={"policing": "a b c", "facial-recognition": "a b c d e"},
)


def test_a_theme_has_the_articles_about_it() -> None:
    assert GRAPH.reach(theme="policing").articles == 3


@pytest.mark.parametrize(
    "name", ["2021-03-01-ban", "https://w3id.org/graphbuild/id/story/2021-03-01-ban", "story 2021-03-01-BAN", "ban"]
)
def test_a_story_is_found_by_id_slug_label_or_words_of_it(name: str) -> None:
    assert GRAPH.reach(story=name).subject.label == "Story 2021-03-01-ban"


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadOption, match=r"no theme called 'polcing'. Did you mean policing"):
        GRAPH.reach(theme="polcing")


def test_a_name_of_several_is_answered_with_all() -> None:
    with pytest.raises(BadOption, match="2 stories match 'story': "):
        GRAPH.reach(story="story")


def test_one_of_theme_and_story_is_wanted() -> None:
    with pytest.raises(BadOption, match="one theme or of one story"):
        GRAPH.reach()
    with pytest.raises(BadOption, match="one theme or of one story"):
        GRAPH.reach(theme="policing", story="ban")


def test_without_stories_the_answer_says_so() -> None:
    with pytest.raises(BadOption, match="holds no story at all"):
        made({"a": ("p", None)}).reach(story="x")


def test_the_table_has_a_row_for_each() -> None:
    table = GRAPH.reach_table(of="themes")
    rows = table[["slug", "publishers", "articles", "undated", "first", "first_is_certain"]]
    assert [tuple(row) for row in rows.to_numpy()] == [
        ("facial-recognition", 3, 5, 1, "P", True),
        ("policing", 2, 3, 0, "P", True),
    ]


def test_the_table_says_who_may_have_been_first() -> None:
    row = GRAPH.reach_table().set_index("slug").loc["2021-03-03-arrest"]
    assert (row["first"], bool(row["first_is_certain"])) == ("Q | R", False)


def test_the_table_and_the_reach_agree() -> None:
    row = GRAPH.reach_table().set_index("slug").loc["2021-03-01-ban"]
    found = GRAPH.reach(story="2021-03-01-ban")
    assert found.span == (row["span_hours_least"], row["span_hours_most"]) == (24, 24)
    assert found.began == (row["began_from"], row["began_to"])


def test_a_table_of_anything_else_is_refused() -> None:
    with pytest.raises(BadOption, match="'stories' or 'themes'"):
        GRAPH.reach_table(of="topics")  # type: ignore[arg-type]


def test_the_rich_display_is_escaped() -> None:
    shown = made({"<script>": ("p", at(1))}, stories={"<b>": "<script>"}).reach(story="<b>")._repr_html_()
    assert "<script>" not in shown and "Story <b>" not in shown
    html.parser.HTMLParser().feed(shown)


LISTS = made(
    {
        "a": ("p", at(2)), "b": ("q", at(3)), "c": ("q", at(1)), "d": ("q", on(2)), "e": ("q", None), "f": ("q", at(2)),
        "g": (None, at(2)), "h": ("r", on(4)),
    },
    listings=[*(("a", name) for name in "bcdef"), ("g", "a"), ("a", "h")],
)  # fmt: skip


def test_gaps_of_listings_are_signed() -> None:
    table = LISTS.listing_gaps().set_index(["lister", "listed"])
    gaps = {key: (row["gap_hours_least"], row["gap_hours_most"], row["direction"]) for key, row in table.iterrows()}
    assert gaps["a", "b"] == (24, 24, "forwards")
    assert gaps["a", "c"] == (-24, -24, "backwards")
    assert gaps["a", "f"] == (0, 0, "same time")
    assert gaps["a", "h"] == (48, pytest.approx(48 + DAY, abs=1e-4), "forwards")


def test_a_gap_from_a_day_is_a_range() -> None:
    row = made({"a": ("p", on(1)), "b": ("q", at(3))}, listings=[("a", "b")]).listing_gaps().iloc[0]
    assert (row["gap_hours_least"], row["gap_hours_most"]) == (pytest.approx(48 - DAY, abs=1e-4), 48)


def test_a_gap_that_the_dates_leave_open_is_unknown() -> None:
    table = LISTS.listing_gaps().set_index("listed")
    assert table.loc["d", "direction"] == "unknown"
    assert pandas.isna(table.loc["e", "gap_hours_least"]) and table.loc["e", "direction"] == "unknown"


def test_the_gap_that_the_file_states_is_taken() -> None:
    graph = made({"a": ("p", at(2)), "b": ("q", at(3))}, listings=[("a", "b")])
    next(link for link in graph.links if link.relation == "related").gap_seconds = -7200
    assert graph.listing_gaps()["gap_hours_least"].tolist() == [-2]


def test_directions_are_counted_by_publisher() -> None:
    table = LISTS.listing_directions()
    row = table.iloc[0]
    assert table["publisher"].tolist() == ["P"]
    assert (row["listings"], row["forwards"], row["backwards"], row["same_time"], row["unknown"]) == (6, 2, 1, 1, 2)
    assert (row["backwards_least"], row["backwards_most"]) == (pytest.approx(1 / 6), pytest.approx(3 / 6))
    assert row["median_gap_hours"] == 0


def test_lists_without_a_publisher_are_counted() -> None:
    assert LISTS.listing_directions().attrs["without_publisher"] == 1


def test_pandas_and_scipy_are_imported_only_when_asked_for() -> None:
    code = (
        "import sys, graphbuild, graphbuild.graph, graphbuild.cli; "
        "sys.exit('pandas' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_moment_of_the_day_is_shown_to_the_minute() -> None:
    assert "began 2021-03-01 06:00" in repr(reach(**TIMED))
    assert "began 2021-03-01;" in repr(reach(a=("p", on(1)), b=("q", on(2))))
    assert isinstance((reach(**TIMED).began or (None,))[0], datetime)
