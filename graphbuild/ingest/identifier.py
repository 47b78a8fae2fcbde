"""Identifiers of agencies' items, which need not be web addresses: `urn:newsml:…` (RFC 3085) and `tag:…` (RFC 4151)."""

from __future__ import annotations

import re

from graphbuild.address import MAX_LENGTH, domain_key, reject_reason, to_iri
from graphbuild.ingest.facts import Facts
from graphbuild.ingest.feed import domain

_IDENTIFIER = re.compile(r"(?:urn|tag):[^\s:/]\S+", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"(?:urn:(?:newsml:)?([\w-]+(?:\.[\w-]+)+):|tag:(?:[^\s@,]+@)?([\w-]+(?:\.[\w-]+)+),)", re.IGNORECASE
)


def is_identifier(text: str) -> bool:
    """Whether a text is an identifier that may stand for an item as its web address does.

    >>> is_identifier("urn:newsml:example.org:20081007:item-A"), is_identifier("item-A"), is_identifier("javascript:x")
    (True, False, False)
    """
    return len(text) <= MAX_LENGTH and bool(_IDENTIFIER.fullmatch(text)) and to_iri(text) == text


def names_an_item(text: str) -> bool:
    """Whether a text may stand for an item: an identifier, or an address of the web."""
    return is_identifier(text) or not reject_reason(text)


def authority(text: str) -> str | None:
    """The domain of whoever gave an identifier or address.

    >>> authority("urn:newsml:dpa.com:20090101:190510-99"), authority("tag:example.org,2008:1"), authority("urn:x:1")
    ('dpa.com', 'example.org', None)
    """
    if match := _AUTHORITY.match(text):
        return domain_key(match[1] or match[2])
    site = domain(text)
    return site if site and "." in site else None


class ItemFields(Facts):
    """The fields of an agency's item: what it has for an address may be an identifier."""

    def address(self, name: str) -> str | None:
        """A web address, or an identifier."""
        node = self.raw(name)
        if node is not None and isinstance(node.value, str) and is_identifier(node.value.strip()):
            return node.value.strip()
        if node is not None and isinstance(node.value, str) and reject_reason(node.value.strip()):
            self.say("lost", name, "neither a web address nor a URN or tag", "left out", node.value)
            return None
        return super().address(name)
