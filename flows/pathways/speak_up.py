"""Speak up: a worry about a colleague or manager goes round the line to one named person."""

from flows.pathway import CLOSE, Pathway, Step
from flows.roles import Role

GUARDIAN = "guardian"
"""The owner that stands for the person whom the home names for worries."""

SPEAK_UP = Pathway(
    name="speak_up",
    title="Speak up",
    prefixes={"speak_up": "SU"},
    sealed=True,
    steps=(
        Step("report", Role.CARE_WORKER, "speak_up_report", {"speak_up": "worry"}),
        Step(
            "worry",
            Role.NOMINATED_INDIVIDUAL,
            "speak_up_review",
            {"close": CLOSE, "outside": CLOSE, "again": "worry"},
            within="speak_up",
            due_on="look_again",
            owner=GUARDIAN,
        ),
    ),
)
