"""The program that draws one chart: its figures as JSON come in, a PNG goes out.

Nothing is said by colour alone: what came before is hatched and named, what came after is plain
and named, every bar carries its number, and the change is a line with its day.
"""

import json
import sys
from typing import Any, BinaryIO, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from flows.charts.chart import Bars, Chart, first_days, short

WIDTH, HEIGHT, DPI = 1080, 810, 100
BEFORE, AFTER, LINE, INK = "#C9D6DF", "#0B4F6C", "#B3541E", "#1B1B1B"
"""A light and a dark one, apart also in grey; the line of the change; everything written."""

STYLE: Final[Any] = {
    "font.size": 22,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 1.5,
}
MOST_DAYS_SHOWN: Final = 4
MARGIN: Final = 0.7
LEAST_SIDE: Final = 0.5
"""Of the other side of the change."""


def draw(chart: Chart, file: BinaryIO) -> None:
    """Put the picture into a file, as a PNG that says nothing about where it was made."""
    with matplotlib.rc_context(STYLE):
        layout = ConstrainedLayoutEngine(w_pad=0.2, h_pad=0.15)
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, layout=layout)
        figure.suptitle(chart.title, fontsize=30, fontweight="bold")
        rows = figure.subplots(len(chart.series), sharex=True, squeeze=False)
        for axes, bars in zip(rows[:, 0], chart.series, strict=True):
            _draw(axes, chart, bars)
        _name_days(rows[-1, 0], chart)
        figure.savefig(file, format="png", metadata={"Software": None})


def _draw(axes: Axes, chart: Chart, bars: Bars) -> None:
    earlier, later = len(bars.before), len(bars.after)
    counts = [*bars.before, *bars.after]
    top = max([*counts, 1])
    places = [n + (n >= earlier) for n in range(earlier + later)]
    axes.bar(places[:earlier], bars.before, color=BEFORE, edgecolor=INK, hatch="//", width=0.8)
    axes.bar(places[earlier:], bars.after, color=AFTER, edgecolor=INK, width=0.8)
    for place, count in zip(places, counts, strict=True):
        axes.annotate(
            str(count),
            (place, count),
            (0, 6),
            textcoords="offset points",
            ha="center",
            path_effects=[withStroke(linewidth=6, foreground="white")],
        )
    if not chart.trend:
        axes.axvline(earlier, color=LINE, linewidth=4)
    if bars.mean is not None:
        axes.axhline(bars.mean, color=INK, linestyle="--", linewidth=2.5)
    axes.set_ylim(0, top * (1.4 + 0.25 * len(chart.series)))
    axes.set_xlim(*_sides(earlier, later, chart.trend))
    _name_sides(axes, chart, bars)
    axes.set_ylabel(bars.name)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.spines[["top", "right"]].set_visible(False)


def _sides(earlier: int, later: int, trend: bool) -> tuple[float, float]:
    """Where the picture begins and ends: on both sides of a change there is room for its name."""
    if trend:
        return -MARGIN, earlier - 1 + MARGIN
    left, right = earlier + MARGIN, later + MARGIN
    return earlier - max(left, LEAST_SIDE * right), earlier + max(right, LEAST_SIDE * left)


def _name_sides(axes: Axes, chart: Chart, bars: Bars) -> None:
    """Before, with its mean; the change, with its day; after. Of a trend its mean."""
    high = axes.get_xaxis_transform()
    mean = "" if bars.mean is None else f"mean {short(bars.mean)} - - -"
    earlier = len(bars.before)
    begin = axes.get_xlim()[0] + 0.2
    said = mean if chart.trend else "\n".join(filter(None, ("Before", mean)))
    axes.text(begin, 0.98, said, transform=high, va="top", fontweight="bold")
    if chart.trend:
        return
    axes.text(
        earlier + 0.2,
        0.98,
        f"After\nchange on {chart.changed.day} {chart.changed:%b}",
        transform=high,
        va="top",
        color=LINE,
        fontweight="bold",
    )


def _name_days(axes: Axes, chart: Chart) -> None:
    """The first day of some of the bars, and how many days each bar is."""
    days, earlier = first_days(chart), len(chart.series[0].before)
    every = -(-len(days) // MOST_DAYS_SHOWN)
    shown = [(n + (n >= earlier), day) for n, day in enumerate(days) if n % every == 0]
    axes.set_xticks([place for place, _ in shown], [f"{day.day} {day:%b}" for _, day in shown])
    axes.set_xlabel(f"Each bar is {chart.length} days, from the day below it")


if __name__ == "__main__":
    draw(Chart.from_json(json.load(sys.stdin)), sys.stdout.buffer)
