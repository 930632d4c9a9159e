"""Which duties a case's answers ask about, and why. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from flows.duties.duty import Duty
from flows.question import Form

Filed = tuple[str, Mapping[str, Any]]
"""The kind of a record and its answers."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A duty to be asked about, and why, as the rest of a sentence."""

    duty: Duty
    reason: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A tapped answer as it is read, and the record it stands in."""

    record: str
    label: str


def flagged(
    duties: Iterable[Duty], filed: Sequence[Filed], forms: Mapping[str, Form]
) -> list[Flag]:
    """The duties that some answer asks about, in their order.

    Every record that was filed counts, the earlier ones of a kind as well: a flag, once raised,
    is taken down by a decision only.
    """
    found = ((duty, _first_match(duty, filed, forms)) for duty in duties)
    return [Flag(duty, _reason(said)) for duty, said in found if said]


def raised_by(
    new: Filed, duties: Iterable[Duty], before: Sequence[Filed], forms: Mapping[str, Form]
) -> list[Duty]:
    """The duties that this record asks about by an answer that no earlier record gave."""
    kind, answers = new
    known = {
        (field, code)
        for _, given in before
        for field, value in given.items()
        for code in _codes(value)
    }
    fresh = {
        field: [code for code in _codes(value) if (field, code) not in known]
        for field, value in answers.items()
    }
    return [duty for duty in duties if _newly(duty, (kind, fresh), [*before, new], forms)]


def _newly(duty: Duty, fresh: Filed, filed: Sequence[Filed], forms: Mapping[str, Form]) -> bool:
    return any(
        all(_said(name, codes, filed, forms) for name, codes in fields.items())
        and any(_said(name, codes, [fresh], forms) for name, codes in fields.items())
        for fields in duty.when
    )


def misplaced(duties: Iterable[Duty], forms: Mapping[str, Form]) -> list[str]:
    """One line for each field or code that no form asks for, and which could never flag."""
    return [
        f"{duty.code}: when: {problem}"
        for duty in duties
        for fields in duty.when
        for name, codes in fields.items()
        for problem in _misplaced(name, codes, forms)
    ]


def _misplaced(name: str, codes: Iterable[str], forms: Mapping[str, Form]) -> Iterator[str]:
    kind, field = _parted(name)
    asked = [form.questions for each, form in forms.items() if kind in ("", each)]
    questions = [found[field] for found in asked if field in found]
    if not questions:
        names = sorted({each for form in forms.values() for each in form.questions})
        alike = get_close_matches(field, names, 3) or ["what", "harm", "condition"]
        yield f"No record asks for {name}. There is, for example: {', '.join(alike)}."
        return
    known = {code for question in questions for code, _ in question.choices}
    for code in codes:
        if code not in known:
            yield f"{name} has no answer {code}. It has: {', '.join(sorted(known))}."


def _first_match(duty: Duty, filed: Sequence[Filed], forms: Mapping[str, Form]) -> list[_Said]:
    for fields in duty.when:
        said = [_said(name, codes, filed, forms) for name, codes in fields.items()]
        if all(said):
            return [each for each in said if each]
    return []


def _said(
    name: str, codes: Sequence[str], filed: Sequence[Filed], forms: Mapping[str, Form]
) -> _Said | None:
    wanted, field = _parted(name)
    for kind, answers in filed:
        question = forms[kind].questions.get(field) if wanted in ("", kind) else None
        if question is None:
            continue
        labels = dict(question.choices)
        for code in _codes(answers.get(field)):
            if code in codes and code in labels:
                return _Said(forms[kind].title, f"{question.ask.short}: {labels[code]}")
    return None


def _codes(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _parted(name: str) -> tuple[str, str]:
    """The kind of record, "" for any, and the field."""
    kind, _, field = name.rpartition(".")
    return kind, field


def _reason(said: Sequence[_Said]) -> str:
    """As in: the incident report says "Injury: Broken bone"."""
    parts: dict[str, list[str]] = {}
    for each in said:
        parts.setdefault(each.record, []).append(f'"{each.label}"')
    return "; ".join(
        f"the {title[:1].lower()}{title[1:]} says {' and '.join(labels)}"
        for title, labels in parts.items()
    )
