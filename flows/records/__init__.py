"""Every kind of record."""

from collections.abc import Mapping
from types import MappingProxyType

from flows.question import Form, Record
from flows.records.help_given import HelpGiven
from flows.records.near_miss_log import NearMissLog
from flows.records.quality_tracking_entry import QualityTrackingEntry
from flows.records.risk_review_sheet import RiskReviewSheet

RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        record.kind: record
        for record in (NearMissLog, RiskReviewSheet, QualityTrackingEntry, HelpGiven)
    }
)


def form_of(kind: str) -> Form:
    """The questions of a kind of record; raises KeyError for a kind that does not exist."""
    return RECORDS[kind].form
