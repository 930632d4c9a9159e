"""`handrail demo`: a care home's three worked examples, played from first tap to conclusion."""

from handrail.cli_print import say
from handrail.logs import set_up_logs


def demo() -> None:
    """Play three worked examples in a throwaway home and show them."""
    # Only this command plays, and the others should answer at once.
    from handrail.demo.transcript import transcript

    set_up_logs("warning")
    say(*transcript())
