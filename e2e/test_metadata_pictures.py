"""Pictures as a phone and a program leave them: what they tell is gone, what they show is not."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from e2e.cleaning import Cleaner, exiftool, plant, told, values
from e2e.telling import picture, same_pixels

#: What Rana's phone and programs wrote. No other byte of a sample says any of it.
SECRETS = ("Petrova", "Pixelmaker", "SN-77120", "Editomat", "Harbour quarrel", "2031", "Tromsoe", "69 deg")
KINDS = ("jpg", "png", "webp")
#: exiftool's groups that describe the picture itself.
HARMLESS = {"SourceFile", "ExifTool", "System", "File", "JFIF", "PNG", "RIFF", "Composite", "ICC-header", "ICC_Profile"}


def talkative(path: Path) -> Path:
    """Save a picture with all that a phone and a program would write beside it, in each of the ways to write it."""
    picture().save(path, quality=90)
    plant(
        path,
        Artist="Rana Petrova",
        Copyright="Rana Petrova",
        Make="Pixelmaker",
        Model="Pixelmaker 9",
        SerialNumber="SN-77120",
        LensModel="Pixelmaker wide",
        Software="Editomat 4",
        ImageDescription="Harbour quarrel",
        UserComment="Harbour quarrel",
        DateTimeOriginal="2031:05:06 07:08:09",
        GPSLatitude="69.6",
        GPSLatitudeRef="N",
        GPSLongitude="18.9",
        GPSLongitudeRef="E",
        XMP_Creator="Rana Petrova",
        XMP_City="Tromsoe",
        XMP_CreatorTool="Editomat 4",
        XMP_Title="Harbour quarrel",
        XMP_CreateDate="2031:05:06 07:08:09",
    )
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_a_picture_told_is_left(clean: Cleaner, tmp_path: Path, kind: str) -> None:
    """Place, author, camera, program, time and remarks are gone from every kind; exiftool and the bytes agree."""
    path = talkative(tmp_path / f"harbour.{kind}")
    before = " ".join(values(path))
    assert all(secret in before for secret in SECRETS), "the sample tells what the test is about"
    cleaned = clean(path)
    assert cleaned.state == "cleaned"
    assert cleaned.removed >= {"place", "author", "camera", "software", "time", "description"}
    assert cleaned.left == {"seen"}
    after = " ".join(values(cleaned.path))
    for secret in SECRETS:
        assert secret not in after
        assert secret.encode() not in cleaned.content
    assert {name.split(":")[0] for name in told(cleaned.path)} <= HARMLESS
    assert same_pixels(path, cleaned.path)


def test_what_only_jpeg_can_hold_goes_too(clean: Cleaner, tmp_path: Path) -> None:
    """Press captions, a remark, a preview, a second picture and a film behind the end, in a progressive picture."""
    path = talkative(tmp_path / "harbour.jpg")
    with Image.open(path) as image:
        image.save(path, progressive=True, quality=90, exif=image.getexif())
    preview = tmp_path / "preview.jpg"
    picture((40, 30)).save(preview)
    plant(path, Comment="Rana Petrova", IPTC_City="Tromsoe", **{"IPTC_By-line": "Rana Petrova"})
    exiftool("-q", "-overwrite_original", f"-ThumbnailImage<={preview}", path)
    path.write_bytes(path.read_bytes() + preview.read_bytes() + b"ftypmp42 Petrova")
    cleaned = clean(path)
    assert cleaned.removed >= {"place", "author", "description", "thumbnail", "appended"}
    assert b"Petrova" not in cleaned.content
    assert cleaned.content.count(b"\xff\xd8\xff") == 1
    assert cleaned.content.endswith(b"\xff\xd9")
    assert same_pixels(path, cleaned.path)


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_grey_and_print_pictures_keep_their_colours(clean: Cleaner, tmp_path: Path, mode: str) -> None:
    """What a decoder needs to know of colours stays, such as Adobe's marker of inverted print colours."""
    path = tmp_path / "colours.jpg"
    picture().convert(mode).save(path)
    plant(path, Artist="Rana Petrova")
    cleaned = clean(path)
    assert cleaned.removed == {"author"}
    assert same_pixels(path, cleaned.path)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_picture_stays_the_right_way_up(clean: Cleaner, tmp_path: Path, kind: str, orientation: int) -> None:
    """Which way up a picture was taken is the one thing kept of its Exif."""
    path = talkative(tmp_path / f"harbour.{kind}")
    exiftool("-q", "-n", "-overwrite_original", f"-Orientation={orientation}", path)
    cleaned = clean(path)
    with Image.open(cleaned.path) as image:
        assert image.getexif().get(0x0112, 1) == orientation
    tags = [name for name in told(cleaned.path) if name.startswith(("IFD0:", "ExifIFD:", "GPS:"))]
    assert tags == ([] if orientation == 1 else ["IFD0:Orientation"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_colour_profile_keeps_its_colours_and_loses_its_names(clean: Cleaner, tmp_path: Path, kind: str) -> None:
    """A profile may name the screen it was made for: its numbers stay, its words and dates go."""
    path = tmp_path / f"screen.{kind}"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture().save(path, icc_profile=profile, quality=90)
    cleaned = clean(path)
    with Image.open(path) as before, Image.open(cleaned.path) as after:
        lab = ImageCms.createProfile("LAB")
        old, new = (
            ImageCms.buildTransform(io.BytesIO(image.info["icc_profile"]), lab, "RGB", "LAB")
            for image in (before, after)
        )
        pixels = picture()
        assert ImageCms.applyTransform(pixels, old).tobytes() == ImageCms.applyTransform(pixels, new).tobytes()  # type: ignore[union-attr]
        assert b"built-in" in profile.replace(b"\0", b"")
        assert b"built-in" not in after.info["icc_profile"].replace(b"\0", b"")
    facts = told(cleaned.path)
    assert facts["ICC-header:ProfileDateTime"] == "0000:00:00 00:00:00"
    assert same_pixels(path, cleaned.path)


def test_texts_in_a_png_go_whichever_way_they_are_written(clean: Cleaner, tmp_path: Path) -> None:
    """Plain, packed and international texts, and the time of the last change."""
    path = tmp_path / "screen.png"
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Rana Petrova")
    texts.add_text("Comment", "Harbour quarrel " * 50, zip=True)
    texts.add_itxt("Software", "Editomat 4", lang="nb", tkey="Programvare", zip=True)
    texts.add_text("Creation Time", "2031-05-06")
    picture().save(path, pnginfo=texts)
    plant(path, PNG_ModifyDate="2031:05:06 07:08:09")
    path.write_bytes(path.read_bytes() + b"Petrova behind the end")
    cleaned = clean(path)
    assert cleaned.removed == {"author", "description", "software", "time", "appended"}
    assert {name for name in told(cleaned.path) if name.startswith("PNG")} == {
        f"PNG:{name}"
        for name in ("ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace")
    }
    assert same_pixels(path, cleaned.path)


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_a_moving_picture_moves_on(clean: Cleaner, tmp_path: Path, kind: str) -> None:
    """Every frame of an animation and its time stay."""
    path = tmp_path / f"moving.{kind}"
    frames = [picture().rotate(angle) for angle in (0, 30, 60)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    plant(path, Artist="Rana Petrova")
    cleaned = clean(path)
    assert cleaned.removed == {"author"}
    assert same_pixels(path, cleaned.path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_picture_stays_as_it_is(clean: Cleaner, tmp_path: Path, kind: str) -> None:
    """Cleaning twice finds nothing the second time and changes no byte."""
    once = clean(talkative(tmp_path / f"harbour.{kind}"))
    twice = clean(once.path)
    assert twice.removed == set()
    assert twice.content == once.content


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_picture_goes_as_it_is_and_this_is_said(clean: Cleaner, tmp_path: Path, kind: str) -> None:
    """A file cut short is never half cleaned."""
    path = talkative(tmp_path / f"harbour.{kind}")
    path.write_bytes(path.read_bytes()[:-900])
    cleaned = clean(path)
    assert cleaned.state == "unreadable"
    assert cleaned.removed == set()
    assert cleaned.content == path.read_bytes()


def test_the_bytes_decide_not_the_name(clean: Cleaner, tmp_path: Path) -> None:
    """A picture by any other name is cleaned; a text that calls itself a picture is left, and that is said."""
    picture_as_text = talkative(tmp_path / "harbour.jpg").rename(tmp_path / "notes.txt")
    assert clean(picture_as_text).state == "cleaned"
    text_as_picture = tmp_path / "notes.jpg"
    text_as_picture.write_text("by Rana Petrova")
    cleaned = clean(text_as_picture)
    assert (cleaned.state, cleaned.content) == ("unknown-kind", b"by Rana Petrova")
