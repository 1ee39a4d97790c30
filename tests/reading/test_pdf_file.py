"""A PDF open in pdfium and pypdf: what pypdf cannot read, and that its file is not held open for longer than it is."""

import gc
import io
from pathlib import Path

import pypdf

from docqa.reading.pdf import open_pdfium
from docqa.reading.pdf_file import PdfFile, fonts_of, told_shift
from tests.support import pdfs


def opened(path: Path) -> PdfFile:
    return open_pdfium(path, None, path.name)


def named_glyphs(path: Path) -> Path:
    """A page whose font names one of its glyphs."""
    pdfs.renamed_pdf(path, [b"The rent is due"], {0x54: "T"})
    return path


def is_held_open(path: Path) -> bool:
    return any(isinstance(it, io.BufferedReader) and it.name == str(path) and not it.closed for it in gc.get_objects())


def test_what_pypdf_tells_of_a_page(pdf: Path) -> None:
    file = opened(named_glyphs(pdf))
    assert file.says_something(0)
    assert file.glyph_names(0)["Helvetica"][0x54] == "T"
    assert (file.says_something(7), file.glyph_names(7)) == (False, {})
    assert is_held_open(pdf)
    file.close()
    assert not is_held_open(pdf)


def test_fonts_of_forms_that_draw_themselves_and_each_other_are_looked_at_once(pdf: Path) -> None:
    """Twelve to the power of four ways lead through these forms; their font's map is asked for on each."""
    forms = b"".join(b"/X%d 4 0 R" % number for number in range(12))
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>/XObject<<%b>>>>" % forms
    page = pypdf.PdfReader(pdfs.contents_pdf(pdf, [pdfs.stream(b"/X Do")], pdfs.stream(b"/X0 Do", form))).pages[0]
    assert len(list(fonts_of(page["/Resources"]))) == 1


def test_a_map_of_letters_that_begins_sections_and_ends_none_is_gone_through_once() -> None:
    assert told_shift("beginbfchar" * 100_000) is None
    assert (
        told_shift("beginbfchar" * 1000 + "<0003><0020> <0024><0041> <0025><0042> <0026><0043> <0027><0044>endbfchar")
        == 29
    )


def test_a_file_that_pypdf_cannot_read_is_tried_once(pdf: Path) -> None:
    file = opened(named_glyphs(pdf))
    data = pdf.read_bytes()
    pdf.write_bytes(b"x")
    assert (file.says_something(0), file.glyph_names(0)) == (False, {})
    assert not is_held_open(pdf)
    pdf.write_bytes(data)
    assert (file.says_something(0), file.glyph_names(0)) == (False, {})
    file.close()


def test_a_file_that_is_closed_tells_nothing_more(pdf: Path) -> None:
    for has_been_asked in (True, False):
        file = opened(named_glyphs(pdf))
        if has_been_asked:
            assert file.glyph_names(0)
        file.close()
        assert (file.says_something(0), file.glyph_names(0)) == (False, {})


def test_a_file_that_is_let_go_is_closed(pdf: Path) -> None:
    file = opened(named_glyphs(pdf))
    assert file.glyph_names(0)
    del file
    gc.collect()
    assert not is_held_open(pdf)
