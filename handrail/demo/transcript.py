"""The whole demo as text: three conversations, the fifteen records, the timeline."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handrail.demo.home import DemoHome, demo_home
from handrail.demo.player import Chapter, Player
from handrail.demo.source import ARTICLE, EXAMPLES, Example
from handrail.demo.tables import Tables
from handrail.demo.talk import WIDTH, Teller

START = datetime(2026, 3, 10, 7, 0, tzinfo=ZoneInfo("Europe/London"))


def transcript(examples: Sequence[Example] = EXAMPLES) -> Iterator[str]:
    """Play every example, and tell it; raises WrongScript before anything is told."""
    with demo_home(START) as home:
        player = Player(home)
        played = [_played(player, example) for example in examples]
        yield from _opening(home)
        yield from _conversations(home, examples, played)
        with home.database.transaction() as db:
            tables = Tables(home.moment(db))
            yield from _heading(f"The {len(ARTICLE)} records: who wrote them, and when")
            yield from tables.records(examples)
            yield from _heading("The timeline: owed, sent, acknowledged, acted")
            yield from tables.timeline(examples)


def _played(player: Player, example: Example) -> list[Chapter]:
    before = len(player.chapters)
    example.play(player)
    return player.chapters[before:]


def _opening(home: DemoHome) -> Iterator[str]:
    yield f"{home.service.name}: three worked examples, from first tap to conclusion"
    yield "=" * WIDTH
    yield from (
        "",
        "Nothing here is real: an invented home with one person for each role. It was played",
        "through Handrail itself, with a clock that the script moves.",
        "",
        "Each part names the time and whose phone it is. Then comes what the phone shows; the",
        "buttons are in [brackets]; > is what the person taps, and words in “quotes” are typed.",
        "Left out: screens that only repeat, and Back, Save for later, Change an answer and",
        "Menu, which are always there.",
        "",
    )
    for role, person in home.people.items():
        yield f"    {person.name:<16}{role.label.lower()}"


def _conversations(
    home: DemoHome, examples: Sequence[Example], played: Sequence[Sequence[Chapter]]
) -> Iterator[str]:
    names = {str(p.id): f"{p.name} · {role.label.lower()}" for role, p in home.people.items()}
    teller = Teller(home.service.zone, names)
    for number, (example, chapters) in enumerate(zip(examples, played, strict=True), start=1):
        yield from _heading(f"Example {number}: {example.title}")
        for chapter in chapters:
            yield from ("", "", chapter.title, "~" * len(chapter.title))
            yield from teller.tell(chapter.events)


def _heading(text: str) -> Iterator[str]:
    yield from ("", "", "=" * WIDTH, text, "=" * WIDTH)
