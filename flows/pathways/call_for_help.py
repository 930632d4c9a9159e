"""Call for help: somebody is in danger now. It has no form to fill in before the ping."""

from flows.pathway import CLOSE, Pathway, Step
from flows.roles import Role

CALL_FOR_HELP = Pathway(
    name="call_for_help",
    title="Call for help",
    prefixes={"call_for_help": "HELP"},
    steps=(Step("help", Role.SENIOR, "help_given", {"": CLOSE}),),
)
