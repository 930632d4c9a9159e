"""Every pathway."""

from collections.abc import Mapping
from types import MappingProxyType

from flows.pathway import Pathway
from flows.pathways.call_for_help import CALL_FOR_HELP
from flows.pathways.incident import INCIDENT
from flows.pathways.learning import LEARNING
from flows.pathways.near_miss import NEAR_MISS
from flows.pathways.speak_up import SPEAK_UP

PATHWAYS: Mapping[str, Pathway] = MappingProxyType(
    {pathway.name: pathway for pathway in (NEAR_MISS, INCIDENT, LEARNING, SPEAK_UP, CALL_FOR_HELP)}
)

REPORTS: Mapping[str, Pathway] = MappingProxyType(
    {
        pathway.steps[0].record: pathway
        for pathway in PATHWAYS.values()
        if pathway.name != CALL_FOR_HELP.name
    }
)
"""The pathway that a report opens, by the kind of its record."""
