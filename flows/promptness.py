"""What is best done at once: whoever has it is reminded of it once, and where it was late its
record says so for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.duration import parse_duration
from flows.form import Answers
from flows.moment import Moment
from flows.pathway import planned
from flows.times import lasted
from flows.words import at
from storage import drafts
from storage.cases import Case, Entry, Step
from storage.records import Record

WORDS: Mapping[str, str] = {"clinical_log": "Please write down any call while it is fresh."}
"""What whoever has the step is reminded of, by the name of the limit."""

CALLED = ("answered_at", "called_at")
"""The answers that say when the call was; the first that was given counts."""


def prompt_by(moment: Moment, case: Case, step: Step, taken_at: datetime) -> datetime | None:
    """By when whoever took the step then should have done it; None where nothing asks for it."""
    limit = _limit(case, step)
    return moment.service.limits[limit].after(taken_at, moment.service.zone) if limit else None


def writing_until(moment: Moment, case: Case, step: Step) -> datetime | None:
    """When their draft has lain still for as long as the limit: until then they are writing it,
    and need no reminder to; None where nothing is begun, or nothing asks for it."""
    draft = drafts.draft_for_step(moment.db, step.acknowledged_by or 0, step.id)
    return prompt_by(moment, case, step, draft.touched_at) if draft else None


def wanted_by(moment: Moment, case: Case, step: Step) -> str:
    """By when its holder is asked to finish it; behind that, what should have been done by now."""
    by = f"Please finish it before {at(moment, step.act_by)}."
    soon = prompt_by(moment, case, step, step.acknowledged_at) if step.acknowledged_at else None
    return by if soon is None or moment.now < soon else f"{WORDS[_limit(case, step)]} {by}"


def lateness(moment: Moment, case: Case, step: Step | None, answers: Answers) -> dict[str, Any]:
    """For the timeline: the call that was written down late, and the limit that held then."""
    limit = _limit(case, step) if step else ""
    called = next((answers[name] for name in CALLED if answers.get(name)), None)
    if not limit or called is None:
        return {}
    allowed = moment.service.limits[limit]
    if moment.now <= allowed.after(datetime.fromisoformat(called), moment.service.zone):
        return {}
    return {"called": called, "limit": str(allowed)}


def late_words(timeline: Sequence[Entry], record: Record) -> str:
    """How late it was written down, as the record is read; "" where it was not late."""
    filed = (e for e in timeline if e.what == "filed" and e.at == record.filed_at)
    late = next((e.detail for e in filed if e.detail["record"] == record.kind), {})
    if "called" not in late:
        return ""
    passed = lasted(record.filed_at - datetime.fromisoformat(late["called"]))
    allowed = parse_duration(late["limit"])
    limit = lasted(allowed.amount) if allowed.amount else late["limit"]
    return f"Written down {passed} after the call; the home's limit is {limit}."


def _limit(case: Case, step: Step) -> str:
    """The name of the limit. A case that began by an older table may know of none."""
    return str(planned(case.plan, step.name).get("promptly", ""))
