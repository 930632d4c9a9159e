"""Where a worry can also be taken outside: shown with every worry, and never discouraged.

Handrail is never the only way. A number that a home has not filled in is not invented.
"""

from dataclasses import dataclass

EMERGENCY = "Danger now: 999. A crime, no danger now: police on 101."
NEVER_ANONYMOUS = (
    "A chat account is never anonymous, and whoever runs this computer could look. On screens "
    "your name is sealed: only who hears worries can open it, with a reason that is kept."
)
MAY_GO_OUTSIDE = "You may go outside too, now or at any time. Nobody here may stop you."
NO_NUMBER = "your council's website has the number"


@dataclass(frozen=True, slots=True)
class Contacts:
    """Numbers as they are read out. The police and 999 are the same everywhere in England."""

    cqc: str = "03000 616161"
    """The regulator, which hears care workers in law. Source: cqc.org.uk/contact-us."""

    safeguarding: str = ""
    """The council's adult safeguarding: another one for each council, so the home fills it in."""

    protect: str = "020 3117 2520"
    """The charity that advises people who speak up. Source: protect-advice.org.uk."""


def outside(contacts: Contacts) -> str:
    """Who else may be told, the most urgent first; one paragraph, so that the answers stay near."""
    return (
        f"{EMERGENCY} Council, adult safeguarding: {contacts.safeguarding or NO_NUMBER}. "
        f"CQC: {contacts.cqc}. Protect, free advice in confidence: {contacts.protect}."
    )


def before_speaking_up(contacts: Contacts, guardian: str) -> tuple[str, ...]:
    """What a person must know before they say anything: who hears it, and what stays theirs."""
    heard_by = guardian or "the nominated individual"
    return (
        f"It goes to {heard_by}, and to nobody it is about.",
        NEVER_ANONYMOUS,
        MAY_GO_OUTSIDE,
        outside(contacts),
    )
