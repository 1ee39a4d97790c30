"""The word of the documents that a misspelt one was meant for."""

from docqa.library.full_text import FullText

MIN_LETTERS_OF_MISSPELT = 5  # shorter words are like too many others


def spelled(full_text: FullText, word: str) -> str:
    """A word that stands in no chunk as the documents spell it, without its ending; as it is where none is like it.

    Numbers, identifiers and words of other alphabets are taken as they are. Raises StorageError.
    """
    is_word = len(word) >= MIN_LETTERS_OF_MISSPELT and word.isalpha() and word.isascii()
    return (full_text.alike(word) if is_word else None) or word
