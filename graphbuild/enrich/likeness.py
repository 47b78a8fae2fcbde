"""How alike the texts of two articles are.

Each text is the set of its telling words (`words.telling`), each word weighing ln(N / n), where n of all N articles
have it (inverse document frequency: Spärck Jones, Journal of Documentation 28, 1972). Three measures are taken of a
pair: the cosine of the headlines, the cosine of headlines and abstracts together, and the weight of the shared words
as a part of the lighter text's (an article known only from a list has no abstract).

Words are numbered, and their weights added up, in the order of the alphabet: so the measures of a pair have the same
digits whichever articles are beside it. A build by many processes, each of which sees some days, relies on that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy
from scipy import sparse

from graphbuild.enrich.words import telling
from graphbuild.graph import ArticleNode

Numbers = numpy.ndarray
_BLOCK = 512


@dataclass(frozen=True)
class Pairs:
    """Pairs of articles, by their numbers (`left` < `right`), in the order of both; arrays of one length."""

    left: Numbers
    right: Numbers
    headline: Numbers
    """Cosine of the headlines, 0 to 1."""
    text: Numbers
    """Cosine of headlines and abstracts, 0 to 1."""
    contained: Numbers
    """Weight of the shared words, as a part of the lighter text's, 0 to 1."""


@dataclass(frozen=True)
class Counted:
    """Of how many articles the words were counted, and how many of them have each word."""

    articles: int
    words: Mapping[str, int]


class Texts:
    """The texts of some articles, by number, ready to be compared.

    Words weigh by how many of these articles have them; where these are some of many, by `counted`.
    """

    def __init__(self, articles: Sequence[ArticleNode], counted: Counted | None = None) -> None:
        headlines = [telling(article.headline or "") for article in articles]
        self.words = [
            headline | {stem: word for stem, word in telling(article.abstract or "").items() if stem not in headline}
            for headline, article in zip(headlines, articles, strict=True)
        ]
        self._columns = {word: number for number, word in enumerate(sorted(set().union(*self.words)))}
        self._all = self._matrix(self.words)
        self._headlines = self._matrix(headlines)
        self._count = counted.articles if counted else len(articles)
        if counted:
            self.frequency = numpy.array([counted.words[word] for word in self._columns], dtype=int)
        else:
            self.frequency = numpy.bincount(self._all.indices, minlength=len(self._columns))
        with numpy.errstate(divide="ignore"):
            self.weight = numpy.log(max(self._count, 1) / numpy.maximum(self.frequency, 1))

    def _matrix(self, texts: Sequence[dict[str, str]]) -> sparse.csr_matrix:
        """A row a text, a column a word, 1 where the text has it."""
        columns = [self._columns[word] for words in texts for word in words]
        starts = numpy.cumsum([0, *(len(words) for words in texts)])
        ones = numpy.ones(len(columns))
        matrix = sparse.csr_matrix((ones, columns, starts), shape=(len(texts), len(self._columns)))
        matrix.sort_indices()
        return matrix

    def candidates(self, until: Numbers, lefts: range) -> tuple[Numbers, Numbers]:
        """The pairs that share a word which is rare enough to tell something, the earlier of which is of `lefts`.

        The articles are numbered by date; `until` is for each the number behind the last that is near enough in time.
        A word that many articles have makes no pair, so that the number of pairs grows with the square root of the
        number of articles at most.
        """
        rare = self.frequency <= max(40, 2 * self._count**0.5)
        matrix = _weighted(self._all, rare.astype(float))
        matrix.eliminate_zeros()
        found: list[tuple[Numbers, Numbers]] = []
        for begin in range(lefts.start, lefts.stop, _BLOCK):
            end = min(begin + _BLOCK, lefts.stop)
            # A day reaches further than an hour of it: the last of a block need not be the one that sees furthest.
            shared = (matrix[begin:end] @ matrix[begin : until[begin:end].max()].T).tocoo()
            row, column = shared.row + begin, shared.col + begin
            near = (column > row) & (column < until[row])
            found.append((row[near], column[near]))
        if not found:
            return numpy.zeros(0, int), numpy.zeros(0, int)
        left, right = (numpy.concatenate(parts) for parts in zip(*found, strict=True))
        return left, right

    def compare(self, left: Numbers, right: Numbers) -> Pairs:
        """The measures of pairs, each pair once."""
        pairs = numpy.unique(left.astype(numpy.int64) * len(self.words) + right) if len(left) else left
        left, right = pairs // max(len(self.words), 1), pairs % max(len(self.words), 1)
        return Pairs(
            left, right,
            _cosine(self._headlines, self.weight**2, left, right),
            _cosine(self._all, self.weight**2, left, right),
            _contained(self._all, self.weight, left, right),
        )  # fmt: skip

    def shared(self, left: int, right: int, most: int) -> tuple[str, ...]:
        """The rarest words of the first that the second has too, in the order of the alphabet."""
        words = [word for word in self.words[left] if word in self.words[right]]
        words.sort(key=lambda word: (-self.weight[self._columns[word]], word))
        telling = [word for word in words[:most] if self.weight[self._columns[word]] > 0]
        return tuple(sorted({self.words[left][word] for word in telling}))


def _weighted(matrix: sparse.csr_matrix, weights: Numbers) -> sparse.csr_matrix:
    """A matrix of ones with a weight for each column in their place."""
    return sparse.csr_matrix((weights[matrix.indices], matrix.indices, matrix.indptr), shape=matrix.shape, copy=True)


def _cosine(matrix: sparse.csr_matrix, weights: Numbers, left: Numbers, right: Numbers) -> Numbers:
    weighted = _weighted(matrix, weights)
    length = numpy.sqrt(numpy.asarray(weighted.sum(axis=1)).ravel())
    return _divided(_dot(weighted, matrix, left, right), length[left] * length[right])


def _contained(matrix: sparse.csr_matrix, weights: Numbers, left: Numbers, right: Numbers) -> Numbers:
    weighted = _weighted(matrix, weights)
    weight = numpy.asarray(weighted.sum(axis=1)).ravel()
    return _divided(_dot(weighted, matrix, left, right), numpy.minimum(weight[left], weight[right]))


def _dot(one: sparse.csr_matrix, other: sparse.csr_matrix, left: Numbers, right: Numbers) -> Numbers:
    parts = [
        numpy.asarray(one[left[at : at + 65536]].multiply(other[right[at : at + 65536]]).sum(axis=1)).ravel()
        for at in range(0, len(left), 65536)
    ]
    return numpy.concatenate(parts) if parts else numpy.zeros(0)


def _divided(above: Numbers, below: Numbers) -> Numbers:
    shares: Numbers = numpy.divide(above, below, out=numpy.zeros_like(above), where=below > 0)
    return shares
