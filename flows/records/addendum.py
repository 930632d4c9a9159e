"""The addendum: news about a case, or a correction. What was filed stands as it was."""

from datetime import datetime
from typing import Annotated

from flows.question import Ask, Choice, Record, TypedText
from flows.scales import Harm


class News(Choice):
    HOSPITAL = "hospital", "From the hospital or a doctor"
    FAMILY = "family", "From the person or family"
    CORRECTION = "correction", "Something was not right"
    OTHER = "other", "Something else"


class Addendum(Record):
    """What became known later, and from whom."""

    kind = "addendum"
    title = "Addendum"
    action = "Add news"

    news: Annotated[News, Ask("What is the news?", short="News")]
    words: Annotated[
        TypedText,
        Ask("Tell it in your own words. Codes, no names.", short="In your own words", private=True),
    ]
    heard_at: Annotated[
        datetime | None, Ask("When did you hear it?", short="Heard", extra=True)
    ] = None
    harm: Annotated[
        Harm | None,
        Ask(
            "How badly hurt is the person, as known now?", short="Harm now", extra=True, fact="harm"
        ),
    ] = None
