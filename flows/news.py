"""What became known later: who hears of it, and what it brings up anew.

News never goes to nobody. Where no one has the case in hand, or it is closed, whoever decides hears
of it; an answer that points to a duty nobody thought of then is put to them as a step of its own.
"""

from flows import obligations, opening, sealing, telling
from flows.going import go_up
from flows.moment import Moment
from flows.pathways.beside import BESIDE_NAMES
from flows.roles import Role
from flows.rungs import may_know, told_people
from flows.scales import HURT
from storage import cases, people
from storage.cases import Case, Step
from storage.people import Person

DECIDE = (Role.REGISTERED_MANAGER, Role.NOMINATED_INDIVIDUAL)
"""Who hears where nobody has the case in hand: the first of these roles that somebody holds."""


def take_in(moment: Moment, case: Case, author: Person, *, harm: str, hospital: bool) -> None:
    """News was added. From the hospital, open duties are asked anew; a near miss that did harm is
    an incident."""
    now_severe = bool(harm) and case.severity == "severe"
    telling.tell_news(moment, case, _hearers(moment, case, author), "There is news.", now_severe)
    if hospital:
        for step in cases.open_steps_of(moment.db, case.id):
            if step.state == "waiting" and step.name == "duty":
                opening.begin(moment, step.id)
    if harm in HURT and case.pathway == "near_miss":
        go_up(moment, case, "incident/clinical", author)


def ask_anew(moment: Moment, case: Case) -> None:
    """The newest record may point to a duty to which nothing pointed when the manager decided.

    One that is owed, or was done, is not asked about again.
    """
    steps = cases.steps_of(moment.db, case.id)
    if not any(step.name == "decision" and step.state == "acted" for step in steps):
        return
    for code in obligations.raised_by_last(moment, case):
        same = [step for step in steps if step.about == code]
        waiting = [step for step in same if step.state == "waiting"]
        if waiting:
            opening.begin(moment, waiting[0].id)
        elif not any(step.name == "notify" or step.state in cases.OPEN for step in same):
            opening.open_step(moment, case, "duty", opening.Particulars(about=code))


def _hearers(moment: Moment, case: Case, author: Person) -> set[int]:
    """Whoever has something of the case, or was asked to take it; and whoever decides, where
    nobody has the case itself."""
    steps = cases.open_steps_of(moment.db, case.id)
    asked = {person for step in steps for person in _with_whom(moment, step)}
    heard = {p.id for p in people.these(moment.db, asked) if may_know(case, p)}
    itself = [step for step in steps if step.name not in BESIDE_NAMES]
    in_hand = {person for step in itself for person in _with_whom(moment, step)} & heard
    if not in_hand - {author.id}:
        heard |= _who_decides(moment, case, author)
    return heard - {author.id}


def _with_whom(moment: Moment, step: Step) -> set[int]:
    if step.state == "waiting":
        return set()
    return {step.acknowledged_by} if step.acknowledged_by else told_people(moment, step)


def _who_decides(moment: Moment, case: Case, author: Person) -> set[int]:
    if case.sealed:
        heard_by = sealing.hearers(moment, {*case.concerns, case.reporter_id})
        return {p.id for p in heard_by if may_know(case, p)}
    groups = [people.holders_of(moment.db, {role}) for role in DECIDE]
    for group in (*groups, people.these(moment.db, case.limited)):
        found = {p.id for p in group if may_know(case, p)} - {author.id}
        if found:
            return found
    return set()
