"""What the documents say is what the code does."""

from pathlib import Path

import pytest

from docs.generate import PAGES
from flows.pathways import PATHWAYS
from flows.records import RECORDS
from flows.roles import Role

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "Run `make docs` and look at what has changed."


def test_every_form_question_and_answer_is_on_the_page() -> None:
    page = PAGES["forms.md"]()
    for record in RECORDS.values():
        assert f"## {record.title}" in page
        for question in record.form.questions.values():
            assert f"{question.ask.prompt}**" in page
            assert all(f"**{part.ask.prompt}**" in page for part in question.parts.values())
            assert all(label in page for _, label in question.choices)


def test_every_pathway_and_step_is_on_the_page() -> None:
    page = PAGES["pathways.md"]()
    for pathway in PATHWAYS.values():
        assert f"## {pathway.title}" in page
        for step in pathway.steps:
            assert f"| {step.name} | {step.role.label} |" in page


def test_the_glossary_has_a_word_for_everybody_and_in_order() -> None:
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = [
        line[len("- **") :].split("**")[0] for line in page.splitlines() if line.startswith("- **")
    ]
    assert len(set(words)) == len(words)
    for role in Role:
        assert role.label.lower() in page.lower()
    for word in ("Case", "Pathway", "Step", "Record", "Draft", "Deadline", "Rung", "Nudge"):
        assert word in words


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in DOCS.rglob("*.md"):
        for target in _links(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} points at {target}"


def _links(text: str) -> list[str]:
    found = [part.split(")")[0] for part in text.split("](")[1:]]
    return [link.split("#")[0] for link in found if "://" not in link and not link.startswith("#")]
