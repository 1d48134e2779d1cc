"""A voice for the microphone, and an ear: made and measured without the code that alters voices."""

import array
import math
import wave
from pathlib import Path

RATE = 16_000
LOWEST, HIGHEST = 60, 400
WINDOW_SECONDS = 0.04
VOWELS = ((560, 1750, 2500), (700, 1200, 2600), (350, 2100, 2800))


def speak(file: Path, pitch: float, seconds: float) -> None:
    """Write a WAV file of somebody who says vowel after vowel at `pitch` Hz, with short pauses between."""
    sounds: list[float] = []
    for number in range(round(seconds / 0.4)):
        vowel = _resonate(_pulses(pitch, 0.3), VOWELS[number % len(VOWELS)])
        loudest = max(map(abs, vowel))
        length = len(vowel)
        sounds += [0.4 * value / loudest * math.sin(math.pi * at / length) for at, value in enumerate(vowel)]
        sounds += [0.0] * round(0.1 * RATE)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(array.array("h", [round(32767 * value) for value in sounds]).tobytes())


def _pulses(pitch: float, seconds: float) -> list[float]:
    places = {round(RATE / pitch * number) for number in range(round(seconds * pitch))}
    return [1.0 if at in places else 0.0 for at in range(round(seconds * RATE))]


def _resonate(signal: list[float], formants: tuple[int, ...]) -> list[float]:
    radius = math.exp(-math.pi * 80 / RATE)
    for formant in formants:
        turn = 2 * radius * math.cos(2 * math.pi * formant / RATE)
        last = before = 0.0
        passed = []
        for sample in signal:
            last, before = sample + turn * last - radius**2 * before, last
            passed.append(last)
        signal = passed
    return signal


def pitch_of(file: Path) -> float:
    """The middle pitch (Hz) of a WAV file: of its louder pieces, the median first strong peak of the correlation."""
    with wave.open(str(file)) as source:
        rate = source.getframerate()
        samples = array.array("h", source.readframes(source.getnframes()))
    length = round(WINDOW_SECONDS * rate)
    starts = range(0, len(samples) - 2 * length, length)
    powers = {start: sum(value * value for value in samples[start : start + length]) for start in starts}
    loud = sorted(powers, key=lambda start: powers[start])[-20:]
    found = sorted(_pitch(samples[start : start + 2 * length], rate) for start in loud)
    return found[len(found) // 2]


def _pitch(piece: "array.array[int]", rate: int) -> float:
    half = len(piece) // 2
    lags = range(rate // HIGHEST, rate // LOWEST)
    alike = [sum(piece[at] * piece[at + lag] for at in range(half)) for lag in lags]
    strong = 0.85 * max(alike)
    first = next(
        at for at in range(1, len(alike) - 1) if alike[at] > strong and alike[at - 1] <= alike[at] > alike[at + 1]
    )
    return rate / lags[first]
