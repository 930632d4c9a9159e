"""After the conversations: who wrote which record, and what was owed, sent, taken, done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap

from flows.moment import Moment
from flows.records import RECORDS
from flows.roles import Role
from flows.words import step_name
from handrail.demo.source import ARTICLE, Example, Name
from storage import cases, outbox, people, records
from storage.cases import Case, Step
from storage.records import Record

NAME, WHO, TIME = 30, 35, 14
NOT = "-"
DUTIES = {"duty": "Decide: ", "notify": "Do: "}
"""A duty is owed twice: first the decision, then the doing."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What is stored at the end, told as text."""

    moment: Moment

    def records(self, examples: Sequence[Example]) -> Iterator[str]:
        """Every record of the source article, by example, with who wrote it and when."""
        for number, example in enumerate(examples, start=1):
            case = self._case(example)
            filed = records.records_of(self.moment.db, case.id)
            yield from ("", f"Example {number} · {case.reference}")
            for name in example.records:
                yield from self._record(name, next(r for r in filed if r.kind == name.kind))
            yield from _beside(example, filed)
        broken = records.broken_links(self.moment.db)
        count = records.count_records(self.moment.db)
        yield ""
        yield from broken or [f"All {count} records were checked: none was changed or removed."]

    def timeline(self, examples: Sequence[Example]) -> Iterator[str]:
        """Every step of every case: when it was owed, sent, acknowledged, acted."""
        yield from ("", "A dash under Sent: it followed from what the same person had just done.")
        heads = ("Owed", "Sent", "Acknowledged", "Acted")
        for number, example in enumerate(examples, start=1):
            case = self._case(example)
            heading = f"Example {number} · {case.reference}"
            yield from ("", _row(heading, *heads))
            for step in cases.steps_of(self.moment.db, case.id):
                yield from self._step(case, step)
            yield _row(f"The case is {case.state}", "", "", "", self._short(case.closed_at))

    def _record(self, name: Name, record: Record) -> Iterator[str]:
        author = people.get_person(self.moment.db, record.author_id)
        role = Role(record.author_role).label.lower()
        who = f"{author.name if author else NOT}, {role}"
        local = record.filed_at.astimezone(self.moment.service.zone)
        when = f"{local.day} {local:%b %Y %H:%M}"
        number = ARTICLE.index(name) + 1
        yield f"{number:2}  {name.name:<{NAME}}{who:<{WHO}}{when:>18}"

    def _step(self, case: Case, step: Step) -> Iterator[str]:
        sent = [
            row.sent_at
            for row in outbox.messages_of(self.moment.db, case.id)
            if row.step_id == step.id and row.about == "alert" and row.sent_at
        ]
        name = f"{DUTIES.get(step.name, '')}{step_name(self.moment, step)}"
        first, *rest = wrap(f"{name[:1].upper()}{name[1:]}", NAME - 2)
        times = (step.owed_at, min(sent, default=None), step.acknowledged_at, step.acted_at)
        yield _row(first, *(self._short(each) for each in times))
        yield from rest
        doer = people.get_person(self.moment.db, step.acted_by) if step.acted_by else None
        yield f"  {doer.name if doer else step.state}"

    def _case(self, example: Example) -> Case:
        case = cases.case_by_reference(self.moment.db, example.reference)
        if case is None:
            raise LookupError(f"The demo has no case {example.reference}.")
        return case

    def _short(self, when: datetime | None) -> str:
        if when is None:
            return NOT
        local = when.astimezone(self.moment.service.zone)
        return f"{local.day} {local:%b %H:%M}"


def _beside(example: Example, filed: Sequence[Record]) -> Iterator[str]:
    """What else was filed in the case, counted."""
    named = {name.kind for name in example.records}
    others = [RECORDS[record.kind].title.lower() for record in filed if record.kind not in named]
    if others:
        counts = {title: others.count(title) for title in others}
        counted = [f"{title} ({n})" if n > 1 else title for title, n in counts.items()]
        yield f"    Beside them: {', '.join(counted)}."


def _row(name: str, *times: str) -> str:
    return f"{name:<{NAME}}{''.join(f'{each:<{TIME}}' for each in times)}".rstrip()
