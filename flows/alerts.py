"""What people are told of a case: the alert, its later states, the reporter's receipt.

Each screen is drawn from what is stored now, so drawing it again is always right. The first line
names nobody: it may show on a locked phone.
"""

from collections.abc import Sequence
from datetime import timedelta

from flows.moment import Moment
from flows.records import RECORDS, form_of
from flows.screen import Button, Screen
from flows.times import lasted, said
from flows.words import KINDS, POTENTIALS, STEPS, at, listed, role_of, where
from storage import cases, outbox, people, records
from storage.cases import Case, Step
from storage.people import Person

A_MINUTE = timedelta(minutes=1)


def alert_screen(
    moment: Moment,
    case: Case,
    step: Step,
    viewer: Person,
    *,
    because: str = "",
    unreachable: Sequence[Person] = (),
) -> Screen:
    """A step's card as this person should see it now."""
    if step.state == "owed":
        return _owed(moment, case, step, because, unreachable)
    if step.state == "acknowledged" and step.acknowledged_by == viewer.id:
        return _yours(moment, case, step)
    return Screen(title=f"{case.reference} · {_taken_by(moment, step)}")


def details_screen(moment: Moment, case: Case, step: Step, viewer: Person) -> Screen:
    """What was reported, for somebody who may see it and has tapped for it."""
    lines = []
    for record in records.records_of(moment.db, case.id):
        title = RECORDS[record.kind].title if record.kind in RECORDS else record.kind
        answers = "\n".join(
            f"{item['short']}: {_joined(item['label'])}"
            for item in record.answers
            if item["answer"] is not None
        )
        lines.append(f"{title}, {said(record.filed_at, moment.now, moment.service.zone)}")
        lines.append(answers)
    head = f"{KINDS[case.kind]}{where(case)}"
    return Screen(
        head=head,
        title=case.reference,
        lines=tuple(lines) or (_gist(moment, case), "Nothing is written down yet. Go and see."),
        rows=(*_action_rows(step, viewer), (Button("Close", f"t:{step.id}:hide"),)),
    )


def receipt_screen(moment: Moment, case: Case) -> Screen:
    """The reporter's proof: reference, time, who has it. It holds no detail of what was said."""
    line = _state_for_reporter(moment, case)
    return Screen(
        title=f"Thank you. {case.reference}",
        lines=(f"Sent {said(case.opened_at, moment.now, moment.service.zone)}.", line),
        rows=((Button("Menu", "m"),),),
    )


def caller_screen(moment: Moment, case: Case) -> Screen:
    """What whoever called for help sees: who has it, or who is being told."""
    step = cases.steps_of(moment.db, case.id)[-1]
    return Screen(title=f"{case.reference} · {who_has(moment, step)}")


def _owed(
    moment: Moment, case: Case, step: Step, because: str, unreachable: Sequence[Person]
) -> Screen:
    lines = [because, _gist(moment, case), _age(moment, case, step)]
    if unreachable:
        lines.append(f"{listed([p.name for p in unreachable])} could not be reached.")
    title = f"{KINDS[case.kind]} {case.reference}{where(case)}"
    waited = moment.now - step.owed_at
    limit = moment.service.escalation.acknowledge_within[case.severity]
    if waited >= limit and not because:
        how_long = f" for {lasted(waited)}" if waited >= A_MINUTE else ""
        title = f"Nobody has acknowledged {case.reference}{how_long}."
        lines.insert(0, f"{KINDS[case.kind]}{where(case)}. It is now with you.")
    elif step.record not in ("risk_review_sheet", "help_given"):
        lines.insert(0, f"Your step: {STEPS.get(step.name, step.name)}.")
    return Screen(
        title=title,
        lines=tuple(line for line in lines if line),
        rows=(
            (
                Button("I've got this", f"t:{step.id}:take"),
                Button("Open", f"t:{step.id}:open"),
            ),
        ),
    )


def _yours(moment: Moment, case: Case, step: Step) -> Screen:
    return Screen(
        title=f"{case.reference} · You have this, {at(moment, step.acknowledged_at)}",
        lines=(_gist(moment, case), f"Please finish it before {at(moment, step.act_by)}."),
        rows=(
            (Button(_start_label(step), f"t:{step.id}:start"),),
            (
                Button("Open", f"t:{step.id}:open"),
                Button("Hand over", f"t:{step.id}:hand"),
            ),
        ),
    )


def passed_on_screen(case: Case, step: Step) -> Screen:
    """The card of somebody who had the step, while others are being told of it."""
    return Screen(
        title=f"{case.reference} · Others are being told.",
        rows=((Button("I've got this", f"t:{step.id}:take"),),),
    )


def _action_rows(step: Step, viewer: Person) -> tuple[tuple[Button, ...], ...]:
    if step.state == "owed":
        return ((Button("I've got this", f"t:{step.id}:take"),),)
    if step.state == "acknowledged" and step.acknowledged_by == viewer.id:
        return ((Button(_start_label(step), f"t:{step.id}:start"),),)
    return ()


def _start_label(step: Step) -> str:
    record = RECORDS[step.record]
    return record.action or f"Fill in the {record.title.lower()}"


def _taken_by(moment: Moment, step: Step) -> str:
    person_id = step.acted_by if step.state == "acted" else step.acknowledged_by
    person = people.get_person(moment.db, person_id) if person_id else None
    if person is None:
        return "Nobody has this yet."
    if step.state == "acted":
        return f"Done by {person.name}, {at(moment, step.acted_at)}."
    role = role_of(person, step.role)
    return f"{role} has this: {person.name}, {at(moment, step.acknowledged_at)}."


def _gist(moment: Moment, case: Case) -> str:
    if case.pathway == "call_for_help":
        return _who_calls(moment, case)
    what = dict(form_of("near_miss_log").questions["what"].choices).get(case.category or "", "")
    gist = f"{what} · {POTENTIALS[case.potential or 'not_sure']}"
    if case.kind == "incident":
        return f"{gist}\nIt reached the person, or may have. Please check on them."
    return gist


def _who_calls(moment: Moment, case: Case) -> str:
    """Who calls for help, and where they may be: somebody has to go there."""
    caller = people.get_person(moment.db, case.reporter_id)
    name = caller.name if caller else "A colleague"
    lines = [f"{name} says somebody is in danger now."]
    if caller and not case.unit and caller.units:
        lines.append(f"They work on {listed(list(caller.units))}.")
    safe = [entry for entry in cases.timeline_of(moment.db, case.id) if entry.what == "said_safe"]
    if safe:
        lines.append(f"{name} says everyone is safe now, {at(moment, safe[-1].at)}.")
    return "\n".join(lines)


def _age(moment: Moment, case: Case, step: Step) -> str:
    age = moment.now - case.opened_at
    if age.total_seconds() < 60:
        return "Reported just now"
    return f"Reported {lasted(age)} ago"


def _state_for_reporter(moment: Moment, case: Case) -> str:
    if case.state == "closed":
        return f"It has been looked at, {at(moment, case.closed_at)}."
    steps = cases.steps_of(moment.db, case.id)
    current = steps[-1] if steps else None
    if current is not None and current.state == "acknowledged":
        return f"{_taken_by(moment, current)} You will hear what changed."
    if current is not None and current.name != "review":
        return "It has been looked at, and goes on. You will hear what changed."
    return f"{being_told(moment, current)} You will hear what changed."


def who_has(moment: Moment, step: Step) -> str:
    """Who has the step; while nobody has, who is being told of it."""
    return being_told(moment, step) if step.state == "owed" else _taken_by(moment, step)


def being_told(moment: Moment, step: Step | None) -> str:
    """Who is being told, now that the alerts are owed."""
    if step is None:
        return ""
    ids = sorted(outbox.told_about(moment.db, step.id, after=step.opened_after))
    told = [person for person in (people.get_person(moment.db, i) for i in ids) if person]
    if not told:
        return "I could not reach anyone. Please phone the senior."
    names = listed([f"{p.name} ({role_of(p, step.role).lower()})" for p in told[:3]])
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    return f"Being told now: {names}{more}."


def _joined(label: str | list[str]) -> str:
    return label if isinstance(label, str) else ", ".join(label)
