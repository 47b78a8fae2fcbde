"""Data classes that nobody changes, made as fast as those that may be changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(kind: type[Kind]) -> type[Kind]:
    """A data class with slots and a hash, whose objects are not to be changed: the type checker sees to it.

    Python would watch over each value that is set, also the first: an article has 23, and takes six times as long.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
