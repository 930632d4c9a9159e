"""One's own quiet hours: what can wait does not come in them."""

from flows import briefings
from flows.kindly import Quiet
from flows.moment import Moment
from flows.screen import Button, Screen
from flows.screens import in_rows
from flows.talk import NotForYou, Talk
from storage import drafts, people, routine

NONE = "none"
OFFERED = ("20:00-08:00", "22:00-07:00", "08:00-16:00", "10:00-18:00")
"""By night, and for those who sleep by day."""


def quiet_tapped(talk: Talk, chosen: str = "") -> None:
    """Choose the hours, by tap; raises NotForYou for hours that were not offered."""
    if chosen:
        _choose(talk, chosen)
    drafts.put_by(talk.moment.db, talk.person.id)
    person = people.get_person(talk.moment.db, talk.person.id)
    talk.show(_screen(person.quiet if person else None))


def hold_back(moment: Moment) -> None:
    """What is routine, and due, waits for those in their quiet hours until these are over.

    At once for everybody who has the same hours. It is asked whenever something is to leave, so
    it holds for everything that is owed, whoever owes it.
    """
    for hours in people.quiet_hours(moment.db):
        ends = Quiet.read(hours).end_after(moment.now, moment.service.zone)
        if ends is not None:
            routine.hold_back(moment.db, hours, moment.now, ends)


def _choose(talk: Talk, chosen: str) -> None:
    """What waited for the end of the hours before is looked at again by the new ones."""
    known = {_address(hours): hours for hours in OFFERED}
    if chosen != NONE and chosen not in known:
        raise NotForYou
    moment, before = talk.moment, people.get_person(talk.moment.db, talk.person.id)
    people.set_quiet(moment.db, talk.person.id, known.get(chosen))
    if before is None or not before.quiet:
        return
    ends = Quiet.read(before.quiet).end_after(moment.now, moment.service.zone)
    if ends is not None:
        routine.look_again(moment.db, before.id, ends, moment.now)
        briefings.offer_what_waits(moment, before)


def _screen(quiet: str | None) -> Screen:
    now = f"Yours are {_said(quiet)}." if quiet else "You have none now."
    return Screen(
        head="Quiet hours",
        title="When should only urgent things come?",
        lines=(now, "Alerts about someone's safety always come."),
        rows=(
            *in_rows([Button(_said(hours), f"qh:{_address(hours)}") for hours in OFFERED]),
            (Button("None", f"qh:{NONE}"), Button("Menu", "m")),
        ),
    )


def _address(hours: str) -> str:
    return hours.replace(":", "")


def _said(hours: str) -> str:
    return hours.replace("-", " to ")
