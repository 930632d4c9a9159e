"""Reading what an investigator typed: does it stop at a person, only remind, or repeat? Pure.

It reads English words and no meaning, so it only ever asks the writer to look again.
"""

import re
from collections.abc import Iterable, Iterator

_PERSON = (
    r"(?:staff|carers?|care\s?workers?|workers?|nurses?|seniors?|team\sleaders?|managers?"
    r"|deput(?:y|ies)|colleagues?|agency|employees?|person\son\sduty|he|she|they|i|we|who)"
)
_DUTY = (
    r"(?:follow|check|read|record|give|sign|report|notice|adhere|comply|document|administer|act"
    r"|escalate|observe|monitor|complete|respond|look|ask|tell|lock|wash|use|stay|supervise)"
)
_SLIP = (
    r"(?:fail(?:ed|s|ing)?\sto|forgot|neglected\sto|ignored|should(?:\snot)?\shave"
    rf"|did\s?n[o']t\s{_DUTY})"
)
_BLAME = re.compile(
    rf"""\b(?:human|staff)\ error\b
    | \bcareless(?:ness|ly)?\b
    | \bnegligen(?:t|ce|tly)\b
    | \b(?:lazy|laziness|incompeten(?:t|ce)|complacen(?:t|cy))\b
    | \black\ of\ (?:attention|care|concentration|vigilance|common\ sense)\b
    | \b(?:inattentive|(?:was\ not|were\ not|wasn't|weren't|not)\ paying\ attention)\b
    | \bnon-?compliance\ (?:by|of)\ {_PERSON}\b
    | \bfailure\ (?:by\ \w+\ )?to\ {_DUTY}\b
    | (?:^|[.;:]\s*)fail(?:ed|ing)\ to\ {_DUTY}\b
    | \b{_PERSON}(?:\ (?!who\b)[\w-]+){{0,3}}?\ {_SLIP}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REASON_FOLLOWS = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|caused by|as a result of)\b", re.IGNORECASE
)
_REASON_BEFORE = re.compile(
    r",\s*so\b|\band so\b|\b(?:therefore|which meant|led to)\b", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:not|no|never|rather than|instead of|nor|beyond|more than)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_REMINDS = re.compile(
    r"""^\W*(?:to\s+)?(?:(?:all|the|every|each)\s+)*(?:staff|team|carers?|worker)?\s*
    (?:(?:to\s+be|will\s+be|have\s+been|has\s+been|were|was|are)\s+)?
    (?:remind(?:ed|ing|er)?s?|re-?train(?:ed|ing)?|re-?brief(?:ed|ing)?|re-?read|reinforced?
    |refresher|spoke(?:n)?\s+to|speak\s+to|talked?\s+to|toolbox\s+talk
    |supervision(?=\s+(?:with|for|of|given|session)|\W*$)|be\s+more\s+careful|take\s+more\s+care
    |memo)\b""",
    re.IGNORECASE | re.VERBOSE,
)

RUN = 5
"""Words in a row that count as one piece when texts are held against each other."""

FEWEST_WORDS = 15
"""Shorter texts are alike by nature, and say nothing about copying."""

MOST_SHARED = 0.6


def stops_at_a_person(text: str) -> bool:
    """Whether it says what somebody did wrong, and gives no reason beyond that person."""
    plain = " ".join(text.replace("\u2019", "'").split())
    return _blames(plain) and not any(
        part.strip() and not _blames(part) for part in _reasons(plain)
    )


def _blames(text: str) -> bool:
    found = _BLAME.finditer(text)
    return any(not _DENIED.search(text[: match.start()]) for match in found)


def _reasons(text: str) -> Iterator[str]:
    """What stands after "because" or before "so"."""
    if after := _REASON_FOLLOWS.search(text):
        yield text[after.end() :]
    if before := _REASON_BEFORE.search(text):
        yield text[: before.start()]


def only_reminds(text: str) -> bool:
    """Whether what will be done begins as a reminder, a talk or a repeated training."""
    return _REMINDS.match(" ".join(text.split())) is not None


def copied(text: str, earlier: Iterable[str]) -> bool:
    """Whether most of a text of some length stands word for word in one earlier text."""
    pieces = _pieces(text)
    if len(_words(text)) < FEWEST_WORDS:
        return False
    return any(len(pieces & _pieces(each)) >= MOST_SHARED * len(pieces) for each in earlier)


def _pieces(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.casefold())
