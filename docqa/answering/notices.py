"""What is said above an answer: whether the documents answer, and what they do not hold. Pure."""

from collections.abc import Sequence
from itertools import takewhile

from docqa.documents import Answer, Citation, Difference, Finding, Part, Sentence, Support

# Two duties more: the model is told to say it, and an answer that is this sentence counts as refused.
REFUSAL = "The documents do not say."
MAX_NAMES_ASKED = 3  # told one by one
NOT_THERE = "not there"
_SENTENCE_ENDS = ".!?。！？"  # before quotation marks and brackets; a line of a form or a table has none
CLOSEST_WORDS = "These are the closest words found. They may not answer the question."
CLOSEST_PASSAGES = "No sentence was found that may answer. The closest passages stand with it."


def headline(answer: Answer) -> str:
    """What is said above the quotations of an answer: whether the documents answer, as far as can be told.

    >>> headline(Answer("?", finding=Finding.NONE))
    'The documents do not say.'
    >>> from docqa.documents import Chunk, Passage
    >>> rent = Passage(Chunk("", "", 0, 0, 4, "Rent"), "", "1", 1.0)
    >>> headline(Answer("?", finding=Finding.CLOSEST, passages=(rent,), done=True))
    'No sentence was found that may answer. The closest passages stand with it.'
    """
    if answer.finding is Finding.NONE or (answer.refused and not answer.quotations):
        return REFUSAL
    if answer.finding is Finding.CLOSEST and answer.quotations:
        return CLOSEST_WORDS
    has_passages_alone = answer.passages and not (answer.quotations or answer.text or answer.parts or answer.error)
    return CLOSEST_PASSAGES if answer.done and has_passages_alone and not answer.stopped else ""


def doubt(sentence: Sentence) -> str:
    """What is said after a sentence of a model's, or of its parts, that no place about the question bears out; or "".

    >>> doubt(Sentence("Dogs stay free, and cats too.", 0, 29, doubted=("cats too.",)))
    'not in the sources'
    """
    if sentence.state is Support.PARTLY:
        return f"not in the sources: {', '.join(f'“{part}”' for part in sentence.doubted)}"
    return "" if sentence.supported else sentence.state.value


def part_text(part: Part) -> str:
    """A part of a report as text: its heading, and each sentence with its place.

    >>> from docqa.documents import Citation
    >>> print(part_text(Part("Rent", 1, (Citation(1, "", "a.pdf", 3, "4", 0, 9, "It is 9."),))))
    Rent
    <BLANKLINE>
    It is 9. (a.pdf, p. 4)
    >>> print(part_text(Part("Rent", 2, (Citation(1, "", "a.pdf", 3, "4", 0, 9, "It is 9."),), is_run_in=True)))
    Rent. It is 9. (a.pdf, p. 4)
    """
    if part.is_list:
        rows = (f"{q.answering}\n  {q.words} ({q.doc}, {q.page_name})" for q in part.quotations)
        return "\n\n".join((part.title, *rows))
    if part.is_heading:
        return f"{part.title} ({part.quotations[0].page_name})"
    if part.differences:
        return "\n\n".join(filter(None, (part.title, *map(difference_text, part.differences))))
    written = [(sentence.text, sentence.citations[0]) for sentence in part.sentences]
    quoted = [(quotation.words, quotation) for quotation in part.quotations]
    said = "".join(f"{words} ({at.doc}, {at.page_name}){after(words)}" for words, at in written or quoted).rstrip()
    if part.is_run_in:
        return f"{run_in(part.title)} {said}"
    return "\n\n".join(filter(None, (part.title, said)))


def run_in(title: str) -> str:
    """A heading as it begins the text below it.

    >>> run_in("Dogs"), run_in("May dogs stay?")
    ('Dogs.', 'May dogs stay?')
    """
    return title if title.endswith((*_SENTENCE_ENDS, ":")) else f"{title}."


def after(words: str) -> str:
    """What stands behind words of a report: the next sentence on the same line, or the next line of a form or letter.

    >>> after("Rent is due."), after("“Rent is due.”)"), after("Rent 900.00 EUR")
    (' ', ' ', '\\n')
    """
    marks = takewhile(lambda character: not character.isalnum(), reversed(words))
    return " " if any(mark in _SENTENCE_ENDS for mark in marks) else "\n"


def report_text(answer: Answer) -> str:
    """A report as text, each sentence with its place; "" of an answer that is none."""
    return "\n\n".join(filter(None, map(part_text, answer.parts)))


def by_words_alone(embedding_model: str) -> str:
    """What is said where that model, by its label, does not know the script of the question or of the passages."""
    return (
        f"{embedding_model} does not know the language of the question or of the pages, so these were found by their "
        "words alone; a multilingual embedding model in Ollama, such as bge-m3, finds them by meaning too."
    )


def without_meaning(embedding_model: str) -> str:
    """What is said where that model, as it is called, did not give the question's vector in time."""
    return f"{embedding_model} does not answer at the moment, so these were found by their words alone."


def difference_text(difference: Difference) -> str:
    """A difference as text: what both documents say with its places, in brackets what the other does not have.

    >>> from docqa.documents import Stretch
    >>> was = Stretch("It is "), Stretch("9", is_changed=True)
    >>> print(difference_text(Difference(("a.pdf", "b.pdf"), (Citation(1, "", "a.pdf", 3, "4", 0, 9, ""),), (), was)))
    a.pdf, p. 4: It is [9]
    b.pdf: not there
    """
    sides = zip(
        difference.documents, (difference.before, difference.after), (difference.was, difference.now), strict=True
    )
    lines = []
    for name, places, words in sides:
        said = "".join(f"[{stretch.text}]" if stretch.is_changed else stretch.text for stretch in words)
        lines.append(f"{name}, {pages_text(places)}: {said}" if places else f"{name}: {NOT_THERE}")
    return "\n".join(lines)


def pages_text(places: Sequence[Citation]) -> str:
    """The pages of places, each once.

    >>> pages_text([Citation(1, "", "a.pdf", 3, "4", 0, 9, ""), Citation(2, "", "a.pdf", 4, "5", 0, 9, "")])
    'p. 4; p. 5'
    """
    return "; ".join(dict.fromkeys(place.page_name for place in places))


def notice(
    unmentioned: Sequence[str] = (), not_asked: Sequence[str] = (), unread_by: str = "", silent: str = ""
) -> str:
    """What is said above an answer: names in the question that no page found holds, documents that seem to be meant.

    `unread_by` is the embedding model that does not know the language, if so, `silent` one that did not answer in time.

    >>> notice(["Pfizer", "Upjohn"])
    'Nothing on the pages found mentions Pfizer or Upjohn.'
    >>> notice([], ["Lease.pdf"])
    'Lease.pdf was not asked: tick it to ask it too.'
    """
    sentences = [without_meaning(silent)] if silent else [by_words_alone(unread_by)] if unread_by else []
    if unmentioned:
        sentences.append(f"Nothing on the pages found mentions {_listed(unmentioned, 'or')}.")
    if len(not_asked) == 1:
        sentences.append(f"{not_asked[0]} was not asked: tick it to ask it too.")
    elif not_asked:
        sentences.append(f"{_listed(not_asked, 'and')} were not asked: tick them to ask them too.")
    return " ".join(sentences)


def asked_of(names: Sequence[str], of: int) -> str:
    """Which documents a question is asked of, of so many in the library.

    >>> asked_of(["Lease.pdf"], 1), asked_of(["Lease.pdf", "a.pdf"], 9), asked_of(["a"] * 9, 9), asked_of(["a"] * 8, 9)
    ('Lease.pdf', 'Lease.pdf and a.pdf', 'all 9 documents', '8 of 9 documents')
    """
    if len(names) <= MAX_NAMES_ASKED:
        return _listed(names, "and") if names else ""
    return f"all {of} documents" if len(names) == of else f"{len(names)} of {of} documents"


def _listed(names: Sequence[str], last: str) -> str:
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end
