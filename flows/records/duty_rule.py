"""What the records of a duty keep of its rule, as it stood that day (domain: section 1).

The rules are a file that a home may change, so a record that named its duty by a code alone would
say something else next year. The legal wording and the home's own target stand apart; when it was
done is a third thing, and only people know it.
"""

from typing import Annotated

from flows.question import Ask, TypedText

WhichDuty = Annotated[
    TypedText | None, Ask("Which duty is it?", short="Duty", computed="duty_name")
]
AskedBecause = Annotated[
    TypedText | None, Ask("Why is it asked?", short="Asked because", computed="duty_reason")
]
LawSays = Annotated[
    TypedText | None, Ask("What does the law say?", short="The law says", computed="duty_law")
]
OwnTarget = Annotated[
    TypedText | None, Ask("What is our own target?", short="Our target", computed="duty_target")
]
