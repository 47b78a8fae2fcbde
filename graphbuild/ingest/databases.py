"""Hosts that hold what others published: an address there says nothing of the publisher."""

from __future__ import annotations

from graphbuild.address import domain_key

_DATABASES = frozenset(
    "doi.org proquest.com lexis.com nexis.com lexisnexis.com nexisuni.com ebscohost.com factiva.com jstor.org "
    "newsbank.com newspapers.com galegroup.com gale.com archive.org archive.today archive.is archive.ph "
    "pressreader.com europresse.com sciencedirect.com ssrn.com arxiv.org "
    "news.google.com news.yahoo.com msn.com apple.news flipboard.com smartnews.com".split()
)


def is_database(host: str) -> bool:
    """Whether a host is a database, an archive or an aggregator, or lies under one.

    >>> is_database("search.proquest.com"), is_database("example.org")
    (True, False)
    """
    domain = domain_key(host)
    return any(domain == known or domain.endswith(f".{known}") for known in _DATABASES)
