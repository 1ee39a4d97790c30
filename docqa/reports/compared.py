"""Which two documents a question wants compared. Pure."""

import re
from collections.abc import Sequence

from docqa.reports.named import MIN_HINT, documents_in, places_of_names, words_of_name
from docqa.search.documents_meant import document_hints
from docqa.search.names import plain

# What two documents to compare are called, besides their names.
KINDS_OF_VERSIONS = frozenset(
    "version versions draft drafts edition editions contract contracts agreement agreements lease leases text texts "
    "copy copies any in since there old older new newer first second earlier later previous current last both each "
    "other way how "
    "zwei deux dos cuáles "
    "versionen fassung fassungen vertrag vertrags verträge verträgen alte alten neue neuen beide beiden "
    "contrat contrats ancien ancienne nouveau nouvelle précédente contrato contratos versión versiones antigua antiguo "
    "nueva nuevo anterior".split()
)


def compared(question: str, names: Sequence[str]) -> tuple[int, int] | None:
    """The indexes of the two documents that are meant, in the order in which the question names them; None if unclear.

    >>> names = ["Lease 2023.pdf", "Lease 2024.pdf", "Will.pdf"]
    >>> compared("What changed between lease 2024 and lease 2023?", names)
    (1, 0)
    >>> compared("Compare the documents", names), compared("Compare the documents", names[:2])
    (None, (0, 1))
    """
    places, _ = places_of_names(question, names)
    if len(places) != 2 and len(names) > 2:
        hints, _ = document_hints(question, names)
        best = sorted(range(len(names)), key=lambda at: -hints[at])
        if hints[best[1]] >= MIN_HINT and hints[best[1]] > hints[best[2]]:
            places = dict.fromkeys(sorted(best[:2]), 0)
        elif len(said := documents_in(question, names)) == 2:  # "the leases", of which there are two
            places = dict.fromkeys(said, 0)
        else:
            return None
    meant = sorted(places) if len(places) == 2 else list(range(len(names)))
    if len(meant) != 2:
        return None
    one, other = meant
    is_turned = (
        places[one] > places[other] if len(set(places.values())) == 2 else _is_turned(question, names, one, other)
    )
    return (other, one) if is_turned else (one, other)


def _is_turned(question: str, names: Sequence[str], one: int, other: int) -> bool:
    """Whether the words that tell the second name from the first come before those that tell the first."""
    text, ours, theirs = plain(question), set(words_of_name(names[one])), set(words_of_name(names[other]))
    first, second = (
        min(
            (found.start() for word in own if (found := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))),
            default=-1,
        )
        for own in (ours - theirs, theirs - ours)
    )
    return 0 <= second < first
