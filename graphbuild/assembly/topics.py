"""Topics: what taxonomy files say of them, and the names by which articles call them."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.assembly.images import Images
from graphbuild.assembly.late import LateProblems
from graphbuild.iris import Names
from graphbuild.nodes import TopicNode
from graphbuild.records import Origin, Topic
from graphbuild.text import slug


class Topics:
    """Topics by slug; articles name them by any of their names."""

    def __init__(self, names: Names, images: Images, problems: LateProblems, records: list[Topic]) -> None:
        self._names = names
        self._slugs: dict[str, str] = {}
        self._nodes: dict[str, TopicNode] = {}
        for record in records:
            for name in (record.name, record.short_name):
                if name:
                    self._slugs.setdefault(name.casefold(), record.slug)
        for record in records:
            if record.slug in self._nodes:
                what = "a topic that another file describes too"
                done = "merged; the first file's parent and images are taken"
                problems.add("changed", record.origin, "_id", what, done, record.name)
            node = self._named(record.slug, record.name, record.origin)
            node.other_names = tuple(
                dict.fromkeys((*node.other_names, *((record.short_name,) if record.short_name else ())))
            )
            node.keywords = tuple(dict.fromkeys((*node.keywords, *record.keywords)))
            node.images = node.images or images.known(record.images)
            node.origins.setdefault("described", record.origin)
        for record in records:
            node = self._nodes[record.slug]
            if record.parent and node.broader is None:
                broader = self.id(record.parent, record.origin)
                if broader != node.id:
                    node.broader = broader

    def id(self, name: str, origin: Origin) -> str:
        """The id of the topic that an article or a topic file names so; it is made if there is none."""
        return self._named(self._slugs.get(name.casefold()) or slug(name), name, origin).id

    def nodes(self) -> Iterator[TopicNode]:
        """A node for each that a file describes or an article names."""
        for node in self._nodes.values():
            # SKOS keeps labels apart: a keyword that is a name too says nothing more.
            node.keywords = tuple(word for word in node.keywords if word not in (node.name, *node.other_names))
            yield node

    def _named(self, key: str, name: str, origin: Origin) -> TopicNode:
        node = self._nodes.get(key)
        if node is None:
            node = TopicNode(self._names.topic(key), name, origins={"name": origin})
            self._nodes[key] = node
        elif name != node.name and name not in node.other_names:
            node.other_names += (name,)
        return node
