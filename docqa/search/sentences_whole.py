"""Passages with the sentences at both ends whole, also over the ends of their page, and running lines known. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from docqa.documents import GoingOn, OtherPage, Page, Passage
from docqa.text.page_ends import PAGES_BESIDE, sentence_over
from docqa.text.running_lines import running_stretches
from docqa.text.sentences import passage_sentences

MAX_CHARACTERS_ADDED = 400  # to either end of a passage, so that its first and its last sentence are whole


def with_sentences_whole(passage: Passage, around: Sequence[Page]) -> Passage:
    r"""The passage with the other halves of the sentences that it has one half of; `around` are its page and some more.

    >>> from docqa.documents import Chunk
    >>> pages = [Page(0, "1", "The tenant pays the rent and"), Page(1, "2", "the heat. Dogs pay nothing.")]
    >>> found = Passage(Chunk("", "", 1, 0, 9, "the heat."), "", "2", 1.0)
    >>> with_sentences_whole(found, pages).text
    'The tenant pays the rent and\nthe heat.'
    """
    by_index = {page.index: page for page in around}
    if own_page := by_index.get(passage.chunk.page):
        passage = _to_ends_of_sentences(passage, own_page.text)
    chunk = passage.chunk
    found = []
    for index in (chunk.page - 1, chunk.page):
        page, following = by_index.get(index), by_index.get(index + 1)
        beside = [by_index[at] for at in range(index - PAGES_BESIDE, index + PAGES_BESIDE + 2) if at in by_index]
        over = sentence_over(page, following, beside) if page and following else None
        if not (page and following and over):
            continue
        if index < chunk.page and chunk.start <= over.next_start < chunk.end:
            at, text = over.next_start - chunk.start, page.text[over.start : over.kept_end] + over.joint
            # In the place of the running lines above it, which are no part of the sentence; a figure there stays.
            first = at if over.is_below_figure else 0
            found.append(GoingOn(first, at, text, OtherPage(page.index, page.label, over.start, over.end)))
        elif index == chunk.page and chunk.start < over.kept_end and over.end <= chunk.end:
            text = over.joint + following.text[over.next_start : over.next_end]
            place = OtherPage(following.index, following.label, over.next_start, over.next_end)
            found.append(GoingOn(over.kept_end - chunk.start, over.end - chunk.start, text, place))
    page = by_index.get(chunk.page)
    stretches = running_stretches(page, around) if page else ()
    own = [
        (max(start - chunk.start, 0), min(end, chunk.end) - chunk.start)
        for start, end in stretches
        if start < chunk.end
        and chunk.start < end
        and not any(start - chunk.start < other.last and other.first < end - chunk.start for other in found)
    ]
    passage = replace(passage, going_on=tuple(found))
    return replace(passage, running=tuple((passage.position(start), passage.position(end)) for start, end in own))


def _to_ends_of_sentences(passage: Passage, text: str) -> Passage:
    """The passage from the beginning of its first sentence to the end of its last, on its page with that text.

    >>> from docqa.documents import Chunk
    >>> text = "Dogs pay a fee. The tenant pays the rent and the heat. Cats are free."
    >>> found = _to_ends_of_sentences(Passage(Chunk("", "", 0, 20, 40, text[20:40]), "", "1", 1.0), text)
    >>> found.chunk.text, found.chunk.start
    ('The tenant pays the rent and the heat.', 16)
    """
    chunk = passage.chunk
    first, last = max(chunk.start - MAX_CHARACTERS_ADDED, 0), min(chunk.end + MAX_CHARACTERS_ADDED, len(text))
    start, end = chunk.start, chunk.end
    for begins, ends in ((first + a, first + b) for a, b in passage_sentences(text[first:last])):
        if begins < chunk.start < ends and (begins > first or not first):
            start = begins
        if begins < chunk.end < ends and (ends < last or last == len(text)):
            end = ends
    if (start, end) == (chunk.start, chunk.end):
        return passage
    places = tuple((a + chunk.start - start, b + chunk.start - start) for a, b in passage.places)
    return replace(passage, chunk=replace(chunk, start=start, end=end, text=text[start:end]), places=places)
