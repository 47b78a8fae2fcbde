"""Publishers: what their own files and the articles' provider blocks say of them, by domain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from operator import attrgetter

from graphbuild.assembly.images import Images
from graphbuild.assembly.late import LateProblems
from graphbuild.iris import Names
from graphbuild.nodes import SourceNode
from graphbuild.records import Image, Origin, Source
from graphbuild.text import slug


class Sources:
    """Publishers by domain. Their own files describe them; provider blocks add names."""

    def __init__(self, names: Names, images: Images, problems: LateProblems) -> None:
        self._names = names
        self._images = images
        self._problems = problems
        self._described: dict[str, list[Source]] = defaultdict(list)
        self._mentioned: dict[str, list[Source]] = defaultdict(list)
        self._times: dict[int, int] = {}

    def add(self, source: Source, *, described: bool = False, times: int = 1) -> None:
        """Take note of a publisher; `described` if a file of its own says so, `times` how many records do."""
        (self._described if described else self._mentioned)[source_key(source)].append(source)
        if times != 1:
            self._times[id(source)] = times

    def nodes(self) -> Iterator[SourceNode]:
        """A node for each, by domain."""
        for domain in sorted({*self._described, *self._mentioned}):
            yield self._node(domain, self._described[domain], self._mentioned[domain])

    def _node(self, domain: str, described: list[Source], mentioned: list[Source]) -> SourceNode:
        mentioned = sorted(mentioned, key=_PLACE)
        frequent: Counter[str] = Counter()
        for source in mentioned:
            if source.name:
                frequent[source.name] += self._times.get(id(source), 1)
        names: dict[str, Origin] = {}
        for source in described:
            for name in (source.name, *source.other_names):
                if name:
                    names.setdefault(name, source.origin)
        for name, _ in frequent.most_common():
            names.setdefault(name, next(source.origin for source in mentioned if source.name == name))
        first = [*described, *mentioned][0]
        label = next(iter(names), domain)
        node = SourceNode(
            id=self._names.source(domain),
            domain=first.domain,
            name=label,
            other_names=tuple(name for name in names if name != label),
            origins={"domain": first.origin, "name": names.get(label, first.origin)},
        )
        node.origins.update({f"name {name}": origin for name, origin in names.items() if name != label})
        for source in described[1:]:
            what = "a publisher that another file describes too"
            done = "merged; the first file's description is taken"
            self._problems.add("changed", source.origin, "domain", what, done, source.description or "")
        for source in described:
            if source.description and node.description is None:
                node.description, node.origins["description"] = source.description, source.origin
        images: dict[str, Image] = {}
        for source in (*described, *mentioned):
            for image in self._images.known(source.images):
                if image.address not in images:
                    images[image.address] = image
                    node.origins[f"image {image.address}"] = source.origin
        node.images = tuple(images.values())
        return node


_PLACE = attrgetter("origin.file", "origin.line")


def source_key(source: Source) -> str:
    """The domain, or the slug of the name where there is no domain."""
    return source.domain or slug(source.name or "")
