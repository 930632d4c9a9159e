"""Any order of answer, back, change, skip, save, continue and stale taps ends in a valid record."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.form import (
    NotAsked,
    extras,
    finished,
    line,
    nested,
    next_question,
    previous_question,
    progress,
    skipped,
    walk,
    with_answer,
    without_stale,
)
from flows.question import Form, Question
from flows.records import RECORDS
from flows.roles import Role
from storage import drafts, records
from tests.taps import no_errors
from tests.walks import sample
from tests.world import Member, World

FORMS = [pytest.param(record.form, id=kind) for kind, record in RECORDS.items()]


def value_for(question: Question, pick: int) -> Any:
    """Some answer to this question, good or not."""
    if pick % 11 == 0:
        return "no such answer" if question.kind in ("one", "many", "time") else " "
    if question.kind == "one":
        return question.choices[pick % len(question.choices)][0]
    if question.kind == "many":
        return [code for number, (code, _) in enumerate(question.choices) if (pick >> number) & 1]
    return sample(question)


def move(form: Form, answers: dict[str, Any], verb: str, pick: int) -> dict[str, Any]:
    """One thing somebody might do; what may not be done changes nothing."""
    questions = list(walk(form, answers)) + list(form.questions.values())
    following = next_question(form, answers)
    question = questions[pick % len(questions)]
    if verb == "answer" and following is not None:
        question = following
    try:
        if verb == "skip":
            return skipped(form, answers, question.name)
        if verb == "back":
            question = previous_question(form, answers, question.name) or question
        return with_answer(form, answers, question.name, value_for(question, pick))
    except (NotAsked, ValidationError):
        return answers


moves = st.lists(
    st.tuples(
        st.sampled_from(["answer", "answer", "change", "skip", "back"]), st.integers(0, 4095)
    ),
    max_size=40,
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=150)
@given(steps=moves)
def test_any_walk_through_a_form_can_be_finished(form: Form, steps: list[tuple[str, int]]) -> None:
    answers: dict[str, Any] = {}
    for verb, pick in steps:
        answers = move(form, answers, verb, pick)
        known = {q.name for q in (*line(form, answers), *extras(form, answers))}
        assert set(answers) <= known, "no answer of a branch not taken is kept"
        assert without_stale(form, answers) == answers
        following = next_question(form, answers)
        if following is not None:
            number, total = progress(form, answers, following.name)
            assert number <= total
        assert finished(form, answers) == (following is None)
    while (following := next_question(form, answers)) is not None:
        value = "no" if following.gate else sample(following)
        answers = with_answer(form, answers, following.name, value)
    RECORDS[form.kind].model_validate(nested(form, answers))


TAPPED = st.tuples(st.just("tap"), st.integers(0, 30))
DONE = st.one_of(
    TAPPED,
    TAPPED,
    TAPPED,
    st.tuples(st.just("stale"), st.integers(0, 200)),
    st.tuples(
        st.just("type"), st.sampled_from(["medicine", "13:30", "She slipped", "yes", "23:59"])
    ),
    st.tuples(st.just("say"), st.sampled_from(["/start", "/nearmiss", "/help"])),
    st.tuples(st.just("wait"), st.integers(1, 100)),
)


@settings(max_examples=12)
@given(steps=st.lists(DONE, min_size=5, max_size=22))
def test_whatever_a_person_does_the_report_can_still_be_sent(
    sqlite_template: Path, steps: list[tuple[str, Any]]
) -> None:
    """Every step is a restart: whatever was answered is on the disk, and nothing breaks."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "handrail.db"
        shutil.copy(sqlite_template, path)
        world = World(f"sqlite:///{path}")
        asha = world.hire("care_worker", "Asha Begum", Role.CARE_WORKER)
        world.hire("senior", "Sam Okoro", Role.SENIOR)
        seen = ["m"]
        for what, pick in steps:
            act(world, asha, seen, what, pick)
        send_a_report(asha)
        no_errors(world)
        every_record_is_whole(world)
        world.close()


def act(world: World, member: Member, seen: list[str], what: str, pick: Any) -> None:
    match what:
        case "tap":
            buttons = [
                button.data
                for message in member.messages
                for row in (message.screen.rows if message.screen else ())
                for button in row
            ]
            seen.extend(buttons)
            member.sends_data(buttons[pick % len(buttons)] if buttons else "m")
        case "stale":
            member.sends_data(seen[pick % len(seen)])
        case "wait":
            world.forward(minutes=pick)
        case _:
            member.says(pick)


def send_a_report(member: Member) -> None:
    """From wherever they stand: the menu, a near miss, the first answer to everything, Send."""
    member.says("/nearmiss")
    for _ in range(10):
        data = member.messages[-1].screen.rows[0][0].data  # type: ignore[union-attr]
        member.sends_data(data)
        if data.startswith("s:"):
            break
    member.sees("Thank you.")


def every_record_is_whole(world: World) -> None:
    with world.moment() as moment:
        filed = records.all_records(moment.db)
        assert filed
        assert records.broken_links(moment.db) == []
        for record in filed:
            given = {row["field"]: row["answer"] for row in record.answers}
            RECORDS[record.kind].model_validate(given)
            assert all(row["asked"] and row["label"] for row in record.answers)
        unfinished = drafts.unfinished_drafts(moment.db, world.care_worker.id)
        assert sum(draft.state == "open" for draft in unfinished) <= 1
