"""Lists of feeds in, publishers out."""

from __future__ import annotations

from tests.ingest.formats.reads import Read


def opml(*outlines: str) -> str:
    return '<opml version="2.0"><head><title>Mine</title></head>\n<body>\n' + "\n".join(outlines) + "\n</body></opml>"


QUAY = (
    '<outline type="rss" text="Quay" xmlUrl="https://feeds.example/quay" htmlUrl="https://www.quay.example/" '
    'description="Stone."/>'
)


def test_a_feed_is_the_publisher_whose_site_it_is_of(parsed: Read) -> None:
    [source] = parsed(opml(QUAY)).sources
    assert (source.domain, source.name, source.description) == ("quay.example", "Quay", "Stone.")
    assert source.origin.line == 3


def test_folders_are_looked_into(parsed: Read) -> None:
    result = parsed(opml(f'<outline text="Folder"><outline text="Inner">{QUAY}</outline></outline>'))
    assert [source.name for source in result.sources] == ["Quay"]
    assert result.problems == []


def test_feeds_of_one_site_are_one_publisher(parsed: Read) -> None:
    [source] = parsed(opml(QUAY, QUAY.replace("Quay", "Quay: Trade"))).sources
    assert (source.name, source.other_names) == ("Quay", ("Quay: Trade",))


def test_without_a_site_the_feed_itself_tells_it(parsed: Read) -> None:
    [source] = parsed(opml('<outline text="Harbour" xmlUrl="https://rss.harbour.example/all.xml"/>')).sources
    assert source.domain == "harbour.example"


def test_a_feed_that_another_delivers_is_known_by_its_name(parsed: Read) -> None:
    result = parsed(opml('<outline text="Harbour" xmlUrl="https://feeds.feedburner.com/harbour"/>'))
    assert [(source.domain, source.name) for source in result.sources] == [(None, "Harbour")]
    assert result.said("noted") == [("a feed of which the site is not stated", "known by its name")]


def test_what_is_no_feed_is_said(parsed: Read) -> None:
    result = parsed(opml('<outline type="include" text="More" url="https://e.org/more.opml"/>', QUAY))
    assert len(result.sources) == 1
    assert result.said("lost") == [("an outline that leads to a page or another list, not to a feed", "left out")]


def test_an_empty_list_is_one_line(parsed: Read) -> None:
    assert parsed(opml()).said() == [("a list without feeds", "nothing to take")]
