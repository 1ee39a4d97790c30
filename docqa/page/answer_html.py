"""An answer as HTML that is safe to show: what documents and models say is untrusted and stays text."""

import re
from collections.abc import Sequence
from functools import partial
from html import escape

from markdown_it import MarkdownIt

from docqa.answering.notices import NOT_THERE, after, doubt, report_text, run_in
from docqa.documents import Answer, Citation, Difference, Finding, Part, Sentence, Stretch, Support

# Places for the marks, put in before Markdown is rendered and replaced after: characters that no text holds, since
# they are taken out of it first, and that no HTML entity can spell (Unicode's noncharacters).
_MARK, _END = "\ufdd0", "\ufdd1"
_WORD_JOINER = "&#8288;"
LEVEL_OF_DOCUMENT, MAX_LEVEL_OF_HEADING = 3, 6  # of HTML: the page has its own headings above
ABSENT = ' class="absent"'
MAX_ROWS_SHOWN = 1000  # of one table; a browser is slow with many thousands, which the CSV file has all
_NOTE = "No passage that was found supports this"
_NOTE_OF_ASIDE = "Other places answer the question better than this one"
_PLACE = re.compile(f"(?P<tag><[^>]*>)|{_MARK}(?P<index>\\d+){_END}")

# An image makes the browser call its address, a link is one click from it, and HTML can do both.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(
    ["image", "link", "autolink", "reference", "html_inline", "html_block"]
)  # fmt: skip


def answer_html(answer: Answer) -> str:
    """The documents' own words, then what a model wrote of them, as HTML.

    The quotation that answers stands in black with its source's number. Others, and the closest words where it cannot
    be told whether they answer, have only their place. A model's sentence has its sources' numbers after it, or a note.
    While it is being written its sentences have not been checked yet, and nothing is marked.

    >>> answer_html(Answer("?", "Hi <b>![x](http://evil.example/a.png)"))
    '<p>Hi &lt;b&gt;![x](http://evil.example/a.png)</p>\\n'
    """
    if answer.parts:
        return "".join(map(_part, answer.parts))
    quoted = "".join(
        _quotation(quotation, is_answer=answer.finding is Finding.ANSWERS and quotation is answer.quotations[0])
        for quotation in answer.quotations
    )
    if not answer.text:
        return quoted
    text, end = "", 0
    for index, sentence in enumerate(answer.sentences):
        # The no-break space ends a word for Markdown: "**37 billion.**" would stay open before a mark.
        text += f"{_clean(answer.text[end : sentence.end])}\u00a0{_MARK}{index}{_END}"
        end = sentence.end
    rendered = str(_markdown.render(text + _clean(answer.text[end:])))
    written = _PLACE.sub(partial(_filled, answer.sentences), rendered)
    by = f'<p class="by">Written by {escape(answer.model)}, each sentence checked:</p>' if answer.done else ""
    return f'{quoted}<div class="written">{by}{written}</div>' if quoted else written


def plain_text(answer: Answer) -> str:
    """The answer to copy: quotations with their places, then what a model wrote."""
    if answer.parts:
        return report_text(answer)
    quoted = [cited(quotation.words, [quotation]) for quotation in answer.quotations]
    return "\n\n".join([*quoted, _cited_text(answer)] if answer.text else quoted)


def cited(words: str, citations: Sequence[Citation]) -> str:
    """Words of a document with their places, to be copied.

    >>> cited("It is 9.", [Citation(1, "", "Lease.pdf", 3, "4", 0, 9, ""), Citation(2, "", "a.pdf", 0, "1", 0, 9, "")])
    '“It is 9.” (Lease.pdf, p. 4; a.pdf, p. 1)'
    """
    return f"“{words}” ({_places(citations)})"


def _places(citations: Sequence[Citation]) -> str:
    return "; ".join(dict.fromkeys(f"{citation.doc}, {citation.page_name}" for citation in citations))


def _cited_text(answer: Answer) -> str:
    """What a model wrote, with the places that bear out each sentence behind it, or a note that none does."""
    text, end = "", 0
    for sentence in answer.sentences:
        notes = [_places(sentence.citations)] if sentence.citations else []
        notes += [said] if (said := doubt(sentence)) else []
        text += answer.text[end : sentence.end] + (f" ({'; '.join(notes)})" if notes else "")
        end = sentence.end
    return text + answer.text[end:]


def _part(part: Part) -> str:
    """A part of a report: its heading, and its sentences as one paragraph, each with its source's number."""
    level = min(part.level + LEVEL_OF_DOCUMENT, MAX_LEVEL_OF_HEADING)
    marks = [_mark(quotation.number, Support.VERBATIM.value) for quotation in part.quotations]
    if part.is_list:
        return f"<h{level}>{escape(part.title)}</h{level}>{_table(part.quotations)}"
    if part.is_heading:
        return f'<p class="outline" style="--level: {part.level}">{escape(part.title)}{_held(marks[0])}</p>'
    heading = f"<h{level}>{escape(part.title)}</h{level}>" if part.title else ""
    if part.differences:
        return heading + _comparison(part.differences)
    if part.text:
        said = "".join(f"{escape(sentence.text)}{_marks(sentence)} " for sentence in part.sentences)
        return f"{heading}<p>{said}</p>"
    said = "".join(
        escape(quotation.words) + _held(mark) + after(quotation.words).replace("\n", "<br>")
        for quotation, mark in zip(part.quotations, marks, strict=True)
    )
    if part.is_run_in:
        return f'<p><strong role="heading" aria-level="{level}">{escape(run_in(part.title))}</strong> {said}</p>'
    return f"{heading}<p>{said}</p>" if said else heading


def _comparison(differences: Sequence[Difference]) -> str:
    """Differences between two documents, side by side; on a narrow page one under the other, each with its name."""
    names = [escape(name) for name in differences[0].documents]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = []
    for one in differences:
        cells = []
        for name, tag, words, places in (
            (names[0], "del", one.was, one.before), (names[1], "ins", one.now, one.after),
        ):  # fmt: skip
            marks = "".join(map(_mark, dict.fromkeys(place.number for place in places)))
            said = "".join(_stretch(stretch, tag) for stretch in words) + _held(marks) if places else NOT_THERE
            cells.append(f'<td data-document="{name}"{"" if places else ABSENT}>{said}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table class="comparison"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _stretch(stretch: Stretch, tag: str) -> str:
    """Words as HTML; those that the other document does not have are told without colour, and to be heard.

    >>> _stretch(Stretch("9 < 10", is_changed=True, is_telling=True), "ins")
    '<ins class="telling"><span class="heard">changed: </span>9 &lt; 10<span class="heard"> (end)</span></ins>'
    """
    if not stretch.is_changed:
        return escape(stretch.text)
    kind = ' class="telling"' if stretch.is_telling else ""
    heard = '<span class="heard">changed: </span>', '<span class="heard"> (end)</span>'
    return f"<{tag}{kind}>{heard[0]}{escape(stretch.text)}{heard[1]}</{tag}>"


def _table(items: Sequence[Citation]) -> str:
    """Items, each with the words that it stands in, its document where there are several, and its place."""
    of_several = len({item.doc_id for item in items}) > 1
    rows = "".join(
        f"<tr><td>{escape(item.answering)}</td><td>{escape(item.words)}</td>"
        + (f"<td>{escape(item.doc)}</td>" if of_several else "")
        + f"<td>{_place(item, is_named=not of_several)}</td></tr>"
        for item in items[:MAX_ROWS_SHOWN]
    )
    more = f"<p>{len(items) - MAX_ROWS_SHOWN:,} more are in the CSV file.</p>" if len(items) > MAX_ROWS_SHOWN else ""
    names = ("Item", "Words", *(("Document",) if of_several else ()), "Place")
    head = f"<thead><tr>{''.join(f'<th>{name}</th>' for name in names)}</tr></thead>"
    kind = "list several" if of_several else "list"
    return f'<table class="{kind}">{head}<tbody>{rows}</tbody></table>{more}'


def _quotation(quotation: Citation, is_answer: bool) -> str:
    words = _with_stronger(quotation.words, quotation.answering if is_answer else "")
    kind = "answers" if is_answer else "closest"
    return (
        f'<blockquote class="quotation {kind}"><p>{words}{_held(_mark(quotation.number)) if is_answer else ""}</p>'
        f"<footer>{_place(quotation)}{_copy(quotation)}</footer></blockquote>"
    )


def _copy(quotation: Citation) -> str:
    words = escape(cited(quotation.words, [quotation]))
    return f'<button class="copy-one" data-copy="{words}" aria-label="Copy this quotation with its place">Copy</button>'


def _place(citation: Citation, *, is_named: bool = True) -> str:
    """A button that shows the place, with the name of its document or, beside that, with the page alone."""
    place = escape(f"{citation.doc}, {citation.page_name}")
    label = "" if is_named else f' aria-label="{place}"'
    shown = place if is_named else escape(citation.page_name)
    return f'<button class="place" data-citation="{citation.number}"{label}>{shown}</button>'


def _with_stronger(words: str, answering: str) -> str:
    """The words as HTML, what answers in them stronger than the rest.

    >>> _with_stronger("In 2012 it's 12 < 27", "12")
    'In 2012 it&#x27;s <strong>12</strong> &lt; 27'
    """
    found = re.search(rf"(?<![\w.,]){re.escape(answering)}(?!\w)", words) if answering else None
    if not found:
        return escape(words)
    start, end = found.span()
    return f"{escape(words[:start])}<strong>{escape(words[start:end])}</strong>{escape(words[end:])}"


def _filled(sentences: Sequence[Sentence], place: re.Match[str]) -> str:
    """What stands after a sentence; nothing inside a tag, where an attribute would break."""
    if place["tag"]:
        return _clean(place["tag"])
    sentence = sentences[int(place["index"])]
    doubted = doubt(sentence)
    kind = "unsupported partly" if sentence.citations else "unsupported"
    title = _NOTE_OF_ASIDE if sentence.state is Support.ASIDE else _NOTE
    note = f'<span class="{kind}" title="{title}">{escape(_clean(doubted))}</span>' if doubted else ""
    return _marks(sentence) + note


def _marks(sentence: Sentence) -> str:
    """The numbers of a sentence's sources, each once."""
    numbers = dict.fromkeys(citation.number for citation in sentence.citations)
    return _held("".join(_mark(number, sentence.state.value) for number in numbers))


def _held(marks: str) -> str:
    """Marks that stay on the line of the word before them: browsers break it before a button, whatever stands there."""
    return f'<span class="marks">{_WORD_JOINER}{marks}</span>' if marks else ""


def _mark(number: int, support: str = "") -> str:
    title = f' title="{support}"' if support else ""
    return f'<button class="mark"{title} data-citation="{number}" aria-label="Show source {number}">{number}</button>'


def _clean(text: str) -> str:
    return re.sub(f"[{_MARK}{_END}]", "", text)
