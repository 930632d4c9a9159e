"""What people are told of a case: the alert, its later states, the reporter's receipt.

Each screen is drawn from what is stored now, so drawing it again is always right. The first line
names nobody: it may show on a locked phone.
"""

from collections.abc import Sequence
from datetime import timedelta

from flows.access import may_read, readable
from flows.changed import kept_case
from flows.moment import Moment
from flows.pathway import planned
from flows.pathways import PATHWAYS
from flows.pathways.beside import BESIDE_NAMES
from flows.practice import how_far, still_needs
from flows.promptness import wanted_by
from flows.reached import said_stopped
from flows.records import RECORDS, form_of, title_of
from flows.screen import Button, Screen, fitted
from flows.severity import harm_weighs
from flows.small_groups import shown_answers
from flows.times import lasted, said, standing
from flows.words import (
    HARMS,
    KINDS,
    POTENTIALS,
    at,
    joined,
    known_as,
    listed,
    role_of,
    step_name,
    where,
    with_role,
)
from storage import cases, outbox, people, records
from storage.cases import Case, Step
from storage.people import Person

FIRST_LOOKS = frozenset(
    (pathway.steps[1:] or pathway.steps)[0].name for pathway in PATHWAYS.values()
)
"""Steps before which nobody has looked at a report yet."""

REACHED_OR_MAY_HAVE = "It reached the person, or may have."

A_MINUTE = timedelta(minutes=1)

Rows = tuple[tuple[Button, ...], ...]


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
    return Screen(title=f"{case.reference} · {_taken_by(moment, case, step)}")


def details_screen(moment: Moment, case: Case, step: Step, viewer: Person) -> Screen:
    """What was reported, for somebody who may see it and has tapped for it."""
    filed = readable(moment, viewer, case)
    lines = [f"To be done: {step.detail['what']}"] if step.name == "action" else []
    for record in filed if len(filed) < 2 else (filed[0], filed[-1]):
        title = title_of(record.kind, record.answers)
        told = (f"{item['short']}: {joined(item['label'])}" for item in shown_answers(record))
        answers = "\n".join(told)
        lines.append(f"{title}, {said(record.filed_at, moment.now, moment.service.zone)}")
        lines.append(answers)
    reads_on = may_read(moment, viewer, case)
    whole = (Button("The whole case", f"v:{case.id}::0:below"),) if reads_on else ()
    return Screen(
        head=f"{KINDS[case.kind]}{where(case)}",
        title=case.reference,
        lines=tuple(lines)
        or (_gist(moment, case, step), "Nothing is written down yet. Go and see."),
        rows=(
            *_action_rows(moment, case, step, viewer),
            (*whole, Button("Close", f"t:{step.id}:hide")),
        ),
    )


def receipt_screen(moment: Moment, case: Case) -> Screen:
    """The reporter's proof: reference, time, who has it. It holds no detail of what was said."""
    more = "" if case.state == "closed" else " You will hear what changed."
    line = f"{state_for_reporter(moment, case)}{more}"
    return Screen(
        title=f"Thank you. {case.reference}",
        lines=(f"Sent {standing(case.opened_at, moment.now, moment.service.zone)}.", line),
        rows=(*next_row(moment, case, case.reporter_id), (Button("Menu", "m"),)),
    )


def caller_screen(moment: Moment, case: Case) -> Screen:
    """What whoever called for help sees: who has it, or who is being told."""
    step = cases.steps_of(moment.db, case.id)[-1]
    return Screen(title=f"{case.reference} · {who_has(moment, case, step)}")


def _owed(
    moment: Moment, case: Case, step: Step, because: str, unreachable: Sequence[Person]
) -> Screen:
    lines = [because, _step_line(moment, step), _gist(moment, case, step), _age(moment, case, step)]
    if unreachable:
        lines.append(f"{listed([known_as(case, p) for p in unreachable])} could not be reached.")
    title = f"{KINDS[case.kind]} {case.reference}{where(case)}"
    waited = moment.now - step.owed_at
    if waited >= _limit(moment, case, step) and not because:
        how_long = f" for {lasted(waited)}" if waited >= A_MINUTE else ""
        title = f"Nobody has acknowledged {case.reference}{how_long}."
        lines.insert(0, f"{KINDS[case.kind]}{where(case)}. It is now with you.")
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


def _limit(moment: Moment, case: Case, step: Step) -> timedelta:
    """How long the step may wait for somebody to take it."""
    if step.urgent:
        return moment.service.escalation.acknowledge_within[case.severity]
    return moment.service.limits["routine"].after(step.owed_at, moment.service.zone) - step.owed_at


def _step_line(moment: Moment, step: Step) -> str:
    """Which step it is; nothing where the kind of case says it."""
    if step.record in ("risk_review_sheet", "help_given"):
        return ""
    name = step_name(moment, step)
    return f"Your step: {name}" if name.endswith("?") else f"Your step: {name}."


def _yours(moment: Moment, case: Case, step: Step) -> Screen:
    by = wanted_by(moment, case, step)
    lines = (_step_line(moment, step), _gist(moment, case, step), how_far(moment, case, step), by)
    return Screen(
        title=f"{case.reference} · You have this, {at(moment, step.acknowledged_at)}",
        lines=tuple(line for line in lines if line),
        rows=(
            *_work_rows(moment, case, step),
            (
                Button("Open", f"t:{step.id}:open"),
                Button("Hand over", f"t:{step.id}:hand"),
            ),
        ),
    )


def covered_screen(case: Case) -> Screen:
    """The card of somebody who may no longer know of the case."""
    return Screen(title=f"{case.reference} · Only named people see this now.")


def passed_on_screen(case: Case, step: Step) -> Screen:
    """The card of somebody who had the step, while others are being told of it."""
    return Screen(
        title=f"{case.reference} · Others are being told.",
        rows=((Button("I've got this", f"t:{step.id}:take"),),),
    )


def _action_rows(moment: Moment, case: Case, step: Step, viewer: Person) -> Rows:
    if step.state == "owed":
        return ((Button("I've got this", f"t:{step.id}:take"),),)
    if step.state == "acknowledged" and step.acknowledged_by == viewer.id:
        return _work_rows(moment, case, step)
    return ()


def _work_rows(moment: Moment, case: Case, step: Step) -> Rows:
    """What helps with the step, then its own record, once there is enough for it."""
    helps = planned(case.plan, step.name)["helps"]
    own = (Button(_start_label(step), f"t:{step.id}:start"),)
    return (
        *((Button(RECORDS[kind].action, f"i:{case.id}:{kind}"),) for kind in helps),
        *(() if still_needs(moment, case, step) else (own,)),
    )


def _start_label(step: Step) -> str:
    record = RECORDS[step.record]
    return record.action or f"Fill in the {record.title.lower()}"


def next_row(moment: Moment, case: Case, person_id: int) -> Rows:
    """What this person does next for the case, where something is theirs already."""
    held = [s for s in cases.open_steps_of(moment.db, case.id) if s.acknowledged_by == person_id]
    if not held:
        return ()
    following = fitted(f"Next: {step_name(moment, held[0])}")
    return ((Button(following, f"t:{held[0].id}:start"),),)


def _taken_by(moment: Moment, case: Case, step: Step) -> str:
    if step.state == "dropped":
        return "This is no longer needed."
    person_id = step.acted_by if step.state == "acted" else step.acknowledged_by
    person = people.get_person(moment.db, person_id) if person_id else None
    if person is None:
        return "Nobody has this yet."
    known = known_as(case, person)
    if step.state == "acted":
        return f"Done by {known}, {at(moment, step.acted_at)}."
    since = at(moment, step.acknowledged_at)
    if known != person.name:
        return f"{known} has this, {since}."
    return f"{role_of(person, step.role)} has this: {known}, {since}."


def _gist(moment: Moment, case: Case, step: Step) -> str:
    if case.pathway == "call_for_help":
        return _who_calls(moment, case)
    if case.sealed:
        return "Somebody has a worry about how people act here."
    what = dict(form_of("near_miss_log").questions["what"].choices).get(case.category or "", "")
    if case.kind == "learning":
        return what
    by_harm = harm_weighs(case.potential, case.harm)
    how_bad = HARMS[case.harm or ""] if by_harm else POTENTIALS[case.potential or "not_sure"]
    gist = f"{what} · {how_bad}"
    if case.kind == "incident" and step.name in FIRST_LOOKS:
        return f"{gist}\n{_check_on_them(moment, case)}"
    return gist


def _check_on_them(moment: Moment, case: Case) -> str:
    """Which answer made it severe stays behind the tap; that it cannot wait does not."""
    soon = "Please go and see them now." if case.severity == "severe" else "Please check on them."
    stopped = said_stopped(records.records_of(moment.db, case.id))
    reached = f"Did it reach the person? {stopped}." if stopped else REACHED_OR_MAY_HAVE
    return f"{reached} {soon}"


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
    said = "Begun" if case.kind == "learning" else "Reported"
    return f"{said} just now" if age < A_MINUTE else f"{said} {lasted(age)} ago"


def state_for_reporter(moment: Moment, case: Case) -> str:
    """Where the case stands, as the reporter reads it: who has it, or what is being done."""
    kept = kept_case(moment, case) if case.state == "closed" else None
    if kept is not None and kept.state == "open":
        return "It goes on together with another report."
    if case.state == "closed":
        return f"It has been looked at, {at(moment, case.closed_at)}."
    current = [s for s in cases.steps_of(moment.db, case.id) if s.name not in BESIDE_NAMES][-1]
    if current.state == "acknowledged":
        return _taken_by(moment, case, current)
    if current.state == "owed" and current.name in FIRST_LOOKS:
        return being_told(moment, case, current)
    tells = planned(case.plan, current.name)["tells"] if current.state in cases.OPEN else ""
    return tells or "It has been looked at, and goes on."


def who_has(moment: Moment, case: Case, step: Step) -> str:
    """Who has the step; while nobody has, who is being told of it."""
    return being_told(moment, case, step) if step.state == "owed" else _taken_by(moment, case, step)


def being_told(moment: Moment, case: Case, step: Step) -> str:
    """Who is being told, now that the alerts are owed."""
    ids = sorted(outbox.told_about(moment.db, step.id, after=step.opened_after))
    told = [person for person in (people.get_person(moment.db, i) for i in ids) if person]
    if not told:
        whom = "" if case.sealed else " Please phone the senior."
        return f"I could not reach anyone.{whom}"
    names = listed([with_role(case, p, step.role) for p in told[:3]])
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    return f"Being told now: {names}{more}."
