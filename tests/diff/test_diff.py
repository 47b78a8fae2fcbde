"""What changed between two builds is said in a reader's words, and the patch makes the one of the other."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import graphbuild
from graphbuild.diff import Change, Diff, diff
from graphbuild.errors import NotABuild
from graphbuild.evidence import Membership, Occurrence, Reprint, ThemeMatch
from graphbuild.export import patch
from tests.cli.test_command import run

Files = dict[str, str]
Compare = Callable[..., Diff]


def story(address: str = "https://e.org/a", *lines: str, title: str = "A", related: tuple[str, ...] = ()) -> str:
    listed = [f'  - title: "About {other}"\n    webUrl: {other}' for other in related]
    return "\n".join(
        ["---", f"title: {title}", f"webUrl: {address}", *lines, *(["related:", *listed] if listed else []), "---", ""]
    )


OTHERS = {
    f"other {number}.md": story(
        f"https://other{number}.org/a", f"publishedDateTime: 2020-06-{10 + number}T10:00:00Z", title=title
    )
    for number, title in enumerate(
        (
            "A shop opens on Main Street",
            "Rain is expected over the weekend",
            "The team wins its third match in a row",
            "How to bake bread without yeast",
            "Markets close higher on tech gains",
            "New bridge is ready by summer",
            "Students return to their schools",
            "Farmers worry about a dry spring",
        )
    )
}
"""Articles of which none is like another: among a handful, any two that share a word would be alike."""


def build(folder: Path, files: Files, **options: Any) -> Path:
    for name, text in files.items():
        path = folder / "stories" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    graphbuild.build(folder / "stories", **options).write(folder / "graph")
    return folder / "graph"


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    def compare(old: Files, new: Files, **options: Any) -> Diff:
        return diff(build(tmp_path / "old", old), build(tmp_path / "new", new, **options))

    return compare


def patched(old: Path, changes: bytes) -> set[str]:
    """The statements of a build after a patch, applied as the format is described: one operation a line."""
    quads = {str(quad) for quad in pyoxigraph.parse(path=str(old), format=pyoxigraph.RdfFormat.N_QUADS)}
    done = False
    for row in changes.decode("utf-8").split("\n")[:-1]:
        assert row.endswith(" ."), row
        operation, _, rest = row.partition(" ")
        assert not done
        if operation in ("A", "D"):
            [quad] = pyoxigraph.parse(rest, format=pyoxigraph.RdfFormat.N_QUADS)
            assert (str(quad) in quads) == (operation == "D"), row
            (quads.add if operation == "A" else quads.remove)(str(quad))
        done = operation == "TC"
    assert done
    return quads


def statements(build: Path) -> set[str]:
    """The statements of a build."""
    return {str(quad) for quad in pyoxigraph.parse(path=str(build), format=pyoxigraph.RdfFormat.N_QUADS)}


def patch_of(found: Diff, folder: Path) -> bytes:
    with (folder / "patch").open("wb") as stream:
        patch.write(found.gone, found.added, stream)
    return (folder / "patch").read_bytes()


def changes(found: Diff, kind: str) -> dict[str, tuple[object, object]]:
    [row] = found.of(kind)  # type: ignore[arg-type]
    return {change.field: (change.old, change.new) for change in row.changes}


def test_a_build_does_not_differ_from_itself(demo: Path) -> None:
    assert not diff(demo, demo)


def test_a_second_build_of_the_same_does_not_differ(demo: Path, tmp_path: Path) -> None:
    graphbuild.build(graphbuild.data()).write(tmp_path / "out")
    assert repr(diff(demo, tmp_path / "out")) == "<Diff: no differences>"


def test_a_changed_headline(compare: Compare) -> None:
    found = compare({"a.md": story(title="Old")}, {"a.md": story(title="New")})
    assert changes(found, "article") == {"headline": ("Old", "New")}


def test_a_value_that_comes_and_one_that_goes(compare: Compare) -> None:
    found = compare({"a.md": story("https://e.org/a", "heat: -1")}, {"a.md": story("https://e.org/a", "quality: 0")})
    assert changes(found, "article") == {"heat": (-1, None), "quality": (None, 0)}


def test_a_false_value_is_a_value(compare: Compare) -> None:
    found = compare(
        {"a.md": story("https://e.org/a", "published: false")}, {"a.md": story("https://e.org/a", "published: true")}
    )
    assert changes(found, "article") == {"published": (False, True)}


def test_articles_added_and_gone(compare: Compare) -> None:
    old = {"a.md": story(), "b.md": story("https://e.org/b")}
    found = compare(old, {"a.md": story(), "c.md": story("https://e.org/c")})
    assert [(row.what, row.id) for row in found.of("article")] == [
        ("added", "https://e.org/c"),
        ("gone", "https://e.org/b"),
    ]


def test_a_stub_that_gets_a_file_of_its_own(compare: Compare) -> None:
    lists = story(related=("https://e.org/b",))
    found = compare({"a.md": lists}, {"a.md": lists, "b.md": story("https://e.org/b", title="About https://e.org/b")})
    assert changes(found, "article")["known from"] == ("lists or links only", "a file of its own")


def test_only_the_file_of_a_value_changes(compare: Compare) -> None:
    a, b = story(related=("https://e.org/c",)), story("https://e.org/b", related=("https://e.org/c",))
    found = compare({"a.md": a, "b.md": b}, {"a.md": story(), "b.md": b})
    [moved] = found.of("article")
    assert moved.what == "moved"
    assert Change("file of headline", "a.md", "b.md") in moved.changes


def test_an_address_that_is_elected_anew(compare: Compare) -> None:
    """The own file's address becomes that of the AMP form, which names the other as its alternate."""
    old = story("https://e.org/a", "ampWebUrl: https://amp.net/x", related=("https://e.org/b",))
    new = story("https://amp.net/x", "originalUrl: https://e.org/a", title="New", related=("https://e.org/b",))
    found = compare({"a.md": old}, {"a.md": new})
    [article] = found.of("article")
    assert (article.what, article.id) == ("address changed", "https://amp.net/x")
    assert article.changes[:2] == (
        Change("address", "https://e.org/a", "https://amp.net/x"),
        Change("headline", "A", "New"),
    )
    assert not found.of("listing")
    assert not found.of("alternate")


def test_a_shared_alternate_ties_two_addresses(compare: Compare) -> None:
    amp = "ampWebUrl: https://amp.net/x"
    found = compare(
        {"a.md": story("https://e.org/old-slug", amp)}, {"a.md": story("https://e.org/new-slug", amp)}
    )  # fmt: skip
    assert found.counts()["article"] == {"address changed": 1}


def test_an_equal_key_ties_two_addresses(compare: Compare) -> None:
    found = compare({"a.md": story("http://e.org/a")}, {"a.md": story("https://www.e.org/a/")})
    assert changes(found, "article") == {"address": ("http://e.org/a", "https://www.e.org/a/")}


def test_an_address_without_a_tie_is_another_article(compare: Compare) -> None:
    found = compare({"a.md": story("https://e.org/a")}, {"a.md": story("https://e.org/b")})
    assert found.counts()["article"] == {"added": 1, "gone": 1}


def test_two_articles_become_one_and_a_judgement_parts_them(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": story("https://e.org/a"), "b.md": story("https://e.org/b")}
    judgements = tmp_path / "judgements.yaml"
    judgements.write_text("- same: [https://e.org/a, https://e.org/b]\n")
    merged = compare(files, files, judgements=judgements)
    [row] = merged.of("article", "merged")
    assert Change("now an address of", None, "https://e.org/a") in row.changes
    assert diff(tmp_path / "new" / "graph", tmp_path / "old" / "graph").of("article", "parted")
    assert [row.label for row in merged.of("match")] == ["https://e.org/a = https://e.org/b"]


def test_listings_added_and_gone(compare: Compare) -> None:
    found = compare(
        {"a.md": story(related=("https://e.org/b", "https://e.org/c"))},
        {"a.md": story(related=("https://e.org/b", "https://e.org/d"))},
    )
    assert [(row.what, row.label, row.place) for row in found.of("listing")] == [
        ("added", "A → About https://e.org/d", "a.md:7"),
        ("gone", "A → About https://e.org/c", "a.md:7"),
    ]


def test_a_listing_that_changes_its_position(compare: Compare) -> None:
    found = compare(
        {"a.md": story(related=("https://e.org/b", "https://e.org/c"))},
        {"a.md": story(related=("https://e.org/c", "https://e.org/b"))},
    )
    positions = [
        change for row in found.of("listing", "changed") for change in row.changes if change.field == "position"
    ]
    assert positions == [Change("position", 2, 1), Change("position", 1, 2)]


def test_a_line_above_a_list_moves_it_and_changes_nothing(compare: Compare) -> None:
    related = ("https://e.org/b",)
    found = compare({"a.md": story(related=related)}, {"a.md": story("https://e.org/a", "unknown: 1", related=related)})
    assert found.counts() == {"file": {"changed": 1}, "listing": {"moved": 1}}


def test_publisher_and_topics(compare: Compare) -> None:
    old = story("https://e.org/a", "provider: {name: One, domain: one.org}", "topics: [X, Y]")
    new = story("https://e.org/a", "provider: {name: Two, domain: two.org}", "topics: [X, Z]")
    found = compare({"a.md": old}, {"a.md": new})
    [publisher] = found.of("publisher")
    assert [found.labels[str(value)] for value in (publisher.changes[0].old, publisher.changes[0].new)] == [
        "One",
        "Two",
    ]
    assert found.counts()["about"] == {"added": 1, "gone": 1}
    assert found.counts()["source"] == {"added": 1, "gone": 1}
    assert found.counts()["topic"] == {"added": 1, "gone": 1}


def test_a_person_and_a_topic_change(compare: Compare) -> None:
    person = "---\ntaxonomy: person\n_id: p\nname: P\naffiliation: {}\n---\n".format
    topic = "---\ntaxonomy: topic\n_id: t\nname: T\nkeywords: [{}]\n---\n".format
    found = compare({"p.md": person("One"), "t.md": topic("x, y")}, {"p.md": person("Two"), "t.md": topic("x, z")})
    rows = {(row.what, row.label): row for row in found.of("entity")}
    assert set(rows) == {("changed", "P"), ("gone", "One"), ("added", "Two")}
    [change] = rows["changed", "P"].changes
    assert (change.field, found.labels[str(change.old)], found.labels[str(change.new)]) == ("affiliation", "One", "Two")
    assert changes(found, "topic") == {"keywords": (("y",), ("z",))}


def test_a_version_changes(compare: Compare) -> None:
    new = {"a.md": story(title="One"), "b.md": story(title="Three")}
    found = compare({"a.md": story(title="One"), "b.md": story(title="Two")}, new)
    assert changes(found, "version") == {"headline": ("Two", "Three")}


def test_an_alternate_comes(compare: Compare) -> None:
    found = compare({"a.md": story()}, {"a.md": story("https://e.org/a", "ampWebUrl: https://amp.net/x")})
    assert [(row.what, row.id) for row in found.of("alternate")] == [("added", "https://amp.net/x")]


def test_an_image_changes_its_size(compare: Compare) -> None:
    images = "images: [{{url: https://e.org/i.png, width: {}, height: 1}}]".format
    found = compare(
        {"a.md": story("https://e.org/a", images(10))}, {"a.md": story("https://e.org/a", images(20))}
    )  # fmt: skip
    assert changes(found, "image") == {"width": (10, 20)}


def test_a_renamed_file_is_all_that_changed(compare: Compare) -> None:
    text = story("https://e.org/a", "topics: [X]", related=("https://e.org/b",))
    found = compare({"a b.md": text}, {"c/d.md": text})
    assert found.counts() == {"file": {"renamed": 1}}
    assert found.gone


def test_files_added_gone_and_changed(compare: Compare) -> None:
    old = {"a.md": story(), "b.md": story("https://e.org/b"), "c.md": story("https://e.org/c")}
    found = compare(old, {"a.md": story(title="New"), "b.md": old["b.md"], "d.md": story("https://e.org/d")})
    assert found.counts()["file"] == {"added": 1, "gone": 1, "changed": 1}


def test_another_base_is_said_and_is_no_other_difference(compare: Compare, tmp_path: Path) -> None:
    files = {"a.md": story("https://e.org/a", "topics: [X]", related=("https://e.org/b",))}
    found = compare(files, files, base="https://other.org/")
    assert found.counts() == {"build": {"changed": 1}}
    shown = run("diff", tmp_path / "old" / "graph", tmp_path / "new" / "graph").stdout
    assert "different bases, https://w3id.org/graphbuild/id/ and https://other.org/" in shown


def test_another_date_of_the_build(compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    build(tmp_path / "old", {"a.md": story()})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    build(tmp_path / "new", {"a.md": story()})
    found = diff(tmp_path / "old" / "graph", tmp_path / "new" / "graph")
    assert changes(found, "build") == {"date": ("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z")}


# The patch


def test_the_patch_makes_the_new_graph_of_the_old(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(graphbuild.data(), tmp_path / "stories")
    for number, path in enumerate(sorted((tmp_path / "stories" / "_news").iterdir())):
        text = path.read_text(encoding="utf-8")
        if number % 10 == 0:
            path.unlink()
        elif number % 10 == 1:
            path.write_text(text.replace("title: ", "unknown: x\ntitle: ", 1), encoding="utf-8")
        elif number % 10 == 2:
            path.rename(path.with_name(f"renamed-{path.name}"))
    graphbuild.build(tmp_path / "stories").write(tmp_path / "out")
    found = diff(demo, tmp_path / "out")
    assert patched(demo / "graph.nq", patch_of(found, tmp_path)) == statements(tmp_path / "out" / "graph.nq")


def test_the_patch_is_one_transaction_with_an_identifier(compare: Compare, tmp_path: Path) -> None:
    found = compare({"a.md": story(title="Old")}, {"a.md": story(title="New")})
    rows = patch_of(found, tmp_path).decode().splitlines()
    assert rows[0].startswith("H id <uuid:") and rows[1] == "TX ." and rows[-1] == "TC ."
    assert {row[:2] for row in rows[2:-1]} == {"D ", "A "}


def test_a_patch_is_read_by_rdflib(compare: Compare, tmp_path: Path) -> None:
    """rdflib's reader of patches, which is not ours, comes to the same statements."""
    found = compare({"a.md": story(title="Old")}, {"a.md": story(title='New "quoted" \\ 😀')})
    target = rdflib.Dataset().parse(tmp_path / "old" / "graph" / "graph.nq", format="nquads")
    target.parse(data=patch_of(found, tmp_path).decode(), format="patch")
    wanted = rdflib.Dataset().parse(tmp_path / "new" / "graph" / "graph.nq", format="nquads")
    assert set(target.quads()) == set(wanted.quads())


Record = dict[str, Any]


def found_in_texts(folder: Path) -> dict[str, tuple[str, Record]]:
    """By IRI: the kind of what was found in the texts of a build, and its fields as a diff calls them."""
    graph = graphbuild.open(folder)
    named = graph.names.evidence
    records: dict[str, tuple[str, Record]] = {
        story.id: ("story", {"name": story.label, "members": story.articles}) for story in graph.stories
    }
    for link in graph.links:
        ends: Record = {"article": link.start, "file": link.origin.file, "line": link.origin.line}
        start, end, why = link.start, link.end, link.evidence
        match why:
            case ThemeMatch():
                places = sorted(f"{place.field} {place.start}–{place.end}" for place in why.occurrences)
                words, fields = ({getattr(place, name) for place in why.occurrences} for name in ("term", "field"))
                more: Record = {"theme": end, "score": why.score, "places": tuple(places)}
                more |= {"words": tuple(sorted(words)), "fields": tuple(sorted(fields))}
                records[named("theme-match", start, end)] = "theme link", ends | more
            case Membership():
                more = {"story": end, "score": why.score, "nearest": why.nearest, "listed together": why.listed}
                more |= {"words": tuple(sorted(why.terms))} if why.terms else {}
                records[named("membership", end, start)] = "story member", ends | more
            case Occurrence():
                more = {"entity": end, "text": why.term, "field": why.field, "start": why.start, "end": why.end}
                records[named("mention", start, end, why.field, str(why.start))] = "mention", ends | more
            case Reprint():
                more = {"original" if why.directed else "other article": end, "score": why.score}
                records[named("reprint", start, end)] = "reprint", ends | more
    return records


def undone(found: Diff, records: dict[str, tuple[str, Record]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What OLD's records must have been, by NEW's and the differences."""
    before = dict(records)
    kinds = {kind for kind, _ in records.values()} | {"theme link", "story member", "mention", "reprint", "story"}
    for row in found.differences:
        if row.kind in kinds:
            # What is gone may have had a name that something else has now: of two articles that became one.
            facts = {} if row.what == "gone" else dict(before.pop(row.id, (row.kind, {}))[1])
            for change in row.changes:
                if change.field == "members":
                    kept = set(facts.get("members", ())) - set(change.new or ())  # type: ignore[arg-type]
                    facts["members"] = tuple(kept | set(change.old or ()))  # type: ignore[arg-type]
                elif change.field != "IRI":
                    facts[change.field] = change.old
            if row.what != "added":
                before[f"{row.kind} {row.what} {row.id}"] = row.kind, facts
    return plain(before)


def plain(
    records: dict[str, tuple[str, Record]], names: dict[str, str] | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Records without their IRIs, to compare; with `names` in the words of NEW."""

    def named(value: Any) -> str:
        if isinstance(value, tuple):
            return str(sorted(map(named, value)))
        return (names or {}).get(value, value) if isinstance(value, str) else str(value)

    return sorted(
        (kind, sorted((field, named(value)) for field, value in facts.items() if value is not None))
        for kind, facts in records.values()
    )


def renamed(found: Diff) -> dict[str, str]:
    """Old names to new ones, as a diff tells them: addresses, stories, files."""
    fields = {"file": "path", "article": "address", "story": "IRI"}
    rows = [row for row in found.differences if row.what in ("renamed", "address changed")]
    changes = [change for row in rows for change in row.changes if change.field == fields.get(row.kind)]
    return {str(change.old): str(change.new) for change in changes}


ADDRESSES = [f"https://{name}.org/a" for name in "abc"]
TITLES = [
    "Boston bans police from using facial recognition",
    "Now Boston bans police from using facial recognition",
    "Boston council bans facial recognition by Boston police",
    "Detroit police and Clearview AI",
]
STORY = st.builds(
    lambda address, title, day, quality, amp, related: story(
        address,
        *([f"publishedDateTime: 2020-06-0{day}"] if day else []),
        *([f"quality: {quality}"] if quality else []),
        *([f"ampWebUrl: {amp}"] if amp else []),
        title=json.dumps(title),
        related=tuple(related),
    ),
    st.sampled_from(ADDRESSES),
    st.sampled_from(TITLES) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 0, 7]),
    st.sampled_from([None, "https://amp.net/x", *ADDRESSES]),
    st.lists(st.sampled_from([*ADDRESSES, "https://www.a.org/a"]), max_size=3),
)
STORIES = st.dictionaries(st.sampled_from(["a.md", "b.md", "c d.md"]), STORY, min_size=1).map(
    lambda files: {**files, **OTHERS}
)


def carried(*days: int, title: str = TITLES[0]) -> Files:
    """One text on several sites, among others: a story with reprints."""
    return {
        f"{number}.md": story(f"https://{number}.org/a", f"publishedDateTime: 2020-06-0{day}", title=title)
        for number, day in enumerate(days)
    } | OTHERS


@example(old=carried(1, 1, 2), new=carried(2, 2))
@example(old=carried(1, 2), new=carried(1, 1, 3, title=TITLES[1]))
@example(
    old={f"{name}.md": story(f"https://{name}.org/a", title=TITLES[0]) for name in "ac"} | OTHERS,
    new={"a.md": story("https://c.org/a", "ampWebUrl: https://a.org/a", title=TITLES[0])} | OTHERS,
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=STORIES, new=STORIES)
def test_any_edit_is_patched_and_said(
    old: Files, new: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("edit")
    before, after = build(folder / "old", old), build(folder / "new", new)
    found = diff(before, after)
    assert patched(before / "graph.nq", patch_of(found, folder)) == statements(after / "graph.nq")
    assert bool(found.differences) == bool(found.gone or found.added)
    assert undone(found, found_in_texts(after)) == plain(found_in_texts(before), renamed(found))
    shutil.rmtree(folder)


# The command


@pytest.fixture
def edited(tmp_path: Path) -> tuple[Path, Path]:
    old = {"a.md": story(title="Old"), "b.md": story("https://e.org/b")}
    return build(tmp_path / "old", old), build(tmp_path / "new", {"a.md": story(title="New [bold]x[/bold]")})


def test_the_status_says_whether_there_are_differences(edited: tuple[Path, Path]) -> None:
    old, new = edited
    assert run("diff", old, old).returncode == 0
    assert run("diff", old, new).returncode == 1


def test_a_folder_without_a_build_has_status_2_and_one_line(edited: tuple[Path, Path], tmp_path: Path) -> None:
    result = run("diff", edited[0], tmp_path / "nowhere")
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1


def test_the_report_is_plain_and_takes_nothing_for_markup(edited: tuple[Path, Path]) -> None:
    shown = run("diff", *edited).stdout
    assert "headline: Old → New [bold]x[/bold]" in shown
    assert "\x1b" not in shown


def test_quiet_says_it_by_the_status_alone(edited: tuple[Path, Path]) -> None:
    result = run("diff", "-q", *edited)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")


def test_many_differences_are_cut_unless_all_are_asked_for(tmp_path: Path) -> None:
    old = build(tmp_path / "old", {"a.md": story()})
    many = {f"{number}.md": story(f"https://e.org/{number}") for number in range(9)}
    new = build(tmp_path / "new", {"a.md": story(), **many})
    assert "… and 4 more" in run("diff", old, new).stdout
    shown = run("diff", "--all", old, new).stdout
    assert "more" not in shown
    assert "https://e.org/8" in shown


def test_long_values_are_shown_from_where_they_differ(tmp_path: Path) -> None:
    old = build(tmp_path / "old", {"a.md": story("https://e.org/a", f"excerpt: {'word ' * 200} end")})
    new = build(tmp_path / "new", {"a.md": story("https://e.org/a", f"excerpt: {'word ' * 200} END")})
    shown = run("diff", old, new).stdout
    assert " end → …" in shown
    assert max(map(len, shown.splitlines())) < 200


def test_a_long_headline_is_cut(tmp_path: Path) -> None:
    old = build(tmp_path / "old", {"a.md": story(title="word " * 20_000)})
    new = build(tmp_path / "new", {"b.md": story("https://e.org/b", title="word " * 20_000)})
    assert max(map(len, run("diff", old, new).stdout.splitlines())) < 300


def test_values_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    old = build(tmp_path / "old", {"a.md": story()})
    new = build(tmp_path / "new", {"a.md": story(), "\x1b[2J\nb.md": story("https://e.org/b")})
    shown = run("diff", old, new).stdout + run("diff", "--json", old, new).stdout
    assert "\x1b" not in shown
    assert "\nb.md" not in shown.replace("\\n", "")


def test_json_holds_every_difference(edited: tuple[Path, Path]) -> None:
    found = json.loads(run("diff", "--json", *edited).stdout)
    assert found["counts"]["article"] == {"gone": 1, "changed": 1}
    [changed] = (row for row in found["differences"] if row["kind"] == "article" and row["what"] == "changed")
    assert changed["changes"] == [{"field": "headline", "old": "Old", "new": "New [bold]x[/bold]"}]


def test_csv_has_a_row_for_each_field(edited: tuple[Path, Path], tmp_path: Path) -> None:
    run("diff", "-q", *edited, "--csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["new"] for row in rows if row["field"] == "headline" and row["what"] == "changed"] == [
        "New [bold]x[/bold]"
    ]


def test_a_patch_that_cannot_be_written_is_one_line(edited: tuple[Path, Path], tmp_path: Path) -> None:
    result = run("diff", *edited, "--patch", tmp_path / "nowhere" / "patch")
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_damaged_build_is_an_error(edited: tuple[Path, Path], damage: str) -> None:
    old, new = edited
    text = (new / "graph.nq").read_bytes()
    (new / "graph.nq").unlink()
    if damage == "cut":
        (new / "graph.nq").write_bytes(text[:-20])
    with pytest.raises(NotABuild):
        diff(old, new)


def test_the_result_does_not_depend_on_the_hash_seed(edited: tuple[Path, Path], demo: Path, tmp_path: Path) -> None:
    results = set()
    for seed in ("0", "1", "4242"):
        command = [sys.executable, "-m", "graphbuild", "diff", "--json", edited[0], demo, "--patch", tmp_path / seed]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        shown = subprocess.run(command, env=environment, capture_output=True, check=False).stdout
        results.add((shown, (tmp_path / seed).read_bytes()))
    assert len(results) == 1
