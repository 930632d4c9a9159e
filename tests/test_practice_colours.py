"""The page's colours, light and dark: what is written can be read (WCAG 2.2, AA)."""

import re
from itertools import product

import pytest

from bot.practice.page import STATIC

ON_PAPER = ("paper", "dawn", "cream", "well", "linen", "field")
READ = [
    *product(("ink", "soft"), ON_PAPER),
    *product(("green-deep",), ("cream", "paper", "field", "green-soft", "moss")),
    *product(("on-fill",), ("green", "green-hover", "clay")),
    ("ink", "green-soft"),
    ("ink", "ribbon-low"),
    ("soft", "green-soft"),
    ("leaf", "cream"),
    ("faint", "linen"),
    ("amber-ink", "amber"),
    ("ember-ink", "ember"),
]
"""Words, and what they stand on."""
SEEN = [
    *product(("ring",), (*ON_PAPER, "green-soft", "moss")),
    ("edge", "cream"),
    ("edge", "field"),
]
"""Rings and edges that say where one is, and what they stand on."""


def schemes() -> dict[str, dict[str, str]]:
    css = (STATIC / "page.css").read_text()
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", css, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", each)) for each in (light, dark)]
    return {"light": found[0], "dark": {**found[0], **found[1]}}


def luminance(colour: str) -> float:
    digits = colour.strip("#") if len(colour) == 7 else "".join(c * 2 for c in colour.strip("#"))
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_rings_stand_out(scheme: str) -> None:
    colours = schemes()[scheme]
    pale = [
        (front, back)
        for pairs, least in ((READ, 4.5), (SEEN, 3.0))
        for front, back in pairs
        if contrast(colours[front], colours[back]) < least
    ]
    assert pale == []


def test_initials_can_be_read() -> None:
    faces = re.findall(
        r"\.face-\d \{ background: (#\w+); color: (#\w+)", (STATIC / "phone.css").read_text()
    )
    assert len(faces) == 5
    assert min(contrast(*face) for face in faces) >= 4.5
