"""Reports as a person asks for them: with their places, as a PDF, after a reload, as a table, side by side."""

import random
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.support import pdfs
from tests.support.app import NEEDS_CHROMIUM, App, ask, highlighted_share, upload, wait_for_answers
from tests.support.waiting import until

pytestmark = NEEDS_CHROMIUM

ARTICLES = (
    "Rent",
    "Dogs",
    "Deposit",
    "Repairs",
    "Garden",
    "Keys",
    "Notice",
    "Insurance",
    "Heating",
    "Guests",
    "Law",
    "Tax",
)


def sentence(number: int) -> str:
    """A sentence whose words no other has: what others say too is not told twice."""
    chosen = random.Random(number)
    words = ["".join(chosen.choices(("ba", "do", "fe", "gi", "lu", "mar", "nor", "pel", "sta"), k=3)) for _ in range(6)]
    return "The {} of the {} keeps the {} beside the {} and the {} of the {}.".format(*words)


def lease(path: Path, rent: int) -> Path:
    """A contract of a page for each article."""
    return pdfs.set_pdf(
        path,
        [
            [
                (f"{at} {title}", "Helvetica-Bold", 16.0),
                (sentence(at), "Helvetica", 11.0),
                (f"For {title.lower()} {rent + at} euros are paid by the tenant to the owner.", "Helvetica", 11.0),
            ]
            for at, title in enumerate(ARTICLES, start=1)
        ],
    )


def from_menu(page: Page, name: str, action: str) -> None:
    menu = page.get_by_role("button", name=f"Actions for {name}")
    expect(menu).to_have_count(1)  # while the list is put in another order it is there twice
    menu.click()
    page.get_by_text(action, exact=True).click()


def test_a_report_as_it_is_asked_for(app: App, page: Page, tmp_path: Path) -> None:
    """As typed, each sentence with its place in sight, as a PDF; after a reload it is there, and can be longer."""
    page.goto(app.url)
    upload(page, lease(tmp_path / "MillLane_V3.pdf", 900))
    expect(page.get_by_placeholder("Ask about 1 document")).to_be_visible()
    ask(page, "Can you give me a technical report on MillLane v3?")
    wait_for_answers(page, 1)
    report = page.locator(".answer")
    expect(report.locator("h4")).to_have_count(len(ARTICLES))
    expect(report).to_contain_text(sentence(2))
    expect(page.get_by_text("12 of 12 pages were read.")).to_be_visible()

    last = report.locator(".mark").last
    last.click()
    picture = page.get_by_test_id("stImage").locator("img")
    expect(picture).to_be_in_viewport()  # beside the end of the report
    until(lambda: 0.001 < highlighted_share(picture) < 0.2)
    expect(page.get_by_text("[12] MillLane_V3.pdf")).to_be_visible()
    chooser = ".stSelectbox[class*=st-key-sources-], [class*=st-key-sources-] .stSelectbox"
    expect(page.locator(chooser).first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    report.locator(".mark").first.click()
    expect(picture).to_be_in_viewport()  # below it, where the page goes
    expect(page.get_by_text("[1] MillLane_V3.pdf")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})

    with page.expect_download() as download:
        page.locator("[class*=st-key-pdf-] button").first.click()
    saved = PdfReader(download.value.path())
    addresses = [link.get_object()["/A"]["/URI"] for sheet in saved.pages for link in sheet.get("/Annots", [])]
    assert addresses[0].startswith("file://") and addresses[-1].endswith("#page=12")

    sentences = report.locator(".mark").count()
    page.reload()
    wait_for_answers(page, 1)
    expect(page.locator(".answer h4")).to_have_count(len(ARTICLES))
    page.get_by_role("button", name="Longer").click()
    until(lambda: page.locator(".answer .mark").count() > sentences)
    assert page.request.get(download.value.url).ok  # a slow browser still gets what it has not asked for yet


def test_a_list_a_comparison_and_an_outline(app: App, page: Page, tmp_path: Path) -> None:
    page.goto(app.url)
    upload(page, lease(tmp_path / "Lease 2023.pdf", 900), lease(tmp_path / "Lease 2024.pdf", 950))
    expect(page.get_by_placeholder("Ask about 2 documents")).to_be_visible()
    ask(page, "List all amounts in Lease 2024")
    wait_for_answers(page, 1)
    expect(page.locator(".answer table.list tbody tr")).to_have_count(len(ARTICLES))
    expect(page.locator(".answer .place").first).to_have_text("Lease 2024.pdf, p. 1")
    expect(page.get_by_role("button", name="CSV")).to_be_visible()

    wait_for_answers(page, 1)
    from_menu(page, "Lease 2023.pdf", "Compare with…")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What changed between Lease 2023.pdf and")).to_be_visible()
    dialog.get_by_role("button", name="Compare").click()
    expect(page.locator(".comparison del").first).to_contain_text("901")
    expect(page.locator(".comparison ins").first).to_contain_text("951")
    expect(page.get_by_text(f"{len(ARTICLES)} changed")).to_be_visible()

    wait_for_answers(page, 1)
    from_menu(page, "Lease 2024.pdf", "Outline")
    expect(page.locator(".answer .outline")).to_have_count(len(ARTICLES))
