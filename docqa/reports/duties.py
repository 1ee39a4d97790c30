"""Duties told in the plain present, "The tenant pays the rent", by who the parties of a document are. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from docqa.reports.items import MAX_CHARACTERS_PER_DUTY, Item
from docqa.text.languages import LANGUAGES
from docqa.text.sentences import clause_spans

MIN_SHARE_OF_PARTIES = 0.1  # of the sentences, that say what a party does: of an agreement, seldom of another text
MIN_SENTENCES_OF_PARTIES = 2
MIN_SHARE_OF_OTHER_PARTY = 0.2  # of as many as the first has; an agreement by defined terms has two sides


class Parties:
    """The parties of a document, by what they are called in it: roles that agreements have, and terms that it defines.

    Of a document that hardly says what its parties do, nothing is a duty: a filing is no agreement, though it may
    define "the Company".
    """

    def __init__(self, sentences: Sequence[str], terms: Collection[str]) -> None:
        named = "|".join(sorted(map(re.escape, terms), key=len, reverse=True)) or "(?!)"
        parties = [one.lists.party.replace("ROLE", rf"(?:{one.lists.roles}|{named})\b") for one in LANGUAGES]
        does = (rf"{party}\s+(?P<{one.code}>{one.lists.does})" for one, party in zip(LANGUAGES, parties, strict=True))
        self._does = re.compile("|".join(does), re.IGNORECASE)
        subject = re.compile("|".join(parties), re.IGNORECASE)
        whole = [sentence for sentence in sentences if sentence.endswith(".")]
        said = [found[0].split(None, 1)[-1].casefold() for one in whole if (found := subject.match(one))]
        (first, most), (_, other) = [*Counter(said).most_common(2), ("", 0), ("", 0)][:2]
        is_role = re.fullmatch("|".join(one.lists.roles for one in LANGUAGES), first, re.IGNORECASE) is not None
        self._act = len(said) >= max(MIN_SENTENCES_OF_PARTIES, MIN_SHARE_OF_PARTIES * len(whole)) and (
            is_role or other >= MIN_SHARE_OF_OTHER_PARTY * most
        )

    def duty(self, sentence: str) -> Item | None:
        """What a party does, by a sentence that begins with it.

        >>> lease = ("The tenant pays the rent, and in advance.", "The guest returns the keys.", "The guest is free.")
        >>> parties = Parties(lease, ())
        >>> [duty.text for sentence in lease if (duty := parties.duty(sentence))]
        ['pays the rent', 'returns the keys.']
        >>> Parties((lease[0], *(["The brook is cold."] * 20)), ()).duty(lease[0])
        """
        found = self._does.match(sentence) if self._act else None
        if found is None:
            return None
        start = next(found.start(language.code) for language in LANGUAGES if found[language.code])
        end = next((end for first, end in clause_spans(sentence) if first <= start < end), len(sentence))
        if end - start > MAX_CHARACTERS_PER_DUTY:
            end = sentence.rfind(" ", 0, start + MAX_CHARACTERS_PER_DUTY)
        return Item(start, end, " ".join(sentence[start:end].split()))
