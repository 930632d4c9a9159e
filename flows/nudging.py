"""A draft that lies still: its owner is asked, once and once more, in a quiet message."""

from datetime import datetime, timedelta

from flows import screens
from flows.moment import Moment
from flows.post import place_of, show
from flows.talk import MAIN
from storage import deadlines, drafts
from storage.drafts import Draft

NUDGES = (timedelta(hours=1), timedelta(days=1))
"""How long a draft may lie still before each reminder."""


def first_nudge(moment: Moment, draft_id: int) -> None:
    """Remember to ask about a draft that has just been begun."""
    _remind_at(moment, draft_id, moment.now + NUDGES[0])


def nudge(moment: Moment, draft_id: int) -> None:
    """A draft has lain still: ask its owner, twice at most, in a quiet message."""
    draft = drafts.get_draft(moment.db, draft_id)
    if draft is None or draft.state not in drafts.UNFINISHED:
        return
    idle = moment.now - draft.touched_at
    if idle < NUDGES[0]:
        _remind_at(moment, draft.id, draft.touched_at + NUDGES[0])
        return
    if _busy_with_another(moment, draft):
        _remind_at(moment, draft.id, moment.now + NUDGES[0])
        return
    place = place_of(moment, draft.person_id)
    if place is not None:
        show(
            moment,
            place,
            screens.nudge_screen(moment, draft),
            key=f"nudge:{draft.id}:{moment.now:%Y%m%d%H%M}",
            about="nudge",
            card=MAIN,
            repost=True,
            quiet=True,
        )
    if idle < NUDGES[1]:
        _remind_at(moment, draft.id, draft.touched_at + NUDGES[1])


def _busy_with_another(moment: Moment, draft: Draft) -> bool:
    """Whether the owner is filling in another form, whose card a reminder would take."""
    other = drafts.open_draft(moment.db, draft.person_id)
    if other is None or other.id == draft.id:
        return False
    return moment.now - other.touched_at < NUDGES[0]


def _remind_at(moment: Moment, draft_id: int, due: datetime) -> None:
    deadlines.set_deadline(moment.db, "draft", due, moment.now, draft_id=draft_id)
