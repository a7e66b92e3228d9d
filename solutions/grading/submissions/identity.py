"""By what an LMS knows a student."""

import unicodedata
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Identity:
    """What is not known is empty.

    name: as the LMS shows it. canvas_id: Canvas' own number. sis_id, login: Canvas' "SIS User ID"
    and "SIS Login ID". number: Moodle's "ID number", Brightspace's "OrgDefinedId". login is the
    username of these two, too.
    """

    name: str = ""
    canvas_id: str = ""
    sis_id: str = ""
    login: str = ""
    email: str = ""
    number: str = ""
    section: str = ""

    def filled(self, other: "Identity") -> "Identity":
        """With what the other knows and this one does not; itself if that is nothing."""
        names = (each.name for each in fields(self))
        found = Identity(**{name: getattr(self, name) or getattr(other, name) for name in names})
        return self if found == self else found

    def agrees(self, other: "Identity") -> bool:
        """Whether the two can be one person: no ID, login or e-mail is another one."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in FOUND_BY)
        return all(not a or not b or a.casefold() == b.casefold() for a, b in pairs)


FOUND_BY = ("canvas_id", "sis_id", "login", "email", "number")
UNKNOWN = Identity()


def squeezed(name: str) -> str:
    """A name without what LMS write now in one way, now in another: capitals, blanks, accents."""
    text = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in text if c.isalnum())
