"""Making texts safe and short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobtagger.writers.plain import one_line, shorten, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two\nlines", "two\nlines"),
        ("two\r\nlines\rthree", "two\nlines\nthree"),
        ("a\tb", "a b"),
        ("\x1b[2J", "�[2J"),
        ("\x9b2J", "�2J"),
        ("a\x00b\x7f", "a�b�"),
        ("a\u202eb\u2066c\ufeffd", "abcd"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("\ud800", "�"),
        ("a\u2028b", "a�b"),
    ],
)
def test_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [(" a \n\n b\t", "a b"), ("a\u2028b\x0bc", "a b c"), ("", ""), ("\x1b c", "� c")]
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("short", 5, "short"),
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one, two", 6, "one…"),
        ("incomprehensibilities", 10, "incompreh…"),
        ("a incomprehensibilities", 10, "a incompr…"),
        ("", 5, ""),
    ],
)
def test_shorten(text: str, cells: int, expected: str) -> None:
    assert shorten(text, cells) == expected


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Mn", "Me", "Mc"])), st.integers(4, 40))
def test_shorten_never_takes_more_room_than_it_has(text: str, cells: int) -> None:
    assert cell_len(shorten(one_line(text), cells)) <= cells
