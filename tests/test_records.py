"""Every record there is: a new one is held to all of this on the day it is added."""

import pytest
from pydantic import ValidationError

from flows.form import (
    extras,
    finished,
    line,
    nested,
    next_question,
    previous_question,
    question_named,
    with_answer,
    without_stale,
)
from flows.question import MAX_WORDS, Form, Record
from flows.records import RECORDS, form_of
from flows.screen import MAX_BUTTON_DATA
from storage.tables import cases
from tests.walks import Answers, forks, names, walks, with_everything

FORMS = [pytest.param(record.form, id=kind) for kind, record in RECORDS.items()]

LONGEST_LABEL = 40
LONGEST_SHORT = 34
LARGEST_ID = 9_999_999_999
ON_THE_FLOOR = (
    "near_miss_log",
    "incident_report",
    "care_record_entry",
    "risk_review_sheet",
    "clinical_communication_log",
    "help_given",
)
BLAME = ("fault", "blame", "who did", "why did you", "mistake", "careless")


@pytest.mark.parametrize("form", FORMS)
def test_every_prompt_is_short_and_kind(form: Form) -> None:
    for question in form.questions.values():
        prompt = question.ask.prompt
        assert 0 < len(prompt.split()) <= MAX_WORDS, prompt
        assert prompt[0].isupper(), prompt
        assert prompt.endswith(("?", ".")), prompt
        assert "!" not in prompt, prompt
        assert not any(word in prompt.lower() for word in BLAME), prompt
        assert 0 < len(question.ask.short) <= LONGEST_SHORT, question.ask.short


@pytest.mark.parametrize("form", FORMS)
def test_every_choice_can_be_read_on_a_phone(form: Form) -> None:
    for question in form.questions.values():
        if question.ask.computed:
            continue  # nobody taps it
        labels = [label for _, label in question.choices]
        codes = [code for code, _ in question.choices]
        assert len(set(labels)) == len(labels), question.name
        assert len(set(codes)) == len(codes), question.name
        for label in labels:
            assert 0 < len(label) <= LONGEST_LABEL, label
            assert "!" not in label, label


@pytest.mark.parametrize("form", FORMS)
def test_every_button_fits_its_address(form: Form) -> None:
    for question in form.questions.values():
        addresses = [f"{verb}:{LARGEST_ID}:{question.name}" for verb in "kbzq"]
        addresses += [f"p:{LARGEST_ID}:{question.name}:99"]
        addresses += [f"a:{LARGEST_ID}:{question.name}:{code}" for code, _ in question.choices]
        addresses += [f"a:{LARGEST_ID}:{question.name}:{LARGEST_ID}"]
        for address in addresses:
            assert address.isascii(), address
            assert len(address) <= MAX_BUTTON_DATA, address
        assert ":" not in question.name


@pytest.mark.parametrize("form", FORMS)
def test_doubt_is_an_answer_wherever_the_first_person_there_is_asked(form: Form) -> None:
    """Whoever reports may always say "Not sure" or something like it."""
    if form.kind != "near_miss_log":
        return
    unsure = {"not_sure", "other"}
    for question in form.questions.values():
        codes = {code for code, _ in question.choices}
        assert not codes or codes & unsure, question.name


@pytest.mark.parametrize("form", FORMS)
def test_every_way_through_ends_in_a_valid_record(form: Form) -> None:
    record = RECORDS[form.kind]
    lengths = set()
    for answers in walks(form):
        assert finished(form, answers)
        record.model_validate(nested(form, answers))
        full = with_everything(form, answers)
        record.model_validate(nested(form, full))
        assert set(full) == {q.name for q in (*line(form, full), *extras(form, full))}
        lengths.add(len(answers))
    assert min(lengths) >= 1
    groups = [q for q in form.questions.values() if q.kind == "group"]
    assert len(lengths) == 1 or forks(form) or groups


@pytest.mark.parametrize("form", FORMS)
def test_every_way_through_leads_back_to_its_start(form: Form) -> None:
    for answers in walks(form):
        asked = names(form, answers)
        question = previous_question(form, answers, asked[-1])
        seen = [asked[-1]]
        while question is not None:
            seen.append(question.name)
            question = previous_question(form, answers, question.name)
        assert seen == asked[::-1]


@pytest.mark.parametrize("form", FORMS)
def test_a_change_at_any_fork_asks_only_what_is_new(form: Form) -> None:
    for answers in walks(form):
        full = with_everything(form, answers)
        for fork in (fork for fork in forks(form) if fork.name in full):
            for code, _ in fork.choices:
                value = [code] if fork.kind == "many" else code
                changed = with_answer(form, full, fork.name, value)
                assert without_stale(form, changed) == changed
                missing = [n for n in names(form, changed) if n not in changed]
                following = next_question(form, changed)
                assert (following.name if following else None) == (missing or [None])[0]
                assert all(_depends(form, changed, name) for name in missing)


def _depends(form: Form, answers: Answers, name: str) -> bool:
    """Whether it is asked only because of another answer, by itself or with its group."""
    group = form.questions[name.split(".")[0]]
    return bool(question_named(form, answers, name).ask.when or group.ask.when)


@pytest.mark.parametrize("form", FORMS)
def test_a_record_is_not_valid_before_its_line_is_answered(form: Form) -> None:
    for answers in walks(form):
        for name in answers:
            question = question_named(form, answers, name)
            if not question.optional and not question.gate:
                without = {key: value for key, value in answers.items() if key != name}
                with pytest.raises(ValidationError):
                    RECORDS[form.kind].model_validate(nested(form, without))


@pytest.mark.parametrize("form", FORMS)
def test_what_people_type_is_private_and_on_the_floor_only_offered(form: Form) -> None:
    """Whoever has gloves on types nothing that they do not want to."""
    for question in form.questions.values():
        if question.kind == "text" and not question.ask.computed:
            assert question.ask.private or question.name == "reference", question.name
            assert question.ask.extra or form.kind not in ON_THE_FLOOR, question.name


@pytest.mark.parametrize("form", FORMS)
def test_every_record_has_room_for_own_words(form: Form) -> None:
    """Text that answers nothing is kept there, so that nothing typed is ever lost."""
    assert form.questions["words"].kind == "text"


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_kind_names_its_record(record: type[Record]) -> None:
    assert form_of(record.kind) is record.form
    assert record.title[0].isupper()
    assert record.edition >= 1
    assert not record.subject or record.subject in record.model_fields
    assert (record.__doc__ or "").endswith(".")


def test_facts_of_a_report_are_columns_of_a_case() -> None:
    for record in RECORDS.values():
        for question in record.form.questions.values():
            assert not question.ask.fact or question.ask.fact in cases.c, question.name
