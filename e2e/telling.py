"""Files that tell a secret in many places, and how to look for it from outside."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import pypdf
from PIL import Image
from pypdf.generic import StreamObject

from e2e.cleaning import Cleaned, Cleaner, plant, values

#: Who wrote the samples and with what. "Gate B" is what they say, and stays.
SECRETS = ("Petrova", "Pixelmaker", "Editomat", "Harbour quarrel", "2031", "Quayprint")
SAYS = "Crates leave by gate B at night."


def picture(size: tuple[int, int] = (160, 120)) -> Image.Image:
    """A picture whose every pixel differs from its neighbours."""
    return Image.effect_mandelbrot(size, (-2, -1.2, 1, 1.2), 60).convert("RGB")


def same_pixels(one: Path, other: Path) -> bool:
    """Whether both decode to the same pixels, frame by frame, shown for the same time."""
    with Image.open(one) as before, Image.open(other) as after:
        frames = getattr(before, "n_frames", 1)
        if frames != getattr(after, "n_frames", 1):
            return False
        for frame in range(frames):
            before.seek(frame)
            after.seek(frame)
            if before.tobytes() != after.tobytes() or before.info.get("duration") != after.info.get("duration"):
                return False
    return True


def photo(folder: Path) -> Path:
    """A picture that tells who took it, and where."""
    path = folder / "photo.jpg"
    picture().save(path, quality=90)
    plant(path, Artist="Rana Petrova", Make="Pixelmaker", GPSLatitude="69.6", GPSLatitudeRef="N")
    return path


def unfolded(path: Path) -> Iterator[bytes]:
    """All bytes of a file, those of packed parts unpacked, however deep."""
    content = path.read_bytes()
    yield content
    if content.startswith(b"%PDF"):
        reader = pypdf.PdfReader(path)
        for number in range(1, cast("int", reader.trailer["/Size"])):
            thing = reader.get_object(number)
            yield str(thing).encode()
            if isinstance(thing, StreamObject) and "/DCTDecode" not in str(thing.get("/Filter")):
                yield thing.get_data()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                yield entry.filename.encode() + archive.read(entry)


def told_by(path: Path, secrets: Iterable[str] = SECRETS) -> set[str]:
    """Which of the secrets are anywhere in the file, by its bytes or by exiftool."""
    everything = b"\n".join(unfolded(path))
    found = " ".join(values(path))
    return {secret for secret in secrets if secret.encode() in everything or secret in found}


def checked(clean: Cleaner, path: Path) -> Cleaned:
    """Clean a file that tells every secret; none may be left, and a second cleaning finds nothing more to do."""
    assert told_by(path) == set(SECRETS), "the sample tells what the test is about"
    cleaned = clean(path)
    assert cleaned.state == "cleaned"
    assert told_by(cleaned.path) == set()
    again = clean(cleaned.path)
    assert again.removed == set()
    return cleaned


def changed(path: Path, name: str, old: str, new: str) -> None:
    """Replace text in one part of a packed document, or add the part where `old` is ""."""
    with zipfile.ZipFile(path) as archive:
        parts = [(entry, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in parts:
            if entry.filename == name:
                assert old.encode() in content, content
                archive.writestr(entry, content.replace(old.encode(), new.encode(), 1))
            else:
                archive.writestr(entry, content)
        if old == "":
            archive.writestr(name, new)
