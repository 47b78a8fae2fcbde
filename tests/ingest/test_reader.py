"""Story files in, records out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from graphbuild.ingest import Ingested, ingest
from graphbuild.records import Alternate, Article, Image, Person, Source, Topic
from tests.conftest import Write


def only(result: Ingested) -> object:
    [record] = result.records
    return record


def test_the_model_file(model_file: Path) -> None:
    article = only(ingest([model_file]))
    assert isinstance(article, Article)
    assert article.address == (
        "https://gothamist.com/news/nypd-used-facial-recognition-unit-in-siege-of-black-lives-matter-activists-apartment"
    )
    assert article.title == "NYPD Used Facial Recognition Unit In Siege Of Black Lives Matter Activist’s Apartment"
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert (article.type, article.category) == ("article", "news")
    assert (article.quality, article.heat, article.published) == (32, -1, False)
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("Gothamist", "gothamist.com")
    assert article.topics == ("Computer Vision", "AI")
    assert [alternate.field for alternate in article.alternates] == ["ampWebUrl", "cdnAmpWebUrl"]
    assert [listing.position for listing in article.listings] == [1, 2, 3, 4, 5]
    newsweek = article.listings[0].item
    assert newsweek.title == "Black Lives Matter Activist Hunted by NYPD Facial Recognition Technology"
    assert newsweek.quality == 88
    assert newsweek.heat is newsweek.published is None
    assert newsweek.images == (Image("https://d.newsweek.com/en/full/1622897/derrick-ingram.jpg", 2500, 1667),)


def test_the_model_file_loses_nothing(model_file: Path) -> None:
    assert {row.kind for row in ingest([model_file]).problems} <= {"noted"}


def test_listings_know_their_lines(model_file: Path) -> None:
    article = only(ingest([model_file]))
    assert isinstance(article, Article)
    lines = model_file.read_text(encoding="utf-8").splitlines()
    for listing in article.listings:
        assert lines[listing.line - 1].startswith("  - title:")
        assert (listing.item.title or "") in lines[listing.line - 1]


def test_an_alternate_knows_its_line(write: Write) -> None:
    path = write("a.md", "title: A", "webUrl: https://e.org/a", "type: article", "ampWebUrl: https://e.org/x")
    article = only(ingest([path]))
    assert isinstance(article, Article)
    assert article.alternates == (Alternate("ampWebUrl", "https://e.org/x", 3),)


def test_an_entry_of_several_lists_is_one_record(write: Write, stories: Path) -> None:
    entry = ("related:", "  - title: Same", "    webUrl: https://e.org/same")
    write("a.md", "title: A", "webUrl: https://e.org/a", *entry)
    write("b.md", "title: B", "webUrl: https://e.org/b", *entry)
    first, second = ingest([stories]).records
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.listings[0].item is second.listings[0].item


def test_a_problem_of_a_repeated_entry_is_one_row_with_a_count(write: Write, stories: Path) -> None:
    entry = ("related:", "  - title: Same", "    webUrl: https://e.org/same", "    quality: high")
    for name in "abc":
        write(f"{name}.md", f"title: {name}", f"webUrl: https://e.org/{name}", *entry)
    [row] = ingest([stories]).problems
    assert (row.file, row.line, row.field, row.times) == ("a.md", 7, "related.quality", 3)


def test_an_entry_without_an_address_keeps_the_positions_of_the_others(write: Write) -> None:
    path = write(
        "a.md", "title: A", "webUrl: https://e.org/a", "related:", "  - title: lost", "  - webUrl: https://e.org/b"
    )
    article = only(ingest([path]))
    assert isinstance(article, Article)
    assert [listing.position for listing in article.listings] == [2]


def test_a_topic_file(write: Write) -> None:
    path = write(
        "t.yaml",
        text="taxonomy: topic\n_id: serverless\nname: Serverless\nparent: Azure\nkeywords: [functions]\nservices: {}\n",
    )
    result = ingest([path])
    topic = only(result)
    assert isinstance(topic, Topic)
    assert (topic.slug, topic.name, topic.parent, topic.keywords) == (
        "serverless",
        "Serverless",
        "Azure",
        ("functions",),
    )
    assert result.unknown == {"services": 1}


def test_an_organisation_file(write: Write) -> None:
    path = write(
        "o.md", "taxonomy: organization", "_id: mit.edu", "name: MIT", "domain: mit.edu", "otherNames:", "  - M.I.T.",
        "description: A university.", "images:", "  - url: /logo.png",
    )  # fmt: skip
    source = only(ingest([path]))
    assert isinstance(source, Source)
    assert (source.domain, source.name, source.other_names) == ("mit.edu", "MIT", ("M.I.T.",))
    assert source.description == "A university."
    assert source.images == (Image("/logo.png"),)


def test_a_person_file(write: Write) -> None:
    path = write("p.md", "taxonomy: person", "_id: ada", "name: Ada Lovelace", "affiliation: None known")
    person = only(ingest([path]))
    assert isinstance(person, Person)
    assert (person.slug, person.name, person.affiliation) == ("ada", "Ada Lovelace", "None known")


def test_an_unknown_taxonomy_is_reported(write: Write) -> None:
    result = ingest([write("x.md", "taxonomy: planet", "name: Mars")])
    assert not result.records
    assert str(result.problems[0]) == "x.md:2: taxonomy: an unknown kind of taxonomy (“planet”); file left out"


def test_a_video_without_web_url_has_its_original_address(write: Write) -> None:
    article = only(ingest([write("v.md", "title: V", "type: video", "originalUrl: https://youtube.com/watch?v=1")]))
    assert isinstance(article, Article)
    assert (article.address, article.type) == ("https://youtube.com/watch?v=1", "video")


def test_an_event(write: Write) -> None:
    article = only(
        ingest(
            [write("e.md", "name: E", "type: webinar", "website: https://e.org", "startDateTime: 2020-08-11T17:00:00Z")]
        )
    )
    assert isinstance(article, Article)
    assert (article.title, article.starts_at) == ("E", datetime(2020, 8, 11, 17, tzinfo=UTC))


def test_a_collection_needs_no_address(write: Write) -> None:
    article = only(ingest([write("c.md", "title: C", "type: collection", "items:", "  - videos/a")]))
    assert isinstance(article, Article)
    assert (article.address, article.parts) == (None, ("videos/a",))


def test_front_matter_in_html(write: Write) -> None:
    path = write("n.html", text="---\ntitle: N\nwebUrl: https://e.org/n\n---\n<html></html>\n")
    assert isinstance(only(ingest([path])), Article)


def test_a_yaml_file_may_hold_several_records(write: Write) -> None:
    path = write("t.yaml", text="taxonomy: topic\nname: A\n---\ntaxonomy: topic\nname: B\n")
    assert len(ingest([path]).records) == 2


def test_a_readme_is_not_a_problem(write: Write, stories: Path) -> None:
    write("README.md", text="# Read me\n")
    write("a.md", "title: A", "webUrl: https://e.org/a")
    result = ingest([stories])
    assert not len(result.problems)
    assert result.left_out == {"documentation": 1}


def test_a_front_page_is_no_alternate(write: Write) -> None:
    result = ingest([write("a.md", "title: A", "webUrl: https://e.org/a", "ampWebUrl: https://amp.e.org/")])
    article = only(result)
    assert isinstance(article, Article)
    assert article.alternates == ()
    assert result.problems[0].field == "ampWebUrl"


def test_secured_is_counted_and_goes_nowhere(write: Write) -> None:
    result = ingest([write("a.md", "title: A", "webUrl: https://e.org/a", 'secured: "c2VjcmV0"')])
    assert result.unknown == {"secured": 1}
    assert "c2VjcmV0" not in repr(result)
