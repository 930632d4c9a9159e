"""Who else may be told of a worry: always shown, honest, and never an invented number."""

import re

from flows.contacts import NO_NUMBER, Contacts, before_speaking_up, contact_lines


def test_the_emergency_comes_first_and_everyone_is_named() -> None:
    lines = contact_lines(Contacts(safeguarding="01632 960001"))
    assert "999" in lines[0]
    assert "101" in lines[0]
    text = "\n".join(lines)
    for name in ("CQC", "Council", "Protect", "01632 960001"):
        assert name in text


def test_a_number_that_is_not_filled_in_is_not_invented() -> None:
    (council,) = [line for line in contact_lines(Contacts()) if "Council" in line]
    assert NO_NUMBER in council
    assert not re.search(r"\d", council)


def test_a_worker_knows_who_hears_it_and_that_a_chat_is_not_anonymous() -> None:
    lines = before_speaking_up(Contacts(), "Grace Obi")
    assert "Grace Obi" in lines[0]
    assert "nominated individual" in before_speaking_up(Contacts(), "")[0]
    assert any("never anonymous" in line for line in lines)
    assert any("outside" in line for line in lines)
    assert lines[-4:] == contact_lines(Contacts())
