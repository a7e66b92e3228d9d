"""Users of many kinds, made from plans."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils.functional import SimpleLazyObject


class Account:
    """A user who says whether it is signed in; fields: what else it has."""

    def __init__(self, signed_in: bool, **fields: object) -> None:
        self.true = fields.pop("true", True)
        vars(self).update(fields)
        self.sign(signed_in)

    def sign(self, signed_in: bool) -> None:
        self.is_authenticated, self.is_anonymous = signed_in, not signed_in

    def __bool__(self) -> bool:
        return bool(self.true)


class Reserved(Account):
    """An account that notes what else it is asked, and says the contrary."""

    def __init__(self, signed_in: bool, note: Callable[..., None]) -> None:
        vars(self)["note"] = note
        super().__init__(signed_in)

    def __getattr__(self, name: str) -> object:
        if "note" in vars(self):
            self.note("the user is asked for", name)
        raise AttributeError(name)


CONTRARY: dict[str, Callable[[bool], object]] = {
    "__eq__": lambda signed_in: signed_in,
    "__ne__": lambda signed_in: not signed_in,
    "__bool__": lambda signed_in: not signed_in,
    "__hash__": lambda signed_in: hash(None) if signed_in else 1,
    "__str__": lambda signed_in: "AnonymousUser" if signed_in else "editor",
    "__repr__": lambda signed_in: "AnonymousUser" if signed_in else "editor",
    "__len__": lambda signed_in: int(not signed_in),
    "__iter__": lambda signed_in: iter("" if signed_in else "x"),
}


def noting(name: str) -> Callable[..., object]:
    def method(self: Reserved, *_: object) -> object:
        self.note("the user is asked for", name)
        return CONTRARY[name](self.is_authenticated)

    return method


for each in CONTRARY:
    setattr(Reserved, each, noting(each))


class Guest(AnonymousUser):
    """A kind of AnonymousUser that says itself whether it is signed in."""

    def __init__(self, signed_in: bool, **fields: object) -> None:
        vars(self).update(fields, signed_in=signed_in)

    is_authenticated = property(lambda self: self.signed_in)  # type: ignore[assignment]
    is_anonymous = property(lambda self: not self.signed_in)  # type: ignore[assignment]


# A kind of Django's User that does so. No model of its own: nothing is registered anywhere.
Member: Any = type.__new__(
    type(User),
    "Member",
    (User,),
    {
        "__module__": __name__,
        "is_authenticated": property(lambda self: self.signed_in),
        "is_anonymous": property(lambda self: not self.signed_in),
    },
)


def member(signed_in: bool, **fields: object) -> Any:
    made = Member(**fields)
    made.signed_in = signed_in
    return made


class Asked:
    """Whether it is signed in is found out when it is asked."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._ask = ask

    @property
    def is_authenticated(self) -> bool:
        return self._ask()

    @property
    def is_anonymous(self) -> bool:
        return not self._ask()


def user_of(world: Any, kind: str, signed_in: bool, fields: dict[str, Any]) -> Any:
    """Of most kinds there are users who are signed in and others who are not."""
    if kind.startswith("lazy "):
        return SimpleLazyObject(lambda: user_of(world, kind[5:], signed_in, fields))
    if kind == "asked":
        return Asked(lambda: world.call("signed_in", fields["number"]))
    kinds: dict[str, Callable[[], Any]] = {
        "null": lambda: None,
        "anonymous": AnonymousUser,
        "user": lambda: User(**fields),
        "account": lambda: Account(signed_in, **fields),
        "reserved": lambda: Reserved(signed_in, world.note),
        "guest": lambda: Guest(signed_in, **fields),
        "member": lambda: member(signed_in, **fields),
        "somebody": lambda: SimpleNamespace(
            is_authenticated=signed_in, is_anonymous=not signed_in, **fields
        ),
    }
    return kinds[kind]()
