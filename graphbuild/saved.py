"""Reading a build back: its manifest, and questions to its store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph

from graphbuild.errors import NotABuild
from graphbuild.identity import Explanation, Match, explain
from graphbuild.iris import PREFIXES
from graphbuild.output import complete
from graphbuild.records import Origin
from graphbuild.vocabulary import GB, PROV, RDF_TYPE

Row = dict[str, str]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the build in a folder. Raises `NotABuild`."""
    complete(folder)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_build(folder) from error
    if not isinstance(manifest, dict) or "outputs" not in manifest:
        raise _no_build(folder)
    return manifest


def _no_build(folder: Path) -> NotABuild:
    name = os.fspath(folder)
    return NotABuild(f"There is no build in {name!r}: run `graphbuild build SOURCE -o {name}` first.")


class SavedBuild:
    """A folder that `graphbuild build` left. Raises `NotABuild`."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self.manifest = read_manifest(self.folder)
        try:
            self._store = pyoxigraph.Store.read_only(str(self.folder / "store"))
        except (OSError, ValueError) as error:
            raise _no_build(self.folder) from error

    def select(self, query: str) -> list[Row]:
        """The rows of a SELECT over all named graphs; the design's prefixes are known."""
        results = self._store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(results, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in results.variables]
        return [{name: term.value for name in names if (term := solution[name]) is not None} for solution in results]

    def explain(self, left: str, right: str) -> Explanation:
        """Why two addresses are, or are not, one article. Raises `UnknownAddress`."""
        return explain(self._matches(), self._addresses(), left, right)

    def _addresses(self) -> dict[str, None]:
        rows = self.select(
            "SELECT ?address { { ?a schema:url ?address . ?a gb:stub ?any } UNION "
            "{ ?m gb:address|gb:otherAddress ?address } }"
        )
        return dict.fromkeys(row["address"] for row in rows)

    def _matches(self) -> Iterator[Match]:
        base = f"{self.manifest['options']['base']}file/"
        kind = pyoxigraph.NamedNode(RDF_TYPE), pyoxigraph.NamedNode(GB.AddressMatch)
        subjects = [quad.subject for quad in self._store.quads_for_pattern(None, *kind, None)]
        for subject in sorted(subjects, key=str):
            facts = {
                quad.predicate.value: getattr(quad.object, "value", "")
                for quad in self._store.quads_for_pattern(subject, None, None, None)
            }
            file = facts.get(PROV.WAS_DERIVED_FROM, "").removeprefix(base)
            yield Match(
                facts[GB.address],
                facts[GB.otherAddress],
                facts[GB.evidence],  # type: ignore[arg-type]
                facts[GB.sameArticle] == "true",
                facts.get(GB.field),
                facts.get(GB.key),
                facts.get(GB.reason),
                Origin(file, int(facts[GB.line])) if file else None,
            )
