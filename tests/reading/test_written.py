"""What is written onto a page, filled into its forms and held beside its pages is read, or named as not read."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from docqa.documents import Page
from docqa.reading.page_image import page_boxes
from docqa.reading.pdf import read_pages
from tests.support import pdfs


def read(path: Path) -> Page:
    return next(iter(read_pages(path)))


def test_what_is_typed_onto_a_form_stands_behind_its_label(pdf: Path) -> None:
    pdfs.annotated_pdf(
        pdfs.text_pdf(pdf, ["Name of child:\n\nAllergies:"]),
        [
            {"/Subtype": "/FreeText", "/Rect": [170, 715, 400, 733], "/Contents": "Ada Brun", "/DA": "/Helv 12 Tf"},
            {"/Subtype": "/FreeText", "/Rect": [170, 683, 400, 701], "/Contents": "wasp stings", "/DA": "/Helv 12 Tf"},
        ],
    )
    assert read(pdf).text.endswith("Name of child: Ada Brun\nAllergies: wasp stings")


def test_what_is_typed_stamped_or_filled_in_is_marked_where_it_is_drawn(pdf: Path) -> None:
    pdfs.filled_pdf(pdf, "Name of child:", [("Allergies", "wasp stings")])
    pdfs.annotated_pdf(
        pdf,
        [
            {"/Subtype": "/FreeText", "/Rect": [170, 715, 400, 733], "/Contents": "Ada Brun", "/DA": "/Helv 12 Tf"},
            {"/Subtype": "/Stamp", "/Rect": [300, 500, 400, 530], "/Name": "/SBApproved"},
        ],
    )
    text = read(pdf).text
    for words, rectangle in (
        ("Ada Brun", (170, 715, 400, 733)),
        ("wasp stings", (72, 670, 272, 690)),
        ("Approved", (300, 500, 400, 530)),
    ):
        (box,) = page_boxes(pdf, 0, [(text.index(words), text.index(words) + len(words))])
        left, bottom, right, top = rectangle
        expected = left / pdfs.WIDTH, 1 - top / pdfs.HEIGHT, right / pdfs.WIDTH, 1 - bottom / pdfs.HEIGHT
        assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(expected, abs=0.005), words
    assert len(page_boxes(pdf, 0, [(0, len(text))])) == 4  # and the line of the page itself


def test_comments_have_their_author_and_day(pdf: Path) -> None:
    pdfs.annotated_pdf(
        pdfs.text_pdf(pdf, ["The rent is 900."]),
        [
            {"/Subtype": "/Text", "/Rect": [0, 0, 20, 20], "/Contents": "Too low", "/T": "Ann Lee", "/M": "D:20240503"},
            {"/Subtype": "/Highlight", "/Rect": [0, 0, 20, 20], "/Contents": "Agreed", "/M": "D:20249999"},
            {"/Subtype": "/Text", "/Rect": [0, 0, 20, 20], "/Contents": "Not to be seen", "/F": 2},
        ],
    )
    page = read(pdf)
    assert page.text == "The rent is 900.\n\nComment by Ann Lee, 3 May 2024: Too low\nComment: Agreed"
    assert page.note == "a hidden note on it is left out"


def test_a_hidden_field_is_named_and_not_read(pdf: Path) -> None:
    hidden = {"/Subtype": "/Widget", "/Rect": [0, 0, 20, 20], "/FT": "/Tx", "/T": "Rent", "/V": "900", "/F": 2}
    page = read(pdfs.annotated_pdf(pdfs.text_pdf(pdf, ["Lease"]), [hidden]))
    assert (page.text, page.note) == ("Lease", "a hidden field of its form is left out")


def test_a_stamp_is_read_and_what_has_no_words_is_named(pdf: Path) -> None:
    pdfs.annotated_pdf(
        pdfs.text_pdf(pdf, ["Invoice"]),
        [
            {"/Subtype": "/Stamp", "/Rect": [300, 700, 400, 730], "/Name": "/SBNotApproved"},
            {"/Subtype": "/Stamp", "/Rect": [300, 600, 400, 630], "/Name": "/#1f3"},
            {"/Subtype": "/Ink", "/Rect": [300, 500, 400, 530], "/InkList": [[300, 500, 400, 530]]},
        ],
    )
    page = read(pdf)
    assert page.text == "Invoice\n\nStamp: Not Approved"
    assert page.note == "a stamp on it that is a picture is not read; what is drawn on it by hand is not read"


def test_a_signature_is_read_as_it_is_seen_or_named(pdf: Path) -> None:
    look = b"/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F 3 0 R>>>>"
    signed = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(a)/V<</Type/Sig>>/F 4/Rect[72 %d 272 %d]%b>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R 8 0 R 10 0 R]>>>>",
        b"<</Type/Pages/Kids[5 0 R]/Count 1/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"null",
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Annots[7 0 R 8 0 R 10 0 R]>>",
        pdfs.said(b"Lease"),
        signed % (600, 620, b"/AP<</N 9 0 R>>"),
        signed % (560, 580, b""),
        pdfs.stream(b"BT /F 9 Tf 2 5 Td (Signed by Ada Brun) Tj ET", look),
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(b)/F 4/Rect[72 500 272 520]>>",  # not signed yet
    ]
    page = read(pdfs.written_out_pdf(pdf, objects))
    assert page.text == "Lease\n\nSignature: Signed by Ada Brun"
    assert page.note == "a digital signature on it says nothing that can be read"


def test_a_field_whose_widget_is_a_kid_is_read(pdf: Path) -> None:
    fields = [("Tenant", "Ada Brun"), ("Rent", "1,180")]
    assert read(pdfs.kid_fields_pdf(pdf, "Lease", fields)).text == "Lease\n\nTenant: Ada Brun\nRent: 1,180"


def _form(pdf: Path, drawn: Sequence[tuple[float, float, str]], filled: Sequence[tuple[float, float, str]]) -> str:
    """The fields of a page on which words are drawn, (left, baseline, words), and texts filled in, 100 points wide."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for left, bottom, words in drawn:
            canvas.drawString(left, bottom, words)
        for number, (left, bottom, value) in enumerate(filled):
            canvas.acroForm.textfield(name=f"f1_{number}[0]", value=value, x=left, y=bottom, width=100, height=14)

    return "\n".join(read(pdfs.drawn_pdf(pdf, draw)).text.splitlines()[-len(filled) :])


def test_a_field_without_a_title_is_called_what_is_printed_beside_it(pdf: Path) -> None:
    drawn = [(72, 703, "Wages and tips"), (300, 703, "Interest"), (72, 603, f"Deposit {'. ' * 18} B")]
    filled = [(180, 700, "41,200.00"), (360, 700, "18.40"), (280, 600, "950.00")]
    assert _form(pdf, drawn, filled) == "Wages and tips: 41,200.00\nInterest: 18.40\nDeposit: 950.00"


def test_a_field_without_a_title_is_called_what_is_printed_above_it(pdf: Path) -> None:
    drawn = [(72, 716, "First name"), (200, 716, "Last name"), (72, 686, "Street"), (20, 700, "You")]
    filled = [(72, 700, "Ada"), (200, 700, "Brun"), (72, 670, "1 Mill Lane")]
    assert _form(pdf, drawn, filled) == "First name: Ada\nLast name: Brun\nStreet: 1 Mill Lane"


def test_labels_below_their_fields_are_none_of_the_fields_below_them(pdf: Path) -> None:
    drawn = [(72, 690, "Name"), (200, 690, "Account"), (72, 656, "Date"), (200, 656, "Amount")]
    filled = [(72, 700, "Ada"), (200, 700, "4711"), (72, 666, "3 May 2024"), (200, 666, "900")]
    assert _form(pdf, drawn, filled) == "f1_0[0]: Ada\nf1_1[0]: 4711\nf1_2[0]: 3 May 2024\nf1_3[0]: 900"


@pytest.mark.parametrize("left", [72, 30])  # of what stands before the rows: near, or farther than what stands above
def test_in_a_grid_neither_the_row_nor_the_column_alone_is_a_field_s_label(pdf: Path, left: int) -> None:
    drawn = [(120, 717, "2023"), (225, 717, "2024"), (left, 703, "Income"), (left, 687, "Costs")]
    filled = [(120, 700, "1"), (225, 700, "2"), (120, 684, "3"), (225, 684, "4")]
    assert _form(pdf, drawn, filled) == "\n".join(f"f1_{at}[0]: {at + 1}" for at in range(4))


def test_a_label_belongs_to_one_field_alone(pdf: Path) -> None:
    drawn = [(72, 703, "Name"), (72, 653, "Phone"), (320, 653, "Room")]
    filled = [(150, 700, "Ada"), (72, 684, "Brun"), (110, 650, "555"), (215, 650, "12"), (350, 650, "7")]
    assert _form(pdf, drawn, filled) == "Name: Ada\nf1_1[0]: Brun\nf1_2[0]: 555\nf1_3[0]: 12\nRoom: 7"


def test_a_field_far_from_all_words_keeps_its_name(pdf: Path) -> None:
    assert _form(pdf, [(72, 716, "Lease")], [(300, 400, "900")]) == "f1_0[0]: 900"


def test_ticks_and_choices_are_read(pdf: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 720, "Booking")
        form = canvas.acroForm
        form.checkbox(name="box1", tooltip="Breakfast", checked=True, x=72, y=650, size=15)
        form.checkbox(name="box2", tooltip="Parking", checked=False, x=72, y=620, size=15)
        for value, y in (("cash", 590), ("card", 560)):
            form.radio(name="paid", tooltip="Paid by", value=value, selected=value == "card", x=72, y=y, size=15)
        form.choice(
            name="room", tooltip="Room", options=[("Sea view", "s"), ("Garden", "g")], value="g", x=72, y=500, width=90,
            height=20,
        )  # fmt: skip

    page = read(pdfs.drawn_pdf(pdf, draw))
    assert page.text == "Booking\n\nBreakfast: ticked\nPaid by: card\nRoom: Garden"


def test_a_tick_without_a_name_says_what_stands_behind_it(pdf: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 653, "I accept the terms")
        canvas.acroForm.checkbox(name="c1", checked=True, x=72, y=650, size=15)

    assert read(pdfs.drawn_pdf(pdf, draw)).text == "I accept the terms\n\nTicked: I accept the terms"


TEMPLATE = (
    b'<template xmlns="http://www.xfa.org/schema/xfa-template/3.0/"><subform><field name="r1"><caption><value>'
    b"<text>Monthly rent:</text></value></caption></field></subform></template>"
)
DATA = (
    b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form1><r1>1,180</r1>'
    b"<tenant>Ada Brun</tenant><empty/></form1></xfa:data></xfa:datasets>"
)


AS_ONE = b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">' + TEMPLATE + DATA + b"</xdp:xdp>"


@pytest.mark.parametrize("packets", [{"template": TEMPLATE, "datasets": DATA}, {"": AS_ONE}])
def test_the_data_of_a_form_that_builds_its_pages_itself_are_read(pdf: Path, packets: dict[str, bytes]) -> None:
    page = read(pdfs.form_data_pdf(pdf, packets))
    assert page.text.split("\n")[2:] == ["Monthly rent: 1,180", "tenant: Ada Brun"]


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"<open>", "it is damaged"), (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "it declares entities")],
)
def test_damaged_or_hostile_data_are_named(pdf: Path, data: bytes, why: str) -> None:
    page = read(pdfs.form_data_pdf(pdf, {"template": TEMPLATE, "datasets": data}))
    assert page.note == f"what is filled into its form could not be read: {why}"


def test_files_inside_a_pdf_are_named_on_its_first_page(pdf: Path) -> None:
    pages = list(read_pages(pdfs.with_files(pdfs.text_pdf(pdf, ["one", "two"]), ["a.xlsx", "b.docx"])))
    assert [page.note for page in pages] == [
        "the files “a.xlsx”, “b.docx” inside the PDF are not read: save and add what you need",
        "",
    ]
