"""How soon somebody must look."""

from flows.scales import HURT
from flows.service import SEVERITIES

_BY_KIND = {"call_for_help": "severe", "learning": "low"}
_BY_POTENTIAL = {
    "very_bad": "severe",
    "some_harm": "moderate",
    "not_sure": "moderate",
    "not_bad": "low",
}
_BY_HARM = {"died": "severe", "severe": "severe", "moderate": "moderate"}


def severity_of(
    kind: str, potential: str | None, harm: str | None = None, *, at_once: bool = False
) -> str:
    """severe, moderate or low. Potential counts, not luck; what may have reached a person
    is never low. `at_once`: an answer was given that must be looked at at once."""
    if at_once:
        return "severe"
    known = potential or ("not_bad" if harm in ("none", "low") else "not_sure")
    found = [_BY_KIND.get(kind) or _BY_POTENTIAL.get(known, "moderate")]
    found.append(_BY_HARM.get(harm or "", "low"))
    found.append("moderate" if kind == "incident" else "low")
    return worse(*found)


def harm_weighs(potential: str | None, harm: str | None) -> bool:
    """Whether what was done to the person says at least as much as what could have been."""
    if potential is None:
        return harm is not None
    done, possible = _BY_HARM.get(harm or "", "low"), _BY_POTENTIAL[potential]
    return harm in HURT and worse(done, possible) == done


def worse(*severities: str) -> str:
    """The most severe of these."""
    return min(severities, key=SEVERITIES.index)
