"""Steps that stand beside every pathway: they are owed like any other, and nothing follows."""

from flows.pathway import AUTHOR, END, Step
from flows.roles import Role

BESIDE = (
    Step(
        "care_entry",
        Role.CARE_WORKER,
        "care_record_entry",
        {"": END},
        pace="routine",
        within="care_entry",
        owner=AUTHOR,
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
        {"done": END, "partly": END},
        pace="severe",
        within="duty",
    ),
    Step(
        "action",
        Role.DEPUTY_MANAGER,
        "action_done",
        {"done": END, "not_done": END},
        pace="routine",
        within="action",
    ),
    Step(
        "question",
        Role.CARE_WORKER,
        "answer_to_question",
        {"": END},
        pace="routine",
        within="question",
    ),
)
