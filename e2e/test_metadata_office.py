"""Office documents as people's programs leave them: who wrote them, where and when is gone, what they say is not."""

import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
from openpyxl.comments import Comment

from e2e.cleaning import Cleaner, exiftool
from e2e.telling import SAYS, changed, checked, photo, same_pixels


def set_properties(document: "docx.document.Document | pptx.presentation.Presentation") -> None:
    """Fill in what a program knows of its user."""
    known = document.core_properties
    known.author = known.last_modified_by = "Rana Petrova"
    known.title = known.comments = "Harbour quarrel"


def letter(folder: Path) -> Path:
    """A letter with a photo, a comment, a tracked change and all that Word keeps of editing."""
    document = docx.Document()
    set_properties(document)
    run = document.add_paragraph(SAYS).runs[0]
    document.add_comment([run], "Which gate?", author="Rana Petrova", initials="RP")
    document.add_picture(str(photo(folder)))
    path = folder / "letter.docx"
    document.save(str(path))
    changed(
        path,
        "word/document.xml",
        "<w:sectPr",
        '<w:p w:rsidR="00AB2031"><w:ins w:id="9" w:author="Rana Petrova" w:date="2031-05-06T07:08:09Z">'
        "<w:r><w:t>Added later.</w:t></w:r></w:ins></w:p><w:sectPr",
    )
    changed(
        path,
        "docProps/app.xml",
        "<Application>Microsoft Macintosh Word</Application>",
        "<Application>Editomat</Application>",
    )
    changed(path, "docProps/app.xml", "<HyperlinkBase/>", "<HyperlinkBase>Quayprint</HyperlinkBase>")
    return path


def test_a_letter_keeps_its_words_and_loses_its_writer(clean: Cleaner, tmp_path: Path) -> None:
    """Properties, names, times, editing sessions, the thumbnail and what the photo told are gone; Word can read it."""
    path = letter(tmp_path)
    cleaned = checked(clean, path)
    assert cleaned.removed >= {
        "author",
        "time",
        "software",
        "description",
        "history",
        "ids",
        "thumbnail",
        "place",
        "camera",
    }
    assert cleaned.left == {"seen", "remarks"}
    after = docx.Document(str(cleaned.path))
    assert after.paragraphs[0].text == SAYS
    assert after.core_properties.author == ""
    comment = next(iter(after.comments))
    assert (comment.text, comment.author, comment.initials) == ("Which gate?", "Author 1", "")
    assert len(after.inline_shapes) == 1
    before = zipfile.ZipFile(path).read("word/media/image1.jpg")
    (tmp_path / "old.jpg").write_bytes(before)
    (tmp_path / "new.jpg").write_bytes(zipfile.ZipFile(cleaned.path).read("word/media/image1.jpg"))
    assert same_pixels(tmp_path / "old.jpg", tmp_path / "new.jpg")


def test_a_packed_document_tells_no_time_of_its_parts(clean: Cleaner, tmp_path: Path) -> None:
    """The list of files in a document has no time, no note and no extra of the machine that packed it."""
    cleaned = clean(letter(tmp_path))
    with zipfile.ZipFile(cleaned.path) as archive:
        assert archive.testzip() is None
        assert {(entry.date_time, entry.extra, entry.comment, entry.external_attr) for entry in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), b"", b"", 0)
        }


def test_a_sheet_keeps_its_numbers_and_loses_its_writer(clean: Cleaner, tmp_path: Path) -> None:
    """Excel's properties, comment authors, the folder where the file lay, and the printer are gone."""
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "Rana Petrova"
    book.properties.title = "Harbour quarrel"
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["A3"] = SAYS, 42, "=A2*2"
    sheet["A2"].comment = Comment("Which night?", "Rana Petrova")
    sheet.add_image(openpyxl.drawing.image.Image(str(photo(tmp_path))))
    sheet.page_setup.orientation = "landscape"
    path = tmp_path / "nights.xlsx"
    book.save(path)
    folder = '<x15ac:absPath xmlns:x15ac="x" url="C:\\Users\\Petrova\\2031\\"/>'
    changed(path, "xl/workbook.xml", "<bookViews>", f"{folder}<bookViews>")
    changed(path, "docProps/app.xml", "<Application>Microsoft Excel", "<Application>Editomat")
    changed(path, "xl/printerSettings/printerSettings1.bin", "", "Quayprint")
    printer = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/printerSettings"
    link = f'<Relationship Id="printer" Type="{printer}" Target="../printerSettings/printerSettings1.bin"/>'
    changed(path, "xl/worksheets/_rels/sheet1.xml.rels", "</Relationships>", f"{link}</Relationships>")
    setup = '<pageSetup xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="printer"'
    changed(path, "xl/worksheets/sheet1.xml", "<pageSetup", setup)
    cleaned = checked(clean, path)
    assert cleaned.removed >= {"author", "time", "software", "description", "paths", "printer", "place", "camera"}
    after = openpyxl.load_workbook(cleaned.path).active
    assert after is not None
    assert [after[cell].value for cell in ("A1", "A2", "A3")] == [SAYS, 42, "=A2*2"]
    assert (after["A2"].comment.text, after["A2"].comment.author) == ("Which night?", "Author 1")
    assert after.page_setup.orientation == "landscape"
    assert len(after._images) == 1


def test_slides_keep_what_they_show_and_lose_their_writer(clean: Cleaner, tmp_path: Path) -> None:
    """PowerPoint's properties, authors of comments, the record of changes and the printer are gone."""
    slides = pptx.Presentation()
    set_properties(slides)
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = SAYS
    slide.shapes.add_picture(str(photo(tmp_path)), 0, 0)
    path = tmp_path / "slides.pptx"
    slides.save(str(path))
    changed(path, "docProps/app.xml", "<Application>", "<Application>Editomat ")
    changed(path, "ppt/changesInfos/changesInfo1.xml", "", "<chgInfo name='Petrova'>2031 Quayprint</chgInfo>")
    kind = "http://schemas.microsoft.com/office/2016/11/relationships/changesInfo"
    link = f'<Relationship Id="changes" Type="{kind}" Target="changesInfos/changesInfo1.xml"/>'
    changed(path, "ppt/_rels/presentation.xml.rels", "</Relationships>", f"{link}</Relationships>")
    cleaned = checked(clean, path)
    assert cleaned.removed >= {"author", "software", "description", "history", "printer", "thumbnail", "place"}
    after = pptx.Presentation(str(cleaned.path)).slides[0]
    assert after.shapes.title is not None
    assert after.shapes.title.text == SAYS


def test_macros_stay_and_this_is_said(clean: Cleaner, tmp_path: Path) -> None:
    """A macro may name who wrote it; it is not searched."""
    path = letter(tmp_path)
    changed(path, "word/vbaProject.bin", "", "by Rana Petrova")
    assert "scripts" in clean(path).left


OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = (
    f'xmlns:office="{OASIS}office:1.0" xmlns:text="{OASIS}text:1.0" xmlns:meta="{OASIS}meta:1.0" '
    f'xmlns:config="{OASIS}config:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:officeooo="http://openoffice.org/2009/office" office:version="1.3"'
)
WHO = "<dc:creator>Rana Petrova</dc:creator><dc:date>2031-05-06T07:08:09</dc:date>"
OPEN_DOCUMENT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": (
        f"<office:document-content {OFFICE}><office:body><office:text>"
        f'<text:tracked-changes><text:changed-region text:id="c1"><text:insertion><office:change-info>{WHO}'
        "</office:change-info></text:insertion></text:changed-region></text:tracked-changes>"
        f'<text:p officeooo:rsid="00ab2031">{SAYS}<office:annotation>{WHO}<meta:creator-initials>RP'
        "</meta:creator-initials><text:p>Which gate?</text:p></office:annotation></text:p></office:text></office:body>"
        "</office:document-content>"
    ),
    "meta.xml": (
        f"<office:document-meta {OFFICE}><office:meta><meta:generator>Editomat</meta:generator>"
        f"<dc:title>Harbour quarrel</dc:title>{WHO}<meta:editing-cycles>7</meta:editing-cycles></office:meta>"
        "</office:document-meta>"
    ),
    "settings.xml": (
        f'<office:document-settings {OFFICE}><office:settings><config:config-item config:name="PrinterName" '
        'config:type="string">Quayprint</config:config-item><config:config-item config:name="AddFrameOffsets" '
        'config:type="boolean">true</config:config-item></office:settings></office:document-settings>'
    ),
    "Thumbnails/thumbnail.png": "Petrova",
    "Versions/Version1": "Petrova",
}


def test_an_open_document_keeps_its_words_and_loses_its_writer(clean: Cleaner, tmp_path: Path) -> None:
    """LibreOffice's metadata, printer, older versions, and the names beside changes and remarks are gone."""
    path = tmp_path / "letter.odt"
    parts: dict[str, str | bytes] = {**OPEN_DOCUMENT, "Pictures/photo.jpg": photo(tmp_path).read_bytes()}
    listed = "".join(f'<m:file-entry m:full-path="{name}" m:media-type=""/>' for name in ["/", *parts])
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{listed}</m:manifest>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, "META-INF/manifest.xml": manifest}.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    cleaned = checked(clean, path)
    assert cleaned.removed >= {
        "author",
        "time",
        "software",
        "description",
        "history",
        "ids",
        "printer",
        "thumbnail",
        "place",
    }
    assert cleaned.left == {"seen", "remarks"}
    with zipfile.ZipFile(cleaned.path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        words = archive.read("content.xml").decode()
        assert SAYS in words
        assert "Which gate?" in words
        assert words.count("<dc:creator>Author 1</dc:creator>") == 2
        assert b">true</config:config-item>" in archive.read("settings.xml")
        listed_now = archive.read("META-INF/manifest.xml").decode()
        assert "Thumbnails" not in listed_now
        assert "Versions" not in listed_now
        assert "Pictures/photo.jpg" in listed_now
    assert "Author" not in exiftool("-a", cleaned.path)


def test_an_archive_that_is_no_document_is_left(clean: Cleaner, tmp_path: Path) -> None:
    """A ZIP file of somebody's files is not opened, and this is said."""
    path = tmp_path / "files.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "by Rana Petrova")
    cleaned = clean(path)
    assert (cleaned.state, cleaned.content) == ("unknown-kind", path.read_bytes())


def test_a_document_cut_short_goes_as_it_is_and_this_is_said(clean: Cleaner, tmp_path: Path) -> None:
    """A damaged document is never half cleaned."""
    path = letter(tmp_path)
    path.write_bytes(path.read_bytes()[:-1500])
    cleaned = clean(path)
    assert (cleaned.state, cleaned.content) == ("unreadable", path.read_bytes())
