"""People with thumbs: seeded care workers who report, and a senior who takes what comes.

They never look at a clock and never give up: they answer what their phone shows, and wait.
"""

import asyncio
import re
from dataclasses import dataclass, field
from random import Random

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_methods import Message

WORDS = "Tell it in your own words"
RECEIPT = re.compile(r"Thank you\. ([A-Z]+-\d\d-\d{4})")
PATIENCE = 90
"""Seconds without any news after which something must be wrong."""

THINKING = 0.25
"""Seconds that somebody looks at a card, at most."""

ANSWERS = {
    "Is anyone in danger right now?": ("No, everyone is safe",),
    "Did it reach the person?": ("No, we stopped it",),
    "What is it about?": ("Medicine", "Fall", "Skin or injury", "Eating or drinking"),
    "how bad could it have been?": ("Not bad", "Some harm", "Very bad", "Not sure"),
    "What did you do to stop it?": ("Took it away", "Checked the chart", "Moved the person"),
    "How was it noticed?": ("I noticed", "A colleague", "Luck"),
}
Shown = tuple[int, str, list[list[tuple[str, str]]]]


@dataclass
class Report:
    """What somebody means to say, and the reference they were given for it."""

    answers: dict[str, str]
    words: str
    typed: bool = False
    reference: str = ""


@dataclass
class Worker:
    """Files one report after the other."""

    fake: FakeTelegram
    user: int
    dice: Random
    reports: list[Report] = field(default_factory=list)
    _seen: Shown | None = None

    async def work(self, enough: asyncio.Event) -> None:
        """Until it is enough; a report that was begun is finished."""
        while not enough.is_set():
            report = self._new_report()
            self.reports.append(report)
            self.fake.text(self.user, "/nearmiss")
            while not report.reference:
                card = await self._news()
                await asyncio.sleep(self.dice.uniform(0, THINKING))
                self._answer(card, report)

    def _new_report(self) -> Report:
        answers = {prompt: self.dice.choice(labels) for prompt, labels in ANSWERS.items()}
        words = f"Words {self.user} {len(self.reports)}" if self.dice.random() < 0.5 else ""
        return Report(answers, words, typed=not words)

    async def _news(self) -> Message:
        """The newest card, once it shows something that was not answered yet."""

        def fresh() -> Message | None:
            newest = self.fake.last(self.user)
            return newest if newest is not None and _shown(newest) != self._seen else None

        message = await self.fake.wait_for(fresh, seconds=PATIENCE, user=self.user)
        assert message is not None
        self._seen = _shown(message)
        return message

    def _answer(self, card: Message, report: Report) -> None:
        labels = [label for label, _ in card.buttons()]
        receipt = RECEIPT.search(card.text)
        if receipt is not None:
            self._take(receipt[1], report)
        elif "Send" in labels and report.typed:
            self._tap(card, "Send")
        elif "Send" in labels:
            report.typed = True
            self.fake.text(self.user, report.words)
        else:
            self._tap(card, next(a for prompt, a in report.answers.items() if prompt in card.text))

    def _take(self, reference: str, report: Report) -> None:
        """A receipt; that of the report before may still be on show."""
        if reference not in {each.reference for each in self.reports}:
            report.reference = reference

    def _tap(self, card: Message, label: str) -> None:
        """Sometimes a thumb taps twice."""
        data = next(data for text, data in card.buttons() if text == label)
        for _ in range(2 if self.dice.random() < 0.15 else 1):
            self.fake.tap_data(self.user, data, message_id=card.id)


@dataclass
class Senior:
    """Takes every alert, sooner or later."""

    fake: FakeTelegram
    user: int
    dice: Random
    _tapped: set[int] = field(default_factory=set)

    async def work(self) -> None:
        """Until cancelled."""
        while True:
            alert = await self.fake.wait_for(self.untaken, seconds=PATIENCE, user=self.user)
            assert alert is not None
            await asyncio.sleep(self.dice.uniform(0, THINKING / 10))
            self._tapped.add(alert.id)
            data = next(data for text, data in alert.buttons() if text == "I've got this")
            self.fake.tap_data(self.user, data, message_id=alert.id)

    def untaken(self) -> Message | None:
        """The oldest alert that still asks for somebody."""
        return next(
            (
                message
                for message in self.fake.shown(self.user)
                if message.id not in self._tapped
                and any(label == "I've got this" for label, _ in message.buttons())
            ),
            None,
        )


def _shown(message: Message) -> Shown:
    return message.id, message.text, message.rows
