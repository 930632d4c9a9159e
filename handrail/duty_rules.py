"""The rules for duties to outside bodies: Handrail's own, or a file of the home's."""

from pathlib import Path

from flows.duties.book import DUTIES, WrongDuties, read_duties
from flows.duties.duty import Duty
from flows.duties.flagging import misplaced
from flows.records import RECORDS
from handrail.setting_problems import WrongSettings
from handrail.toml_file import read_toml

MAKE_ONE = "Make one with `handrail duties --to FILE`, and change it."


def duties_in(file: str) -> tuple[Duty, ...]:
    """The duties of this file, or Handrail's own where none is named; raises WrongSettings."""
    if not file:
        return DUTIES
    try:
        duties = read_duties(read_toml(Path(file), MAKE_ONE))
    except WrongDuties as wrong:
        raise WrongSettings(wrong.problems, file) from None
    problems = misplaced(duties, {kind: record.form for kind, record in RECORDS.items()})
    if problems:
        raise WrongSettings(problems, file)
    return duties
