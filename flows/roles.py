"""The roles people hold. A person may hold several."""

from enum import StrEnum

from flows.errors import Refusal


class Role(StrEnum):
    """A role, named as it is stored."""

    CARE_WORKER = "care_worker"
    SENIOR = "senior"
    TEAM_LEADER = "team_leader"
    DEPUTY_MANAGER = "deputy_manager"
    REGISTERED_MANAGER = "registered_manager"
    AUDIT_LEAD = "audit_lead"
    QUALITY_LEAD = "quality_lead"
    NOMINATED_INDIVIDUAL = "nominated_individual"

    @property
    def label(self) -> str:
        """The role as people say it: "Deputy manager"."""
        return self.value.replace("_", " ").capitalize()


class UnknownRole(Refusal):
    """A word that names no role."""


def read_role(text: str) -> Role:
    """The role somebody meant by "Deputy Manager" or "deputy_manager"; raises UnknownRole."""
    name = "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())
    try:
        return Role(name)
    except ValueError:
        known = ", ".join(role.label.lower() for role in Role)
        raise UnknownRole(f'"{text}" is not a role here. The roles are: {known}.') from None
