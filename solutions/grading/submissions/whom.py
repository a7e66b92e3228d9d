"""Who is meant: one person among many, however an LMS or the instructor has written the name.

A person may be written as their name ("Chen, Bo", "Bo Chen"), as the download calls them
(chenbo_10004), or by the roster's or the LMS's ID, SIS ID, ID number, login or e-mail.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property

from solutions.grading.submissions.identity import UNKNOWN, Identity, squeezed

# What the downloads of Canvas, Moodle and Brightspace have behind a name.
NUMBER = re.compile(r"_(\d+(?:-\d+)?)$")
IDS = ("canvas_id", "sis_id", "login", "email", "number")
TOLD = (
    ("canvas_id", "canvas_id"),
    ("login", "login"),
    ("sis_id", "sis_id"),
    ("number", "number"),
    ("email", "email"),  # which changes with a name
    ("number", "sis_id"),
    ("sis_id", "number"),
)
Key = tuple[str, str]
MOST_NEAR = 4
NOTHING: Mapping[str, str] = {}


class Whom:
    """People with a name each, to be found by any of what they are known by.

    What says most comes first: an ID of the LMS, the very name, an ID that was written, the name in
    any order of its words. What fits more than one finds nobody. before: names that people had in
    earlier runs, with those of today.
    """

    def __init__(
        self, people: Iterable[tuple[str, Identity]], before: Mapping[str, str] = NOTHING
    ) -> None:
        self._people, self.before = dict(people), before

    @cached_property
    def _by(self) -> dict[Key, set[str]]:
        """The names by key, as soon as they are needed: 1.5 KiB a person."""
        found: defaultdict[Key, set[str]] = defaultdict(set)
        for name, known in self._people.items():
            for key in keys_of(name, known):
                found[key].add(name)
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._people

    @property
    def names(self) -> list[str]:
        return list(self._people)

    def of(self, name: str) -> Identity:
        """By what the LMS knows somebody of that very name."""
        return self._people.get(name, UNKNOWN)

    def known(self, told: Identity) -> str | None:
        """The name of whom an LMS means by its IDs."""
        for kind, sought in TOLD:
            if (value := getattr(told, kind).casefold()) and (found := self._one((sought, value))):
                return found
        # One gradebook has the login, another the e-mail that begins with it.
        for each in filter(None, (told.login, told.email)):
            for kind in ("mailbox", "login"):
                found = self._one((kind, each.partition("@")[0].casefold()))
                if found and forms(told.name) & forms(self.of(found).name):
                    return found
        return None

    def by_number(self, written: str) -> str | None:
        """Whose ID at Canvas stands behind a name."""
        number = NUMBER.search(written)
        return self._one(("canvas_id", number[1])) if number else None

    def find(self, written: str, told: Identity = UNKNOWN) -> str | None:
        """The name of who is meant, or None if that is nobody, or more than one."""
        if found := self.known(told):
            return found
        if not told.canvas_id and written in self._people:
            return written
        if self.before.get(written) in self._people:
            return self.before[written]
        for key in sought(written, told):
            if found := self._one(key, told.canvas_id):
                return found
        return None

    def several(self, written: str) -> list[str]:
        """All whom a name fits, where it is more than one."""
        for key in sought(written, UNKNOWN):
            if len(found := self._by.get(key, set())) > 1:
                return sorted(found)
        return []

    def nearest(self, written: str) -> str:
        """The name that is most like it; "" if none is."""
        near: defaultdict[str, set[str]] = defaultdict(set)
        for (kind, value), names in self._by.items():
            if kind not in ("canvas_id", "sis_id", "number", "behind"):
                near[value] |= names
        for form in dict.fromkeys((plain(written), *sorted(forms(written)))):
            if found := get_close_matches(form, near, 1, 0.6):
                return min(near[found[0]])
        return ""

    def unknown(self, written: str) -> str:
        """A sentence: nobody is called so, but perhaps somebody else is meant."""
        if several := self.several(written):
            them = "; ".join(self._shown(name) for name in several)
            return f"more than one is called {written!r}: {them}. Write the ID or the login."
        near = self._with_part(written) or list(filter(None, [self.nearest(written)]))
        meant = " or ".join(map(repr, near[:MOST_NEAR]))
        return f"nobody is called {written!r}" + (f": is it {meant}?" if near else "")

    def _with_part(self, written: str) -> list[str]:
        """All who have these words among those of their names."""
        words = set(plain(written).split())
        return sorted(
            name
            for name, known in self._people.items()
            if words and words <= set(plain(f"{name} {known.name}").replace(",", " ").split())
        )

    def _shown(self, name: str) -> str:
        known = self.of(name)
        by = known.login or known.canvas_id or known.number or known.email
        return f"{name} ({by})" if by and by not in name else name

    def _one(self, key: Key, canvas_id: str = "") -> str | None:
        """Who alone has it; of those with another ID at Canvas than the one that is told, none."""
        found = self._by.get(key, set())
        if canvas_id:
            found = {name for name in found if self.of(name).canvas_id in ("", canvas_id)}
        return next(iter(found)) if len(found) == 1 else None


def keys_of(name: str, known: Identity) -> set[Key]:
    """By what somebody is found."""
    found = {(kind, getattr(known, kind).casefold()) for kind in IDS}
    found |= {("name", form) for each in (name, known.name) for form in forms(each)}
    found |= {("plain", plain(name)), ("plain", plain(known.name))}
    if behind := NUMBER.search(name):
        found.add(("behind", behind[1]))
    for address in (known.login, known.email):
        if "@" in address:
            found.add(("mailbox", address.partition("@")[0].casefold()))
    return {(kind, value) for kind, value in found if value}


def sought(written: str, told: Identity) -> list[Key]:
    """What a name may be, what says most first."""
    text = written.strip().casefold().removeprefix("#")  # Brightspace has one before each ID
    number = NUMBER.search(written)
    found = [("plain", plain(written))]
    found += [(kind, text) for kind in ("login", "email", "canvas_id", "sis_id", "number")]
    found += [("canvas_id", number[1]), ("behind", number[1])] if number else []
    found += [("name", squeezed(told.name))]
    found += [("name", form) for form in [squeezed(written), *sorted(forms(written))]]
    found += [("mailbox", text), ("behind", text)]
    return [(kind, value) for kind, value in found if value]


def forms(name: str) -> set[str]:
    """The ways to write a name: "Doe, Jane" is Jane Doe, Doe Jane, and Canvas' doejane."""
    last, _, first = NUMBER.sub("", name).partition(",")
    words = [*first.split(), *last.split()]
    turned = (words[start:] + words[:start] for start in range(len(words)))
    return {squeezed("".join(each)) for each in turned} - {""}


def plain(name: str) -> str:
    """The name without what people and systems write now in one way, now in another."""
    text = unicodedata.normalize("NFC", name)
    return " ".join(NUMBER.sub("", text).split()).casefold()
