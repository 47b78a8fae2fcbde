"""Texts as they are compared: folded one character to one, so that offsets stay those of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import cast

_SAME = (*((sign, "'") for sign in "’‘‛ʼ´`′"), *((sign, " ") for sign in "-‐‑‒–—−\u00a0\u2007\u2009\u202f\t\n"))
"""Signs that are written in several ways. A hyphen is a space: `facial-recognition` is `facial recognition`."""

_SIGNS = "".join(map(chr, range(128)))
_FOLDED = bytes.maketrans(_SIGNS.encode(), "".join(dict(_SAME).get(sign, sign.lower()) for sign in _SIGNS).encode())
"""ASCII folded. Python translates bytes in a tenth of the time that it takes for texts."""
_PLAIN = bytes.maketrans(
    _SIGNS.encode(), "".join(sign.lower() if sign.isalnum() else " '"[sign in "`'"] for sign in _SIGNS).encode()
)
"""ASCII folded, with nothing between its words but spaces and apostrophes."""

_GAPS = bytes(not (chr(sign).isalnum() or chr(sign) == "_") for sign in range(256))
"""What is no letter, digit or underscore of ASCII."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_DOTTED_WITHIN = re.compile(r"\.[^\W\d_]\.")
"""What every match of `_DOTTED` holds, and is found sooner."""
_SMALL = frozenset(
    "a an and are as at but by for from has have in into is it its nor of off on or over per so than that the to up "
    "via vs was were will with de la le les des du et en der die das und von van y el los las".split()
)
"""Words that a headline in title case leaves in lower case."""


def fold(text: str) -> str:
    """The text in lower case with plain apostrophes and spaces, of the same length.

    >>> fold("Amazon’s Facial‑Recognition İ")
    "amazon's facial recognition i"
    """
    if text.isascii():  # most are
        return text.encode("ascii").translate(_FOLDED).decode("ascii")
    same = _one_way(text)
    folded = same.lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else low[0] for char in same)


def _one_way(text: str) -> str:
    """The text with plain apostrophes and spaces; to look through it for one sign after the other is fastest."""
    for sign, plain in _SAME:
        text = text.replace(sign, plain)
    return text


def is_boundary(text: str, place: int) -> bool:
    """Whether a word may begin or end at a place of a text, in any script.

    >>> is_boundary("police", 3), is_boundary("police's", 6), is_boundary("警察は", 2)
    (False, True, True)
    """
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if after.isascii() and before.isascii():
        return not ((after.isalnum() or after == "_") and (before.isalnum() or before == "_"))
    if unicodedata.category(after)[0] == "M":  # the rest of a letter
        return False
    if not (_is_word(before) and _is_word(after)):
        return True
    return bool(_UNSPACED.match(before) or _UNSPACED.match(after))


def boundaries(text: str) -> Callable[[int], object]:
    """`is_boundary` for many places of one text."""
    if not text.isascii():
        return partial(is_boundary, text)
    gaps = b"\1" + text.encode("ascii").translate(_GAPS) + b"\1"
    return lambda place: gaps[place] or gaps[place + 1]


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def word_starts(text: str) -> list[int]:
    """Where the words of a text begin.

    >>> word_starts("Police’s new tool")
    [0, 9, 13]
    """
    return [match.start() for match in _WORD.finditer(_one_way(text))]


def words(text: str) -> list[str]:
    """The words of a text, folded; an abbreviation with full stops is one word, Chinese is cut in pairs of signs.

    >>> words("Let’s Kill Facial-Recognition in D.C.")
    ["let's", 'kill', 'facial', 'recognition', 'in', 'dc']
    """
    if text.isascii():
        plain = _undotted(text).encode("ascii").translate(_PLAIN).decode("ascii")
        return _WORD.findall(plain) if "'" in plain else plain.split()
    found = _WORD.findall(_undotted(fold(text)))
    if not _UNSPACED.search(text):
        return found
    return [part for word in found for part in (_pairs(word) if _UNSPACED.search(word) else (word,))]


def _undotted(text: str) -> str:
    if not _DOTTED_WITHIN.search(text):
        return text
    return _DOTTED.sub(lambda match: match[0].replace(".", ""), text)


def _pairs(word: str) -> list[str]:
    """Two by two the letters of a script without spaces, where no one says where a word ends."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


STOP_WORDS = frozenset(
    "a about after all also amid an and are as at be been but by can could for from had has have he her his how if in "
    "into is it its just may might more most new no not now of off on or our out over s said say says she should so "
    "than that the their them they this to under up us was we were what when where which while who why will with would "
    "you your".split()
)
"""English words that say nothing of what a text reports."""


def telling(spoken: Sequence[str]) -> dict[str, str]:
    """The stems of the words that say what a text reports, each with its first word.

    >>> telling(words("Why police arrested the wrong man"))
    {'polic': 'police', 'arrest': 'arrested', 'wrong': 'wrong', 'man': 'man'}
    """
    found: dict[str, str] = {}
    for root, word in zip(map(_telling_stem, spoken), spoken, strict=True):
        if root and root not in found:
            found[root] = word
    return found


def is_title_case(text: str) -> bool:
    """Whether nearly every word has a capital, so that a capital does not tell a name.

    >>> is_title_case("Portland Just Passed The Broadest Ban"), is_title_case("Amazon’s Ring doorbells in Portland")
    (True, False)
    """
    telling = [word for word in _WORD.findall(text)[1:] if word.lower() not in _SMALL and word[0].isalpha()]
    if not telling:
        return True
    return sum(not word[0].islower() for word in telling) >= 0.7 * len(telling)


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    import Stemmer

    return cast("Callable[[str], str]", Stemmer.Stemmer("english").stemWord)


def stem(word: str) -> str:
    """The stem of an English word; words of other languages lose at most an ending.

    The rules are those of Porter's second stemmer (https://snowballstem.org/algorithms/english/stemmer.html).

    >>> stem("arrested"), stem("policing"), stem("polizei")
    ('arrest', 'polic', 'polizei')
    """
    return _stemmer()(word.removesuffix("'s"))


@lru_cache(maxsize=200_000)
def _telling_stem(word: str) -> str | None:
    return None if word in STOP_WORDS else stem(word)
