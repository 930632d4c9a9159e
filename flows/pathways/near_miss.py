"""Near miss: noticed, reviewed, compared with others, put right, and looked back on."""

from flows.pathway import CLOSE, LIVE, Pathway, Step
from flows.roles import Role

NEAR_MISS = Pathway(
    name="near_miss",
    title="Near miss",
    prefixes={"near_miss": "NM", "hazard": "HZ", "incident": "INC"},
    classify_by="reached",
    kinds={
        "stopped": "near_miss",
        "not_yet": "hazard",
        "yes": "incident",
        "not_sure": "incident",
    },
    steps=(
        Step(
            "report",
            Role.CARE_WORKER,
            "near_miss_log",
            {"near_miss": "review", "hazard": "review", "incident": "incident/clinical"},
        ),
        Step(
            "review",
            Role.SENIOR,
            "risk_review_sheet",
            {
                "accept": CLOSE,
                "deputy": "tracking",
                "incident": "incident/clinical",
                "safeguarding": "incident/decision",
            },
        ),
        Step(
            "tracking",
            Role.DEPUTY_MANAGER,
            "quality_tracking_entry",
            {"action": "communication", "watch": "tracker_first", "close": CLOSE},
            pace="routine",
            within="tracking",
            if_alike="tracking_repeat",
            tells="The deputy is looking for others like it.",
        ),
        Step(
            "communication",
            Role.TEAM_LEADER,
            "team_communication_record",
            {"": "tracker_first"},
            pace="routine",
            within="communication",
            tells="Something is being changed because of it.",
        ),
        Step(
            "tracker_first",
            Role.AUDIT_LEAD,
            "governance_tracker_entry",
            {"second": "tracker_second", "reopen": "tracking"},
            pace="routine",
            begins="tracker_first",
            begins_on=LIVE,
            within="tracker_file",
            apart_from=("tracking",),
        ),
        Step(
            "tracker_second",
            Role.AUDIT_LEAD,
            "governance_tracker_entry",
            {"continue": "tracker_second", "close": CLOSE, "reopen": "tracking"},
            pace="routine",
            begins="tracker_second",
            begins_on="next_on",
            within="tracker_file",
            apart_from=("tracking",),
        ),
    ),
)
