"""A field of a record is a question: `Ask` says how it is asked, the field's type what it takes.

The form is read when the record class is made, and a bad one is refused there, so that a mistake
in a form stops the program at its start and never a care worker in the night.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter
from pydantic.fields import FieldInfo

from flows.screen import MAX_BUTTON_DATA

MAX_WORDS = 12
LONGEST_DRAFT_ID = 10

TypedText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

Kind = Literal["one", "many", "text", "source", "time"]


class BadForm(TypeError):
    """A record class whose questions could not be asked."""


class Choice(StrEnum):
    """Answers to tap: a code that is stored and a label that is read.

    MEDICINE = "medicine", "Medicine"
    """

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


@dataclass(frozen=True, slots=True)
class When:
    """Ask only where an earlier question was answered with one of these codes."""

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        given = answers.get(self.field)
        return given in self.values


@dataclass(frozen=True, slots=True)
class Ask:
    """How a field is asked.

    `prompt` is at most 12 words; `short` names the field in a summary. `extra` offers it from the
    summary only, never in the line. `source` names a list the service has (units, residents,
    staff). `alarm` lists the codes that call for help at once. `fact` names the column of the case
    that keeps the answer. `private` keeps it out of logs and of anything a lock screen may show.
    """

    prompt: str
    short: str
    when: When | None = None
    extra: bool = False
    source: str = ""
    alarm: tuple[str, ...] = ()
    fact: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form, read from a field."""

    name: str
    ask: Ask
    kind: Kind
    choices: tuple[tuple[str, str], ...]
    optional: bool
    adapter: TypeAdapter[Any]

    def check(self, value: Any) -> Any:
        """The answer as it is kept (plain JSON); raises pydantic's ValidationError."""
        return self.adapter.dump_python(self.adapter.validate_python(value), mode="json")


@dataclass(frozen=True, slots=True)
class Form:
    """A record class read as its questions, in the order of its fields."""

    kind: str
    title: str
    edition: int
    questions: Mapping[str, Question]


class Record(BaseModel):
    """One kind of record. A subclass names its `kind` and `title`; its fields are its form.

    `action` is what the button says that begins it ("" : "Fill in the <title>").
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: ClassVar[str]
    title: ClassVar[str]
    action: ClassVar[str] = ""
    edition: ClassVar[int] = 1
    form: ClassVar[Form]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.form = Form(cls.kind, cls.title, cls.edition, _read_questions(cls))


def _read_questions(record: type[Record]) -> Mapping[str, Question]:
    questions: dict[str, Question] = {}
    for name, field in record.model_fields.items():
        question = _read_question(record, name, field)
        _look_back_only(record, question, questions)
        questions[name] = question
    return types.MappingProxyType(questions)


def _read_question(record: type[Record], name: str, field: FieldInfo) -> Question:
    asks = [item for item in field.metadata if isinstance(item, Ask)]
    if len(asks) != 1:
        raise BadForm(f"{record.__name__}.{name} needs exactly one outermost Ask.")
    ask = asks[0]
    kind, choices = _kind_of(record, name, field, ask)
    _check_wording(record, name, ask, choices)
    optional = not field.is_required()
    if ask.extra and not optional:
        raise BadForm(f"{record.__name__}.{name} is extra, so it needs a default.")
    annotation: Any = Annotated[field.annotation, *field.metadata]
    adapter: TypeAdapter[Any] = TypeAdapter(
        annotation,
        config=ConfigDict(hide_input_in_errors=True),
    )
    return Question(name, ask, kind, choices, optional, adapter)


def _kind_of(
    record: type[Record], name: str, field: FieldInfo, ask: Ask
) -> tuple[Kind, tuple[tuple[str, str], ...]]:
    annotation = _bare(field.annotation)
    if get_origin(annotation) in (list, frozenset, tuple):
        return "many", _choices(_bare(get_args(annotation)[0]))
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return "one", _choices(annotation)
    if annotation is datetime:
        return "time", ()
    if annotation is str:
        return ("source" if ask.source else "text"), ()
    raise BadForm(f"{record.__name__}.{name} is of a type that no question can ask for.")


def _bare(annotation: Any) -> Any:
    """The type itself, without `| None` and without metadata."""
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [part for part in get_args(annotation) if part is not types.NoneType]
        return _bare(kept[0]) if len(kept) == 1 else annotation
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    return annotation


def _choices(choice: type[Choice]) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in choice)


def _check_wording(
    record: type[Record], name: str, ask: Ask, choices: tuple[tuple[str, str], ...]
) -> None:
    if len(ask.prompt.split()) > MAX_WORDS:
        raise BadForm(f"{record.__name__}.{name} asks in more than {MAX_WORDS} words.")
    longest = max((len(code) for code, _ in choices), default=LONGEST_DRAFT_ID)
    if len("a::") + LONGEST_DRAFT_ID + len(name) + 1 + longest > MAX_BUTTON_DATA:
        raise BadForm(f"{record.__name__}.{name} and its codes are too long for a button.")
    codes = {code for code, _ in choices}
    if not set(ask.alarm) <= codes:
        raise BadForm(f"{record.__name__}.{name} raises an alarm on an answer it does not have.")


def _look_back_only(
    record: type[Record], question: Question, earlier: Mapping[str, Question]
) -> None:
    when = question.ask.when
    if when is None:
        return
    looked_at = earlier.get(when.field)
    if looked_at is None:
        raise BadForm(f"{record.__name__}.{question.name} may only look back at a question.")
    if not set(when.values) <= {code for code, _ in looked_at.choices}:
        raise BadForm(f"{record.__name__}.{question.name} waits for an answer nobody can give.")
    if not question.optional:
        raise BadForm(f"{record.__name__}.{question.name} may be left out, so it needs a default.")
