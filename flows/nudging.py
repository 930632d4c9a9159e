"""A draft that lies still: its owner is asked, once and at most once more, in a quiet message.

Once when nobody has touched it for an hour; once more, and then never again, when nobody has
touched it for a day. Touching it in between puts the second off, and brings no third.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from flows import screens
from flows.moment import Moment
from flows.post import place_of, show
from flows.talk import MAIN
from storage import deadlines, drafts
from storage.drafts import Draft
from storage.outbox import Priority

FIRST: Final = "draft"
LAST: Final = "draft_again"
STILL: Mapping[str, timedelta] = {FIRST: timedelta(hours=1), LAST: timedelta(days=1)}
"""How long a draft must have lain still for each reminder."""


def first_nudge(moment: Moment, draft_id: int) -> None:
    """Remember to ask about a draft that has just been begun."""
    _remind_at(moment, FIRST, draft_id, moment.now + STILL[FIRST])


def nudge(moment: Moment, draft_id: int, which: str) -> None:
    """A draft may have lain still: ask its owner, in a quiet message."""
    draft = drafts.get_draft(moment.db, draft_id)
    if draft is None or draft.state not in drafts.UNFINISHED:
        return
    due = draft.touched_at + STILL[which]
    if due > moment.now:
        _remind_at(moment, which, draft.id, due)
        return
    if _busy_with_another(moment, draft):
        _remind_at(moment, which, draft.id, moment.now + STILL[FIRST])
        return
    place = place_of(moment, draft.person_id)
    if place is not None:
        show(
            moment,
            place,
            screens.nudge_screen(moment, draft),
            key=f"nudge:{draft.id}:{which}",
            about="nudge",
            card=MAIN,
            priority=Priority.ROUTINE,
            repost=True,
            quiet=True,
            opens=f"c:{draft.id}",
        )
    last = draft.touched_at + STILL[LAST]
    if last > moment.now:
        _remind_at(moment, LAST, draft.id, last)


def _busy_with_another(moment: Moment, draft: Draft) -> bool:
    """Whether the owner is filling in another form, whose card a reminder would take."""
    other = drafts.open_draft(moment.db, draft.person_id)
    if other is None or other.id == draft.id:
        return False
    return moment.now - other.touched_at < STILL[FIRST]


def _remind_at(moment: Moment, which: str, draft_id: int, due: datetime) -> None:
    deadlines.set_deadline(moment.db, which, due, moment.now, draft_id=draft_id)
