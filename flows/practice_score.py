"""Whether it is done as agreed: the share of looks that found it so (domain: record 14).

Every practice monitoring record of a learning is one round of looks. "Partly" is not met.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.records.practice_check import Met
from flows.small_groups import FEWEST, enough
from storage.records import Record

RECORD = "practice_monitoring_record"
LOOK = ".met"
"""How the name of the answer ends that says of one look whether it was as agreed."""

GOOD = 0.8
"""Four of the five looks that a round needs: one bad day may be among them."""


@dataclass(frozen=True, slots=True)
class Score:
    """One round of looks: how many found it done as agreed, of how many."""

    met: int
    looks: int

    @property
    def share(self) -> float:
        return self.met / self.looks if self.looks else 0.0


def scores(filed: Sequence[Record]) -> list[Score]:
    """The score of every round of looks, the oldest first."""
    rounds = [record for record in filed if record.kind == RECORD]
    found = [
        [item["answer"] for item in record.answers if item["field"].endswith(LOOK)]
        for record in rounds
    ]
    return [Score(sum(met == Met.MET for met in looks), len(looks)) for looks in found]


def held_up(found: Sequence[Score]) -> bool:
    """Whether practice allows to say that the learning worked: four in five of the newest round
    as agreed, and no smaller share than in the round before it, if there was one."""
    if not found or not enough(found[-1].looks):
        return False
    newest, before = found[-1].share, found[-2].share if len(found) > 1 else 0.0
    return newest >= max(GOOD, before)


def score_lines(found: Sequence[Score]) -> tuple[str, ...]:
    """The newest round in words, with the one before it, and whether practice held up."""
    if not found:
        return ("nobody has looked, so a fall cannot be said.",)
    if not enough(found[-1].looks):
        return (f"fewer than {FEWEST} checks, so a fall cannot be said.",)
    said = [f"as agreed in {_said(found[-1])} checks."]
    if len(found) > 1 and enough(found[-2].looks):
        said.append(f"The round before: {_said(found[-2])}.")
    said.append("It held up." if held_up(found) else "That is too few to say that it fell.")
    return (" ".join(said),)


def _said(score: Score) -> str:
    return f"{score.met} of {score.looks}"
