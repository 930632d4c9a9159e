"""The case and the step that a draft is for."""

from flows.moment import Moment
from storage import cases
from storage.cases import Case, Step
from storage.drafts import Draft


def case_of(moment: Moment, draft: Draft) -> Case:
    """Raises LookupError for a draft of no case."""
    case = cases.get_case(moment.db, draft.case_id) if draft.case_id else None
    if case is None:
        raise LookupError(f"Draft {draft.id} belongs to no case.")
    return case


def step_of(moment: Moment, draft: Draft) -> Step:
    """Raises LookupError for a draft of no step."""
    step = cases.get_step(moment.db, draft.step_id) if draft.step_id else None
    if step is None:
        raise LookupError(f"Draft {draft.id} is for no step.")
    return step
