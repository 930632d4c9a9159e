"""Times as people say them, and times as people type them."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)")
_DATE = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}))?")


START_OF_DAY = time(9, 0)
"""When, on its day, what waits for a day begins."""

END_OF_DAY = time(17, 0)
"""By when, on its day, something is done: while people are at work."""


class TimeUnclear(ValueError):
    """Typed text that names no time I can be sure of."""


class TimeToCome(TimeUnclear):
    """Typed text that names a time which has not come yet."""


class TimePast(TimeUnclear):
    """Typed text that names a time which has gone by, where one to come is asked for."""


class TimeTooFar(TimeUnclear):
    """Typed text that names a time so far off that nobody would be waiting for it any more."""


FARTHEST = timedelta(days=2 * 366)
"""How far off a time to come may be: what is owed then is silent until it nears."""


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """When what waits for this day begins."""
    return datetime.combine(day, START_OF_DAY, zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """When what is due on this day is late."""
    return datetime.combine(day, END_OF_DAY, zone)


def said(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "today 14:05", "yesterday 21:30", "tomorrow 07:00", else "12 March 14:05"."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days)
    if near:
        return f"{near} {local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {local:%B}{year} {local:%H:%M}"


def dated(moment: datetime, zone: ZoneInfo) -> str:
    """ "12 March 2026 14:05": true on whatever day it is read."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%B %Y %H:%M}"


def standing(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "Tuesday 10 March 14:05": for what lies in a chat, and is read on another day as well."""
    local = moment.astimezone(zone)
    return f"{day_named(local.date(), now.astimezone(zone).date())} {local:%H:%M}"


def clock_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "14:05" for today, else as `standing`: never a word that is wrong tomorrow."""
    local = moment.astimezone(zone)
    today = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if today else standing(moment, now, zone)


def lasted(span: timedelta) -> str:
    """ "less than a minute", "15 minutes", "1 hour 15 minutes", "5 hours", "2 days"."""
    hours, minutes = divmod(int(span.total_seconds() // 60), 60)
    if hours >= 48:
        return _counted(hours // 24, "day")
    if hours >= 3 or (hours and not minutes):
        return _counted(hours, "hour")
    if hours:
        return f"{_counted(hours, 'hour')} {_counted(minutes, 'minute')}"
    return _counted(minutes, "minute") if minutes else "less than a minute"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def understand(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The time meant by "14:05", "yesterday 21:30" or "12/3 07:15".

    Raises TimeUnclear, or TimeToCome.
    """
    words = text.strip().lower()
    clock = _CLOCK.search(words)
    if clock is None:
        raise TimeUnclear
    local = now.astimezone(zone)
    rest = words[: clock.start()] + words[clock.end() :]
    day = _day(rest.strip(), local)
    moment = day.replace(
        hour=int(clock["hour"]), minute=int(clock["minute"]), second=0, microsecond=0
    )
    if moment > now:
        moment = _a_year_before(moment, rest)
    return moment


def understand_ahead(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The time to come meant by "18:30", "tomorrow 09:00" or "12/3 07:15".

    Raises TimeUnclear, or TimePast.
    """
    words = text.strip().lower()
    clock = _CLOCK.search(words)
    if clock is None:
        raise TimeUnclear
    local = now.astimezone(zone)
    rest = (words[: clock.start()] + words[clock.end() :]).strip()
    day = _near_enough(_day_ahead(rest, local), local)
    moment = datetime.combine(day, time(int(clock["hour"]), int(clock["minute"])), zone)
    if moment <= now and rest in ("", "at"):
        moment = datetime.combine(day + timedelta(days=1), moment.time(), zone)
    if moment <= now:
        raise TimePast
    return moment


def understand_day(text: str, now: datetime, zone: ZoneInfo) -> date:
    """The day to come meant by "tomorrow", "24/3" or "24/3/2027"; raises TimeUnclear, TimePast."""
    local = now.astimezone(zone)
    words = text.strip().lower()
    if not words:
        raise TimeUnclear
    day = _day_ahead(words, local)
    if day < local.date():
        raise TimePast
    return _near_enough(day, local)


def _near_enough(day: date, local: datetime) -> date:
    if day - local.date() > FARTHEST:
        raise TimeTooFar
    return day


def _day_ahead(words: str, local: datetime) -> date:
    """A date without a year is the next one of its name."""
    if words in ("", "at", "today", "today at"):
        return local.date()
    if words.startswith("tomorrow"):
        return local.date() + timedelta(days=1)
    found = _DATE.search(words)
    if found is None:
        raise TimeUnclear
    try:
        day = date(int(found["year"] or local.year), int(found["month"]), int(found["day"]))
        gone_by = found["year"] is None and day < local.date()
        return day.replace(year=day.year + 1) if gone_by else day
    except ValueError:
        raise TimeUnclear from None


def day_said(day: date, today: date) -> str:
    """ "today", "tomorrow", "Tuesday 24 March", with the year where it is another."""
    near = {0: "today", 1: "tomorrow"}.get((day - today).days)
    return near or day_named(day, today)


def day_named(day: date, today: date) -> str:
    """ "Tuesday 24 March", with the year where it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def day_dated(day: date) -> str:
    """ "Tuesday 24 March 2026": true on whatever day it is read."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _a_year_before(moment: datetime, words: str) -> datetime:
    """ "31/12", written on the first of January, is last year's; raises TimeToCome for the rest."""
    date = _DATE.search(words)
    if date is None or date["year"] is not None:
        raise TimeToCome
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:
        raise TimeToCome from None


def _day(words: str, local: datetime) -> datetime:
    date = _DATE.search(words)
    if date is not None:
        try:
            return local.replace(
                day=int(date["day"]),
                month=int(date["month"]),
                year=int(date["year"] or local.year),
            )
        except ValueError:
            raise TimeUnclear from None
    if words.startswith("yesterday"):
        return local - timedelta(days=1)
    if words in ("", "today", "at", "today at"):
        return local
    raise TimeUnclear


def shift_of(moment: datetime, zone: ZoneInfo) -> str:
    """ "day" from 08:00 to 20:00 by the service's clock, else "night"."""
    return "day" if 8 <= moment.astimezone(zone).hour < 20 else "night"
