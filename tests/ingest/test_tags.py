"""Markup that no parser takes, as tags and texts."""

from __future__ import annotations

import pytest

from graphbuild.ingest.tags import Tag, Text, declared_entities, tokens


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<a b=\"x>y\" c='z' d=e f>", [Tag("a", {"b": "x>y", "c": "z", "d": "e", "f": ""}, 1)]),
        ("<A HREF='x'/>", [Tag("a", {"href": "x"}, 1, empty=True)]),
        ("</p >", [Tag("p", {}, 1, end=True)]),
        ("<a <b>", [Tag("a", {}, 1), Tag("b", {}, 1)]),
        ("a<!-- <b> -->c", [Text("a", 1), Text("c", 1)]),
        ("<![CDATA[<b>&amp;]]>", [Text("<b>&amp;", 1, literal=True)]),
        ("<!DOCTYPE r [<!ENTITY a '<b>'>]>x", [Text("x", 1)]),
        ("<?php echo ?>x", [Text("x", 1)]),
        ("\n\n<a>\n</a>", [Text("\n\n", 1), Tag("a", {}, 3), Text("\n", 3), Tag("a", {}, 4, end=True)]),
        ('<a href="?a=1&copy=2&amp;b=3">', [Tag("a", {"href": "?a=1&copy=2&b=3"}, 1)]),
        ("<rss", [Tag("rss", {}, 1)]),
    ],
)
def test_tokens(markup: str, found: list[Tag | Text]) -> None:
    assert list(tokens(markup)) == found


def test_a_sign_is_text() -> None:
    assert "".join(token.text for token in tokens("a < b <3") if isinstance(token, Text)) == "a < b <3"


def test_only_entities_that_are_plain_text_are_declared() -> None:
    text = '<!DOCTYPE r [<!ENTITY a "Ann"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    assert declared_entities(text) == {"a": "Ann"}
