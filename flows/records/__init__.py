"""Every kind of record."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flows.question import Form, Record
from flows.records.action_done import ActionDone
from flows.records.addendum import Addendum
from flows.records.answer_to_question import AnswerToQuestion
from flows.records.attendance import Attendance
from flows.records.briefing import Briefing
from flows.records.care_record_entry import CareRecordEntry
from flows.records.clinical_communication_log import ClinicalCommunicationLog
from flows.records.duplicate_note import DuplicateNote
from flows.records.duty_decision import DutyDecision
from flows.records.duty_done import DutyDone
from flows.records.governance_summary import GovernanceSummary
from flows.records.governance_tracker_entry import GovernanceTrackerEntry
from flows.records.help_given import HelpGiven
from flows.records.incident_management_decision import IncidentManagementDecision
from flows.records.incident_report import IncidentReport
from flows.records.investigation_report import InvestigationReport
from flows.records.learning_declined import LearningDeclined
from flows.records.near_miss_log import NearMissLog
from flows.records.practice_check import PracticeCheck
from flows.records.practice_monitoring_record import PracticeMonitoringRecord
from flows.records.quality_tracking_entry import QualityTrackingEntry
from flows.records.question_to_author import QuestionToAuthor
from flows.records.raising import Raising
from flows.records.reassessment_report import ReassessmentReport
from flows.records.report_sign_off import ReportSignOff
from flows.records.risk_review_sheet import RiskReviewSheet
from flows.records.seal_opened import SealOpened
from flows.records.service_learning_log import ServiceLearningLog
from flows.records.speak_up_report import SpeakUpReport
from flows.records.speak_up_review import SpeakUpReview
from flows.records.staff_communication_register import StaffCommunicationRegister
from flows.records.team_communication_record import TeamCommunicationRecord

RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        record.kind: record
        for record in (
            NearMissLog,
            RiskReviewSheet,
            QualityTrackingEntry,
            TeamCommunicationRecord,
            GovernanceTrackerEntry,
            IncidentReport,
            CareRecordEntry,
            ClinicalCommunicationLog,
            IncidentManagementDecision,
            DutyDecision,
            DutyDone,
            InvestigationReport,
            ReportSignOff,
            GovernanceSummary,
            ActionDone,
            LearningDeclined,
            ServiceLearningLog,
            Briefing,
            Attendance,
            StaffCommunicationRegister,
            PracticeCheck,
            PracticeMonitoringRecord,
            ReassessmentReport,
            SpeakUpReport,
            SpeakUpReview,
            SealOpened,
            Addendum,
            QuestionToAuthor,
            AnswerToQuestion,
            Raising,
            DuplicateNote,
            HelpGiven,
        )
    }
)


def form_of(kind: str) -> Form:
    """The questions of a kind of record; raises KeyError for a kind that does not exist."""
    return RECORDS[kind].form


def title_of(kind: str, answers: Iterable[Mapping[str, Any]]) -> str:
    """What a filed record is called; where a case may have several, also what this one is about."""
    record = RECORDS.get(kind)
    if record is None:
        return kind
    about = next((item["label"] for item in answers if item["field"] == record.subject), "")
    return f"{record.title}: {about}" if about else record.title
