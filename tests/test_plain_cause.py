"""What was typed, read for words only: does it end at a person, only remind, or repeat another?"""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.plain_cause import copied, only_reminds, stops_at_a_person

NARRATIVES = Path(__file__).parents[2] / "shared" / "reference" / "narratives.jsonl"


@pytest.mark.parametrize(
    "text",
    [
        "Human error.",
        "The carer failed to check the MAR.",
        "Staff were careless.",
        "Failure to follow the care plan",
        "failed to sign the MAR",
        "The agency nurse did not read the chart.",
        "She didn\u2019t check.",
        "He forgot.",
        "She should have looked.",
        "Lack of attention by the carer",
        "Staff failed to check because they were careless.",
    ],
)
def test_a_cause_that_ends_at_a_person(text: str) -> None:
    assert stops_at_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "The hoist failed to lower.",
        "The pharmacy failed to deliver the insulin.",
        "The alarm did not sound.",
        "This was not human error.",
        "There is no evidence of carelessness.",
        "More than human error: one senior for thirty people.",
        "Two boxes look the same.",
        "The carer forgot because the bell rang twice in the round.",
        "Nobody had shown agency staff the app, so they did not check it.",
        "The person forgot her frame.",
        "Staff did not have the new chart.",
        "Failure of the sling clip",
        "",
    ],
)
def test_a_cause_that_goes_further(text: str) -> None:
    assert not stops_at_a_person(text)


@pytest.mark.parametrize(
    ("text", "reminds"),
    [
        ("Reminded staff", True),
        ("All staff to be reminded to check", True),
        ("Retrain the team", True),
        ("Re-read the policy", True),
        ("Spoke to staff at handover", True),
        ("Supervision with the carer", True),
        ("Supervision rota changed", False),
        ("Locked drawer for insulin", False),
        ("New checklist that reminds staff", False),
    ],
)
def test_a_reminder_is_one_whatever_it_is_called(text: str, reminds: bool) -> None:
    assert only_reminds(text) is reminds


def narratives() -> list[dict[str, Any]]:
    if not NARRATIVES.exists():
        pytest.skip(f"the reference {NARRATIVES} is not here")
    return [json.loads(line) for line in NARRATIVES.read_text(encoding="utf-8").splitlines()]


def test_what_people_really_write_of_accidents_is_not_taken_for_blame() -> None:
    """Of 161 narratives two say what somebody should have done; both really do."""
    assert [each["id"] for each in narratives() if stops_at_a_person(each["text"])] == [
        "n287",
        "n289",
    ]


def test_short_accounts_of_like_accidents_are_not_copies_and_a_copy_is() -> None:
    texts = [each["text"] for each in narratives()]
    for number, text in enumerate(texts):
        assert not copied(text, texts[:number] + texts[number + 1 :])
    long = [text for text in texts if len(text.split()) >= 20]
    assert len(long) > 20
    assert all(copied(f"{text} Nothing else was found.", [text]) for text in long)
