"""One description of each image, whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable

from graphbuild.address import to_iri
from graphbuild.records import Article, Image, Record


class Images:
    """All images of the records, those in lists too: each with the first size that is known, so that it is one node."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._images: dict[str, Image] = {}
        for record in records:
            source = record.source if isinstance(record, Article) else None
            for image in (*record.images, *(source.images if source else ())):
                name = to_iri(image.address)
                known = self._images.setdefault(name, image)
                if known.width is None and image.width is not None:
                    self._images[name] = image

    def known(self, images: Iterable[Image]) -> tuple[Image, ...]:
        """The descriptions of some images, each once."""
        return tuple({(name := to_iri(image.address)): self._images[name] for image in images}.values())
