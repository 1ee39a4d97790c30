"""A library of many documents as a person handles it."""

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from docqa.library.catalog import Library
from docqa.settings import Settings
from tests.support import pdfs
from tests.support.app import NEEDS_CHROMIUM, App, click_until

pytestmark = NEEDS_CHROMIUM

DOCUMENTS = 60
ROW_PIXELS = 35  # of Streamlit's tables, whose lines are drawn, not elements


def test_many_documents_are_handled_as_one(app: App, page: Page, tmp_path: Path) -> None:
    library = Library.open(Settings(data_dir=app.folder / "data", chroma_dir=app.folder / "chroma_db"))
    with closing(library.database):
        for number in range(DOCUMENTS):
            path = pdfs.text_pdf(tmp_path / "letter.pdf", [f"Letter number {number} says that the rent is due."])
            library.add(path.read_bytes(), f"Letter {number:02}.pdf")
    page.goto(app.url)
    expect(page.get_by_placeholder(f"Ask about {DOCUMENTS} documents")).to_be_visible()
    expect(page.get_by_role("button", name="New conversation")).to_be_in_viewport()

    table = page.get_by_role("dialog").get_by_test_id("stDataFrame")
    click_until(page.get_by_role("button", name=f"All {DOCUMENTS} documents"), table)
    for row in (1, 2):
        table.click(position={"x": ROW_PIXELS / 2, "y": ROW_PIXELS * (row + 0.5)})
        expect(page.get_by_text(f"{row} document{'s' * (row > 1)} selected")).to_be_visible()
    folder = page.get_by_role("dialog").get_by_role("combobox", name="Folder")
    folder.fill("Flat")
    folder.press("Enter")
    page.get_by_role("button", name="Put into this folder").click()
    page.get_by_role("button", name="Ask only these").click()
    expect(page.get_by_placeholder("Ask about 2 documents")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Ask all in Flat")).to_be_checked()

    page.get_by_role("button", name="Flat", exact=True).click()
    page.get_by_role("button", name="Actions for Letter 00.pdf").click()
    page.get_by_text("File and folder", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "Letter 00.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()

    page.get_by_role("button", name=f"All {DOCUMENTS} documents").click()
    expect(table).to_be_visible()
    table.click(position={"x": ROW_PIXELS / 2, "y": ROW_PIXELS / 2})  # all of them
    expect(page.get_by_text(f"{DOCUMENTS} documents selected")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(
        page.get_by_text(f"and {DOCUMENTS - 5} other documents, their text and their index are deleted")
    ).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Try it with a sample")).to_be_visible()
