"""Photos and voice messages: with the home's leave, with a report, and for few eyes."""

import asyncio
import json
import stat
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from bot.standstill import KEPT, Standstill
from flows import staff
from flows.attaching import MOST_FILES
from flows.roles import Role
from flows.screen import Later
from flows.service import Attachments
from handrail.house import House
from storage import cases, drafts, people, records
from storage.files import hash_of
from tests.attached import allow, kept_files, lies_in_chat, reads_all, rows, send
from tests.fills import fills
from tests.phones import Phones
from tests.pictures import SECRETS, bomb, photo, voice
from tests.recordings import recording
from tests.taps import no_errors, taps
from tests.world import NEAR_MISS, World

BEFORE_SEND, SEND = NEAR_MISS[:-1], NEAR_MISS[-1]


def begin(world: World) -> None:
    world.care_worker.says("/start")
    taps(world.care_worker, *BEFORE_SEND)


def finish(world: World) -> str:
    world.care_worker.taps(SEND)
    receipt = world.care_worker.sees("Thank you. ", "Sent ")
    reference = receipt.shown.split("Thank you. ")[1].split()[0]
    world.senior.expects(f"Near miss {reference}")
    return reference


def whole_case(world: World) -> None:
    taps(world.senior, "Open", "The whole case")


def file_button(world: World) -> str:
    whole_case(world)
    return world.senior.button("Photo 1")


@pytest.mark.parametrize(
    ("kind", "word"), [("photo", "photo"), ("voice", "voice message")], ids=["photo", "voice"]
)
def test_a_home_that_has_not_said_so_takes_none(world: World, kind: str, word: str) -> None:
    message = send(world.care_worker, photo(), kind)
    world.care_worker.sees(f"This home does not take {word}s, so it is not recorded.")
    assert lies_in_chat(world.care_worker, message)
    assert not list(rows(world))
    assert not world.phones.fetched


def test_a_photo_is_kept_with_the_report_and_leaves_the_chat(world: World) -> None:
    allow(world)
    begin(world)
    sent = photo()
    message = send(world.care_worker, sent)
    world.care_worker.sees("The photo is kept with your report.")
    assert not lies_in_chat(world.care_worker, message)
    (file,) = kept_files(world)
    content = file.read_bytes()
    assert file.name == hash_of(content)
    assert not [secret for secret in SECRETS if secret in content]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(world.files.folder.stat().st_mode) == 0o700
    (row,) = rows(world)
    assert (row.state, row.sha256, row.size, row.remote) == ("kept", file.name, len(content), None)
    finish(world)
    no_errors(world)


def test_its_hash_is_in_the_chain_of_records(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    reference = finish(world)
    (file,) = kept_files(world)
    (record,) = world.account(reference)["attachments"]
    said = {answer["field"]: answer["answer"] for answer in record["answers"]}
    assert said == {
        "kind": "Photo",
        "sha256": file.name,
        "size": str(file.stat().st_size),
        "mime": "image/jpeg",
    }
    assert "A photo or voice message was kept" in [
        entry["what"] for entry in world.account(reference)["timeline"]
    ]
    with world.moment() as moment:
        assert not records.broken_links(moment.db)
        assert len(records.all_records(moment.db)) == 2
    world.settle()
    assert len(world.account(reference)["attachments"]) == 1


def test_who_may_read_the_case_is_shown_it_for_a_while(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    send(world.care_worker, voice(), "voice")
    world.care_worker.sees("1 photo and 1 voice message are kept with your report.")
    reference = finish(world)
    whole_case(world)
    world.senior.taps("Photo 1")
    shown = world.senior.sees(f"{reference} · Photo 1", "It leaves this chat in 15 minutes.")
    assert shown.media is not None
    assert hash_of(shown.media.data) == shown.media.sha256
    with Image.open(BytesIO(shown.media.data)) as picture:
        assert picture.size == (240, 320)
    world.senior.taps("Voice message 1")
    heard = world.senior.sees(f"{reference} · Voice message 1")
    assert heard.media is not None
    assert heard.media.data.startswith(b"OggS")
    looked = [e for e in world.account(reference)["timeline"] if "Looked at a photo" in e["what"]]
    assert [entry["who"] for entry in looked] == [world.senior.name] * 2
    world.forward(minutes=14)
    assert lies_in_chat(world.senior, shown.id)
    world.forward(minutes=1)
    assert not lies_in_chat(world.senior, shown.id)
    assert not lies_in_chat(world.senior, heard.id)
    for member in (world.senior, world.deputy, world.manager):
        reads_all(member)


def test_a_recording_that_a_phone_made_is_kept_and_heard(world: World) -> None:
    allow(world)
    begin(world)
    message = send(world.care_worker, recording(), "voice")
    world.care_worker.sees("The voice message is kept with your report.")
    assert not lies_in_chat(world.care_worker, message)
    (file,) = kept_files(world)
    assert not [secret for secret in SECRETS if secret in file.read_bytes()]
    reference = finish(world)
    (record,) = world.account(reference)["attachments"]
    assert {"audio/mp4", file.name} < {answer["answer"] for answer in record["answers"]}
    whole_case(world)
    world.senior.taps("Voice message 1")
    heard = world.senior.sees(f"{reference} · Voice message 1").media
    assert heard is not None
    assert (heard.mime, heard.name) == ("audio/mp4", "voice.m4a")
    assert heard.data == file.read_bytes()
    for member in (world.senior, world.deputy, world.manager):
        reads_all(member)


def test_who_leaves_keeps_none_in_the_chat(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    finish(world)
    taps(world.senior, "I've got this", "Open", "The whole case", "Photo 1")
    shown = world.senior.sees("Photo 1", "It leaves this chat")
    with world.moment() as moment:
        person = people.get_person(moment.db, world.senior.id)
        assert person is not None
        staff.leave(moment, person)
    world.settle()
    assert not lies_in_chat(world.senior, shown.id)
    for member in (world.senior, world.deputy, world.manager):
        reads_all(member)


def test_nobody_else_is_shown_it(world: World) -> None:
    """Not by a forged button, not before it is sent, not a number of nothing; and the reporter
    not what somebody else has sent."""
    allow(world)
    other = world.hire("other", "Jo Lind", Role.CARE_WORKER)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    (row,) = rows(world)
    for member in (other, world.senior, world.manager, world.care_worker):
        member.sends_data(f"@:{row.id}")
    reference = finish(world)
    taps(world.senior, "I've got this", "Fill in the risk review sheet")
    send(world.senior, photo())
    fills(world.senior, outcome="accept")
    world.care_worker.expects(f"{reference} has been looked at")
    theirs = next(each for each in rows(world) if each.person_id == world.senior.id)
    for member, number in ((other, row.id), (other, theirs.id), (world.care_worker, theirs.id)):
        member.sends_data(f"@:{number}")
        member.sees("That button is not for you")
    looked = [entry["what"] for entry in world.account(reference)["timeline"]]
    assert "Looked at a photo or voice message" not in looked
    for wrong in ("@:999", "@:0", "@:x", "@:", "@:1:2", f"$:{row.draft_id}"):
        other.sends_data(wrong)
    assert not [parcel for parcel in world.phones.sent if parcel.media is not None]
    other.sees("That button is not for you")
    assert kept_files(world)
    for member in (world.senior, world.manager):
        reads_all(member)


def test_whoever_reported_it_sees_what_they_sent(world: World) -> None:
    """Also when the case is limited to others since; not once they have left."""
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    reference = finish(world)
    with world.moment() as moment:
        case = cases.case_by_reference(moment.db, reference)
        assert case is not None
        cases.change_case(moment.db, case.id, limited=[world.manager.id])
    world.care_worker.says("/start")
    taps(world.care_worker, "More", "My reports", reference, "Photo 1")
    shown = [parcel for parcel in world.phones.sent if parcel.media is not None]
    assert [parcel.address for parcel in shown] == [world.care_worker.address]
    reads_all(world.care_worker)
    world.senior.sends_data(world.care_worker.button("Photo 1"))
    world.senior.sees("That button is not for you")
    with world.moment() as moment:
        staff.leave(moment, staff.find_person(moment, world.care_worker.name))
    world.care_worker.sends_data(f"@:{next(iter(rows(world))).id}")
    assert [parcel for parcel in world.phones.sent if parcel.media is not None] == shown


def test_who_may_not_read_it_any_more_is_not_sent_what_was_owed(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    reference = finish(world)
    data = file_button(world)
    world.phones.chat(world.senior.address).trouble.append(Later("busy", after=5))
    world.senior.sends_data(data)
    with world.moment() as moment:
        case = cases.case_by_reference(moment.db, reference)
        assert case is not None
        cases.change_case(moment.db, case.id, concerns=[world.senior.id])
    world.forward(seconds=10)
    assert not [parcel for parcel in world.phones.sent if parcel.media is not None]


def test_thrown_away_with_the_draft(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    send(world.care_worker, photo(200))
    world.care_worker.sees("2 photos are kept with your report.")
    assert len(kept_files(world)) == 2
    (draft,) = _drafts(world)
    world.care_worker.sends_data(f"y:{draft}")
    assert kept_files(world) == []
    assert [row.state for row in rows(world)] == ["dropped", "dropped"]
    assert [row.sha256 for row in rows(world)] == [None, None]
    world.care_worker.sees("2 photos are thrown away with the draft.")


def test_what_somebody_else_sent_as_well_stays(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    send(world.deputy, photo())
    world.deputy.sees("The photo is kept")
    (file,) = kept_files(world)
    world.deputy.taps("No, throw it away")
    world.deputy.taps("Throw it away")
    assert kept_files(world) == [file]
    finish(world)
    file_button(world)
    world.senior.taps("Photo 1")
    assert world.senior.sees("Photo 1", "It leaves this chat").media is not None


def test_taken_out_before_it_is_sent(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    world.care_worker.taps("Take it out")
    world.care_worker.sees("The photo is not kept.")
    assert kept_files(world) == []
    finish(world)
    (row,) = rows(world)
    world.care_worker.sends_data(f"$:{row.draft_id}")
    world.care_worker.sees("That form has ended")
    whole_case(world)
    assert not [label for m in world.senior.messages for label in m.labels if "Photo" in label]


def test_with_no_form_open_it_is_offered_as_a_report(world: World) -> None:
    """An album: one draft, every photo, and what was written below one of them."""
    allow(world)
    for shade in (10, 20, 30):
        send(world.care_worker, photo(shade), caption="the pot" if shade == 20 else "")
    (draft,) = _drafts(world)
    world.care_worker.sees("3 photos are kept with your report.")
    assert [row.draft_id for row in rows(world)] == [draft] * 3
    with world.moment() as moment:
        found = drafts.get_draft(moment.db, draft)
        assert found is not None
        assert found.answers["words"] == "the pot"
    reads_all(world.care_worker)


def test_no_more_than_an_album(world: World) -> None:
    allow(world)
    begin(world)
    for shade in range(MOST_FILES):
        send(world.care_worker, photo(shade * 9))
    world.care_worker.sees(f"{MOST_FILES} photos are kept")
    message = send(world.care_worker, photo(250))
    world.care_worker.sees("This report has 10 files already")
    assert lies_in_chat(world.care_worker, message)
    assert len(kept_files(world)) == MOST_FILES


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("photo", bomb(), "The picture is too big for me."),
        ("photo", b"no picture", "I could not read it as a photo."),
        ("voice", b"ID3 a song", "I can only take what is recorded with the microphone"),
        (
            "voice",
            recording(handler=b"vide"),
            "I can only take what is recorded with the microphone",
        ),
        ("photo", b"x" * 1_000_001, "It is too big for me."),
    ],
    ids=["bomb", "no photo", "no voice", "video", "more than it said"],
)
def test_what_cannot_be_kept_is_said_and_left(
    world: World, kind: str, content: bytes, words: str
) -> None:
    allow(world)
    begin(world)
    message = send(world.care_worker, content, kind, size=10)
    world.care_worker.sees("I have not kept the", words, "It is still in this chat.")
    world.care_worker.sees("is not kept.")
    assert lies_in_chat(world.care_worker, message)
    assert kept_files(world) == []
    finish(world)
    reads_all(world.care_worker)


def test_a_message_of_several_stays_until_none_of_them_is_waited_for(world: World) -> None:
    allow(world)
    begin(world)
    message = send(world.care_worker, Later("busy", after=60))
    send(world.care_worker, photo(2), message=message)
    world.care_worker.sees("The photo is kept", "The photo is on the way")
    assert lies_in_chat(world.care_worker, message)
    (waiting,) = [row for row in rows(world) if row.state == "wanted"]
    world.phones.uploads[str(waiting.remote)] = photo(3)
    world.forward(minutes=1)
    world.care_worker.sees("2 photos are kept")
    assert not lies_in_chat(world.care_worker, message)
    finish(world)


def test_what_says_that_it_is_too_big_is_not_even_fetched(world: World) -> None:
    allow(world, Attachments(photos=True, most=2_000_000))
    send(world.care_worker, photo(), size=2_000_001)
    world.care_worker.sees("That photo is too big for me", "I can take 2 MB.")
    assert not world.phones.fetched


def test_what_cannot_be_fetched_is_tried_for_a_day_and_the_report_goes_on(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, Later("down"))
    world.care_worker.sees("The photo is on the way to me.")
    reference = finish(world)
    world.forward(minutes=1)
    tries = len(world.phones.fetched)
    assert 3 <= tries <= 8
    (reference_of,) = set(world.phones.fetched)
    world.phones.uploads[reference_of] = photo()
    world.forward(minutes=2)
    assert len(kept_files(world)) == 1
    world.care_worker.sees("The photo is kept with your report.")
    assert len(world.account(reference)["attachments"]) == 1


def test_after_a_day_the_person_hears_that_it_was_not_to_be_had(world: World) -> None:
    allow(world)
    send(world.care_worker, Later("down"))
    world.forward(hours=25)
    world.care_worker.expects("I have not kept the photo.", "I tried for a day")
    reads_all(world.care_worker)
    assert not [row for row in rows(world) if row.state == "wanted"]


def test_a_damaged_file_is_not_shown(world: World) -> None:
    allow(world)
    begin(world)
    send(world.care_worker, photo())
    world.care_worker.sees("The photo is kept")
    finish(world)
    data = file_button(world)
    (file,) = kept_files(world)
    file.write_bytes(photo(7))
    world.senior.sends_data(data)
    world.senior.sees("I cannot show that file in this chat.")
    assert not [parcel for parcel in world.phones.sent if parcel.media is not None]


def test_two_that_fetch_the_same_keep_it_once(world: World) -> None:
    """The claim of one ran out while it was still at work."""
    allow(world)
    begin(world)
    world.phones.uploads["it"] = Later("not yet", after=1)
    send(world.care_worker, Later("not yet", after=1))
    (reference,) = set(world.phones.fetched)
    world.phones.uploads[reference] = photo()

    async def twice(house: House) -> None:
        collector = house._collector
        (wanted,) = rows(world)
        await collector._collect(wanted)
        await collector._collect(wanted)

    world.act(twice)
    world.settle()
    world.care_worker.sees("The photo is kept with your report.")
    assert len(kept_files(world)) == 1
    removed = [parcel for parcel in world.phones.sent if parcel.removes is not None]
    assert len({parcel.removes for parcel in removed}) == len(removed)
    finish(world)


def _drafts(world: World) -> list[int]:
    with world.moment() as moment:
        found = drafts.unfinished_drafts(moment.db, world.care_worker.id)
        return [draft.id for draft in found]


def test_whoever_sends_one_while_nothing_can_be_stored_hears_that() -> None:
    phones, now = Phones(), datetime(2026, 3, 10, 14, tzinfo=UTC)
    file = {"kind": "photo", "reference": "r"}
    update = json.dumps({"kind": "file", "from": "7", "file": file, "message": "1"})
    asyncio.run(Standstill({"phones": phones}, lambda: now).tell([("phones", update)]))
    assert [message.shown for message in phones.chat("7").messages] == [KEPT]
