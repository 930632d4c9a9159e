"""What looks like a name or a number of somebody's is noticed; clinical words are let be."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identifiers import identifiers, is_nhs_number, without

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"
STAFF = ("Asha Begum", "Rose Bell", "Siobhan O'Brien")
PLACES = ("Rose", "Ivy", "Willow House")


def reference() -> dict[str, Any]:
    path = REFERENCE / "identifiers.json"
    if not path.exists():
        pytest.skip(f"needs the reference data at {path}")
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def noticed(text: str) -> list[tuple[str, str]]:
    found = identifiers(text, STAFF, PLACES)
    return [(span.kind, text[span.start : span.end]) for span in found]


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in noticed(text)]


def test_every_nhs_number_is_noticed_however_it_is_typed() -> None:
    given = reference()["nhs_number"]
    for text in (*given["valid"], *given["valid_formats"]):
        assert kinds(text) == ["nhs_number"], text
        assert kinds(f"Resident {text} fell") == ["nhs_number"], text
    for text in (*given["invalid"], *given["checksum_passes_but_not_a_number"]):
        assert "nhs_number" not in kinds(text), text
        assert not is_nhs_number(text), text


def test_every_phone_number_is_noticed_whole() -> None:
    given = reference()["phone"]
    for text in (*given["mobile"], *given["landline"], *given["other"]):
        assert noticed(text) == [("phone", text)], text
        assert noticed(f"Rang {text}, 14:05") == [("phone", text)], text
    for text in given["not_a_phone"]:
        assert noticed(text) == [], text


def test_every_postcode_is_noticed_and_no_dose_is() -> None:
    given = reference()["postcode"]
    for text in (*given["valid"], *(code.split(" (")[0] for code in given["pseudo"])):
        assert noticed(text) == [("postcode", text)], text
    for text in given["not_a_postcode"]:
        assert noticed(text) == [], text


def test_every_national_insurance_number_is_noticed() -> None:
    given = reference()["national_insurance"]
    for text in given["valid_shape"]:
        assert noticed(text) == [("ni_number", text)], text
    for text in given["never_issued"]:
        assert noticed(text) == [], text


def test_what_care_workers_tell_is_seldom_taken_for_a_name() -> None:
    """Real stories without names: at most one in thirty may be asked about."""
    path = REFERENCE / "narratives.jsonl"
    if not path.exists():
        pytest.skip(f"needs the reference data at {path}")
    stories = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [story for story in stories if noticed(story)]
    assert len(asked) * 30 <= len(stories)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr Smith fell", "Mr Smith"),
        ("told Mrs J. Patel at 3", "Mrs J. Patel"),
        ("mr smith has a sore heel", "mr smith"),
        ("MRS KHAN was upset", "MRS KHAN"),
        ("Miss Ann Lee came", "Miss Ann Lee"),
        ("Mary Jones was on the floor", "Mary Jones"),
        ("I told Mary Jones. She came", "Mary Jones"),
        ("Her son John O'Brien-Smith came", "John O'Brien-Smith"),
        ("I told Asha", "Asha"),
        ("asha begum was there", "asha begum"),
        ("It was in Asha's bag", "Asha"),
        ("I rang Siobhan O'Brien", "Siobhan O'Brien"),
        ("O'Brien's keys", "O'Brien"),
        ("Mrs Patel's tea", "Mrs Patel"),
        ("It is Mary Jones’s bag", "Mary Jones"),
    ],
)
def test_a_likely_name_is_noticed(text: str, name: str) -> None:
    assert noticed(text) == [("name", name)]


@pytest.mark.parametrize(
    "text",
    [
        "R12 was on the floor, see NM-26-0042 and INC-26-0107",
        "Mr R12 fell",
        "Found in the Rose unit, near Willow House",
        "Rose Unit, Blister Pack, Monday Night",
        "MR scan at 3, MS patient, Miss dose",
        "Parkinson's Disease. Gave Paracetamol at 14:05",
        "Madopar Dispersible 125mg, Sinemet Plus, Modified Diet",
        "B12 2nd dose, L4 5th, M1 3rd",
        "given at 0800 1200 1600 2000",
        "01-02-2026 10:30 and 10 20 30 40 50",
        "BP 140/80, temp 37.2, sats 94, NEWS2 5",
        "Rang 111, then 999",
        "asha was tired, may be a hope",
        "",
    ],
)
def test_codes_and_clinical_words_are_let_be(text: str) -> None:
    assert noticed(text) == []


def test_each_is_taken_out_and_all_else_stays() -> None:
    text = "Mr Smith, 943 476 5919, fell by R12. Rang 07700 900123, SW1A 1AA. Asha came."
    assert without(text, identifiers(text, STAFF, PLACES)) == (
        "[name], [NHS number], fell by R12. Rang [phone], [postcode]. [name] came."
    )
    assert without(text, ()) == text


PIECES = ("Mr Smith", "943 476 5919", "07700 900123", "SW1A 1AA", "AB123456C", "Asha", "R12", ".")


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text())).map(" ".join))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = identifiers(text, STAFF, PLACES)
    edges = [edge for span in found for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert without(text, found).count("[") == text.count("[") + len(found)


@pytest.mark.parametrize("piece", ["Aa-", "O’", "A", "Ab Cd ", "Mr A ", "0161 ", "AB12 "])
def test_whatever_is_typed_is_read_in_a_moment(piece: str) -> None:
    """Where one word could be read in a million ways, the whole home would wait for hours."""
    identifiers((piece * 12_000)[:12_000], ["Asha Begum"])
