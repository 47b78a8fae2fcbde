"""What a diff says of themes, stories, mentions and reprints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import graphbuild
from graphbuild.diff import Change, Diff, diff
from graphbuild.diff.report import lines
from graphbuild.saved import SavedBuild
from tests.diff.test_diff import OTHERS, Files, build, changes, story

Compare = Callable[..., Diff]

THEMES = """\
themes:
  - slug: police
    label: Police
    definition: {definition}
    rule: {rule}
"""
NAMES = "organizations:\n  - name: Acme\n    {}\n"
BAN = "Boston bans police from using facial recognition"
OTHER_BAN = "Boston city council bans police use of facial recognition"


def report(title: str, address: str = "https://a.org/a", day: str = "2020-06-24", *more: str) -> str:
    """A dated article; its publisher is its site."""
    return story(address, f"publishedDateTime: {day}T10:00:00Z", *more, title=title)


def happening(*titles: str, first: int = 0) -> Files:
    """Articles of several publishers on a row of days, one story where they are alike, among others."""
    files = {
        f"{number}.md": report(title, f"https://{number}.org/a", f"2020-06-{24 + number - first:02}")
        for number, title in enumerate(titles, first)
    }
    return {**files, **OTHERS}


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Compare two builds; of what differs in their options, `old` has that of OLD and `new` that of NEW."""

    def compare(
        before: Files, after: Files, old: dict[str, object] | None = None, new: dict[str, object] | None = None
    ) -> Diff:
        return diff(build(tmp_path / "old", before, **(old or {})), build(tmp_path / "new", after, **(new or {})))

    return compare


def given(tmp_path: Path, name: str, text: str, folder: str = "") -> dict[str, object]:
    """Options of a build that looks for nothing but what one file defines."""
    path = tmp_path / folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    kind = "entities" if text.startswith("organizations") else "themes"
    return {kind: [path], "without": ["bundled", "stories", "reprints"]}


def themes(tmp_path: Path, folder: str, rule: str = "police", definition: str = "One") -> dict[str, object]:
    return given(tmp_path, "own.yaml", THEMES.format(rule=rule, definition=definition), folder)


def test_a_definition_changes(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    found = compare(files, files, themes(tmp_path, "1"), themes(tmp_path, "2", definition="Two"))
    assert changes(found, "theme") == {"definition": ("One", "Two")}
    assert found.counts() == {"vocabulary": {"changed": 1}, "theme": {"changed": 1}}


def test_a_rule_changes_and_its_links_with_it(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    found = compare(files, files, themes(tmp_path, "1"), themes(tmp_path, "2", rule="[police, bans]"))
    assert changes(found, "theme") == {"rule": ('"police"', '["police", "bans"]')}
    assert changes(found, "theme link") == {
        "score": (2.0, 4.0),
        "words": (("police",), ("bans", "police")),
        "places": (("headline 12–18",), ("headline 12–18", "headline 7–11")),
    }


def test_a_comment_above_a_theme_moves_it(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    text = THEMES.format(rule="police", definition="One")
    old, new = given(tmp_path, "own.yaml", text, "1"), given(tmp_path, "own.yaml", f"# New\n{text}", "2")
    found = compare(files, files, old, new)
    [theme] = found.of("theme")
    assert (theme.what, theme.changes) == ("moved", (Change("line", 2, 3),))


def test_a_renamed_theme_file_is_all_that_changed(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    text = THEMES.format(rule="police", definition="One")
    found = compare(files, files, given(tmp_path, "one.yaml", text), given(tmp_path, "two.yaml", text))
    assert found.counts() == {"vocabulary": {"renamed": 1}}


def test_themes_gone_with_their_links(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    old = themes(tmp_path, "1")
    found = compare(files, files, old, {**old, "without": [*old["without"], "themes"]})  # type: ignore[misc]
    assert changes(found, "build") == {"without": ("bundled reprints stories", "bundled reprints stories themes")}
    assert {kind: found.counts()[kind] for kind in ("theme", "theme link", "vocabulary")} == {
        "theme": {"gone": 1},
        "theme link": {"gone": 1},
        "vocabulary": {"gone": 1},
    }


def test_a_link_to_a_theme_is_no_link_to_a_topic(compare: Compare, tmp_path: Path) -> None:
    options = themes(tmp_path, "1")
    found = compare({"a.md": report("No such word")}, {"a.md": report(BAN)}, options, options)
    assert [(row.what, row.label, row.place) for row in found.of("theme link")] == [
        ("added", f"{BAN} → Police", "a.md:2")
    ]
    assert not found.of("about")


def test_a_word_before_it_moves_a_match_and_a_mention(compare: Compare, tmp_path: Path) -> None:
    options = themes(tmp_path, "1") | {"entities": given(tmp_path, "names.yaml", NAMES.format(""))["entities"]}
    found = compare({"a.md": report("Acme police")}, {"a.md": report("Now Acme police")}, options, options)
    assert {kind: found.counts()[kind] for kind in ("theme link", "mention")} == {
        "theme link": {"moved": 1},
        "mention": {"moved": 1},
    }
    assert changes(found, "mention") == {"start": (0, 4), "end": (4, 8)}


def test_the_other_mention_is_told_from_one_that_is_gone_at_a_new_address(compare: Compare, tmp_path: Path) -> None:
    options = given(tmp_path, "names.yaml", NAMES.format(""))
    old, new = report("Acme and Acme"), report("Some and Acme", "https://www.a.org/a/")
    [gone] = compare({"a.md": old}, {"a.md": new}, options, options).of("mention")
    assert (gone.what, Change("start", 0, None) in gone.changes) == ("gone", True)


def test_a_mention_of_two_that_is_gone(compare: Compare, tmp_path: Path) -> None:
    options = given(tmp_path, "names.yaml", NAMES.format(""))
    found = compare({"a.md": report("Acme and Acme")}, {"a.md": report("Some and Acme")}, options, options)
    [gone] = found.of("mention")
    assert gone.what == "gone"
    assert Change("start", 0, None) in gone.changes


def test_another_name_and_identifier_of_an_entity(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report("Acme")}
    old = given(tmp_path, "names.yaml", NAMES.format("also: [Acme Inc]"), "1")
    new = given(tmp_path, "names.yaml", NAMES.format("also: [Acme Ltd]\n    wikidata: Q42"), "2")
    assert changes(compare(files, files, old, new), "entity") == {
        "other names": (("Acme Inc",), ("Acme Ltd",)),
        "same as": (None, "http://www.wikidata.org/entity/Q42"),
    }


def test_an_entity_of_another_kind(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report("Acme")}
    old = given(tmp_path, "names.yaml", NAMES.format(""), "1")
    new = given(tmp_path, "names.yaml", NAMES.format(""), "2")
    path = Path(str(new["entities"][0]))  # type: ignore[index]
    path.write_text(path.read_text(encoding="utf-8").replace("organizations", "places"), encoding="utf-8")
    assert changes(compare(files, files, old, new), "entity") == {"kind": ("organization", "place")}


def test_a_story_added_with_its_members(compare: Compare) -> None:
    found = compare(happening(BAN), happening(BAN, OTHER_BAN))
    [added] = found.of("story")
    assert added.what == "added"
    assert Change("members", None, ("https://0.org/a", "https://1.org/a")) in added.changes
    assert found.counts()["story member"] == {"added": 2}


def test_an_article_joins_a_story(compare: Compare) -> None:
    found = compare(happening(BAN, OTHER_BAN), happening(BAN, OTHER_BAN, "Boston bans police face recognition"))
    [changed] = found.of("story")
    assert (changed.what, changed.changes[-1]) == ("changed", Change("members", None, ("https://2.org/a",)))
    assert [row.what for row in found.of("story member") if "police face" in row.label] == ["added"]


def test_a_story_that_begins_a_day_earlier_is_renamed(compare: Compare) -> None:
    titles = (BAN, BAN, OTHER_BAN)
    later = {name: text for name, text in happening(*titles).items() if name != "0.md"}
    found = compare(later, happening(*titles))
    [renamed] = found.of("story")
    base = "https://w3id.org/graphbuild/id/story/2020-06-2"
    tail = "-boston-bans-police-from-using-facial-recognition"
    assert (renamed.what, renamed.label) == ("renamed", BAN)
    assert Change("IRI", f"{base}5{tail}", f"{base}4{tail}") in renamed.changes
    assert [row.label for row in found.of("story member", "added")] == [f"{BAN} → {BAN}"]
    assert not found.of("story member", "gone")


def test_a_story_that_is_told_of_another_day_is_renamed_alone(compare: Compare) -> None:
    old = happening(BAN, OTHER_BAN)
    new = {name: text.replace("2020-06-2", "2020-07-2") for name, text in old.items()}
    found = compare(old, new)
    assert found.counts()["story"] == {"renamed": 1}
    assert "story member" not in found.counts()


def test_a_story_that_keeps_the_fewer_of_its_members_is_another(compare: Compare) -> None:
    old = happening(BAN, OTHER_BAN, BAN)
    new = {"1.md": old["1.md"].replace(OTHER_BAN, "Oil gets dear"), "2.md": old["2.md"].replace(BAN, "A library burns")}
    found = compare(old, {**old, **new, "3.md": report(BAN, "https://3.org/a", "2020-06-23")})
    assert found.counts()["story"] == {"added": 1, "gone": 1}


def test_a_reprint_with_a_direction(compare: Compare) -> None:
    found = compare(happening(BAN), happening(BAN, BAN))
    [added] = found.of("reprint")
    assert added.changes[:3] == (
        Change("article", None, "https://1.org/a"),
        Change("original", None, "https://0.org/a"),
        Change("score", None, 1.0),
    )


def test_a_reprint_without_a_direction(compare: Compare) -> None:
    old, new = happening(BAN), happening(BAN, BAN)
    new["1.md"] = new["1.md"].replace("06-25T10:00:00Z", "06-24")
    [added] = compare(old, new).of("reprint")
    assert {change.field for change in added.changes} == {"article", "other article", "score", "file", "line"}


def test_another_base_is_no_difference_of_what_was_found(compare: Compare) -> None:
    files = happening(BAN, BAN, "Amazon sells Rekognition to Detroit police")
    found = compare(files, files, {}, {"base": "https://other.org/"})
    assert found.counts() == {"build": {"changed": 1}}
    assert found.gone


def test_a_new_address_of_an_article_changes_nothing_that_was_found(compare: Compare) -> None:
    old = happening(BAN, OTHER_BAN)
    found = compare(old, {**old, "0.md": old["0.md"].replace("https://0.org/a", "https://www.0.org/a/")})
    assert found.counts() == {"file": {"changed": 1}, "article": {"address changed": 1}}


def test_an_older_build_may_not_tell_its_vocabularies(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    compare(files, files)
    old, new = SavedBuild(tmp_path / "old" / "graph"), SavedBuild(tmp_path / "new" / "graph")
    del old.manifest["vocabularies"], old.manifest["options"]["without"]
    from graphbuild.diff.comparison import Comparison

    assert Comparison(old, new).diff().counts() == {"vocabulary": {"added": 2}}


# The report


def test_many_links_are_counted_by_theme(compare: Compare, tmp_path: Path) -> None:
    files = {f"{number}.md": report(f"Police {number}", f"https://a.org/{number}") for number in range(9)}
    options = themes(tmp_path, "1", rule="nothing"), themes(tmp_path, "2")
    shown = list(lines(compare(files, files, *options)))
    start = shown.index("Theme links added: 9")
    assert shown[start + 1] == "  Police: 9"
    assert shown[start + 2] == "  Police 0 → Police, score 2, words Police  (0.md:2)"
    assert len(shown[start:]) < 12


def test_members_join_and_leave_by_their_headlines(compare: Compare) -> None:
    third = "Boston bans police face recognition"
    found = compare(happening(BAN, OTHER_BAN, BAN), happening(BAN, OTHER_BAN, "A shop opens", third))
    shown = "\n".join(lines(found))
    assert f"      joined: {third}\n      left: A shop opens" in shown


def test_what_only_moved_takes_one_line(compare: Compare, tmp_path: Path) -> None:
    options = given(tmp_path, "names.yaml", NAMES.format(""))
    shown = list(lines(compare({"a.md": report("Acme")}, {"a.md": report("Now Acme")}, options, options)))
    start = shown.index("Mention moved: 1")
    assert shown[start + 1 : start + 4] == ["  Now Acme → Acme  (a.md:2)", "      start: 0 → 4; end: 4 → 8", ""]


def test_a_changed_judgement_file_is_said(tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    builds = []
    for name, text in (("old", "[]\n"), ("new", "# None yet\n[]\n")):
        (tmp_path / name).mkdir()
        judgements = tmp_path / name / "judgements.yaml"
        judgements.write_text(text, encoding="utf-8")
        builds.append(build(tmp_path / name, files, judgements=judgements))
    assert diff(*builds).counts() == {"judgements": {"changed": 1}}


def test_a_title_of_the_data_set_is_said(tmp_path: Path) -> None:
    files = {"a.md": report(BAN)}
    old = build(tmp_path / "old", files)
    new = build(tmp_path / "new", files, description=graphbuild.graph.Description(title="Other"))
    assert changes(diff(old, new), "build")["title"][1] == "Other"
