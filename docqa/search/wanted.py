"""What a question asks for, as a text of a language may say it: its words, what means the same, what it names exactly.

Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from docqa.search.exact import Exact
from docqa.search.query import Query
from docqa.search.ranking import idf
from docqa.text.glosses import meanings
from docqa.text.languages import ENGLISH
from docqa.text.states import states_by_other_name, states_in
from docqa.text.words import among, placed_words, stem, words_at

SHARE_OF_EARLIER_WORDS = 0.5  # a word that only the question before says counts so much of one that this one says


@dataclass(frozen=True, slots=True)
class Wanted:
    """The question's words as they may stand in a text of a language, and what it names exactly."""

    language: str
    stems: dict[str, str]  # in that language, by the word
    meant: dict[str, str]  # the stems again, by those of their English words; empty where only the same words count
    states: dict[str, tuple[str, ...]]  # the words for states, by what else those are called
    exact: Sequence[Exact]

    @classmethod
    def of(cls, query: Query, asked_in: str, language: str) -> "Wanted":
        """With the words that mean the same, where the question or the text is not in English."""
        words = cls.in_same_words(query, language)
        if asked_in == language == ENGLISH.code:
            return words
        meant = {m: words.stems[word] for word in query.words for m in meanings(word, asked_in)}
        return cls(language, words.stems, meant, words.states, words.exact)

    @classmethod
    def in_same_words(cls, query: Query, language: str) -> "Wanted":
        stems = {word: stem(word, language) for word in query.words}
        return cls(language, stems, {}, states_by_other_name(query.text), query.exact)

    def words(self, text: str) -> list[tuple[int, str]]:
        """Where each of the words stands, by its stem."""
        found = among(placed_words(text, self.language), set(self.stems.values()))
        if self.meant:
            same = {at for at, _ in found}
            found += [
                (at, self.meant[meaning])
                for at, word in words_at(text)
                if at not in same
                for meaning in meanings(word, self.language)
                if meaning in self.meant
            ]
        found += [
            (at, self.stems[word]) for at, words in states_in(text, self.states) for word in words if word in self.stems
        ]
        return found

    def places(self, text: str) -> list[tuple[int, str]]:
        """Where each of the words stands, by its stem, and what is named exactly, as it is written."""
        return [*self.words(text), *((at, one.written) for one in self.exact for at in one.places(text))]

    def among(self, text: str) -> set[str]:
        """What of it a text says, as `places` calls it."""
        return {found for _, found in self.places(text)}

    def weights(self, counts: Mapping[str, int], chunks: int, before: Collection[str] = ()) -> dict[str, float]:
        """How telling each is, as `places` calls it: what is named exactly as telling as the most telling word.

        `counts` says in how many of the `chunks` each word stands. Those `before` a follow-up tell less than its own.
        """
        weights = {
            stem: idf(counts.get(word, 0), chunks) * (SHARE_OF_EARLIER_WORDS if word in before else 1.0)
            for word, stem in self.stems.items()
        }
        heaviest = max(weights.values(), default=0.0) or 1.0
        return {**weights, **{one.written: heaviest for one in self.exact}}

    def counted(self, counts: Mapping[str, int], texts: Sequence[str]) -> Mapping[str, int]:
        """How often each word stands; of those that stand nowhere, how many of the texts have what means the same.

        The index of words knows no capitals: for "Oregon" nobody could ask it for "OR".
        """
        if not (self.meant or self.states) or all(counts.get(word) for word in self.stems):
            return counts
        held = [{found for _, found in self.words(text)} for text in texts]
        return {word: counts.get(word) or sum(own in one for one in held) for word, own in self.stems.items()}
