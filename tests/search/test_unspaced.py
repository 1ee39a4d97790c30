"""Questions in scripts without spaces between words: Chinese, Japanese, Korean, Thai."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont

from docqa.answering.answer import answer
from docqa.documents import Answer, Finding, Turn
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.search.retriever import Retriever
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.pdfs import text_pdf
from tests.support.shelf import LEASE, keep_text
from tests.support.unspaced import (
    CHINESE,
    CHINESE_QUESTIONS,
    JAPANESE,
    JAPANESE_QUESTIONS,
    KOREAN,
    KOREAN_QUESTIONS,
    THAI,
    THAI_QUESTIONS,
)

SETS = {
    "Chinese": (CHINESE, CHINESE_QUESTIONS),
    "Japanese": (JAPANESE, JAPANESE_QUESTIONS),
    "Korean": (KOREAN, KOREAN_QUESTIONS),
    "Thai": (THAI, THAI_QUESTIONS),
}
FONTS = {"Chinese": "STSong-Light", "Japanese": "HeiseiMin-W3", "Korean": "HYSMyeongJo-Medium"}  # every reader has them
NOTICE = "bge-small-en-v1.5 (built in) does not know the language of the question or of the pages"


@pytest.mark.pure
@pytest.mark.parametrize("language", SETS)
def test_words_alone_find_the_page_first(settings: Settings, language: str) -> None:
    texts, questions = SETS[language]
    library = Library.open(settings)
    pdf = text_pdf(settings.data_dir.parent / "Text.pdf", ("Text",))
    keep_text(library, library.add(pdf.read_bytes(), "Text.pdf").id, texts)
    retriever = Retriever(library, VectorStore(settings.chroma_dir), lambda: None)
    for question, page in questions:
        assert retriever.search(question)[0].chunk.page == page, question


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("library")
    workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
    for language, font in FONTS.items():
        registerFont(UnicodeCIDFont(font))
        pdf = text_pdf(folder / f"{language}.pdf", SETS[language][0], font=font)
        workspace.library.add(pdf.read_bytes(), pdf.name)
    pdf = text_pdf(folder / "Lease.pdf", LEASE)
    workspace.library.add(pdf.read_bytes(), pdf.name)
    assert workspace.indexer.run_until_done()
    yield workspace
    workspace.close()


def asked(workspace: Workspace, question: str, document: str = "") -> Answer:
    doc_ids = [workspace.library.find(document).id] if document else None
    *_, last = answer(question, workspace.retriever, lambda: None, doc_ids=doc_ids)
    return last


@pytest.mark.parametrize("language", FONTS)
def test_the_page_is_first_of_all_documents_where_the_model_knows_no_such_language(
    workspace: Workspace, language: str
) -> None:
    for question, page in SETS[language][1]:
        best = workspace.retriever.search(question)[0]
        assert (best.doc, best.chunk.page) == (f"{language}.pdf", page), question


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("停车费每月多少？", "地下一层的停车位编号为B17,停车费每月四百元。"),  # below the title of its page
        ("供暖费由谁承担？", "物业管理费和冬季供暖费由甲方承担。"),
        ("续租要提前多少日书面通知？", "乙方希望续租的,应在期满前六十日书面通知甲方;"),
        ("退会届はいつまでに提出しますか。", "退会を希望する方は、前月の十日までに受付で退会届を提出してください。"),
        ("수도요금을 누가 부담합니까?", "전기요금과 수도요금은 임차인이 부담한다."),
    ],
)
def test_the_sentence_is_quoted(workspace: Workspace, question: str, quoted: str) -> None:
    found = asked(workspace, question)
    first = found.quotations[0]
    assert first.text.endswith(quoted)
    assert len(first.text) < 2 * len(quoted)
    page = workspace.library.pages.page(first.doc_id, first.page)
    assert page.text[first.start : first.end] == first.text
    assert found.finding is Finding.CLOSEST  # the model that could tell more reads English alone


def test_it_is_said_that_words_alone_were_searched(workspace: Workspace) -> None:
    assert asked(workspace, "停车费每月多少？").notice.startswith(NOTICE)
    assert asked(workspace, "Which place has the number B17?", "Chinese.pdf").notice.startswith(NOTICE)
    assert asked(workspace, "How much is the rent?").notice == ""
    assert asked(workspace, "Was kostet die Miete?").notice == ""


def test_a_model_that_may_know_the_language_is_trusted(workspace: Workspace) -> None:
    serving = workspace.serving()
    assert serving is not None
    trusted = replace(serving, knows_unspaced=True)
    retriever = replace(workspace.retriever, embedder=lambda: trusted)
    words = replace(retriever, embedder=lambda: None)
    question = "停车费每月多少？"
    asked = retriever.understand(question)
    assert retriever.unread_by(asked, retriever.find(asked)) == ""
    by_trusted, by_words, by_ours = (
        [p.score for p in r.search(question)] for r in (retriever, words, workspace.retriever)
    )
    assert by_trusted != by_words == by_ours


def test_an_english_question_takes_no_likeness_of_a_chinese_page_for_meaning(workspace: Workspace) -> None:
    passages = workspace.retriever.search("How much is the deposit for the parking place?", k=20)
    scores = {passage.doc: passage.score for passage in reversed(passages)}
    assert passages[0].doc == "Lease.pdf"
    assert len({passage.score for passage in passages if passage.doc != "Lease.pdf"}) <= 1, scores


def test_what_stands_in_a_run_is_no_name(workspace: Workspace) -> None:
    assert "mentions" not in asked(workspace, "第8条规定什么时候支付租金？").notice
    assert "mentions" not in asked(workspace, "B17停车费每月多少？").notice
    assert "Nothing on the pages found mentions X99." in asked(workspace, "编号X99的停车费每月多少？").notice


def test_a_long_question_stands_by_itself(workspace: Workspace) -> None:
    history = (Turn("押金是多少？", "一万三千元"),)
    (query,) = workspace.retriever.understand(
        "电动自行车可以在哪里充电和停放，楼道内可以吗？", history=history
    ).searched
    assert query.question.startswith("电动")
    goes_on = workspace.retriever.understand("退还呢？", history=history)
    assert goes_on.whole.question == "押金是多少？ 退还呢？"
