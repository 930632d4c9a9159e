"""How often the like of a case was reported over a year, in bars of thirty days."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from flows.before_after import days_of
from flows.belonging import case_of
from flows.charts import Chart
from flows.charts.chart import MOST_BARS, bars_of
from flows.form import Answers
from flows.looking_back import reported
from flows.measuring import CATEGORIES, NAMES, same_kind
from flows.moment import Moment
from storage.cases import Case
from storage.drafts import Draft

LENGTH: Final = 30
OVER: Final = LENGTH * MOST_BARS


def trend(moment: Moment, case: Case) -> Chart:
    """The newest bar ends today."""
    zone, what = moment.service.zone, same_kind(case)
    tomorrow = moment.now.astimezone(zone).date() + timedelta(days=1)
    since = datetime.combine(tomorrow - timedelta(days=OVER), time(), zone)
    days = days_of(filter(what.takes, reported(moment, since)), zone)
    bars = bars_of(NAMES[what.kinds], days, tomorrow, before=OVER, after=0, length=LENGTH)
    subject = CATEGORIES.get(case.category or "", "Events")
    return Chart(f"{subject}: over a year", tomorrow, LENGTH, (bars,), trend=True)


def trend_chart(moment: Moment, draft: Draft) -> Chart:
    return trend(moment, case_of(moment, draft))


def trend_rule(moment: Moment, draft: Draft, _answers: Answers) -> Any:
    """The figures of the chart, for the record."""
    return trend_chart(moment, draft).words()
