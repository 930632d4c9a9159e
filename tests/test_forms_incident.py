"""The worker's and the senior's forms of an incident: short, and nothing left out."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from flows.care_entry import ADD, CONCERN, FACTS, care_entry
from flows.examples import EXAMPLES
from flows.first_aid import (
    EMERGENCY_MEANS,
    HIGH_ALERT,
    RED_FLAGS,
    RedFlag,
    first_aid,
    high_alert,
)
from flows.form import (
    NotAsked,
    extras,
    finished,
    line,
    next_question,
    previous_question,
    with_answer,
)
from flows.question import MAX_WORDS, Question
from flows.reached import may_have_reached_nobody
from flows.records.care_record_entry import CareRecordEntry
from flows.records.clinical_communication_log import ClinicalCommunicationLog
from flows.records.incident_report import IncidentReport
from flows.scales import What
from tests.walks import Answers, names, walks, with_everything
from tests.world import World

REPORT = IncidentReport.form
CLINICAL = ClinicalCommunicationLog.form
ENTRY = CareRecordEntry.form
LONDON = ZoneInfo("Europe/London")
NAME = "Sam Okafor"

MOST_COMMON = 10
MOST_MEDICINE = 12
MOST_SENIOR = 8


def report(**given: Any) -> Answers:
    """The line of a report answered with these, and with what comes first elsewhere."""
    answers: Answers = {}
    while (question := next_question(REPORT, answers)) is not None:
        value = given.pop(question.name, _first(question))
        answers = with_answer(REPORT, answers, question.name, value)
    assert not given, "asked for nothing that this report does not ask"
    return answers


def _first(question: Question) -> Any:
    match question.kind:
        case "one":
            return question.choices[0][0]
        case "many":
            return [question.choices[0][0]]
        case "time":
            return "2026-07-10T12:30:00+00:00"
        case _:
            return "R-14"


def stored(answers: Answers) -> list[dict[str, Any]]:
    """The answers as a record keeps them; what is typed, or names a colleague, holds a name."""
    return [
        {"field": q.name, "asked": q.ask.prompt, "short": q.ask.short, **_kept(q, answers[q.name])}
        for q in REPORT.questions.values()
        if answers.get(q.name) is not None
    ]


def _kept(question: Question, value: Any) -> dict[str, Any]:
    labels = dict(question.choices)
    match question.kind:
        case "many":
            return {"answer": value, "label": [labels[code] for code in value]}
        case "one":
            return {"answer": value, "label": labels[value]}
        case "text":
            return {"answer": f"{NAME} left it there", "label": f"{NAME} left it there"}
        case _:
            named = NAME if question.ask.source == "staff" else value
            return {"answer": value, "label": named}


def entry(answers: Answers) -> str:
    return "\n".join(care_entry(stored(answers), LONDON))


# How long it takes


@pytest.mark.parametrize("what", [each for each in What if each != What.MEDICINE])
def test_an_incident_takes_at_most_ten_answers_where_nobody_is_hurt(what: What) -> None:
    for condition in ("ok", "unwell", "emergency", "nobody", "not_sure"):
        assert len(report(what=what, condition=condition)) <= MOST_COMMON


def test_an_injury_adds_where_it_is_and_nothing_is_ever_longer_than_a_medicine() -> None:
    assert len(report(what="skin", injury="bruise", condition="hurt")) == MOST_COMMON
    assert len(report(what="fall", injury="bruise", condition="hurt")) == MOST_COMMON + 1
    assert max(len(answers) for answers in walks(REPORT)) == MOST_MEDICINE


def test_a_medicine_is_asked_about_in_the_order_of_the_domain() -> None:
    asked = names(REPORT, report(what="medicine"))
    assert asked == [
        *("in_danger", "condition", "what", "med_kind", "high_alert", "reached"),
        *("resident", "happened_at", "med_done", "chart", "told", "harm"),
    ]
    assert len(asked) == MOST_MEDICINE
    offered = [q.name for q in extras(REPORT, report(what="medicine"))]
    assert {"medicine", "should", "factors", "words", "found_at", "med_stage"} <= set(offered)


def test_a_senior_who_needs_no_advice_gives_seven_answers() -> None:
    """One more where it may have reached nobody: then the senior says what it was."""
    lengths = {answers["advice"]: len(answers) for answers in walks(CLINICAL)}
    assert lengths.pop("none") == MOST_SENIOR - 1
    assert set(lengths.values()) == {11}
    assert names(CLINICAL, {"reached_nobody": "yes"})[-1] == "outcome"


@pytest.mark.parametrize("form", [REPORT, CLINICAL, ENTRY], ids=lambda form: form.kind)
def test_nothing_has_to_be_typed(form: Any) -> None:
    for answers in walks(form):
        assert all(q.kind != "text" for q in line(form, answers))


# What is asked


@pytest.mark.parametrize("form", [REPORT, CLINICAL, ENTRY], ids=lambda form: form.kind)
def test_every_question_is_asked_or_offered_on_some_way_through(form: Any) -> None:
    seen: set[str] = set()
    for answers in walks(form):
        worked_out = {q.name: q.choices[0][0] for q in form.questions.values() if q.ask.computed}
        full = with_everything(form, {**answers, **worked_out})
        seen |= {q.name for q in (*line(form, full), *extras(form, full))} | {*worked_out}
    assert seen == set(form.questions)


@pytest.mark.parametrize("form", [REPORT, CLINICAL, ENTRY], ids=lambda form: form.kind)
def test_back_from_the_end_of_every_branch_passes_every_question(form: Any) -> None:
    for answers in walks(form):
        asked = names(form, answers)
        for earlier, later in pairwise(asked):
            before = previous_question(form, answers, later)
            assert before is not None
            assert before.name == earlier
        assert previous_question(form, answers, asked[0]) is None


@pytest.mark.parametrize("form", [REPORT, CLINICAL, ENTRY], ids=lambda form: form.kind)
def test_no_prompt_is_over_twelve_words(form: Any) -> None:
    for question in form.questions.values():
        assert 2 <= len(question.ask.prompt.split()) <= MAX_WORDS


def test_the_worker_may_always_say_that_they_are_not_sure() -> None:
    for question in REPORT.questions.values():
        codes = {code for code, _ in question.choices}
        assert not codes or "not_sure" in codes, question.name


BRANCHES: dict[str, list[str]] = {
    "medicine": ["med_kind", "high_alert", "reached"],
    "fall": ["head", "injury"],
    "skin": ["injury"],
    "eating": ["eating", "breathing"],
    "missing": ["found"],
    "behaviour": ["involved", "injury"],
    "treatment": ["worry_kind", "safe_from"],
    "moving": ["out_of_use", "injury"],
    "infection": ["infection", "others_ill"],
    "restraint": ["restraint", "planned"],
    "burn": ["injury"],
    "self_harm": ["with_them", "injury"],
    "illness": ["illness", "care_plan"],
    "staff": ["after", "injury"],
    "visitor": ["after", "injury"],
    "data": ["data", "data_back"],
    "building": ["building", "working"],
    "call_bell": ["staffing", "covered"],
    "money": ["money", "maybe_taken"],
    "visit": ["visit", "care_missed"],
    "no_reply": ["replied", "tried"],
    "keys": ["keys", "locked"],
    "lone": ["lone", "you_safe"],
    "arrival": ["arrival", "injury"],
    "other": [],
    "not_sure": [],
}
"""What each category asks between what happened and who it was, where little has happened."""


@pytest.mark.parametrize("what", What)
def test_every_category_has_its_short_branch(what: What) -> None:
    asked = names(REPORT, report(what=what))
    assert asked[asked.index("what") + 1 : asked.index("resident")] == BRANCHES[what]


@pytest.mark.parametrize(
    ("given", "then"),
    [
        *[({"what": "fall", "head": head}, "thinners") for head in ("yes", "unseen", "not_sure")],
        *[({"what": "missing", "found": found}, "called_999") for found in ("no", "not_sure")],
        ({"what": "illness", "illness": "died"}, "expected"),
        ({"what": "burn", "injury": "burn"}, "body_part"),
        ({"what": "skin", "injury": "pressure_deep"}, "body_part"),
    ],
    ids=str,
)
def test_an_answer_that_matters_is_followed_up_at_once(given: Answers, then: str) -> None:
    asked = names(REPORT, report(**given))
    assert asked[asked.index(list(given)[-1]) + 1] == then
    assert then not in BRANCHES[given["what"]]


@pytest.mark.parametrize(
    ("given", "extra"),
    [
        ({"what": "fall"}, {"fall_how", "moved"}),
        ({"what": "missing", "found": "no"}, {"herbert", "last_seen"}),
        ({"what": "skin", "injury": "pressure"}, {"pressure_grade", "marks", "side"}),
        ({"what": "staff"}, {"staff_how"}),
        ({"what": "moving"}, {"equipment"}),
        ({"what": "burn"}, {"burn_by"}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_branch_offers_more_to_whoever_has_it(given: Answers, extra: set[str]) -> None:
    offered = {q.name for q in extras(REPORT, report(**given))}
    assert {*extra, "kept", "worry", "present", "told_at", "unit", "concerns"} <= offered
    assert not extra & {q.name for q in extras(REPORT, report(what="other"))}


def test_what_must_be_looked_at_at_once() -> None:
    severe = {(q.name, code) for q in REPORT.questions.values() for code in q.ask.severe}
    assert severe >= {
        *(("condition", "emergency"), ("condition", "died"), ("eating", "choking")),
        *(("found", "no"), ("found", "not_sure"), ("high_alert", "yes")),
        *(("med_kind", "wrong_person"), ("head", "yes"), ("thinners", "yes")),
        *(("injury", "broken_bone"), ("safe_from", "no"), ("safe_from", "not_sure")),
        *(("replied", "no"), ("replied", "not_sure"), ("you_safe", "no"), ("building", "fire")),
    }
    assert not {code for _, code in severe} & {"ok", "none", "safe", "other"}


def test_the_codes_that_other_records_and_rules_rely_on() -> None:
    def codes(form: Any, name: str) -> set[str]:
        return {code for code, _ in form.questions[name].choices}

    assert codes(REPORT, "condition") == {
        *("ok", "hurt", "unwell", "emergency", "died", "nobody", "not_sure")
    }
    assert "broken_bone" in codes(REPORT, "injury")
    assert codes(REPORT, "high_alert") == {"yes", "no", "not_sure"}
    assert codes(CLINICAL, "flags") == {
        *("safeguarding", "police", "controlled_drug", "hospital", "outbreak", "data"),
        *("service_stop", "staff_injury", "equipment", "none"),
    }
    assert {q.ask.fact for q in REPORT.questions.values()} - {""} == {
        *("category", "resident", "happened_at", "harm", "unit", "found_at", "concerns")
    }
    assert CLINICAL.questions["harm"].ask.fact == "harm"
    assert CLINICAL.questions["potential"].ask.fact == "potential"


# First aid


def _answers_for(flag: RedFlag) -> Answers:
    """A report that brings this text up."""
    for answers in _every_answer():
        if all(when.holds(answers) for when in flag.when):
            return answers
    raise AssertionError(f"no way through the form brings up: {flag.text}")


def _every_answer() -> Iterator[Answers]:
    """Every walk, and each of them with every other answer to each of its questions."""
    for answers in walks(REPORT):
        yield answers
        for question in line(REPORT, answers):
            for code, _ in question.choices if question.kind == "one" else ():
                changed = with_answer(REPORT, answers, question.name, code)
                if finished(REPORT, changed):
                    yield changed


@pytest.mark.parametrize("flag", RED_FLAGS, ids=lambda flag: str(flag.when[-1]))
def test_the_text_for_each_red_flag_is_shown_with_the_very_next_question(flag: RedFlag) -> None:
    answers = _answers_for(flag)
    assert flag.text in first_aid(answers)
    assert flag.source
    asked = line(REPORT, answers)
    fields = [q.name for q in asked]
    last = max(fields.index(when.field) for when in flag.when)
    assert asked[last + 1].ask.show in ("first_aid", "high_alert")
    so_far = {name: answers[name] for name in fields[: last + 1]}
    assert (
        flag.text
        in (first_aid(so_far), high_alert(so_far, HIGH_ALERT))[asked[last + 1].name == "high_alert"]
    )


@pytest.mark.parametrize("flag", RED_FLAGS, ids=lambda flag: str(flag.when[-1]))
def test_a_text_is_gone_with_the_answer_that_brought_it_up(flag: RedFlag) -> None:
    answers = _answers_for(flag)
    without = {name: answers[name] for name in answers if name != flag.when[-1].field}
    same = [f for f in RED_FLAGS if f is not flag and f.text == flag.text]
    still = any(all(when.holds(without) for when in f.when) for f in same)
    assert (flag.text in first_aid(without)) is still


def test_what_999_is_for_stands_by_the_first_question_and_not_after() -> None:
    assert first_aid({"in_danger": "no"}) == (EMERGENCY_MEANS,)
    assert REPORT.questions["condition"].ask.show == "first_aid"
    assert first_aid({"condition": "ok", "what": "data"}) == ()


def test_the_same_words_are_shown_once() -> None:
    twice = {"condition": "emergency", "what": "eating", "eating": "choking", "breathing": "no"}
    shown = first_aid(twice)
    assert len(shown) == len(set(shown)) == 2


def test_the_list_of_high_alert_medicines_is_the_homes() -> None:
    assert high_alert({"condition": "ok"}, HIGH_ALERT)[0].startswith("Insulin, blood thinners,")
    assert high_alert({"condition": "ok"}, ["warfarin", "insulin"])[0] == "Warfarin, insulin."
    assert high_alert({"condition": "emergency"}, HIGH_ALERT)[0] == "Call 999 now. Stay with them."
    assert REPORT.questions["high_alert"].ask.show == "high_alert"


# The entry in the care record


def test_the_entry_says_what_happened_to_whom_and_when_in_the_homes_time() -> None:
    answers = report(
        what="fall",
        condition="hurt",
        head="no",
        injury="bruise",
        body_part=["arm", "leg"],
        done=["checked", "first_aid"],
        told=["senior", "family"],
    )
    assert care_entry(stored(answers), LONDON) == (
        "R-14, 10 July 2026 13:30.",
        "Fall. Hit their head: No. Injury: Bruise. Body part: Arm, Leg.",
        "How they were: Hurt.",
        "Done first: Checked the person, First aid.",
        "Told: Senior, Family.",
        ADD,
    )


def test_the_entry_of_a_medicine_error_says_what_kind_and_what_was_done() -> None:
    answers = report(what="medicine", med_kind="double", med_done=["checked", "held"])
    lines = care_entry(stored({**answers, "medicine": "Warfarin"}), LONDON)
    assert "Medicine. Kind of event: Extra or double dose. Reached the person:" in lines[1]
    assert lines[3] == "Done first: Checked the person, Held the next dose, as advised."
    assert "Warfarin" not in entry({**answers, "medicine": "Warfarin"})


def test_the_entry_holds_no_name_and_nothing_of_what_will_be_looked_into() -> None:
    for answers in walks(REPORT):
        full = with_everything(REPORT, answers)
        text = entry(full)
        assert NAME not in text
        assert "left it there" not in text
        for field in ("harm", "factors", "worry", "distress", "present", "kept", "concerns"):
            assert f"{REPORT.questions[field].ask.short}:" not in text
        assert f"Told: {', '.join(_kept(REPORT.questions['told'], full['told'])['label'])}." in text


def test_every_fact_of_the_entry_is_tapped_and_belongs_to_the_report() -> None:
    for field in FACTS:
        assert REPORT.questions[field].choices, field


def test_an_open_file_does_not_say_what_a_safeguarding_worry_is() -> None:
    answers = report(what="treatment", worry_kind="hit", safe_from="no")
    assert CONCERN in care_entry(stored(answers), LONDON)
    assert "Hit" not in entry(answers)
    assert "How someone was treated" not in entry(answers)


def test_an_entry_without_a_code_or_a_time_still_says_what_happened() -> None:
    answers = {**report(what="building"), "resident": None, "happened_at": None}
    assert care_entry(stored(answers), LONDON)[0] == "Building, fire, power, water."


def test_an_entry_not_made_yet_has_a_time_by_which_it_will_be() -> None:
    assert names(ENTRY, {"outcome": "yes"}) == ["outcome", "where"]
    for code in ("no", "down"):
        assert names(ENTRY, {"outcome": code}) == ["outcome", "enter_by"]
    assert ENTRY.questions["enter_by"].ask.ahead
    assert ENTRY.questions["outcome"].ask.show == "care_entry"


# The senior's log


def test_no_advice_wants_a_reason_and_a_call_wants_a_decision() -> None:
    for answers in walks(CLINICAL):
        wanted = ("why_none",) if answers["advice"] == "none" else ("decision", "read_back")
        for name in wanted:
            without = {key: value for key, value in answers.items() if key != name}
            following = next_question(CLINICAL, without)
            assert following is not None
            assert following.name == name
        unwanted = "decision" if answers["advice"] == "none" else "why_none"
        with pytest.raises(NotAsked):
            with_answer(CLINICAL, answers, unwanted, "other")


def test_a_call_has_room_for_the_whole_of_sbard() -> None:
    called = next(answers for answers in walks(CLINICAL) if answers["advice"] != "none")
    asked = {*names(CLINICAL, called), *(q.name for q in extras(CLINICAL, called))}
    assert asked >= {
        *("spoke_to", "service", "number", "called_at", "answered_at", "situation"),
        *("background", "assessment", "recommendation", "decision", "decided", "read_back"),
        *("call_back_if", "review_at", "care_plan", "handed", "news2", "checked", "family"),
    }
    assert CLINICAL.questions["review_at"].ask.ahead


def test_a_news2_score_is_kept_and_nothing_follows_from_it() -> None:
    score = CLINICAL.questions["news2"]
    assert score.bounds == (0, 20)
    assert [score.check(value) for value in (0, 20)] == [0, 20]
    for wrong in (-1, 21):
        with pytest.raises(ValidationError):
            score.check(wrong)
    for form in (REPORT, CLINICAL, ENTRY):
        for question in form.questions.values():
            assert question.ask.when is None or question.ask.when.field != "news2"
    clear: Answers = {"state": "ok", "harm": "none", "flags": ["none"]}
    for given in (clear, {**clear, "news2": 12}):
        assert may_have_reached_nobody([{"reached": "not_sure"}], given)
    for code in ("0", "7", "20"):
        assert first_aid({"condition": "ok", "news2": int(code)}) == ()


# Does this count?


def test_every_category_has_examples_in_its_own_order() -> None:
    assert list(EXAMPLES) == [each for each in What if each != What.NOT_SURE]


def test_the_topics_come_eight_to_a_screen(world: World) -> None:
    asha = world.care_worker
    asha.says("/help")
    seen: list[str] = []
    for _ in range(4):
        labels = [b.label for row in asha.messages[-1].screen.rows for b in row]
        topics = [label for label in labels if label not in ("More", "Menu")]
        assert len(topics) <= 7
        seen += topics
        asha.taps("More")
    assert len(set(seen)) == len(seen) == len(EXAMPLES)
    asha.taps("Fall")
    asha.sees("Near miss.", "Someone was found on the floor")
