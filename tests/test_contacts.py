"""Who else may be told of a worry: always shown, honest, and never an invented number."""

import re

from flows.contacts import NO_NUMBER, Contacts, before_speaking_up, outside


def test_the_emergency_comes_first_and_everyone_is_named() -> None:
    text = outside(Contacts(safeguarding="01632 960001"))
    assert text.index("999") < text.index("101") < text.index("Council")
    for name in ("CQC", "Council", "Protect", "01632 960001"):
        assert name in text


def test_a_number_that_is_not_filled_in_is_not_invented() -> None:
    council = outside(Contacts()).split("Council")[1].split("CQC")[0]
    assert NO_NUMBER in council
    assert not re.search(r"\d", council)


def test_a_worker_knows_who_hears_it_and_that_a_chat_is_not_anonymous() -> None:
    lines = before_speaking_up(Contacts(), "Grace Obi")
    assert "Grace Obi" in lines[0]
    assert "nominated individual" in before_speaking_up(Contacts(), "")[0]
    assert any("never anonymous" in line for line in lines)
    assert any("outside" in line for line in lines)
    assert lines[-1] == outside(Contacts())
    assert len(lines) == 4
