"""At what age a text can be read. Pure.

The measure is Flesch and Kincaid's school grade (0.39 words a sentence, 11.8 syllables a word,
less 15.59), and the age is that grade and five. A word's syllables are its groups of vowels, less
the silent ones and with those that are said apart; where that is wrong, the word is named.
"""

import re

SAID = {
    **{"999": 3, "dnacpr": 6, "news2": 2},
    **{"anyone": 3, "colleague": 2, "everybody": 4, "opinion": 3, "somebody": 3, "someone": 2},
    **{"everything": 3, "several": 2, "timeline": 2, "whoever": 3},
}
"""Short forms, as they are read aloud, and words that the rule counts wrongly."""

SILENT = re.compile(
    r"(?:(?<=[^aeioutdly])|(?<=[aeiouy]l)|(?<=ll))ed$"
    r"|(?:(?<=[^aeiouyszxcghl])|(?<=[aeiouy]l)|(?<=ll))es$"
    r"|(?:(?<=[^aeiouyl])|(?<=[aeiouyl]l))e$"
    r"|(?<=[^aeiouy])e(?=ly$|less|ful|ment|thing$|where|time)"
)
"""An e that is written and not said: asked, times, like, safely; not: added, places, able."""

APART = re.compile(
    r"i[ao](?<![tcsg]i[ao])|ie(?=t|rs?$)|[aeiouy]ing$|(?<=[^aeiouyq])ua(?=[lt])|eo(?![up])"
    r"|uid$|ysm$|ism$"
)
"""Vowels that stand together and are said apart: diary, quiet, being, equal; not: action."""


def reading_age(text: str) -> float:
    """It was made for whole passages: of few words it says little."""
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    if not words:
        return 0.0
    sentences = len(re.findall(r"[.?!]+(?=\s|$)", text)) or 1
    counted = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * counted / len(words) - 15.59 + 5


def syllables(word: str) -> int:
    root = word.partition("'")[0]
    if word in SAID or root in SAID:
        return SAID.get(word) or SAID[root]
    groups = len(re.findall(r"[aeiouy]+", root))
    return max(groups - len(SILENT.findall(root)) + len(APART.findall(root)), 1)
