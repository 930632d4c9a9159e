"""Did it happen less often after a change: what is stored, held against the rules for saying so.

When a change began, what is counted and against what is decided here, once for the card, the
record and the chart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from flows import before_after as rules
from flows.before_after import (
    INCIDENTS,
    NEAR_MISSES,
    Comparison,
    Counted,
    Exposure,
    Window,
    compared,
    count_lines,
    reporting_line,
    suggested,
    windows,
)
from flows.belonging import case_of
from flows.change_day import changed_on
from flows.charts import Chart
from flows.charts.chart import bars_of, length_for
from flows.form import Answers
from flows.looking_back import counted_since, reported
from flows.moment import Moment
from flows.practice_score import held_up, score_lines, scores
from flows.records.reassessment_report import Against
from flows.scales import Verdict, What
from flows.words import listed
from storage import records
from storage.cases import Case
from storage.drafts import Draft
from storage.records import Record

NAMES: Final = {INCIDENTS: "Incidents", NEAR_MISSES: "Near misses"}
WHICH: Final = {
    "incidents": (INCIDENTS,),
    "near_misses": (NEAR_MISSES,),
    "each": (INCIDENTS, NEAR_MISSES),
}
"""What a learning said at its start that it would count; the first of two decides the verdict."""

CATEGORIES: Final = {what.value: what.label for what in What}
HELD_AGAINST: Final = {each.value: each.label.lower() for each in Against}

DOUBTS: Final = frozenset({"reporting", "definition"})
"""What whoever knows the home can say against any fall: fewer were told, or counted otherwise."""


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of event, compared. `days` are those of its events."""

    name: str
    near_miss: bool
    comparison: Comparison
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that is shown and kept of a before and after; the first series decides."""

    changed: date
    before: Window
    after: Window
    what: Counted
    series: tuple[Series, ...]
    practice: tuple[str, ...]
    holds: bool

    @property
    def verdict(self) -> Verdict:
        return self._verdict_of(self.series[0])

    @property
    def counts(self) -> tuple[str, ...]:
        """The times, then for each kind of event what was counted and what it shows."""
        return (self.times(), *(line for each in self.series for line in self._lines_of(each)))

    @property
    def reporting(self) -> tuple[str, ...]:
        return (reporting_line(self.series[0].comparison),)

    @property
    def says(self) -> str:
        return f"These numbers allow: {self.verdict.label}."

    def chart(self) -> Chart:
        days = self.before.days, self.after.days
        length = length_for(*days)
        bars = [
            bars_of(
                each.name, each.days, self.changed, before=days[0], after=days[1], length=length
            )
            for each in self.series
        ]
        return Chart(f"{self._subject()}: before and after", self.changed, length, tuple(bars))

    def _verdict_of(self, series: Series) -> Verdict:
        return suggested(series.comparison, holds=self.holds, near_miss=series.near_miss)

    def _lines_of(self, series: Series) -> Sequence[str]:
        first, *rest = count_lines(series.comparison)
        beside = series is not self.series[0]
        own = [f"{series.name}: {self._verdict_of(series).label}."] if beside else []
        return [f"{series.name}. {first}", *rest, *own]

    def _subject(self) -> str:
        return CATEGORIES.get(self.what.category or "", "Events")

    def times(self) -> str:
        place = f" in {listed(sorted(self.what.units))}" if self.what.units else ""
        times = f"{_span(self.before, 'before')}, and {_span(self.after, 'after')}"
        return f"{self._subject()}{place}, {times}. The day of the change is in neither."


def measured(moment: Moment, case: Case, answers: Answers) -> Measured:
    """What is known of a change now; `answers` may say what to count against, and doubts."""
    zone = moment.service.zone
    filed = records.records_of(moment.db, case.id)
    changed = changed_on(moment, case, filed)
    before, after = windows(changed, moment.now.astimezone(zone).date(), counted_since(moment))
    first = min(before.first, after.first)
    found = reported(moment, datetime.combine(first, time(), zone))
    exposure = _exposure(answers)
    series = [
        Series(
            NAMES[what.kinds],
            what.kinds == NEAR_MISSES,
            compared(found, what, before, after, zone, exposure),
            tuple(rules.days_of((f for f in found if what.is_near(f) and what.takes(f)), zone)),
        )
        for what in _counted(case, filed)
    ]
    rounds = scores(filed) if case.pathway == "learning" else None
    return Measured(
        changed=changed,
        before=before,
        after=after,
        what=_counted(case, filed)[0],
        series=tuple(series),
        practice=() if rounds is None else score_lines(rounds),
        holds=(rounds is None or held_up(rounds)) and not _doubted(answers),
    )


def same_kind(case: Case) -> Counted:
    """Events of the case's own category; what reached somebody and what did not are two things."""
    return Counted(case.category, NEAR_MISSES if case.kind in NEAR_MISSES else INCIDENTS)


def before_after_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """Everything beside the question that it answers."""
    found = _of_draft(moment, draft, draft.answers)
    practice = (f"Practice: {line}" for line in found.practice)
    return (*found.counts, *found.reporting, *practice, found.says)


def times_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """Which days are compared, for whoever looks up a number for them."""
    return (_of_draft(moment, draft, draft.answers).times(),)


def before_after_chart(moment: Moment, draft: Draft) -> Chart:
    return _of_draft(moment, draft, draft.answers).chart()


def counts_rule(moment: Moment, draft: Draft, answers: Answers) -> Any:
    return _of_draft(moment, draft, answers).counts


def reporting_rule(moment: Moment, draft: Draft, answers: Answers) -> Any:
    return _of_draft(moment, draft, answers).reporting


def practice_rule(moment: Moment, draft: Draft, answers: Answers) -> Any:
    return _of_draft(moment, draft, answers).practice


def chart_rule(moment: Moment, draft: Draft, answers: Answers) -> Any:
    """The figures of the chart, from which it can be drawn again."""
    return _of_draft(moment, draft, answers).chart().words()


def verdict_rule(moment: Moment, draft: Draft, answers: Answers) -> Any:
    """What may be said follows from the numbers: nobody chooses it."""
    return _of_draft(moment, draft, answers).verdict


def _of_draft(moment: Moment, draft: Draft, answers: Answers) -> Measured:
    return measured(moment, case_of(moment, draft), answers)


def _counted(case: Case, filed: Sequence[Record]) -> list[Counted]:
    """What the learning log says is counted, and where; else events of the case's own kind."""
    log = next((_said(r) for r in reversed(filed) if r.kind == "service_learning_log"), None)
    if log is None:
        return [same_kind(case)]
    units = frozenset(log.get("units") or ())
    return [Counted(case.category, kinds, units) for kinds in WHICH[log["counted"]]]


def _exposure(answers: Answers) -> Exposure | None:
    """What the home says it is counted against; None where that is days, or it was not said."""
    before, after = answers.get("per_before"), answers.get("per_after")
    if not before or not after:
        return None
    return Exposure(before, after, HELD_AGAINST[answers["per"]])


def _doubted(answers: Answers) -> bool:
    """Whether somebody who knows the home doubts that as much is reported as before."""
    return answers.get("reporting") == "no" or bool(DOUBTS & {*(answers.get("confounders") or ())})


def _said(record: Record) -> Mapping[str, Any]:
    return {item["field"]: item["answer"] for item in record.answers}


def _span(window: Window, side: str) -> str:
    if not window.days:
        return f"no day {side} the change yet"
    first, last = window.first, window.last
    year = "" if first.year == last.year else f" {first.year}"
    days = f"{window.days} day{'s' if window.days > 1 else ''}"
    return f"{first.day} {first:%B}{year} to {last.day} {last:%B %Y} ({days})"
