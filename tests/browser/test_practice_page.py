"""The practice page in a real browser, as a stranger meets it."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.practice.page import NOT_SAVED
from flows.screen import Button, Parcel, Screen
from tests.browser.conftest import NARROW, WIDE, open_page
from tests.browser.scripted import AMINA, MARY, SAM
from tests.browser.served import Served

pytestmark = pytest.mark.browser

MARY_OPTION = "Mary Whitfield · Registered manager · on duty"


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


async def tap(where: Locator, label: str) -> None:
    await where.get_by_role("button", name=label, exact=True).click()


async def card(where: Locator, title: str) -> None:
    await expect(where.get_by_role("heading", name=title)).to_be_visible()


async def file_near_miss(page: Page) -> None:
    amina = phone(page, "Amina Bello")
    for label in ("Near miss", "No, everyone is safe", "Medicine", "Very bad", "Skip"):
        await tap(amina, label)
    await card(amina, "Ready to send")
    await amina.locator(".card").get_by_role("button", name="Send").click()
    await card(amina, "Thank you. NM-26-0042")


async def too_wide(page: Page) -> int:
    """How far the page could be scrolled sideways, in pixels."""
    width: int = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


async def test_a_stranger_is_told_what_to_tap_first(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        hint = page.locator("#hint")
        await expect(hint).to_have_text("Start here: tap Near miss on Amina's phone.")
        await expect(page.get_by_text("Nothing here is real.").first).to_be_visible()
        await tap(phone(page, "Amina Bello"), "Near miss")
        await card(phone(page, "Amina Bello"), "Is anyone in danger right now?")
        await expect(hint).to_be_hidden()
        await page.reload()
        await card(phone(page, "Amina Bello"), "Is anyone in danger right now?")
        await expect(hint).to_be_hidden()


REMEMBER_WHAT_IS_ANNOUNCED = """() => {
    window.announced = [];
    const announcer = document.querySelector("#announcer");
    const keep = () => window.announced.push(announcer.textContent);
    new MutationObserver(keep).observe(announcer, {childList: true, characterData: true});
}"""
"""The alert and the receipt come at the same time, in either order; each is to be heard."""


async def test_an_alert_arrives_on_the_seniors_phone_and_changes_in_place(
    browser: Browser, served: Served
) -> None:
    async with open_page(browser, served) as page:
        await page.evaluate(REMEMBER_WHAT_IS_ANNOUNCED)
        await file_near_miss(page)
        sam = phone(page, "Sam Okoro")
        await card(sam, "Near miss NM-26-0042 · Rose")
        await expect(sam).to_have_class(re.compile("has-news"))
        alert = 'announced.some(words => words.startsWith("Sam\'s phone. Near miss NM-26"))'
        await page.wait_for_function(alert)
        cards = await sam.locator(".card").count()
        await tap(sam, "I've got this")
        await card(sam, "NM-26-0042 · You have this, 14:05")
        await expect(sam.locator(".card")).to_have_count(cards)
        await expect(sam).not_to_have_class(re.compile("has-news"))


async def test_what_is_typed_is_sent_and_leaves_the_chat(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        amina = phone(page, "Amina Bello")
        for label in ("Near miss", "No, everyone is safe", "Medicine", "Very bad"):
            await tap(amina, label)
        box = amina.get_by_role("textbox")
        await expect(box).to_have_attribute("placeholder", "Write here, then send")
        await box.fill("<img src=x> The pot was empty")
        await box.press("Enter")
        await card(amina, "Ready to send")
        await expect(box).to_have_value("")
        await expect(box).to_have_attribute("placeholder", "Write here")
        await expect(amina.locator(".said")).to_have_count(0)


async def test_markup_in_a_message_stays_text(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        await card(phone(page, "Sam Okoro"), "Hello Sam.")
        hostile = Screen(title="<b>bold</b>", lines=("<img src=x onerror=alert(1)>",))
        await served.home.channel.deliver(Parcel(1, SAM, screen=hostile))
        await card(phone(page, "Sam Okoro"), "<b>bold</b>")
        await expect(page.locator(".card img, .card b")).to_have_count(0)


async def test_a_removed_message_goes(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        await card(phone(page, "Sam Okoro"), "Hello Sam.")
        await served.home.channel.deliver(Parcel(1, SAM, removes=served.home.living[SAM]))
        await expect(phone(page, "Sam Okoro").locator(".card")).to_have_count(0)
        await expect(phone(page, "Sam Okoro").get_by_role("button", name="Start")).to_be_visible()


async def test_what_was_not_saved_is_said_and_the_text_is_kept(
    browser: Browser, served: Served
) -> None:
    async with open_page(browser, served, quiet=False) as page:
        amina = phone(page, "Amina Bello")
        await card(amina, "Hello Amina.")
        served.home.broken = True
        box = amina.get_by_role("textbox")
        await box.fill("The pot was empty")
        await tap(amina, "Send what you wrote")
        await expect(amina.get_by_role("alert")).to_have_text(NOT_SAVED)
        await expect(box).to_have_value("The pot was empty")
        await expect(amina.locator(".said")).to_have_count(0)
        served.home.broken = False
        await tap(amina, "Send what you wrote")
        await card(amina, "Ready to send")
        await expect(amina.get_by_role("alert")).to_be_hidden()


async def test_the_clock_moves_on_and_the_ladder_with_it(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        await file_near_miss(page)
        clock = page.get_by_role("region", name="Practice clock")
        await expect(clock.locator("time")).to_have_text("14:00")
        await tap(clock, "+1 hour")
        await expect(clock.locator("time")).to_have_text("15:00")
        await card(phone(page, "Ruth Ellis"), "Nobody has acknowledged NM-26-0042")
        await expect(clock.get_by_role("button", name="+1 hour")).to_be_focused()


async def test_a_phone_that_is_off_hears_nothing_until_it_is_on(
    browser: Browser, served: Served
) -> None:
    async with open_page(browser, served) as page:
        sam = phone(page, "Sam Okoro")
        await sam.locator("summary").click()
        await tap(sam, "Turn this phone off")
        await card(sam, "This phone is off")
        await file_near_miss(page)
        await tap(sam, "Turn it on")
        await card(sam, "Hello Sam.")
        await expect(sam.get_by_text("NM-26-0042")).to_have_count(0)


async def test_a_phone_that_was_never_used_is_greeted_without_fuss(
    browser: Browser, served: Served
) -> None:
    async with open_page(browser, served) as page:
        served.home.greeting.clear()
        await page.get_by_label("Whose phone is phone 3").select_option(label=MARY_OPTION)
        mary = phone(page, "Mary Whitfield")
        await expect(mary.locator(".said")).to_have_count(1)
        served.home.greeting.set()
        await card(mary, "Hello there.")
        await expect(mary.locator(".said")).to_have_count(0)
        await expect(mary).not_to_have_class(re.compile("has-news"))
        assert len(served.home.heard) == 1


async def test_a_phone_can_be_given_to_somebody_else(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        await page.get_by_label("Whose phone is phone 3").select_option(label=MARY_OPTION)
        await expect(phone(page, "Mary Whitfield")).to_be_visible()
        await page.get_by_label("Whose phone is phone 1").select_option(SAM)
        await card(phone(page, "Amina Bello"), "Hello Amina.")
        names = await page.locator(".who-name").all_text_contents()
        assert names == ["Sam Okoro", "Amina Bello", "Mary Whitfield"]


async def test_the_records_show_what_is_stored_as_text(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        await page.get_by_role("button", name="Records").click()
        drawer = page.get_by_role("dialog")
        await expect(drawer.get_by_text("No case yet.")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Records")).to_be_focused()
        await file_near_miss(page)
        await page.get_by_role("button", name="Records").click()
        await drawer.get_by_role("button", name="NM-26-0042").click()
        await expect(drawer.get_by_role("heading", name="NM-26-0042")).to_be_focused()
        await expect(drawer.get_by_text("<b>The pot was empty</b>")).to_be_visible()
        await expect(drawer.get_by_text("Checked the chart, Told the senior")).to_be_visible()
        await expect(drawer.get_by_text("Sam Okoro has this since today 14:05.")).to_be_visible()
        await expect(drawer.get_by_text("Amina Bello, today 14:03.")).to_be_visible()
        await tap(drawer, "All cases")
        await expect(drawer.get_by_role("heading", name="Records")).to_be_visible()
        await tap(drawer, "Close")
        await expect(drawer).to_be_hidden()


async def test_a_report_can_be_filed_by_keyboard_alone(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        amina = phone(page, "Amina Bello")
        await amina.get_by_role("button", name="Near miss").focus()
        await page.keyboard.press("Enter")
        await card(amina, "Is anyone in danger right now?")
        await expect(amina.locator(".card")).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(amina.get_by_role("button", name="No, everyone is safe")).to_be_focused()
        await page.keyboard.press("Space")
        await card(amina, "What nearly went wrong?")


async def test_one_phone_at_a_time_on_a_small_screen(browser: Browser, served: Served) -> None:
    async with open_page(browser, served, NARROW) as page:
        await expect(page.locator("#hint")).to_be_visible()
        await expect(phone(page, "Sam Okoro")).to_be_hidden()
        assert await too_wide(page) == 0
        await file_near_miss(page)
        tabs = page.get_by_role("navigation", name="Choose a phone")
        await tabs.get_by_role("button", name="Sam's phone, new message").click()
        await card(phone(page, "Sam Okoro"), "Near miss NM-26-0042 · Rose")
        await expect(phone(page, "Amina Bello")).to_be_hidden()
        await expect(tabs.get_by_role("button", name="Sam's phone")).to_have_attribute(
            "aria-current", "true"
        )
        await page.get_by_role("button", name="Records").click()
        await page.get_by_role("dialog").get_by_role("button", name="NM-26-0042").click()
        await expect(page.get_by_role("heading", name="Still to do")).to_be_visible()
        assert await too_wide(page) == 0


async def test_times_on_cards_keep_up_with_the_clock(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        time = phone(page, "Amina Bello").locator(".card time")
        await expect(time).to_have_text("14:00")
        await page.get_by_role("button", name="+1 day").click()
        await expect(time).to_have_text("yesterday 14:00")


async def test_a_card_with_a_long_head_and_a_date_fits_a_narrow_phone(
    browser: Browser, served: Served
) -> None:
    async with open_page(browser, served, NARROW) as page:
        amina = phone(page, "Amina Bello")
        long = Screen("Check the pot", head="Please read · 1 minute · from Christina Papadopoulos")
        await served.home.channel.deliver(Parcel(1, AMINA, screen=long))
        await card(amina, "Check the pot")
        time = amina.locator(".card time").last
        for said in ("yesterday 14:00", "9 January 2026, 14:00"):
            await page.get_by_role("button", name="+1 day").click()
            await expect(time).to_have_text(said)
        chat = amina.locator(".chat")
        assert await chat.evaluate("chat => chat.scrollWidth - chat.clientWidth") == 0


async def test_a_card_that_goes_on_below_says_so(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as page:
        sam = phone(page, "Sam Okoro")
        await card(sam, "Hello Sam.")
        below = sam.locator(".below")
        await expect(below).to_be_hidden()
        long = Screen(title="A long one", lines=tuple(f"Line {n}" for n in range(40)))
        await served.home.channel.deliver(Parcel(1, SAM, screen=long))
        await card(sam, "A long one")
        await expect(below).to_be_visible()
        await sam.locator(".chat").evaluate("chat => chat.scrollTo(0, chat.scrollHeight)")
        await expect(below).to_be_hidden()


async def test_the_newest_card_is_in_view_on_a_phone_not_seen_before(
    browser: Browser, served: Served
) -> None:
    async with open_page(browser, served, NARROW) as page:
        await card(phone(page, "Amina Bello"), "Hello Amina.")
        newest = Screen(title="The newest", lines=("It came while nobody looked.",))
        await served.home.channel.deliver(Parcel(1, SAM, screen=newest))
        tabs = page.get_by_role("navigation", name="Choose a phone")
        await tabs.get_by_role("button", name="Sam's phone, new message").click()
        await expect(phone(page, "Sam Okoro").get_by_text("It came while")).to_be_in_viewport()


async def test_answers_stand_out_and_what_was_chosen_is_said(
    browser: Browser, served: Served
) -> None:
    rows = (
        (Button("✓ Fall", "a:1:what:fall"), Button("Missing", "a:1:what:missing")),
        (Button("Done", "z:1:what"),),
        (Button("Back", "b:1:what"),),
        (Button("Save for later", "l:1"),),
    )
    async with open_page(browser, served) as page:
        sam = phone(page, "Sam Okoro")
        await card(sam, "Hello Sam.")
        await served.home.channel.deliver(Parcel(1, SAM, screen=Screen("What was it?", rows=rows)))
        await expect(sam.get_by_role("button", name="Fall", pressed=True)).to_be_visible()
        await expect(sam.get_by_role("button", name="Missing", pressed=False)).to_be_visible()
        assert await sam.locator(".choice.main").all_text_contents() == ["Done"]
        assert await sam.locator(".aways").all_text_contents() == ["BackSave for later"]


async def test_whoever_is_waiting_elsewhere_can_be_brought_to_the_table(
    browser: Browser, served: Served
) -> None:
    async with open_page(browser, served) as page:
        others = page.get_by_role("group", name="Other phones with something waiting")
        await expect(others).to_be_hidden()
        served.home.waiting[MARY] = 2
        await page.get_by_role("button", name="+1 hour").click()
        await others.get_by_role("button", name="Mary Whitfield, Registered manager, 2").click()
        await expect(phone(page, "Mary Whitfield")).to_be_visible()
        await expect(others).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, NARROW, (1000, 700), (768, 1024)])
async def test_buttons_suit_a_thumb_and_text_can_be_read(
    browser: Browser, served: Served, size: tuple[int, int]
) -> None:
    async with open_page(browser, served, size) as page:
        await card(phone(page, "Amina Bello"), "Hello Amina.")
        assert await too_wide(page) == 0
        heights = await page.locator("button:visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert heights
        assert min(heights) >= 44
        sizes = await page.locator(
            ".card p:not(.when), .card button, .about li, .hint"
        ).evaluate_all("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")
        assert min(sizes) >= 16


async def test_a_lost_line_is_said_and_mends_itself(browser: Browser, served: Served) -> None:
    async with open_page(browser, served, quiet=False) as page:
        await card(phone(page, "Amina Bello"), "Hello Amina.")
        await page.context.set_offline(True)
        served.home.channel.switchboard.hang_up()
        await expect(page.get_by_text("Handrail is not answering.")).to_be_visible()
        amina = phone(page, "Amina Bello")
        await tap(amina, "Near miss")
        await expect(amina.get_by_role("alert")).to_have_text(re.compile("Please do it again"))
        await served.home.channel.deliver(Parcel(1, AMINA, screen=Screen(title="Meanwhile")))
        await page.context.set_offline(False)
        await card(amina, "Meanwhile")
        await expect(page.get_by_text("Handrail is not answering.")).to_be_hidden()
        await tap(amina, "Near miss")
        await card(amina, "Is anyone in danger right now?")
        await expect(amina.get_by_role("alert")).to_be_hidden()
