"""An answer as HTML that is safe to show: model output is untrusted, so raw HTML, images and links in it stay text."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

from docqa.documents import Answer

# A file, not one of Streamlit's named icons: as a page icon those are fetched from another machine.
ICON = Path(__file__).with_name("icon.svg")

# Places for the marks, put in before Markdown is rendered and replaced after: characters that no text holds, since
# they are taken out of it first, and that no HTML entity can spell (Unicode's noncharacters).
_MARK, _UNSUPPORTED, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_NOTE = "No passage that was found supports this sentence"
_PLACE = re.compile(f"(?P<tag><[^>]*>)|{_MARK}(?P<number>\\d+){_END}|{_UNSUPPORTED}{_END}")

# An image makes the browser call its address, a link is one click from it, and HTML can do both.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(
    ["image", "link", "autolink", "reference", "html_inline", "html_block"]
)  # fmt: skip


def answer_html(answer: Answer) -> str:
    """The answer's Markdown as HTML: buttons with the sources' numbers after a supported sentence, a note after others.

    While an answer is being written its sentences have not been checked yet, and nothing is marked.

    >>> answer_html(Answer("?", "Hi <b>![x](http://evil.example/a.png)"))
    '<p>Hi &lt;b&gt;![x](http://evil.example/a.png)</p>\\n'
    """
    text, end = "", 0
    for sentence in answer.sentences:
        numbers = dict.fromkeys(citation.number for citation in sentence.citations)
        marks = "".join(f"{_MARK}{number}{_END}" for number in numbers)
        # The no-break space ends a word for Markdown: "**37 billion.**" would stay open before a mark.
        text += _clean(answer.text[end : sentence.end]) + "\u00a0" + (marks or f"{_UNSUPPORTED}{_END}")
        end = sentence.end
    return _PLACE.sub(_filled, str(_markdown.render(text + _clean(answer.text[end:]))))


def _filled(place: re.Match[str]) -> str:
    """What stands in a place: nothing inside a tag, where an attribute would break."""
    if place["tag"]:
        return _clean(place["tag"])
    if number := place["number"]:
        return f'<button class="mark" data-citation="{number}" aria-label="Show source {number}">{number}</button>'
    return f'<span class="unsupported" title="{_NOTE}">not in the sources</span>'


def _clean(text: str) -> str:
    return re.sub(f"[{_MARK}{_UNSUPPORTED}{_END}]", "", text)


# What Streamlit's own settings cannot say: narrower margins, so that a page's picture is large enough to read.
PAGE_CSS = """<style>
.stMainBlockContainer { padding: 2rem 2rem 0; max-width: 1600px; }
[data-testid="stSidebarHeader"] { height: 2.5rem; padding: .5rem; }
[data-testid="stSidebarUserContent"] { padding: 0 1rem 2rem; }
[data-testid="stSidebarUserContent"] hr { margin: .75rem 0; }
.st-key-conversations button, .st-key-examples button { justify-content: flex-start; text-align: left; }
.st-key-conversations button p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.stMainBlockContainer > .stVerticalBlock { min-height: calc(100dvh - 2rem); }
.stMainBlockContainer .stHorizontalBlock { scroll-margin-top: 4rem; }
.stMain > .stMainBlockContainer { flex-shrink: 0; }
:has(> .st-key-ask) { position: sticky; bottom: 0; z-index: 10; margin-top: auto; }
.st-key-ask { padding-bottom: 1.5rem; }
.stApp :has(.st-key-ask), .st-key-ask { background-color: inherit; }
[class*="st-key-choose-"] p { overflow-wrap: anywhere; line-height: 1.3; }
@media (max-width: 640px) { .stMainBlockContainer { padding: 3rem 1rem 0; } }
</style>"""

ANSWER_CSS = """
.answer { font-family: var(--st-font); color: var(--st-text-color); line-height: 1.6; overflow-wrap: anywhere; }
.answer p { margin: 0 0 .6rem 0; }
.answer table { border-collapse: collapse; display: block; overflow-x: auto; }
.answer td, .answer th { border: 1px solid var(--st-border-color); padding: .2rem .5rem; }
.mark {
  font: inherit; font-size: .75em; font-weight: 600; line-height: 1;
  min-width: 1.7em; padding: .25em .4em; margin-left: .3em;
  border: 1px solid var(--st-primary-color); border-radius: .6em; color: var(--st-primary-color);
  background: transparent; cursor: pointer; vertical-align: .15em;
}
.mark:hover, .mark:focus-visible, .mark.chosen {
  background: var(--st-primary-color); color: var(--st-background-color);
}
.unsupported {
  font-size: .75em; margin-left: .4em; padding: .1em .5em; border-radius: .6em; white-space: nowrap;
  border: 1px dashed var(--st-orange-color); color: var(--st-orange-text-color, var(--st-text-color));
}
.copy {
  font: inherit; font-size: .8rem; color: var(--st-text-color); opacity: .75; background: none;
  border: none; padding: .2rem 0; cursor: pointer;
}
.copy:hover, .copy:focus-visible { opacity: 1; text-decoration: underline; }
"""

# `data.html` comes from answer_html alone, where everything that the model wrote is escaped.
ANSWER_JS = """
// The latest question stays at the top while its answer and the picture beside it grow, until somebody does something.
let held;

function holdAtTop(id, row) {
  if (!row) return;
  if (held?.id === id && (held.released || held.row === row)) return;
  held?.growth.disconnect();
  held = { id, row, growth: new ResizeObserver(() => row.scrollIntoView({ block: "start" })), released: false };
  held.growth.observe(row);
}

for (const act of ["wheel", "pointerdown", "keydown"]) {
  addEventListener(act, () => {
    held?.growth.disconnect();
    if (held) held.released = true;
  }, { capture: true, passive: true });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".answer");
  if (data.latest) holdAtTop(data.latest, parentElement.host.closest('[data-testid="stHorizontalBlock"]'));
  if (root.dataset.html !== data.html) {
    root.dataset.html = data.html;
    root.innerHTML = data.html;
  }
  for (const mark of root.querySelectorAll("[data-citation]")) {
    mark.classList.toggle("chosen", Number(mark.dataset.citation) === data.chosen);
    mark.onclick = () => setTriggerValue("cited", Number(mark.dataset.citation));
  }
  const copy = parentElement.querySelector(".copy");
  copy.hidden = !data.plain;
  copy.onclick = async () => {
    await navigator.clipboard.writeText(data.plain);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy answer"; }, 1500);
  };
}
"""

ANSWER_HTML = '<div class="answer"></div><button class="copy" hidden>Copy answer</button>'
