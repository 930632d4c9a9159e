"""What is kept of a recording that a phone or Slack has made: its frames, and how to play them."""

import struct
from dataclasses import fields
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.media import NotTaken, stripped
from flows.media.boxes import boxes
from flows.media.sound import LARGEST_FRAME, Frames
from tests.pictures import LATITUDE
from tests.recordings import FRAMES, SCALE, SPEECH, TICKS, WHEN, Recording, box, ints, recording

ALL = 20 * TICKS
LAYOUTS: dict[str, dict[str, object]] = {
    "table behind": {},
    "table before": {"first": True},
    "in parts": {"in_parts": True},
    "eight bytes": {"long": True},
    "nothing between": {"gap": b"", "beside": b""},
}
WHOLE = recording(gap=b"")
SIZES = tuple(map(len, FRAMES))
FEW = FRAMES[:2]
NO_FRAMES = box(b"tfhd", ints(0x20000, 1))
SOME = st.sampled_from([WHOLE, recording(gap=b"", first=True), recording(gap=b"", in_parts=True)])


def frames_of(file: bytes) -> list[bytes]:
    """The frames as the table of the new file cuts them, read without any part of Handrail."""
    at = file.index(b"stsz") + 12
    (count,) = struct.unpack_from(">I", file, at)
    sizes = struct.unpack_from(f">{count}I", file, at + 4)
    (begin,) = struct.unpack_from(">I", file, file.index(b"stco") + 12)
    assert file[begin - 4 : begin] == b"mdat"
    found = []
    for size in sizes:
        found.append(file[begin : begin + size])
        begin += size
    assert begin == len(file)
    return found


def refused(file: bytes) -> bool:
    with pytest.raises(NotTaken) as no:
        stripped("voice", file)
    return no.value.why == "no_voice"


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_recording_keeps_its_sound_and_loses_all_else(layout: dict[str, object]) -> None:
    sent = recording(**layout)
    assert b"SECRETPHONE" in sent
    assert LATITUDE in sent
    assert ints(WHEN) in sent
    kept = stripped("voice", sent)
    assert kept.mime == "audio/mp4"
    assert frames_of(kept.content) == list(FRAMES)
    assert not [told for told in (b"SECRET", LATITUDE, ints(WHEN)) if told in kept.content]
    assert stripped("voice", kept.content) == kept, "what was made can be read again"
    assert stripped("voice", WHOLE) == kept, "nor how it was written"


def test_what_is_heard_of_it_stays_the_same() -> None:
    """A coder begins with silence, which the file says is to be left out."""
    kept = stripped("voice", recording()).content
    assert kept.count(box(b"elst", ints(0, 1, 18_432, 2048, 1 << 16))) == 1
    assert kept.count(box(b"stts", ints(0, 1, 20, TICKS))) == 1
    for edits in [(), ((ALL, 0, 1 << 16),), ((4000, -1, 1 << 16), (ALL, 0, 1 << 16))]:
        assert b"elst" not in stripped("voice", recording(edits=edits)).content
    other_ticks = recording(movie_scale=600, edits=((1382, 2048, 1 << 16),))
    assert ints(18_427, 2048) in stripped("voice", other_ticks).content, "the nearest there is"
    until_the_end = recording(edits=((0, 2048, 1 << 16),))
    assert stripped("voice", until_the_end).content == kept


def test_what_somebody_has_cut_away_does_not_travel_along() -> None:
    half = SCALE // 2
    just = [(ALL - half, half, 1 << 16), (ALL - half, 0, 1 << 16)]
    assert all(stripped("voice", recording(edits=(edit,))) for edit in just)
    more = [(ALL - half - 1, half + 1, 1 << 16), (ALL - half - 1, 0, 1 << 16)]
    assert all(refused(recording(edits=(edit,))) for edit in more)


OTHER: dict[str, dict[str, object]] = {
    "a video": {"handler": b"vide"},
    "with another track": {"tracks": 2},
    "no track": {"tracks": 0},
    "another coding": {"entry": b"alac"},
    "locked": {"entry": b"enca"},
    "mp3": {"coding": 0x6B},
    "a profile of speech alone": {"config": bytes([0x45, 0x88])},
    "a rate of its own": {"config": bytes([0x17, 0x88])},
    "channels of its own": {"config": bytes([0x15, 0x80])},
    "a long story": {"config": SPEECH + b"SECRETX"},
    "no config": {"config": b""},
    "elsewhere": {"where": 0},
    "two kinds": {"entries": 2},
    "as a film has it": {"version": 1},
    "no ticks": {"scale": 0, "edits": ()},
    "no ticks of the whole": {"movie_scale": 0},
    "too slow": {"edits": ((ALL, 0, 1 << 15),)},
    "twice": {"edits": ((ALL, 0, 1 << 16), (ALL, 0, 1 << 16))},
    "before it begins": {"edits": ((ALL, -2, 1 << 16),)},
    "after it ends": {"edits": ((ALL, ALL, 1 << 16),)},
    "all of it skipped": {"edits": ((0, 2 * TICKS, 1 << 16),), "frames": FEW},
    "silence": {"frames": (), "edits": ()},
    "an empty frame": {"frames": (b"", b"sound"), "edits": ()},
    "a frame that is none": {"frames": (bytes(LARGEST_FRAME + 1),), "edits": ()},
    "no table": {"swap": (b"stsz", b"")},
    "many frames": {"swap": (b"stsz", box(b"stsz", ints(0, 5, 0xFFFFFFFF)))},
    "fewer frames": {"swap": (b"stsz", box(b"stsz", ints(0, 7, 19)))},
    "a row too few": {
        "gap": b"SECRETGAP" * 9,
        "swap": (b"stsz", box(b"stsz", ints(0, 0, 20, *SIZES[:-1]))),
    },
    "into what follows": {
        "gap": b"",
        "swap": (b"stsz", box(b"stsz", ints(0, 0, 20, *SIZES[:-1], SIZES[-1] + 1))),
    },
    "more than a chunk": {"swap": (b"stsc", box(b"stsc", ints(0, 1, 1, 0xFFFFFFFF, 1)))},
    "more than there are": {"swap": (b"stsc", box(b"stsc", ints(0, 2, 1, 3, 1, 0xFFFFFFFF, 1, 1)))},
    "another kind within": {"swap": (b"stsc", box(b"stsc", ints(0, 2, 1, 3, 2, 7, 2, 1)))},
    "chunks that are missing": {"swap": (b"stsc", box(b"stsc", ints(0, 2, 2, 3, 1, 7, 2, 1)))},
    "no rows": {"swap": (b"stsc", box(b"stsc", ints(0, 0)))},
    "rows that are missing": {"swap": (b"stsc", box(b"stsc", ints(0, 0xFFFFFFFF)))},
    "no time": {"swap": (b"stts", box(b"stts", ints(0, 1, 20, 0))), "edits": ()},
    "all of time": {"swap": (b"stts", box(b"stts", ints(0, 1, 20, 0xFFFFFFFF))), "edits": ()},
    "some of the time": {"swap": (b"stts", box(b"stts", ints(0, 1, 19, TICKS)))},
    "outside the sound": {"swap": (b"stco", box(b"stco", ints(0, 7, *[30] * 7)))},
    "the same again": {"beside": box(b"moov")},
    "cut in the middle": {"beside": b"\0\0\0\x20free"},
    "half a length": {"beside": b"\0\0\0"},
    "half a long length": {"beside": b"\0\0\0\1free\0\0"},
    "shorter than itself": {"beside": ints(4, 8) + b"free"},
    "without an end inside": {"swap": (b"free", ints(0) + b"free")},
}


@pytest.mark.parametrize("differs", OTHER.values(), ids=OTHER)
def test_any_other_file_is_refused(differs: dict[str, object]) -> None:
    assert refused(recording(**differs))


def test_every_difference_was_one() -> None:
    assert {name for differs in OTHER.values() for name in differs} < {
        each.name for each in fields(Recording)
    }


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        (b"ftyp", b"free"),
        (b"\x05\x80\x80\x02", b"\x07\x80\x80\x02"),
        (b"\x05\x80\x80\x02", b"\x05\x80\x80\x05"),
        (b"\x05\x80\x80\x02" + SPEECH, b"\x05\x80\x80\x80\x80\x00"),
    ],
    ids=["no mark", "another part", "more than there is", "a length without an end"],
)
def test_a_recording_that_does_not_hold_together_is_refused(found: bytes, instead: bytes) -> None:
    sent = recording()
    assert sent.count(found) == 1
    assert refused(sent.replace(found, instead))


@pytest.mark.parametrize("again", [[60], [0], [1] * 600_000])
def test_a_small_file_does_not_become_a_large_one(again: list[int]) -> None:
    file = box(b"mdat", bytes(100 if len(again) == 1 else 1_500_000))
    frames = Frames(file, list(boxes(file, 0, len(file))))
    assert frames.add(8, [60] if len(again) == 1 else again) > 8
    with pytest.raises(NotTaken):
        frames.add(8, again)


def test_a_file_of_many_parts_and_many_boxes_takes_no_longer_for_each() -> None:
    """Else a few megabytes of them would keep us busy for hours."""
    many = box(b"moof", box(b"traf", NO_FRAMES)) * 2000
    sent = recording(in_parts=True, gap=b"", frames=FRAMES[:6], beside=b"") + many
    at = sent.index(b"moov") - 4
    size = int.from_bytes(sent[at : at + 4], "big")
    longer = ints(size + 2000 * 8) + sent[at + 4 : at + size] + box(b"free") * 2000
    begun = process_time()
    kept = stripped("voice", sent[:at] + longer + sent[at + size :])
    assert process_time() - begun < 2
    assert frames_of(kept.content) == list(FRAMES[:6])


@pytest.mark.parametrize("profile", [bytes([0x2B, 0x11, 0x88, 0]), bytes([0xEB, 0x09, 0x88, 0])])
def test_the_kinds_for_few_bits_are_taken(profile: bytes) -> None:
    assert profile in stripped("voice", recording(config=profile)).content


def test_the_last_box_may_go_on_to_the_end() -> None:
    sent = bytearray(recording(first=True, beside=b""))
    at = sent.index(b"mdat") - 4
    sent[at : at + 4] = bytes(4)
    assert frames_of(stripped("voice", bytes(sent)).content) == list(FRAMES)


def test_frames_of_one_length_need_no_list_of_them() -> None:
    same = (b"sound!!", b"and one")
    table = box(b"stsz", ints(0, 7, 2))
    sent = recording(frames=same, edits=(), swap=(b"stsz", table))
    assert frames_of(stripped("voice", sent).content) == list(same)


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        (b"trex", b"free"),
        (b"traf", b"free"),
        (b"tfhd", b"free"),
        (ints(0x2000A, 1), ints(0x2000A, 2)),
        (ints(0x305, 3), ints(0x305, 0xFFFFFFFF)),
        (ints(0x201, 3), ints(0, 0xFFFFF)),
        (ints(0x305, 3), ints(0x300, 3)),
    ],
)
def test_parts_that_do_not_hold_together_are_refused(found: bytes, instead: bytes) -> None:
    sent = recording(in_parts=True)
    assert found in sent
    assert refused(sent.replace(found, instead, 1))


@given(SOME, st.data())
def test_a_part_of_a_file_is_refused(file: bytes, data: st.DataObject) -> None:
    """Or, in one that was written in parts, is what was written by then."""
    cut = file[: data.draw(st.integers(0, len(file) - 1))]
    try:
        kept = stripped("voice", cut)
    except NotTaken:
        return
    found = frames_of(kept.content)
    assert found == list(FRAMES[: len(found)])


@settings(max_examples=400)
@given(SOME, st.lists(st.tuples(st.integers(0), st.integers(1, 255)), min_size=1, max_size=3))
def test_a_damaged_file_is_refused_or_gives_a_clean_one(
    file: bytes, damage: list[tuple[int, int]]
) -> None:
    spoilt = bytearray(file)
    for at, change in damage:
        spoilt[at % len(file)] ^= change
    try:
        kept = stripped("voice", bytes(spoilt))
    except NotTaken:
        return
    assert stripped("voice", kept.content) == kept
    assert b"SECRET" not in kept.content


@given(st.binary(max_size=200))
def test_bytes_are_refused(content: bytes) -> None:
    assert refused(box(b"ftyp", b"M4A ") + content)
