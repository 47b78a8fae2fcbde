from __future__ import annotations

import functools
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import graphbuild.plot
from graphbuild import StoryGraph
from graphbuild.errors import BadOption, NotABuild, UnknownName
from graphbuild.plot.chart import Chart
from tests.enrich.made import at, made, on

Draw = Callable[[StoryGraph], Chart]
CHARTS: dict[str, Draw] = {
    "coverage": lambda graph: graph.plot.coverage(),
    "coverage of themes": lambda graph: graph.plot.coverage(theme=["policing", "vendors"], by="week"),
    "adoption of stories": lambda graph: graph.plot.adoption_curve(),
    "adoption of a theme": lambda graph: graph.plot.adoption_curve(theme="policing", share=True),
    "timeline of a story": lambda graph: graph.plot.story_timeline("amazon pauses"),
    "timeline of stories": lambda graph: graph.plot.story_timeline(theme="vendors", most=5),
    "network": lambda graph: graph.plot.source_network(),
    "network of lists": lambda graph: graph.plot.source_network(of="listings", least_ties=2),
    "overlap": lambda graph: graph.plot.theme_overlap(),
    "answer": lambda graph: graph.plot.answer("coverage-by-week", theme="policing"),
}


def svg(chart: Chart) -> str:
    stream = io.BytesIO()
    chart.savefig(stream, format="svg")
    return stream.getvalue().decode("utf-8")


@pytest.fixture(scope="module")
def charts(bundled: StoryGraph) -> Callable[[str], Chart]:
    return functools.cache(lambda name: CHARTS[name](bundled))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_a_title_labelled_axes_a_table_and_words(charts: Callable[[str], Chart], name: str) -> None:
    chart = charts(name)
    assert chart.axes[0].get_title("left")
    assert len(chart.data)
    assert chart.alt.endswith(".")
    if chart.axes[0].axison:  # a network has none
        assert chart.axes[-1].get_xlabel() or chart.axes[0].get_xlabel()
        assert chart.axes[0].get_ylabel() or chart.get_supylabel() or len(chart.axes[0].get_yticklabels()) > 3


@pytest.mark.parametrize("name", CHARTS)
def test_two_drawings_are_equal_byte_for_byte(bundled: StoryGraph, charts: Callable[[str], Chart], name: str) -> None:
    drawn = svg(charts(name))
    assert drawn == svg(CHARTS[name](bundled))
    assert "<dc:date>" not in drawn


@pytest.mark.parametrize("suffix", ["pdf", "png", "svg"])
def test_a_file_is_the_same_each_time(bundled: StoryGraph, tmp_path: Path, suffix: str) -> None:
    chart = bundled.plot.theme_overlap()
    for name in ("a", "b"):
        chart.savefig(tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_settings_of_the_user_neither_count_nor_change(bundled: StoryGraph) -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 40, "axes.titlelocation": "right"}):
        shouted = svg(bundled.plot.coverage())
        assert matplotlib.rcParams["font.size"] == 40
    assert shouted == svg(bundled.plot.coverage())


def test_coverage_counts_every_dated_article_once(bundled: StoryGraph) -> None:
    for by in ("day", "week", "month", "year"):
        data = bundled.plot.coverage(by=by).data
        assert (data["own"].sum(), data["listed"].sum()) == (106, 204)
    june = bundled.plot.coverage(by="month").data.set_index("start").loc["2020-06-01"]
    days = [str(article.published_at)[:7] for article in bundled.articles]
    assert june["articles"] == days.count("2020-06")


def test_coverage_of_a_publisher_and_some_days(bundled: StoryGraph) -> None:
    data = bundled.plot.coverage(source="gothamist.com", first="2020-08-15", last="2020-08-31").data
    assert data["articles"].sum() == sum(
        "2020-08-15" <= str(article.published_at)[:10] <= "2020-08-31"
        for article in bundled.articles_of("gothamist.com")
    )


def test_the_curve_of_a_story_is_that_of_its_reach(bundled: StoryGraph) -> None:
    data = bundled.plot.adoption_curve(story="amazon pauses").data
    assert data["publishers_most"].tolist() == bundled.reach(story="amazon pauses").curve["publishers_most"].tolist()


def test_the_timeline_of_a_story_begins_with_the_first(bundled: StoryGraph) -> None:
    data = bundled.plot.story_timeline("amazon pauses").data
    assert data["lane"].iloc[0] == "CNBC"
    assert data["first"].tolist() == [True, *[False] * (len(data) - 1)]
    assert set(data["article"]) == set(bundled.story("amazon pauses").articles)


def test_a_date_without_an_hour_may_be_the_first_and_is_drawn_as_its_day() -> None:
    dates = {"a": on(1), "b": at(1, 9), "c": at(2, 9)}
    graph = made({name: (f"{name}.org", date) for name, date in dates.items()}, stories={"s": "a b c"})
    chart = graph.plot.story_timeline("s")
    assert chart.data["first"].tolist() == [True, True, False]
    assert "may be the first" in svg(chart)


def test_the_network_is_that_of_the_table(bundled: StoryGraph) -> None:
    network = bundled.source_network()
    data = bundled.plot.source_network().data
    assert len(data) == network.number_of_edges()
    assert data["weight"].sum() == sum(weight for _, _, weight in network.edges(data="weight"))


def test_names_of_a_network_leave_its_arrows_to_be_seen(charts: Callable[[str], Chart]) -> None:
    chart = charts("network of lists")
    chart.draw_without_rendering()
    texts = chart.axes[0].texts
    names = [text.get_window_extent() for text in texts if text.get_text()]
    arrows = [text.arrow_patch for text in texts if text.arrow_patch is not None]
    paths = [arrow.get_transform().transform_path(arrow.get_path()).interpolated(9).vertices for arrow in arrows]
    hidden = [
        number for number, path in enumerate(paths) if any(name.contains(*spot) for name in names for spot in path)
    ]
    assert len(paths) > 20
    assert len(hidden) < len(paths) / 4


def test_the_overlap_counts_articles_of_both_themes(bundled: StoryGraph) -> None:
    data = bundled.plot.theme_overlap(themes=["policing", "vendors"]).data.set_index(["theme", "other"])["both"]
    both = {one.id for one in bundled.articles_of("policing")} & {one.id for one in bundled.articles_of("vendors")}
    assert data["Facial recognition in policing", "Vendors"] == data["Vendors", "Facial recognition in policing"]
    assert data["Vendors", "Facial recognition in policing"] == len(both)


def test_a_chart_is_drawn_of_a_folder_too(bundled: StoryGraph, demo: Path) -> None:
    assert svg(graphbuild.plot.theme_overlap(demo)) == svg(bundled.plot.theme_overlap())


def test_a_chart_shows_itself_with_its_words(bundled: StoryGraph) -> None:
    chart = bundled.plot.coverage()
    data, facts = chart._repr_mimebundle_()
    assert data["image/png"].startswith("iVBOR")
    assert data["text/plain"] == f"<Chart: {chart.alt}>"
    assert facts["image/png"]["alt"] == chart.alt


def test_hostile_and_foreign_headlines_are_drawn_as_text() -> None:
    graph = made({"a": ("a.org", at(1)), "b": ("b.org", at(2))}, stories={"s": "a b"})
    for article in graph.articles:
        article.headline = "$\\frac{1}{ <script>alert(1)</script> 顔認証 التعرف على الوجه"
    drawn = svg(graph.plot.story_timeline("s"))
    assert "&lt;script&gt;" in drawn
    assert "<script" not in drawn


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda graph: graph.plot.coverage(by="hour"), "'day', 'week', 'month' or 'year'"),
        (lambda graph: graph.plot.coverage(first="June"), "is not a day such as 2020-06-01"),
        (lambda graph: graph.plot.coverage(first="2030-01-01"), "no article there has a date"),
        (lambda graph: graph.plot.story_timeline(last="2000-01-01"), "holds no such story"),
        (lambda graph: graph.plot.adoption_curve(theme=["policing"] * 7), "At most 6 curves"),
        (lambda graph: graph.plot.source_network(least_ties=99), "no two publishers"),
        (lambda graph: graph.plot.theme_overlap(of="words"), "'articles' or 'publishers'"),
        (lambda graph: graphbuild.plot.coverage(7), "not of a int"),
    ],
)
def test_what_cannot_be_drawn_is_said(bundled: StoryGraph, draw: Draw, said: str) -> None:
    with pytest.raises((BadOption, UnknownName), match=said):
        draw(bundled)


def test_a_folder_without_a_build_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotABuild):
        graphbuild.plot.coverage(tmp_path)


def test_without_matplotlib_a_sentence_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import graphbuild, graphbuild.plot\n"
        "graph = graphbuild.build(graphbuild.example())\n"
        "for draw in (graph.plot.coverage, graph.plot.theme_overlap, lambda: graph.plot.answer('sources')):\n"
        "    try: draw()\n"
        "    except graphbuild.GraphbuildError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["Plots need a part that is not installed: `pip install 'graphbuild[plot]'`."] * 3


def test_all_that_can_be_drawn_is_found_by_completion(bundled: StoryGraph) -> None:
    names = [name for name in dir(bundled.plot) if not name.startswith("_")]
    assert set(graphbuild.plot.__all__) - {"Plots"} <= set(names)
    assert all(f".{name}()" in repr(bundled.plot) for name in names)


def test_every_function_has_the_same_options_as_its_method() -> None:
    import inspect

    for name in set(graphbuild.plot.__all__) - {"Plots", "answer"}:
        function = inspect.signature(getattr(graphbuild.plot, name)).parameters
        method = inspect.signature(getattr(graphbuild.plot.Plots, name)).parameters
        assert [(one.name, one.default, one.kind) for one in list(function.values())[1:]] == [
            (one.name, one.default, one.kind) for one in list(method.values())[1:]
        ]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("story-timeline", "the first 25 of 58"),
        ("articles-in-no-story", "the first 25 of 9"),
        ("recommendation-flow", "the first 20 of 1"),
    ],
)
def test_a_picture_that_shows_a_part_says_so(bundled: StoryGraph, question: str, said: str) -> None:
    axes = bundled.plot.answer(question).axes[0]
    assert said in f"{axes.get_xlabel()} {axes.get_ylabel()}"
