"""Pages as a person reads them: enlarged, turned, looked through, and copied from."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support import pdfs
from tests.support.app import NEEDS_CHROMIUM, App, ask, click_until, upload, wait_for_answers
from tests.support.waiting import until

pytestmark = NEEDS_CHROMIUM

COPIED = """frame => {
    const range = document.createRange();
    range.selectNodeContents(frame.querySelector(".words"));
    return range.toString();
}"""
SWIPE = """(frame, [from, to]) => {
    const touch = (x) => new Touch({ identifier: 1, target: frame, clientX: x, clientY: 300 });
    frame.dispatchEvent(new TouchEvent("touchstart", { touches: [touch(from)], changedTouches: [touch(from)] }));
    frame.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: [touch(to)] }));
}"""


def test_pages_are_read_at_the_highlight(app: App, page: Page, tmp_path: Path) -> None:
    filler = "\n".join(["The parties agree on what follows."] * 40)
    texts = [
        "Lease of a flat",
        f"{filler}\nThe landlord is Ada Berg.",
        "The deposit is two months.\nThe deposit is held.",
    ]
    page.goto(app.url)
    upload(page, pdfs.text_pdf(tmp_path / "Lease.pdf", texts))
    ask(page, "Who is the landlord?")
    wait_for_answers(page, 1)
    dialog = page.get_by_role("dialog")
    frame = dialog.get_by_role("group", name="The page")
    click_until(page.get_by_role("button", name="Enlarge and turn pages"), frame)
    expect(dialog.get_by_text("Lease.pdf, p. 2")).to_be_visible()
    expect(frame.locator(".marked", has_text="Berg.")).to_be_in_viewport()
    assert "The landlord is Ada Berg." in frame.evaluate(COPIED)
    width = frame.locator("img").bounding_box()["width"]
    dialog.get_by_role("button", name="Larger").click()
    until(lambda: frame.locator("img").bounding_box()["width"] > 1.4 * width)
    dialog.get_by_role("button", name="Smaller").click()

    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("Lease.pdf, p. 3")).to_be_visible()
    expect(frame.locator("img")).to_have_attribute("alt", "Page 3")
    frame.evaluate(SWIPE, [100, 300])
    expect(dialog.get_by_text("Lease.pdf, p. 2")).to_be_visible()

    field = dialog.get_by_label("Find in this document")
    field.fill("DEPOSIT IS")
    field.press("Enter")
    expect(dialog.get_by_text("Found in 2 places")).to_be_visible()
    expect(dialog.get_by_text("Lease.pdf, p. 3")).to_be_visible()
    expect(frame.locator(".marked").first).to_be_in_viewport()

    page.set_viewport_size({"width": 390, "height": 844})
    until(lambda: frame.bounding_box()["width"] > 330)
    for name in ("Back", "Next"):
        expect(dialog.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
