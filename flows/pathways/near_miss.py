"""Near miss: care worker, then the senior on duty, then the deputy where it is wanted."""

from flows.pathway import CLOSE, Pathway, Step
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
        Step("report", Role.CARE_WORKER, "near_miss_log", {"": "review"}),
        Step(
            "review",
            Role.SENIOR,
            "risk_review_sheet",
            {"accept": CLOSE, "deputy": "tracking", "incident": "tracking"},
            raises=("incident",),
        ),
        Step(
            "tracking",
            Role.DEPUTY_MANAGER,
            "quality_tracking_entry",
            {"accept": CLOSE, "watch": CLOSE},
        ),
    ),
)
