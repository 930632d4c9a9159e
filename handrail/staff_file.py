"""A list of staff as a spreadsheet saves it: name, roles, units, and e-mail if there is one."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows import staff
from flows.errors import Refusal
from flows.moment import Moment
from flows.roles import read_role
from handrail.troubles import NotDone
from storage.people import Person

COLUMNS = ("name", "roles", "units")
EMAIL = "email"
"""A column that may be left out."""
EXAMPLE = (
    "The first line is: name,roles,units. Then, for example: Sam Jones,senior;team leader,Rose"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file, and the line they stand on."""

    line: int
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...]
    email: str


class WrongStaffFile(NotDone):
    """The file was not taken in. The message names every line to correct."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"Nobody was added from {path}. Correct it, then try again.\n{lines}")


def read_staff(path: Path) -> list[Row]:
    """The rows of the file; raises WrongStaffFile when any of them cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(path, csv.DictReader(file, strict=True))
    except UnicodeDecodeError:
        raise WrongStaffFile(path, ['Save it as "CSV UTF-8", then try again.']) from None


def add_all(moment: Moment, path: Path, rows: Sequence[Row]) -> list[Person]:
    """Add everybody, or raise WrongStaffFile with every reason why not."""
    added: list[Person] = []
    problems: list[str] = []
    for row in rows:
        try:
            roles = [read_role(role) for role in row.roles]
            added.append(staff.add_person(moment, row.name, roles, row.units, row.email))
        except Refusal as why:
            problems.append(f"Line {row.line}: {why}")
    if problems:
        raise WrongStaffFile(path, problems)
    return added


def _rows(path: Path, reader: "csv.DictReader[str]") -> list[Row]:
    rows: list[Row] = []
    problems: list[str] = []
    try:
        _check_heading(path, reader.fieldnames)
        for cells in reader:
            problem = _problem(cells)
            if problem:
                problems.append(f"Line {reader.line_num}: {problem}")
            else:
                rows.append(_row(reader.line_num, cells))
    except csv.Error:
        problems.append(f"Line {reader.line_num}: A quotation mark is missing or too many.")
    if problems or not rows:
        raise WrongStaffFile(path, problems or [f"There is nobody in it. {EXAMPLE}"])
    return rows


def _check_heading(path: Path, names: Sequence[str] | None) -> None:
    found = [name.strip().lower() for name in names or ()]
    if sorted(found) not in (sorted(COLUMNS), sorted([*COLUMNS, EMAIL])):
        advice = "The columns must be name, roles and units, and email if you like."
        raise WrongStaffFile(path, [f"Line 1: {advice} {EXAMPLE}"])


def _problem(cells: dict[str, str]) -> str:
    if None in cells:
        return "There are too many columns. Put a semicolon between several roles or units."
    if None in cells.values():
        return "A column is missing. Leave units empty for somebody who works everywhere."
    named = _named(cells)
    if not named["name"].strip():
        return "The name is missing."
    return "" if _several(named["roles"]) else "The role is missing, for example: care worker."


def _row(line: int, cells: dict[str, str]) -> Row:
    named = _named(cells)
    roles, units = _several(named["roles"]), _several(named["units"])
    return Row(line, named["name"], roles, units, named.get(EMAIL, ""))


def _named(cells: dict[str, str]) -> dict[str, str]:
    return {name.strip().lower(): cell for name, cell in cells.items()}


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
