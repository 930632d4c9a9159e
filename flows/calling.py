"""The card of whoever has called for help: what to do, and who has it."""

from uuid import uuid4

from flows import alerts, post
from flows.moment import Moment
from flows.post import Place
from flows.screen import Screen
from flows.screens import help_screen
from flows.talk import MAIN, NotForYou
from storage import cases, drafts
from storage.cases import Case, Step
from storage.drafts import Draft

HELP = "help"
"""Where a draft stands while its person is told that help is on the way."""


def help_card(moment: Moment, draft: Draft, note: str = "") -> Screen:
    """The card as it is true now; raises NotForYou where nobody was called."""
    case = cases.get_case(moment.db, draft.call_id) if draft.call_id else None
    if case is None:
        raise NotForYou
    return _card(moment, draft, case, cases.steps_of(moment.db, case.id)[-1], note)


def _card(moment: Moment, draft: Draft, case: Case, step: Step, note: str = "") -> Screen:
    return help_screen(draft, case.reference, alerts.who_has(moment, case, step), note=note)


def refresh_help(moment: Moment, case: Case, place: Place) -> None:
    """Whoever called and still looks at the card sees there, too, who has taken it.

    Where it opens again, the card has become a reminder by then, which this must not take away.
    """
    step = cases.steps_of(moment.db, case.id)[-1]
    if step.state == "owed":
        return
    for draft in drafts.unfinished_drafts(moment.db, case.reporter_id):
        if (draft.call_id, draft.at, draft.state) == (case.id, HELP, "open"):
            post.show(
                moment,
                place,
                _card(moment, draft, case, step),
                key=f"help:{case.id}:{uuid4().hex}",
                about="screen",
                card=MAIN,
            )
