"""Telling: every copy of a step's card kept up to date, the reporter, the managers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from flows import post
from flows.alerts import (
    alert_screen,
    caller_screen,
    covered_screen,
    passed_on_screen,
    receipt_screen,
)
from flows.calling import refresh_help
from flows.contacts import outside
from flows.moment import Moment
from flows.post import Place
from flows.rungs import may_know
from flows.screen import Button, Screen
from flows.times import standing
from storage import cases, outbox, people
from storage.cases import Case, Step
from storage.outbox import Priority
from storage.people import Account, Person

MANAGERS = ("deputy_manager", "registered_manager")
"""Who hears that somebody cannot be reached."""


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
        post.show(
            moment,
            place,
            _card(moment, case, step, person),
            key=f"card:{step.id}:{uuid4().hex}",
            about="card",
            card=f"alert:{step.id}",
            quiet=True,
            case_id=case.id,
            step_id=step.id,
        )
    refresh_receipt(moment, case)


def _card(moment: Moment, case: Case, step: Step, person: Person) -> Screen:
    if not may_know(case, person):
        return covered_screen(case)
    if step.state == "owed":
        return passed_on_screen(case, step)
    return alert_screen(moment, case, step, person)


def refresh_receipt(moment: Moment, case: Case) -> None:
    """Bring the reporter's receipt up to date: in silence, but for a call for help."""
    place = post.place_of(moment, case.reporter_id)
    if place is None:
        return
    calling = case.pathway == "call_for_help"
    post.show(
        moment,
        place,
        caller_screen(moment, case) if calling else receipt_screen(moment, case),
        key=f"receipt:{case.id}:{uuid4().hex}",
        about="receipt",
        card=f"case:{case.id}",
        priority=Priority.URGENT if calling else Priority.REPLY,
        quiet=not calling,
        case_id=case.id,
    )
    if calling:
        refresh_help(moment, case, place)


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
                        "Alerts skip them until they write here again, or join with a new code.",
                    ),
                ),
                key=f"unreachable:{person.id}:{day}:{manager_id}",
                about="notice",
                priority=Priority.ROUTINE,
            )


def tell_nobody_reached(moment: Moment, case: Case, step: Step) -> None:
    """Nobody on the whole ladder can be reached: whoever spoke up must know, at once and hourly."""
    place = post.place_of(moment, case.reporter_id)
    if place is None:
        return
    post.show(
        moment,
        place,
        Screen(
            title=f"I could not reach anyone about {case.reference}.",
            lines=_whom_to_phone(moment, case),
        ),
        key=f"nobody:{step.id}:{moment.now:%Y%m%d%H}",
        about="notice",
        priority=Priority.URGENT,
        case_id=case.id,
        step_id=step.id,
    )


def _whom_to_phone(moment: Moment, case: Case) -> tuple[str, ...]:
    """A worry is not taken to the line of managers: its reporter reads who hears it outside."""
    if case.sealed:
        return ("Your worry is safe. I keep trying.", outside(moment.service.contacts))
    first = "Your report is safe."
    if case.pathway == "call_for_help":
        first = "Call 999 if someone could die."
    return (first, "Please phone the senior or the manager now. I keep trying.")


def say_goodbye(moment: Moment, person_id: int) -> None:
    """Somebody leaves: whatever is shown in their chats is covered, before the chats are closed."""
    outbox.supersede_for_person(moment.db, person_id)
    gone = Screen(title="You no longer have access here. Thank you for your work.")
    for account in people.accounts_of(moment.db, person_id):
        _cover_chat(moment, account, gone, key="goodbye")


def move_chat(moment: Moment, person_id: int, place: Place, *, key: str) -> None:
    """Somebody has joined anew: what stands in their older chat there is covered, for its phone may
    be lost, and what was on its way to it goes to the new one."""
    moved = Screen(title="You use Handrail in another chat now. This one is closed.")
    for account in people.accounts_of(moment.db, person_id):
        if account.channel == place.channel and account.address != place.address:
            outbox.readdress(moment.db, place.channel, account.address, place.address)
            _cover_chat(moment, account, moved, key=key)


def _cover_chat(moment: Moment, account: Account, screen: Screen, *, key: str) -> None:
    place = Place(account.channel, account.address, account.person_id)
    for card in outbox.cards_in(moment.db, place.channel, place.address):
        post.cover(moment, place, card, screen, key=f"{key}:{account.id}:{card}")


def tell_absence(moment: Moment, since: datetime) -> None:
    """Handrail was away for longer than a chat platform keeps messages: somebody must ask."""
    managers = people.holders_of(moment.db, MANAGERS)
    away = standing(since, moment.now, moment.service.zone)
    for manager_id, chats in post.places(moment, [p.id for p in managers]).items():
        post.show(
            moment,
            chats[0],
            Screen(
                title=f"Handrail was switched off from {away} until now.",
                lines=(
                    "What was sent to me meanwhile may not have reached me. "
                    "Please ask staff what they reported.",
                ),
            ),
            key=f"absence:{since.isoformat()}:{manager_id}",
            about="notice",
        )


def put_up(moment: Moment, case: Case, what: str) -> None:
    """Put the case's reference on the home's board: never a word of what it is about.

    That there is a case limited to named people is theirs to know.
    """
    if moment.service.board is None or case.limited:
        return
    post.show(
        moment,
        Place(*moment.service.board),
        Screen(title=f"{case.reference} {what}."),
        key=f"board:{case.id}:{what}",
        about="board",
        priority=Priority.ROUTINE,
        case_id=case.id,
    )


def tell_news(
    moment: Moment, case: Case, person_ids: Collection[int], words: str, urgent: bool = False
) -> None:
    """Tell these people that there is something new to read: quietly, if it can wait."""
    for person_id, chats in post.places(moment, person_ids).items():
        post.show(
            moment,
            chats[0],
            Screen(
                title=f"{case.reference}: {words}", rows=((Button("Read it", f"v:{case.id}"),),)
            ),
            key=f"news:{case.id}:{person_id}:{uuid4().hex}",
            about="news",
            priority=Priority.URGENT if urgent else Priority.ROUTINE,
            quiet=not urgent,
            opens=f"v:{case.id}",
            case_id=case.id,
        )


def remind(moment: Moment, case: Case, step: Step, person_id: int, limit: datetime) -> None:
    """One quiet word before the limit, on the step's own card."""
    person, place = people.get_person(moment.db, person_id), post.place_of(moment, person_id)
    if person is None or place is None:
        return
    post.show(
        moment,
        place,
        alert_screen(moment, case, step, person),
        key=f"remind:{step.id}:{limit.isoformat()}",
        about="reminder",
        card=f"alert:{step.id}",
        priority=Priority.ROUTINE,
        repost=True,
        quiet=True,
        opens=f"t:{step.id}:show",
        case_id=case.id,
        step_id=step.id,
    )


def _chats_with(moment: Moment, step: Step) -> list[Place]:
    """Every open chat in which the step's card is shown, or will be."""
    owed = outbox.chats_with(moment.db, step.id, moment.now)
    shown = {(channel, address) for channel, address, _ in owed}
    held = {person_id for person_id in (step.acknowledged_by, step.acted_by) if person_id}
    if step.rounds == 0:
        held = set()  # it was theirs without an alert, so there is no card to keep up
    told = outbox.told_about(moment.db, step.id) | {person for _, _, person in owed if person}
    where = post.places(moment, told | held)
    return [
        place
        for person_id, chats in sorted(where.items())
        for number, place in enumerate(chats)
        if (place.channel, place.address) in shown or (number == 0 and person_id in held)
    ]
