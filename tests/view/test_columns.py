from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.view.columns import column


def unpacked(text: str, steps: bool) -> list[int]:
    """What page/columns.js does."""
    numbers, value, scale, last = [], 0, 1, 0
    for byte in base64.b64decode(text):
        value += (byte & 127) * scale
        if byte & 128:
            scale *= 128
            continue
        signed = -(value + 1) // 2 if value % 2 else value // 2
        last = last + signed if steps else signed
        numbers.append(last)
        value, scale = 0, 1
    return numbers


@given(st.lists(st.integers(-(2**50), 2**50)), st.booleans())
def test_what_is_packed_can_be_read(numbers: list[int], steps: bool) -> None:
    assert unpacked(column(numbers, steps=steps), steps) == numbers


@pytest.mark.parametrize("steps", [True, False])
def test_no_numbers_are_no_text(steps: bool) -> None:
    assert column([], steps=steps) == ""


def test_small_numbers_take_one_byte() -> None:
    assert len(base64.b64decode(column([63, -63, 0] * 100))) == 300
