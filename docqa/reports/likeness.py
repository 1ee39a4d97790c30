"""Which passages say something of a thing, by the forms of its words. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from docqa.reports.items import ItemKind, items
from docqa.reports.units import Unit
from docqa.text.languages import ENGLISH
from docqa.text.words import content_words, name_stems, placed_words, singular, stem

MIN_LETTERS_IN_COMMON = 5  # of two stems that may be forms of one word: acquisit(ion), acquir(ed)
MIN_SHARE_IN_COMMON = 0.6  # of the longer stem's letters
MIN_WORDS_PER_MENTION = 4
WORDS_BETWEEN = 2  # the words of a thing, at most: "officers of the executive"


@dataclass(frozen=True, slots=True)
class Thing:
    """What is listed, by its words in the document's language, each without what makes it a plural."""

    words: frozenset[str]
    language: str
    plurals: frozenset[str] = frozenset()  # as they are asked for, where that is told by an ending

    @classmethod
    def of(cls, about: str, language: str) -> "Thing":
        words = {word: singular(word, language) for word in content_words(about)}
        plurals = (word for word, one in words.items() if word != one and language == ENGLISH.code)
        return cls(frozenset(words.values()), language, frozenset(plurals))

    def is_named(self, text: str) -> bool:
        """Whether a text has all the words beside each other, one or many.

        >>> officers = Thing.of("executive officers", "en")
        >>> officers.is_named("Our Executive Officer"), Thing.of("fees", "en").is_named("feet")
        (True, False)
        >>> officers.is_named("an officer that the board of the executive names")
        False
        """
        words = [singular(word, self.language) for word in re.findall(r"\w+", text.casefold())]
        places = [at for at, word in enumerate(words) if word in self.words]
        width = len(self.words) + WORDS_BETWEEN
        return any(self.words <= set(words[at : at + width]) for at in places) if self.words else False

    def is_announced(self, text: str) -> bool:
        """Whether a heading or a sentence that names it may have a list of it: many, where many are asked for.

        >>> risks = Thing.of("risks", "en")
        >>> [risks.is_announced(title) for title in ("Risk Factors", "The risks are:", "Risk management")]
        [True, True, False]
        """
        words = re.findall(r"\w+", text.casefold())
        named = [at for at, word in enumerate(words) if singular(word, self.language) in self.words]
        many = (word for at in named for word in words[at : at + 2])
        return self.is_named(text) and (not self.plurals or any(_is_plural(word) for word in many))

    def is_nearly_named(self, text: str) -> bool:
        """Whether a text has a word that may be a form of one of them; "Jan" is asked for as a name, not as a month.

        >>> Thing.of("acquisitions", "en").is_nearly_named("Heron acquired Acme.")
        True
        >>> Thing.of("Jan", "en").is_nearly_named("In January it rains.")
        False
        """
        # What is longer than its word is no stem: the month that "Jan" is short for.
        stems = [one for word in self.words if len(one := stem(word, self.language)) <= len(word)]
        return any(_is_close(one, other) for one in stems for other in _stems(text, self.language))


def mentions(thing: Thing, found: Sequence[Unit], listed: Collection[Unit]) -> Iterator[Unit]:
    """The passages that name the thing and are in none of its lists, in order.

    Where the document has no list of it, also those with a word that may be another form of it.
    """
    for unit in found:
        is_own = unit in listed or unit.is_heading or not _says_something(unit)
        if not is_own and (thing.is_named(unit.text) or (not listed and thing.is_nearly_named(unit.text))):
            yield unit


def telling(thing: Thing, units: Sequence[Unit], most: int) -> list[Unit]:
    """At most `most` of the passages, in their order: those that name the thing, a name, a date or an amount first."""

    def weight(unit: Unit) -> tuple[bool, bool]:
        signs = (item for kind in (ItemKind.DATES, ItemKind.AMOUNTS) for item in items(kind, unit.text))
        return thing.is_named(unit.text), bool(name_stems(unit.text)) or next(signs, None) is not None

    best = sorted(units, key=weight, reverse=True)[:most]
    return sorted(best, key=lambda unit: unit.extract.place)


def _says_something(unit: Unit) -> bool:
    return len(unit.text.split()) >= MIN_WORDS_PER_MENTION and not unit.text.endswith(":")


def _stems(text: str, language: str) -> set[str]:
    return {found for _, found in placed_words(text, language)}


def _is_plural(word: str) -> bool:
    return singular(word, ENGLISH.code) != word


def _is_close(one: str, other: str) -> bool:
    common = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return common >= MIN_LETTERS_IN_COMMON and common >= MIN_SHARE_IN_COMMON * max(len(one), len(other))
