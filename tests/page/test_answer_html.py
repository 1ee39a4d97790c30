from dataclasses import replace
from html.parser import HTMLParser

import pytest

from docqa.answering.citations import cite
from docqa.documents import Answer, Citation, Finding, Part, Passage, Sentence
from docqa.page.answer_html import MAX_ROWS_SHOWN, answer_html, plain_text
from tests.support.shelf import LEASE, passage

pytestmark = pytest.mark.pure

FACTS = [passage(text, page) for page, text in enumerate(LEASE)]
NOTE = "not in the sources"


class Tags(HTMLParser):
    """The elements of an HTML text with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def html(text: str, question: str = "What?", passages: list[Passage] = FACTS) -> str:
    return answer_html(Answer(question, text, sentences=cite(text, question, passages), done=True))


def mark(number: int, state: str = "word for word") -> str:
    data = f'data-citation="{number}" aria-label="Show source {number}"'
    return f'\u00a0<span class="marks">&#8288;<button class="mark" title="{state}" {data}>{number}</button></span>'


def test_marks_stand_after_their_sentences() -> None:
    shown = html("The rent is 1,250 dollars a month. The notice is ninety days. The moon is made of cheese.")
    assert f"dollars a month.{mark(1)} The notice is ninety days.{mark(3, 'supported')} The moon is made" in shown
    assert shown.count(NOTE) == 1
    assert shown.index("cheese") < shown.index(NOTE)


def test_a_part_that_nothing_bears_out_is_named() -> None:
    shown = html("The rent is 1,250 dollars a month, and the key is kept by a man called <b>Bob</b>.")
    assert mark(1, "partly") in shown
    assert "not in the sources: “the key is kept by a man called &lt;b&gt;Bob&lt;/b&gt;.”</span>" in shown


def test_a_sentence_that_may_be_about_something_else_has_its_place_and_says_so() -> None:
    text = "The rent is 1,250 dollars a month."
    (sentence,) = cite(text, "Who has the key?", FACTS)
    shown = answer_html(Answer("?", text, sentences=(replace(sentence, is_aside=True),), done=True))
    assert mark(1, "perhaps about something else") in shown
    assert "perhaps about something else</span>" in shown


def test_nothing_is_marked_while_it_is_being_written() -> None:
    assert answer_html(Answer("What?", "The rent is 1,250 dollars")) == "<p>The rent is 1,250 dollars</p>\n"


def quoted(words: str, finding: Finding, doc: str = "Lease.pdf", **fields: str) -> Answer:
    place = Citation(2, "d", doc, 3, "iv", 0, len(words), words)
    return Answer("What?", quotations=(place,), finding=finding, done=True, **fields)  # type: ignore[arg-type]


def test_only_words_that_answer_have_a_mark() -> None:
    answers = answer_html(quoted("It is 5.", Finding.ANSWERS))
    assert answers.startswith('<blockquote class="quotation answers"><p>It is 5.<span class="marks">')
    assert '<button class="mark" data-citation="2"' in answers
    closest = answer_html(quoted("It is 5.", Finding.CLOSEST))
    assert closest.startswith('<blockquote class="quotation closest"><p>It is 5.</p>')
    assert 'class="mark"' not in closest
    place = '<button class="place" data-citation="2">Lease.pdf, sheet 4, printed iv</button>'
    assert place in closest  # it can still be looked at


def test_the_words_of_a_quotation_that_answer_are_stronger() -> None:
    quotation = Citation(1, "a", "a.pdf", 0, "1", 0, 30, "The rent is <b>450</b> & 9 euros.", answering="<b>450</b> &")
    shown = answer_html(Answer("?", quotations=(quotation,), finding=Finding.ANSWERS, done=True))
    assert "<p>The rent is <strong>&lt;b&gt;450&lt;/b&gt; &amp;</strong> 9 euros." in shown


def test_what_a_model_wrote_stands_beneath_the_documents_own_words() -> None:
    shown = answer_html(quoted("It is 5.", Finding.ANSWERS, text="Five.", model="a<b"))
    by = '<p class="by">Written by a&lt;b, each sentence checked:</p>'
    assert shown.index("It is 5.") < shown.index(f'<div class="written">{by}<p>Five.</p>')
    copied = plain_text(quoted("It\nis 5.", Finding.ANSWERS, text="Five."))
    assert copied == "“It is 5.” (Lease.pdf, sheet 4, printed iv)\n\nFive."


def test_what_is_copied_has_its_place() -> None:
    shown = Tags(answer_html(quoted('It is "5".', Finding.ANSWERS)))
    (copied,) = [attributes["data-copy"] for _, attributes in shown.tags if "data-copy" in attributes]
    assert copied == '“It is "5".” (Lease.pdf, sheet 4, printed iv)'
    text = "The rent is 1,250 dollars a month. The moon is made of cheese."
    answer = Answer("What?", text, sentences=cite(text, "What?", FACTS), done=True)
    at = answer.sentences[0].citations[0]
    assert plain_text(answer) == (
        f"The rent is 1,250 dollars a month. ({at.doc}, p. {at.label}) The moon is made of cheese. ({NOTE})"
    )


@pytest.mark.parametrize("finding", Finding)
def test_what_a_document_says_stays_inert(finding: Finding) -> None:
    for evil in INERT:
        written = Tags(answer_html(quoted(evil, finding, doc=evil)))
        assert {tag for tag, _ in written.tags} <= {"blockquote", "p", "footer", "button", "span"}
        assert " ".join(evil.split()) in " ".join(written.words.split())


def test_lists_tables_emphasis_and_code_are_kept() -> None:
    shown = html(
        "**The rent is 1,250 dollars.**\n\n1. *Notice: ninety days.*\n2. `Oregon law`\n\n"
        "| What | How much |\n|---|---|\n| Rent | 1,250 dollars |\n\n```python\nrent = 1250\n```"
    )
    assert f"<p><strong>The rent is 1,250 dollars.</strong>{mark(1)}</p>" in shown
    assert f"<li><em>Notice: ninety days.</em>{mark(3, 'supported')}</li>" in shown
    assert f"<li><code>Oregon law</code>{mark(3, 'supported')}</li>" in shown
    assert "<th>What</th>\n<th>How much</th>" in shown
    assert f"<td>1,250 dollars{mark(1, 'supported')}</td>" in shown
    assert '<pre><code class="language-python">rent = 1250\n</code></pre>' in shown


@pytest.mark.parametrize("fence", ["> ```js", "- ~~~js", "````js", "    ```js"])
def test_a_mark_never_lands_in_an_attribute(fence: str) -> None:
    answer = Answer("?", f"{fence}\n1250", sentences=(Sentence(fence, 0, len(fence)),))
    for tag, attributes in Tags(answer_html(answer)).tags:
        assert tag in {"p", "pre", "code", "blockquote", "ul", "li", "button", "span"}
        assert set(attributes) <= {"class", "data-citation", "aria-label", "title"}
        assert "<" not in str(attributes)


@pytest.mark.parametrize(
    "forged",
    [
        "\ufdd09\ufdd2",
        "&#xfdd0;9&#xfdd2;",
        "&#64976;9&#64978;",
        "\ue0009\ue002",
        "```\ufdd09\ufdd2\ncode\n```",
        "```&#xfdd0;9&#xfdd2;\ncode\n```",
        '<button class="mark" data-citation="9">9</button>',
    ],
)
def test_the_model_cannot_make_marks(forged: str) -> None:
    shown = html(f"Look: {forged}\n\n{forged}")
    assert all(tag != "button" for tag, _ in Tags(shown).tags)
    assert "\ufdd0" not in shown


INERT = [
    "<img src=http://evil.example/a.png>",
    "<IMG SRC=x onerror=alert(1)>",
    "![picture](http://evil.example/a.png)",
    "![picture][1]\n\n[1]: http://evil.example/a.png",
    "[![nested](http://evil.example/a.png)](http://evil.example)",
    "[link](http://evil.example)",
    "[link](javascript:alert(1))",
    "[link](JaVaScRiPt:alert(1) 'title')",
    "[link][ref]\n\n[ref]: javascript:alert(1)",
    "[ref]\n\n[ref]: http://evil.example",
    "<http://evil.example>",
    "<javascript:alert(1)>",
    "http://evil.example/?q=secret",
    "<script>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<!-- comment --><iframe src=//evil.example></iframe>",
    "<!--\n--><svg onload=alert(1)>",
    "<![CDATA[<img src=x>]]>",
    "<?php <img src=x> ?>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "`<img src=x>`",
    "```html\n<img src=x>\n```",
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    "    <img src=x>",
    "| a |\n|---|\n| <img src=x> ![b](http://evil.example) |",
    '"onmouseover="alert(1)',
    "<style>body{background:url(http://evil.example)}</style>",
    "\\<img src=x\\>",
    "<div\n\n<img src=x onerror=alert(1)>",
    "# <base href=http://evil.example>",
    "x\u0000<img src=x>",
]


@pytest.mark.parametrize("evil", INERT)
def test_what_the_model_writes_stays_inert(evil: str) -> None:
    written = Tags(html(evil) + answer_html(Answer("?", evil)))
    allowed = {"p", "code", "pre", "h1", "table", "thead", "tbody", "tr", "th", "td", "span", "button", "blockquote"}
    assert {tag for tag, _ in written.tags} <= allowed
    for _, attributes in written.tags:
        assert attributes.keys() <= {"class", "title", "data-citation", "aria-label"}


def test_what_is_inert_can_still_be_read() -> None:
    assert "![picture](http://evil.example/a.png)" in Tags(html("![picture](http://evil.example/a.png)")).words
    assert "AT&T <b>" in Tags(html("AT&amp;T <b>")).words


def listed(*names: str) -> Answer:
    items = (
        Citation(n, "", "<b>.pdf", 3, "4", 0, 9, f"<i>{name}</i> costs 5.", answering=name)
        for n, name in enumerate(names, 1)
    )
    return Answer("?", parts=(Part("Fees <u>", 1, tuple(items)),), done=True)


def test_a_heading_under_another_begins_its_sentences_and_is_heard_as_a_heading() -> None:
    said = Citation(1, "", "a.pdf", 3, "4", 0, 9, "Dogs pay 5.")
    parts = Part("Terms", 1), Part("Dogs <u>", 2, (said,), is_run_in=True)
    page = Tags(answer_html(Answer("?", parts=parts, done=True)))
    assert [tag for tag, _ in page.tags][:3] == ["h4", "p", "strong"]
    assert page.tags[2][1] == {"role": "heading", "aria-level": "5"}
    assert "Dogs <u>. Dogs pay 5." in page.words


def test_a_list_is_a_table_of_items_words_and_places_and_nothing_in_it_is_html() -> None:
    page = Tags(answer_html(listed("dogs", "<img src=x>")))
    assert [tag for tag, _ in page.tags if tag not in ("th", "tr", "thead", "tbody")] == [
        "h4", "table", *["td", "td", "td", "button"] * 2,
    ]  # fmt: skip
    assert [attributes["data-citation"] for tag, attributes in page.tags if tag == "button"] == ["1", "2"]
    assert "<img src=x>" in page.words and "<i>dogs</i> costs 5." in page.words and "<b>.pdf, p. 4" in page.words


def test_a_list_over_several_documents_has_a_column_for_them() -> None:
    of_one = listed("dogs")
    (part,) = of_one.parts
    will = replace(part.quotations[0], number=2, doc_id="2", doc="<i>Will.pdf", label="1", page=0)
    page = Tags(answer_html(replace(of_one, parts=(replace(part, quotations=(*part.quotations, will)),))))
    assert [tag for tag, _ in page.tags].count("th") == 4 and [tag for tag, _ in page.tags].count("td") == 8
    labels = [attributes["aria-label"] for tag, attributes in page.tags if tag == "button"]
    assert labels == ["<b>.pdf, p. 4", "<i>Will.pdf, p. 1"]
    assert "<i>Will.pdf" in page.words and "p. 1" in page.words


def test_of_a_very_long_list_the_page_shows_the_first_and_says_so() -> None:
    page = Tags(answer_html(listed(*map(str, range(MAX_ROWS_SHOWN + 7)))))
    assert sum(tag == "button" for tag, _ in page.tags) == MAX_ROWS_SHOWN
    assert page.words.endswith("7 more are in the CSV file.")


def test_a_list_can_be_copied_as_text() -> None:
    assert plain_text(listed("dogs")) == "Fees <u>\n\ndogs\n  <i>dogs</i> costs 5. (<b>.pdf, p. 4)"
