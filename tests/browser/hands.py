"""One phone of the practice page, used as a person uses it: by what stands on the buttons."""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Hands:
    """Whoever holds this phone."""

    where: Locator

    async def taps(self, *labels: str) -> None:
        """Tap buttons one after the other; longer lists of answers are paged through."""
        for label in labels:
            await self._tap(label)

    async def writes(self, text: str) -> None:
        box = self.where.get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")
        await expect(box).to_have_value("")

    async def reads(self, title: str) -> None:
        """A card of this title stands in the chat."""
        await expect(self.where.get_by_role("heading", name=title).last).to_be_visible()

    async def _tap(self, label: str) -> None:
        wanted = self._buttons(label).last
        more = self._buttons("More")
        for _ in range(MOST_PAGES):
            await expect(wanted.or_(more).last).to_be_visible()
            if await wanted.count():
                break
            await self._press(more.last)
        await self._press(wanted)

    async def _press(self, button: Locator) -> None:
        await button.click()
        await expect(self.where.locator("[aria-busy=true]")).to_have_count(0)

    def _buttons(self, label: str) -> Locator:
        return self.where.locator(".choice").filter(has_text=re.compile(f"^{re.escape(label)}$"))


def held_by(page: Page, name: str) -> Hands:
    return Hands(page.get_by_role("region", name=name))


async def brought(page: Page, name: str) -> Hands:
    """The phone of somebody who is told to be waiting, brought to the table."""
    others = page.get_by_role("group", name="Other phones with something waiting")
    await others.get_by_role("button", name=re.compile(f"^{name}")).click()
    return held_by(page, name)
