"""What somebody had begun and not sent, when they leave."""

from dataclasses import replace

from flows.moment import Moment
from flows.pathways import REPORTS
from storage import deadlines, drafts
from storage.drafts import Draft
from storage.people import Person


def erase_unsent(moment: Moment, person: Person) -> list[Draft]:
    """Erase what was typed and never sent: it was nobody's record, and nobody can send it any more.

    Returns the reports among it, without their answers, so that somebody can ask what happened.
    Not a worry: that there was one is between this person and whoever hears it.
    """
    begun = drafts.unfinished_drafts(moment.db, person.id)
    for draft in begun:
        drafts.end_draft(moment.db, draft.id, "dropped", moment.now)
        deadlines.meet_draft_deadlines(moment.db, draft.id, moment.now)
    return [replace(draft, answers={}) for draft in begun if _may_be_told_of(draft)]


def _may_be_told_of(draft: Draft) -> bool:
    return draft.kind in REPORTS and not REPORTS[draft.kind].sealed
