"""The names that graphbuild mints, and the prefixes it writes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from urllib.parse import quote

from graphbuild.address import ill_formed, to_iri
from graphbuild.errors import BadOption

DEFAULT_BASE = "https://w3id.org/graphbuild/id/"

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "gb": "https://w3id.org/graphbuild/ns#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Names:
    """Mints IRIs under a base; `BadOption` if the base is no web address.

    >>> Names().source("gothamist.com")
    'https://w3id.org/graphbuild/id/source/gothamist.com'
    >>> Names("https://data.example.org/press").file("_news/a b.md")
    'https://data.example.org/press/file/_news/a%20b.md'
    """

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        if reason := ill_formed(base):
            raise BadOption(f"The base {base!r} is {reason}.")
        if to_iri(base) != base:
            raise BadOption(f"The base {base!r} holds characters that no IRI may hold.")
        self.base = base if base.endswith(("/", "#")) else f"{base}/"

    def source(self, domain: str) -> str:
        """A publisher, by its domain (or by its name's slug where it has none)."""
        return self._mint("source", domain)

    def topic(self, slug: str) -> str:
        """A topic of the input."""
        return self._mint("topic", slug)

    @property
    def topics(self) -> str:
        """The concept scheme that holds the topics."""
        return f"{self.base}topics"

    def entity(self, slug: str) -> str:
        """A person, organisation, place or law."""
        return self._mint("entity", slug)

    def theme(self, slug: str) -> str:
        """A theme that the researcher defines."""
        return self._mint("theme", slug)

    @property
    def themes(self) -> str:
        """The concept scheme that holds the themes."""
        return f"{self.base}themes"

    def story(self, slug: str) -> str:
        """A happening that several articles report."""
        return self._mint("story", slug)

    def evidence(self, kind: str, *parts: str) -> str:
        """Evidence found in a text: its kind (theme-match, membership, mention …) and what it is evidence of."""
        return f"{self.base}{kind}/{hashed(*parts)}"

    def vocabulary(self, name: str) -> str:
        """A file of themes or of names that the texts are searched for."""
        return self._mint("vocabulary", name)

    def collection(self, path: str) -> str:
        """A collection, which has no address of its own: by its file's path."""
        return self._mint("collection", path)

    def image(self, address: str) -> str:
        """An image: its address, or a name for one that is only a path on its site."""
        return self._mint("image", address.lstrip("/")) if address.startswith("/") else to_iri(address)

    def file(self, path: str) -> str:
        """An input file, which is also the named graph of what it says."""
        return self._mint("file", path)

    def listing(self, path: str, position: int) -> str:
        """An entry of a related list: its file and position. Not its line, which any edit above it would change."""
        return f"{self._mint('listing', path)}/{position}"

    def part(self, path: str, position: int) -> str:
        """An item of a collection: its file and position."""
        return f"{self._mint('part', path)}/{position}"

    def reference(self, path: str, article: str, position: int) -> str:
        """A link in a text: the file, the article, and its place among the links."""
        return f"{self._mint('reference', path)}/{hashed(article)}/{position}"

    def version(self, path: str, *facts: str) -> str:
        """What one file says of an article of which others say something else: its file and what it says."""
        return f"{self._mint('version', path)}/{hashed(*facts)}"

    def judgements(self, name: str) -> str:
        """A user's judgement file."""
        return self._mint("judgements", name)

    def match(self, *parts: str) -> str:
        """Evidence that two addresses are, or are not, one article."""
        return f"{self.base}match/{hashed(*parts)}"

    def problem(self, *parts: str) -> str:
        """Something in the input that was not taken as it stood."""
        return f"{self.base}problem/{hashed(*parts)}"

    @property
    def provenance(self) -> str:
        """The named graph that describes the files and the build."""
        return f"{self.base}provenance"

    @property
    def dataset(self) -> str:
        """The graph as a whole."""
        return f"{self.base}dataset"

    def build(self, checksum: str) -> str:
        """A run of graphbuild on certain inputs with certain options."""
        return f"{self.base}build/{checksum[:16]}"

    def _mint(self, kind: str, name: str) -> str:
        return f"{self.base}{kind}/{_quoted(name)}"


@lru_cache(maxsize=1 << 13)
def _quoted(name: str) -> str:
    """As it may stand in the path of an IRI. What a file says has many names that hold the file's."""
    return quote(name, safe="/:@!$,;=~", errors="surrogatepass")


def is_iri(text: str) -> bool:
    """Whether a text can be the name of something in RDF."""
    return ":" in text and to_iri(text) == text and not set(text) & set(' <>"{}|^`\\')


def hashed(*parts: str) -> str:
    """A short stable name for a tuple of texts (the first 80 bits of SHA-256)."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
