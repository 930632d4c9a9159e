"""Whatever people typed, Telegram takes the message and shows nothing we did not mean."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_view import as_html, as_plain, keyboard
from flows.screen import Button, Screen
from tests.fake_telegram_rules import TEXT_UNITS, read_html, read_keyboard

LINES = st.lists(st.text(), max_size=4).map(tuple)


def screen(title: str, lines: tuple[str, ...] = (), **more: str) -> Screen:
    return Screen(title=title, lines=lines, **more)


def test_the_card() -> None:
    """Telegram has no box for a hint; the lines say already that one may write."""
    card = screen(
        "What nearly went wrong?", ("One line", "Another"), head="Near miss · 1 of 4", typing="Type"
    )
    text = "Near miss · 1 of 4\nWhat nearly went wrong?\nOne line\nAnother"
    assert read_html(as_html(card)) == (
        text,
        [("b", "What nearly went wrong?")],
    )
    assert as_plain(card) == text


@given(st.text(), LINES, st.text())
def test_typed_text_never_becomes_markup(title: str, lines: tuple[str, ...], head: str) -> None:
    text, entities = read_html(as_html(screen(title, lines, head=head)))
    assert [tag for tag, _ in entities] == ["b"]
    assert text == as_plain(screen(title, lines, head=head))


@given(st.sampled_from(["a", "é", "&", "<", "😀", "👩‍👩‍👧", "\u202e"]), st.integers(1, 5000))
def test_no_text_is_longer_than_telegram_takes(letter: str, count: int) -> None:
    text, _ = read_html(as_html(screen("Title", (letter * count, letter * count, "End"))))
    assert len(text.encode("utf-16-le")) // 2 <= TEXT_UNITS
    assert text.startswith("Title")


def test_text_that_just_fits_is_left_whole() -> None:
    whole = "x" * (TEXT_UNITS - len("Title\n"))
    assert as_plain(screen("Title", (whole,))) == f"Title\n{whole}"
    assert as_plain(screen("Title", (whole + "x",))).endswith("x…")


def test_what_reorders_or_hides_text_is_taken_out() -> None:
    card = screen("safe\u202egnp.exe\u2066\u200f\x00\x07", ("two\nlines\tand a tab",))
    assert as_plain(card) == "safegnp.exe\ntwo\nlines\tand a tab"


def test_buttons_keep_their_rows_and_fit() -> None:
    rows = ((Button("ب" * 80, "a:1"), Button("\u202e", "a:2")), (), (Button("No", "a:3"),))
    shown = read_keyboard({"reply_markup": keyboard(Screen(title="Title", rows=rows))})
    assert shown == [[("ب" * 63 + "…", "a:1"), ("…", "a:2")], [("No", "a:3")]]
