"""One duty, as it stands in the file of rules."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    model_validator,
)

from flows.limits import Length
from flows.screen import LONGEST_LABEL

Clock = Literal["happened", "known", "decided"]


def _one_line(value: object) -> object:
    """A text over several lines of the file is read as one."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _short(value: str) -> str:
    if not value.endswith("?") or len(value) > LONGEST_LABEL:
        raise ValueError(f"Write a question of at most {LONGEST_LABEL} characters.")
    return value


Words = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,29}$")]
Title = Annotated[Words, AfterValidator(_short)]


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Source(Rule):
    """Where a rule was read: a label and an address."""

    label: str
    address: str


class Task(Rule):
    """One step of a checklist, ticked on a button of its own."""

    code: Code
    words: Annotated[Words, StringConstraints(max_length=LONGEST_LABEL - 2)]


class Duty(Rule):
    """Three things are kept apart: what the law says, the home's own target, and what was done.

    `law` is the legal wording and `basis` where it stands; `advice` is guidance with a source;
    `check` is guidance whose source has not been read, and is shown as such. `target` is counted
    from `clock`; where the law itself has a number, it is `limit`, counted from `limit_clock`.
    `professional` asks for a health professional's opinion, which staff cannot give.

    Each entry of `when` maps fields to codes, all of which must have been answered; one entry is
    enough to ask. A field may be written as "incident_report.harm" to mean one kind of record.
    `test_at` is the time after it happened when an answer can be known at last.
    """

    code: Code
    title: Title
    to: Words
    trigger: Words
    law: Annotated[str, BeforeValidator(_one_line)] = ""
    basis: Annotated[str, BeforeValidator(_one_line)] = ""
    advice: Annotated[str, BeforeValidator(_one_line)] = ""
    check: tuple[Words, ...] = ()
    target: Length
    clock: Clock
    limit: Length | None = None
    limit_clock: Clock = "happened"
    professional: bool = False
    test_at: Length | None = None
    when: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    steps: tuple[Task, ...] = ()
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _says_by_what(self) -> Self:
        if not (self.law or self.advice or self.check):
            raise ValueError("Write what asks for it: law, advice or check.")
        if self.law and not self.basis:
            raise ValueError("Write in basis where the law stands.")
        if any(not fields or not all(fields.values()) for fields in self.when):
            raise ValueError('Write each "when" with a field and its codes.')
        if len({step.code for step in self.steps}) != len(self.steps):
            raise ValueError("Two steps have the same code. Rename one.")
        return self

    @property
    def todo(self) -> str:
        """The title as something to do."""
        return self.title.removesuffix("?")

    @property
    def tasks(self) -> Mapping[str, str]:
        """The checklist, code by code."""
        return {step.code: step.words for step in self.steps}
