"""What in typed text looks like a name, an NHS number, a phone number or the like. Pure.

It is there to ask, never to decide: a worker is shown what was noticed and may leave it. So it
looks for likely things only. Case references are never among them; resident codes only where they
are given, for what is to tell of nobody at all.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["nhs_number", "ni_number", "phone", "postcode", "name", "resident"]

IN_ITS_PLACE: dict[Kind, str] = {
    "nhs_number": "[NHS number]",
    "ni_number": "[NI number]",
    "phone": "[phone]",
    "postcode": "[postcode]",
    "name": "[name]",
    "resident": "[resident]",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Where something was noticed, and what it looks like."""

    start: int
    end: int
    kind: Kind


def identifiers(
    text: str, names: Iterable[str] = (), places: Iterable[str] = (), codes: Iterable[str] = ()
) -> tuple[Span, ...]:
    """Everything noticed, from left to right; where two overlap, the surer one stands.

    `names` are the people whom the home knows: looked for whole, and part by part. `places` are
    its own words that are no people's names, such as the unit called Rose.
    """
    usual = COMMON | {word.casefold() for place in places for word in place.split()}
    found = [
        span
        for code in codes
        for span in _matches(re.compile(rf"\b{re.escape(code)}\b", re.IGNORECASE), text, "resident")
    ]
    for span in _surest_first(text, tuple(names), usual):
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
    return tuple(sorted((_to_the_name(text, span) for span in found), key=lambda s: s.start))


def without(text: str, spans: Sequence[Span]) -> str:
    """The text with a plain word in the place of each: "[name] fell by the door"."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]}{IN_ITS_PLACE[span.kind]}{text[span.end :]}"
    return text


def _surest_first(text: str, names: tuple[str, ...], usual: frozenset[str]) -> Iterator[Span]:
    yield from (span for span in _matches(_NHS, text, "nhs_number") if _is_nhs(text, span))
    yield from _matches(_NI, text, "ni_number")
    yield from (span for span in _matches(_PHONE, text, "phone") if _is_phone(_cut(text, span)))
    yield from (
        span
        for span in _matches(_POSTCODE, text, "postcode")
        if not _ORDINAL.search(_cut(text, span))
    )
    yield from (span for span in _matches(_TITLED, text, "name") if _has_name(text, span, usual))
    yield from _known(text, names, usual)
    yield from _full_names(text, usual)


def _to_the_name(text: str, span: Span) -> Span:
    """Without the 's of "Mrs Patel's tea"."""
    ending = len(_cut(text, span)) - len(re.sub(r"['’]s$", "", _cut(text, span)))
    return Span(span.start, span.end - ending, span.kind)


def _matches(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Span]:
    return (Span(found.start(), found.end(), kind) for found in pattern.finditer(text))


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _is_nhs(text: str, span: Span) -> bool:
    return is_nhs_number(_digits(_cut(text, span)))


_GAP = "[ \u00a0\u2009\u202f-]{0,2}"
_NHS = re.compile(rf"(?<![\w+-])\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}(?![\w-])")
_PLACEHOLDER = re.compile(r"(\d)\1{9}|0123456789|1234567890|9876543210")


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last one checks the others (modulus 11), and no row of a keyboard."""
    if len(digits) != 10 or _PLACEHOLDER.fullmatch(digits):
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def _digits(found: str) -> str:
    return re.sub(r"\D", "", found)


_NI = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r" ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
)

_APART = "[ \u00a0\u2009\u202f().-]{0,2}"
_PHONE = re.compile(
    rf"(?<![\w+./:-])(?:(?:\+44|0044)(?:{_APART}\(0\))?|\(?0)(?:{_APART}\d){{9,10}}(?!\d)"
)
_FIRST_GROUP = re.compile(r"\(?(07|0\d{2,})")


def _is_phone(found: str) -> bool:
    """A UK number, of ten digits after the nought, or of nine in an old town.

    A first group of two ("01 02 03") is a date or a list of times; 07 is how mobiles begin.
    """
    abroad = re.match(r"\+44|0044", found)
    digits = _digits(found)
    national = re.sub("^0", "", digits.removeprefix("00").removeprefix("44") if abroad else digits)
    if not abroad and not _FIRST_GROUP.match(found):
        return False
    if len(national) == 9:
        return national[0] in "18" and not found.isdigit()
    return len(national) == 10 and national[0] not in "046"


_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT "
    "DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD "
    "LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK "
    "SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ZZ"
)
_POSTCODE = re.compile(
    rf"(?<![\w-])(?:(?:{_AREAS.replace(' ', '|')})\d[\dA-HJKMNPR-Y]?{_GAP}\d[ABD-HJLNP-UW-Z]{{2}}"
    rf"|ZZ99{_GAP}\d[A-Z]{{2}}|GIR{_GAP}0AA|BFPO {{0,2}}\d{{1,4}})(?![\w-])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(1st|2nd|3rd|\dth)$")
"""A vitamin or a vertebra and a count, "B12 2nd dose", has the shape of a postcode."""

SHORTEST_NAME = 3
_WORD = r"[A-Z](?=[\w'’-]*[a-z])[\w'’-]++"
"""Gives nothing back once it is read: a long word of many parts must not be read a million ways."""
_TITLED = re.compile(
    rf"\b(?:(?:[Mm]rs?|[Mm]x)\.? (?:[A-Z]\.? )*(?!R?\d)[^\W\d_][\w'’-]+"
    rf"|(?:MRS|MR|Ms|Miss)\.? (?:[A-Z]\. ?)*[A-Z][\w'’-]+)"
    rf"(?: {_WORD})*"
)
_ANY_WORD = re.compile(r"[^\W\d_][\w'’-]*?(?=['’]s\b|[^\w'’-]|$)")
_RUN = re.compile(rf"\b{_WORD}(?: {_WORD})+")

_COMMON = """
a about accident act activities activity adult adults advised after afternoon again agency aid air
alert all allergy also alzheimer alzheimer's ambulance an and another any app approved april as
asked assistant at august authority bank bathing bathroom bay be bed bedroom before belt blister
blood board body bowel bp breakfast but by calcium call called can capacity capsule capsules
cardiac care carer catheter centre chair chart charts checked chef chest choking christmas church
clinic clinical close community controlled cook corridor council court covid crash cream data
daughter day days december dementia deputy diabetes did dining dinner dispersible district do
doctor domestic door dose dr drive drop drops drug drugs duty each ear early east easter emergency
england equipment evening excellence eye family father february fell fire first floor food for
found frame friday from garden gave gel general given going gp grade ground guidance had hall has
have he health heard heart help helped her herbert hip his hoist holiday home hospice hospital
house how husband i if in incident independent infection infusion inhaler inspector insulin is it
its january july june key kitchen lane last lead leader left level lift local lodge log london
long lounge lower lunch magnesium manager map mar march mat matron mats may meal medication
medicine medicines mental milk miss missed modified monday month morning mother moved multiple my
national near nebuliser new next nhs night nil no north not noticed november now nurse october of
officer ointment on one only oral our oxygen pack pain paramedic paramedics parkinson parkinson's
patch pharmacist pharmacy phoned physio plan please plus police policy potassium pressure prof
protect protection protocol public quality rail rails rang record red registered release resident
retard review right risk road room round rung sachet sachets safety saturday saw sclerosis score
scotland screen second seen senior sensor september service services she sheet shift since sister
skin slide sling slow so social sodium solution some son south speech spoke spray staff stand
stayed stopped street stroke subcut sunday supper support surgery suspension syringe table tablet
tablets tea team that the their them then there they thick thickener thin third this thursday time
to today told took trolley trust tuesday two uk ulcer unit united until upper urine very visit
visitor visits vitamin wales walking ward warfarin was water we wednesday week weekend went were
west what wheelchair when where which while who why wife window wing with worker wound xl yes
yesterday you your zimmer
"""
COMMON = frozenset(_COMMON.split())
"""Words that are written with a capital and are nobody's name."""


def _has_name(text: str, span: Span, usual: frozenset[str]) -> bool:
    """ "Mr in room 3" names nobody."""
    return any(word.casefold() not in usual for word in _cut(text, span).split()[1:])


def _known(text: str, names: tuple[str, ...], usual: frozenset[str]) -> Iterator[Span]:
    """Whole names however they are written; a part of one only with its capital."""
    written = list(_ANY_WORD.finditer(text))
    lowered = {word[0].lower() for word in written}
    for name in names:
        parts = name.split()
        if len(parts) > 1 and lowered.issuperset(part.lower() for part in parts):
            whole = r"\s+".join(re.escape(part) for part in parts)
            yield from _matches(re.compile(rf"\b{whole}\b", re.IGNORECASE), text, "name")
    known = {part for name in names for part in name.split() if len(part) >= SHORTEST_NAME}
    for word in written:
        if word[0] in known and word[0].lower() not in usual:
            yield Span(word.start(), word.end(), "name")


def _full_names(text: str, usual: frozenset[str]) -> Iterator[Span]:
    """Two or more words with capitals, side by side, none of them an everyday word."""
    for run in _RUN.finditer(text):
        words = [
            (run.start() + word.start(), run.start() + word.end(), word[0].casefold())
            for word in re.finditer(_WORD, run[0])
        ]
        for everyday, group in groupby(words, key=lambda word: word[2] in usual):
            people = list(group)
            if not everyday and len(people) > 1:
                yield Span(people[0][0], people[-1][1], "name")
