"""Every pathway."""

from collections.abc import Mapping
from types import MappingProxyType

from flows.pathway import Pathway
from flows.pathways.call_for_help import CALL_FOR_HELP
from flows.pathways.near_miss import NEAR_MISS

PATHWAYS: Mapping[str, Pathway] = MappingProxyType(
    {pathway.name: pathway for pathway in (NEAR_MISS, CALL_FOR_HELP)}
)

REPORTS: Mapping[str, Pathway] = MappingProxyType({"near_miss_log": NEAR_MISS})
"""The pathway that a report opens, by the kind of its record."""
