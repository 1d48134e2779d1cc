"""Lines over logarithmic axes, as one SVG, without a library: small plots on a sheet, in light and in dark."""

import math
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 460, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 18, 52, 66
INKS = ("#1c5642", "#b4552d", "#3b5f9a", "#8a6d1f")
DARK_INKS = ("#7cc4a4", "#e79a74", "#8fb2ea", "#d9bd6a")
STYLE = f"""
svg {{ font: 12px/1.4 system-ui, sans-serif; background: #fffdf9; color: #23302b; }}
text {{ fill: currentColor; }} .title {{ font-size: 15px; font-weight: 600; }} .quiet {{ opacity: .65; }}
.grid {{ stroke: currentColor; opacity: .12; }} .line {{ fill: none; stroke-width: 2.25; stroke-linejoin: round; }}
{"".join(f".ink{n} {{ stroke: {ink}; }} .dot{n} {{ fill: {ink}; }}" for n, ink in enumerate(INKS))}
@media (prefers-color-scheme: dark) {{
svg {{ background: #16201c; color: #e6ece8; }}
{"".join(f".ink{n} {{ stroke: {ink}; }} .dot{n} {{ fill: {ink}; }}" for n, ink in enumerate(DARK_INKS))} }}
"""


class Line(NamedTuple):
    """A name and points, both axes above 0."""

    name: str
    points: Sequence[tuple[float, float]]


class Axis(NamedTuple):
    """A logarithmic axis from `low` to `high`, over pixels from `begin` to `end`."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.begin + share * (self.end - self.begin)


def drawn(plots: Sequence[tuple[str, str, str, Sequence[Line]]]) -> str:
    """A sheet of plots, two beside each other: (title, across, upright, lines) each."""
    rows = math.ceil(len(plots) / 2)
    parts = [
        f'<g transform="translate({number % 2 * WIDTH} {number // 2 * HEIGHT})">{_plot(*plot)}</g>'
        for number, plot in enumerate(plots)
    ]
    size = f'width="{2 * WIDTH}" height="{rows * HEIGHT}" viewBox="0 0 {2 * WIDTH} {rows * HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{STYLE}</style>{"".join(parts)}</svg>\n'


def _plot(title: str, across: str, upright: str, lines: Sequence[Line]) -> str:
    shown = [line for line in lines if line.points]
    head = f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>'
    head += f'<text class="quiet" x="{LEFT}" y="41">{escape(upright)}</text>'
    if not shown:
        return head + f'<text class="quiet" x="{LEFT}" y="{HEIGHT / 2}">not run</text>'
    xs = [x for line in shown for x, _y in line.points]
    ys = [y for line in shown for _x, y in line.points]
    wide = Axis(min(xs), max(*xs, 2 * min(xs)), LEFT, WIDTH - RIGHT)
    low, high = (10**each for each in (math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys) * 1.01))))
    tall = Axis(low, high, HEIGHT - BOTTOM, TOP)
    parts, place = [head, _grid(wide, tall, sorted(set(xs)), across)], float(LEFT)
    for number, line in enumerate(shown):
        parts += [_line(number, line, wide, tall), _legend(number, line.name, place)]
        place += 30 + 6.6 * len(line.name)
    return "".join(parts)


def _grid(wide: Axis, tall: Axis, marks: Sequence[float], across: str) -> str:
    parts = []
    for power in range(round(math.log10(tall.low)), round(math.log10(tall.high)) + 1):
        y = tall.at(10**power)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="quiet" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:,g}</text>')
    for mark in marks:
        y = HEIGHT - BOTTOM + 18
        parts.append(f'<text class="quiet" x="{wide.at(mark):.1f}" y="{y}" text-anchor="middle">{_short(mark)}</text>')
    parts.append(
        f'<text class="quiet" x="{WIDTH - RIGHT}" y="{HEIGHT - BOTTOM + 36}" text-anchor="end">{escape(across)}</text>'
    )
    return "".join(parts)


def _line(number: int, line: Line, wide: Axis, tall: Axis) -> str:
    places = [(wide.at(x), tall.at(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle class="dot{number}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places)
    return f'<polyline class="line ink{number}" points="{path}"/>{dots}'


def _legend(number: int, name: str, x: float) -> str:
    y = HEIGHT - 12
    return (
        f'<circle class="dot{number}" cx="{x + 4}" cy="{y - 4}" r="4"/><text x="{x + 13}" y="{y}">{escape(name)}</text>'
    )


def _short(value: float) -> str:
    """1,000 as 1k, 10,000,000 as 10M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
