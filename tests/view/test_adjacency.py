from __future__ import annotations

import numpy
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, shortest_path

from graphbuild.components import components
from graphbuild.view.adjacency import Adjacency

COUNT = 60


@pytest.fixture(params=[0, 30, 60, 300])
def pairs(request: pytest.FixtureRequest) -> numpy.ndarray:
    drawn = numpy.random.default_rng(3).integers(0, COUNT, (request.param, 2))
    return drawn[drawn[:, 0] != drawn[:, 1]]


@pytest.fixture
def matrix(pairs: numpy.ndarray) -> csr_array:
    whole = numpy.zeros((COUNT, COUNT))
    whole[pairs[:, 0], pairs[:, 1]] = whole[pairs[:, 1], pairs[:, 0]] = 1
    return csr_array(whole)


def test_the_connected_parts_are_those_of_scipy(pairs: numpy.ndarray, matrix: csr_array) -> None:
    assert components(COUNT, pairs).tolist() == connected_components(matrix, directed=False)[1].tolist()


def test_a_long_chain_is_one_part() -> None:
    chain = numpy.random.default_rng(1).permutation(2000)
    assert not components(2000, numpy.stack((chain[1:], chain[:-1]), axis=1)).any()


def test_the_tree_of_shortest_ways_is_that_of_scipy(pairs: numpy.ndarray, matrix: csr_array) -> None:
    order, parent = Adjacency(COUNT, pairs).tree(5)
    known_order, known_parent = breadth_first_order(matrix, 5, directed=False)
    assert order == known_order.tolist()
    assert [parent[node] for node in order[1:]] == [known_parent[node] for node in order[1:]]


def test_the_distances_are_those_of_scipy(pairs: numpy.ndarray, matrix: csr_array) -> None:
    assert (Adjacency(COUNT, pairs).hops() == shortest_path(matrix, unweighted=True, directed=False)).all()


def test_a_thing_has_as_many_links_as_others_it_is_linked_to(pairs: numpy.ndarray, matrix: csr_array) -> None:
    assert Adjacency(COUNT, pairs).degree.tolist() == matrix.sum(axis=1).tolist()
