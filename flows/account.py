"""The whole account of a case, as data: what `handrail case`, the export and the drawer show."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.errors import Refusal
from flows.form import asked_as
from flows.moment import Moment
from flows.promptness import late_words
from flows.records import RECORDS, title_of
from flows.register import register
from flows.roles import Role
from flows.rungs import NAMED, OWNER
from flows.small_groups import shown_answers
from flows.words import KINDS, listed, step_name
from storage import cases, outbox, people, records
from storage.cases import Case, Entry, Step
from storage.outbox import Owed
from storage.records import Record

Names = Mapping[int, str]

SEALED = "sealed"
"""What stands for whoever spoke up."""

WHAT = {
    "opened": "Reported",
    "told": "Told",
    "nobody_reached": "Nobody could be reached",
    "unreachable": "Could not be reached",
    "acknowledged": "Acknowledged",
    "handed_over": "Handed over",
    "not_acted": "Taken, and not finished in time: opened again",
    "away": "Away: opened again for others",
    "left": "No longer works here: opened again",
    "owed_still": "Not done yet, and owed still",
    "opened_details": "Looked at the details",
    "file_kept": "A photo or voice message was kept",
    "opened_file": "Looked at a photo or voice message",
    "filed": "Filed",
    "moved": "Goes on as another kind",
    "said_safe": "Said that everyone is safe now",
    "harm": "How badly hurt, as known then",
    "dropped": "No longer needed",
    "limited": "Limited to named people",
    "duplicate": "Is the same event as another",
    "joined": "Another report of the same event",
    "nobody_else": "Nobody else there to do it: an exception",
    "closed": "Closed",
    "opened_again": "Opened again: something is owed",
}


RUNGS = {
    OWNER: "it is theirs",
    NAMED: "whoever may know of it",
    "whole role": "everybody in that role",
}
"""Rungs of the ladder whose names do not say enough by themselves."""


class NoSuchCase(Refusal):
    """A reference that names no case."""


def by_name(moment: Moment) -> Names:
    """Everybody by name: for the managers of this home."""
    return {person.id: person.name for person in people.everyone(moment.db)}


def by_role(moment: Moment) -> Names:
    """Everybody by role: for what leaves this home, where nobody sees who reported."""
    everyone = people.everyone(moment.db)
    return {p.id: Role(p.roles[0]).label if p.roles else "Staff" for p in everyone}


def account(moment: Moment, reference: str, names: Names | None = None) -> dict[str, Any]:
    """One case with its steps, records, briefings, timeline and messages; raises NoSuchCase."""
    case = cases.case_by_reference(moment.db, reference.strip().upper())
    if case is None:
        raise NoSuchCase(f'There is no case "{reference}". References look like NM-26-0042.')
    names = _sealed(case, names or by_name(moment))
    steps = cases.steps_of(moment.db, case.id)
    called = {step.id: step_name(moment, step) for step in steps}
    timeline = cases.timeline_of(moment.db, case.id)
    filed = records.records_of(moment.db, case.id)
    return {
        **_case(case, names),
        "happened_at": _time(case.happened_at) if _somebody_said_when(filed) else None,
        "steps": [_step(step, called[step.id], names) for step in steps],
        "records": [_record(each, names, late_words(timeline, each)) for each in filed],
        "attachments": [_kept(r, names) for r in records.attachments_of(moment.db, case.id)],
        "briefings": register(moment, case, names),
        "timeline": [_entry(e, called.get(e.step_id or 0, ""), names) for e in timeline],
        "messages": [_message(row, names) for row in outbox.messages_of(moment.db, case.id)],
    }


def list_cases(moment: Moment) -> list[dict[str, Any]]:
    """Every case in a few facts, the newest first."""
    names = by_name(moment)
    return [_case(case, _sealed(case, names)) for case in cases.all_cases(moment.db)]


def _sealed(case: Case, names: Names) -> Names:
    """The names without that of whoever spoke up."""
    return {**names, case.reporter_id: SEALED} if case.sealed else names


def _case(case: Case, names: Names) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "kind": KINDS.get(case.kind, case.kind),
        "state": case.state,
        "opened_at": _time(case.opened_at),
        "closed_at": _time(case.closed_at),
        "severity": case.severity,
        "category": case.category,
        "unit": case.unit,
        "shift": case.shift,
        "harm": case.harm,
        "potential": case.potential,
        "resident": case.resident,
        "reporter": names.get(case.reporter_id, "somebody"),
    }


def _somebody_said_when(filed: Sequence[Record]) -> bool:
    """Where nobody did, the case counts from the time of its report, which is no account of it."""
    said = (
        asked_as(RECORDS[record.kind].form, item["field"])
        for record in filed
        if record.kind in RECORDS
        for item in record.answers
    )
    return any(question is not None and question.ask.fact == "happened_at" for question in said)


def _step(step: Step, called: str, names: Names) -> dict[str, Any]:
    return {
        "name": called,
        "what": step.detail.get("what", "") if step.name == "action" else "",
        "owner": names.get(step.owner_id or 0),
        "role": Role(step.role).label,
        "record": RECORDS[step.record].title if step.record in RECORDS else step.record,
        "state": step.state,
        "begins_at": _time(step.begins_at),
        "owed_at": _time(step.owed_at),
        "due": _time(step.due),
        "acknowledged_at": _time(step.acknowledged_at),
        "acknowledged_by": names.get(step.acknowledged_by or 0),
        "act_by": _time(step.act_by),
        "acted_at": _time(step.acted_at),
        "acted_by": names.get(step.acted_by or 0),
    }


def _record(record: Record, names: Names, late: str = "") -> dict[str, Any]:
    author = names.get(record.author_id, "somebody")
    return {
        "kind": record.kind,
        "title": title_of(record.kind, record.answers),
        "edition": record.edition,
        "author": author,
        "role": SEALED if author == SEALED else Role(record.author_role).label,
        "channel": record.channel,
        "filed_at": _time(record.filed_at),
        "late": late,
        "hash": record.hash,
        "answers": shown_answers(record),
    }


def _kept(record: Record, names: Names) -> dict[str, Any]:
    """The record of a file is called what the file is: a photo, a voice message."""
    kept = _record(record, names)
    return {**kept, "title": kept["answers"][0]["label"]}


def _entry(entry: Entry, called: str, names: Names) -> dict[str, Any]:
    return {
        "at": _time(entry.at),
        "what": WHAT.get(entry.what, entry.what),
        "step": called,
        "who": names.get(entry.person_id or 0),
        "detail": _detail(entry, names),
    }


def _detail(entry: Entry, names: Names) -> str:
    match entry.what:
        case "told":
            told = listed([names.get(person, "somebody") for person in entry.detail["people"]])
            return (
                f"{told} ({RUNGS.get(entry.detail['rung'], entry.detail['rung'])})" if told else ""
            )
        case "duplicate" | "joined":
            return str(entry.detail["reference"])
        case "moved":
            return f"{KINDS[entry.detail['before']]} to {KINDS[entry.detail['after']].lower()}"
        case "filed":
            kind = entry.detail["record"]
            return RECORDS[kind].title if kind in RECORDS else kind
        case _:
            return ""


def _message(row: Owed, names: Names) -> dict[str, Any]:
    return {
        "to": names.get(row.person_id or 0),
        "about": row.about,
        "channel": row.channel,
        "state": row.state,
        "owed_at": _time(row.owed_at),
        "sent_at": _time(row.sent_at),
        "seen_at": _time(row.seen_at),
        "attempts": row.attempts,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
