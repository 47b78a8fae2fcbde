"""One comparison of two builds, step by step: lines, names, things, links."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import get_args

import pyoxigraph

from graphbuild.diff import facts as words
from graphbuild.diff.difference import ENDS, Change, Diff, Difference, Kind, Value, What
from graphbuild.diff.facts import Facts, changes, differing, facts, record
from graphbuild.diff.lines import differing as differing_lines
from graphbuild.diff.renames import Addresses, Renames, stories
from graphbuild.errors import NotABuild
from graphbuild.export.statement import Literal, Statement
from graphbuild.iris import Names
from graphbuild.saved import SavedBuild, statement
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, SKOS

_MARKERS = {
    "article": GB.stub,
    "source": RDF_TYPE,
    "topic": RDF_TYPE,
    "theme": RDF_TYPE,
    "entity": RDF_TYPE,
    "story": RDF_TYPE,
    "image": SCHEMA.CONTENT_URL,
}
"""Of each kind a statement that every thing of that kind has."""

_PAIRED_BY: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "listing": (
        ("article", "listed", "file", "position", "line"),
        ("article", "listed", "file", "position"),
        ("article", "listed", "file"),
        ("article", "listed", "position"),
        ("article", "listed"),
    ),
    "reference": (
        ("article", "page", "file", "position", "line", "text"),
        ("article", "page", "file", "position"),
        ("article", "page", "file"),
        ("article", "page"),
    ),
    "version": (("article", "headline", "date", "file"), ("article", "file")),
    "match": (("address", "other address", "evidence"),),
    "theme link": (("article", "theme"),),
    "story member": (("article", "story"),),
    "mention": (
        ("article", "entity", "text", "field", "start"),
        ("article", "entity", "text", "field"),
        ("article", "entity"),
    ),
    "reprint": (("article", "original", "other article"), ("article",)),
}
"""By which fields evidence of OLD and of NEW is taken for one, the closest likeness first."""

_KINDS: tuple[Kind, ...] = get_args(Kind)
_WHATS: tuple[What, ...] = get_args(What)
_CHECKSUM = "sha256 of graph.nq"
Record = dict[str, Value]
_MINTED = {
    "source", "topic", "topics", "theme", "themes", "entity", "story", "listing", "reference", "part", "version",
    "match", "theme-match", "occurrence", "membership", "mention", "reprint",
    "file", "vocabulary", "judgements", "build", "software", "dataset",
}  # fmt: skip
"""Beside these, a collection or an image without an address has a minted name, but is a page like others."""
_EVIDENCE: dict[str, Kind] = {
    "listing": "listing",
    "reference": "reference",
    "version": "version",
    "match": "match",
    "theme-match": "theme link",
    "membership": "story member",
    "mention": "mention",
    "reprint": "reprint",
}
"""What the names of evidence begin with, and its kind."""
_NAMES_A_THING = {
    "article", "listed", "page", "publisher", "topic", "item", "broader topic", "now an address of",
    "was an address of", "affiliation", "theme", "broader theme", "story", "entity", "nearest", "original",
    "other article", "members",
}  # fmt: skip
_LABELS = (SCHEMA.HEADLINE, SCHEMA.NAME, SKOS.PREF_LABEL)


class Comparison:
    """The state of one comparison. Raises `NotABuild` where a build is not whole."""

    def __init__(self, old: SavedBuild, new: SavedBuild) -> None:
        self.old, self.new = old, new
        self.rows: list[Difference] = []
        self.labels: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._dates: list[Value] = [None, None]
        """When each build was made, where it says so (with SOURCE_DATE_EPOCH) and the other says otherwise."""
        self._identities = (_identity(old), _identity(new))
        self._inputs = (_inputs(old), _inputs(new))
        self._vocabularies = (_files(old, "vocabularies"), _files(new, "vocabularies"))
        self._evidence: dict[Kind, tuple[dict[str, Record], dict[str, Record]]] = {
            kind: ({}, {}) for kind in _PAIRED_BY
        }

    def diff(self) -> Diff:
        """Compare: to be called once."""
        gone, added = self._lines()
        renamed = self._files("file", *self._inputs)
        vocabularies = self._files("vocabulary", *self._vocabularies)
        self._files("judgements", _files(self.old, "judgements"), _files(self.new, "judgements"))
        bases = (str(self._identities[0]["base"]), str(self._identities[1]["base"]))
        self.names = Names(bases[1])
        renames = Renames(*bases, renamed)
        self.addresses = Addresses(map(renames.line, gone), added)
        changed = self.addresses.changed()
        self.readdressed = {new: old for old, new in changed.items()}
        same_stories = stories(map(renames.line, gone), added, changed)
        self.renamed_stories = {new: old for old, new in same_stories.items()}
        files = {self.names.vocabulary(old): self.names.vocabulary(new) for old, new in vocabularies.items()}
        self.renames = Renames(*bases, renamed, {**changed, **same_stories, **files})
        self._paths = self._named_files()
        self._merged = self._fates(self.addresses.gone, self.addresses.new_alternates)
        self._parted = self._fates(self.addresses.added, self.addresses.old_alternates)
        subjects = self._subjects(gone, added)
        for story in self.renamed_stories:  # it may differ in its name alone
            subjects.setdefault(f"<{story}>".encode(), ([], []))
        for subject in sorted(subjects):
            before, after = subjects.pop(subject)  # frees the lines: all of them may differ
            self._subject(subject[1:-1].decode("utf-8"), facts(_parsed(before)), facts(_parsed(after)))
        for kind in _PAIRED_BY:
            self._pairs(kind)
        self._builds()
        self.rows.sort(key=_order)
        return Diff(*self._identities, tuple(self.rows), dict(sorted(self.labels.items())), tuple(gone), tuple(added))

    def _lines(self) -> tuple[list[bytes], list[bytes]]:
        return differing_lines(self.old.nquads, self.new.nquads)

    def _files(self, kind: Kind, old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
        """Say what became of files; returns old path to new path of those that were renamed."""
        renamed: dict[str, str] = {}
        without_a_pair: dict[str, list[str]] = defaultdict(list)
        for path in sorted(new.keys() - old.keys(), reverse=True):
            without_a_pair[new[path]].append(path)
        for path in sorted(old.keys() | new.keys()):
            if path in old and path in new:
                if old[path] != new[path]:
                    self._row(kind, "changed", path, path, [Change("sha256", old[path], new[path])])
            elif path in old and without_a_pair[old[path]]:
                renamed[path] = other = without_a_pair[old[path]].pop()
                self._row(kind, "renamed", other, other, [Change("path", path, other)])
        for path in sorted(old.keys() - new.keys() - renamed.keys()):
            self._row(kind, "gone", path, path, [Change("sha256", old[path], None)])
        for path in sorted(new.keys() - old.keys() - set(renamed.values())):
            self._row(kind, "added", path, path, [Change("sha256", None, new[path])])
        return renamed

    def _builds(self) -> None:
        """Say where the builds were made in different ways."""
        old, new = ({**one, "date": date} for one, date in zip(self._identities, self._dates, strict=True))
        found = [
            Change(name, old.get(name), new.get(name))
            for name in {**new, **old}
            if old.get(name) != new.get(name) and name != _CHECKSUM
        ]
        if found:
            self._row("build", "changed", self.names.dataset, "the build", found)

    def _named_files(self) -> dict[str, str]:
        """The path of each input file by its IRI, for a file of OLD by what NEW calls it."""
        before = Names(str(self._identities[0]["base"]))
        paths = {self.renames.new(before.file(path)): path for path in self._inputs[0]}
        paths |= {self.names.file(path): path for path in self._inputs[1]}
        paths |= {self.renames.new(before.vocabulary(path)): path for path in self._vocabularies[0]}
        return paths | {self.names.vocabulary(path): path for path in self._vocabularies[1]}

    def _fates(self, articles: Iterable[str], alternates: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The articles that the other build holds as another address of an article, and which."""
        alone = set(articles) - self.readdressed.keys() - set(self.readdressed.values())
        return {other: article for other, article in sorted(alternates) if other in alone and other != article}

    def _subjects(self, gone: list[bytes], added: list[bytes]) -> dict[bytes, tuple[list[bytes], list[bytes]]]:
        """The lines that differ once OLD's are in the names of NEW, by subject."""
        before, after = dict.fromkeys(map(self.renames.line, gone)), dict.fromkeys(added)
        subjects: dict[bytes, tuple[list[bytes], list[bytes]]] = {}
        for place, lines, others in ((0, before, after), (1, after, before)):
            for line in lines:
                if line not in others:
                    subjects.setdefault(line.partition(b" ")[0], ([], []))[place].append(line)
        return subjects

    def _subject(self, iri: str, old: Facts, new: Facts) -> None:
        match self._kind(iri):
            case "source" | "topic" | "theme" | "entity" | "story" as kind:
                self._thing(kind, iri, old, new)
            case prefix if prefix in _EVIDENCE:
                self._keep(_EVIDENCE[prefix], iri, old, new)
            case "build":
                for place, found in enumerate((old, new)):
                    for term in found.get(PROV.ENDED_AT_TIME, ()):
                        self._dates[place] = words.value(term)
            case None:
                self._page(iri, old, new)

    def _page(self, iri: str, old: Facts, new: Facts) -> None:
        """What has an address on the web: an article, an image, another address of an article, or several of these."""
        self._thing("article", iri, old, new)
        self._thing("image", iri, old, new)
        self._links("publisher", iri, old, new)
        self._links("about", iri, _stated(old), _stated(new))
        self._links("part", iri, old, new)
        self._alternates(iri, old.get(PROV.ALTERNATE_OF, {}), new.get(PROV.ALTERNATE_OF, {}))

    def _kind(self, iri: str) -> str | None:
        """What a name that graphbuild minted begins with; `None` for all others, and for those of pages."""
        base = self.names.base
        kind, _, _ = iri.removeprefix(base).partition("/")
        if not iri.startswith(base) or kind not in _MINTED:
            return None
        return kind

    def _thing(self, kind: Kind, iri: str, old: Facts, new: Facts) -> None:
        found = changes(kind, old, new, self._path)
        marker = _MARKERS[kind]
        what: What = "changed"
        if marker in new and marker not in old:
            what = "added"
        elif marker in old and marker not in new:
            what = "gone"
        if kind == "article" and what == "gone" and iri in self._merged:
            what = "merged"
            found.append(Change("now an address of", None, self._merged[iri]))
        elif kind == "article" and what == "added" and iri in self._parted:
            what = "parted"
            found.append(Change("was an address of", self._parted[iri], None))
        elif kind == "article" and what == "changed" and iri in self.readdressed:
            what = "address changed"
        elif kind == "story" and iri in self.renamed_stories:
            what = "renamed"
            found.append(Change("IRI", self.renames.old(iri), iri))
        elif what == "changed" and all(change.is_of_place for change in found):
            what = "moved"
        if found:
            self._row(kind, what, iri, self._name(iri), found)

    def _links(self, kind: Kind, start: str, old: Facts, new: Facts) -> None:
        [(predicate, name)] = words.FIELDS[kind].items()
        before, after = old.get(predicate, {}), new.get(predicate, {})
        gone = [str(end) for end in before if end not in after]
        came = [str(end) for end in after if end not in before]
        if kind == "publisher" and gone and came:  # an article has one publisher
            place = self._place(after[came[0]])
            self._row(kind, "changed", start, self._name(start), [Change(name, gone[0], came[0])], place)
            return
        for end in gone:
            self._row(kind, "gone", start, self._name(start), [Change(name, end, None)], self._place(before[end]))
        for end in came:
            self._row(kind, "added", start, self._name(start), [Change(name, None, end)], self._place(after[end]))
        self._moved(kind, start, self._name, before, after)

    def _alternates(
        self, other: str, before: dict[words.Term, list[str | None]], after: dict[words.Term, list[str | None]]
    ) -> None:
        """An address that is, or is no longer, another one of an article; not what a changed address implies."""
        for end in map(str, before):
            if end not in after and end != other and self._parted.get(other) != end:
                self._row("alternate", "gone", other, other, [Change("article", end, None)], self._place(before[end]))
        for end in map(str, after):
            if end not in before and self.readdressed.get(end) != other and self._merged.get(other) != end:
                self._row("alternate", "added", other, other, [Change("article", None, end)], self._place(after[end]))
        self._moved("alternate", other, lambda iri: iri, before, after)

    def _moved(
        self, kind: Kind, start: str, name: Callable[[str], str],
        before: dict[words.Term, list[str | None]], after: dict[words.Term, list[str | None]],
    ) -> None:  # fmt: skip
        for end in before:
            if end in after:
                change = Change("file", self._place(before[end]), self._place(after[end]))
                self._row(kind, "moved", start, name(start), [change], self._place(after[end]))

    def _keep(self, kind: Kind, iri: str, old: Facts, new: Facts) -> None:
        """Evidence is compared when all of it is known: its name holds the line, which says nothing."""
        before, after = self._evidence[kind]
        if RDF_TYPE in old or RDF_TYPE not in new:
            whole = old if RDF_TYPE in old else facts(self._old_statements(iri))
            before[iri] = record(kind, whole, self._path, self._old_place)
        if RDF_TYPE in new or RDF_TYPE not in old:
            whole = new if RDF_TYPE in new else facts(self.new.statements(iri))
            after[iri] = record(kind, whole, self._path, self._new_place)

    def _old_place(self, occurrence: str) -> str:
        return words.place(facts(self._old_statements(occurrence)))

    def _new_place(self, occurrence: str) -> str:
        return words.place(facts(self.new.statements(occurrence)))

    def _old_statements(self, iri: str) -> Iterator[Statement]:
        """What OLD says of a thing, in the names of NEW."""
        rename = self.renames.new
        for subject, predicate, value, graph in self.old.statements(self.renames.old(iri)):
            renamed = value if isinstance(value, Literal) else rename(value)
            yield Statement(rename(subject), predicate, renamed, rename(graph) if graph else None)

    def _pairs(self, kind: Kind) -> None:
        before, after = self._evidence[kind]
        for old, new in self._paired(kind, before, after):
            one, other = before.get(old or "", {}), after.get(new or "", {})
            found = differing(one, other)
            what: What = "changed"
            if not old:
                what = "added"
            elif not new:
                what = "gone"
            elif all(change.is_of_place for change in found):
                what = "moved"
            known = other or one
            place = f"{known['file']}:{known['line']}" if "file" in known else ""
            if found:
                self._row(kind, what, new or old or "", self._described(kind, known), found, place)

    def _paired(
        self, kind: Kind, before: dict[str, Record], after: dict[str, Record]
    ) -> Iterator[tuple[str | None, str | None]]:
        """The evidence of OLD and that of NEW that is one; what is left stands alone."""
        left, right = _ordered(before), _ordered(after)
        for fields in _PAIRED_BY[kind]:
            waiting: dict[tuple[Value, ...], deque[str]] = defaultdict(deque)
            for iri in left:
                waiting[self._likeness(before[iri], fields)].append(iri)
            pairs = {iri: same.popleft() for iri in right if (same := waiting.get(self._likeness(after[iri], fields)))}
            yield from ((old, new) for new, old in pairs.items())
            taken = set(pairs.values())
            left = [iri for iri in left if iri not in taken]
            right = [iri for iri in right if iri not in pairs]
        yield from ((iri, None) for iri in left)
        yield from ((None, iri) for iri in right)

    def _likeness(self, known: Record, fields: tuple[str, ...]) -> tuple[Value, ...]:
        """Some fields of a piece of evidence; articles that one build holds as one count as one."""
        values = (known.get(name) for name in fields)
        return tuple(
            self._merged.get(value) or self._parted.get(value) or value if isinstance(value, str) else value
            for value in values
        )

    def _described(self, kind: Kind, known: Record) -> str:
        for end in ENDS.get(kind, ()):
            if end in known:
                return f"{self._name(str(known['article']))} → {self._name(str(known[end]))}"
        if kind == "version":
            return self._name(str(known["article"]))
        return f"{known['address']} {'=' if known['one article'] else '≠'} {known['other address']}"

    def _row(self, kind: Kind, what: What, iri: str, label: str, found: Iterable[Change], place: str = "") -> None:
        known = tuple(found)
        for change in known:
            if change.field in _NAMES_A_THING:
                for value in (change.old, change.new):
                    for iri_or_text in value if isinstance(value, tuple) else (value,):
                        if isinstance(iri_or_text, str):
                            self._name(iri_or_text)
        self.rows.append(Difference(kind, what, iri, label, known, place))

    def _name(self, iri: str) -> str:
        """The headline or name of a thing, by preference what NEW says; else its IRI."""
        if iri not in self._names:
            said = chain(self._said(self.new, iri), self._said(self.old, self.renames.old(iri)))
            if (name := next(said, None)) is not None:
                self.labels[iri] = name
            self._names[iri] = name or iri
        return self._names[iri]

    def _said(self, build: SavedBuild, iri: str) -> Iterator[str]:
        for predicate in _LABELS:
            for found in build.statements(iri, predicate):
                yield str(getattr(found.object, "text", found.object))

    def _place(self, graphs: Iterable[str | None]) -> str:
        return ", ".join(sorted(map(self._path, graphs)))

    def _path(self, graph: str | None) -> str:
        return self._paths.get(graph or "", graph or "")


def _order(row: Difference) -> tuple[int, int, str, str, str]:
    found = row.kind in ENDS and row.kind != "listing"  # the name of what was found in a text is a checksum
    return _KINDS.index(row.kind), _WHATS.index(row.what), row.label if found else "", row.id, str(row.changes)


def _identity(build: SavedBuild) -> dict[str, Value]:
    try:
        manifest = build.manifest
        return {
            "graphbuild": manifest["graphbuild"],
            "base": manifest["options"]["base"],
            **manifest["options"],
            _CHECKSUM: manifest["outputs"]["graph.nq"]["sha256"],
        }
    except (KeyError, TypeError) as error:
        raise _not_whole(build) from error


def _inputs(build: SavedBuild) -> dict[str, str]:
    try:
        return {file["path"]: file["sha256"] for file in build.manifest["inputs"]}
    except (KeyError, TypeError) as error:
        raise _not_whole(build) from error


def _files(build: SavedBuild, name: str) -> dict[str, str]:
    """Checksums of what the manifest lists beside the inputs; an older build may list none."""
    listed = build.manifest.get(name) or []
    return {file["path"]: file["sha256"] for file in (listed if isinstance(listed, list) else [listed])}


def _stated(found: Facts) -> Facts:
    """Without what no file states: links to themes are told of by their evidence."""
    about = {end: graphs for end, graphs in found.get(SCHEMA.ABOUT, {}).items() if any(graphs)}
    return {**found, SCHEMA.ABOUT: about}


def _not_whole(build: SavedBuild) -> NotABuild:
    return NotABuild(f"The build in {str(build.folder)!r} is not whole: build it again.")


def _parsed(lines: list[bytes]) -> Iterator[Statement]:
    try:
        yield from map(statement, pyoxigraph.parse(b"\n".join(lines), format=pyoxigraph.RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise NotABuild(f"A build is damaged: its graph.nq holds a line that is no statement ({error}).") from error


def _ordered(evidence: dict[str, Record]) -> list[str]:
    """Evidence as it stands in the files."""

    def number(value: Value) -> int:
        return value if isinstance(value, int) else 0

    def place(iri: str) -> tuple[str, tuple[int, ...], str]:
        known = evidence[iri]
        numbers = tuple(number(known.get(name)) for name in ("position", "line", "start"))
        return str(known.get("file", "")), numbers, iri

    return sorted(evidence, key=place)
