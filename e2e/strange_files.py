"""Files that strangers send: harmless ones, and such as attack whoever opens them."""

import io
import struct
import zlib
from pathlib import Path

import pypdf
from PIL import Image, ImageDraw

from e2e.sounds import speak


def document(folder: Path, lines: list[str], *, beacon: str = "", name: str = "ledger.pdf") -> Path:
    """A PDF with one page for each line; with `beacon`, its script and its opening action call that address."""
    script = f"app.launchURL('{beacon}', true); this.submitForm('{beacon}');"
    action = f"/OpenAction << /S /JavaScript /JS ({script.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) >>"
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(lines)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {action if beacon else ''} >>",
        f"<< /Type /Pages /Count {len(lines)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, line in enumerate(lines):
        content = f"BT /F 24 Tf 60 700 Td ({line}) Tj ET"
        own = f"/Contents {5 + 2 * at} 0 R /Resources << /Font << /F 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {own} >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    path = folder / name
    path.write_bytes(_numbered([each.encode() for each in objects]))
    return path


def _numbered(objects: list[bytes]) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R >>\n".encode()
    return out + f"startxref\n{table}\n%%EOF\n".encode()


def torn_document(folder: Path) -> Path:
    """A PDF whose beginning is all that is left of it."""
    path = folder / "torn.pdf"
    path.write_bytes(document(folder, ["never read"], name="whole.pdf").read_bytes()[:60] + b"\xff" * 400)
    return path


def drawing(folder: Path, beacon: str) -> Path:
    """An SVG that runs scripts and calls home, wherever a browser lets it."""
    path = folder / "plan.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" onload="window.ran = true">'
        f'<script>window.ran = true; top.ran = true; fetch("{beacon}svg-script")</script>'
        f'<image href="{beacon}svg-image" width="10" height="10"/>'
        '<rect width="200" height="100" fill="rgb(200,30,30)"/></svg>'
    )
    return path


def page_called_text(folder: Path, beacon: str) -> Path:
    """A web page under the name of a text."""
    path = folder / "readme.txt"
    path.write_text(f'<html><script>fetch("{beacon}html")</script><img src="{beacon}html-image">Kümmel</html>')
    return path


def bomb(folder: Path) -> Path:
    """A PNG of some kilobytes that would take gigabytes once it is decoded."""
    side = 40_000
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    content = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    path = folder / "panorama.png"
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", content) + _chunk(b"IEND", b""))
    return path


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def photo(folder: Path, name: str = "badge.png") -> Path:
    """A picture: white, a red square at the upper left, a blue one at the lower right."""
    image = Image.new("RGB", (400, 300), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 30, 139, 129), fill=(220, 0, 0))
    draw.rectangle((260, 180, 359, 279), fill=(0, 0, 220))
    image.save(folder / name)
    return folder / name


def sound(folder: Path) -> Path:
    """A voice on a machine."""
    path = folder / "machine.wav"
    speak(path, 120, 1.2)
    return path


def unknown(folder: Path) -> Path:
    """Bytes that no program here knows."""
    path = folder / "dump.bin"
    path.write_bytes(bytes(range(256)) * 64)
    return path


def pictures(folder: Path) -> list[Path]:
    """The same picture in every format that the viewer shows."""
    image = Image.open(photo(folder, "as.png"))
    named = [folder / f"as.{ending}" for ending in ("jpg", "gif", "webp", "avif", "bmp")]
    for path in named:
        image.save(path)
    return [folder / "as.png", *named]


def scan(folder: Path) -> Path:
    """A PDF of a JPEG 2000 picture, as archives make them, with Chinese in a font that it does not bring along."""
    packed = io.BytesIO()
    Image.open(photo(folder, "scanned.png")).save(packed, "JPEG2000")
    picture = packed.getvalue()
    content = b"q 400 0 0 300 60 400 cm /I Do Q BT /F 24 Tf 60 340 Td <6F228BED> Tj ET"
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    descriptor = (
        "/Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /I 5 0 R >> /Font << /F 6 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Subtype /Image /Width 400 /Height 300 /Filter /JPXDecode /Length %d >>\nstream\n%b\nendstream"
        % (len(picture), picture),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [7 0 R] >>",
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light {system} /FontDescriptor 8 0 R >>".encode(),
        f"<< /Type /FontDescriptor /FontName /STSong-Light {descriptor} >>".encode(),
    ]
    path = folder / "scan.pdf"
    path.write_bytes(_numbered(objects))
    return path


def locked_document(folder: Path) -> Path:
    """A PDF under a password."""
    writer = pypdf.PdfWriter(document(folder, ["never read"], name="open.pdf"))
    writer.encrypt("nobody knows")
    path = folder / "locked.pdf"
    writer.write(path)
    return path
