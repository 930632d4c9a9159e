"""Charts: what one says, in figures and in words, and how it is drawn."""

from flows.charts.chart import Bars, Chart
from flows.charts.picture import NotDrawn, picture

__all__ = ["Bars", "Chart", "NotDrawn", "picture"]
