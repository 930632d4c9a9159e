"""Does this count? Two taps to an answer: the topic, then its examples."""

from flows.examples import EXAMPLES
from flows.options import page_of
from flows.scales import What
from flows.screen import Button, Screen
from flows.screens import in_rows
from storage.drafts import Draft


def topic_named(code: str) -> What | None:
    """The topic with this code, if there are examples for it."""
    return next((topic for topic in EXAMPLES if topic == code), None)


def topics_screen(page: int = 0) -> Screen:
    """Does this count? First the topic."""
    topics, pages = page_of([(code.value, code.label) for code in EXAMPLES], page)
    buttons = [Button(label, f"w:{code}") for code, label in topics]
    if pages > 1:
        buttons.append(Button("More", f"w:{(page + 1) % pages}"))
    return Screen(
        title="Does this count? What is it about?",
        lines=("If in doubt, report it. You can never be wrong to tell us.",),
        rows=(*in_rows(buttons), (Button("Menu", "m"),)),
    )


def examples_screen(code: What, draft: Draft | None) -> Screen:
    """Then the examples, and the way into a report, or back to the one that waits."""
    topic = EXAMPLES[code]
    report = Button("Report it", "n:near_miss_log")
    if draft is not None:
        report = Button("Go on with my report", f"c:{draft.id}")
    return Screen(
        head="Does this count?",
        title=code.label,
        lines=(
            f"Near miss. {topic.near_miss}",
            f"Hazard. {topic.hazard}",
            f"Incident. {topic.incident}",
            "All three count. One question sorts them.",
        ),
        rows=(
            (report,),
            (Button("Other topics", "w"), Button("Menu", "m")),
        ),
    )
