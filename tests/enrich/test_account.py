from __future__ import annotations

from pathlib import Path

import pytest

from graphbuild import StoryGraph, build
from graphbuild.enrich.account import thing
from graphbuild.errors import UnknownAddress
from graphbuild.saved import SavedBuild
from tests.conftest import Write

ARTICLE = (
    "https://gothamist.com/news/nypd-used-facial-recognition-unit-in-siege-of-black-lives-matter-activists-apartment"
)


def test_an_article_is_told_of_with_its_evidence(bundled: StoryGraph) -> None:
    said = str(bundled.account(ARTICLE))
    assert "Gothamist, 2020-08-14 23:08:00+00:00, _news/2020-08-14-nypd-used" in said
    assert "Facial recognition in policing (score " in said
    assert "which shares the words" in said
    assert "New York City Police Department: “NYPD” at 0 of the headline" in said


def test_facts_that_another_file_says_are_told_with_it(tmp_path: Path) -> None:
    address = "https://same.example/a"
    (tmp_path / "a.md").write_text(f"---\ntitle: A\nwebUrl: {address}\nprovider: {{name: Same}}\n---\n")
    (tmp_path / "b.csv").write_text(f"url,title,date\n{address},B,2021-03-05\n")
    lines = str(build(tmp_path).account(address)).splitlines()
    assert lines[2:4] == ["Same, 2021-03-05, a.md:2", "(date from b.csv)"]


def test_an_article_of_one_file_names_no_other(bundled: StoryGraph) -> None:
    assert " from " not in str(bundled.account(ARTICLE)).splitlines()[3]


def test_a_story_names_every_member(bundled: StoryGraph) -> None:
    story = max(bundled.stories, key=lambda story: len(story.articles))
    said = str(bundled.account(story.id))
    headlines = {article.id: article.headline for article in bundled.articles}
    assert all(f"“{headlines[name]}”" in said for name in story.articles)
    assert said.count("most like “") == len(story.articles)


def test_a_theme_tells_its_rule_and_its_strongest_articles(bundled: StoryGraph) -> None:
    said = str(bundled.account("policing"))
    assert "Rule (themes.yaml:" in said
    assert "the 20 strongest:" in said


def test_a_rule_is_told_as_an_outline(stories: Path, tmp_path: Path, write: Write) -> None:
    write("a.md", "title: The ring of steel", "webUrl: https://e.org/a")
    themes = tmp_path / "themes.yaml"
    themes.write_text(
        """themes:
  - label: Rings
    rule:
      any of:
        - all of: [ring, [steel, iron]]
          none of: [wedding]
        - band
        - near: {words: 3, of: [[ring, rings], door*]}
        - name: Ring
          beside: [camera, door]
""",
        encoding="utf-8",
    )
    said = str(build(stories, themes=[themes]).account("rings")).split("\n")
    assert said[said.index("Rule (themes.yaml:2):") + 1 :][:8] == [
        "  any of: band",
        "    all of: ring, steel or iron",
        "    and none of: wedding",
        "    near, at most 3 words between: ring or rings; door*",
        "    name: Ring",
        "    and beside: camera or door",
        "1 article:",
        "",
    ]


def test_a_reprint_is_told_of_on_both_sides(bundled: StoryGraph) -> None:
    link = next(link for link in bundled.links if link.relation == "reprint")
    assert "reprint of the earliest copy here, “" in str(bundled.account(link.start))
    assert "reprinted by “" in str(bundled.account(link.end))


@pytest.mark.parametrize("name", ["policing", "Facial recognition in policing", "FACIAL RECOGNITION IN POLICING"])
def test_a_thing_has_several_names(bundled: StoryGraph, name: str) -> None:
    assert thing(bundled, name).id == bundled.names.theme("policing")


def test_an_unknown_name_suggests_the_nearest(bundled: StoryGraph) -> None:
    with pytest.raises(UnknownAddress, match=r"called 'polcing'\. Did you mean policing"):
        bundled.account("polcing")


@pytest.mark.parametrize(
    "name",
    [
        ARTICLE,
        f"http://www.{ARTICLE[8:]}/?utm_source=x#top",
        "policing",
        "new-york-city-police-department",
        "NYPD",
        "boston bans police",
        "detroit admit police",
        "Local Police Force Uses Facial Recognition to Identify Capitol Riot Suspects",
        "story",
        "amp",
    ],
)
def test_a_build_tells_what_the_graph_tells(bundled: StoryGraph, demo: Path, name: str) -> None:
    if name == "story":
        name = bundled.stories[3].label
    if name == "amp":
        name = next(article.alternates[0] for article in bundled.articles if article.own and article.alternates)
    told, saved = str(bundled.account(name)), str(SavedBuild(demo).account(name))
    # Of a headline RDF holds the file, not the line.
    assert [line.partition(".md")[0] for line in saved.splitlines()] == [
        line.partition(".md")[0] for line in told.splitlines()
    ]


@pytest.mark.parametrize("name", ["nothing such", "https://example.org/none", "<script>", "x\ny", "policyn"])
def test_a_build_does_not_know_every_name(demo: Path, name: str) -> None:
    with pytest.raises(UnknownAddress, match="The graph holds no article, story, theme or entity called"):
        SavedBuild(demo).account(name)


@pytest.mark.parametrize(("name", "kind"), [("recognition tech", "stories"), ("policin", "articles")])
def test_words_that_several_have_are_said_to_be_of_several(
    bundled: StoryGraph, demo: Path, name: str, kind: str
) -> None:
    for known in (bundled, SavedBuild(demo)):
        with pytest.raises(UnknownAddress, match=rf"{kind} match '{name}': “.*”.*\."):
            known.account(name)


def test_a_name_that_is_nearly_given_is_suggested_beside_headlines_with_its_letters(bundled: StoryGraph) -> None:
    with pytest.raises(UnknownAddress, match=r"Or did you mean policing"):
        bundled.account("policin")
