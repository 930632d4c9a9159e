"""A form with a mistake in it is refused when its class is made, never in the night."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import pytest
from pydantic import AfterValidator, ValidationError

from flows.question import Ask, BadForm, Choice, Part, Record, TypedText, When


class Colour(Choice):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


LONG_CODE = "x" * 60


class Long(Choice):
    ONLY = LONG_CODE, "A code too long for a button"


ASK = Ask("Which colour?", short="Colour")
TWELVE = "one two three four five six seven eight nine ten eleven twelve"


def lost_in_a_union() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, ASK] | None = None


def no_ask_at_all() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Colour


def two_asks() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, ASK, Ask("And again?", short="Again")]


def looks_forward() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        shade: Annotated[Colour | None, Ask("Which?", short="S", when=When("colour", ("red",)))] = (
            None
        )
        colour: Annotated[Colour, ASK]


def waits_for_an_answer_nobody_can_give() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, ASK]
        shade: Annotated[
            Colour | None, Ask("Which?", short="S", when=When("colour", ("green",)))
        ] = None


def waits_for_text() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        words: Annotated[TypedText, Ask("Tell me.", short="W")]
        shade: Annotated[Colour | None, Ask("Which?", short="S", when=When("words", ("red",)))] = (
            None
        )


def required_but_on_a_branch() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, ASK]
        shade: Annotated[Colour, Ask("Which?", short="S", when=When("colour", ("red",)))]


def required_but_extra() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, Ask("Which colour?", short="Colour", extra=True)]


def alarms_on_an_unknown_answer() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, Ask("Which colour?", short="Colour", alarm=("green",))]


def too_many_words() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, Ask(f"{TWELVE} thirteen", short="Colour")]


def too_long_for_a_button() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Long, ASK]


def a_name_too_long_for_a_button() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        a_name_that_goes_on_and_on_until_no_button_can_carry_it: Annotated[Colour, ASK]


def of_a_type_nobody_can_tap() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        price: Annotated[float, Ask("How much?", short="Price")]


def a_number_without_bounds() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        count: Annotated[int, Ask("How many?", short="Count")]


def a_group_that_may_be_empty_and_never_asks() -> None:
    class Line(Part):
        colour: Annotated[Colour, ASK]

    class Bad(Record):
        kind = "bad"
        title = "Bad"
        lines: Annotated[tuple[Line, ...], Ask("Another?", short="Lines")] = ()


def told_to_the_reporter_as_it_was_typed() -> None:
    class _(Record):
        kind = title = "bad"
        words: Annotated[TypedText, Ask("What changed?", short="Changed", tells_reporter=True)]


def computed_without_a_default() -> None:
    class Bad(Record):
        kind = "bad"
        title = "Bad"
        colour: Annotated[Colour, Ask("", short="Colour", computed="rule")]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lost_in_a_union, "exactly one outermost Ask"),
        (no_ask_at_all, "exactly one outermost Ask"),
        (two_asks, "exactly one outermost Ask"),
        (looks_forward, "only look back"),
        (waits_for_an_answer_nobody_can_give, "waits for an answer nobody can give"),
        (waits_for_text, "waits for an answer nobody can give"),
        (required_but_on_a_branch, "needs a default"),
        (required_but_extra, "needs a default"),
        (alarms_on_an_unknown_answer, "raises an alarm on an answer it does not have"),
        (too_many_words, "more than 12 words"),
        (too_long_for_a_button, "too long for a button"),
        (a_name_too_long_for_a_button, "too long for a button"),
        (of_a_type_nobody_can_tap, "no question can ask for"),
        (a_number_without_bounds, "the least and the greatest number"),
        (a_group_that_may_be_empty_and_never_asks, "needs a first question"),
        (computed_without_a_default, "needs a default"),
        (told_to_the_reporter_as_it_was_typed, "the reporter may not be told"),
    ],
)
def test_a_bad_form_stops_the_program_at_its_start(make: Callable[[], None], why: str) -> None:
    with pytest.raises(BadForm, match=why):
        make()


def short_enough(text: str) -> str:
    if len(text) > 5:
        raise ValueError("too long")
    return text


class Good(Record):
    """Everything a field may be."""

    kind = "good"
    title = "Good"
    edition = 3
    colour: Annotated[Colour, Ask(TWELVE, short="Colour")]
    shade: Annotated[
        Colour | None, Ask("Which shade?", short="Shade", when=When("colour", ("red",)))
    ] = None
    many: Annotated[tuple[Colour, ...] | None, Ask("Which ones?", short="Many", extra=True)] = None
    when: Annotated[datetime | None, Ask("When?", short="When", extra=True)] = None
    words: Annotated[
        TypedText | None, AfterValidator(lambda text: text), Ask("Words?", short="W", extra=True)
    ] = None
    unit: Annotated[str | None, Ask("Where?", short="Where", extra=True, source="units")] = None
    code: Annotated[
        str | None,
        AfterValidator(lambda text: text if text is None else short_enough(text)),
        Ask("Code?", short="Code", extra=True),
    ] = None


def test_a_good_form_is_read_from_its_fields() -> None:
    questions = Good.form.questions
    assert (Good.form.kind, Good.form.title, Good.form.edition) == ("good", "Good", 3)
    assert {name: question.kind for name, question in questions.items()} == {
        "colour": "one",
        "shade": "one",
        "many": "many",
        "when": "time",
        "words": "text",
        "unit": "source",
        "code": "text",
    }
    assert questions["colour"].choices == (("red", "Red"), ("blue", "Blue"))
    assert [name for name, question in questions.items() if not question.optional] == ["colour"]


def test_one_answer_is_held_against_its_own_field() -> None:
    questions = Good.form.questions
    assert questions["colour"].check("red") == "red"
    assert questions["many"].check(["red", "blue"]) == ["red", "blue"]
    assert questions["words"].check("  two tablets  ") == "two tablets"
    for name, wrong in (
        ("colour", "green"),
        ("colour", None),
        ("many", ["red", "green"]),
        ("words", "   "),
        ("words", "x" * 4001),
        ("when", "soon"),
        ("code", "abcdef"),
    ):
        with pytest.raises(ValidationError):
            questions[name].check(wrong)


def test_an_error_never_repeats_what_was_typed() -> None:
    for name, wrong in (("code", "secret words"), ("when", "secret words")):
        with pytest.raises(ValidationError) as refused:
            Good.form.questions[name].check(wrong)
        assert "secret" not in str(refused.value)
    with pytest.raises(ValidationError) as refused:
        Good.model_validate({"colour": "secret words"})
    assert "secret" not in str(refused.value)


def test_a_record_takes_no_field_it_does_not_have() -> None:
    with pytest.raises(ValidationError):
        Good.model_validate({"colour": "red", "blame": "somebody"})
