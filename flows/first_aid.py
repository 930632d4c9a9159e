"""Fixed words for the moments that cannot wait: what to do first, and when to call 999.

A worker's answer brings up a text that the provider has approved. Nothing is worked out from
several answers into a judgement: what to do is for trained people and for 999. Each text names
its source; a local protocol goes before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.question import When

FALLS = "hcpa.info/guideline/intervening-a-fall; studylib.net/doc/25644959"
"""A county's falls protocol for care homes, and a care association's guideline on a fall."""

MISSING = "cheshire.police.uk, Herbert Protocol"
"""The police's form and advice for people who may go missing."""

GATE = "domain: flow A"
"""What 999 is called for, at the head of every report."""

MEDICINES = "cqc.org.uk, reporting medicine related incidents; domain: flow B"
"""A high-alert medicine or an allergy: the senior, and clinical advice, now."""

SPEAKING_UP = "domain: section 7"
"""A worry about a colleague does not go through that colleague."""


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A text, the answers that bring it up (all of them), and where it comes from."""

    when: tuple[When, ...]
    text: str
    source: str


EMERGENCY_MEANS = (
    "999 means: not breathing, cannot be woken, choking, heavy bleeding, "
    "or signs of a stroke in face, arm or speech."
)
FALL_MEANS = (
    "After a fall, do not move them yet. Call 999 for: no answer, trouble breathing, "
    "a hit head, strong pain, a bent limb, chest pain, heavy bleeding, new confusion."
)
CALL_NOW = "Call 999 now. Stay with them."
MAY_CALL = "Trouble breathing, chest pain or new confusion: call 999."

RED_FLAGS: tuple[RedFlag, ...] = (
    RedFlag((When("condition", ("emergency",)),), CALL_NOW, GATE),
    RedFlag((When("condition", ("unwell",)),), MAY_CALL, FALLS),
    RedFlag((When("what", ("fall",)),), FALL_MEANS, FALLS),
    RedFlag((When("head", ("yes",)),), "They hit their head: call 999.", FALLS),
    RedFlag(
        (When("thinners", ("yes",)),),
        "Say that they take blood thinners. That makes a hit head more serious.",
        FALLS,
    ),
    RedFlag(
        (When("what", ("fall",)), When("injury", ("none",))),
        "No injury: watch them for 24 hours, and tell the family.",
        FALLS,
    ),
    RedFlag(
        (When("injury", ("broken_bone",)),),
        "Maybe a broken bone: do not move them. Call 999.",
        FALLS,
    ),
    RedFlag((When("arrival", ("floor",)),), FALL_MEANS, FALLS),
    RedFlag((When("arrival", ("no_answer",)),), CALL_NOW, GATE),
    RedFlag((When("arrival", ("confused",)),), "New confusion: call 999.", FALLS),
    RedFlag((When("eating", ("choking",)),), "Choking: call 999. Stay with them.", GATE),
    RedFlag((When("breathing", ("no", "not_sure")),), CALL_NOW, GATE),
    RedFlag(
        (When("illness", ("stroke", "chest", "breathing", "bleeding")),),
        CALL_NOW,
        GATE,
    ),
    RedFlag((When("illness", ("drowsy",)),), "New confusion: call 999.", FALLS),
    RedFlag(
        (When("what", ("missing",)), When("found", ("no", "not_sure"))),
        "Make one quick search. Not found? Call 999, with the Herbert Protocol form.",
        MISSING,
    ),
    RedFlag(
        (When("high_alert", ("yes", "not_sure")),),
        "Tell the senior and get advice now: GP, 111, pharmacist or 999.",
        MEDICINES,
    ),
    RedFlag(
        (When("med_kind", ("wrong_person",)),),
        "Check both people. Get advice now: GP, 111, pharmacist or 999.",
        MEDICINES,
    ),
    RedFlag(
        (When("what", ("treatment",)),),
        'If a colleague should not see this, add "Keep it from" before you send it.',
        SPEAKING_UP,
    ),
)


def first_aid(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What to show with the answers so far; before the first, what 999 is for.

    Each line stands once, however many answers bring it up.
    """
    if "condition" not in answers:
        return (EMERGENCY_MEANS,)
    texts = [f.text for f in RED_FLAGS if all(when.holds(answers) for when in f.when)]
    return tuple(dict.fromkeys(texts))


HIGH_ALERT: tuple[str, ...] = (
    "insulin",
    "blood thinners",
    "strong painkillers or any controlled drug",
    "methotrexate or cancer medicine",
    "seizure medicine",
    "Parkinson's medicine",
    "lithium",
    "digoxin",
    "sedatives",
)
"""Medicines of which a small slip does great harm (domain: section 3); a home may list others."""


def high_alert(answers: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """The list a worker holds the medicine against, after what was to be shown already."""
    listed = ", ".join(names)
    return (
        *first_aid(answers),
        f"{listed[:1].upper()}{listed[1:]}.",
        'Tap "Yes" too if they are oddly drowsy or breathe differently.',
    )
