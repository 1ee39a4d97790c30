"""What a PDF holds beside its pages: the data of a form that builds its pages itself (XFA), and files.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.written import attachment_name

MAX_FILES_NAMED = 10
MAX_PACKETS = 50
MAX_PACKET_BYTES = 10_000_000
MAX_VALUES = 2000  # of a form's data
MAX_CHARACTERS_PER_VALUE = 4000  # characters

_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def file_notes(pdf: pypdfium2.PdfDocument) -> Iterator[str]:
    """A sentence's end for a reader, about the files inside the PDF, which are not read."""
    count = pdfium.FPDFDoc_GetAttachmentCount(pdf)
    names = []
    for index in range(min(count, MAX_FILES_NAMED)):
        attachment = pdfium.FPDFDoc_GetAttachment(pdf, index)
        names.append(f"“{attachment_name(attachment)}”" if attachment else "one without a name")
    if names:
        more = f" and {count - len(names)} more" if count > len(names) else ""
        files = "the file" if count == 1 else "the files"
        are = "is" if count == 1 else "are"
        yield f"{files} {', '.join(names)}{more} inside the PDF {are} not read: save and add what you need"


def has_form_data(pdf: pypdfium2.PdfDocument) -> bool:
    """Whether it is a form that builds its pages itself, so that none of them shows what is filled in."""
    return bool(pdfium.FPDF_GetFormType(pdf) == pdfium.FORMTYPE_XFA_FULL)


def form_data_lines(pdf: pypdfium2.PdfDocument) -> Iterator[str]:
    """For each value that is filled into such a form "label: value". Raises ValueError when the data is damaged."""
    packets = dict(_packets(pdf))
    whole = _tree(packets.get("", b""))  # all of them as one
    template, data = (
        _tree(packets[name]) if name in packets else _part(whole, name) for name in ("template", "datasets")
    )
    captions = dict(_captions(template)) if template is not None else {}
    values = 0
    for element in data.iter() if data is not None else ():
        value = " ".join((element.text or "").split())[:MAX_CHARACTERS_PER_VALUE]
        if len(element) or not value:
            continue
        values += 1
        if values > MAX_VALUES:
            return
        name = _local(element.tag)
        yield f"{captions.get(name, name)}: {value}"


def _packets(pdf: pypdfium2.PdfDocument) -> Iterator[tuple[str, bytes]]:
    for index in range(min(pdfium.FPDF_GetXFAPacketCount(pdf), MAX_PACKETS)):
        length = pdfium.FPDF_GetXFAPacketName(pdf, index, None, 0)
        name = ctypes.create_string_buffer(max(1, length))
        pdfium.FPDF_GetXFAPacketName(pdf, index, name, length)
        size = ctypes.c_ulong()
        pdfium.FPDF_GetXFAPacketContent(pdf, index, None, 0, size)
        if 0 < size.value <= MAX_PACKET_BYTES:
            data = ctypes.create_string_buffer(size.value)
            pdfium.FPDF_GetXFAPacketContent(pdf, index, data, size.value, size)
            yield name.value.decode("utf-8", "replace"), data.raw


def _tree(data: bytes) -> ElementTree.Element | None:
    """The XML; None where there is none. What declares entities of its own is not taken: it may grow without end."""
    if not data.strip():
        return None
    if _DECLARES.search(data):
        raise ValueError("it declares entities")
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as exc:
        raise ValueError("it is damaged") from exc


def _part(tree: ElementTree.Element | None, name: str) -> ElementTree.Element | None:
    return next((part for part in tree if _local(part.tag) == name), None) if tree is not None else None


def _captions(template: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """What stands beside each field, by the field's name."""
    for field in template.iter():
        if _local(field.tag) in ("field", "exclGroup") and (name := field.get("name")):
            for caption in (child for child in field if _local(child.tag) == "caption"):
                words = " ".join("".join(caption.itertext()).split()).rstrip(":")
                if words:
                    yield name, words


def _local(tag: object) -> str:
    """A tag without its namespace; "" of a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
