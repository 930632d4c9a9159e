"""The chart of a before and after: figures, the same in words, a picture that needs no colour."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from flows.charts import Bars, Chart, NotDrawn, picture
from flows.charts.chart import bars_of, first_days, length_for
from flows.contents import contents
from flows.panels import CHARTS
from flows.records import RECORDS
from flows.screen import Media
from storage.files import Files

CHANGED = date(2026, 6, 15)
CHART = Chart(
    "Medicine: before and after",
    CHANGED,
    15,
    (
        Bars("Incidents", (3, 2, 4, 1, 2, 3), (1, 0, 0, 1, 0, 0)),
        Bars("Near misses", (2,) * 6, (4,) * 6),
    ),
)
TELEGRAM_CAPTION = 1024


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_bars_are_counted_from_the_change_which_is_in_none() -> None:
    days = [CHANGED + timedelta(days=n) for n in (-91, -90, -16, -15, -1, 0, 1, 15, 16, 90, 91)]
    bars = bars_of("Incidents", days, CHANGED, before=90, after=90, length=15)
    assert bars == Bars("Incidents", (1, 0, 0, 0, 1, 2), (2, 1, 0, 0, 0, 1))
    chart = Chart("Medicine", CHANGED, 15, (bars,))
    assert first_days(chart)[0] == CHANGED - timedelta(days=90)
    assert first_days(chart)[5:7] == [CHANGED - timedelta(days=15), CHANGED + timedelta(days=1)]


def test_days_that_fill_no_bar_are_in_none() -> None:
    days = [CHANGED + timedelta(days=n) for n in (-20, -1, 1, 20)]
    bars = bars_of("Incidents", days, CHANGED, before=20, after=29, length=15)
    assert (bars.before, bars.after) == ((1,), (1,))


@pytest.mark.parametrize(
    ("before", "after", "length"), [(90, 90, 15), (90, 0, 15), (90, 180, 30), (90, 990, 90)]
)
def test_no_more_bars_than_a_phone_can_show(before: int, after: int, length: int) -> None:
    assert length_for(before, after) == length


def test_the_words_hold_every_figure_and_fit_below_a_picture() -> None:
    assert CHART.words() == (
        "Incidents in each 15 days. Before: 3, 2, 4, 1, 2, 3 (mean 2.5). After: 1, 0, 0, 1, 0, 0.",
        "Near misses in each 15 days. Before: 2, 2, 2, 2, 2, 2 (mean 2). After: 4, 4, 4, 4, 4, 4.",
    )
    assert len(CHART.title + " ".join(CHART.words())) < TELEGRAM_CAPTION / 2
    assert Bars("Incidents", (), (2,)).words(15).startswith("Incidents: nothing to compare")


def test_it_is_drawn_anew_from_its_figures(tmp_path: Path) -> None:
    media = Media("photo", "image/png", "", figures=CHART.as_json())
    assert Chart.from_json(Media.from_json(media.as_json()).figures or {}) == CHART
    drawn = contents(Files(tmp_path), media)
    with opened(drawn) as image:
        assert (image.format, image.size) == ("PNG", (1080, 810))
    assert not list(tmp_path.iterdir())


def test_before_and_after_differ_in_grey_too() -> None:
    """One man in twelve sees little of the colours, and a printer may see none."""
    plain = Chart("Medicine", CHANGED, 15, (Bars("Incidents", (4, 4), (4, 4)),))
    with opened(picture(plain)) as image:
        sides = [image.convert("L").crop((x, 500, x + 360, 700)) for x in (140, 640)]
    before, after = (sum(side.get_flattened_data()) / (360 * 200) for side in sides)
    assert before - after > 60


def test_nothing_before_and_nothing_after_can_be_drawn() -> None:
    for bars in (Bars("Incidents", (), (2,)), Bars("Incidents", (0, 0), ()), Bars("It", (), ())):
        assert picture(Chart("Medicine", CHANGED, 15, (bars,))).startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_said() -> None:
    broken = Chart("Medicine", CHANGED, 15, ())
    with pytest.raises(NotDrawn, match="CalledProcessError"):
        picture(broken)


def test_what_draws_is_never_in_the_process_that_serves() -> None:
    """It would hold some sixty megabytes for as long as Handrail runs."""
    asked = "import handrail.cli, handrail.compose, sys; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"


def test_a_trend_leads_up_to_a_day_and_knows_no_change() -> None:
    trend = Chart("Medicine", CHANGED, 30, (Bars("Incidents", (1, 0, 2), ()),), trend=True)
    assert trend.words() == ("Incidents in each 30 days, the newest last: 1, 0, 2 (mean 1).",)
    assert Chart.from_json(trend.as_json()) == trend
    assert picture(trend) != picture(replace(trend, trend=False))


def test_every_chart_that_a_form_names_can_be_made() -> None:
    asked = [q.ask.chart for record in RECORDS.values() for q in record.form.questions.values()]
    assert {name for name in asked if name} == set(CHARTS)
