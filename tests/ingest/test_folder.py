from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphbuild.errors import SourceNotFound
from graphbuild.ingest.folder import Found, find
from tests.conftest import Write


def said(found: Found) -> list[tuple[str, str]]:
    return [(row.file, row.what) for report in found.reports for row in report.rows]


def test_names_are_relative_to_the_folder(write: Write, stories: Path) -> None:
    write("b/c.md", text="")
    write("a.md", text="")
    assert list(find([stories]).files) == ["a.md", "b/c.md"]


def test_one_file_is_named_by_its_name(write: Write) -> None:
    assert list(find([write("b/c.md", text="")]).files) == ["c.md"]


def test_several_sources_are_named_from_the_folder_that_holds_them(write: Write, stories: Path) -> None:
    write("one/a.md", text="")
    write("two/a.md", text="")
    sources = [stories / "two", stories / "one" / "a.md"]
    assert list(find(sources).files) == list(find(sources[::-1]).files) == ["one/a.md", "two/a.md"]


def test_a_source_within_another_is_read_once(write: Write, stories: Path) -> None:
    write("one/a.md", text="")
    assert list(find([stories, stories / "one"]).files) == ["one/a.md"]


def test_hidden_files_are_left_out_and_counted(write: Write, stories: Path) -> None:
    write(".git/config", text="")
    write(".hidden", text="")
    write("a.md", text="")
    found = find([stories])
    assert list(found.files) == ["a.md"]
    assert found.left_out == {"hidden files and folders": 2}


def test_a_build_is_not_a_source(write: Write, stories: Path) -> None:
    write("out/manifest.json", text="{}")
    write("out/graph.nq", text="")
    write("a.md", text="")
    assert list(find([stories]).files) == ["a.md"]


@pytest.mark.parametrize("manifest", [True, False])
def test_the_parts_of_a_build_are_not_a_source(write: Write, stories: Path, *, manifest: bool) -> None:
    """Nor what is left of one that was killed."""
    write("out/build-0123456789abcdef-4/parquet/articles-00000.parquet", text="")
    if manifest:
        write("out/manifest.json", text="{}")
    write("a.md", text="")
    found = find([stories])
    assert list(found.files) == ["a.md"]
    assert found.left_out == {"builds of graphbuild": 1}


def test_what_stands_beside_the_parts_in_a_folder_that_is_named_is_read(write: Write, stories: Path) -> None:
    write("build-0123456789abcdef-4/nquads/articles-00000.nq", text="")
    write("manifest.json", text="{}")
    write("a.md", text="")
    assert list(find([stories]).files) == ["a.md"]


@pytest.mark.parametrize("target", [".", "..", "b"])
def test_a_link_that_leads_back_is_not_followed(write: Write, stories: Path, target: str) -> None:
    write("b/a.md", text="")
    (stories / "loop").symlink_to(target)
    found = find([stories])
    assert list(found.files) == ["b/a.md"]
    assert said(found) == [("loop", "a link into the folder that is being read")]


def test_a_loop_outside_the_folder_ends(write: Write, stories: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("")
    (outside / "self").symlink_to(".")
    (stories / "link").symlink_to(outside)
    assert list(find([stories]).files) == ["link/a.md"]


def test_links_that_lead_to_each_other(stories: Path) -> None:
    (stories / "a").symlink_to("b")
    (stories / "b").symlink_to("a")
    assert {what for _, what in said(find([stories]))} == {"a link into the folder that is being read"}


def test_a_link_to_nothing_is_reported(stories: Path) -> None:
    (stories / "gone.md").symlink_to("nowhere")
    assert said(find([stories])) == [("gone.md", "a link to nothing")]


def test_a_pipe_is_not_opened(stories: Path) -> None:
    os.mkfifo(stories / "pipe")
    assert said(find([stories])) == [("pipe", "not a regular file")]


def test_a_folder_that_may_not_be_read_is_reported(write: Write, stories: Path) -> None:
    write("closed/a.md", text="")
    write("b.md", text="")
    (stories / "closed").chmod(0)
    user = os.geteuid()
    try:
        if user == 0:  # root may read anything
            for folder in (stories, *stories.parents):
                if not folder.stat().st_mode & 0o005:
                    folder.chmod(0o755)
            os.seteuid(65534)
        found = find([stories])
    finally:
        os.seteuid(user)
        (stories / "closed").chmod(0o755)
    assert list(found.files) == ["b.md"]
    assert said(found) == [("closed", "no permission to read")]


def test_a_name_with_control_characters_is_written_out(write: Write, stories: Path) -> None:
    write("a\nb\x1b.md", text="")
    assert list(find([stories]).files) == ["a\\nb\\x1b.md"]


def test_a_name_that_is_not_utf8_is_written_out(stories: Path) -> None:
    with open(os.fsencode(stories) + b"/caf\xe9.md", "w"):
        pass
    assert list(find([stories]).files) == ["caf\\udce9.md"]


def test_a_name_that_is_written_out_is_like_no_other(write: Write, stories: Path) -> None:
    write("t\t.md", text="")
    write("t\\t.md", text="")
    assert list(find([stories]).files) == ["t\\\\t.md", "t\\t.md"]


def test_a_missing_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="nowhere"):
        find([tmp_path / "nowhere"])
