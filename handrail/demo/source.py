"""The records as the source article names them, and the three examples that are made of them."""

from collections.abc import Callable
from dataclasses import dataclass

from handrail.demo import learning, medication_error, near_miss
from handrail.demo.player import Player


@dataclass(frozen=True, slots=True)
class Name:
    """A record's name in the article, and its kind here."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Example:
    """One of the three: how it is played, the case it makes, the records it shows."""

    title: str
    play: Callable[[Player], None]
    reference: str
    records: tuple[Name, ...]


GOVERNANCE_SUMMARY = Name("Governance summary", "governance_summary")

INCIDENT = (
    Name("Incident report", "incident_report"),
    Name("Care record", "care_record_entry"),
    Name("Clinical communication log", "clinical_communication_log"),
    Name("Incident management system", "incident_management_decision"),
    Name("Investigation report", "investigation_report"),
    GOVERNANCE_SUMMARY,
)
NEAR_MISS = (
    Name("Near miss log", "near_miss_log"),
    Name("Risk review sheet", "risk_review_sheet"),
    Name("Quality tracking system", "quality_tracking_entry"),
    Name("Team communication record", "team_communication_record"),
    Name("Governance tracker", "governance_tracker_entry"),
)
LEARNING = (
    Name("Service learning log", "service_learning_log"),
    Name("Staff communication register", "staff_communication_register"),
    Name("Practice monitoring record", "practice_monitoring_record"),
    Name("Reassessment report", "reassessment_report"),
    GOVERNANCE_SUMMARY,
)

ARTICLE = tuple(dict.fromkeys((*INCIDENT, *NEAR_MISS, *LEARNING)))
"""All fifteen, each once."""

EXAMPLES = (
    Example(medication_error.TITLE, medication_error.play, "INC-26-0001", INCIDENT),
    Example(near_miss.TITLE, near_miss.play, "NM-26-0001", NEAR_MISS),
    Example(learning.TITLE, learning.play, "LRN-26-0001", LEARNING),
)
