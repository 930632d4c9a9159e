"""How a case ended, and what changed because of it, as its reporter hears it."""

from collections.abc import Iterator

from flows.form import asked_as
from flows.moment import Moment
from flows.records import RECORDS
from flows.rungs import may_know
from flows.screen import Screen
from storage import cases, people, records
from storage.cases import Case
from storage.records import Record

SAYS_NOTHING = ("none", "other", "not_sure")
"""Answers that name no change."""


def what_changed(moment: Moment, case: Case) -> str:
    """What was put in place, in a few words; "" where nobody named it.

    Only what was tapped, in questions marked for it (Ask.tells_reporter), and not of a case that
    the reporter may no longer know of. Of a duplicate it is what the other case has changed.
    """
    reporter = people.get_person(moment.db, case.reporter_id)
    kept = kept_case(moment, case) or case
    if reporter is None or not (may_know(case, reporter) and may_know(kept, reporter)):
        return ""
    said = [label for record in records.records_of(moment.db, kept.id) for label in _told(record)]
    return ", ".join(dict.fromkeys(said))


def ending(moment: Moment, case: Case) -> Screen:
    """The last word to the reporter."""
    kept = kept_case(moment, case)
    if kept is not None and kept.state == "open":
        return Screen(
            title=f"{case.reference} goes on together with another report.",
            lines=(
                "They tell of the same event. Yours is kept as you wrote it.",
                "Thank you. Two reports of one event help us see it.",
            ),
        )
    changed = what_changed(moment, case)
    together = ("It went on together with another report.",) if kept else ()
    lines = (*together, *((f"In place now: {changed}.",) if changed else ()))
    return Screen(
        title=f"{case.reference} has been looked at.",
        lines=(*lines, "Thank you for telling us. It made a difference."),
    )


def kept_case(moment: Moment, case: Case) -> Case | None:
    """The case of the same event in which a duplicate goes on; None for what is no duplicate."""
    kept: Case | None = None
    following: Case | None = case
    while following is not None and following.parent_id and is_duplicate(moment, following):
        kept = following = cases.get_case(moment.db, following.parent_id)
    return kept


def duplicates_of(moment: Moment, case: Case) -> list[Case]:
    """The cases that were marked as the same event as this one."""
    children = cases.children_of(moment.db, case.id)
    return [other for other in children if is_duplicate(moment, other)]


def is_duplicate(moment: Moment, case: Case) -> bool:
    """Whether the case ended because it is the same event as another."""
    return any(entry.what == "duplicate" for entry in cases.timeline_of(moment.db, case.id))


def _told(record: Record) -> Iterator[str]:
    for item in record.answers:
        question = asked_as(RECORDS[record.kind].form, item["field"])
        if question is None or not question.ask.tells_reporter:
            continue
        several = isinstance(item["answer"], list)
        codes = item["answer"] if several else [item["answer"]]
        labels = item["label"] if several else [item["label"]]
        for code, label in zip(codes, labels, strict=True):
            if code not in SAYS_NOTHING:
                yield f"{label[:1].lower()}{label[1:]}"
