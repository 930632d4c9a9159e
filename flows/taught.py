"""Which cases have something to teach: an investigation was accepted, or a pattern recurs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flows.moment import Moment
from flows.similar import YEAR
from storage import records
from storage.records import Record

LOG: Final = "service_learning_log"
DECLINED: Final = "learning_declined"

TEACHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "report_sign_off": ("outcome", "accept"),
        "quality_tracking_entry": ("recurring", "yes"),
    }
)
"""Records by which a case teaches something: the field, and the answer that says so."""


def teaches(record: Record) -> bool:
    """Whether this record says that there is something to learn. Pure."""
    field, code = TEACHES.get(record.kind, ("", ""))
    return any(item["field"] == field and item["answer"] == code for item in record.answers)


def waiting(moment: Moment) -> set[int]:
    """Ids of the cases that have taught something, within a year, that nobody has taken up or
    declined yet."""
    since = moment.now - YEAR
    said = (r for kind in TEACHES for r in records.records_of_kind(moment.db, kind, since))
    declined = {record.case_id for record in records.records_of_kind(moment.db, DECLINED, since)}
    return {record.case_id for record in said if teaches(record)} - declined - learned_from(moment)


def learned_from(moment: Moment) -> set[int]:
    """Ids of the cases that a learning log of the last year names as its sources."""
    return {
        int(case_id)
        for log in records.records_of_kind(moment.db, LOG, moment.now - YEAR)
        for item in log.answers
        if item["field"] == "sources"
        for case_id in item["answer"]
    }
