"""How alike the texts of two articles are.

Each text is the set of its telling words (`words.telling`), each word weighing ln(N / n), where n of all N articles
have it (inverse document frequency: Spärck Jones, Journal of Documentation 28, 1972). Three measures are taken of a
pair: the cosine of the headlines, the cosine of headlines and abstracts together, and the weight of the shared words
as a part of the lighter text's (an article known only from a list has no abstract).
"""

from __future__ import annotations

from collections.abc import Sequence
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


class Texts:
    """The texts of some articles, by number, ready to be compared."""

    def __init__(self, articles: Sequence[ArticleNode]) -> None:
        headlines = [telling(article.headline or "") for article in articles]
        self.words = [
            headline | {stem: word for stem, word in telling(article.abstract or "").items() if stem not in headline}
            for headline, article in zip(headlines, articles, strict=True)
        ]
        self._columns: dict[str, int] = {}
        for words in self.words:
            for word in words:
                self._columns.setdefault(word, len(self._columns))
        self._all = self._matrix(self.words)
        self._headlines = self._matrix(headlines)
        self.frequency = numpy.bincount(self._all.indices, minlength=len(self._columns))
        with numpy.errstate(divide="ignore"):
            self.weight = numpy.log(max(len(articles), 1) / numpy.maximum(self.frequency, 1))

    def _matrix(self, texts: Sequence[dict[str, str]]) -> sparse.csr_matrix:
        """A row a text, a column a word, 1 where the text has it."""
        columns = [self._columns[word] for words in texts for word in words]
        starts = numpy.cumsum([0, *(len(words) for words in texts)])
        ones = numpy.ones(len(columns))
        return sparse.csr_matrix((ones, columns, starts), shape=(len(texts), len(self._columns)))

    def candidates(self, order: Numbers, until: Numbers) -> tuple[Numbers, Numbers]:
        """The pairs that share a word which is rare enough to tell something.

        `order` are the numbers of the articles by date, `until` for each place of it the place behind the last article
        that is near enough in time. A word that many articles have makes no pair, so that the number of pairs grows
        with the square root of the number of articles at most.
        """
        rare = self.frequency <= max(40, 2 * len(self.words) ** 0.5)
        matrix = (self._all[order] @ sparse.diags(rare.astype(float))).tocsr()
        matrix.eliminate_zeros()
        lefts, rights = [], []
        for begin in range(0, len(order), _BLOCK):
            end = min(begin + _BLOCK, len(order))
            shared = (matrix[begin:end] @ matrix[begin : until[end - 1]].T).tocoo()
            row, column = shared.row + begin, shared.col + begin
            near = (column > row) & (column < until[row])
            lefts.append(order[row[near]])
            rights.append(order[column[near]])
        left, right = (numpy.concatenate(parts) if parts else numpy.zeros(0, int) for parts in (lefts, rights))
        return numpy.minimum(left, right), numpy.maximum(left, right)

    def compare(self, left: Numbers, right: Numbers) -> Pairs:
        """The measures of pairs, each pair once."""
        pairs = numpy.unique(left.astype(numpy.int64) * len(self.words) + right) if len(left) else left
        left, right = pairs // max(len(self.words), 1), pairs % max(len(self.words), 1)
        squares, weights = sparse.diags(self.weight**2), sparse.diags(self.weight)
        return Pairs(
            left, right,
            _cosine(self._headlines, squares, left, right),
            _cosine(self._all, squares, left, right),
            _contained(self._all, weights, left, right),
        )  # fmt: skip

    def shared(self, left: int, right: int, most: int) -> tuple[str, ...]:
        """The rarest words of the first that the second has too, in the order of the alphabet."""
        words = [word for word in self.words[left] if word in self.words[right]]
        words.sort(key=lambda word: (-self.weight[self._columns[word]], word))
        telling = [word for word in words[:most] if self.weight[self._columns[word]] > 0]
        return tuple(sorted({self.words[left][word] for word in telling}))


def _cosine(matrix: sparse.csr_matrix, weights: sparse.dia_matrix, left: Numbers, right: Numbers) -> Numbers:
    weighted = (matrix @ weights).tocsr()
    length = numpy.sqrt(numpy.asarray(weighted.sum(axis=1)).ravel())
    return _divided(_dot(weighted, matrix, left, right), length[left] * length[right])


def _contained(matrix: sparse.csr_matrix, weights: sparse.dia_matrix, left: Numbers, right: Numbers) -> Numbers:
    weighted = (matrix @ weights).tocsr()
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
