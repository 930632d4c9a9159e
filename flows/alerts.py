"""What people are told of a case: the alert, its later states, the reporter's receipt.

Each screen is drawn from what is stored now, so drawing it again is always right. The first line
names nobody: it may show on a locked phone.
"""

from collections.abc import Sequence

from flows import post
from flows.moment import Moment
from flows.post import Place
from flows.records import RECORDS, form_of
from flows.screen import Button, Screen
from flows.times import lasted, said
from flows.words import KINDS, POTENTIALS, STEPS, at, listed, role_of, where
from storage import cases, outbox, people, records
from storage.cases import Case, Step
from storage.outbox import Priority
from storage.people import Person

MANAGERS = ("deputy_manager", "registered_manager")
"""Who hears that somebody cannot be reached."""


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
        lines=tuple(lines) or ("Nothing has been written down yet. Go and see.",),
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


def refresh(moment: Moment, case_id: int, step_id: int) -> None:
    """Bring every copy of the step's card, and the reporter's receipt, up to date."""
    case, step = cases.get_case(moment.db, case_id), cases.get_step(moment.db, step_id)
    if case is None or step is None:
        return
    told_anew = outbox.told_about(moment.db, step.id, after=step.opened_after)
    for place in _chats_with(moment, step):
        person = people.get_person(moment.db, place.person_id) if place.person_id else None
        if person is None or (step.state == "owed" and person.id in told_anew):
            continue
        owed = step.state == "owed"
        post.show(
            moment,
            place,
            _passed_on(case, step) if owed else alert_screen(moment, case, step, person),
            key=f"card:{step.id}:{_stamp(moment)}:{place.channel}:{place.address}",
            about="card",
            card=f"alert:{step.id}",
            quiet=True,
            case_id=case.id,
            step_id=step.id,
        )
    refresh_receipt(moment, case)


def _chats_with(moment: Moment, step: Step) -> list[Place]:
    """Every open chat in which the step's card is shown, or will be."""
    shown = {
        (channel, address) for channel, address in outbox.chats_with(moment.db, step.id, moment.now)
    }
    held = {person_id for person_id in (step.acknowledged_by, step.acted_by) if person_id}
    told = outbox.told_about(moment.db, step.id)
    where = post.places(moment, told | held)
    return [
        place
        for person_id, chats in sorted(where.items())
        for number, place in enumerate(chats)
        if (place.channel, place.address) in shown or (number == 0 and person_id in held)
    ]


def refresh_receipt(moment: Moment, case: Case) -> None:
    """Bring the reporter's receipt up to date: in silence, but for a call for help."""
    place = post.place_of(moment, case.reporter_id)
    if place is None:
        return
    calling = case.pathway == "call_for_help"
    post.show(
        moment,
        place,
        _caller_screen(moment, case) if calling else receipt_screen(moment, case),
        key=f"receipt:{case.id}:{_stamp(moment)}",
        about="receipt",
        card=f"case:{case.id}",
        priority=Priority.URGENT if calling else Priority.REPLY,
        quiet=not calling,
        case_id=case.id,
    )


def _caller_screen(moment: Moment, case: Case) -> Screen:
    step = cases.steps_of(moment.db, case.id)[-1]
    return Screen(title=f"{case.reference} · {who_has(moment, step)}")


def tell_unreachable(moment: Moment, missing: Sequence[Person]) -> None:
    """Tell the managers, once a day, whom no alert can reach."""
    if not missing:
        return
    managers = people.holders_of(moment.db, MANAGERS)
    where = post.places(moment, [manager.id for manager in managers])
    day = moment.now.astimezone(moment.service.zone).date()
    for person in missing:
        for manager_id, chats in where.items():
            post.show(
                moment,
                chats[0],
                Screen(
                    title=f"{person.name} cannot be reached here.",
                    lines=(
                        "Their phone is not joined, or they have blocked Handrail. "
                        "Alerts skip them until they join again with a new code.",
                    ),
                ),
                key=f"unreachable:{person.id}:{day}:{manager_id}",
                about="notice",
                priority=Priority.ROUTINE,
            )


def tell_nobody_reached(moment: Moment, case: Case, step: Step, rounds: int) -> None:
    """Nobody on the whole ladder can be reached: the person who spoke up must know at once."""
    place = post.place_of(moment, case.reporter_id)
    if place is None:
        return
    post.show(
        moment,
        place,
        Screen(
            title=f"I could not reach anyone about {case.reference}.",
            lines=("Your report is safe. Please phone the senior or the manager now.",),
        ),
        key=f"nobody:{step.id}:{rounds}",
        about="notice",
        priority=Priority.URGENT,
        case_id=case.id,
        step_id=step.id,
    )


def tell_outcome(moment: Moment, case: Case, what_changed: str) -> None:
    """Tell the reporter how it ended. Not hearing is why people stop reporting."""
    place = post.place_of(moment, case.reporter_id)
    if place is None:
        return
    lines = (f"In place now: {what_changed}.",) if what_changed else ()
    post.show(
        moment,
        place,
        Screen(
            title=f"{case.reference} has been looked at.",
            lines=(*lines, "Thank you for telling us. It made a difference."),
        ),
        key=f"outcome:{case.id}",
        about="outcome",
        priority=Priority.ROUTINE,
        case_id=case.id,
    )


def _owed(
    moment: Moment, case: Case, step: Step, because: str, unreachable: Sequence[Person]
) -> Screen:
    lines = [because, _gist(case), _age(moment, case, step)]
    if unreachable:
        lines.append(f"{listed([p.name for p in unreachable])} could not be reached.")
    title = f"{KINDS[case.kind]} {case.reference}{where(case)}"
    if step.rounds - step.opened_after > 1 and not because:
        waited = lasted(moment.now - step.owed_at)
        title = f"Nobody has acknowledged {case.reference} for {waited}."
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
        lines=(_gist(case), f"Please finish it before {at(moment, step.act_by)}."),
        rows=(
            (Button(_start_label(step), f"t:{step.id}:start"),),
            (
                Button("Open", f"t:{step.id}:open"),
                Button("Hand over", f"t:{step.id}:hand"),
            ),
        ),
    )


def _passed_on(case: Case, step: Step) -> Screen:
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
    return f"Fill in the {form_of(step.record).title.lower()}"


def _taken_by(moment: Moment, step: Step) -> str:
    person_id = step.acted_by if step.state == "acted" else step.acknowledged_by
    person = people.get_person(moment.db, person_id) if person_id else None
    if person is None:
        return "Nobody has this yet."
    if step.state == "acted":
        return f"Done by {person.name}, {at(moment, step.acted_at)}."
    role = role_of(person, step.role)
    return f"{role} has this: {person.name}, {at(moment, step.acknowledged_at)}."


def _gist(case: Case) -> str:
    if case.pathway == "call_for_help":
        return "Somebody says a person is in danger now."
    what = dict(form_of("near_miss_log").questions["what"].choices).get(case.category or "", "")
    gist = f"{what} · {POTENTIALS[case.potential or 'not_sure']}"
    if case.kind == "incident":
        return f"{gist}\nIt reached the person, or may have. Please check on them."
    return gist


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
    """Who is being told; honest about what has been sent and what is still on its way."""
    if step is None:
        return ""
    ids = sorted(outbox.told_about(moment.db, step.id, after=step.opened_after))
    told = [person for person in (people.get_person(moment.db, i) for i in ids) if person]
    if not told:
        return "I could not reach anyone. Please phone the senior."
    names = listed([f"{p.name} ({role_of(p, step.role).lower()})" for p in told[:3]])
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    return f"Being told now: {names}{more}."


def _stamp(moment: Moment) -> int:
    """A number that tells this event's card changes from all others."""
    return cases.next_number(moment.db, "card_change")


def _joined(label: str | list[str]) -> str:
    return label if isinstance(label, str) else ", ".join(label)
