"""What must be true of a home in the end, whatever was done to its process on the way."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage.deadlines import unwatched_cases, unwatched_steps
from storage.records import broken_links
from storage.tables import cases, inbox, outbox, records, steps
from tests.kill.rig import SENIOR, Town
from tests.kill.town import RECEIPT, WORDS, Report


@dataclass(frozen=True)
class Figures:
    """The run in numbers."""

    seed: int
    kills: int
    reports: int
    updates: int
    messages: int
    extra_copies: int
    most_tries: int


def check(town: Town) -> Figures:
    """Hold the database against what the small Bot API saw; raises where they disagree."""
    with town.database() as database, database.transaction() as db:
        _every_receipt_is_kept(db, town)
        _every_confirmed_update_is_handled_once(db, town)
        _every_alert_was_sent(db, town)
        _nothing_is_left_standing(db)
        return _figures(db, town)


def _every_receipt_is_kept(db: Connection, town: Town) -> None:
    """I1, I10: who was told "saved" finds it, exactly once, with exactly those answers."""
    reports = [report for worker in town.workers for report in worker.reports]
    given = {found[1] for text in _accepted_texts(town) if (found := RECEIPT.search(text))}
    assert given == {report.reference for report in reports}
    kept = select(cases.c.reference, records.c.answers).join(
        records, (records.c.case_id == cases.c.id) & (records.c.kind == "near_miss_log")
    )
    rows = list(db.execute(kept))
    assert Counter(row.reference for row in rows) == Counter(given)
    stored = {row.reference: row.answers for row in rows}
    for report in reports:
        assert _as_meant(report) == _as_stored(stored[report.reference]), report.reference


def _as_meant(report: Report) -> dict[str, str]:
    return report.answers | ({WORDS: report.words} if report.words else {})


def _as_stored(answers: list[dict[str, Any]]) -> dict[str, str]:
    known = {item["asked"]: item["label"] for item in answers if item["field"] != "unit"}
    return {_prompt(asked): label for asked, label in known.items()}


def _prompt(asked: str) -> str:
    """The part of a question by which people recognize it."""
    for start in (WORDS,):
        if asked.startswith(start):
            return start
    return asked.removeprefix("If nobody had noticed, ")


def _every_confirmed_update_is_handled_once(db: Connection, town: Town) -> None:
    """I2: what Telegram need not deliver again is here once, and done."""
    confirmed = town.fake.confirmed
    assert len(confirmed) == len(set(confirmed))
    rows = list(db.execute(select(inbox.c.update_id, inbox.c.state)))
    kept = Counter(int(row.update_id.partition(":")[2]) for row in rows)
    assert kept == Counter(confirmed)
    assert {row.state for row in rows} == {"done"}


def _every_alert_was_sent(db: Connection, town: Town) -> None:
    """I4, I6: each case reached the senior, and no message oftener than it was tried."""
    told = Counter()
    for call in town.fake.calls:
        if call.method == "sendMessage" and call.accepted and call.params["chat_id"] == SENIOR:
            told.update(
                reference
                for reference in db.execute(select(cases.c.reference)).scalars()
                if reference in call.params["text"]
            )
    assert set(told) == set(db.execute(select(cases.c.reference)).scalars())
    tries = select(func.sum(outbox.c.attempts)).where(outbox.c.address == str(SENIOR))
    assert sum(told.values()) <= db.execute(tries).scalar_one()


def _nothing_is_left_standing(db: Connection) -> None:
    """I3, I9: every open step is waited for, nothing is on its way for ever, the chain holds."""
    assert broken_links(db) == []
    assert unwatched_cases(db) == []
    assert unwatched_steps(db) == []
    late = outbox.c.state.in_(("owed", "sending")) & (outbox.c.next_at <= datetime.now(UTC))
    assert db.execute(select(func.count()).select_from(outbox).where(late)).scalar_one() == 0
    states = select(steps.c.state).where(steps.c.name != "report")
    assert set(db.execute(states).scalars()) == {"acknowledged"}
    assert "refused" not in set(db.execute(select(outbox.c.state)).scalars())


def _figures(db: Connection, town: Town) -> Figures:
    """A message that the small Bot API accepted and the outbox does not know is a copy."""
    sent = len(town.fake.accepted("sendMessage"))
    places = select(outbox.c.address, outbox.c.message_id).where(outbox.c.message_id.is_not(None))
    known = set(db.execute(places.distinct()).all())
    tries = db.execute(select(func.max(outbox.c.attempts))).scalar_one()
    spare = db.execute(select(func.sum(outbox.c.attempts - 1)).where(outbox.c.attempts > 1))
    extra = sent - len(known)
    assert 0 <= extra <= (spare.scalar_one() or 0)
    return Figures(
        seed=town.seed,
        kills=town.kills,
        reports=sum(len(worker.reports) for worker in town.workers),
        updates=len(town.fake.confirmed),
        messages=sent,
        extra_copies=extra,
        most_tries=tries,
    )


def _accepted_texts(town: Town) -> list[str]:
    """Every text that reached a phone."""
    methods = ("sendMessage", "editMessageText")
    return [call["text"] for method in methods for call in town.fake.accepted(method)]
