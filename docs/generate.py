"""Write docs/forms.md and docs/pathways.md from the code, so that they cannot say otherwise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from flows.limits import LIMITS
from flows.pathway import BACK, CHANGE, CLOSE, END, LIVE, Pathway, Step, up
from flows.pathways import PATHWAYS
from flows.pathways.beside import BESIDE
from flows.question import Form, Question
from flows.records import RECORDS, form_of
from flows.words import KINDS

HERE = Path(__file__).parent
WRITTEN = "This page is written by `make docs` from the code. Change the code, not the page."

SOURCES: Mapping[str, str] = {
    "units": "a unit of the home",
    "residents": "a resident code",
    "staff": "a colleague",
    "apart": "a colleague who took no part",
    "roles": "a role",
    "cases": "another case",
    "duties": "a duty (docs/duties.md)",
    "duty_steps": "a step of the duty's checklist",
}
KINDS_OF_ANSWER: Mapping[str, str] = {
    "text": "in your own words",
    "time": "a time, tapped or typed",
    "date": "a day, tapped or typed",
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
        iter([*(_pathway(pathway) for pathway in PATHWAYS.values()), _beside()]),
    )


PAGES: Mapping[str, Callable[[], str]] = {"forms.md": forms, "pathways.md": pathways}


def write() -> None:
    """Bring both pages up to date."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


def _page(title: str, about: str, parts: Iterator[str]) -> str:
    return "\n\n".join([f"# {title}", about, WRITTEN, *parts]) + "\n"


def _form(form: Form, about: str) -> str:
    asked = [q for q in form.questions.values() if not q.ask.computed]
    line = [q for q in asked if not q.ask.extra]
    extras = [q for q in asked if q.ask.extra]
    computed = [q for q in form.questions.values() if q.ask.computed]
    beside = form.questions
    parts = [f"## {form.title}", " ".join(about.split()), *_questions(beside, line, number=1)]
    if extras:
        parts += ["Offered before sending:", *_questions(beside, extras)]
    if computed:
        parts += ["Worked out, not asked:", *_questions(beside, computed)]
    return "\n\n".join(part for part in parts if part)


def _questions(
    beside: Mapping[str, Question],
    asked: Sequence[Question],
    *,
    number: int | None = None,
    indent: str = "",
) -> list[str]:
    """One item for each question; the questions of a group's entries stand under it."""
    lines = []
    for place, question in enumerate(asked):
        mark = "-" if number is None else f"{number + place}."
        notes = "; ".join(_notes(beside, question))
        answers = f"{_answers(question)}{_bracketed(notes)}".strip()
        prompt = " / ".join(words for words in (question.ask.first, question.ask.prompt) if words)
        lines.append(f"{indent}{mark} **{prompt}** {answers}".rstrip())
        inner = indent + " " * (len(mark) + 1)
        lines += _questions(question.parts, list(question.parts.values()), indent=inner)
    return ["\n".join(lines)] if lines else []


def _answers(question: Question) -> str:
    if question.kind == "group":
        return "for each:"
    if question.choices:
        return " · ".join(label for _, label in question.choices)
    if question.ask.source:
        return SOURCES[question.ask.source]
    if question.bounds:
        return f"a number from {question.bounds[0]} to {question.bounds[1]}"
    return KINDS_OF_ANSWER.get(question.kind, "")


def _notes(beside: Mapping[str, Question], question: Question) -> Iterator[str]:
    if question.kind == "many" and not question.ask.computed:
        yield "several may be tapped"
    if question.ask.when is not None:
        first = beside[question.ask.when.field]
        labels = dict(first.choices)
        given = _quoted(labels[code] for code in question.ask.when.values)
        whole = len(question.ask.when.values) == len(labels)
        yield f"asked when {first.ask.short.lower()} is {'anything' if whole else given}"
    if question.ask.alarm:
        labels = dict(question.choices)
        yield f"calls for help at once on {_quoted(labels[code] for code in question.ask.alarm)}"
    if question.ask.severe:
        labels = dict(question.choices)
        yield f"severe at once on {_quoted(labels[code] for code in question.ask.severe)}"
    if question.ask.steers:
        yield "only decides what else is asked: neither shown nor filed"
    if question.ask.private:
        yield "private: in no log, and on no alert"


def _pathway(pathway: Pathway) -> str:
    parts = [f"## {pathway.title}"]
    if pathway.classify_by:
        parts.append(_sorting(pathway))
    return "\n\n".join([*parts, _table(pathway.steps)])


def _beside() -> str:
    about = "These stand beside every pathway. A case closes only once none of them is open."
    return "\n\n".join(["## Beside every pathway", about, _table(BESIDE)])


def _table(steps: Sequence[Step]) -> str:
    rows = ["| Step | Who | Record | By when | What next |", "|---|---|---|---|---|"]
    return "\n".join([*rows, *(_row(step) for step in steps)])


def _sorting(pathway: Pathway) -> str:
    question = form_of(pathway.steps[0].record).questions[pathway.classify_by]
    lines = [f'One question sorts it, "{question.ask.prompt}":', ""]
    for code, label in question.choices:
        kind = pathway.kinds[code]
        lines.append(f"- {label}: {KINDS[kind].lower()} ({pathway.prefixes[kind]})")
    return "\n".join(lines)


def _row(step: Step) -> str:
    record = _record(step)
    return f"| {step.name} | {step.role.label} | {record} | {_by_when(step)} | {_next(step)} |"


def _record(step: Step) -> str:
    """The step's own record, and what leads to it."""
    title = form_of(step.record).title
    on_the_way = ", ".join(form_of(kind).title.lower() for kind in step.helps)
    if not on_the_way:
        return title
    return (
        f"{title}, from {step.needs} or more: {on_the_way}"
        if step.needs
        else (f"{title}, beside it: {on_the_way}")
    )


SINCE = {CHANGE: " from the change", LIVE: ", counted from when the change is in place"}


def _by_when(step: Step) -> str:
    """The limits by name, with their defaults; a step without one goes by the severity."""
    soon = f"a reminder after {LIMITS[step.promptly]}, then " if step.promptly else ""
    if not (step.within or step.begins):
        return f"{soon}by severity"
    since = SINCE.get(step.begins_on, "")
    begins = f"begins after {LIMITS[step.begins]}{since}, " if step.begins else ""
    sooner = f", {LIMITS[step.if_alike]} where others are like it" if step.if_alike else ""
    return f"{begins}{soon}within {LIMITS[step.within]}{sooner}"


def _next(step: Step) -> str:
    outcome = form_of(step.record).questions.get("outcome")
    labels = {**KINDS, **(dict(outcome.choices) if outcome else {})}
    found = []
    for code, following in step.then.items():
        pathway, name = up(following)
        target = {CLOSE: "closed", END: "nothing", BACK: "back to its author"}.get(following, name)
        target = f"{name} of the {PATHWAYS[pathway].title.lower()} pathway" if pathway else target
        found.append(f"{labels[code]}: {target}" if code else target)
    return " · ".join(dict.fromkeys(found))


def _quoted(labels: Iterator[str]) -> str:
    return " or ".join(f'"{label}"' for label in labels)


def _bracketed(notes: str) -> str:
    return f" ({notes})" if notes else ""


if __name__ == "__main__":
    write()
