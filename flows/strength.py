"""How far an action is likely to hold: the RCA2 action hierarchy, in a care home's words.

What changes the surroundings holds by itself, what asks people to remember does not (domain:
section 3, RCA2). Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flows.question import Choice


class Strength(Choice):
    STRONG = "strong", "Strong"
    INTERMEDIATE = "intermediate", "Middling"
    WEAK = "weak", "Weak alone"


class ActionKind(Choice):
    """Kinds of action, the likely ones first, so that naming one says how strong it is."""

    CHECKLIST = "checklist", "Checklist or prompt"
    SIMPLER = "simpler", "Fewer or easier steps"
    NOTES = "notes", "Better notes or handover"
    STAFFING = "staffing", "Staffing or workload"
    QUIET = "quiet", "Fewer interruptions"
    LAYOUT = "layout", "Room, storage or layout"
    TRAINING = "training", "Training"
    REMINDER = "reminder", "Reminder or talk"
    APART = "apart", "Keep look-alikes apart"
    BLOCK = "block", "Make the slip impossible"
    SAME_WAY = "same_way", "One way for everyone"
    NEW_TOOL = "new_tool", "New equipment, tried first"
    SOFTWARE = "software", "Change the app or system"
    READ_BACK = "read_back", "Say it back"
    BACKUP = "backup", "A second pair or a spare"
    LEADERS = "leaders", "Managers take part"
    PRACTICE = "practice", "Practise it, and again later"
    DOUBLE_CHECK = "double_check", "Double check"
    LABEL = "label", "Label or warning sign"
    POLICY = "policy", "New rule or memo"
    STUDY = "study", "Look into it further"
    OTHER = "other", "Something else"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of action in the hierarchy: its strength, and what it looks like in care."""

    strength: Strength
    example: str


STRONG, INTERMEDIATE, WEAK = Strength.STRONG, Strength.INTERMEDIATE, Strength.WEAK

HIERARCHY: Mapping[str, Row] = MappingProxyType(
    {
        ActionKind.LAYOUT: Row(STRONG, "a locked drawer of its own for insulin"),
        ActionKind.BLOCK: Row(STRONG, "an app that stops a second dose"),
        ActionKind.SIMPLER: Row(STRONG, "the medicine round moved out of lunch"),
        ActionKind.SAME_WAY: Row(STRONG, "the same blister packs for everyone"),
        ActionKind.NEW_TOOL: Row(STRONG, "a new hoist, tried by the staff first"),
        ActionKind.LEADERS: Row(STRONG, "the manager joins a night round every month"),
        ActionKind.STAFFING: Row(INTERMEDIATE, "one more person at breakfast"),
        ActionKind.SOFTWARE: Row(INTERMEDIATE, "the app shows the next dose in red"),
        ActionKind.QUIET: Row(INTERMEDIATE, 'a "do not disturb" tabard, with cover'),
        ActionKind.CHECKLIST: Row(INTERMEDIATE, "a MAR check at the end of the round"),
        ActionKind.APART: Row(INTERMEDIATE, "a photo on the MAR, boxes on two shelves"),
        ActionKind.READ_BACK: Row(INTERMEDIATE, "advice said back on the phone"),
        ActionKind.NOTES: Row(INTERMEDIATE, "one handover sheet with what has changed"),
        ActionKind.BACKUP: Row(INTERMEDIATE, "a spare charged battery for the hoist"),
        ActionKind.PRACTICE: Row(INTERMEDIATE, "a choking drill, and again each quarter"),
        ActionKind.DOUBLE_CHECK: Row(WEAK, "two people sign"),
        ActionKind.LABEL: Row(WEAK, "a sticker on the cupboard"),
        ActionKind.POLICY: Row(WEAK, '"re-read the policy"'),
        ActionKind.TRAINING: Row(WEAK, "a medicines course"),
        ActionKind.REMINDER: Row(WEAK, '"reminded staff", supervision'),
        ActionKind.STUDY: Row(WEAK, "another audit"),
        ActionKind.OTHER: Row(WEAK, "what nobody has placed yet"),
    }
)
"""Whatever nobody has placed counts as weak: strength has to be shown, not assumed."""

ORDER = (STRONG, INTERMEDIATE, WEAK)


def strength_of(kind: str) -> Strength:
    """The strength of a kind of action; raises KeyError for a kind that does not exist."""
    return HIERARCHY[kind].strength


def strongest(kinds: Iterable[str]) -> Strength | None:
    """The strongest among these kinds of action; None where there is none at all."""
    return min((strength_of(kind) for kind in kinds), key=ORDER.index, default=None)


def chosen(answers: Mapping[str, Any]) -> list[str]:
    """The kinds of action tapped so far in a record: its own, and those of its action lines."""
    return [
        value
        for name, value in answers.items()
        if value is not None and name.rpartition(".")[2] == "way"
    ]


def strength_lines(kinds: Iterable[str]) -> tuple[str, ...]:
    """The strength meter: what has been chosen so far, and what would hold better."""
    named = list(kinds)
    found = [strength_of(kind) for kind in named]
    if not found:
        return (f"What holds best changes the surroundings: {_examples(STRONG)}.",)
    counted = [f"{found.count(each)} {each.label.lower()}" for each in ORDER if each in found]
    so_far = f"Actions so far: {', '.join(counted)}."
    if strongest(named) is not WEAK:
        return (so_far,)
    return (so_far, f"Add one that does not rest on memory: {_examples(INTERMEDIATE)}.")


def _examples(strength: Strength) -> str:
    return " or ".join([row.example for row in HIERARCHY.values() if row.strength is strength][:2])
