"""How soon somebody must look."""

_BY_POTENTIAL = {
    "very_bad": "severe",
    "some_harm": "moderate",
    "not_sure": "moderate",
    "not_bad": "low",
}


def severity_of(kind: str, potential: str | None) -> str:
    """severe, moderate or low. Potential counts, not luck; what may have reached a person
    is never low."""
    severity = _BY_POTENTIAL.get(potential or "not_sure", "moderate")
    return "moderate" if severity == "low" and kind == "incident" else severity
