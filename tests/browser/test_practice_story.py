"""A whole near miss and a whole incident, from phone to phone, in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.hands import Hands, brought, held_by
from tests.browser.running import practising

pytestmark = pytest.mark.browser

DAYS = 30
"""The look back begins 30 days after the report was signed off."""


@pytest.fixture
async def page(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    async with practising(tmp_path) as url, open_page(browser, url) as opened:
        yield opened


async def one_day_on(page: Page) -> None:
    button = page.get_by_role("button", name="+1 day")
    await button.click()
    await expect(button).to_be_focused()
    await expect(button).to_be_enabled()


async def expect_closed(page: Page, reference: str, *records: str) -> None:
    """The drawer says that the case is closed, with nothing left to do, and holds these records."""
    await page.get_by_role("button", name="Records").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_role("button", name=reference).click()
    await expect(drawer.get_by_text("Nothing is left to do.")).to_be_visible()
    await expect(drawer.locator(".facts dd").nth(1)).to_have_text("Closed")
    assert await drawer.locator(".record strong").all_text_contents() == list(records)


async def test_a_near_miss_from_report_to_conclusion(page: Page) -> None:
    asha, sam, dee = (held_by(page, name) for name in ("Asha", "Sam", "Dee"))
    await asha.taps("Near miss", "No, everyone is safe", "No, we stopped it", "Medicine")
    await asha.taps("Very bad", "Checked the chart", "I noticed", "Send")
    await asha.reads("Thank you. NM-26-0001")
    await sam.taps("I've got this", "Open", "Fill in the risk review sheet")
    await sam.taps("No", "Very bad", "Others on this shift", "Checked everyone else")
    await sam.taps("Level 2: put it right", "The deputy should look", "It could be very bad")
    await sam.taps("None of these", "Done")
    await sam.taps("Send")
    await dee.taps("I've got this", "Fill in the quality tracking entry")
    await dee.taps("No", "I found nothing like it", "Done", "Close it", "Send")
    await dee.reads("Thank you. NM-26-0001")
    await expect_closed(
        page, "NM-26-0001", "Near miss log", "Risk review sheet", "Quality tracking entry"
    )


async def test_an_incident_from_report_to_conclusion(page: Page) -> None:
    await reported(held_by(page, "Asha"))
    await advised(held_by(page, "Sam"))
    maya = await brought(page, "Maya")
    await decided(maya)
    await looked_into(await brought(page, "Dee"))
    maya = await brought(page, "Maya")
    await maya.taps("I've got this", "Read it and decide", "Accept it", "Send")
    for _ in range(DAYS):
        await one_day_on(page)
    await looked_back(await brought(page, "Noor"))
    await expect_closed(
        page,
        "INC-26-0001",
        "Incident report",
        "Care record entry",
        "Clinical communication log",
        "Incident management decision",
        "Duty decision: Tell the person openly about it?",
        "Investigation report",
        "Report sign-off",
        "Governance summary",
    )


async def reported(asha: Hands) -> None:
    await asha.taps("Incident", "No, everyone is safe", "OK, as usual", "Medicine")
    await asha.taps("Extra or double dose", "No", "Yes", "R07", "Half an hour ago")
    await asha.taps("Checked the person", "Asked for advice", "Done")
    await asha.taps("Yes, a note is added", "Senior", "Done", "No harm", "+ Which medicine")
    await asha.writes("Paracetamol 500 mg tablets")
    await asha.taps("Send", "Next: care record entry", "Yes, it is in", "Medicine chart notes")
    await asha.taps("Send")


async def advised(sam: Hands) -> None:
    await sam.taps("I've got this", "Open", "Fill in the clinical communication log")
    await sam.taps("OK, as usual", "Breathing", "Pulse", "Done", "111", "Nurse", "Just now")
    await sam.taps("Watch and check again", "Done", "Yes", "In 4 hours", "No harm")
    await sam.taps("Some harm", "None of these", "Done", "Send")


async def decided(maya: Hands) -> None:
    await maya.taps("I've got this", "Decide", "No harm", "Closer watch", "Done")
    await maya.taps("Quick review", "Dee Walsh", "Skip", "Send")
    await maya.taps("Next: Tell the person openly about it?", "No")
    await maya.taps("They told us it is not needed", "Send")


async def looked_into(dee: Hands) -> None:
    await dee.taps("I've got this", "Look into it", "What happened", "Done")
    for minute, what in enumerate(("Two tablets were given early.", "Two more were given.")):
        await dee.writes(f"yesterday 08:0{minute}")
        await dee.writes(what)
        await dee.taps("Care record or MAR", "No" if minute else "Yes")
    await dee.writes("Whoever gives a dose first reads the chart.")
    await dee.taps("Sometimes different")
    await dee.writes("At breakfast the pack is trusted.")
    await dee.taps("Handover, notes, messages")
    await dee.writes("The early dose was not on the handover sheet.")
    await dee.taps("Handover, diary or log", "Already put right", "No")
    await dee.taps("Somebody noticed in time", "Done", "There was nothing like it")
    await dee.taps("Yes", "Yes", "Compared, and they agree")
    await dee.writes("An early dose leaves a full pocket in the pack.")
    await dee.taps("No", "No harm", "It is as first reported", "In 4 weeks")
    await dee.taps("A quick review is enough here", "Send")


async def looked_back(noor: Hands) -> None:
    await noor.taps("I've got this", "Look back and decide", "No, I took no part")
    await noor.taps("There were none to do", "Better", "No", "Yes", "Yes, all of it")
    await noor.writes("A full pocket in the pack does not say that the dose is still due.")
    await noor.taps("It worked: close it", "Send")
