"""Whether an event may have reached nobody: only then may a senior take it for a near miss.

A near miss is not seen by the manager. So somebody must have left it open, and nothing that was
answered may speak against it (domain: section 2, "treat as incident until the senior decides").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.form import Answers
from flows.moment import Moment
from flows.scales import YesNo
from storage import records
from storage.drafts import Draft
from storage.records import Record

Codes = Mapping[str, frozenset[str]]

LEFT_OPEN: Codes = {
    "reached": frozenset({"stopped", "not_yet", "not_sure"}),
    "condition": frozenset({"nobody"}),
}
"""Answers of a report by which it may have reached nobody."""

NOT_REACHED = frozenset({"stopped", "not_yet"})

REACHED: Codes = {
    "reached": frozenset({"yes"}),
    "condition": frozenset({"hurt", "unwell", "emergency", "died"}),
    "harm": frozenset({"low", "moderate", "severe", "died"}),
    "why": frozenset({"reached"}),
    "reason": frozenset({"reached", "harm"}),
}
"""Answers by which it did reach somebody."""

NOBODY: Codes = {
    "state": frozenset({"ok", "nobody"}),
    "harm": frozenset({"none"}),
    "flags": frozenset({"none"}),
}
"""What the senior's own answers must say, all of them, and nothing besides."""


def may_have_reached_nobody(filed: Sequence[Answers], answers: Answers) -> bool:
    """By the records filed so far, and by the senior's answers. Pure."""
    left_open = any(_says(LEFT_OPEN, record) for record in filed)
    reached = any(_says(REACHED, record) for record in filed)
    return left_open and not reached and all(_only(NOBODY, answers, field) for field in NOBODY)


def reached_nobody(moment: Moment, draft: Draft, answers: Answers) -> YesNo:
    """The same, of the case that the draft is about."""
    filed = [_codes_of(record) for record in records.records_of(moment.db, draft.case_id or 0)]
    return YesNo.YES if may_have_reached_nobody(filed, answers) else YesNo.NO


def said_stopped(filed: Sequence[Record]) -> str:
    """The answer by which it did not reach the person, as it reads; "" if another said it did."""
    if any(_says(REACHED, _codes_of(record)) for record in filed):
        return ""
    items = (item for record in filed for item in record.answers)
    return next(
        (
            item["label"]
            for item in items
            if item["field"] == "reached" and item["answer"] in NOT_REACHED
        ),
        "",
    )


def _codes_of(record: Record) -> dict[str, Any]:
    return {item["field"]: item["answer"] for item in record.answers}


def _says(codes: Codes, record: Answers) -> bool:
    return any(_given(record, field) & those for field, those in codes.items())


def _only(codes: Codes, answers: Answers, field: str) -> bool:
    given = _given(answers, field)
    return bool(given) and given <= codes[field]


def _given(answers: Answers, field: str) -> frozenset[Any]:
    value = answers.get(field)
    return frozenset(value if isinstance(value, list | tuple) else [value]) - {None}
