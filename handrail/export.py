"""Every case and record as files: one for each kind of record, and one for the cases."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flows.account import Names, account, by_name, by_role, list_cases
from flows.moment import Moment
from handrail.account_text import words
from handrail.new_file import new_file, refuse_existing

Format = Literal["json", "csv"]
Line = Mapping[str, Any]

PRIVATE_FOLDER = 0o700
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""By which some spreadsheet takes a cell for a formula; some read the wide signs as well."""
CODED = ("state", "severity", "category", "shift", "harm", "potential")
ABOUT = ("case", "edition", "author", "role", "channel", "filed_at", "hash")


def export(moment: Moment, style: Format, folder: Path, *, names: bool = False) -> list[Path]:
    """Write the files and return their paths. Nothing is overwritten: raises NotDone.

    Staff are shown by role, unless `names` are asked for; how far each of them is with a briefing
    would say who it is, so that is then told in figures only.
    """
    tables = _tables(moment, by_name(moment) if names else by_role(moment))
    if not names:
        for briefing in (each for case in tables["cases"] for each in case["briefings"]):
            del briefing["people"]
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.{style}" for name in tables}
    for path in paths.values():
        refuse_existing(path)
    write = _write_json if style == "json" else partial(_write_csv, moment.service.zone)
    with ExitStack() as all_or_none:
        for name, path in paths.items():
            write(all_or_none.enter_context(new_file(path)), name, tables[name])
    return list(paths.values())


def _tables(moment: Moment, people: Names) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {"cases": []}
    shown = {name: people[person_id] for person_id, name in by_name(moment).items()}
    for listed in reversed(list_cases(moment)):
        whole = account(moment, listed["reference"], people)
        for record in (*whole.pop("records"), *whole.pop("attachments")):
            record["answers"] = [_said_of(answer, shown) for answer in record["answers"]]
            tables.setdefault(record["kind"], []).append({"case": whole["reference"], **record})
        tables["cases"].append(whole)
    return tables


def _said_of(answer: Line, shown: Mapping[str, str]) -> dict[str, Any]:
    """The answer; where it is a member of staff, as they are shown here."""
    label = answer["label"]
    if isinstance(label, list):
        return {**answer, "label": [shown.get(item, item) for item in label]}
    return {**answer, "label": shown.get(label, label)}


def _write_json(path: Path, _name: str, lines: Sequence[Line]) -> None:
    text = json.dumps(lines, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def _write_csv(zone: ZoneInfo, path: Path, name: str, lines: Sequence[Line]) -> None:
    """With the mark by which spreadsheets know UTF-8, and times as the home's clock shows them."""
    read = [{key: _read(key, value, zone) for key, value in line.items()} for line in lines]
    rows = _case_rows(read) if name == "cases" else _record_rows(read)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_cell(value) for value in row] for row in rows)


def _read(key: str, value: Any, zone: ZoneInfo) -> Any:
    """A value as a person reads it in a sheet: a local time, a word; others as they are."""
    if value is not None and key.endswith("_at"):
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return words(value) if value is not None and key in CODED else value


def _case_rows(cases: Sequence[Line]) -> Iterable[Sequence[Any]]:
    """What is single about a case; its steps and messages are in the JSON export."""
    columns = list(dict.fromkeys(key for case in cases for key in case if not _many(case[key])))
    yield columns
    for case in cases:
        yield [case.get(column) for column in columns]


def _record_rows(records: Sequence[Line]) -> Iterable[Sequence[Any]]:
    """A column for each question, headed as it was last asked; the cells are what was chosen."""
    asked = {a["field"]: a["asked"] for record in records for a in record["answers"]}
    yield [*ABOUT, *_headings(asked)]
    for record in records:
        said = {answer["field"]: answer["label"] for answer in record["answers"]}
        yield [*(record[key] for key in ABOUT), *(said.get(field) for field in asked)]


def _headings(asked: Mapping[str, str]) -> list[str]:
    """The questions; one that two fields share is followed by the field."""
    times = Counter(asked.values())
    return [text if times[text] == 1 else f"{text} ({field})" for field, text in asked.items()]


def _many(value: Any) -> bool:
    return isinstance(value, dict | list | tuple)


def _cell(value: Any) -> str:
    """Text that a spreadsheet takes as text and never as a formula."""
    if value is None:
        return ""
    if _many(value):
        value = "; ".join(str(item) for item in value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
