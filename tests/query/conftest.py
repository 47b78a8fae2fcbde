from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from graphbuild.query.engine import Engine
from graphbuild.saved import SavedBuild

FOUND = Path(__file__).with_name("found.ttl")


@pytest.fixture(scope="session")
def engine(demo: Path) -> Iterator[Engine]:
    """The store of the bundled stories."""
    engine = SavedBuild(demo).engine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def of_june(june: Path) -> Iterator[Engine]:
    """The store of a fifth of them."""
    engine = SavedBuild(june).engine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A small graph with stories, themes, reprints, mentions and problems."""
    file = tmp_path_factory.mktemp("found") / "found.nq"
    quads = pyoxigraph.parse(path=str(FOUND), format=pyoxigraph.RdfFormat.TURTLE)
    pyoxigraph.serialize(quads, output=str(file), format=pyoxigraph.RdfFormat.N_QUADS)
    engine = Engine(file)
    yield engine
    engine.close()
