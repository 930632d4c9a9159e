"""Every kind of update is understood, answered as unreadable, or set aside; none is silent."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_read import MakesNoSense, as_arrival, read_update
from flows.screen import (
    OTHER_KIND,
    Asked,
    Attached,
    Blocked,
    Corrected,
    Elsewhere,
    Happening,
    Heard,
    Tapped,
    Typed,
    Unblocked,
    Unreadable,
)

PERSON = {"id": 7, "is_bot": False, "first_name": "Ann"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -100, "type": "supergroup"}
TAP = {"id": "1", "from": PERSON, "data": "a:1:2:3"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1, "chat": PRIVATE, "from": PERSON} | content


def understood(**update: Any) -> Heard | None:
    return read_update(json.dumps({"update_id": 1} | update))


@pytest.mark.parametrize(
    ("text", "happening"),
    [
        ("found tablets in the pot", Typed("found tablets in the pot", "5")),
        ("/start", Asked("start", "", "5")),
        ("/start a1B2", Asked("start", "a1B2", "5")),
        ("/NearMiss@handrail_bot", Asked("nearmiss", "", "5")),
        ("/help  what\ncounts ", Asked("help", "what\ncounts", "5")),
        ("/", Typed("/", "5")),
        ("/ 2 tablets", Typed("/ 2 tablets", "5")),
        ("1/2 tablet", Typed("1/2 tablet", "5")),
        ("half\x00way \ud800", Typed("half\ufffdway \ufffd", "5")),
    ],
)
def test_what_is_written(text: str, happening: Happening) -> None:
    assert understood(message=message(text=text)) == Heard("7", happening)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ({"photo": [{}]}, "photo"),
        ({"photo": [{}], "caption": "the pot", "media_group_id": "1"}, "photo"),
        ({"voice": {}}, "voice message"),
        ({"audio": {}}, "sound file"),
        ({"audio": {"file_id": "a", "mime_type": "audio/mpeg"}}, "sound file"),
        ({"audio": {"mime_type": "audio/mp4"}}, "sound file"),
        ({"video": {}}, "video"),
        ({"video_note": {}}, "video message"),
        ({"document": {}}, "file"),
        ({"document": {"file_id": "d", "mime_type": "video/mp4"}}, "file"),
        ({"document": {"file_id": "d", "mime_type": ["audio/mp4"]}}, "file"),
        ({"animation": {}, "document": {}}, "moving picture"),
        ({"sticker": {}}, "sticker"),
        ({"location": {}}, "location"),
        ({"venue": {}, "location": {}}, "location"),
        ({"contact": {}}, "contact"),
        ({"poll": {}}, "poll"),
        ({"dice": {}}, OTHER_KIND),
        ({"story": {}}, OTHER_KIND),
        ({"invented_next_year": {}}, OTHER_KIND),
        ({}, OTHER_KIND),
        ({"text": ""}, OTHER_KIND),
        ({"text": "she fell", "forward_origin": {"type": "user"}}, "forwarded message"),
        ({"text": "she fell", "forward_date": 1}, "forwarded message"),
        ({"photo": [{}], "forward_origin": {}}, "forwarded message"),
    ],
)
def test_what_cannot_be_read_is_named(content: dict[str, Any], word: str) -> None:
    assert understood(message=message(**content)) == Heard("7", Unreadable(word, "5"))


@pytest.mark.parametrize("kind", ["voice", "audio", "document"])
@pytest.mark.parametrize("mime", ["audio/ogg", "audio/mp4", "audio/x-m4a"])
def test_a_recording_is_taken_however_it_was_sent(kind: str, mime: str) -> None:
    file = {"file_id": "r", "mime_type": mime, "file_size": 7, "title": "Rose", "file_name": "x"}
    sent = message(**{kind: file}, caption="the pot")
    heard = understood(message=sent)
    assert heard == Heard("7", Attached("voice", "r", 7, mime, "the pot", "5"))


@pytest.mark.parametrize(
    "shown",
    [
        {"message": message(text="Card")},
        {"message": {"message_id": 5, "date": 0, "chat": PRIVATE}},
        {"message": {"message_id": 5, "date": 0}},
        {"inline_message_id": "x"},
        {},
    ],
)
def test_a_tap_counts_however_old_its_message_is(shown: dict[str, Any]) -> None:
    assert understood(callback_query=TAP | shown) == Heard("7", Tapped("a:1:2:3"))


@pytest.mark.parametrize(
    ("update", "heard"),
    [
        ({"edited_message": message(text="new")}, Heard("7", Corrected())),
        ({"message": message(text="x", chat=GROUP)}, Heard("-100", Elsewhere())),
        ({"edited_message": message(text="x", chat=GROUP)}, Heard("-100", Elsewhere())),
        ({"callback_query": TAP | {"message": {"chat": GROUP}}}, Heard("-100", Elsewhere())),
        ({"poll_answer": {"from": PERSON}}, Heard("7", Unreadable(OTHER_KIND))),
        ({"invented": {"from": PERSON, "chat": GROUP}}, Heard("-100", Elsewhere())),
        ({"message": message(pinned_message={}) | {"from": {"id": 1, "is_bot": True}}}, None),
    ],
)
def test_the_other_kinds(update: dict[str, Any], heard: Heard | None) -> None:
    assert understood(**update) == heard


@pytest.mark.parametrize(
    ("chat", "status", "heard"),
    [
        (PRIVATE, "kicked", Heard("7", Blocked())),
        (PRIVATE, "member", Heard("7", Unblocked())),
        (PRIVATE, "restricted", None),
        (GROUP, "member", Heard("-100", Elsewhere())),
        (GROUP, "kicked", None),
    ],
)
def test_blocking_and_coming_back(chat: dict[str, Any], status: str, heard: Heard | None) -> None:
    change = {"chat": chat, "from": PERSON, "new_chat_member": {"status": status}}
    assert understood(my_chat_member=change) == heard


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "[]",
        "7",
        '{"update_id": 1}',
        '{"update_id": 1, "message": 5}',
        '{"update_id": 1, "message": {}}',
        '{"update_id": 1, "message": {"chat": {"type": "private"}}}',
        '{"update_id": 1, "message": {"chat": {"id": true, "type": "private"}}}',
        '{"update_id": 1, "callback_query": {"id": "1", "from": {"id": 7}}}',
        '{"update_id": 1, "callback_query": {"id": "1", "data": "a"}}',
        '{"update_id": 1, "my_chat_member": {"chat": {"id": 7, "type": "private"}}}',
        '{"update_id": 1, "channel_post": {"text": "from nobody"}}',
    ],
)
def test_nonsense_has_an_error_of_its_own(payload: str) -> None:
    with pytest.raises(MakesNoSense):
        read_update(payload)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["chat", "id", "x"]), inner),
    max_leaves=6,
)
KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "new", "update_id"]


@given(
    st.dictionaries(
        st.sampled_from(KINDS),
        st.dictionaries(
            st.sampled_from(["chat", "from", "text", "data", "message", "new_chat_member"]), JSON
        ),
    )
)
def test_any_shape_is_understood_or_refused_by_name(update: dict[str, Any]) -> None:
    as_arrival("4242", update)
    try:
        heard = read_update(json.dumps(update))
    except MakesNoSense:
        return
    assert heard is None or int(heard.address) is not None


def test_an_arrival_keeps_one_person_in_order_and_its_payload_is_plain_ascii() -> None:
    update = {"update_id": 9, "message": message(text="caf\u00e9 \ud800")}
    arrival = as_arrival("4242", update)
    assert arrival is not None
    assert (arrival.update_id, arrival.conversation) == ("4242:9", "telegram:7")
    assert arrival.payload.isascii()
    assert json.loads(arrival.payload) == update


@pytest.mark.parametrize("update", [None, [], "x", {}, {"update_id": "9"}, {"update_id": True}])
def test_what_has_no_id_is_no_arrival(update: object) -> None:
    assert as_arrival("4242", update) is None
