"""Few people are never shown as a figure: it would point at one of them (domain: section 7).

One rule for everything that is counted of staff: what was read, understood, known, or seen done.
"""

from typing import Final

FEWEST: Final = 5
"""A figure is shown of no fewer than these."""


def enough(whole: int) -> bool:
    """Whether a share of so many may be shown as a figure."""
    return whole >= FEWEST
