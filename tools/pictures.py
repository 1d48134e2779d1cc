"""The site's pictures: `python -m tools.pictures FOLDER` takes over those that docs/images/stops.txt names.

FOLDER holds a PNG of each stop in each look (`make screenshots`): those in light are taken, and the README's three.
Each is cut to `TALLEST` and kept in few colours: pages are text on plain grounds, so that nothing is lost that anybody
reads, and a picture stays below `LARGEST`.
"""

import sys
from pathlib import Path
from typing import Final

from PIL import Image

IMAGES: Final = Path("docs/images")
STOPS: Final = IMAGES / "stops.txt"
TALLEST: Final = 1000
"""Pixels: what is below says no more about what the page is like."""
LARGEST: Final = 150_000
"""Bytes."""
COLOURS: Final = 64


def stops() -> list[str]:
    """The names of the stops, as the file lists them."""
    lines = STOPS.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def take(source: Path, target: Path) -> None:
    """Write a small copy of one picture. Raises ValueError when it is not small."""
    with Image.open(source) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
    cut.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    if target.stat().st_size > LARGEST:
        raise ValueError(f"{target} has {target.stat().st_size} bytes; at most {LARGEST} are allowed.")


def main(folder: Path) -> None:
    """Take all of them, and the README's; a stop without a picture is an error."""
    for stop in stops():
        take(folder / f"{stop}.light.png", IMAGES / f"{stop}.png")
    for picture in sorted((folder / "readme").glob("*.png")):
        take(picture, IMAGES / picture.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
