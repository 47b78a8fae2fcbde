"""Values as nearly all stories write them. `None` is said of any other form: fields.py knows more of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from graphbuild.address import domain_key, is_common, reject_reason
from graphbuild.ingest.dates import FIRST_YEAR
from graphbuild.ingest.fields import BOOLEANS, DURATION
from graphbuild.records import Date, Image
from graphbuild.text import repair

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_PIXELS = re.compile(r"[1-9][0-9]{0,17}")
_PATH = re.compile(r"/[A-Za-z0-9._~-][A-Za-z0-9._~/-]*")


@lru_cache(maxsize=4096)
def word(text: str) -> str | None:
    """A text used as a category, which needs no mending."""
    return text.lower() if text and repair(text) == (text, []) else None


def when(text: str) -> Date | None:
    """A day, or a time in UTC to the second."""
    if not _DATE.fullmatch(text) or int(text[:4]) < FIRST_YEAR:
        return None
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def whole(text: str) -> int | None:
    """A whole number."""
    return int(text) if _WHOLE.fullmatch(text) else None


@lru_cache(maxsize=64)
def truth(text: str) -> bool | None:
    """Yes or no."""
    return BOOLEANS.get(text.lower())


def duration(text: str) -> str | None:
    """An ISO 8601 duration."""
    return text if DURATION.fullmatch(text) else None


@lru_cache(maxsize=1 << 14)
def domain(text: str) -> str | None:
    """A domain as sources are known by."""
    usable = word(text) and text.isascii() and is_common(f"https://{text}/") and not set("/@:") & set(text)
    return text if usable and domain_key(text) == text and not reject_reason(f"https://{text}/") else None


@lru_cache(maxsize=4096)
def image(address: str, width: str | None, height: str | None) -> Image | None:
    """A picture. A publisher's stands in hundreds of files."""
    if not is_common(address) and not _PATH.fullmatch(address):
        return None
    pixels = []
    for size in (width, height):
        if size is not None and not _PIXELS.fullmatch(size):
            return None
        pixels.append(None if size is None else int(size))
    return Image(address, *pixels)


READ: dict[str, tuple[str, Callable[[str], Any], bool]] = {
    "type": ("type", word, False),
    "category": ("category", word, False),
    "published_at": ("publishedDateTime", when, False),
    "starts_at": ("startDateTime", when, False),
    "ends_at": ("endDateTime", when, False),
    "length": ("length", duration, False),
    "quality": ("quality", whole, True),
    "heat": ("heat", whole, True),
    "published": ("published", truth, True),
    "removed": ("removed", truth, True),
}
"""For attributes of an article the field, how its value is read, and whether one in quotes is doubtful."""
