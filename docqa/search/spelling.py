"""The words of the documents that one was meant for which stands in none of them."""

from collections.abc import Sequence

from docqa.library.full_text import FullText

MIN_LETTERS_OF_MISSPELT = 5  # shorter words are like too many others
MIN_LETTERS_OF_PART = 4  # of a word that the documents write as two


def spelled(full_text: FullText, word: str) -> str:
    """A word that stands in no chunk as the documents spell it, without its ending; as it is where none is like it.

    Numbers, identifiers and words of other alphabets are taken as they are. Raises StorageError.
    """
    is_word = len(word) >= MIN_LETTERS_OF_MISSPELT and word.isalpha() and word.isascii()
    return (full_text.alike(word) if is_word else None) or word


def parted(full_text: FullText, word: str, doc_ids: Sequence[str] | None = None) -> tuple[str, ...]:
    """A word that stands in no chunk as the two that those documents (default all) write, or part by a hyphen, if any.

    "breastfeeding" is ("breast", "feeding") where they have "breast-feeding". Raises StorageError.
    """
    cuts = range(MIN_LETTERS_OF_PART, len(word) - MIN_LETTERS_OF_PART + 1) if word.isalpha() else ()
    pairs = ((word[:cut], word[cut:]) for cut in cuts)
    return next((pair for pair in pairs if full_text.search_phrases([" ".join(pair)], 1, doc_ids)), ())
