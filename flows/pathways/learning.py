"""Learning: a finding is written down, told, watched in practice, measured, and concluded."""

from flows.pathway import CHANGE, CLOSE, REPORTER, Pathway, Step
from flows.records.practice_monitoring_record import FEWEST
from flows.roles import Role

LEARNING = Pathway(
    name="learning",
    title="Learning",
    prefixes={"learning": "LRN"},
    steps=(
        Step("finding", Role.REGISTERED_MANAGER, "service_learning_log", {"learning": "register"}),
        Step(
            "register",
            Role.DEPUTY_MANAGER,
            "staff_communication_register",
            {"": "practice"},
            pace="routine",
            within="staff_register",
            helps=("briefing", "attendance"),
            tells="We are sharing what was learned from it.",
        ),
        Step(
            "practice",
            Role.TEAM_LEADER,
            "practice_monitoring_record",
            {"": "reassessment"},
            pace="routine",
            begins="practice_begins",
            begins_on="next_on",
            helps=("practice_check",),
            needs=FEWEST,
            tells="We are looking whether the change holds.",
            within="practice",
        ),
        Step(
            "reassessment",
            Role.QUALITY_LEAD,
            "reassessment_report",
            {"embed": "conclusion", "extend": "conclusion", "retry": "conclusion"},
            pace="routine",
            begins="reassess",
            begins_on=CHANGE,
            within="reassess_file",
            tells="We are counting whether it happens less often.",
            apart_from=("practice",),
        ),
        Step(
            "conclusion",
            Role.REGISTERED_MANAGER,
            "governance_summary",
            {"close": CLOSE, "again": "practice", "reopen": "register"},
            pace="routine",
            within="conclusion",
            owner=REPORTER,
        ),
    ),
)
