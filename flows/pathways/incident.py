"""Incident: reported, advice sought, decided on, investigated, signed off, and looked back on."""

from flows.pathway import BACK, CLOSE, Pathway, Step
from flows.roles import Role

INVESTIGATED = ("quick_review", "investigation")

INCIDENT = Pathway(
    name="incident",
    title="Incident",
    prefixes={"incident": "INC"},
    steps=(
        Step(
            "report",
            Role.CARE_WORKER,
            "incident_report",
            {"incident": "clinical"},
            also=("care_entry",),
        ),
        Step(
            "clinical",
            Role.SENIOR,
            "clinical_communication_log",
            {"": "decision", "accept": "decision", "near_miss": "near_miss/review"},
            promptly="clinical_log",
        ),
        Step(
            "decision",
            Role.REGISTERED_MANAGER,
            "incident_management_decision",
            {"none": "governance", "quick": "quick_review", "full": "investigation"},
            pace="severe",
            within="decision",
            tells="The manager is deciding what happens next.",
        ),
        Step(
            "quick_review",
            Role.DEPUTY_MANAGER,
            "investigation_report",
            {"": "sign_off"},
            pace="routine",
            within="quick_review",
            owner="investigator",
            tells="It is being looked into.",
        ),
        Step(
            "investigation",
            Role.DEPUTY_MANAGER,
            "investigation_report",
            {"": "sign_off"},
            pace="routine",
            within="investigation",
            owner="investigator",
            tells="It is being looked into.",
        ),
        Step(
            "sign_off",
            Role.REGISTERED_MANAGER,
            "report_sign_off",
            {"accept": "governance", "send_back": BACK},
            pace="routine",
            within="sign_off",
            apart_from=INVESTIGATED,
        ),
        Step(
            "governance",
            Role.AUDIT_LEAD,
            "governance_summary",
            {"close": CLOSE, "again": "effect", "reopen": "investigation"},
            pace="routine",
            begins="governance",
            within="tracker_file",
            apart_from=INVESTIGATED,
        ),
        Step(
            "effect",
            Role.AUDIT_LEAD,
            "governance_summary",
            {"close": CLOSE, "again": "effect", "reopen": "investigation"},
            pace="routine",
            begins="governance_effect",
            begins_on="next_on",
            within="tracker_file",
            apart_from=INVESTIGATED,
        ),
    ),
)
