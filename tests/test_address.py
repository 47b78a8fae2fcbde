from __future__ import annotations

import re
from urllib.parse import urlsplit

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from graphbuild import address as address_module
from graphbuild.address import domain_key, is_front_page, key, reject_reason, to_iri

ONE_ARTICLE = [
    ("http://example.org/a", "https://example.org/a"),
    ("https://www.example.org/a", "https://example.org/a"),
    ("https://m.example.org/a", "https://example.org/a"),
    ("https://mobile.example.org/a", "https://example.org/a"),
    ("https://amp.example.org/a", "https://example.org/a"),
    ("https://WWW.Example.ORG/a", "https://example.org/a"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:80/a", "https://example.org/a"),
    ("https://example.org/a#comments", "https://example.org/a"),
    ("https://example.org/a/", "https://example.org/a"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org/a?utm_source=x&utm_medium=y", "https://example.org/a"),
    ("https://example.org/a?fbclid=x", "https://example.org/a"),
    ("https://example.org/a?id=1&gclid=x", "https://example.org/a?id=1"),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
    ("https://example.org/a/amp", "https://example.org/a"),
    ("https://example.org/a/amp/", "https://example.org/a"),
    ("https://example.org/a.amp", "https://example.org/a"),
    ("https://example.org/a.amp.html", "https://example.org/a.html"),
    ("https://example.org/a.amp.html/", "https://example.org/a.html"),
    ("https://example.org/a?amp", "https://example.org/a"),
    ("https://example.org/a?amp=1", "https://example.org/a"),
    ("https://example.org/a?outputType=amp", "https://example.org/a"),
    ("https://example.org/caf%c3%a9", "https://example.org/caf%C3%A9"),
    ("https://example.org/café", "https://example.org/caf%C3%A9"),
    ("https://example.org/%7Ea", "https://example.org/~a"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://example-org.cdn.ampproject.org/c/s/example.org/a", "https://example.org/a"),
    ("https://example-org.cdn.ampproject.org/v/s/www.example.org/a/amp?amp_js_v=0.1", "https://example.org/a"),
    ("https://www.google.com/amp/s/example.org/a", "https://example.org/a"),
]

TWO_ARTICLES = [
    ("https://example.org/story?ArticleID=1", "https://example.org/story?ArticleID=2"),
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://other.example.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org/amp", "https://example.org/amps"),
    ("https://example.org/camp", "https://example.org/c"),
    ("https://example.org/a?amp=watts", "https://example.org/a"),
    ("https://example.org/#!/a", "https://example.org/#!/b"),
    ("https://m.co/a", "https://co/a"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://youtube.com/watch?v=abc", "https://youtube.com/watch?v=ABC"),
]

USABLE = [
    "https://example.org",
    "http://example.org/a?b=c#d",
    "https://example.org:8443/a",
    "https://[2001:db8::1]/a",
    "https://münchen.example/straße",
    "https://under_score.example.org/a",
    "https://example.org/a b",
    'https://example.org/<>{}|\\^`"',
    "https://1.2.3.4/",
]

UNUSABLE = [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org/a",
    "mailto:a@example.org",
    "example.org/a",
    "/a/b",
    "",
    "not an address",
    "https://",
    "https:///a",
    "https://example.org:99999/",
    "https://example.org:port/",
    "https://[::1/",
    "https://exa mple.org/",
    "https://-/",
    "https://<script>/",
    "https://me@site.org@example.org/a",
    "https://user:p@ss@example.org/a",
    "https://[::1]x/a",
    "https://[::1%25eth0]/x",
    "https://example.org/" + "a" * 20_000,
]


@pytest.mark.parametrize(("left", "right"), ONE_ARTICLE)
def test_key_is_equal(left: str, right: str) -> None:
    assert key(left) == key(right)


@pytest.mark.parametrize(("left", "right"), TWO_ARTICLES)
def test_key_differs(left: str, right: str) -> None:
    assert key(left) != key(right)


@pytest.mark.parametrize("address", [pair[0] for pair in ONE_ARTICLE])
def test_key_of_a_key_is_the_key(address: str) -> None:
    assert key("https://" + key(address)) == key(address)


@pytest.mark.parametrize("address", USABLE)
def test_usable_address(address: str) -> None:
    assert reject_reason(address) is None


@pytest.mark.parametrize("address", UNUSABLE)
def test_unusable_address(address: str) -> None:
    assert reject_reason(address)


@pytest.mark.parametrize(
    ("address", "iri"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/<b>", "https://example.org/%3Cb%3E"),
        ("https://example.org/a[1]", "https://example.org/a%5B1%5D"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("https://example.org/straße", "https://example.org/straße"),
        ("https://example.org/ကို", "https://example.org/ကို"),
        ("https://example.org/a\u00a0b", "https://example.org/a%C2%A0b"),
        ("https://example.org/\u202eb", "https://example.org/%E2%80%AEb"),
        ("https://example.org/\ud800", "https://example.org/%ED%A0%80"),
    ],
)
def test_address_as_iri(address: str, iri: str) -> None:
    assert to_iri(address) == iri


@given(st.text(max_size=40))
def test_any_path_becomes_an_iri_that_a_parser_takes(path: str) -> None:
    iri = to_iri(f"https://example.org/{path}")
    graph = rdflib.Graph().parse(data=f"<{iri}> <http://p> <http://o> .", format="nt")
    assert {str(subject) for subject in graph.subjects()} == {iri}


@given(st.text(max_size=40))
def test_the_iri_of_an_iri_is_the_iri(path: str) -> None:
    iri = to_iri(f"https://example.org/{path}")
    assert to_iri(iri) == iri


@given(st.text("ab@:[]/%?#.1-", max_size=14))
def test_what_is_not_rejected_is_an_iri_to_the_store(rest: str) -> None:
    if reject_reason(f"https://{rest}") is None:
        pyoxigraph.NamedNode(to_iri(f"https://{rest}"))


@given(st.text(max_size=60))
def test_an_address_is_rejected_or_has_a_key(address: str) -> None:
    for text in (address, f"https://{address}", f"https://example.org/{address}"):
        if reject_reason(text) is None:
            assert urlsplit(text).hostname
            assert key(text)


def test_domain_key_drops_www() -> None:
    assert domain_key(" WWW.Example.org. ") == "example.org"


@pytest.mark.parametrize(
    ("address", "front"),
    [
        ("https://example.org", True),
        ("https://www.example.org/?utm_source=x", True),
        ("https://example.org/amp", True),
        ("https://example.org/a", False),
        ("https://example.org/?p=12", False),
    ],
)
def test_front_page(address: str, front: bool) -> None:
    assert is_front_page(address) is front


def test_an_identifier_is_no_front_page() -> None:
    assert not is_front_page("urn:newsml:example.org:20081007:item-A")


PARTS = (
    "https:// http:// www. m. amp. mobile. e.org example.com google.com www.google.com/amp/s/ bing.com "
    "e-org.cdn.ampproject.org /c/s/ / /amp /amp/ .amp.html .amp amp /AMP /amphtml /a b ? amp=1 # #!x %41 % é // .. . - "
    "_ ~ ; @ :80 : A & utm_source=x index.html"
).split()


@given(st.sampled_from(["https://", "http://", ""]), st.lists(st.sampled_from(PARTS), max_size=7))
def test_the_key_of_a_simple_address_is_what_all_of_it_comes_to(scheme: str, parts: list[str]) -> None:
    address = scheme + "".join(parts)

    def outcome() -> str:
        try:
            return address_module.key.__wrapped__(address)
        except ValueError as error:
            return f"{error}"

    quick = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(address_module, "_SIMPLE", re.compile("(?!)"))
        assert outcome() == quick
