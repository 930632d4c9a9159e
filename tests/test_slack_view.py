"""Whatever people typed, Slack takes the blocks and shows nothing we did not mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack_view import (
    AS_IT_IS,
    escaped,
    fallback,
    home,
    message,
    plain_message,
    unescaped,
    writing_view,
)
from flows.screen import MAX_BUTTON_DATA, Button, Screen
from tests.fake_slack_methods import Message
from tests.fake_slack_rules import (
    check_message,
    check_view,
    foreign_marks,
    marked_texts,
    styled,
    words_of,
)

HOSTILE = (
    "<!channel> <!here> <@U7SAM> <#C1|general> <https://evil.example|your bank> "
    "&lt;!everyone&gt; &amp; <script>alert(1)</script> *bold* _x_ `code` \u202e "
    "~x~ ```more``` :smile: @here #general example.com https://evil.example"
)
TYPED = (
    "*bold*",
    "_slanted_",
    "~struck~",
    "`code`",
    "```two\nlines```",
    ":smile:",
    "> quoted",
    "example.com",
    "https://evil.example",
    "@here",
    "#general",
)
TEXT = st.text() | st.sampled_from([HOSTILE, "", " ", "\n\n", "*", "\x00", "😀" * 2000])
LINES = st.lists(TEXT, max_size=60).map(tuple)
BUTTONS = st.builds(Button, TEXT, st.sampled_from(["a:1", "b:2", "x" * MAX_BUTTON_DATA]))
ROWS = st.lists(st.lists(BUTTONS, max_size=9).map(tuple), max_size=40).map(tuple)


def seen(screen: Screen) -> Message:
    told = message(screen)
    check_message(told)
    return Message("1", told["text"], told["blocks"])


def test_the_card() -> None:
    rows = ((Button("Medicine", "a:1"), Button("Fall", "a:2")), (Button("Back", "b:1"),))
    card = Screen("What nearly went wrong?", "Near miss · 1 of 4", ("A line",), rows)
    shown = seen(card)
    assert shown.seen == "Near miss · 1 of 4\nWhat nearly went wrong?\nA line"
    assert shown.text == "What nearly went wrong?"
    assert [block["type"] for block in shown.blocks[3:]] == ["actions", "actions"]
    assert [[e["value"] for e in b["elements"]] for b in shown.blocks[3:]] == [
        ["a:1", "a:2"],
        ["b:1"],
    ]


@given(TEXT, LINES, TEXT, ROWS, TEXT)
def test_slack_takes_every_screen_and_reads_no_markup_in_it(
    title: str, lines: tuple[str, ...], head: str, rows: tuple[tuple[Button, ...], ...], typing: str
) -> None:
    screen = Screen(title, head, lines, rows, typing)
    card = message(screen, urgent=True)
    check_message({"text": card["text"], "blocks": card["blocks"] or None})
    check_message(plain_message(Screen("T" + title, head, lines, rows)))
    check_view(home(screen), "home")
    check_view(writing_view(title, typing, "1:words"), "modal")
    window = writing_view(title, typing, "1:words")["blocks"]
    assert list(marked_texts([*card["blocks"], *home(screen)["blocks"], *window])) == []
    texts = [card["text"], plain_message(screen)["text"]]
    assert [foreign_marks(text) for text in texts] == [[], []]


@pytest.mark.parametrize("typed", TYPED)
def test_what_slack_would_make_more_of_is_shown_as_it_was_typed(typed: str) -> None:
    assert styled(escaped(typed))
    screen = Screen(typed, typed, (f"{typed} and more",), ((Button(typed, "a:1"),),))
    card = message(screen)
    assert words_of(card["blocks"]) == [
        ("small", typed),
        ("strong", typed),
        ("plain", f"{typed} and more"),
    ]
    assert list(marked_texts(card["blocks"])) == []
    assert Message("1", "", card["blocks"]).labels == [typed]
    assert card["parse"] == "none"


@given(st.sampled_from(["a", "é", "&", "<", "😀", "👩‍👩‍👧"]), st.integers(1, 4000))
def test_no_word_of_a_long_text_is_lost(letter: str, count: int) -> None:
    shown = seen(Screen("Title", lines=(letter * count,)))
    assert shown.seen.replace("\n", "") == "Title" + letter * count


@given(st.text())
def test_what_is_escaped_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not set("<>") & set(escaped(text))


def test_the_lock_screen_shows_the_title_alone() -> None:
    card = Screen("Near miss NM-26-0042", "Rose", ("Mrs Smith, two tablets",))
    assert fallback(card) == "Near miss NM-26-0042"
    assert fallback(Screen("a < b & c")) == "a &lt; b &amp; c"
    assert fallback(Screen("")) == "…"


def test_every_button_stays_when_there_are_too_many_rows() -> None:
    rows = tuple((Button(f"No. {n}", f"{n}:x"),) for n in range(70))
    shown = seen(Screen("Title", rows=rows))
    assert len(shown.labels) == 70


def test_a_long_list_is_chosen_from_and_the_ways_out_stay() -> None:
    rows = tuple((Button(f"Resident {n}", f"a:7:{n}"),) for n in range(120))
    shown = seen(Screen("Who?", rows=(*rows, (Button("Back", "b:7"),))))
    assert shown.labels == ["Back"]
    lists = [each for each in shown.elements() if each["type"] == "static_select"]
    assert [len(each["options"]) for each in lists] == [100, 20]
    assert lists[1]["options"][-1]["value"] == "a:7:119"


def test_where_one_may_type_there_is_a_button_for_it() -> None:
    shown = seen(Screen("What happened?", rows=((Button("Back", "b:7"),),), typing="Write here"))
    assert shown.labels == ["Write", "Back"]
    rows = ((Button("Send", "s:7"),), (Button("Change", "q:7"), Button("Later", "l:7")))
    assert seen(Screen("Ready", rows=rows, typing="Add")).labels == [
        "Send",
        "Write",
        "Change",
        "Later",
    ]
    assert "Write here" not in shown.seen


def test_only_an_alert_has_a_button_that_stands_out() -> None:
    card = Screen("Near miss", rows=((Button("I've got this", "t:1"), Button("Open", "t:2")),))
    styles = [each.get("style") for each in message(card, urgent=True)["blocks"][1]["elements"]]
    assert styles == ["primary", None]
    quiet = [each.get("style") for each in message(card)["blocks"][1]["elements"]]
    assert quiet == [None, None]


def test_a_card_without_blocks_says_how_to_go_on() -> None:
    with_buttons = Screen("Near miss", rows=((Button("I've got this", "t:1"),),))
    assert "/handrail" in plain_message(with_buttons)["text"]
    assert plain_message(Screen("Thank you")) == {"blocks": [], "text": "Thank you", **AS_IT_IS}


def test_a_title_of_several_lines_is_one_strong_block() -> None:
    blocks = message(Screen("5 * 2\nand more"))["blocks"]
    assert words_of(blocks) == [("strong", "5 * 2\nand more")]


def test_the_window_has_a_name_even_without_a_card() -> None:
    view = writing_view("", "", "")
    check_view(view, "modal")
    assert view["blocks"][0]["label"]["text"] == "In your own words"
    assert "hint" not in view["blocks"][0]
