"""Finding a case: by its reference, as it is read out on the phone, or in the list of them.

Seniors and those above find every case they may read, at any stage; anybody their own reports.
"""

import re

from flows.access import SENIOR_UP, may_read
from flows.moment import Moment
from flows.own_reports import own_tapped
from flows.reading import case_tapped
from flows.screen import Button, Screen, fitted
from flows.talk import NotForYou, Talk, number
from flows.words import STATES, where
from storage import cases, drafts
from storage.cases import Case
from storage.people import Person

PAGE = 7
MOST_CASES = 200
"""As far back as the list goes; an older case is found by its reference."""

REFERENCE = re.compile(r"[a-z]{2,4}-[0-9]{2}-[0-9]{4,}", re.IGNORECASE)


def find_tapped(talk: Talk, page: str = "0") -> None:
    """List what this person may read, open cases first; raises NotForYou for a care worker."""
    if not may_find(talk.person):
        raise NotForYou
    drafts.put_by(talk.moment.db, talk.person.id)
    talk.show(_list_screen(_readable(talk.moment, talk.person), number(page)))


def may_find(person: Person) -> bool:
    return bool(SENIOR_UP & set(person.roles))


def named(talk: Talk, text: str) -> bool:
    """Show the case whose reference was written; False where it is no reference.

    Whether there is a case that somebody may not read is not told.
    """
    if REFERENCE.fullmatch(text) is None:
        return False
    case = cases.case_by_reference(talk.moment.db, text.upper())
    if case is not None and may_read(talk.moment, talk.person, case):
        case_tapped(talk, str(case.id), where="below")
    elif case is not None and case.reporter_id == talk.person.id:
        own_tapped(talk, str(case.id))
    else:
        talk.say(f"I have no case {text.upper()} to show you.", "Please check the number.")
    return True


def _readable(moment: Moment, person: Person) -> list[Case]:
    found = cases.all_cases(moment.db, limit=MOST_CASES)
    known = [case for case in found if may_read(moment, person, case)]
    return sorted(known, key=lambda case: case.state != "open")


def _list_screen(found: list[Case], page: int) -> Screen:
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows = [(Button(fitted(_label(case)), f"v:{case.id}"),) for case in shown]
    if len(found) > PAGE:
        following = page + 1 if (page + 1) * PAGE < len(found) else 0
        rows.append((Button("More cases", f"fc:{following}"),))
    return Screen(
        head="Cases",
        title="Which case?" if shown else "I have no case to show you.",
        lines=("Or write its reference here, like NM-26-0042.",) if shown else (),
        rows=(*rows, (Button("Menu", "m"),)),
    )


def _label(case: Case) -> str:
    return f"{case.reference}{where(case)} · {STATES[case.state].lower()}"
