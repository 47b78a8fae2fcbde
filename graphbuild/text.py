"""Mending the text of headlines and summaries, and saying what was mended.

Collectors leave marks on text: HTML entities (`AT&amp;T`), UTF-8 read as Windows-1252 (`donâ€™t`), line
breaks and non-breaking spaces, zero-width characters, control characters. Each is repaired here and named,
so that the reader can report it with the original beside it. Nothing that could be meant is touched:
tags (a ticker is written `<MSFT.O>`), zero-width joiners (emoji and Indic scripts need them) and
direction marks stay.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
"""Characters that no text is meant to hold, and XML may not."""
_ZERO_WIDTH = re.compile("[\u00ad\u200b\u2060\ufeff]")

_DOUBTFUL = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[\x80-\x9f\u00c2\u00c3\u0152\u0153]))")
"""Without these, ftfy finds no mojibake: it needs two signs beyond ASCII side by side, or one of four letters.

It begins with one class of signs, so that a search for it skips the others.
"""

_ELLIPSES = ("…", "...", "[…]", "[...]")
_ENDS = tuple(".!?…。！？؟।:;")
"""What ends a sentence."""
_CLOSING = "\"'”’»)]】」"
"""What may stand behind the end of a sentence."""


def repair(text: str) -> tuple[str, list[str]]:
    """Mend a text and name each repair.

    >>> repair("  AT&amp;T donâ€™t\\r\\n")
    ('AT&T don’t', ['HTML entity', 'mojibake', 'stray white space'])
    >>> repair("A headline as it should be")
    ('A headline as it should be', [])
    """
    if _is_clean(text):
        return text, []
    repairs = []
    if "&" in text and _ENTITY.search(text):
        before = text
        for _ in range(3):  # collectors that read each other escape what is escaped: `&amp;quot;`
            text = html.unescape(text)
        if text != before:
            repairs.append("HTML entity")
    if _DOUBTFUL.search(text):
        # ftfy takes long to import and most builds meet no such text.
        import ftfy

        text, before = ftfy.fix_encoding(text), text
        if text != before:
            repairs.append("mojibake")
    if not text.isprintable():
        for name, pattern in (("control character", CONTROL), ("invisible character", _ZERO_WIDTH)):
            text, count = pattern.subn("", text)
            if count:
                repairs.append(name)
    text, before = " ".join(text.split()), text
    if text != before:
        repairs.append("stray white space")
    return text, repairs


def _is_clean(text: str) -> bool:
    """Whether there is nothing to repair, as in most texts. Many hold more than ASCII: a typographic apostrophe."""
    return (
        text.isprintable()
        and "&" not in text
        and "  " not in text
        and text == text.strip()
        and (text.isascii() or not _DOUBTFUL.search(text))
    )


def cut_off(text: str) -> str | None:
    """What suggests that a summary was cut by its collector: an ellipsis, or a long text that ends in mid-sentence.

    >>> cut_off("The Mayor called for standards after the officers were spotted using information…")
    'cut off (ends in an ellipsis)'
    >>> cut_off("A short line without a full stop")
    """
    if text.endswith(_ELLIPSES):
        return "cut off (ends in an ellipsis)"
    if len(text) >= 150 and not text.rstrip(_CLOSING).endswith(_ENDS):
        return "perhaps cut off (long, without a full stop)"
    return None


def is_unicode(text: str) -> bool:
    r"""Whether a text can be written as UTF-8; what comes from a command line or a folder may hold other bytes.

    >>> is_unicode("é"), is_unicode("\udcff")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def plain(text: str, kept: str = "\n\t") -> str:
    """A text that does nothing where it is shown: control characters but those `kept` are replaced.

    >>> plain("a\x1b[2Jb")
    'a�[2Jb'
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in kept else "\N{REPLACEMENT CHARACTER}" for sign in text)


def shortened(text: str, width: int) -> str:
    """A text of at most so many characters, an ellipsis in place of its end.

    >>> shortened("policing", 5)
    'poli…'
    """
    return text if len(text) <= width else f"{text[: width - 1]}…"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun.

    >>> counted(1, "article"), counted(2_000, "story", "stories")
    ('1 article', '2,000 stories')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def similar(name: str, known: Iterable[str], *, most: int = 3, cutoff: float = 0.6) -> list[str]:
    """The known names that look most like one, whatever their case; of two that differ in case, the one that begins so.

    >>> similar("Stroy", ["Story", "story"]), similar("stroy", ["Story", "story"])
    (['Story'], ['story'])
    """
    from difflib import get_close_matches

    begins = name[:1].isupper()
    written = {one.casefold(): one for one in sorted(known, key=lambda one: (one[:1].isupper() is begins, one))}
    return [written[found] for found in get_close_matches(name.casefold(), list(written), n=most, cutoff=cutoff)]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint for a name that is not known: the nearest that are, or nothing.

    >>> did_you_mean("polcing", ["policing", "vendors"])
    ' Did you mean policing?'
    """
    near = similar(name, known)
    return f" Did you mean {' or '.join(near)}?" if near else ""


@lru_cache(maxsize=1 << 12)
def slug(name: str) -> str:
    """The last part of a minted IRI: lower case, words joined by hyphens, letters of any script kept.

    Names that differ only in `+` or `#` (C, C++, C#) stay apart.

    >>> slug("Computer Vision"), slug("C++"), slug("人工知能")
    ('computer-vision', 'c-plus-plus', '人工知能')
    """
    import unicodedata

    folded = unicodedata.normalize("NFKC", name).lower().replace("+", " plus ").replace("#", " sharp ")
    return "-".join(re.findall(r"[^\W_]+", folded)) or _hexed(name)


def _hexed(name: str) -> str:
    """A slug for a name without a single letter or digit."""
    return "x" + name.encode("utf-8", "surrogatepass").hex()
