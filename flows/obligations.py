"""External duties of a case: which are pointed to by what was answered, why, and by when.

The rules are pure and stand in `flows.duties`; here they are given what is stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.duties import lines
from flows.duties.book import find
from flows.duties.clocks import Times, ask_again_at, due
from flows.duties.duty import Duty
from flows.duties.flagging import Filed, Flag, flagged, raised_by
from flows.form import Answers
from flows.moment import Moment
from flows.question import Form
from flows.records import RECORDS
from flows.scales import YesNo
from flows.words import sentence
from storage import cases, records
from storage.cases import Case, Step
from storage.drafts import Draft


def flagged_for(moment: Moment, case: Case) -> list[str]:
    """Codes of the duties that an answer of the case points to."""
    return [flag.duty.code for flag in _flags(moment, _filed(moment, case.id))]


def raised_by_last(moment: Moment, case: Case) -> list[str]:
    """Codes of the duties that the newest record points to by an answer that is new."""
    *before, new = _filed(moment, case.id)
    return [d.code for d in raised_by(new, moment.service.duties, before, _forms())]


def due_for(moment: Moment, case: Case, code: str) -> datetime | None:
    """By when this duty, decided on now, is to be done."""
    times = replace(_times(case), decided=moment.now)
    return due(find(moment.service.duties, code), times, moment.service.zone)


def asked_again(moment: Moment, case: Case, step: Step) -> datetime | None:
    """When a duty that is not known yet is asked again."""
    steps = cases.steps_of(moment.db, case.id)
    before = [each for each in steps if each.name == step.name and each.about == step.about]
    return ask_again_at(
        find(moment.service.duties, step.about),
        _times(case),
        moment.now,
        moment.service.zone,
        again=moment.service.limits["duty_again"],
        first=all(each.id >= step.id for each in before),
    )


def title_of(moment: Moment, draft: Draft) -> str:
    return _duty(moment, draft).title


def card_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """Why the duty is asked about, what the law says, and by when; its name is the title."""
    return _told(moment, draft, lines.card_lines)[1:]


def rule_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """The whole rule of the duty that is being decided on or done; its name is the title."""
    return _told(moment, draft, lines.rule_lines)[1:]


def name_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """Which duty a question further on is about: several cards may come one after the other."""
    return (_duty(moment, draft).title,)


def name_rule(moment: Moment, draft: Draft, _given: Answers) -> Any:
    return _duty(moment, draft).title


def reason_rule(moment: Moment, draft: Draft, _given: Answers) -> Any:
    reason = _reason(moment, *_place(moment, draft))
    return f"{sentence(reason)}." if reason else "The manager chose it."


def law_rule(moment: Moment, draft: Draft, _given: Answers) -> Any:
    """What the law says of it today: the rules are the home's own, and may be others tomorrow."""
    case, step = _place(moment, draft)
    return lines.kept_law(_duty(moment, draft), _times_for(case, step), moment.service.zone)


def target_rule(moment: Moment, draft: Draft, _given: Answers) -> Any:
    case, step = _place(moment, draft)
    return lines.kept_target(_duty(moment, draft), _times_for(case, step), moment.service.zone)


def _told(moment: Moment, draft: Draft, tell: Callable[..., tuple[str, ...]]) -> tuple[str, ...]:
    case, step = _place(moment, draft)
    reason, times = _reason(moment, case, step), _times_for(case, step)
    return tell(_duty(moment, draft), reason, times, moment.now, moment.service.zone)


def _reason(moment: Moment, case: Case, step: Step) -> str:
    flags = _flags(moment, _filed(moment, case.id))
    return next((flag.reason for flag in flags if flag.duty.code == step.about), "")


def _times_for(case: Case, step: Step) -> Times:
    return replace(_times(case), decided=step.owed_at if step.name == "notify" else None)


def flagged_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """The duties that are asked about anyway, by what is answered so far."""
    case, _ = _place(moment, draft)
    flags = _flags(moment, [*_filed(moment, case.id), (draft.kind, draft.answers)])
    if not flags:
        return ("Nothing answered so far asks for anybody.",)
    return ("You will be asked about these anyway:", *(flag.duty.title for flag in flags))


def steps_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """The checklist of the duty, with what was filed as done before."""
    duty = _duty(moment, draft)
    return (duty.title, *lines.task_lines(duty, _done_before(moment, draft)))


def steps_offered(moment: Moment, draft: Draft) -> list[tuple[str, str]]:
    """(code, words) of each step of the duty that was not filed as done before."""
    done = _done_before(moment, draft)
    return [each for each in _duty(moment, draft).tasks.items() if each[0] not in done]


def turns_on_opinion(moment: Moment, draft: Draft, answers: Answers) -> YesNo:
    return _yes(_duty(moment, draft).professional)


def has_steps(moment: Moment, draft: Draft, answers: Answers) -> YesNo:
    """Whether steps of a checklist are still to be ticked."""
    return _yes(bool(steps_offered(moment, draft)))


def left_out(moment: Moment, draft: Draft, answers: Answers) -> YesNo:
    """Whether steps were never ticked, neither now nor before."""
    ticked = answers.get("steps") or ()
    return _yes(any(code not in ticked for code, _ in steps_offered(moment, draft)))


def _yes(holds: bool) -> YesNo:
    return YesNo.YES if holds else YesNo.NO


def _flags(moment: Moment, filed: list[Filed]) -> list[Flag]:
    return flagged(moment.service.duties, filed, _forms())


def _forms() -> Mapping[str, Form]:
    return {kind: record.form for kind, record in RECORDS.items()}


def _filed(moment: Moment, case_id: int) -> list[Filed]:
    return [
        (record.kind, _answers(record.answers)) for record in records.records_of(moment.db, case_id)
    ]


def _answers(filed: list[dict[str, Any]]) -> Mapping[str, Any]:
    return {answer["field"]: answer["answer"] for answer in filed}


def _times(case: Case) -> Times:
    return Times(happened=case.happened_at, known=case.found_at or case.opened_at)


def _duty(moment: Moment, draft: Draft) -> Duty:
    _, step = _place(moment, draft)
    return find(moment.service.duties, step.about)


def _done_before(moment: Moment, draft: Draft) -> set[str]:
    """Steps of this duty's checklist that earlier records say are done."""
    case, step = _place(moment, draft)
    same = {each.id for each in cases.steps_of(moment.db, case.id) if each.about == step.about}
    done = (
        _answers(record.answers).get("steps") or ()
        for record in records.records_of(moment.db, case.id)
        if record.kind == "duty_done" and record.step_id in same
    )
    return {code for steps in done for code in steps}


def _place(moment: Moment, draft: Draft) -> tuple[Case, Step]:
    step = None if draft.step_id is None else cases.get_step(moment.db, draft.step_id)
    case = None if step is None else cases.get_case(moment.db, step.case_id)
    if step is None or case is None:
        raise LookupError(f"Draft {draft.id} is for no step of a case.")
    return case, step
