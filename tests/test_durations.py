"""Durations as people write them, and when they are over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.duration import Duration, bank_holidays, parse_duration

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("5s", timedelta(seconds=5)),
        ("10m", timedelta(minutes=10)),
        (" 10 Minutes ", timedelta(minutes=10)),
        ("1 hour", timedelta(hours=1)),
        ("24h", timedelta(hours=24)),
    ],
)
def test_lengths_by_the_clock(text: str, length: timedelta) -> None:
    assert parse_duration(text) == Duration(amount=length)


def test_days_and_weeks_are_of_the_calendar() -> None:
    for text, days in (("7 days", 7), ("2 weeks", 14)):
        assert parse_duration(text) == Duration(amount=timedelta(days=days), calendar=True)


def test_working_days() -> None:
    assert parse_duration("5 working days") == Duration(working_days=5)
    assert parse_duration("1 Working  Day") == Duration(working_days=1)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "10", "m", "-5m", "0m", "0 working days", "1.5h", "10m later", "5 months", "٥m"],
)
def test_anything_else_is_refused_with_a_way_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="length of time"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["999999999 weeks", "999999999 working days", "3661 days"])
def test_a_length_beyond_ten_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most ten years"):
        parse_duration(text)


def test_a_duration_is_exactly_one_of_the_two() -> None:
    with pytest.raises(ValueError, match="either"):
        Duration()
    with pytest.raises(ValueError, match="either"):
        Duration(amount=timedelta(hours=1), working_days=1)


@pytest.mark.parametrize(
    ("days", "start", "end"),
    [
        (1, "2026-11-23T14:05", "2026-11-24T14:05"),
        (5, "2026-11-23T14:05", "2026-11-30T14:05"),
        (1, "2026-11-28T09:00", "2026-11-30T09:00"),  # from a Saturday
        (1, "2026-12-24T16:00", "2026-12-29T16:00"),  # Christmas, Boxing Day kept on the 28th
        (1, "2026-04-02T10:00", "2026-04-07T10:00"),  # Easter
        (1, "2026-03-27T23:30", "2026-03-30T23:30"),  # the clocks go forward in between
        (5, "2026-03-26T17:00", "2026-04-02T17:00"),
        (5, "2026-10-22T09:00", "2026-10-29T09:00"),  # and back
    ],
)
def test_working_days_are_counted_in_england(days: int, start: str, end: str) -> None:
    over = Duration(working_days=days).after(at(start), LONDON)
    assert over == at(end)
    assert over.tzinfo is UTC


def test_the_day_begins_at_midnight_in_the_homes_zone() -> None:
    """Friday 23:30 UTC is already Saturday in a London summer, so Monday is the first day."""
    friday_late = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)
    assert Duration(working_days=1).after(friday_late, LONDON) == at("2026-07-06T00:30")


def test_a_length_by_the_clock_ignores_weekends_and_clock_changes() -> None:
    start = at("2026-03-28T12:00")
    assert parse_duration("24h").after(start, LONDON) == start.astimezone(UTC) + timedelta(hours=24)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-10T14:00", "2026-04-09T14:00"),
        ("2026-10-01T09:00", "2026-10-31T09:00"),
        ("2026-02-27T01:30", "2026-03-29T02:30"),  # there is no 01:30 on that night
    ],
)
def test_thirty_days_end_at_the_same_time_on_the_wall(start: str, end: str) -> None:
    assert parse_duration("30 days").after(at(start), LONDON) == at(end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("24h", "2026-03-28T12:00", "2026-03-29T13:00"),
        ("1 day", "2026-03-28T12:00", "2026-03-29T12:00"),
        ("2 working days", "2026-04-01T12:00", "2026-04-07T12:00"),
        ("1 working day", "2026-04-02T12:00", "2026-04-06T12:00"),
    ],
)
def test_counted_back_from_its_end(text: str, start: str, end: str) -> None:
    assert parse_duration(text).before(at(end), LONDON) == at(start)


def test_other_holidays_can_be_given() -> None:
    tuesday = date(2026, 11, 24)
    over = Duration(working_days=1).after(at("2026-11-23T09:00"), LONDON, {tuesday}.__contains__)
    assert over == at("2026-11-25T09:00")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Duration(working_days=1).after(datetime(2026, 1, 1), LONDON)


def test_england_has_no_bank_holiday_on_st_andrews_day() -> None:
    assert date(2026, 11, 30) not in bank_holidays(2026)
    assert date(2026, 8, 31) in bank_holidays(2026)


@given(
    st.one_of(
        st.integers(1, 3_000_000).map(lambda s: Duration(amount=timedelta(seconds=s))),
        st.integers(1, 3660).map(lambda n: Duration(amount=timedelta(days=n), calendar=True)),
        st.integers(1, 3660).map(lambda n: Duration(working_days=n)),
    )
)
def test_a_duration_reads_back_as_it_is_written(duration: Duration) -> None:
    assert parse_duration(str(duration)) == duration


@given(
    st.integers(1, 30),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
def test_working_days_end_on_a_working_day(days: int, start: datetime) -> None:
    over = Duration(working_days=days).after(start, LONDON).astimezone(LONDON)
    assert over.weekday() < 5
    assert over.date() not in bank_holidays(over.year)
    assert over - start >= timedelta(days=days) - timedelta(hours=1)
