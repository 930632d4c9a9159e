"""News: who hears of it, and where the case goes because of it.

It never goes to nobody: where no one has the case in hand, or it is closed, whoever decides hears
of it.
"""

from flows import opening, sealing, telling
from flows.changed import kept_case
from flows.form import Answers
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


SERIOUS = {"harm": ("severe", "died"), "condition": ("emergency", "died")}
"""Answers of a report of which whoever decides hears at once, and not when it is their turn."""


def tell_if_serious(moment: Moment, case: Case, author: Person, answers: Answers) -> None:
    """The senior has it to do; the manager is not to hear of a death an hour later."""
    if any(answers.get(field) in codes for field, codes in SERIOUS.items()):
        words = "Somebody is badly hurt, or has died."
        telling.tell_news(moment, case, _who_decides(moment, case, author), words, urgent=True)


def take_in(moment: Moment, case: Case, author: Person, *, harm: str, hospital: bool) -> None:
    """News was added. From the hospital, open duties are asked anew; a near miss that did harm is
    an incident. What is added to a duplicate is news of the case that it goes on in."""
    kept = kept_case(moment, case) or case
    now_severe = bool(harm) and case.severity == "severe"
    telling.tell_news(moment, case, _hearers(moment, kept, author), "There is news.", now_severe)
    if hospital:
        for step in cases.open_steps_of(moment.db, case.id):
            if step.state == "waiting" and step.name == "duty":
                opening.begin(moment, step.id)
    if harm in HURT and kept.pathway == "near_miss":
        go_up(moment, kept, "incident/clinical", author)


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
