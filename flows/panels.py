"""Lines that the bot shows with a question, and answers that it works out by itself.

Both are named in `Ask` and looked up here, so that a form stays data.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flows import drafting_briefing, looking, measuring, obligations, practice, trend
from flows.charts import Chart
from flows.form import Answers, as_answers, without_stale
from flows.moment import Moment
from flows.question import Question
from flows.reached import reached_nobody
from flows.records import form_of
from storage.drafts import Draft

Panel = Callable[[Moment, Draft], tuple[str, ...]]
Rule = Callable[[Moment, Draft, Answers], Any]

PANELS: Mapping[str, Panel] = MappingProxyType(
    {
        "similar": looking.similar_panel,
        "before_after": measuring.before_after_panel,
        "before_after_times": measuring.times_panel,
        "strength": looking.strength_panel,
        "briefing": drafting_briefing.panel,
        "readings": drafting_briefing.readings_panel,
        "practice": practice.panel,
        "weak_investigation": looking.weak_panel,
        "actions": looking.actions_panel,
        "this_action": looking.this_action_panel,
        "own_action": looking.own_action_panel,
        "question": looking.question_panel,
        "care_entry": looking.care_entry_panel,
        "first_aid": looking.first_aid_panel,
        "high_alert": looking.high_alert_panel,
        "contacts": looking.contacts_panel,
        "duty_card": obligations.card_panel,
        "duty_rule": obligations.rule_panel,
        "duty_name": obligations.name_panel,
        "duties_flagged": obligations.flagged_panel,
        "duty_steps": obligations.steps_panel,
    }
)

TITLES: Mapping[str, Callable[[Moment, Draft], str]] = MappingProxyType(
    {"duty": obligations.title_of}
)

CHARTS: Mapping[str, Callable[[Moment, Draft], Chart]] = MappingProxyType(
    {"before_after": measuring.before_after_chart, "trend": trend.trend_chart}
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "similar": looking.similar_references,
        "briefing": drafting_briefing.preview,
        "before_after": measuring.counts_rule,
        "reporting": measuring.reporting_rule,
        "practice": measuring.practice_rule,
        "chart": measuring.chart_rule,
        "verdict": measuring.verdict_rule,
        "criterion": practice.criterion_rule,
        "looks": practice.looks_rule,
        "others": practice.others_rule,
        "coverage": practice.coverage_rule,
        "trend": trend.trend_rule,
        "weak_investigation": looking.weak_flags,
        "reached_nobody": reached_nobody,
        "actions_to_see": looking.actions_to_see,
        "closes_unseen": looking.closes_unseen,
        "ends_very_bad": looking.ends_very_bad,
        "own_action": looking.own_action,
        "own_question": looking.own_question,
        "duty_name": obligations.name_rule,
        "duty_reason": obligations.reason_rule,
        "duty_law": obligations.law_rule,
        "duty_target": obligations.target_rule,
        "duty_opinion": obligations.turns_on_opinion,
        "duty_has_steps": obligations.has_steps,
        "duty_left_out": obligations.left_out,
    }
)


def panel(
    moment: Moment, draft: Draft, question: Question, *, more: bool = False
) -> tuple[str, ...]:
    """The lines to show with a question; raises KeyError for a panel that does not exist."""
    name = question.ask.more if more and question.ask.more else question.ask.show
    return PANELS[name](moment, draft) if name else ()


def title_of(moment: Moment, draft: Draft, question: Question) -> str:
    """The title of a question's card: its own, or the prompt."""
    named = question.ask.title
    return TITLES[named](moment, draft) if named else question.ask.prompt


def chart_of(moment: Moment, draft: Draft) -> Chart | None:
    """The chart that goes with a form, if there is one."""
    questions = form_of(draft.kind).questions.values()
    name = next((question.ask.chart for question in questions if question.ask.chart), "")
    return CHARTS[name](moment, draft) if name else None


def worked_out(moment: Moment, draft: Draft, answers: Answers) -> dict[str, Any]:
    """The answers, with those that nobody is asked for as they follow from the others."""
    form = form_of(draft.kind)
    computed = [q for q in form.questions.values() if q.ask.computed]
    whole = dict(answers)
    for question in computed:
        found = RULES[question.ask.computed](moment, draft, whole)
        value = found if question.ask.each else question.check(found)
        whole |= as_answers(question, value) if question.kind == "group" else {question.name: value}
    return without_stale(form, whole) if computed else whole
