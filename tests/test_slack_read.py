"""What Slack says is understood the same whatever it adds, leaves out, or makes up."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Arrival
from bot.slack_read import (
    NOT_FROM_A_PERSON,
    MakesNoSense,
    as_arrivals,
    as_typed,
    read_body,
    read_payload,
)
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
    Unreadable,
)
from tests.fake_slack import FakeSlack
from tests.fake_slack_methods import TEAM
from tests.slack_rig import ROSE

MESSAGE = {
    "type": "message",
    "channel_type": "im",
    "channel": "D7ROSE",
    "user": ROSE,
    "ts": "17.1",
    "text": "hello",
    "team": TEAM,
}
CHANGED = {
    "subtype": "message_changed",
    "message": {"user": ROSE, "text": "hello again", "ts": "17.1", "edited": {"user": ROSE}},
}
PLACE = "D7ROSE:17.1"


def event(**fields: Any) -> dict[str, Any]:
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1"}
    return body | {"event": MESSAGE | fields}


def tap(**action: Any) -> dict[str, Any]:
    return FakeSlack().tap_body(ROSE, {"action_id": "tap:0:0", "type": "button", **action})


def command(name: str, text: str = "") -> dict[str, Any]:
    return FakeSlack().command_body(ROSE, name, text)


def window(callback: str = "write", writes: str = "", **field: Any) -> dict[str, Any]:
    view = {
        "id": "V1",
        "callback_id": callback,
        "private_metadata": writes,
        "state": {"values": {"words": {"words": field}}},
    }
    return {"type": "view_submission", "user": {"id": ROSE, "team_id": TEAM}, "view": view}


def sent(mime: str, **more: Any) -> dict[str, Any]:
    """A message with a file."""
    file = {"id": "F1", "mimetype": mime, "size": 7, "name": "mrs-patel.jpg"} | more
    return event(files=[file], text="see &amp;", subtype="file_share")


CLIP = {"subtype": "slack_audio"}


def arrival(body: dict[str, Any]) -> Arrival:
    """What the inbox keeps of a delivery that is one thing."""
    (only,) = as_arrivals(TEAM, body)
    return only


def happening(body: dict[str, Any]) -> Happening | None:
    """What the flows are told, by way of what the inbox stores."""
    direct = read_body(TEAM, body)
    assert read_payload(arrival(body).payload) == direct
    if direct is not None:
        assert direct.address == ROSE
    return None if direct is None else direct.happening


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (event(), Typed("hello", PLACE)),
        (event(subtype="thread_broadcast"), Typed("hello", PLACE)),
        (event(subtype="me_message"), Typed("hello", PLACE)),
        (event(text="BP &lt; 90 &amp; falling"), Typed("BP < 90 & falling", PLACE)),
        (event(text="a\x00b\ud800"), Typed("a\ufffdb\ufffd", PLACE)),
        (event(text=""), Unreadable(OTHER_KIND, PLACE)),
        (event(subtype="canvas_of_next_year"), Unreadable(OTHER_KIND, PLACE)),
        (sent("image/png"), Attached("photo", "F1", 7, "image/png", "see &", PLACE)),
        (sent("image/heic"), Attached("photo", "F1", 7, "image/heic", "see &", PLACE)),
        (sent("audio/ogg"), Attached("voice", "F1", 7, "audio/ogg", "see &", PLACE)),
        (sent("image/png", size="7"), Attached("photo", "F1", 0, "image/png", "see &", PLACE)),
        (sent("image/png", id="D1:7"), Unreadable("photo", PLACE)),
        (sent("image/png", id=None), Unreadable("photo", PLACE)),
        (sent("audio/mp4"), Attached("voice", "F1", 7, "audio/mp4", "see &", PLACE)),
        (sent("audio/webm", **CLIP), Attached("voice", "F1", 7, "audio/webm", "see &", PLACE)),
        (sent("video/mp4", **CLIP), Attached("voice", "F1", 7, "video/mp4", "see &", PLACE)),
        (sent("", **CLIP), Attached("voice", "F1", 7, "", "see &", PLACE)),
        (sent("", mimetype=None, **CLIP), Attached("voice", "F1", 7, "", "see &", PLACE)),
        (sent("audio/mp4", id=None), Unreadable("voice message", PLACE)),
        (sent("video/mp4", subtype="slack_video"), Unreadable("video", PLACE)),
        (sent("video/mp4"), Unreadable("video", PLACE)),
        (sent("text/csv"), Unreadable("file", PLACE)),
        (event(files=[{}], subtype="file_share"), Unreadable("file", PLACE)),
        (event(**CHANGED), Corrected()),
        (event(bot_id="B1"), None),
        (event(user="USLACKBOT"), None),
        (event(type="app_mention", channel="C1", bot_id="B1"), None),
        (event(channel_type="channel"), None),
        (event(channel_type="mpim"), None),
        (event(type="app_home_opened", tab="home"), Asked("home")),
        (event(type="app_home_opened", tab="messages"), None),
        (event(type="user_change", user={"id": ROSE, "deleted": True}), Blocked()),
        (event(type="user_change", user={"id": ROSE, "deleted": False}), None),
        (event(type="something_new"), None),
        (tap(value="a:1"), Tapped("a:1")),
        (tap(value="a:1:R&amp;D"), Tapped("a:1:R&D")),
        (tap(type="static_select", selected_option={"value": "a:2"}), Tapped("a:2")),
        ({**tap(value="a:1"), "view": {"type": "home"}}, Tapped("a:1", on_page=True)),
        (tap(action_id="write", value="hint"), None),
        (window(value="pot <empty>"), Typed("pot <empty>")),
        (window(value=None), Typed("")),
        (window(writes="7:words", value="pot"), Typed("pot", writes="7:words")),
        (window("another", value="x"), None),
        (command("/nearmiss"), Asked("nearmiss")),
        (command("/incident"), Asked("incident")),
        (command("/handrail"), Asked("menu")),
        (command("/handrail", "  join  ABCDE-FGHJK "), Asked("join", "ABCDE-FGHJK")),
        (command("/handrail", "DUTY"), Asked("duty")),
        (command("/handrail", "help"), Asked("help")),
        (command("/handrail", "tasks"), Asked("tasks")),
        (command("/handrail", "sing"), Asked("sing")),
        ({"type": "view_closed", "view": {"id": "V1"}, "user": {"id": ROSE}}, None),
    ],
)
def test_what_is_understood(body: dict[str, Any], expected: Happening | None) -> None:
    if expected is None:
        body = {"trigger_id": "t"} | body
    assert happening(body) == expected


def test_several_files_in_one_message_are_several_and_its_words_are_with_the_first() -> None:
    files = [{"id": f"F{n}", "mimetype": kind} for n, kind in enumerate(["image/png", "text/csv"])]
    body = event(files=[*files, files[0]], text="the pot", subtype="file_share")
    first, second, third = as_arrivals(TEAM, body)
    assert len({first.update_id, second.update_id, third.update_id}) == 3
    assert {each.conversation for each in (first, second, third)} == {f"slack:{ROSE}"}
    found = [read_payload(each.payload) for each in (first, second, third)]
    assert found == [
        Heard(ROSE, Attached("photo", "F0", 0, "image/png", "the pot", PLACE)),
        Heard(ROSE, Unreadable("file", PLACE)),
        Heard(ROSE, Attached("photo", "F0", 0, "image/png", "", PLACE)),
    ]
    assert first.update_id == arrival(event()).update_id


@pytest.mark.parametrize("kind", sorted(NOT_FROM_A_PERSON))
def test_no_answer_to_what_no_person_said(kind: str) -> None:
    assert happening(event(subtype=kind)) is None


def test_a_channel_is_answered_in_the_channel_and_not_echoed() -> None:
    mention = event(type="app_mention", channel="C1", text="Rose fell")
    assert read_body(TEAM, mention) == Heard("C1", Elsewhere())


def test_an_edit_that_slack_made_itself_is_none() -> None:
    unfurled = {"user": ROSE, "text": "hello", "attachments": [{}]}
    assert happening(event(subtype="message_changed", message=unfurled)) is None
    ours = {"user": "U0BOT", "bot_id": "B0BOT", "edited": {}}
    assert happening(event(subtype="message_changed", message=ours)) is None


@pytest.mark.parametrize(
    "body",
    [
        event(team="T0ELSE"),
        event(user_team="T0ELSE"),
        event(type="app_mention", channel="C1", user_team="T0ELSE"),
        event(type="user_change", user={"id": ROSE, "team_id": "T0ELSE", "deleted": True}),
        tap(value="a:1") | {"user": {"id": ROSE, "team_id": "T0ELSE"}},
        window(value="x") | {"user": {"id": ROSE, "team_id": "T0ELSE"}},
        command("/handrail", "join ABCDE-FGHJK") | {"team_id": "T0ELSE"},
    ],
)
def test_people_of_another_workspace_get_nothing(body: dict[str, Any]) -> None:
    assert read_body(TEAM, body) is None


@pytest.mark.parametrize(
    ("slack", "typed"),
    [
        ("see <https://example.org|example.org> now", "see example.org now"),
        ("<https://example.org/a?b&amp;c>", "https://example.org/a?b&c"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("ask <@U7SAM> in <#C1|general> or <#C2>", "ask @U7SAM in #general or #C2"),
        ("<!here> <!channel|channel> <!subteam^S1|@nurses>", "@here @channel @nurses"),
        ("&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"),
        ("5 &gt; 3 &lt; 4", "5 > 3 < 4"),
    ],
)
def test_typed_text_is_what_the_person_saw(slack: str, typed: str) -> None:
    assert as_typed(slack) == typed


def test_the_same_delivery_has_the_same_id_by_whichever_way_it_comes() -> None:
    first, again = event(), event() | {"event_id": "Ev2"}
    assert arrival(first).update_id == arrival(again).update_id
    assert arrival(first).conversation == f"slack:{ROSE}"
    assert arrival(event(**CHANGED)).update_id == "event_id:Ev1"
    assert arrival(event(ts="17.2")).update_id != arrival(first).update_id
    assert arrival(tap(value="a")).update_id == "trigger_id:trigger.1"
    lone = tap(value="a")
    del lone["trigger_id"]
    assert arrival(lone).update_id.startswith("action_ts:")
    assert arrival(window(value="a")).update_id == "view:V1"
    nobody = {"type": "event_callback", "event_id": "Ev3", "event": {"type": "x"}}
    assert arrival(nobody).conversation == "slack:update:event_id:Ev3"


@pytest.mark.parametrize(
    "payload",
    ["", "{", "7", "null", "[]", "[" * 100_000],
)
def test_what_makes_no_sense_is_said_to(payload: str) -> None:
    with pytest.raises(MakesNoSense):
        read_payload(payload)


@pytest.mark.parametrize(
    "body",
    [
        event(user=None),
        event(user={"id": 7}),
        event(channel=7),
        event(ts=None),
        event(type="app_mention", channel=""),
        tap(value=7),
        tap(),
        tap(value="a") | {"actions": []},
        tap(value="a") | {"user": "U7"},
        command("/handrail") | {"user_id": ""},
        command("/handrail") | {"user_id": "U:1"},
    ],
)
def test_a_delivery_without_what_matters_is_set_aside(body: dict[str, Any]) -> None:
    with pytest.raises(MakesNoSense):
        read_body(TEAM, body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
PARTS = st.sampled_from(
    ["type", "event", "user", "view", "actions", "command", "user_id", "team_id", "event_id"]
)
KINDS = st.sampled_from(["event_callback", "block_actions", "view_submission", "shortcut"])


@given(st.dictionaries(PARTS, JSON | KINDS, max_size=6))
def test_no_delivery_is_worse_than_one_that_makes_no_sense(body: dict[str, Any]) -> None:
    try:
        heard = read_payload(json.dumps({"team": TEAM, "body": body}))
        stored = as_arrivals(TEAM, body)[0]
    except MakesNoSense:
        return
    assert heard is None or heard.address
    assert stored.update_id
