"""Times as people say them, and times as people type them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.times import (
    TimeUnclear,
    clock_time,
    end_of,
    lasted,
    morning_of,
    said,
    shift_of,
    standing,
    understand,
)

LONDON = ZoneInfo("Europe/London")
WINTER = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 10, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(), "today 14:00"),
        (timedelta(hours=14), "today 00:00"),
        (timedelta(hours=14, minutes=1), "yesterday 23:59"),
        (timedelta(days=2), "8 March 14:00"),
        (timedelta(days=-1), "tomorrow 14:00"),
        (timedelta(days=100), "30 November 2025 14:00"),
    ],
)
def test_a_time_is_said_as_people_say_it(ago: timedelta, words: str) -> None:
    assert said(WINTER - ago, WINTER, LONDON) == words


def test_screens_speak_the_time_of_the_home_and_not_utc() -> None:
    assert said(SUMMER, SUMMER, LONDON) == "today 15:00"
    late = datetime(2026, 7, 10, 23, 30, tzinfo=UTC)
    assert said(late, SUMMER, LONDON) == "tomorrow 00:30"


def test_what_stays_in_a_chat_says_a_day_that_is_right_tomorrow() -> None:
    assert standing(WINTER, WINTER, LONDON) == "Tuesday 10 March 14:00"
    assert standing(WINTER - timedelta(days=100), WINTER, LONDON) == "Sunday 30 November 2025 14:00"
    assert clock_time(WINTER + timedelta(hours=10), WINTER, LONDON) == "Wednesday 11 March 00:00"


@pytest.mark.parametrize(
    ("day", "morning", "evening"),
    [(date(2026, 3, 28), 9, 17), (date(2026, 3, 29), 8, 16), (date(2026, 10, 25), 9, 17)],
    ids=["winter", "clocks_go_on", "clocks_go_back"],
)
def test_a_day_begins_at_nine_and_ends_at_five_by_the_clock_on_the_wall(
    day: date, morning: int, evening: int
) -> None:
    assert morning_of(day, LONDON).astimezone(UTC).hour == morning
    assert end_of(day, LONDON).astimezone(UTC).hour == evening


def test_today_needs_no_word_on_a_short_line() -> None:
    assert clock_time(WINTER, WINTER, LONDON) == "14:00"
    assert clock_time(WINTER - timedelta(days=1), WINTER, LONDON) == "Monday 9 March 14:00"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (75, "1 hour 15 minutes"),
        (121, "2 hours 1 minute"),
        (185, "3 hours"),
        (47 * 60 + 59, "47 hours"),
        (48 * 60, "2 days"),
    ],
)
def test_a_span_is_said_as_people_say_it(minutes: int, words: str) -> None:
    assert lasted(timedelta(minutes=minutes, seconds=30)) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13:05", datetime(2026, 3, 10, 13, 5, tzinfo=LONDON)),
        ("9.30", datetime(2026, 3, 10, 9, 30, tzinfo=LONDON)),
        ("today at 13:05", datetime(2026, 3, 10, 13, 5, tzinfo=LONDON)),
        ("  Yesterday 21:30 ", datetime(2026, 3, 9, 21, 30, tzinfo=LONDON)),
        ("9/3 07:15", datetime(2026, 3, 9, 7, 15, tzinfo=LONDON)),
        ("31/12 23:59", datetime(2025, 12, 31, 23, 59, tzinfo=LONDON)),
        ("31/12/2025 23:59", datetime(2025, 12, 31, 23, 59, tzinfo=LONDON)),
    ],
)
def test_a_typed_time_is_understood(typed: str, meant: datetime) -> None:
    assert understand(typed, WINTER, LONDON) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "24:00", "14:60", "tomorrow 09:00", "30/2 10:00", "0/0 10:00", "lunch 13:00", "9"],
)
def test_what_names_no_sure_time_is_not_guessed(typed: str) -> None:
    with pytest.raises(TimeUnclear):
        understand(typed, WINTER, LONDON)


@pytest.mark.parametrize("typed", ["14:01", "today 23:59", "11/3/2026 09:00", "10/3/2027 09:00"])
def test_what_has_not_come_yet_cannot_have_happened(typed: str) -> None:
    with pytest.raises(TimeUnclear):
        understand(typed, WINTER, LONDON)


def test_this_very_minute_has_come() -> None:
    assert understand("14:00", WINTER, LONDON) == WINTER


def test_yesterday_is_counted_by_the_clock_on_the_wall() -> None:
    """The day after the clocks go forward, yesterday's 09:00 is 23 hours before today's."""
    monday = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
    sunday = understand("yesterday 00:30", monday, LONDON)
    assert sunday.astimezone(UTC) == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    later = understand("yesterday 09:00", monday, LONDON)
    assert later.astimezone(UTC) == datetime(2026, 3, 29, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "shift"), [(7, "night"), (8, "day"), (19, "day"), (20, "night"), (0, "night")]
)
def test_the_shift_goes_by_the_clock_of_the_home(hour: int, shift: str) -> None:
    assert shift_of(datetime(2026, 3, 10, hour, 30, tzinfo=LONDON), LONDON) == shift
    assert shift_of(datetime(2026, 7, 10, hour, 30, tzinfo=LONDON), LONDON) == shift


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_time_that_has_been_or_is_refused(text: str) -> None:
    with suppress(TimeUnclear):
        assert understand(text, WINTER, LONDON) <= WINTER
