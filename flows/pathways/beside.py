"""Steps that stand beside every pathway: they are owed like any other, and nothing follows.

What is not done yet is owed still. What an author leaves undone climbs to the seniors, never to
the author's colleagues: the case is not theirs to read.
"""

from flows.pathway import AUTHOR, END, SAME, Step
from flows.roles import Role

BESIDE = (
    Step(
        "care_entry",
        Role.SENIOR,
        "care_record_entry",
        {"yes": END, "not_needed": END, "no": "care_entry", "down": "care_entry"},
        pace="routine",
        within="care_entry",
        owner=AUTHOR,
        due_on="enter_by",
    ),
    Step(
        "duty",
        Role.REGISTERED_MANAGER,
        "duty_decision",
        {"": END},
        pace="severe",
        within="duty",
    ),
    Step(
        "notify",
        Role.REGISTERED_MANAGER,
        "duty_done",
        {"done": END, "partly": "notify"},
        pace="severe",
        within="duty",
        due_on=SAME,
    ),
    Step(
        "action",
        Role.DEPUTY_MANAGER,
        "action_done",
        {"done": END, "not_done": "action"},
        pace="routine",
        within="action",
        due_on="new_due",
    ),
    Step(
        "catch_up",
        Role.DEPUTY_MANAGER,
        "staff_communication_register",
        {"": END},
        pace="routine",
        within="staff_register",
    ),
    Step(
        "question",
        Role.SENIOR,
        "answer_to_question",
        {"": END},
        pace="routine",
        within="question",
    ),
)

BESIDE_NAMES = frozenset(step.name for step in BESIDE)
