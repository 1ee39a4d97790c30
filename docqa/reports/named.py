"""Which documents a text names, by its words and their files' names. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from docqa.search.documents_meant import document_hints
from docqa.search.names import YEAR, plain
from docqa.text.words import content_words

MIN_HINT = 1.0  # of `document_hints`: a whole word of the file's name


def documents_in(text: str, names: Sequence[str]) -> list[int]:
    """The indexes of the documents named.

    One that a part of another's words points at is not: "lease 2024" is not the lease of 2023.

    >>> names = ["Lease 2023.pdf", "Lease 2024.pdf", "Will.pdf"]
    >>> documents_in("lease 2024 and the will", names), documents_in("the leases", names), documents_in("dogs", names)
    ([1, 2], [0, 1], [])
    """
    whole, text = places_of_names(text, names)
    words = text.split()
    words += [one[:-1] for word in words if (one := word.rstrip(",.:;?!")).endswith("s")]  # "the leases"
    years = set(YEAR.findall(text))
    said = [set(YEAR.findall(name)) & years for name in names]  # of each document, what points at it
    pointed = set[int]()
    for word in [*words, *map(" ".join, pairwise(words))]:
        hints, _ = document_hints(word, names)
        for at in (at for at, hint in enumerate(hints) if hint >= MIN_HINT):
            said[at].add(word)
            pointed.add(at)
    return sorted({*whole, *(at for at in pointed if not any(said[at] < said[other] for other in pointed))})


def places_of_names(question: str, names: Sequence[str]) -> tuple[dict[int, int], str]:
    """Where a question says a document's whole name, with or without its ending, by the document's index.

    Also the question without them, then in plain letters.

    >>> places_of_names("Lease 2 and lease-1.pdf", ["Lease 1.pdf", "Lease 2.pdf", "Lease.pdf"])
    ({0: 12, 1: 0}, '        and            ')
    """
    places: dict[int, int] = {}
    text = plain(question)
    stems = {at: words_of_name(name) for at, name in enumerate(names)}
    for at, words in sorted(stems.items(), key=lambda item: -sum(map(len, item[1]))):
        ending = r"[\W_]*pdf" if sum(map(len, words)) < 2 else r"(?:[\W_]*pdf)?"  # "a" is a word
        written = r"[\W_]*".join(map(re.escape, words))
        is_said = words and all(word in text for word in words)  # to look is quick, to make the pattern is not
        found = re.search(rf"(?<![^\W_]){written}{ending}(?![^\W_])", text) if is_said else None
        if found:
            places[at] = found.start()
            text = f"{text[: found.start()]}{' ' * len(found[0])}{text[found.end() :]}"
    return places, text if places else question


def words_of_names(text: str, names: Sequence[str]) -> set[str]:
    """The words of a text that stand in the documents' names.

    >>> sorted(words_of_names("on DeepSeekv3 and deepseek", ["DeepSeek_V3.pdf"]))
    ['deepseek', 'deepseekv3']
    """
    files = [re.sub(r"\W|_", "", plain(name)) for name in names]
    words = (word for word in content_words(text) if len(word) > 1)
    return {word for word in words if any(re.sub(r"\W|_", "", plain(word)).removesuffix("s") in file for file in files)}


def words_of_name(name: str) -> list[str]:
    """The words of a file's name, without its ending, in plain letters."""
    return re.findall(r"[^\W_]+", plain(re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE)))
