"""Who sends the requests: strangers and somebodies of many kinds."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from katas.harness.verdicts import require

NO_USER = object()


class Account:
    """A user who says whether it is signed in, and of whom all else may say the contrary.

    fields: what else it has; `true` is its truth value.
    """

    def __init__(self, signed_in: bool, **fields: object) -> None:
        self.sign_in(signed_in)
        self.true = bool(fields.pop("true", True))
        vars(self).update(fields)

    def sign_in(self, signed_in: bool) -> None:
        self.is_authenticated = signed_in
        self.is_anonymous = not signed_in

    def __bool__(self) -> bool:
        return self.true


QUESTIONS = {
    "__bool__": "its truth value",
    "__eq__": "whether it equals something (== or in)",
    "__ne__": "whether it equals something (!=)",
    "__hash__": "its hash, as a set or a dict does",
    "__str__": "its text",
    "__repr__": "its text",
    "__len__": "its length",
    "__iter__": "what it consists of",
}


class Reserved(Account):
    """An account that notes what else it is asked, in `asked`, and says the contrary."""

    def __init__(self, signed_in: bool) -> None:
        self.asked: list[str] = []
        super().__init__(signed_in)

    def __getattr__(self, name: str) -> object:
        # A copy has no list yet when it is asked.
        vars(self).setdefault("asked", []).append(f"its {name}")
        raise AttributeError(name)


def noted(name: str, answer: Callable[[bool], object]) -> Callable[..., object]:
    """The special method of Reserved of this name."""

    def method(self: Reserved, *_: object) -> object:
        self.asked.append(QUESTIONS[name])
        return answer(self.is_authenticated)

    return method


ANSWERS: dict[str, Callable[[bool], object]] = {
    # Somebody is equal to all, to None as well.
    "__eq__": lambda signed_in: signed_in,
    "__ne__": lambda signed_in: not signed_in,
    "__bool__": lambda signed_in: not signed_in,
    "__hash__": lambda signed_in: hash(None) if signed_in else 1,
    "__str__": lambda signed_in: "AnonymousUser" if signed_in else "editor",
    "__repr__": lambda signed_in: "AnonymousUser" if signed_in else "editor",
    "__len__": lambda signed_in: int(not signed_in),
    "__iter__": lambda signed_in: iter("" if signed_in else "x"),
}
for each, contrary in ANSWERS.items():
    setattr(Reserved, each, noted(each, contrary))


class Guest(AnonymousUser):
    """A kind of AnonymousUser that has signed in all the same."""

    is_authenticated = True
    is_anonymous = False


def member(signed_in: bool) -> Any:
    """A kind of Django's User, with a key and all rights, that says whether it is signed in."""
    # Not made by a `class` statement, which would register a model.
    body = {"is_authenticated": signed_in, "is_anonymous": not signed_in}
    kind: Any = type.__new__(type(User), "Member", (User,), {"__module__": __name__, **body})
    return kind(pk=7, username="editor", is_active=True, is_staff=True)


def stranger() -> AnonymousUser:
    """What Django's own middleware sets for somebody who has not signed in."""
    return AnonymousUser()


def somebody() -> SimpleNamespace:
    """A signed-in user with nothing but what the contract speaks of."""
    return SimpleNamespace(is_authenticated=True, is_anonymous=False)


STRANGERS = {
    "without a user attribute": lambda: NO_USER,
    "its user is None": lambda: None,
    "its user an AnonymousUser": AnonymousUser,
    "its user a lazy AnonymousUser": lambda: SimpleLazyObject(AnonymousUser),
    "its user's is_authenticated False": lambda: Account(
        False, pk=1, is_active=True, is_staff=True
    ),
    "its user a lazy object, is_authenticated False": lambda: SimpleLazyObject(
        lambda: Account(False, pk=1)
    ),
    "its user a child of django.contrib.auth's User, is_authenticated False": lambda: member(False),
}
SOMEBODIES = {
    "its user's is_authenticated True": somebody,
    "its user a lazy object, is_authenticated True": lambda: SimpleLazyObject(somebody),
    "its user one of django.contrib.auth, not saved yet": lambda: User(username="editor"),
    "its user's is_authenticated True, is_active False": lambda: Account(True, is_active=False),
    "its user one of django.contrib.auth, is_active False": lambda: User(pk=7, is_active=False),
}
# Of whom more than that may be asked, which says the contrary.
RESERVED_STRANGERS: dict[str, Callable[[], object]] = {
    "its user's is_authenticated False, and all else is noted": lambda: Reserved(False),
}
RESERVED_SOMEBODIES: dict[str, Callable[[], object]] = {
    "its user's is_authenticated True, bool(user) False": lambda: Account(True, true=False),
    "its user's is_authenticated True, and all else is noted": lambda: Reserved(True),
    "its user a child of AnonymousUser, is_authenticated True": Guest,
}


def whose(request: HttpRequest) -> str:
    """For example ", signed in"."""
    user: Any = getattr(request, "user", NO_USER)
    if user is NO_USER:
        return ""
    if user is None:
        return ", its user is None"
    return ", signed in" if user.is_authenticated else ", not signed in"


def check_asked(user: object, asked: str) -> None:
    """Of a user who notes it, nothing but the one thing was asked."""
    questions = list(dict.fromkeys(user.asked)) if isinstance(user, Reserved) else []
    require(
        not questions,
        asked=asked,
        expected="the user is asked for is_authenticated (or is_anonymous), and for nothing else",
        got=f"it was asked for {', '.join(questions)}",
    )


def of_the_class(request: HttpRequest) -> HttpRequest:
    """The same request, its `user` a property of its class."""
    user = request.__dict__.pop("user")
    request.__class__ = type("Request", (type(request),), {"user": property(lambda _: user)})
    return request
