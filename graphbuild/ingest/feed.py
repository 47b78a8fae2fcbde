"""What all feeds have in common: the publisher of an entry, its summary, and what is known of the feed as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from graphbuild.address import domain_key, reject_reason
from graphbuild.problems import Report
from graphbuild.records import Origin, Source

MAX_EXCERPT = 1_000
"""Characters of a summary; what is longer is the text itself, of which the beginning is taken."""

_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]】」]*(?=\s|$)|[。！？]")
_DELIVERY = (
    "feedburner.com",
    "feedproxy.google.com",
    "feedblitz.com",
    "feedsportal.com",
    "rss.app",
    "feed.informer.com",
)
"""Hosts that deliver the feeds of others."""
_FEED_HOST = re.compile(r"(?:feeds?|rss|syndication|rssfeeds)\d*\.(?=[^.]+\.)")


@dataclass(slots=True)
class Channel:
    """The feed as a whole: whose it is."""

    title: str | None = None
    link: str | None = None
    """The site that the feed is of."""
    line: int = 1
    language: str | None = None
    authors: tuple[str, ...] = ()

    def source(self, file: str, address: str | None) -> Source | None:
        """The publisher of an entry by the feed: `None` where the entry leads to another site.

        An entry of a feed that gathers others' articles is of the site that it leads to, not of the feed's.
        """
        site, host = domain(self.link), domain(address)
        if site is None or host is None or not (_is_delivery(host) or same_site(site, host)):
            return None
        return Source(Origin(file, self.line), site if _is_delivery(host) else min(site, host, key=len), self.title)


def domain(address: str | None) -> str | None:
    """The domain of a web address, without the part that only says that a feed is served there."""
    if not address or reject_reason(address):
        return None
    return _FEED_HOST.sub("", domain_key(urlsplit(address).hostname or ""), count=1) or None


def site_of(address: str, article: str | None) -> str | None:
    """The domain of a publisher whose feed or site has an address: the article's own where both are one site."""
    site, host = domain(address), domain(article)
    if site is None or _is_delivery(site):
        return None
    return min(site, host, key=len) if host and same_site(site, host) else site


def same_site(left: str, right: str) -> bool:
    """Whether two domains are one site: equal, one below the other, or neighbours below a domain that one may own.

    >>> same_site("news.example.org", "example.org"), same_site("news.example.org", "static.example.org")
    (True, True)
    >>> same_site("bbc.co.uk", "guardian.co.uk"), same_site("example.org", "example.com")
    (False, False)
    """
    if left == right or left.endswith(f".{right}") or right.endswith(f".{left}"):
        return True
    above, other = left.partition(".")[2], right.partition(".")[2]
    labels = above.split(".")
    # Without a list of the public suffixes: `co.uk` is one, `example.org` is not.
    return above == other and len(labels) >= 2 and not (len(labels[-1]) == 2 and len(labels[-2]) <= 3)


def summary(text: str, report: Report, line: int, field: str, *, whole: bool = False) -> str:
    """A summary from a text: itself, or where it is the whole article (`whole`, or too long) its beginning."""
    if len(text) <= MAX_EXCERPT:
        if whole and text:
            report.tally("noted", line, field, "no summary", "the whole text, which is short, is taken")
        return text
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, MAX_EXCERPT)]
    start = text[: ends[-1]] if ends and ends[-1] > MAX_EXCERPT // 5 else text[:MAX_EXCERPT].rpartition(" ")[0] + "…"
    what = "no summary" if whole else "a whole text where a summary should stand"
    report.tally("changed", line, field, what, "the beginning of the text is taken")
    return start if start != "…" else text[:MAX_EXCERPT] + "…"


_IN_BRACKETS = re.compile(r"\S+@\S+\s*\((?P<a>[^()]+)\)|(?P<b>[^<>]+?)\s*<[^<>]*@[^<>]*>|(?P<c>[^()]+?)\s*\(\S+@\S+\)")
_MAIL = re.compile(r"(?:mailto:)?\S+@\S+\.\S+")


def names(texts: Iterable[str]) -> list[str]:
    """Names of persons without their mail addresses; a mere address is no name.

    >>> names(["ann@example.org (Ann Lee)", "Bo Ek <bo@example.org>", "cy@example.org", "Dee"])
    ['Ann Lee', 'Bo Ek', 'Dee']
    """
    found = []
    for text in texts:
        text = " ".join(text.split())
        if match := _IN_BRACKETS.fullmatch(text):
            text = next(group for group in match.groups() if group).strip()
        if text and not _MAIL.fullmatch(text):
            found.append(text)
    return list(dict.fromkeys(found))


def _is_delivery(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in _DELIVERY)
