"""Whose phones are shown first."""

from typing import Any

from bot.practice.phones import first_phones


def person(number: int, role: str, unit: str = "", on_duty: bool = True) -> dict[str, Any]:
    units = [unit] if unit else []
    return {"id": number, "name": "", "roles": [role], "units": units, "on_duty": on_duty}


def test_people_on_duty_on_the_same_unit_come_first() -> None:
    people = [
        person(1, "Registered manager"),
        person(2, "Senior", "Ivy"),
        person(3, "Care worker", "Rose", on_duty=False),
        person(4, "Care worker", "Rose"),
        person(5, "Senior", "Rose"),
        person(6, "Deputy manager"),
    ]
    assert first_phones(people) == ["4", "5", "6"]


def test_without_a_deputy_the_registered_manager_is_shown() -> None:
    people = [person(1, "Registered manager"), person(2, "Audit lead"), person(3, "Senior")]
    assert first_phones([*people, person(4, "Care worker")]) == ["4", "3", "1"]


def test_a_small_home_shows_whom_it_has_and_nobody_twice() -> None:
    assert first_phones([person(1, "Care worker")]) == ["1"]
    assert first_phones([person(1, "Senior"), person(2, "Senior")]) == ["1", "2"]
    assert first_phones([]) == []
