"""Joining: a one-time code from the manager ties a chat to a person. Strangers get one sentence.

A code has 50 bits of chance, is kept as a hash, works once and for a time. Wrong codes are
counted per chat and for the whole channel, so guessing from many chats gets no further. Where the
home allows it, the e-mail address that a channel vouches for opens the door as well.
"""

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta

from flows import briefings, post, telling
from flows.moment import Moment
from flows.normal import normal_email
from flows.post import Place
from flows.screen import Asked, Heard, Introduced, Screen, Typed
from storage import joining as codes
from storage import people
from storage.joining import Stranger
from storage.people import Person

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10
WINDOW = timedelta(hours=1)
TRIES = 5
TRIES_IN_ALL = 200
ANSWERS = 5

SENTENCE = "This is a private service for one care home's staff. Ask your manager for a join code."
WRONG = "That code does not work. Ask your manager for a new join code."
TOO_MANY = "Too many wrong codes. Please wait an hour, or ask your manager."


class NotIntroduced(Exception):
    """Nobody knows the chat at `address` yet, and its channel has to be asked whose it is."""

    def __init__(self, address: str) -> None:
        super().__init__("The channel has not been asked who this is.")
        self.address = address


def new_code(moment: Moment, person: Person) -> str:
    """A new one-time code for this person. Codes made for them before stop working."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    codes.add_join_code(
        moment.db,
        person_id=person.id,
        code_hash=_hash(code),
        now=moment.now,
        expires_at=moment.now + moment.service.code_lasts,
    )
    return f"{code[:5]}-{code[5:]}"


def hear_stranger(
    moment: Moment, channel: str, heard: Heard, key: str, introduced: Introduced | None = None
) -> Person | None:
    """Someone unknown spoke. The person they turn out to be, or None after one sentence.

    Raises NotIntroduced, with nothing done, when the channel's word is wanted and not there.
    """
    known = _known(moment, channel, heard.address)
    code = offered_code(heard)
    may_try = _may_try(moment, known)
    if code:
        person = _redeem(moment, code) if may_try else None
    else:
        person = _introduced(moment, known, introduced)
    if person is not None:
        telling.move_chat(moment, person.id, Place(channel, heard.address), key=key)
        people.link_account(
            moment.db, person_id=person.id, channel=channel, address=heard.address, now=moment.now
        )
        briefings.offer_what_waits(moment, person)
        return person
    # Counting stops one above the limit, so that one chat cannot use up the channel's tries.
    attempts = min(known.attempts + bool(code), TRIES + 1)
    counted = replace(known, attempts=attempts, spoke=known.spoke + 1)
    codes.count_stranger(moment.db, counted)
    if known.spoke < ANSWERS or (code and known.attempts <= TRIES):
        place = Place(channel, heard.address)
        post.show(moment, place, Screen(title=_answer(code, may_try)), key=key, about="stranger")
    return None


def _introduced(moment: Moment, known: Stranger, introduced: Introduced | None) -> Person | None:
    if known.channel not in moment.service.vouching:
        return None
    if introduced is None:
        # Whoever goes on after the answers of this hour is not looked up for each word.
        if known.spoke >= ANSWERS:
            return None
        raise NotIntroduced(known.address)
    email = normal_email(introduced.email)
    return people.person_with_email(moment.db, email) if email else None


def _known(moment: Moment, channel: str, address: str) -> Stranger:
    """What is counted against this chat in the running hour."""
    seen = codes.stranger(moment.db, channel, address)
    if seen is not None and seen.since > moment.now - WINDOW:
        return seen
    return Stranger(channel, address, attempts=0, spoke=0, since=moment.now)


def _answer(code: str, tried: bool) -> str:
    if not code:
        return SENTENCE
    return WRONG if tried else TOO_MANY


def _may_try(moment: Moment, known: Stranger) -> bool:
    in_all = codes.wrong_codes_since(moment.db, known.channel, moment.now - WINDOW)
    return known.attempts < TRIES and in_all < TRIES_IN_ALL


def offered_code(heard: Heard) -> str:
    """What may be a code in what a stranger sent; "" when it cannot be one."""
    match heard.happening:
        case Asked(name="start" | "join", argument=argument):
            text = argument
        case Typed(text=text):
            pass
        case _:
            return ""
    code = text.strip().upper().replace("-", "").replace(" ", "")
    plausible = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    return code if plausible or isinstance(heard.happening, Asked) else ""


def _redeem(moment: Moment, code: str) -> Person | None:
    found = codes.join_code(moment.db, _hash(code))
    if found is None or found.used_at is not None or found.expires_at <= moment.now:
        return None
    person = people.get_person(moment.db, found.person_id)
    if person is None or person.state != "active":
        return None
    codes.use_join_code(moment.db, found.id, moment.now)
    return person


def _hash(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").upper().encode()).hexdigest()
