"""A field of a record is a question: `Ask` says how it is asked, the field's type what it takes.

The form is read when the record class is made, and a bad one is refused there, so that a mistake
in a form stops the program at its start and never a care worker in the night.
"""

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin

from annotated_types import Ge, Le, MinLen
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter
from pydantic.fields import FieldInfo

from flows.screen import MAX_BUTTON_DATA

MAX_WORDS = 12
LONGEST_DRAFT_ID = 10

TypedText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

Kind = Literal["one", "many", "text", "source", "time", "date", "number", "group"]


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
    """Ask only where an earlier question was answered with one of these codes.

    Of several answers to that question, one is enough.
    """

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        given = answers.get(self.field)
        if isinstance(given, list | tuple):
            return any(code in self.values for code in given)
        return given in self.values


@dataclass(frozen=True, slots=True)
class Ask:
    """How a field is asked.

    `prompt` is at most 12 words; `short` names the field in a summary. `extra` offers it from the
    summary only, never in the line. `source` names a list the service has (units, residents,
    staff, or apart: staff who took no part). `alarm` lists the codes that call for help at once,
    `severe` those that make the case severe. `fact` names the column of the case that keeps the
    answer. `private` keeps it out of logs and of anything a lock screen may show. `ahead` asks for
    a time to come. Of a group, `prompt` asks whether there is one more and `first` whether any.
    `show` names the lines that are shown with the question (flows.panels), `more` the longer ones
    that a tap brings, `chart` the picture that goes with it, `title` what gives the card a title of
    its own in place of the prompt. `computed` names the rule that gives the answer, or a group's
    entries: nobody is asked, but with `each` for what the entries leave open. `steers`: it only
    decides what else is asked, and is neither shown nor filed. `tells_reporter`: what is tapped is
    told to the reporter when the case ends. `counts`: a figure of people, and the question for how
    many they are in all. `of_nobody`: nobody may be known by these words, not even by a code.
    """

    prompt: str
    short: str
    when: When | None = None
    extra: bool = False
    source: str = ""
    alarm: tuple[str, ...] = ()
    severe: tuple[str, ...] = ()
    fact: str = ""
    private: bool = False
    ahead: bool = False
    first: str = ""
    show: str = ""
    more: str = ""
    chart: str = ""
    title: str = ""
    computed: str = ""
    each: bool = False
    steers: bool = False
    tells_reporter: bool = False
    counts: str = ""
    of_nobody: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form, read from a field.

    `bounds` are the least and the greatest number taken; `parts` the questions of a group's entry,
    `least` how many entries it must have; `gate` marks the question whether there is another.
    """

    name: str
    ask: Ask
    kind: Kind
    choices: tuple[tuple[str, str], ...]
    optional: bool
    adapter: TypeAdapter[Any]
    bounds: tuple[int, int] | None = None
    parts: Mapping[str, "Question"] = field(default_factory=dict)
    least: int = 0
    gate: bool = False

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


class Part(BaseModel):
    """One entry of a group that may be repeated: a line of a timeline, an action."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    questions: ClassVar[Mapping[str, Question]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.questions = _read_questions(cls)


class Record(BaseModel):
    """One kind of record. A subclass names its `kind` and `title`; its fields are its form.

    `action` is what the button says that begins it ("" : "Fill in the <title>"), `subject` the
    field that tells it from others of its kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: ClassVar[str]
    title: ClassVar[str]
    action: ClassVar[str] = ""
    subject: ClassVar[str] = ""
    edition: ClassVar[int] = 1
    form: ClassVar[Form]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.form = Form(cls.kind, cls.title, cls.edition, _read_questions(cls))


class More(Choice):
    """Whether a group has another entry."""

    YES = "yes", "Yes"
    NO = "no", "No"


def _read_questions(asked: type[Record] | type[Part]) -> Mapping[str, Question]:
    questions: dict[str, Question] = {}
    for name, info in asked.model_fields.items():
        question = _read_question(f"{asked.__name__}.{name}", name, info)
        _look_back_only(asked.__name__, question, questions)
        questions[name] = question
    return types.MappingProxyType(questions)


def _read_question(path: str, name: str, info: FieldInfo) -> Question:
    asks = [item for item in info.metadata if isinstance(item, Ask)]
    if len(asks) != 1:
        raise BadForm(f"{path} needs exactly one outermost Ask.")
    ask = asks[0]
    kind, choices = _kind_of(path, info, ask)
    annotation: Any = Annotated[info.annotation, *info.metadata]
    question = Question(
        name,
        ask,
        kind,
        choices,
        optional=not info.is_required(),
        adapter=TypeAdapter(annotation, config=ConfigDict(hide_input_in_errors=True)),
        bounds=_bounds(path, info.metadata) if kind == "number" else None,
        parts=_item_of(info.annotation).questions if kind == "group" else {},
        least=_least(info) if kind == "group" else 0,
    )
    _check_question(path, question)
    return question


def _kind_of(path: str, info: FieldInfo, ask: Ask) -> tuple[Kind, tuple[tuple[str, str], ...]]:
    annotation = _bare(info.annotation)
    if get_origin(annotation) in (list, frozenset, tuple):
        return _kind_of_many(path, _item_of(annotation), ask)
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return "one", _choices(annotation)
    kinds: dict[Any, Kind] = {datetime: "time", date: "date", int: "number"}
    if annotation in kinds:
        return kinds[annotation], ()
    if annotation is str:
        return ("source" if ask.source else "text"), ()
    raise BadForm(f"{path} is of a type that no question can ask for.")


def _kind_of_many(path: str, item: Any, ask: Ask) -> tuple[Kind, tuple[tuple[str, str], ...]]:
    if isinstance(item, type) and issubclass(item, Part):
        return "group", ()
    if isinstance(item, type) and issubclass(item, Choice):
        return "many", _choices(item)
    if item is str and (ask.source or ask.computed):
        return "many", ()
    raise BadForm(f"{path} takes several of something that cannot be chosen.")


def _item_of(annotation: Any) -> Any:
    return _bare(get_args(_bare(annotation))[0])


def _bare(annotation: Any) -> Any:
    """The type itself, without `| None` and without metadata."""
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [part for part in get_args(annotation) if part is not types.NoneType]
        return _bare(kept[0]) if len(kept) == 1 else annotation
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    return annotation


def _bounds(path: str, metadata: Iterable[Any]) -> tuple[int, int]:
    least = [item.ge for item in metadata if isinstance(item, Ge)]
    most = [item.le for item in metadata if isinstance(item, Le)]
    if not (least and most):
        raise BadForm(f"{path} needs the least and the greatest number that it takes.")
    return int(str(least[0])), int(str(most[0]))


def _least(info: FieldInfo) -> int:
    """As many entries as its field demands where it is asked; one, if it must be answered."""
    demanded = (item.min_length for item in info.metadata if isinstance(item, MinLen))
    return max(demanded, default=int(info.is_required()))


def _choices(choice: type[Choice]) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in choice)


def _check_question(path: str, question: Question) -> None:
    ask = question.ask
    for words in (ask.prompt, ask.first):
        if len(words.split()) > MAX_WORDS:
            raise BadForm(f"{path} asks in more than {MAX_WORDS} words.")
    codes = {code for code, _ in question.choices}
    longest = max((len(code) for code in codes), default=LONGEST_DRAFT_ID)
    name = max((len(part) for part in question.parts), default=-1) + len(question.name)
    name += len(".00.") if question.parts else 0
    if len("a::") + LONGEST_DRAFT_ID + name + 1 + longest > MAX_BUTTON_DATA:
        raise BadForm(f"{path} and its codes are too long for a button.")
    if not {*ask.alarm, *ask.severe} <= codes:
        raise BadForm(f"{path} raises an alarm on an answer it does not have.")
    if ask.tells_reporter and question.kind not in ("one", "many"):
        raise BadForm(f"{path} is not tapped, so the reporter may not be told of it.")
    if (ask.extra or ask.computed) and not question.optional:
        raise BadForm(f"{path} need not be answered, so it needs a default.")
    if question.kind == "group" and not (question.least or ask.computed or ask.first):
        raise BadForm(f"{path} may be empty, so it needs a first question.")


def _look_back_only(owner: str, question: Question, earlier: Mapping[str, Question]) -> None:
    when = question.ask.when
    if when is None:
        return
    looked_at = earlier.get(when.field)
    if looked_at is None:
        raise BadForm(f"{owner}.{question.name} may only look back at a question.")
    if not set(when.values) <= {code for code, _ in looked_at.choices}:
        raise BadForm(f"{owner}.{question.name} waits for an answer nobody can give.")
    if not question.optional:
        raise BadForm(f"{owner}.{question.name} may be left out, so it needs a default.")
