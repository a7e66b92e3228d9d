"""Numbers as pictures write them, and the ticks of an axis."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


def number(value: float) -> str:
    """Three significant digits at most below a thousand, whole above: 0.02, 1.4, 23.6, 100,000."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rough(value: float) -> str:
    """Two significant digits, for a sentence: 0.19, 6.1, 87."""
    return number(float(f"{value:.2g}"))


@dataclass(frozen=True)
class Scale:
    """Places values on a stretch of the drawing."""

    low: float
    high: float
    begin: float
    end: float
    log: bool

    def __call__(self, value: float) -> float:
        """Where the value is drawn, in units of the drawing."""
        low, high = self.low, self.high
        value = min(max(value, low), high)
        if self.log:
            low, high, value = math.log10(low), math.log10(high), math.log10(value)
        share = (value - low) / (high - low) if high > low else 0.0
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> list[float]:
        """Few round values on the stretch: decades, or a handful of equal steps."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            every = max(1, math.ceil((last - first + 1) / 6))
            return [10.0**power for power in range(first, last + 1, every)]
        step = round_step(self.high - self.low)
        count = math.floor((self.high - self.low) / step + 1e-9)
        return [self.low + step * place for place in range(count + 1)]


def scale(values: Sequence[float], begin: float, end: float, *, log: bool) -> Scale:
    """From zero to the highest value, or on a log axis over the whole decades that hold all."""
    if log:
        above = [value for value in values if value > 0] or [1.0]
        low = 10.0 ** math.floor(math.log10(min(above)))
        high = 10.0 ** math.ceil(math.log10(max(above)))
        return Scale(low, max(high, 10 * low), begin, end, log=True)
    most = max([*values, 0.0]) or 1.0
    step = round_step(most)
    return Scale(0.0, step * math.ceil(most / step - 1e-9), begin, end, log=False)


def round_step(length: float) -> float:
    """1, 2 or 5 times a power of ten, of which three to six make up the length."""
    power = 10.0 ** math.floor(math.log10(length / 4))
    return next(power * each for each in (1, 2, 5, 10) if length / (power * each) <= 5)
