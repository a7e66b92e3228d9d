"""What a check of make doctor found."""

from dataclasses import dataclass

SET_UP = "make setup"


@dataclass(frozen=True)
class Finding:
    """What a check found. sign: "ok"; "x", which needs the remedy; "-", which can do without."""

    sign: str
    text: str
    remedy: str = ""
