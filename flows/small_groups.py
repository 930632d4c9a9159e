"""Few people are never shown as a figure: it would point at one of them (domain: section 7).

One rule for everything that is counted of staff: what was read, understood, known, or seen done.
A question that asks for such a figure names the question for the whole (`Ask.counts`); what was
filed stays as it was filed, and is covered wherever it is shown.
"""

from collections.abc import Mapping
from typing import Any, Final

from flows.form import asked_as
from flows.records import RECORDS
from storage.records import Record

FEWEST: Final = 5
"""A figure is shown of no fewer than these."""

COVERED: Final = f"not shown: fewer than {FEWEST} people"


def enough(whole: int) -> bool:
    """Whether a share of so many may be shown as a figure."""
    return whole >= FEWEST


def of_people(many: int, whole: int) -> int | str:
    """So many of a whole, as it may be shown."""
    return many if enough(whole) else COVERED


def shown_answers(record: Record) -> list[dict[str, Any]]:
    """The answers of a filed record as they may be shown to anybody."""
    given = {item["field"]: item["answer"] for item in record.answers}
    return [_shown(record.kind, item, given) for item in record.answers]


def _shown(kind: str, item: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    question = asked_as(RECORDS[kind].form, item["field"]) if kind in RECORDS else None
    whole = question.ask.counts if question else ""
    if not whole or enough(given.get(whole) or item["answer"] or 0):
        return item
    return {**item, "answer": None, "label": COVERED}
