"""CSL-JSON, BibTeX and RIS, as Zotero writes them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.ingest.formats.reads import Read

CSL = json.dumps(
    [
        {
            "id": "x1", "type": "article-newspaper", "title": "Told", "abstract": "A summary.", "language": "en-US",
            "container-title": "The Example", "URL": "https://www.example.org/a", "keyword": "police, privacy",
            "author": [{"family": "Writer", "given": "Ada"}, {"literal": "Agency"}],
            "issued": {"date-parts": [["2020", 8, 14]]}, "accessed": {"date-parts": [[2021, 1, 2]]},
        }
    ],
    indent=1,
)  # fmt: skip
BIBTEX = """@string{ex = "The Example"}

@online{writer_told_2020,
  title = {{Told}},
  abstract = {A summary.},
  author = {Writer, Ada and {Agency}},
  journaltitle = ex,
  url = {https://www.example.org/a},
  urldate = {2021-01-02},
  date = {2020-08-14},
  langid = {american},
  keywords = {police, privacy},
}
"""
RIS = """TY  - NEWS
TI  - Told
AU  - Writer, Ada
AU  - Agency
T2  - The Example
AB  - A summary.
DA  - 2020/08/14/
PY  - 2020
LA  - en-US
UR  - https://www.example.org/a
Y2  - 2021/01/02/
KW  - police
KW  - privacy
ER  -

"""


@pytest.mark.parametrize("text", [CSL, BIBTEX, RIS], ids=["csl", "bibtex", "ris"])
def test_a_reference_is_an_article(parsed: Read, text: str) -> None:
    result = parsed(text)
    article = result.article
    assert (article.address, article.title, article.excerpt) == ("https://www.example.org/a", "Told", "A summary.")
    assert (article.published_at, article.language, article.type) == (date(2020, 8, 14), "en-US", "article")
    assert (article.authors, article.topics) == (("Ada Writer", "Agency"), ("police", "privacy"))
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("The Example", "example.org")
    assert not result.problems


def test_lines_are_those_of_the_entry(parsed: Read) -> None:
    first, second = parsed(BIBTEX + BIBTEX.replace("told_", "other_")).articles
    assert (first.origin.line, first.origin_of("title").line, second.origin.line) == (3, 4, 16)
    assert [article.origin.line for article in parsed(RIS + RIS).articles] == [1, 16]


@pytest.mark.parametrize(
    "text",
    [
        CSL.replace('"https://www.example.org/a"', '"https://www.proquest.com/docview/1"'),
        BIBTEX.replace("https://www.example.org/a", "https://www.proquest.com/docview/1"),
        RIS.replace("https://www.example.org/a", "https://www.proquest.com/docview/1"),
    ],
)
def test_a_database_is_not_the_publisher(parsed: Read, text: str) -> None:
    source = parsed(text).article.source
    assert source is not None
    assert (source.name, source.domain) == ("The Example", None)


@pytest.mark.parametrize(
    "text",
    [
        CSL.replace('"URL": "https://www.example.org/a"', '"DOI": "10.1000/182"'),
        BIBTEX.replace("url = {https://www.example.org/a}", "doi = {10.1000/182}"),
        RIS.replace("UR  - https://www.example.org/a", "DO  - 10.1000/182"),
    ],
)
def test_a_doi_is_an_address(parsed: Read, text: str) -> None:
    assert parsed(text).article.address == "https://doi.org/10.1000/182"


@pytest.mark.parametrize(
    "text",
    [
        CSL.replace('"2020",\n     8,\n     14', '"2020", 8'),
        BIBTEX.replace("2020-08-14", "2020-08"),
        RIS.replace("DA  - 2020/08/14/", "DA  - 2020/08//"),
    ],
)
def test_a_date_without_a_day_is_no_date(parsed: Read, text: str) -> None:
    result = parsed(text)
    assert result.article.published_at is None
    assert result.said("lost") == [("a date without a day", "left out")]


def test_a_reference_without_an_address_is_one_problem(parsed: Read) -> None:
    result = parsed(RIS.replace("UR  - https://www.example.org/a\n", "") + RIS)
    assert len(result.articles) == 1
    assert [(row.line, row.what) for row in result.problems] == [(1, "no address")]


def test_latex_is_text(parsed: Read) -> None:
    text = BIBTEX.replace("{{Told}}", r'{{Caf\'e} \& "quotes" --- M{\"u}nchen}')
    assert parsed(text).article.title == 'Café & "quotes" — München'


def test_a_broken_entry_costs_itself(parsed: Read) -> None:
    result = parsed("@article{x, title = {never closed\n\n" + BIBTEX)
    assert result.article.title == "Told"
    assert result.said("lost") == [("broken BibTeX", "entry left out")]


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title = " + "{" * 100_000,
        "@article{a, x = {y}\n" * 2_000,
        "TY  - NEWS\n" + "KW  - x\n" * 50_000,
        '[{"type": "webpage", "issued": {"date-parts": ' + "[" * 100_000,
        '[{"type": "webpage", "id": 5, "URL": 5, "container-title": [1], "author": {"a": 1}, '
        '"issued": [1], "title": [1]}]',
    ],
)
def test_hostile_references_are_problems(parsed: Read, text: str) -> None:
    result = parsed(text)
    assert not result.articles
    assert result.problems


def test_an_entry_that_is_too_large_costs_itself(parsed: Read) -> None:
    entry = "@online{{x,\n url = {{https://example.org/{}}}, title = {{{}}}}}\n"
    result = parsed(entry.format("a", "A") + entry.format("b", "word\n" * 240_000) + entry.format("c", "C"))
    assert [(article.title, article.origin.line) for article in result.articles] == [("A", 1), ("C", 240_005)]
    [row] = result.problems
    assert (row.kind, row.line) == ("lost", 3)


def test_an_entry_that_is_too_large_on_the_first_line_is_said(parsed: Read) -> None:
    entry = "@online{{x, url = {{https://example.org/{}}}, title = {{{}}}}}\n"
    result = parsed(entry.format("a", "word " * 240_000) + entry.format("b", "B"), "a.bib")
    assert [article.title for article in result.articles] == ["B"]
    assert result.said("lost") == [("an entry of more than 1,000,000 characters", "left out, up to the next entry")]


def test_a_reference_without_its_beginning_stands_where_its_first_field_does(parsed: Read) -> None:
    result = parsed("TI  - A\nUR  - https://e.org/a\nTY  - NEWS\nER  - \n\nTI  - B\nUR  - https://e.org/b\n")
    assert [article.origin.line for article in result.articles] == [1, 6]
    assert [row.line for row in result.problems] == [1, 3, 6]
