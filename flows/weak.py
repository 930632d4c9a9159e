"""The fourteen signs of a weak investigation, worked out from a report and its case. Pure.

A sign never stops a report: its writer sees it, and says why it is sent all the same (domain:
section 3, weak-investigation flags).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flows.form import Answers, nested
from flows.investigating import (
    PERSONAL,
    Answer,
    Asked,
    Cause,
    Compared,
    Flag,
    HarmReason,
    LookBack,
    Well,
)
from flows.plain_cause import copied, only_reminds, stops_at_a_person
from flows.records.action_line import Measure
from flows.records.investigation_report import InvestigationReport
from flows.scales import Harm
from flows.strength import Strength, strength_of

REASONS = frozenset({Answer.DONE, Answer.PASSED, Answer.SMALL})
"""Why a cause needs no action."""


@dataclass(frozen=True, slots=True)
class InvestigationFacts:
    """What the case knows and the report's writer is not asked.

    `begun_at` is when its report was begun, `begin_by` when it should have been, and `not_before`
    until when it takes, where the severity is more than low. `first_harm` is the grade that the
    case had before this report. `look_back` counts earlier cases like this one.
    """

    begun_at: datetime
    begin_by: datetime
    not_before: datetime
    severity: str
    first_harm: str | None
    investigator_involved: bool
    duties_decided: bool
    look_back: int
    earlier_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a sign is looked for in: the report as far as it goes, flat and with its entries in
    lists, the case, and the time."""

    answers: Answers
    report: Mapping[str, Any]
    facts: InvestigationFacts
    now: datetime

    def answer(self, name: str) -> Any:
        return self.report.get(name)

    @property
    def causes(self) -> list[dict[str, Any]]:
        return list(self.report.get("causes") or ())

    @property
    def actions(self) -> list[dict[str, Any]]:
        return list(self.report.get("actions") or ())


@dataclass(frozen=True, slots=True)
class Sign:
    """One flag: how it is found, and what stands behind it."""

    holds: Callable[[Look], bool]
    source: str


def weak_flags(answers: Answers, facts: InvestigationFacts, now: datetime) -> tuple[Flag, ...]:
    """The flags that stand for these answers, given so far or whole, in their order."""
    look = Look(answers, nested(InvestigationReport.form, answers), facts, now)
    return tuple(flag for flag, sign in SIGNS.items() if sign.holds(look))


def flag_lines(codes: Collection[str]) -> tuple[str, ...]:
    """The flags of these codes as they are put to the writer, one a line."""
    return tuple(f"· {flag.label}" for flag in Flag if flag in codes)


def written(answers: Answers) -> tuple[str, ...]:
    """What was typed in those parts of a report that could have come from another one.

    It reads the answers of a draft and those of a filed record, which keeps no gates.
    """
    return tuple(str(text) for name, text in answers.items() if text and _could_be_copied(name))


def _could_be_copied(name: str) -> bool:
    group, _, part = name.partition(".")
    return name == "findings" or (group in ("timeline", "causes") and part.endswith(".what"))


def _only_a_person(look: Look) -> bool:
    known = [cause for cause in look.causes if cause.get("cause") != Cause.NOT_SURE]
    if not known:
        return stops_at_a_person(look.answer("findings") or "")
    return all(
        cause.get("cause") in PERSONAL or stops_at_a_person(cause.get("what") or "")
        for cause in known
    )


def _all_weak(look: Look) -> bool:
    found = [action for action in look.actions if action.get("way")]
    return bool(found) and all(
        strength_of(action["way"]) is Strength.WEAK or only_reminds(action.get("what") or "")
        for action in found
    )


def _not_linked(look: Look) -> bool:
    """A cause with neither an action nor a reason for none, or actions that answer no cause."""
    named = {cause.get("cause") for cause in look.causes}
    dealt_with = {action.get("cause") for action in look.actions} & named
    left_open = any(
        cause.get("answer") not in REASONS and cause.get("cause") not in dealt_with
        for cause in look.causes
    )
    return left_open or (bool(look.actions) and not dealt_with)


def _not_measured(look: Look) -> bool:
    return any(
        not (action.get("owner") and action.get("due"))
        or action.get("measure") in (None, Measure.NOT_YET)
        for action in look.actions
    )


def _badly_timed(look: Look) -> bool:
    facts = look.facts
    late = facts.begun_at > facts.begin_by
    return late or (facts.severity != "low" and look.now < facts.not_before)


def _not_heard(look: Look) -> bool:
    asked = (look.answer("staff_asked"), look.answer("person_asked"))
    return any(answer in (None, Asked.NO) for answer in asked)


def _no_look_back(look: Look) -> bool:
    said = look.answer("similar")
    return said is None or (said == LookBack.NONE and look.facts.look_back > 0)


def _nothing_well(look: Look) -> bool:
    return not set(look.answer("well") or ()) - {Well.NOTHING}


def _not_compared(look: Look) -> bool:
    compared = look.answer("compared")
    if compared == Compared.DISAGREE:
        return not look.answer("difference")
    return bool(compared != Compared.AGREE)


def _own_event(look: Look) -> bool:
    return look.facts.investigator_involved


def _copied(look: Look) -> bool:
    return any(copied(text, look.facts.earlier_texts) for text in written(look.answers))


def _harm_unexplained(look: Look) -> bool:
    harm = look.answer("harm")
    changed = harm is not None and harm != (look.facts.first_harm or Harm.NOT_SURE)
    return changed and look.answer("harm_reason") in (None, HarmReason.SAME)


def _no_check(look: Look) -> bool:
    return look.answer("check_on") is None


def _duties_open(look: Look) -> bool:
    return not look.facts.duties_decided


SIGNS: Mapping[Flag, Sign] = MappingProxyType(
    {
        Flag.PERSON: Sign(_only_a_person, "domain: section 3, flag 1; NHS just culture guide"),
        Flag.WEAK: Sign(_all_weak, "domain: section 3, flag 2; RCA2 action hierarchy"),
        Flag.LINK: Sign(_not_linked, "domain: section 3, flag 3; RCA2"),
        Flag.MEASURE: Sign(_not_measured, "domain: section 3, flag 4; RCA2"),
        Flag.TIMING: Sign(_badly_timed, "domain: section 3, flag 5"),
        Flag.VIEWS: Sign(_not_heard, "domain: section 3, flag 6"),
        Flag.LOOK_BACK: Sign(_no_look_back, "domain: section 3, flag 7"),
        Flag.WELL: Sign(_nothing_well, "domain: section 3, flag 8"),
        Flag.RECORDS: Sign(_not_compared, "domain: section 3, flag 9; regulation 17(2)(c)"),
        Flag.OWN: Sign(_own_event, "domain: section 3, flag 10"),
        Flag.COPIED: Sign(_copied, "domain: section 3, flag 11"),
        Flag.HARM: Sign(_harm_unexplained, "domain: section 3, flag 12"),
        Flag.CHECK_DATE: Sign(_no_check, "domain: section 3, flag 13"),
        Flag.DUTIES: Sign(_duties_open, "domain: section 3, flag 14; regulations 16, 18, 20"),
    }
)
