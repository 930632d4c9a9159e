"""The screens of a conversation. Plain text and buttons; how they look is the channel's part."""

from collections.abc import Iterator, Sequence

from flows import form as forms
from flows.labels import label_text
from flows.moment import Moment
from flows.options import kept_as, options_of, page_of
from flows.panels import panel, title_of
from flows.question import Form, Question
from flows.records import form_of
from flows.rungs import is_away
from flows.screen import LONGEST_LABEL, Button, Screen
from flows.tasks import Task, address, label
from flows.words import at
from storage.drafts import Draft
from storage.people import Person

SHORT_LABEL = 20
"""Longest label, in characters, of a button that shares its row with another."""

MOST_LISTED = 3
"""How many tasks the menu shows, the most pressing; the rest are under My tasks."""

Rows = tuple[tuple[Button, ...], ...]


def in_rows(buttons: Sequence[Button]) -> Rows:
    """Two buttons a row where both are short, one where they are not."""
    return tuple(_rows(buttons))


def _rows(buttons: Sequence[Button]) -> Iterator[tuple[Button, ...]]:
    waiting: Button | None = None
    for button in buttons:
        if len(button.label) > SHORT_LABEL:
            if waiting is not None:
                yield (waiting,)
                waiting = None
            yield (button,)
        elif waiting is None:
            waiting = button
        else:
            yield (waiting, button)
            waiting = None
    if waiting is not None:
        yield (waiting,)


def home_screen(
    moment: Moment,
    person: Person,
    *,
    drafts: Sequence[Draft],
    tasks: Sequence[Task],
    on_duty: bool,
    lines: Sequence[str],
) -> Screen:
    """The person's own page: report first, then what presses most, once; the rest is a tap away."""
    rows: list[tuple[Button, ...]] = [
        (Button("Near miss", "n:near_miss_log"), Button("Incident", "n:incident_report")),
        (Button("Someone is in danger", "h"), Button("Does this count?", "w")),
    ]
    begun = drafts[:MOST_LISTED]
    rows += [(Button(_go_on_label(draft), f"c:{draft.id}"),) for draft in begun]
    others = [task for task in tasks if task.step.id not in {draft.step_id for draft in begun}]
    rows += [(Button(label(moment, task), address(task)),) for task in others[:MOST_LISTED]]
    many = f" ({len(tasks)})" if tasks else ""
    duty = Button("I'm going off duty", "d:off") if on_duty else Button("I'm on duty", "d:on")
    if is_away(moment, person):
        duty = Button("I'm back", "f:back")
    rows += [(Button(f"My tasks{many}", "j"), duty), (Button("More", "u"),)]
    return Screen(
        head=moment.service.name,
        title=f"Hello {person.name.split()[0]}. What do you need?",
        lines=tuple(lines),
        rows=tuple(rows),
    )


def unfinished(draft: Draft) -> str:
    """A draft in a few words that give nothing away: "near miss, 3 of 5"."""
    form = form_of(draft.kind)
    number, total = forms.progress(form, draft.answers, draft.at)
    name = heading(form).lower()
    return f"{name}, {number} of {total}" if number else name


def _go_on_label(draft: Draft) -> str:
    """With how far it has come, where a phone has room for that."""
    whole = f"Continue: {unfinished(draft)}"
    short = f"Continue: {heading(form_of(draft.kind)).lower()}"
    return whole if len(whole) <= LONGEST_LABEL else short


def heading(form: Form) -> str:
    return "Near miss" if form.kind == "near_miss_log" else form.title


def question_screen(
    moment: Moment, draft: Draft, question: Question, *, page: int = 0, note: str = ""
) -> Screen:
    """One question, its answers as buttons, and the ways out of it."""
    form = form_of(draft.kind)
    number, total = forms.progress(form, draft.answers, question.name)
    head = f"{heading(form)} · {number} of {total}" if number else heading(form)
    hint = _TYPING.get(question.kind, "")
    lines = [note, _kept_line(moment, draft, question)]
    lines += [*panel(moment, draft, question, more=page > 0), _hint_line(question)]
    return Screen(
        head=head,
        title=title_of(moment, draft, question),
        lines=tuple(line for line in lines if line),
        rows=(
            *_answers(moment, draft, question, page),
            *_more_rows(draft, question, page),
            *_ways_out(draft, question, form, page),
        ),
        typing=hint,
        writes=f"{draft.id}:{question.name}" if hint else "",
    )


def _more_rows(draft: Draft, question: Question, page: int) -> Rows:
    """The longer lines of a question come and go by a tap, like a page of its answers; a chart
    comes anew."""
    label, other = ("Show less", 0) if page else ("Show the rule", 1)
    more = Button(label, f"p:{draft.id}:{question.name}:{other}") if question.ask.more else None
    chart = Button("Show the chart", f"ch:{draft.id}") if question.ask.chart else None
    return tuple((button,) for button in (more, chart) if button)


def _answers(moment: Moment, draft: Draft, question: Question, page: int) -> Rows:
    options, pages = page_of(options_of(moment, draft, question), page)
    given = draft.answers.get(question.name) or ()
    chosen = given if question.kind == "many" else ()
    buttons = [
        Button(
            f"✓ {label}" if kept_as(question, (code, label)) in chosen else label,
            f"a:{draft.id}:{question.name}:{code}",
        )
        for code, label in options
    ]
    if pages > 1:
        buttons.append(Button("More", f"p:{draft.id}:{question.name}:{(page + 1) % pages}"))
    if question.kind == "many":
        buttons.append(Button("Done", f"z:{draft.id}:{question.name}"))
    return in_rows(buttons)


def _kept_line(moment: Moment, draft: Draft, question: Question) -> str:
    """What there is to be kept, or taken out."""
    value = draft.answers.get(question.name)
    if value is None or question.kind == "many" or not forms.may_skip(question):
        return ""
    return f"Your answer: {label_text(moment, question, value)}"


def _ways_out(draft: Draft, question: Question, form: Form, page: int) -> Rows:
    """From a later page Back goes to the page before, and from the first to another question."""
    here = f"{draft.id}:{question.name}"
    ways = [Button("Back", f"p:{here}:{page - 1}" if page else f"b:{here}")]
    if forms.may_skip(question):
        address = f"k:{here}"
        if draft.answers.get(question.name) is None:
            ways.append(Button("Skip", address))
        else:
            # Where several may be tapped, Done keeps them.
            ways += [Button("Keep it", address)] if question.kind != "many" else []
            ways.append(Button("Take it out", f"{address}:out"))
    if question.name == "what" and form.kind == "near_miss_log":
        ways.append(Button("Does this count?", "w"))
    ways.append(Button("Save for later", f"l:{draft.id}"))
    return in_rows(ways)


_TYPING = {
    "text": "Write here",
    "time": "Or write a time, like 14:05",
    "date": "Or write a date, like 24/3",
    "number": "Or write a number",
}

_ADD_MORE = "Add more if you like."
_ADD_OR_WRITE = "Add more if you like: tap below, or write it."

_HINTS = {
    "text": "Write it in your own words. It is kept here, and not in the chat.",
    "time": "Tap one, or write a time like 14:05 or yesterday 21:30.",
    "date": "Tap one, or write a date like 24/3.",
    "many": "Tap all that fit, then Done.",
}


def _hint_line(question: Question) -> str:
    if question.kind == "number" and question.bounds is not None:
        least, most = question.bounds
        return f"Write a number from {least} to {most}."
    if question.kind == "time" and question.ask.ahead:
        return "Tap one, or write a time like 18:30 or tomorrow 09:00."
    if question.name == "potential":
        return "Anything you can tell helps. Not sure is fine."
    return _HINTS.get(question.kind, "")


def help_screen(draft: Draft, reference: str, told: str, *, note: str = "") -> Screen:
    """Somebody is in danger: what to do, who has been told, and the way on."""
    lines = (told, note, "Stay with them if you can. Your report can wait.")
    return Screen(
        head=reference,
        title="Call 999 if someone could die.",
        lines=tuple(line for line in lines if line),
        rows=((Button("They are safe now", f"g:{draft.id}"),),),
    )


def summary_screen(moment: Moment, draft: Draft, *, note: str = "") -> Screen:
    """Everything answered so far, what can be added, and Send."""
    form = form_of(draft.kind)
    extras = [q for q in forms.extras(form, draft.answers) if draft.answers.get(q.name) is None]
    add = [Button(f"+ {q.ask.short}", f"q:{draft.id}:{q.name}") for q in extras]
    words = form.questions.get("words")
    more = _ADD_OR_WRITE if words else _ADD_MORE
    lines = [note, "\n".join(answer_lines(moment, draft)), more if add else ""]
    return Screen(
        head=heading(form),
        title="Ready to send",
        lines=tuple(line for line in lines if line),
        rows=(
            (Button("Send", f"s:{draft.id}"),),
            (
                Button("Change an answer", f"e:{draft.id}"),
                Button("Save for later", f"l:{draft.id}"),
            ),
            *in_rows(add),
        ),
        typing="Add it in your own words" if words else "",
        writes=f"{draft.id}:words" if words else "",
        asks=title_of(moment, draft, words) if words else "",
    )


def answer_lines(moment: Moment, draft: Draft) -> list[str]:
    """ "What: Medicine" for every answer given, without the safety question."""
    return [
        f"{q.ask.short}: {label_text(moment, q, draft.answers[q.name])}"
        for q in forms.answered(form_of(draft.kind), draft.answers)
        if not q.ask.alarm
    ]


def offer_screen(moment: Moment, draft: Draft, *, note: str = "") -> Screen:
    """Something came with no form open: it is kept, and offered as the start of a report."""
    came = "wrote" if "words" in draft.answers else "sent"
    return Screen(
        title=f"I have kept what you {came}. Is it a report?",
        lines=tuple(line for line in (note, "It is in a draft only you can see.") if line),
        rows=(
            (Button("Yes, start a report", f"c:{draft.id}"),),
            (Button("Someone is in danger", "h"),),
            (Button("No, throw it away", f"x:{draft.id}"),),
        ),
    )


def resting_screen(draft: Draft) -> Screen:
    """A draft that nobody has touched for a while, with what was typed out of sight."""
    return Screen(
        head=heading(form_of(draft.kind)),
        title="Your draft is saved.",
        lines=("It is put away so that nobody reads it over your shoulder.",),
        rows=((Button("Continue", f"c:{draft.id}"), Button("Menu", "m")),),
    )


def nudge_screen(moment: Moment, draft: Draft) -> Screen:
    return Screen(
        head=heading(form_of(draft.kind)),
        title="You have begun something that is not sent yet.",
        lines=(f"Begun {at(moment, draft.begun_at)}. It waits where you left it.",),
        rows=(
            (Button("Continue", f"c:{draft.id}"),),
            (Button("Throw it away", f"x:{draft.id}"), Button("Later", "m")),
        ),
    )


def drop_screen(draft: Draft) -> Screen:
    return Screen(
        head=heading(form_of(draft.kind)),
        title="Throw this draft away?",
        lines=(
            "Your call for help stands. Only this draft would go."
            if draft.call_id
            else "Nobody has been told of it, and it cannot be brought back.",
        ),
        rows=((Button("Keep it", f"c:{draft.id}"), Button("Throw it away", f"y:{draft.id}")),),
    )
