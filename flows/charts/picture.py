"""Drawing a chart, in a process of its own: what draws is large, and gone again when it is done."""

import json
import subprocess
import sys
from functools import lru_cache
from threading import Lock
from typing import Final

from flows.charts.chart import Chart

SECONDS: Final = 12
"""Less than a message may take to be sent."""

ONE_AT_A_TIME = Lock()
"""So that many charts together need no more room than one."""


class NotDrawn(Exception):
    """The chart could not be drawn; its words are there still."""


KEPT: Final = 8
"""So many of the newest stay at hand: a page asks for the same one again and again."""


def picture(chart: Chart) -> bytes:
    """The chart as a PNG; raises NotDrawn."""
    with ONE_AT_A_TIME:
        return _drawn(chart)


@lru_cache(maxsize=KEPT)
def _drawn(chart: Chart) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "flows.charts.draw"],
            input=json.dumps(chart.as_json()).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotDrawn(type(error).__name__) from error
    return done.stdout
