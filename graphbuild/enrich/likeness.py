"""How alike the texts of two articles are.

Each text is the set of its telling words (`words.telling`), each word weighing ln(N / n), where n of all N articles
have it (inverse document frequency: Spärck Jones, Journal of Documentation 28, 1972). Three measures are taken of a
pair: the cosine of the headlines, the cosine of headlines and abstracts together, and the weight of the shared words
as a part of the lighter text's (an article known only from a list has no abstract). Weights are added up in the order
in which the words stand in a text: so the measures of a pair have the same digits whichever articles are beside it. A
build by many processes, each of which sees some days, relies on that.

All words of all texts stand in one array, so that numpy finds what pairs share by sorting and searching: SciPy's sparse
matrices do it no faster, and take longer to import than a small build takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy

from graphbuild.arrays import distinct, runs
from graphbuild.enrich.wording import Wording

Numbers = numpy.ndarray
_BLOCK = 512
"""So many texts at once are paired with those that follow them."""
_PAIRS = 8192
"""So many pairs at once are compared."""
_SIEVE = 1 << 18
"""Bytes by which words that are not shared are told, a power of two."""


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
    """The texts of some articles, by number in the order of their dates, ready to be compared.

    Words weigh by how many of these articles have them; where these are some of many, by `counted`.
    """

    def __init__(self, wordings: Sequence[Wording], counted: Counted | None = None) -> None:
        self._wordings = wordings
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        word: list[int] = []
        count: list[int] = []
        for wording in wordings:
            stems = wording.stems.split()
            word += map(self._numbers.__getitem__, stems)
            count.append(len(stems))
        self._word = numpy.array(word, dtype=numpy.int64)
        """The words of all texts by number, those of each text together, those of its headline first."""
        self._count = numpy.array(count, dtype=numpy.int64)
        self._start = numpy.cumsum(self._count) - self._count
        self._text = numpy.repeat(numpy.arange(len(wordings)), self._count)
        """For each of these words its text."""
        headline_ends = self._start + numpy.array([wording.headline for wording in wordings], dtype=numpy.int64)
        self._in_headline = numpy.arange(len(self._word)) < headline_ends[self._text]
        keys = self._text * len(self._numbers) + self._word
        self._by_key = numpy.argsort(keys)
        self._keys = keys[self._by_key]
        self._articles = counted.articles if counted else len(wordings)
        if counted:
            self._frequency = numpy.array([counted.words[word] for word in self._numbers], dtype=numpy.int64)
        else:
            self._frequency = numpy.bincount(self._word, minlength=len(self._numbers))
        self._frequency_of: list[int] = self._frequency.tolist()
        self._weight = numpy.log(max(self._articles, 1) / numpy.maximum(self._frequency, 1))

    def candidates(self, until: Numbers, among: range) -> tuple[Numbers, Numbers]:
        """The pairs that share a word which is rare enough to tell something, the earlier of which is of `among`.

        `until` is for each article the number behind the last one that is near enough in time. A word that many
        articles have makes no pair, so that the number of pairs grows with the square root of the number of articles
        at most.
        """
        count = len(self._wordings)
        text, word, keys, behind = self._rare
        some = slice(*numpy.searchsorted(text, (among.start, among.stop)))
        text, word, behind = text[some], word[some], behind[some]
        following = numpy.maximum(numpy.searchsorted(keys, word * count + until[text]) - behind, 0)
        lefts, rights = [], []
        for begin in range(among.start, among.stop, _BLOCK):
            low, high = numpy.searchsorted(text, (begin, min(begin + _BLOCK, among.stop)))
            left = numpy.repeat(text[low:high], following[low:high])
            right = keys[runs(behind[low:high], following[low:high])] % count
            pairs = distinct(left * count + right)
            lefts.append(pairs // count)
            rights.append(pairs % count)
        return _joined(lefts), _joined(rights)

    @cached_property
    def _rare(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Of the words that are rare enough: the text, the word, word and text as one number in order, its place."""
        rare = numpy.flatnonzero(self._frequency[self._word] <= max(40, 2 * self._articles**0.5))
        text, word = self._text[rare], self._word[rare]
        keys = word * len(self._wordings) + text
        by_word = numpy.argsort(keys)
        behind = numpy.empty_like(by_word)
        behind[by_word] = numpy.arange(1, len(by_word) + 1)
        return text, word, keys[by_word], behind

    @cached_property
    def _weights(self) -> tuple[Numbers, Numbers, Numbers]:
        """For each word of each text its weight, the square of it, and that for words of headlines alone."""
        weight = self._weight[self._word]
        square = weight**2
        return weight, square, square * self._in_headline

    @cached_property
    def _lengths(self) -> tuple[Numbers, Numbers, Numbers]:
        """For each text the weight of its words, and its length and that of its headline as vectors."""
        weight, square, in_headline = map(self._sums, self._weights)
        return weight, numpy.sqrt(square), numpy.sqrt(in_headline)

    def compare(self, left: Numbers, right: Numbers) -> Pairs:
        """The measures of pairs, each pair once."""
        count = max(len(self._wordings), 1)
        pairs = distinct(left.astype(numpy.int64) * count + right)
        left, right = pairs // count, pairs % count
        weight, square, in_headline = self._weights
        headline, text, contained = (numpy.zeros(len(pairs)) for _ in range(3))
        for begin in range(0, len(pairs), _PAIRS):
            part = slice(begin, begin + _PAIRS)
            pair, one, other = self._shared(left[part], right[part])
            both = in_headline[one] * self._in_headline[other]
            for measure, shares in ((headline, both), (text, square[one]), (contained, weight[one])):
                measure[part] = numpy.bincount(pair, shares, len(left[part]))
        whole, text_length, headline_length = self._lengths
        return Pairs(
            left, right,
            _divided(headline, headline_length[left] * headline_length[right]),
            _divided(text, text_length[left] * text_length[right]),
            _divided(contained, numpy.minimum(whole[left], whole[right])),
        )  # fmt: skip

    def _shared(self, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The words that pairs share: the place of the pair, and those of the word in both texts."""
        count = self._count[left]
        pair = numpy.repeat(numpy.arange(len(left)), count)
        one = runs(self._start[left], count)
        keys = right[pair] * len(self._numbers) + self._word[one]
        first, last = right.min(), right.max()
        known = self._keys[self._start[first] : self._start[last] + self._count[last]]
        # Six of seven words are not shared: nearly all of them fall through a sieve that the processor's cache holds.
        sieve = numpy.zeros(_SIEVE, dtype=bool)
        sieve[known & (_SIEVE - 1)] = True
        likely = numpy.flatnonzero(sieve[keys & (_SIEVE - 1)])
        keys = keys[likely]
        place = numpy.searchsorted(known, keys)
        place[place == len(known)] = 0
        there = numpy.flatnonzero(known[place] == keys)
        found = likely[there]
        return pair[found], one[found], self._by_key[self._start[first] + place[there]]

    def _sums(self, values: Numbers) -> Numbers:
        """The sum over the words of each text."""
        return numpy.bincount(self._text, values, len(self._wordings))

    def shared(self, left: int, right: int, most: int) -> tuple[str, ...]:
        """The rarest words of the first that the second has too, in the order of the alphabet."""
        wording, others = self._wordings[left], frozenset(self.stems(right))
        both = [pair for pair in zip(self.stems(left), wording.words.split(), strict=True) if pair[0] in others]
        rarest = sorted((self._frequency_of[self._numbers[stem]], stem, word) for stem, word in both)[:most]
        return tuple(sorted({word for frequency, _, word in rarest if frequency < self._articles}))

    def stems(self, number: int) -> list[str]:
        """The stems of the telling words of a text."""
        return self._wordings[number].stems.split()


def _joined(parts: Sequence[Numbers]) -> Numbers:
    return numpy.concatenate(parts) if parts else numpy.zeros(0, int)


def _divided(above: Numbers, below: Numbers) -> Numbers:
    shares: Numbers = numpy.divide(above, below, out=numpy.zeros_like(above), where=below > 0)
    return shares
