"""The last look at an alert before it leaves, and what follows when it cannot arrive."""

from dataclasses import replace
from datetime import datetime

from flows import ladder, post, staff
from flows.access import may_read, may_see_file
from flows.moment import Moment
from flows.post import Place
from flows.screen import Screen
from storage import attachments, cases, people, shifts
from storage.outbox import FILE, Owed

NOT_SHOWN = "I cannot show that file in this chat."
WHO_CAN = "Whoever runs Handrail in your home has it."
IN_WORDS = "I cannot show the picture in this chat. Here it is in words."


def still_wanted(moment: Moment, row: Owed) -> bool:
    """Whether an owed message should still go to this person, by how things stand now.

    Read only: whoever goes off duty, or leaves, has had the next rung told at that moment.
    """
    if row.about == FILE:
        return _may_see(moment, row)
    if row.about != "alert" or row.step_id is None or row.person_id is None:
        return True
    step = cases.get_step(moment.db, row.step_id)
    if step is None or step.state != "owed" or (row.round or 0) <= step.opened_after:
        return False
    person = people.get_person(moment.db, row.person_id)
    if person is None or person.state != "active":
        return False
    return step.rung != "on duty" or person.id in shifts.on_shift(moment.db)


def out_of_date(moment: Moment, row: Owed) -> bool:
    """Whether the time in which it means anything to its reader has passed."""
    payload = row.payload or {}
    if "until" not in payload or payload["until"] is None:
        return False
    return datetime.fromisoformat(payload["until"]) < moment.now


def not_reached(moment: Moment, row: Owed, *, chat_gone: bool) -> None:
    """A message was refused for good: the address is dead, or this alert cannot be shown there."""
    if row.person_id is None:
        return
    if chat_gone:
        people.set_account_state(moment.db, row.channel, row.address, "blocked")
        person = people.get_person(moment.db, row.person_id)
        if person is not None:
            staff.cannot_be_reached(moment, person)
    elif row.about == "alert" and row.step_id is not None:
        ladder.climb_on(moment, row.step_id)
    elif row.about == FILE:
        post.show(
            moment,
            Place(row.channel, row.address, row.person_id),
            _in_its_place(row),
            key=f"{row.key}:not",
            about="answer",
        )


def _in_its_place(row: Owed) -> Screen:
    """What stands where a file cannot be shown: of a chart, the same figures in words."""
    payload = row.payload or {}
    if payload.get("media", {}).get("figures") is None:
        return Screen(title=NOT_SHOWN, lines=(WHO_CAN,))
    words = Screen.from_json(payload["screen"])
    return replace(words, lines=(IN_WORDS, *words.lines))


def _may_see(moment: Moment, row: Owed) -> bool:
    person = people.get_person(moment.db, row.person_id or 0)
    case = cases.get_case(moment.db, row.case_id or 0)
    if person is None or case is None or person.state != "active":
        return False
    media = (row.payload or {}).get("media", {})
    if media.get("figures") is not None:
        return may_read(moment, person, case)
    shown = media.get("sha256")
    senders = [
        each.person_id for each in attachments.of_case(moment.db, case.id) if each.sha256 == shown
    ]
    return any(may_see_file(moment, person, case, sender) for sender in senders)
