"""Write docs/forms.md and docs/pathways.md from the code, so that they cannot say otherwise."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from flows.pathway import CLOSE, Pathway, Step
from flows.pathways import PATHWAYS
from flows.question import Form, Question
from flows.records import RECORDS, form_of
from flows.words import KINDS

HERE = Path(__file__).parent
WRITTEN = "This page is written by `make docs` from the code. Change the code, not the page."

SOURCES: Mapping[str, str] = {
    "units": "a unit of the home",
    "residents": "a resident code",
    "staff": "a colleague",
}
KINDS_OF_ANSWER: Mapping[str, str] = {
    "text": "in your own words",
    "time": "a time, tapped or typed",
}


def forms() -> str:
    """Every form, as it is asked."""
    return _page(
        "The forms",
        "Every question as it is asked, in its order, with the answers that can be tapped.",
        (_form(record.form, record.__doc__ or "") for record in RECORDS.values()),
    )


def pathways() -> str:
    """Every pathway, as a table of steps."""
    return _page(
        "The pathways",
        "Who does what, with which record, and where it goes next. "
        "A case keeps the table it began with.",
        (_pathway(pathway) for pathway in PATHWAYS.values()),
    )


PAGES: Mapping[str, Callable[[], str]] = {"forms.md": forms, "pathways.md": pathways}


def write() -> None:
    """Bring both pages up to date."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


def _page(title: str, about: str, parts: Iterator[str]) -> str:
    return "\n\n".join([f"# {title}", about, WRITTEN, *parts]) + "\n"


def _form(form: Form, about: str) -> str:
    line = [q for q in form.questions.values() if not q.ask.extra]
    extras = [q for q in form.questions.values() if q.ask.extra]
    parts = [f"## {form.title}", " ".join(about.split()), *_questions(form, line, number=1)]
    if extras:
        parts += ["Offered before sending:", *_questions(form, extras)]
    return "\n\n".join(part for part in parts if part)


def _questions(form: Form, asked: list[Question], number: int | None = None) -> list[str]:
    lines = []
    for place, question in enumerate(asked):
        mark = "-" if number is None else f"{number + place}."
        notes = "; ".join(_notes(form, question))
        lines.append(f"{mark} **{question.ask.prompt}** {_answers(question)}{_bracketed(notes)}")
    return ["\n".join(lines)] if lines else []


def _answers(question: Question) -> str:
    if question.choices:
        return " · ".join(label for _, label in question.choices)
    if question.ask.source:
        return SOURCES[question.ask.source]
    return KINDS_OF_ANSWER[question.kind]


def _notes(form: Form, question: Question) -> Iterator[str]:
    if question.kind == "many":
        yield "several may be tapped"
    if question.ask.when is not None:
        first = form.questions[question.ask.when.field]
        labels = dict(first.choices)
        given = _quoted(labels[code] for code in question.ask.when.values)
        yield f"asked when {first.ask.short.lower()} is {given}"
    if question.ask.alarm:
        labels = dict(question.choices)
        yield f"calls for help at once on {_quoted(labels[code] for code in question.ask.alarm)}"
    if question.ask.private:
        yield "private: in no log, and on no alert"


def _pathway(pathway: Pathway) -> str:
    parts = [f"## {pathway.title}"]
    if pathway.classify_by:
        parts.append(_sorting(pathway))
    rows = [
        "| Step | Who | Record | What next |",
        "|---|---|---|---|",
        *(_row(step) for step in pathway.steps),
    ]
    return "\n\n".join([*parts, "\n".join(rows)])


def _sorting(pathway: Pathway) -> str:
    question = form_of(pathway.steps[0].record).questions[pathway.classify_by]
    lines = [f'One question sorts it, "{question.ask.prompt}":', ""]
    for code, label in question.choices:
        kind = pathway.kinds[code]
        lines.append(f"- {label}: {KINDS[kind].lower()} ({pathway.prefixes[kind]})")
    return "\n".join(lines)


def _row(step: Step) -> str:
    return f"| {step.name} | {step.role.label} | {form_of(step.record).title} | {_next(step)} |"


def _next(step: Step) -> str:
    outcome = form_of(step.record).questions.get("outcome")
    labels = dict(outcome.choices) if outcome else {}
    found = []
    for code, following in step.then.items():
        target = "closed" if following == CLOSE else following
        raised = ", and it becomes an incident" if code in step.raises else ""
        found.append(f"{labels[code]}: {target}{raised}" if code else target)
    return " · ".join(found)


def _quoted(labels: Iterator[str]) -> str:
    return " or ".join(f'"{label}"' for label in labels)


def _bracketed(notes: str) -> str:
    return f" ({notes})" if notes else ""


if __name__ == "__main__":
    write()
