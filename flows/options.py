"""The answers a question offers at this moment, and how many fit on a screen."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from flows.moment import Moment
from flows.question import Question
from flows.times import TimeToCome, TimeUnclear, understand
from storage import people

Option = tuple[str, str]
PAGE = 8

AGO: tuple[tuple[str, str, int], ...] = (
    ("m0", "Just now", 0),
    ("m30", "Half an hour ago", 30),
    ("m60", "1 hour ago", 60),
    ("m120", "2 hours ago", 120),
    ("m240", "4 hours ago", 240),
    ("m480", "8 hours ago", 480),
)

NAMED_BY_LABEL = ("units", "residents")
"""Sources whose entries are their own names; their buttons carry a short sum of the name, so that
a list that changes between showing and tapping cannot make one name into another."""


class NoSuchAnswer(ValueError):
    """What was tapped or typed is not an answer to this question."""


def options_of(moment: Moment, question: Question) -> Sequence[Option]:
    """(code, label) of everything that can be tapped; empty where the answer is typed."""
    if question.kind == "source":
        return _listed(moment, question.ask.source)
    if question.kind == "time":
        return [(code, label) for code, label, _ in AGO]
    return question.choices


def page_of(options: Sequence[Option], page: int) -> tuple[Sequence[Option], bool]:
    """The options of one page, and whether there are more pages than one.

    "Not sure" stands on every page: it must never be hard to find.
    """
    if len(options) <= PAGE:
        return options, False
    rest, always = _parted(options)
    size = PAGE - 1 - len(always)
    pages = -(-len(rest) // size)
    start = (page % pages) * size
    return [*rest[start : start + size], *always], True


def page_with(options: Sequence[Option], code: str) -> int:
    """The page on which this option is."""
    rest, always = _parted(options)
    known = [each for each, _ in rest]
    if len(options) <= PAGE or code not in known:
        return 0
    return known.index(code) // (PAGE - 1 - len(always))


def _parted(options: Sequence[Option]) -> tuple[list[Option], list[Option]]:
    always = [option for option in options if option[0] == "not_sure"]
    return [option for option in options if option[0] != "not_sure"], always


def tapped_value(moment: Moment, question: Question, code: str) -> Any:
    """The answer behind a tapped code; raises NoSuchAnswer for one that was not offered."""
    label = dict(options_of(moment, question)).get(code)
    if label is None:
        raise NoSuchAnswer
    if question.kind == "time":
        minutes = next(minutes for known, _, minutes in AGO if known == code)
        return moment.now - timedelta(minutes=minutes)
    return label if question.ask.source in NAMED_BY_LABEL else code


def typed_value(moment: Moment, question: Question, text: str) -> Any:
    """The answer meant by typed text; raises NoSuchAnswer or TimeToCome."""
    if question.kind == "text":
        return text
    for code, label in options_of(moment, question):
        if text.strip().casefold() == label.casefold():
            value = tapped_value(moment, question, code)
            return (value,) if question.kind == "many" else value
    if question.kind == "time":
        return _typed_time(moment, text)
    raise NoSuchAnswer


def _typed_time(moment: Moment, text: str) -> datetime:
    try:
        return understand(text, moment.now, moment.service.zone)
    except TimeToCome:
        raise
    except TimeUnclear:
        raise NoSuchAnswer from None


def _listed(moment: Moment, source: str) -> Sequence[Option]:
    if source == "units":
        return [(_sum(unit), unit) for unit in moment.service.units]
    if source == "residents":
        return [(_sum(code), code) for code in moment.service.residents]
    staff = [p for p in people.everyone(moment.db) if p.state == "active"]
    return [(str(person.id), person.name) for person in staff]


def _sum(name: str) -> str:
    return f"{crc32(name.encode()):08x}"
