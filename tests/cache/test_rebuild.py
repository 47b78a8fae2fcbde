"""What a rebuild leaves is what a build from nothing leaves, whatever was edited and whatever is in the cache."""

from __future__ import annotations

import errno
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

import graphbuild
from graphbuild.cache import Cache, readings
from graphbuild.errors import BadOption
from graphbuild.ingest import reading
from graphbuild.ingest.snapshot import steadily
from graphbuild.output import store as stores
from graphbuild.output.artifacts import CACHE, OUTPUTS
from graphbuild.output.folder import write
from graphbuild.rebuild import rebuild
from graphbuild.saved import SavedBuild, read_manifest
from tests.output.test_folder import checksums

Rebuild = Callable[..., bool]
STORY = """---
title: "{title}"
webUrl: "https://{domain}/{slug}"
publishedDateTime: 2020-06-{day:02}T12:00:00Z
type: article
provider:
  name: {domain}
  domain: {domain}
topics:
  - Privacy
related:
{entries}---
"""
ENTRY = """  - title: "{title}"
    webUrl: "https://{domain}/{slug}"
    quality: {quality}
    provider:
      name: {name}
      domain: {domain}
"""
WORDS = "police city camera ban court study vendor privacy airport amazon detroit protest".split()


def story(chance: random.Random) -> str:
    """A story of a small world, so that stories list and repeat each other."""

    def one() -> dict[str, object]:
        number = chance.randrange(12)
        title = " ".join([*chance.sample(WORDS, 2), f"police facial recognition {number}"])
        domain = f"p{number % 5}.example"
        quality = chance.choice(["3", "high"])
        name = chance.choice(["Paper", "The Paper"])
        return {"title": title, "domain": domain, "slug": number, "day": number + 1, "quality": quality, "name": name}

    entries = "".join(ENTRY.format(**one()) for _ in range(chance.randrange(1, 5)))
    return STORY.format(**one(), entries=entries)


def edit(folder: Path, kind: str, chance: random.Random) -> None:
    """One change such as people, editors and version control make."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = chance.choice(files) if files else folder / "first.md"
    other = folder / f"{chance.choice('abc')}{chance.randrange(9)}.{chance.choice(['md', 'md', 'md', 'png'])}"
    status = path.stat() if files else None
    if kind == "add" or not files:
        other.write_text(story(chance), encoding="utf-8")
    elif kind == "change":
        path.write_text(story(chance), encoding="utf-8")
    elif kind == "shift":
        path.write_text(path.read_text(encoding="utf-8").replace("related:", "unread: x\nrelated:"), encoding="utf-8")
    elif kind == "same size and date":
        assert status
        path.write_text(path.read_text(encoding="utf-8").replace("police", "Police"), encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif kind == "break":
        path.write_text('---\ntitle: "no end\n---\n', encoding="utf-8")
    elif kind == "rename":
        path.rename(other)
    elif kind == "remove":
        path.unlink()
    elif kind == "touch":
        path.touch()
    elif kind == "swap":
        twin = chance.choice(files)
        text = path.read_bytes()
        path.write_bytes(twin.read_bytes())
        twin.write_bytes(text)


EDITS = ["add", "change", "shift", "same size and date", "break", "rename", "remove", "touch", "swap"]


def statements(out: Path) -> set[str]:
    """All that the store says."""
    return {str(quad) for quad in Store.read_only(str(out / "store"))}


def assert_as_from_nothing(sources: Path, out: Path, clean: Path) -> None:
    shutil.rmtree(clean, ignore_errors=True)
    write(graphbuild.build(sources), clean)
    assert checksums(out) == checksums(clean)
    assert statements(out) == statements(clean)


@pytest.fixture
def again(stories: Path, tmp_path: Path) -> Rebuild:
    """Build `stories` into `out` with a cache; whether anything was done."""

    def again(**options: object) -> bool:
        cache = Cache(tmp_path / "cache", tmp_path / "out")
        done = rebuild([stories], tmp_path / "out", cache, **options) is not None
        assert cache.complaint is None
        return done

    for number in range(6):
        (stories / f"{number}.md").write_text(story(random.Random(number)), encoding="utf-8")
    return again


@given(seed=st.integers(0, 2**32), kinds=st.lists(st.lists(st.sampled_from(EDITS), max_size=3), min_size=2, max_size=3))
@settings(
    max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_a_rebuild_is_as_a_build_from_nothing(
    seed: int, kinds: list[list[str]], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "FEW", 6)  # now there are more files, now fewer
    folder = tmp_path_factory.mktemp("edits")
    stories, out = folder / "stories", folder / "out"
    chance = random.Random(seed)
    stories.mkdir()
    for _ in range(5):
        edit(stories, "add", chance)
    (stories / "last.md").write_text(story(chance), encoding="utf-8")
    rebuild([stories], out, Cache(folder / "cache", out))
    for round in kinds:
        for kind in round:
            edit(stories, kind, chance)
        (stories / "last.md").write_text(story(chance), encoding="utf-8")  # so that something is readable
        cache = Cache(folder / "cache", out)
        rebuild([stories], out, cache)
        assert not cache.damaged
        assert_as_from_nothing(stories, out, folder / "clean")


def test_nothing_is_written_if_nothing_changed(again: Rebuild, tmp_path: Path) -> None:
    assert again()
    before = {path: path.stat().st_ino for path in (tmp_path / "out").rglob("*")}
    assert not again()
    assert {path: path.stat().st_ino for path in (tmp_path / "out").rglob("*")} == before


def pipe(path: Path) -> None:
    """Put a pipe in the place of a file: who opens it waits for ever."""
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda out: (out / "graph.ttl").write_text("no"),
        lambda out: (out / "view.html").unlink(),
        lambda out: next((out / "store").glob("*.sst")).write_bytes(b"no"),
        lambda out: (out / "store" / "CURRENT").unlink(),
        lambda out: shutil.rmtree(out),
        lambda out: pipe(out / "graph.nq"),
        lambda out: pipe(out / "store" / "CURRENT"),
        lambda out: pipe(out / "store" / "graphbuild.json"),
    ],
    ids=[
        "an output",
        "an output gone",
        "the store",
        "a part of the store",
        "all",
        "a pipe",
        "a pipe in the store",
        "a pipe for its label",
    ],
)
def test_outputs_that_somebody_changed_are_made_anew(
    again: Rebuild, stories: Path, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    again()
    change(tmp_path / "out")
    assert again()
    assert_as_from_nothing(stories, tmp_path / "out", tmp_path / "clean")


def test_other_options_are_another_build(again: Rebuild) -> None:
    assert again()
    assert again(without=["themes"])
    assert not again(without=["themes"])
    assert again(base="https://data.example.org/")


def test_a_changed_judgement_file_is_another_build(again: Rebuild, tmp_path: Path) -> None:
    file = tmp_path / "judgements.yaml"
    file.write_text("- same: [https://p0.example/0, https://p1.example/1]\n")
    assert again(judgements=file)
    assert not again(judgements=file)
    file.write_text("- same: [https://p0.example/0, https://p2.example/2]\n")
    assert again(judgements=file)


@pytest.mark.parametrize("other", [False, True], ids=["alone", "with another change"])
def test_a_changed_file_of_columns_is_another_build(again: Rebuild, stories: Path, tmp_path: Path, other: bool) -> None:
    """What stands in a file that a setting names counts as if it had been set."""
    table = stories / "table.txt"
    table.write_text("where,one,two\nhttps://p0.example/90,A headline,Another headline\n", encoding="utf-8")
    columns = tmp_path / "columns.yaml"
    reading = {"readers": ["csv=table.txt"], "settings": {"csv.file": str(columns)}}
    for name in ("one", "two"):
        columns.write_text(f"address: where\ntitle: {name}\n", encoding="utf-8")
        if other:
            (stories / "3.md").write_text(story(random.Random(name)), encoding="utf-8")
        assert again(**reading)
        assert not again(**reading)
        write(graphbuild.build(stories, **reading), tmp_path / "clean")
        assert checksums(tmp_path / "out") == checksums(tmp_path / "clean")


def test_a_file_of_columns_that_changes_while_files_are_read_is_not_believed(
    again: Rebuild, stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphbuild.ingest.reading import Files

    (stories / "table.txt").write_text("where,one,two\nhttps://p0.example/90,A headline,Another headline\n")
    columns = tmp_path / "columns.yaml"
    reading = {"readers": ["csv=table.txt"], "settings": {"csv.file": str(columns)}}
    columns.write_text("address: where\ntitle: one\n")
    files = Files.read
    with monkeypatch.context() as patched:
        patched.setattr(
            Files, "read",
            lambda *given: columns.write_text("address: where\ntitle: two\n") and files(*given),
        )  # fmt: skip
        again(**reading)
    columns.write_text("address: where\ntitle: one\n")
    assert again(**reading)
    write(graphbuild.build(stories, **reading), tmp_path / "clean")
    assert checksums(tmp_path / "out") == checksums(tmp_path / "clean")


def test_files_that_options_name_may_have_any_name(again: Rebuild, tmp_path: Path) -> None:
    themes, judgements = (tmp_path / os.fsdecode(name) for name in (b"\xff.yaml", b"j\xff.yaml"))
    try:
        themes.write_text("themes: [{label: Courts, rule: court}]")
    except OSError:
        pytest.skip("the file system takes no such name")
    judgements.write_text("- same: [https://p0.example/0, https://p1.example/1]\n")
    assert again(themes=[themes], judgements=judgements)
    assert not again(themes=[themes], judgements=judgements)
    said = read_manifest(tmp_path / "out")["judgements"]["path"]
    assert said == "j\\udcff.yaml"


def test_a_tuned_theme_gives_what_a_build_from_nothing_gives(again: Rebuild, stories: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    for rule in ("[court]", "[court, camera]", "{any of: [camera], none of: [court]}", "[court]"):
        file.write_text(f"themes: [{{label: Policing, rule: {rule}}}, {{label: Courts, rule: court*}}]")
        assert again(themes=[file])
        write(graphbuild.build(stories, themes=[file]), tmp_path / "clean")
        assert checksums(tmp_path / "out") == checksums(tmp_path / "clean")


def test_a_tuned_theme_alone_is_looked_for_again(
    again: Rebuild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphbuild.enrich.mentions import Mentions
    from graphbuild.enrich.themes import ThemeFinder
    from graphbuild.enrich.wording import Words

    sought = set()
    for kind in (Mentions, ThemeFinder, Words):
        find = kind.find
        monkeypatch.setattr(
            kind, "find", lambda self, found, find=find: sought.add(getattr(self, "theme", None)) or find(self, found)
        )
    file = tmp_path / "own.yaml"
    file.write_text("themes: [{label: Courts, rule: court}, {label: Cameras, rule: camera}]")
    again(themes=[file])
    assert len(sought) > 3
    sought.clear()
    file.write_text("themes: [{label: Courts, rule: [court, police]}, {label: Cameras, rule: camera}]")
    again(themes=[file])
    assert [theme.label for theme in sought] == ["Courts"]


def test_a_file_that_did_not_change_is_not_read_again(
    again: Rebuild, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphbuild.ingest.reading import Files

    for path in stories.iterdir():
        os.utime(path, ns=(0, 0))
    again()
    read = []
    files = Files.read
    monkeypatch.setattr(Files, "read", lambda self, name, path: read.append(name) or files(self, name, path))
    (stories / "3.md").write_text(story(random.Random(99)), encoding="utf-8")
    again()
    assert read == ["3.md"]


def test_what_is_known_of_a_file_comes_back(again: Rebuild, stories: Path, tmp_path: Path) -> None:
    """Feeds gather, archives have hidden members, documentation and what is not on the web are left out."""
    import zipfile

    feed = '{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "1", "title": "More", '
    (stories / "feed.json").write_text(
        feed + '"url": "https://p0.example/0", "date_published": "2030-01-01T00:00:00Z"}]}'
    )
    (stories / "README.md").write_text("# Read me")
    gdelt = ["20200601120000-1", "20200601120000", "2", "Citation", "A citation of what is not on the web"]
    (stories / "a.gkg.csv").write_text("\t".join([*gdelt, *[""] * 22]) + "\n")
    with zipfile.ZipFile(stories / "z.zip", "w") as archive:
        archive.writestr(".hidden", "x")
        archive.writestr("z.md", story(random.Random(77)))
    again()
    (stories / "3.md").write_text(story(random.Random(99)), encoding="utf-8")
    again()
    assert_as_from_nothing(stories, tmp_path / "out", tmp_path / "clean")


def test_the_store_is_made_from_the_one_before(again: Rebuild, stories: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again()
    made = []
    brought = stores.brought_to
    monkeypatch.setattr(stores, "brought_to", lambda *given: made.append(given) or brought(*given))
    path = stories / "1.md"
    path.write_text(path.read_text(encoding="utf-8").replace("police", "Police", 1), encoding="utf-8")
    again()
    assert len(made) == 1


Later = Callable[..., Path]


@pytest.fixture
def later(stories: Path, tmp_path: Path) -> Later:
    """Build into `out`, whose cache it holds, and leave the store for the first question."""
    for number in range(6):
        (stories / f"{number}.md").write_text(story(random.Random(number)), encoding="utf-8")

    def later(change: str | None = None, **options: Any) -> Path:
        if change:
            path = stories / "1.md"
            path.write_text(path.read_text(encoding="utf-8").replace("police", change, 1), encoding="utf-8")
        out = tmp_path / "out"
        assert rebuild([stories], out, Cache(out / CACHE, out), **{"store": False, **options}) is not None
        return out

    return later


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each store that was made from one before."""
    made: list[Any] = []
    brought_to = stores.brought_to
    monkeypatch.setattr(stores, "brought_to", lambda *given: made.append(given) or brought_to(*given))
    return made


def test_a_store_that_is_filled_later_is_made_from_the_last_one(
    later: Later, stories: Path, tmp_path: Path, brought: list[Any]
) -> None:
    """There may have been any number of builds in between that nobody asked."""
    out = later(store=True)
    for change in ("Police", "pOlice", "poLice"):
        later(change)
        assert not (out / "store").exists()
        assert (stores.aside(out) / "store").exists()
    SavedBuild(out).store()
    assert len(brought) == 1
    assert not stores.aside(out).exists()
    assert_as_from_nothing(stories, out, tmp_path / "clean")


def test_a_store_that_is_filled_at_once_is_made_from_one_that_waits(
    later: Later, stories: Path, tmp_path: Path, brought: list[Any]
) -> None:
    out = later(store=True)
    later("Police")
    later("pOlice", store=True)
    assert len(brought) == 1
    assert not stores.aside(out).exists()
    assert_as_from_nothing(stories, out, tmp_path / "clean")


def test_without_a_cache_no_store_waits(later: Later, stories: Path, brought: list[Any]) -> None:
    out = later(store=True)
    shutil.rmtree(out / CACHE)
    write(graphbuild.build(stories, without=["themes"]), out, store=False)
    assert {path.name for path in out.iterdir()} == set(OUTPUTS) - {"store"}


@pytest.mark.parametrize("what", ["graph.nq", "store"])
def test_a_store_that_waits_and_is_damaged_costs_only_time(
    later: Later, stories: Path, tmp_path: Path, brought: list[Any], what: str
) -> None:
    out = later(store=True)
    later("Police")
    waits = stores.aside(out)
    damaged(waits / what if what == "graph.nq" else next((waits / "store").glob("*.sst")), "flip", random.Random(1))
    SavedBuild(out).store()
    assert not brought
    assert_as_from_nothing(stories, out, tmp_path / "clean")


def test_a_store_can_be_copied_where_files_have_one_name(
    later: Later, stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, brought: list[Any]
) -> None:
    def refused(*given: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refused)
    out = later(store=True)
    later("Police")
    SavedBuild(out).store()
    assert len(brought) == 1
    assert_as_from_nothing(stories, out, tmp_path / "clean")


def damaged(path: Path, how: str, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    if how == "flip":
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    elif how == "cut":
        path.write_bytes(data[: chance.randrange(len(data))])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how in ("pipe", "device"):
        path.unlink()
        os.mkfifo(path) if how == "pipe" else path.symlink_to("/dev/zero")
    elif how == "foreign":
        mark, _, body = bytes(data).partition(b"\n")
        path.write_bytes(mark.replace(mark[19:51], b"0" * 32, 1) + b"\n" + body)
    elif how == "exchanged":
        twin = chance.choice(sorted(other for other in path.parent.iterdir() if other.is_file()))
        shutil.copy(twin, path) if twin != path else None


@pytest.mark.parametrize("how", ["flip", "cut", "empty", "folder", "pipe", "device", "foreign", "exchanged"])
def test_a_damaged_cache_gives_no_wrong_graph(again: Rebuild, stories: Path, tmp_path: Path, how: str) -> None:
    """Every file of the cache is damaged; then something changes."""
    again()
    chance = random.Random(how)
    for path in sorted((tmp_path / "cache").iterdir()):
        damaged(path, how, chance)
    (stories / "3.md").write_text(story(random.Random(5)), encoding="utf-8")
    cache = Cache(tmp_path / "cache", tmp_path / "out")
    assert rebuild([stories], tmp_path / "out", cache) is not None
    assert bool(cache.damaged) == (how != "foreign")
    assert cache.complaint is None
    assert_as_from_nothing(stories, tmp_path / "out", tmp_path / "clean")


def test_a_checksum_over_nonsense_is_no_danger(again: Rebuild, stories: Path, tmp_path: Path) -> None:
    """Whoever can write the cache can make its checksums too."""
    from graphbuild.cache import entry

    again()
    version = Cache(tmp_path / "cache", tmp_path / "out").version
    for number, path in enumerate(sorted((tmp_path / "cache").glob("*-*"))):
        nonsense = [{}, [], "x", 3, [[], {"0.md": [0, 0, [["k", 1]], [["x"]]]}], {"made of": 1, "outputs": []}]
        lines = entry.load(path, version) or []
        entry.save(path, version, entry.written(nonsense[number % len(nonsense)]))
        if number % 2 and len(lines) > 1:  # names that are looked for, with something else behind them
            entry.save(path, version, lines[0], *(line[: line.index(b",")] + b",[0,[]]]" for line in lines[1:]))
    (stories / "3.md").write_text(story(random.Random(5)), encoding="utf-8")
    assert again()
    assert_as_from_nothing(stories, tmp_path / "out", tmp_path / "clean")


@pytest.mark.parametrize(
    ("fault", "said"),
    [(OSError(errno.EIO, "Input/output error"), "cannot be read"), (MemoryError(), "not enough memory")],
)
def test_a_file_that_a_fault_of_the_machine_has_cost_is_read_by_the_next_build(
    again: Rebuild, stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    def fails(path: Path, *given: Any) -> Any:
        if path.name == "3.md":
            raise fault
        return steadily(path, *given)

    monkeypatch.setattr(reading, "steadily", fails)
    assert again()
    assert f"3.md,,,{said}" in (tmp_path / "out" / "problems.csv").read_text()
    monkeypatch.undo()
    assert again()
    assert_as_from_nothing(stories, tmp_path / "out", tmp_path / "clean")


def test_a_change_right_after_the_build_is_noticed(again: Rebuild, stories: Path, tmp_path: Path) -> None:
    """Same size, same date: only the bytes tell."""
    path = stories / "1.md"
    again()
    for word in ("Police", "pOlice", "poLice"):
        status = path.stat()
        path.write_text(path.read_text(encoding="utf-8").replace("police", word, 1), encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert again()
    assert_as_from_nothing(stories, tmp_path / "out", tmp_path / "clean")


def test_a_cache_that_cannot_be_written_costs_only_time(stories: Path, tmp_path: Path) -> None:
    (stories / "1.md").write_text(story(random.Random(1)), encoding="utf-8")
    (tmp_path / "cache").write_text("a file")
    cache = Cache(tmp_path / "cache", tmp_path / "out")
    assert rebuild([stories], tmp_path / "out", cache) is not None
    assert cache.complaint
    assert_as_from_nothing(stories, tmp_path / "out", tmp_path / "clean")


def test_what_nobody_asks_for_is_removed(again: Rebuild, tmp_path: Path) -> None:
    again()
    old = time.time() - 40 * 24 * 3600
    kept, stale = tmp_path / "cache" / "thesis.txt", tmp_path / "cache" / "files-of-another"
    kept.write_text("mine")
    shutil.copy(next((tmp_path / "cache").glob("sums-*")), stale)
    for path in (kept, stale):
        os.utime(path, (old, old))
    again()
    assert kept.exists()
    assert not stale.exists()


def test_two_builds_at_once_share_a_cache(stories: Path, tmp_path: Path, again: Rebuild) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "graphbuild", "build", "-q", "--cache", tmp_path / "cache", stories, "-o"]
    builds = [subprocess.Popen([*command, tmp_path / name]) for name in ("one", "two")]
    assert [build.wait() for build in builds] == [0, 0]
    (stories / "3.md").write_text(story(random.Random(5)), encoding="utf-8")
    for name in ("one", "two"):
        out = tmp_path / name
        rebuild([stories], out, Cache(tmp_path / "cache", out))
        assert_as_from_nothing(stories, out, tmp_path / "clean")


def test_a_cache_in_the_folder_that_is_read_changes_nothing(stories: Path, again: Rebuild) -> None:
    for _ in range(2):
        rebuild([stories], stories, Cache(stories / CACHE, stories))
    assert rebuild([stories], stories, Cache(stories / CACHE, stories)) is None


@pytest.mark.parametrize("there", [False, True])
def test_a_cache_of_any_name_and_a_build_in_the_folder_that_is_read_change_nothing(
    stories: Path, tmp_path: Path, again: Rebuild, there: bool
) -> None:
    write(graphbuild.build(stories), tmp_path / "clean")
    out, cache = stories / "graph", stories / "kept"
    if there:
        cache.mkdir()
    assert rebuild([stories], out, Cache(cache, out)) is not None
    assert checksums(out) == checksums(tmp_path / "clean")
    assert rebuild([stories], out, Cache(cache, out)) is None
    assert rebuild([stories], out) is not None
    assert checksums(out) == checksums(tmp_path / "clean")


def test_a_folder_that_is_read_is_no_cache(stories: Path, tmp_path: Path, again: Rebuild) -> None:
    with pytest.raises(BadOption, match="a folder of its own"):
        rebuild([stories], tmp_path / "out", Cache(stories, tmp_path / "out"))
    assert not (tmp_path / "out").exists()
