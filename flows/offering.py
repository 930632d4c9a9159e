"""Learning is offered: the registered manager may write down what a case has taught, or not now.

An offer is no duty: nothing climbs, and no case stays open for it. It is made once for each case,
and once it is reminded of.
"""

from flows import post
from flows.moment import Moment
from flows.roles import Role
from flows.rungs import may_know
from flows.screen import Button, Screen
from flows.taught import teaches, waiting
from storage import cases, deadlines, people, records
from storage.cases import Case
from storage.outbox import Priority

PURPOSE = "offer"

FOUND = {
    "report_sign_off": "The investigation is signed off.",
    "quality_tracking_entry": "It keeps happening.",
}
"""Why learning is offered, by the record that says so."""


def offer(moment: Moment, case: Case) -> None:
    """Quietly, to every registered manager who may know of the case, and not a second time."""
    newest = records.records_of(moment.db, case.id)[-1]
    if case.sealed or not teaches(newest) or case.id not in waiting(moment):
        return
    _show(moment, case, _offer_screen(case, FOUND[newest.kind]), "offer")
    at = moment.service.limits["learning"].after(moment.now, moment.service.zone)
    deadlines.set_deadline(moment.db, PURPOSE, at, moment.now, case_id=case.id)


def remind(moment: Moment, case_id: int) -> None:
    """Quietly, once more, where nobody has taken it up or said why not."""
    case = cases.get_case(moment.db, case_id)
    if case is not None and case.id in waiting(moment):
        _show(
            moment,
            case,
            _offer_screen(case, f"The offer from {case.reference} is still open."),
            "reminder",
        )


def decline(moment: Moment, case: Case) -> None:
    """One of them has said why not: the others' cards say so too."""
    _show(moment, case, _declined_screen(case), "declined")


def _show(moment: Moment, case: Case, screen: Screen, what: str) -> None:
    """To every registered manager who may know of the case; a reminder comes anew."""
    managers = people.holders_of(moment.db, {Role.REGISTERED_MANAGER})
    known = [person.id for person in managers if may_know(case, person)]
    for person_id, chats in post.places(moment, known).items():
        post.show(
            moment,
            chats[0],
            screen,
            key=f"{what}:{case.id}:{person_id}",
            about="offer",
            card=f"offer:{case.id}",
            priority=Priority.ROUTINE,
            quiet=True,
            repost=what == "reminder",
            case_id=case.id,
        )


def _offer_screen(case: Case, why: str) -> Screen:
    return Screen(
        head=f"{case.reference} · An offer",
        title="Is there something in it for everyone to learn?",
        lines=(why, "You decide. It stays under More until you do."),
        rows=(
            (Button("Write down what we learned", f"ln:{case.id}"),),
            (Button("Not now", f"ln:{case.id}:not"), Button("Read the case", f"v:{case.id}")),
        ),
    )


def _declined_screen(case: Case) -> Screen:
    return Screen(
        head=f"{case.reference} · An offer",
        title="No learning from it now. The reason is kept.",
        rows=((Button("Write it after all", f"ln:{case.id}"),),),
    )
