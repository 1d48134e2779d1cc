"""PDF files as people's programs leave them: who wrote them, where and when is gone, what they say is not."""

import io
from pathlib import Path
from typing import cast

import pypdf
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from e2e.cleaning import Cleaner, plant
from e2e.telling import SAYS, checked, photo, picture, same_pixels, told_by


def ledger(folder: Path) -> Path:
    """Two pages with text, a photo and a remark, made by a program that tells about itself."""
    writer = pypdf.PdfWriter()
    with io.BytesIO() as page:
        picture().save(page, "pdf")
        writer.append(page)
    image = writer.pages[0]["/Resources"]["/XObject"]["/image"].get_object()  # type: ignore[index]
    image._data = photo(folder).read_bytes()
    writer.add_blank_page(300, 200)
    text = DecodedStreamObject()
    text.set_data(f"BT /F1 12 Tf 20 100 Td ({SAYS}) Tj ET".encode())
    writer.pages[1][NameObject("/Contents")] = writer._add_object(text.flate_encode())
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = DictionaryObject(
        {NameObject("/F1"): DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})}
    )
    writer.pages[1][NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    remark = Text(rect=(20, 20, 60, 60), text="Ask at the gate.", title_bar="Rana Petrova")
    remark[NameObject("/M")] = TextStringObject("D:20310506070809Z")
    writer.add_annotation(1, remark)
    writer.add_metadata({"/Author": "Rana Petrova", "/Creator": "Editomat 4", "/Title": "Quayprint"})
    path = folder / "ledger.pdf"
    writer.write(path)
    plant(path, XMP_Creator="Rana Petrova", XMP_CreatorTool="Pixelmaker", XMP_CreateDate="2031:05:06 07:08:09")
    plant(path, PDF_Title="Harbour quarrel")  # written behind the older one, which is still in the file
    return path


def test_a_pdf_keeps_its_pages_and_nothing_else(clean: Cleaner, tmp_path: Path) -> None:
    """Information, XMP, older versions, who made a remark and what the photo told are gone; the pages are not."""
    path = ledger(tmp_path)
    cleaned = checked(clean, path)
    assert cleaned.removed >= {"author", "software", "time", "description", "history", "place", "camera"}
    assert cleaned.left == {"seen", "remarks"}
    before, after = pypdf.PdfReader(path, strict=True), pypdf.PdfReader(cleaned.path, strict=True)
    assert after.metadata is None
    assert after.xmp_metadata is None
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    assert after.pages[1].extract_text() == SAYS
    assert after.pages[1]["/Annots"][0].get_object()["/Contents"] == "Ask at the gate."  # type: ignore[index]
    old, new = (tmp_path / "old.jpg", tmp_path / "new.jpg")
    for reader, target in ((before, old), (after, new)):
        target.write_bytes(reader.pages[0].images[0].data)
    assert same_pixels(old, new)


def test_a_page_that_was_taken_out_of_a_pdf_is_not_in_it(clean: Cleaner, tmp_path: Path) -> None:
    """A deleted page that a bookmark still points to is an older version, and goes."""
    writer = pypdf.PdfWriter(ledger(tmp_path))
    writer.add_outline_item(title="Gone", page_number=1)
    tree = cast("DictionaryObject", writer.root_object["/Pages"].get_object())
    kids = cast("ArrayObject", tree["/Kids"])
    kids.pop()
    tree[NameObject("/Count")] = NumberObject(len(kids))
    path = tmp_path / "shorter.pdf"
    writer.write(path)
    assert told_by(path, [SAYS]) == {SAYS}
    cleaned = clean(path)
    assert cleaned.removed >= {"history"}
    assert told_by(cleaned.path, [SAYS]) == set()
    assert len(pypdf.PdfReader(cleaned.path, strict=True).pages) == len(kids)


def test_files_and_scripts_inside_a_pdf_stay_and_this_is_said(clean: Cleaner, tmp_path: Path) -> None:
    """An attached file may be the evidence: it stays whole, and the answer says that it was not searched."""
    writer = pypdf.PdfWriter(ledger(tmp_path))
    writer.add_attachment("tape.txt", b"by Rana Petrova")
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.beep();")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    path = tmp_path / "with-files.pdf"
    writer.write(path)
    cleaned = clean(path)
    assert cleaned.left == {"seen", "remarks", "parts", "scripts"}
    assert pypdf.PdfReader(cleaned.path).attachments["tape.txt"] == [b"by Rana Petrova"]


def test_a_pdf_under_a_password_or_signed_stays_whole(clean: Cleaner, tmp_path: Path) -> None:
    """What cannot be read, and what a change would make worthless, goes as it is, and why is said."""
    locked = pypdf.PdfWriter(ledger(tmp_path))
    locked.encrypt("quay", algorithm="RC4-128")
    locked.write(tmp_path / "locked.pdf")
    signed = pypdf.PdfWriter(ledger(tmp_path))
    entries = {
        "/Type": NameObject("/Sig"),
        "/ByteRange": ArrayObject([NumberObject(0)] * 4),
        "/Contents": ByteStringObject(b"signature"),
    }
    signature = signed._add_object(DictionaryObject({NameObject(key): value for key, value in entries.items()}))
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig"), NameObject("/V"): signature})
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([signed._add_object(field)])})
    signed.root_object[NameObject("/AcroForm")] = form
    signed.write(tmp_path / "signed.pdf")
    for name, reason in (("locked.pdf", "encrypted"), ("signed.pdf", "signature")):
        cleaned = clean(tmp_path / name)
        assert (cleaned.state, set(cleaned.left), set(cleaned.removed)) == ("kept", {reason}, set())
        assert cleaned.content == (tmp_path / name).read_bytes()


def test_a_pdf_cut_short_goes_as_it_is_and_this_is_said(clean: Cleaner, tmp_path: Path) -> None:
    """A damaged file is never half cleaned."""
    path = ledger(tmp_path)
    path.write_bytes(path.read_bytes()[:-1500])
    cleaned = clean(path)
    assert (cleaned.state, cleaned.content) == ("unreadable", path.read_bytes())
