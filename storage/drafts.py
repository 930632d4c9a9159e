"""Forms half answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from storage.rows import added, changed, many, one, with_id
from storage.tables import accounts, drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """`at` is the question (or page) the person is on; `call_id` a call for help made from it.

    `refused` is what was written to a question in its window and could not be taken, by the name
    of that question: no answer, but what its window opens with until there is one.

    `state`: open (its card is what the person sees), saved (put by for later), filed, dropped.
    """

    id: int
    person_id: int
    kind: str
    case_id: int | None
    step_id: int | None
    call_id: int | None
    answers: dict[str, Any]
    refused: dict[str, str]
    at: str
    state: str
    begun_at: datetime
    touched_at: datetime


def begin_draft(
    db: Connection,
    *,
    person_id: int,
    kind: str,
    answers: Mapping[str, Any],
    at: str,
    now: datetime,
    case_id: int | None = None,
    step_id: int | None = None,
) -> Draft:
    return added(
        db,
        Draft,
        drafts,
        person_id=person_id,
        kind=kind,
        case_id=case_id,
        step_id=step_id,
        answers=dict(answers),
        refused={},
        at=at,
        state="open",
        begun_at=now,
        touched_at=now,
    )


def get_draft(db: Connection, draft_id: int) -> Draft | None:
    """The draft, locked against a second turn on it."""
    return with_id(db, Draft, drafts, draft_id, lock=True)


UNFINISHED = ("open", "saved")

ERASED: Final[dict[str, Any]] = {"answers": {}, "refused": {}}
"""What was written in a draft, when it ends."""


_OF_PERSON = (
    select(drafts)
    .where(drafts.c.person_id == bindparam("person_id"), drafts.c.state.in_(UNFINISHED))
    .order_by(drafts.c.touched_at.desc(), drafts.c.id.desc())
)


def unfinished_drafts(db: Connection, person_id: int) -> list[Draft]:
    """The person's unfinished drafts, the one touched last first."""
    return many(db, Draft, _OF_PERSON, person_id=person_id)


def open_draft(db: Connection, person_id: int) -> Draft | None:
    """The draft whose card the person sees now."""
    return one(
        db,
        Draft,
        select(drafts)
        .where(drafts.c.person_id == person_id, drafts.c.state == "open")
        .order_by(drafts.c.touched_at.desc(), drafts.c.id.desc())
        .limit(1)
        .with_for_update(),
    )


_PUT_BY = (
    update(drafts)
    .where(drafts.c.person_id == bindparam("of_person"), drafts.c.state == "open")
    .values(state="saved")
)


def put_by(db: Connection, person_id: int) -> None:
    """Another screen takes the card: unfinished drafts wait until they are continued."""
    db.execute(_PUT_BY, {"of_person": person_id})


def take_up(db: Connection, draft_id: int) -> Draft | None:
    """Its card is what the person sees now; returns it as it stands, None where it has ended."""
    taken = (
        update(drafts)
        .where(drafts.c.id == draft_id, drafts.c.state.in_(UNFINISHED))
        .values(state="open")
        .returning(drafts)
    )
    return one(db, Draft, taken)


def end_drafts_for_step(db: Connection, step_id: int, now: datetime) -> None:
    """Somebody has done it: what others had begun for the step is over."""
    db.execute(
        update(drafts)
        .where(drafts.c.step_id == step_id, drafts.c.state.in_(UNFINISHED))
        .values(state="dropped", **ERASED, touched_at=now)
    )


def end_drafts_of_others(
    db: Connection, case_id: int, allowed: Collection[int], now: datetime
) -> list[int]:
    """End what anybody but these had begun for the case; returns who sees such a draft now."""
    theirs = (
        drafts.c.case_id == case_id,
        drafts.c.person_id.not_in(allowed),
        drafts.c.state.in_(UNFINISHED),
    )
    seen = select(drafts.c.person_id).where(*theirs, drafts.c.state == "open")
    people = list(db.execute(seen).scalars())
    db.execute(update(drafts).where(*theirs).values(state="dropped", **ERASED, touched_at=now))
    return people


def draft_for_step(db: Connection, person_id: int, step_id: int) -> Draft | None:
    return one(
        db,
        Draft,
        select(drafts).where(
            drafts.c.person_id == person_id,
            drafts.c.step_id == step_id,
            drafts.c.state.in_(UNFINISHED),
        ),
    )


def save_draft(
    db: Connection, draft: Draft, *, answers: Mapping[str, Any], at: str, now: datetime
) -> Draft:
    """Keep these answers and where the person stands; returns the draft as it is now."""
    changed(db, drafts, draft.id, answers=dict(answers), at=at, touched_at=now)
    return replace(draft, answers=dict(answers), at=at, touched_at=now)


def note_refused(db: Connection, draft: Draft, name: str, text: str) -> Draft:
    """Remember what was written to a question and not taken; "" when nothing is to be."""
    refused = {key: value for key, value in draft.refused.items() if key != name}
    if text:
        refused[name] = text
    if refused != draft.refused:
        changed(db, drafts, draft.id, refused=refused)
    return replace(draft, refused=refused)


def refused_in(db: Connection, channel: str, address: str, draft_id: int) -> dict[str, str]:
    """What was refused in this unfinished draft, if it is of whoever is at that address."""
    found = db.execute(
        select(drafts.c.refused)
        .join(accounts, accounts.c.person_id == drafts.c.person_id)
        .where(
            accounts.c.channel == channel,
            accounts.c.address == address,
            accounts.c.state != "closed",
            drafts.c.id == draft_id,
            drafts.c.state.in_(UNFINISHED),
        )
    )
    return found.scalar_one_or_none() or {}


def note_call(db: Connection, draft: Draft, case_id: int) -> Draft:
    """Remember the call for help that was made from this draft."""
    changed(db, drafts, draft.id, call_id=case_id)
    return replace(draft, call_id=case_id)


def end_draft(
    db: Connection, draft_id: int, state: str, now: datetime, case_id: int | None = None
) -> None:
    """The draft was filed or dropped; what was written is erased here, for a record has it."""
    case = {} if case_id is None else {"case_id": case_id}
    changed(db, drafts, draft_id, state=state, **ERASED, touched_at=now, **case)
