"""Walking a form: what comes next, what an answer changes, what is dropped."""

from typing import Annotated

import pytest
from pydantic import ValidationError

from flows.form import (
    NotAsked,
    extras,
    finished,
    line,
    may_skip,
    next_question,
    previous_question,
    progress,
    question_named,
    skipped,
    with_answer,
    without_stale,
)
from flows.question import Ask, Choice, Record, TypedText, When
from tests.walks import names


class YesNo(Choice):
    YES = "yes", "Yes"
    NO = "no", "No"


class Small(Record):
    """A form with a fork, a fork on the fork, something to skip, and an extra on a branch."""

    kind = "small"
    title = "Small"
    danger: Annotated[YesNo, Ask("In danger?", short="Danger", alarm=("yes",))]
    hurt: Annotated[YesNo, Ask("Is anyone hurt?", short="Hurt")]
    badly: Annotated[YesNo | None, Ask("Badly?", short="Badly", when=When("hurt", ("yes",)))] = None
    doctor: Annotated[
        YesNo | None, Ask("Was a doctor called?", short="Doctor", when=When("badly", ("yes",)))
    ] = None
    place: Annotated[YesNo | None, Ask("Was it inside?", short="Inside")] = None
    end: Annotated[YesNo, Ask("Is that all?", short="All")]
    wound: Annotated[
        TypedText | None,
        Ask("Where does it hurt?", short="Wound", extra=True, when=When("hurt", ("yes",))),
    ] = None


FORM = Small.form
HURT = {"danger": "no", "hurt": "yes", "badly": "yes", "doctor": "no", "place": "no", "end": "yes"}


def test_the_first_question_without_an_answer_comes_next() -> None:
    asked = []
    answers: dict[str, object] = {}
    while (question := next_question(FORM, answers)) is not None:
        asked.append(question.name)
        answers = with_answer(FORM, answers, question.name, "no")
    assert asked == ["danger", "hurt", "place", "end"]
    assert finished(FORM, answers)


def test_an_answer_opens_its_branch() -> None:
    assert names(FORM, {"danger": "no"}) == ["danger", "hurt", "place", "end"]
    assert "badly" in names(FORM, {"hurt": "yes"})
    assert names(FORM, HURT) == ["danger", "hurt", "badly", "doctor", "place", "end"]
    assert [q.name for q in extras(FORM, HURT)] == ["wound"]
    assert extras(FORM, {"hurt": "no"}) == []


def test_a_changed_answer_drops_what_hung_on_it_and_nothing_else() -> None:
    answers = with_answer(FORM, {**HURT, "wound": "arm"}, "hurt", "no")
    assert answers == {"danger": "no", "hurt": "no", "place": "no", "end": "yes"}
    assert with_answer(FORM, HURT, "hurt", "yes") == HURT


def test_what_hangs_on_a_dropped_answer_is_dropped_too() -> None:
    assert "doctor" not in without_stale(FORM, {"hurt": "no", "badly": "yes", "doctor": "yes"})
    assert "doctor" not in with_answer(FORM, HURT, "badly", "no")


def test_a_question_of_another_branch_cannot_be_answered() -> None:
    for name in ("badly", "wound", "no such question"):
        with pytest.raises(NotAsked):
            with_answer(FORM, {"danger": "no", "hurt": "no"}, name, "yes")
        with pytest.raises(NotAsked):
            question_named(FORM, {"hurt": "no"}, name)
    with pytest.raises(ValidationError):
        with_answer(FORM, {}, "hurt", "perhaps")


def test_only_what_need_not_be_answered_may_be_skipped() -> None:
    answers = skipped(FORM, {"danger": "no", "hurt": "no"}, "place")
    assert answers["place"] is None
    assert next_question(FORM, answers) is FORM.questions["end"]
    assert {name for name, q in FORM.questions.items() if may_skip(q)} == {"place", "wound"}
    for name in ("danger", "badly"):
        with pytest.raises(NotAsked):
            skipped(FORM, {"hurt": "yes"}, name)


def test_back_goes_through_the_branch_that_was_taken() -> None:
    back = [q.name if q else None for q in (previous_question(FORM, HURT, n) for n in HURT)]
    assert back == [None, "danger", "hurt", "badly", "doctor", "place"]
    before = previous_question(FORM, {"hurt": "no"}, "place")
    assert before is FORM.questions["hurt"]


def test_the_count_does_not_jump_while_a_fork_is_open() -> None:
    """The safety question is not counted: it comes before the form."""
    assert progress(FORM, {}, "danger")[0] == 0
    assert progress(FORM, {"danger": "no"}, "hurt") == (1, 4)
    assert progress(FORM, {"danger": "no", "hurt": "yes"}, "badly") == (2, 5)
    assert progress(FORM, {"danger": "no", "hurt": "no"}, "place") == (2, 3)
    assert progress(FORM, HURT, "end") == (5, 5)


def test_the_line_never_holds_an_extra() -> None:
    assert "wound" not in [q.name for q in line(FORM, HURT)]
