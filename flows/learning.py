"""The registered manager begins a learning from a case: an offered one, or any that is over."""

from flows.access import EVENTS, may_read, may_start
from flows.drafting import begin, show_draft, take_up
from flows.moment import Moment
from flows.pathways import REPORTS
from flows.reading import add_tapped
from flows.screen import Button, Screen, fitted
from flows.talk import NotForYou, Talk, number
from flows.taught import DECLINED, LOG, learned_from, waiting
from flows.words import KINDS
from storage import cases, drafts
from storage.cases import Case
from storage.people import Person

PAGE = 7
MOST_CASES = 200
"""As far back as the list of cases goes; an older one can be named in the log itself."""


def learn_tapped(talk: Talk, case_id: str = "", how: str = "") -> None:
    """Choose a case, begin the learning log from it, or say why `not`; raises NotForYou."""
    if not may_start(talk.person, REPORTS[LOG]):
        raise NotForYou
    if not case_id:
        drafts.put_by(talk.moment.db, talk.person.id)
        talk.show(_choose_screen(talk, number(how or "0")))
    elif how == "not":
        add_tapped(talk, case_id, DECLINED)
    else:
        _begin(talk, case_id)


def _begin(talk: Talk, case_id: str) -> None:
    """The log, with the case as its source; a second tap goes on with the same one."""
    case = cases.get_case(talk.moment.db, number(case_id))
    if case is None or not _may_teach(talk.moment, talk.person, case):
        raise NotForYou
    source = str(case.id)
    for draft in drafts.unfinished_drafts(talk.moment.db, talk.person.id):
        if draft.kind == LOG and source in (draft.answers.get("sources") or ()):
            show_draft(talk, take_up(talk, draft), repost=True)
            return
    show_draft(talk, begin(talk, LOG, {"sources": [source]}), repost=True)


def _choose_screen(talk: Talk, page: int) -> Screen:
    offered, over = _to_choose(talk.moment, talk.person)
    found = [*offered, *over]
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows = [(Button(_label(case), f"ln:{case.id}"),) for case in shown]
    if len(found) > PAGE:
        following = page + 1 if (page + 1) * PAGE < len(found) else 0
        rows.append((Button("More cases", f"ln::{following}"),))
    many = f"{len(offered)} with something to learn stand first." if offered else ""
    return Screen(
        head="Learning",
        title="Which case did it come from?" if shown else "No case is over yet.",
        lines=(many,) if many else (),
        rows=(*rows, (Button("No single case", f"n:{LOG}"), Button("Menu", "m"))),
    )


def _to_choose(moment: Moment, person: Person) -> tuple[list[Case], list[Case]]:
    """Cases that have taught something nobody took up; and others that are over, newest first."""
    found = cases.all_cases(moment.db, limit=MOST_CASES)
    first, done = waiting(moment), learned_from(moment)
    known = [case for case in found if _may_teach(moment, person, case)]
    offered = [case for case in known if case.id in first]
    over = [c for c in known if c.state == "closed" and c.id not in first | done]
    return offered, over


def _may_teach(moment: Moment, person: Person, case: Case) -> bool:
    return case.pathway in EVENTS and not case.sealed and may_read(moment, person, case)


def _label(case: Case) -> str:
    where = f", {case.unit}" if case.unit else ""
    return fitted(f"{case.reference}: {KINDS[case.kind].lower()}{where}")
