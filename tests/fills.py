"""Somebody fills in a form as it comes: what a story names is answered so, the rest somehow."""

from collections.abc import Mapping
from typing import Any

from tests.world import Member

MOST_QUESTIONS = 120
MOST_PAGES = 6
TYPED = {"date": "24/3/2027"}


def fills(member: Member, **answers: Any) -> str:
    """Answer the open form to its end and send it; returns the text of the card after it.

    `answers` are codes by the name of the question ("actions__0__owner" for "actions.0.owner");
    typed text where it has no buttons; a list where several fit. What is not named gets its first
    choice; whether there is one more of a group, no.
    """
    fills_to_summary(member, **answers)
    member.sends_data(next(data for data in _card(member) if data.startswith("s:")))
    return member.messages[-1].shown


def fills_to_summary(member: Member, **answers: Any) -> None:
    """The same, and not sent yet."""
    named = {name.replace("__", "."): value for name, value in answers.items()}
    for _ in range(MOST_QUESTIONS):
        card = _card(member)
        if any(data.startswith("s:") for data in card):
            return
        _answer(member, card, named)
    raise AssertionError(f"The form does not end: {member.messages[-1].shown}")


def _card(member: Member) -> list[str]:
    """The addresses on the newest card that belongs to a form."""
    for message in reversed(member.messages):
        data = [b.data for row in (message.screen.rows if message.screen else ()) for b in row]
        if any(address[:2] in ("b:", "p:", "s:") for address in data):
            return data
    raise AssertionError(f"{member.name} has no form open.")


def _answer(member: Member, card: list[str], named: Mapping[str, Any]) -> None:
    back = next(data for data in reversed(card) if data[:2] in ("b:", "p:"))
    draft, name = back.split(":")[1:3]
    codes = [data.split(":")[3] for data in card if data.startswith("a:")]
    given = named.get(name)
    if any(data.startswith("z:") for data in card):
        for code in given or codes[:1]:
            _taps(member, f"a:{draft}:{name}:{code}")
        member.sends_data(f"z:{draft}:{name}")
    elif not codes:
        member.says(str(given or "Two tablets were in the pot."))
    elif given is not None:
        _taps(member, f"a:{draft}:{name}:{given}")
    else:
        gate = name.rpartition(".")[2].isdigit()
        member.sends_data(f"a:{draft}:{name}:{'no' if gate else codes[0]}")


def _taps(member: Member, answer: str) -> None:
    """Tap an answer; one that is not on this page of them is looked for on the next."""
    for _ in range(MOST_PAGES):
        card = _card(member)
        more = next((data for data in card if data.startswith("p:")), None)
        if answer in card or more is None:
            break
        member.sends_data(more)
    member.sends_data(answer)
