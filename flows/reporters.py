"""What whoever reported hears: a turn of the case, what we do now because of it, how it ended."""

from uuid import uuid4

from flows import post
from flows.changed import duplicates_of
from flows.moment import Moment
from flows.rungs import may_know
from flows.screen import Screen
from storage import cases, people, records
from storage.cases import Case, Step
from storage.outbox import Priority

NOW = "This is what we do now."
STILL = "This is how we work now. We looked again, and it holds."


def tell_turn(moment: Moment, case: Case, step: Step, words: str) -> None:
    """Tell the reporter, quietly, that the case, or what was learned from it, has taken a turn."""
    for told in led_to(moment, case):
        place = post.place_of(moment, told.reporter_id)
        if place is None or told.reporter_id in told.concerns:
            continue
        post.show(
            moment,
            place,
            Screen(title=f"{told.reference}: {words}"),
            key=f"turned:{step.id}:{told.id}",
            about="turn",
            card=f"turn:{told.id}",
            priority=Priority.ROUTINE,
            repost=True,
            quiet=True,
            case_id=told.id,
        )


def tell_what_we_did(moment: Moment, case: Case, changes: str, title: str = NOW) -> None:
    """You said, we did: everybody whose report led to a learning hears what came of it, once for
    each change of it."""
    for told in led_to(moment, case):
        place = post.place_of(moment, told.reporter_id)
        if place is None:
            continue
        post.show(
            moment,
            place,
            Screen(
                head=f"You told us about {told.reference}.",
                title=title,
                lines=(changes, "Thank you. It began with what you told us."),
            ),
            key=f"did:{told.id}:{uuid4().hex}",
            about="outcome",
            card=f"did:{told.id}",
            priority=Priority.ROUTINE,
            repost=True,
            quiet=True,
            case_id=told.id,
        )


def tell_learned(moment: Moment, case: Case) -> None:
    """A learning has ended well: they hear that what changed has stayed."""
    tell_what_we_did(moment, case, _what_we_do(moment, case), STILL)


def tell_outcome(
    moment: Moment, case: Case, how: Screen, *, together_with: Case | None = None
) -> None:
    """Tell the reporter how it ended. Not hearing is why people stop reporting.

    `together_with` is the case of the same event that it went on in, which has ended since.
    """
    place = post.place_of(moment, case.reporter_id)
    if place is None:
        return
    post.show(
        moment,
        place,
        how,
        key=f"outcome:{case.id}" + (f":{together_with.id}" if together_with else ""),
        about="outcome",
        priority=Priority.ROUTINE,
        case_id=case.id,
    )


def led_to(moment: Moment, case: Case) -> list[Case]:
    """The cases whose reporters hear of this one: of a learning those it came from, with every
    report of the same event; of any other, itself.

    Nobody hears of a worry that was sealed, or of a case that they may no longer know of.
    """
    if case.pathway != "learning":
        return [case]
    sources = [cases.get_case(moment.db, int(each)) for each in _answer(moment, case, "sources")]
    found = [source for source in sources if source is not None and not source.sealed]
    together = {each.id: each for source in found for each in (source, *_same(moment, source))}
    return [each for each in together.values() if _may_hear(moment, each)]


def _same(moment: Moment, case: Case) -> list[Case]:
    """Every report of the same event as this case, but its own."""
    others = duplicates_of(moment, case)
    return [each for other in others for each in (other, *_same(moment, other))]


def _may_hear(moment: Moment, case: Case) -> bool:
    reporter = people.get_person(moment.db, case.reporter_id)
    return reporter is not None and may_know(case, reporter)


def _what_we_do(moment: Moment, case: Case) -> str:
    """As the newest briefing says it; where there was none, as the learning log does."""
    said = [
        item["answer"]
        for kind, field in (("service_learning_log", "behaviour"), ("briefing", "changes"))
        for record in records.records_of(moment.db, case.id)
        for item in record.answers
        if record.kind == kind and item["field"] == field
    ]
    return str(said[-1]) if said else ""


def _answer(moment: Moment, case: Case, field: str) -> list[str]:
    """What the learning log answers to a question that takes several."""
    return [
        each
        for record in records.records_of(moment.db, case.id)
        for item in record.answers
        if record.kind == "service_learning_log" and item["field"] == field
        for each in item["answer"]
    ]
