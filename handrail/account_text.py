"""One case told from beginning to end, so that a stranger can follow it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.words import joined

Part = Mapping[str, Any]

FIGURES = {
    "due": "Should have it",
    "sent": "Sent to",
    "delivered": "In the chat of",
    "opened": "Opened there by",
    "read": "Read or heard by",
    "understood": "Understood by",
}
"""How far people are with a briefing, in the order in which it comes."""


def told_account(account: Part, zone: ZoneInfo) -> Iterator[str]:
    """The account as lines of text, its times in the home's zone.

    Where people typed several lines, the later ones are marked: none can pass for one of ours.
    """
    for line in _told(account, _Teller(zone)):
        first, *typed = line.splitlines() or [""]
        yield first
        yield from (f"      | {more}" for more in typed)


def _told(account: Part, teller: "_Teller") -> Iterator[str]:
    yield from teller.case(account)
    for heading, tell, parts in (
        ("Steps", teller.step, account["steps"]),
        ("Records", teller.record, account["records"]),
        *_if_any("Photos and voice messages", teller.record, account["attachments"]),
        *_if_any("Briefings", teller.briefing, account["briefings"]),
        ("What happened", teller.event, account["timeline"]),
        ("Messages", teller.message, account["messages"]),
    ):
        yield from ("", heading)
        yield from ("  None yet.",) if not parts else _all(tell, parts)


def _if_any(heading: str, tell: Any, parts: Sequence[Part]) -> Sequence[tuple[str, Any, Any]]:
    return ((heading, tell, parts),) if parts else ()


def _all(tell: Any, parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield from (f"  {line}" for line in tell(part))


class _Teller:
    """Knows how to tell each part of an account."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def case(self, case: Part) -> Iterator[str]:
        yield f"{case['reference']} · {words(case['kind'])} · {case['state']}"
        for name in ("category", "unit", "shift", "resident", "severity", "harm", "potential"):
            if case.get(name):
                yield f"  {words(name)}: {words(case[name])}"
        yield f"  Reported by: {case['reporter']}"
        for name in ("happened_at", "opened_at", "closed_at"):
            if case.get(name):
                yield f"  {words(name.removesuffix('_at'))}: {self.at(case[name])}"

    def step(self, step: Part) -> Iterator[str]:
        yield " · ".join((words(step["name"]), step["record"], words(step["role"]), step["state"]))
        for name in ("what", "owner"):
            if step[name]:
                yield f"  {words(name)}: {step[name]}"
        if step["state"] == "waiting":
            yield f"  Begins: {self.at(step['begins_at'])}"
            return
        yield f"  Owed: {self.at(step['owed_at'])}"
        if step["acknowledged_at"] or not step["acted_at"]:
            yield f"  Acknowledged: {self.at(step['acknowledged_at'], step['acknowledged_by'])}"
        if by := step["act_by"] or step["due"]:
            yield f"  To be done by: {self.at(by)}"
        yield f"  Acted: {self.at(step['acted_at'], step['acted_by'])}"

    def record(self, record: Part) -> Iterator[str]:
        yield f"{record['title']} (edition {record['edition']})"
        yield f"  Filed: {self.at(record['filed_at'], record['author'])}, {words(record['role'])}"
        if record["late"]:
            yield f"  {record['late']}"
        for answer in record["answers"]:
            yield f"  {answer['asked']} {_listed(answer['label'])}"
        yield f"  Seal: {record['hash']}"

    def briefing(self, briefing: Part) -> Iterator[str]:
        """How many are how far; then each person, with the times."""
        yield f"Version {briefing['version']}, {self.at(briefing['made_at'])} · {briefing['state']}"
        for name, many in briefing["figures"].items():
            yield f"  {FIGURES[name]}: {many}"
        for person in briefing["people"]:
            way = f" · {words(person['way'])}" if person["way"] not in ("", "chat") else ""
            yield f"  {person['person']} · {person['state']}{way}"
            times = [(name, person[f"{name}_at"]) for name in FIGURES if name != "due"]
            yield from (f"    {words(name)}: {self.at(at)}" for name, at in times if at)

    def event(self, event: Part) -> Iterator[str]:
        """What it was, of which step, by whom, and more of it where there is more."""
        parts = (words(event[name]) for name in ("what", "step", "who", "detail") if event[name])
        yield f"{self.at(event['at'])}  {' · '.join(parts)}"

    def message(self, message: Part) -> Iterator[str]:
        yield f"To {message['to'] or 'nobody'} · {words(message['about'])} · {message['state']}"
        seen = f", seen {self.at(message['seen_at'])}" if message.get("seen_at") else ""
        owed, sent = self.at(message["owed_at"]), self.at(message["sent_at"])
        yield f"  Owed {owed}, sent {sent}{seen} ({message['channel']})"

    def at(self, when: str | None, who: str | None = None) -> str:
        """A time in the home's zone to the second, and who it was; "not yet" before that."""
        if when is None:
            return "not yet"
        local = datetime.fromisoformat(when).astimezone(self._zone)
        return f"{local.day} {local:%B %Y, %H:%M:%S}" + (f", {who}" if who else "")


def words(name: Any) -> str:
    """A stored name as people read it: "near_miss" is "Near miss"."""
    text = str(name).replace("_", " ")
    return text[:1].upper() + text[1:]


def _listed(label: Any) -> str:
    """One line of several: a few words with commas between, whole sentences one after the other."""
    return joined(label, " ") if isinstance(label, list | tuple) else str(label)
