"""Duties to people outside: the rules as they come, what flags them, and by when."""

import importlib
import pkgutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows import records
from flows.duration import Duration
from flows.duties.book import DUTIES, find, task_words
from flows.duties.clocks import Times, ask_again_at, due, limit_at, target_at
from flows.duties.duty import Duty
from flows.duties.flagging import flagged, misplaced
from flows.duties.lines import NO_ADVICE, card_lines, rule_lines, target_words, task_lines
from flows.question import Form, Record

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
TIMES = Times(happened=NOW - timedelta(hours=5), known=NOW - timedelta(hours=4))
DAY = Duration(amount=timedelta(days=1))

ROWS = {
    "CQC death": "cqc_death",
    "CQC serious injury": "cqc_injury",
    "CQC abuse": "cqc_abuse",
    "CQC police": "cqc_police",
    "CQC service-stopping event": "cqc_service_stop",
    "CQC DoLS": "cqc_dols",
    "CQC medicines error": "cqc_medicine",
    "Duty of candour, general": "candour_open",
    "Duty of candour, notifiable safety incident": "candour",
    "Safeguarding concern": "safeguarding",
    "RIDDOR death": "riddor_death",
    "RIDDOR specified injury": "riddor_specified",
    "RIDDOR over 7 days": "riddor_seven_days",
    "RIDDOR resident or visitor": "riddor_person",
    "RIDDOR dangerous occurrence": "riddor_dangerous",
    "Personal data breach": "data_breach",
    "Personal data breach, the people": "data_people",
    "Controlled drug incident": "controlled_drug",
    "MHRA Yellow Card": "yellow_card",
    "Infection outbreak": "outbreak",
    "Coroner": "coroner",
    "Police": "police",
    "LFPSE": "lfpse",
    "DBS referral": "dbs",
    "NMC or another regulator": "regulator",
    "Commissioner": "commissioner",
    "Food": "food",
    "Fire": "fire",
    "LeDeR": "leder",
    "Insurer": "insurer",
    "Family": "family",
}
"""The rows of the domain's table of external duties."""

READ = {"dbs", "regulator", "commissioner", "food", "fire", "leder", "insurer", "family"}
"""Duties for which no source has been read: they are shown as guidance to be checked."""

OPINION = {"cqc_injury", "candour"}
FALL = {"what": "fall", "injury": "broken_bone", "condition": "hurt", "harm": "low"}


def every_form() -> Mapping[str, Form]:
    for module in pkgutil.iter_modules(records.__path__):
        importlib.import_module(f"flows.records.{module.name}")
    return {record.kind: record.form for record in Record.__subclasses__()}


FORMS = every_form()


def codes(*filed: tuple[str, Mapping[str, Any]]) -> set[str]:
    return {flag.duty.code for flag in flagged(DUTIES, filed, FORMS)}


def duty(code: str) -> Duty:
    return find(DUTIES, code)


def test_every_duty_of_the_domain_is_there() -> None:
    assert {each.code for each in DUTIES} == set(ROWS.values())


def test_every_flag_waits_for_an_answer_that_can_be_given() -> None:
    assert misplaced(DUTIES, FORMS) == []


def test_a_flag_that_could_never_rise_is_told() -> None:
    wrong = duty("cqc_death").model_copy(
        update={"when": ({"harm": ("ded",)}, {"incident_report.conditon": ("x",)})}
    )
    first, second = misplaced([wrong], FORMS)
    assert first.startswith("cqc_death: when: harm has no answer ded. It has: died,")
    assert "No record asks for incident_report.conditon. There is, for example: condition" in second


def test_law_is_only_what_has_a_place_and_a_source() -> None:
    for each in DUTIES:
        assert bool(each.law) == bool(each.basis), each.code
        assert bool(each.sources) == (each.code not in READ), each.code
        assert not (each.law and each.code in READ), each.code


def test_only_two_tests_rest_on_a_health_professional() -> None:
    assert {each.code for each in DUTIES if each.professional} == OPINION
    assert {each.code for each in DUTIES if each.test_at} == OPINION | {"riddor_seven_days"}


def test_candour_has_nine_steps() -> None:
    assert len(duty("candour").steps) == 9
    assert next(iter(duty("candour").tasks)) == "in_person"
    assert task_words(DUTIES, "attempts").startswith("Not reached")


def test_the_numbers_the_law_does_give() -> None:
    given = {each.code: (str(each.limit), each.limit_clock) for each in DUTIES if each.limit}
    assert given == {
        "riddor_death": ("10 days", "happened"),
        "riddor_specified": ("10 days", "happened"),
        "riddor_seven_days": ("15 days", "happened"),
        "riddor_person": ("10 days", "happened"),
        "riddor_dangerous": ("10 days", "happened"),
        "data_breach": ("72h", "known"),
    }
    assert duty("data_breach").limit == Duration(amount=timedelta(hours=72))


def test_a_broken_bone_after_a_fall() -> None:
    assert codes(("incident_report", FALL)) == {"cqc_injury", "candour_open", "candour", "family"}


def test_the_reason_is_told_in_the_words_that_were_read() -> None:
    flags = flagged(DUTIES, [("incident_report", FALL)], FORMS)
    reasons = {flag.duty.code: flag.reason for flag in flags}
    assert reasons["cqc_injury"] == 'the incident report says "Injury: Maybe a broken bone"'
    assert [flag.duty.code for flag in flags] == [d.code for d in DUTIES if d.code in reasons]


def test_several_fields_must_all_be_answered() -> None:
    wrong_dose = {"what": "medicine", "condition": "ok", "harm": "none"}
    assert "cqc_medicine" not in codes(("incident_report", wrong_dose))
    assert "cqc_medicine" not in codes(("incident_report", {"what": "fall", "harm": "severe"}))
    log = ("clinical_communication_log", {"flags": ["police"]})
    flags = flagged(DUTIES, [("incident_report", wrong_dose), log], FORMS)
    reason = next(flag.reason for flag in flags if flag.duty.code == "cqc_medicine")
    assert reason == (
        'the incident report says "What: Medicine"; '
        'the clinical communication log says "Also about: Police"'
    )


def test_an_earlier_record_of_a_kind_still_counts() -> None:
    first = ("clinical_communication_log", {"flags": ["outbreak"]})
    second = ("clinical_communication_log", {"flags": ["none"]})
    assert "outbreak" in codes(first, second)


def test_gone_to_hospital_is_enough_for_hse_wherever_the_senior_says_it() -> None:
    """The senior who has said so as the person's state need not tap it once more further on."""
    fall = ("incident_report", {"what": "fall", "condition": "hurt"})
    gone = ("clinical_communication_log", {"state": "hospital", "flags": ["none"]})
    assert "riddor_person" in codes(fall, gone)
    assert "riddor_person" not in codes(("incident_report", {"what": "medicine"}), gone)


@pytest.mark.parametrize(("upset", "asked"), [("low", False), ("moderate", True), ("severe", True)])
def test_upset_for_weeks_may_be_the_harm_of_28_days(upset: str, asked: bool) -> None:
    """Harm to the mind that lasts, or may, is in the same rules as harm to the body."""
    assert (codes(("incident_report", {"distress": upset})) >= OPINION) is asked


@pytest.mark.parametrize(
    ("involved", "condition", "asked"),
    [
        ("residents", "hurt", True),
        ("staff", "hurt", True),
        ("residents", "ok", False),
        ("alone", "hurt", False),
    ],
)
def test_hurt_by_somebody_else_is_put_to_the_manager_as_abuse(
    involved: str, condition: str, asked: bool
) -> None:
    """The council is asked about it anyway, and CQC holds the two against each other."""
    said = {"what": "behaviour", "involved": involved, "condition": condition}
    assert ("cqc_abuse" in codes(("incident_report", said))) is asked


def test_one_answer_of_several_is_enough_and_typed_words_never_flag() -> None:
    log = {"flags": ["hospital", "data"]}
    assert {"cqc_injury", "data_breach"} <= codes(("clinical_communication_log", log))
    assert codes(("action_done", {"what": "missing"})) == set()


def test_a_field_of_one_kind_of_record_is_not_taken_from_another() -> None:
    only = duty("cqc_death").model_copy(update={"when": ({"incident_report.harm": ("died",)},)})
    for kind, found in (("incident_report", 1), ("clinical_communication_log", 0)):
        assert len(flagged([only], [(kind, {"harm": "died"})], FORMS)) == found


def test_a_death_that_was_an_illness_is_not_put_to_hse() -> None:
    died = {"what": "illness", "condition": "died", "harm": "died", "expected": "yes"}
    assert "riddor_death" not in codes(("incident_report", died))
    assert {"cqc_death", "coroner"} <= codes(("incident_report", died))
    assert "police" not in codes(("incident_report", died))
    assert "riddor_death" in codes(("incident_report", {**died, "what": "moving"}))


def test_the_home_s_target_counts_from_its_clock() -> None:
    assert target_at(duty("cqc_injury"), TIMES, LONDON) == TIMES.known + timedelta(hours=24)
    assert target_at(duty("riddor_person"), TIMES, LONDON) == TIMES.happened + timedelta(days=5)
    assert target_at(duty("dbs"), TIMES, LONDON) is None
    decided = Times(None, NOW, datetime(2026, 4, 2, 9, 0, tzinfo=UTC))
    # Good Friday and Easter Monday are left out.
    assert target_at(duty("dbs"), decided, LONDON) == datetime(2026, 4, 13, 9, 0, tzinfo=UTC)


def test_it_is_due_at_the_earlier_of_target_and_law() -> None:
    found_late = Times(happened=NOW - timedelta(days=9, hours=12), known=NOW)
    death = duty("riddor_death")
    assert due(death, found_late, LONDON) == found_late.happened + timedelta(days=10)
    assert due(death, TIMES, LONDON) == TIMES.known + timedelta(hours=24)
    assert due(duty("dbs"), TIMES, LONDON) is None


def test_an_unknown_time_of_happening_counts_from_when_it_was_known() -> None:
    times = Times(happened=None, known=NOW)
    assert limit_at(duty("riddor_person"), times, LONDON) == NOW + timedelta(days=10)


def test_not_known_yet_is_asked_after_a_day_and_then_on_day_28() -> None:
    injury, day28 = duty("cqc_injury"), datetime(2026, 4, 2, 9, tzinfo=LONDON)

    def again(now: datetime, *, first: bool, of: Duty = injury) -> datetime:
        return ask_again_at(of, TIMES, now, LONDON, again=DAY, first=first)

    assert again(NOW, first=True) == NOW + timedelta(days=1)
    later = NOW + timedelta(days=1)
    assert again(later, first=False) == day28
    assert again(day28, first=False) == day28 + timedelta(days=1)
    assert again(later, first=False, of=duty("safeguarding")) == later + timedelta(days=1)


def test_the_card_keeps_law_and_target_apart() -> None:
    lines = card_lines(duty("cqc_injury"), 'the incident report says "Hurt"', TIMES, NOW, LONDON)
    assert lines == (
        "Tell CQC about a serious injury?",
        'Why it is asked: the incident report says "Hurt".',
        "The law says: Without delay. The law gives no number of hours.",
        "Guidance, check: Prolonged, and lasting, are read as 28 days in a row or more, or likely "
        "to be.",
        "Your target: Friday 6 March 10:00 (24 hours after you knew of it).",
    )
    assert "The law's limit: Sunday 15 March 09:00." in card_lines(
        duty("riddor_person"), "", TIMES, NOW, LONDON
    )


def test_guidance_is_never_called_law() -> None:
    for code in ("family", "yellow_card", "police"):
        shown = " ".join(rule_lines(duty(code), "", TIMES, NOW, LONDON))
        assert "The law says" not in shown
        assert "Guidance" in shown
    assert "Source: none read yet." in " ".join(rule_lines(duty("family"), "", TIMES, NOW, LONDON))


def test_the_rule_says_where_it_was_read_and_that_it_is_no_advice() -> None:
    lines = rule_lines(duty("cqc_death"), "", TIMES, NOW, LONDON)
    assert "Why it is asked: you chose it." in lines
    assert any("regulation 16" in line for line in lines)
    assert any("CQC-16, cqc.org.uk" in line for line in lines)
    assert lines[-1] == NO_ADVICE
    assert not any("Staff cannot" in line for line in lines)
    opinion = rule_lines(duty("candour"), "", TIMES, NOW, LONDON)
    assert any("Staff cannot give it" in line for line in opinion)


def test_targets_are_told_as_they_are_counted() -> None:
    assert target_words(duty("police")) == "1 hour after you knew of it"
    assert target_words(duty("data_people")) == "72 hours after you knew of it"
    assert target_words(duty("dbs")) == "5 working days after you decide"
    assert target_words(duty("riddor_person")) == "5 days, weekends counted, after it happened"


def test_a_checklist_shows_what_is_done() -> None:
    assert task_lines(duty("safeguarding"), {"raised"}) == (
        "· Asked what the adult wants",
        "✓ Raised the concern",
    )


def test_a_duty_that_the_home_took_out_is_still_found() -> None:
    assert find((), "cqc_death").code == "cqc_death"
    assert find(DUTIES, "our_insurer").title == "Our insurer?"
