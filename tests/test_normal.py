"""Typed text is made safe at the door, and nothing a person meant is taken out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normal import normal_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("two tablets\nin the pot\tby the bed", "two tablets\nin the pot\tby the bed"),
        ("a\x00b\x07c\x1b[31md\x7f", "abc[31md"),
        ("before \ud800 after", "before \ufffd after"),
        ("\ud83d\ude00", "😀"),
        ("👩🏽‍⚕️ ok", "👩🏽‍⚕️ ok"),
        ("e\u0301", "é"),
        ("<b>bold</b> & 'quotes'", "<b>bold</b> & 'quotes'"),
        ("'; DROP TABLE cases; --", "'; DROP TABLE cases; --"),
        ("\u202eright to left\u202c", "\u202eright to left\u202c"),
    ],
)
def test_only_what_cannot_be_carried_is_taken_out(typed: str, kept: str) -> None:
    assert normal_text(typed) == kept


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_can_be_stored_and_sent_afterwards(text: str) -> None:
    kept = normal_text(text)
    assert "\x00" not in kept
    assert json.loads(json.dumps(kept).encode("utf-8")) == kept
    kept.encode("utf-8")
    assert normal_text(kept) == kept
