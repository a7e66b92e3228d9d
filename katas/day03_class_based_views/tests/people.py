"""Who sends the requests: strangers and somebodies of many kinds."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

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
}
SOMEBODIES = {
    "its user's is_authenticated True": somebody,
    "its user a lazy object, is_authenticated True": lambda: SimpleLazyObject(somebody),
    "its user one of django.contrib.auth, not saved yet": lambda: User(username="editor"),
    "its user's is_authenticated True, bool(user) False": lambda: Account(True, true=False),
    "its user's is_authenticated True, is_active False": lambda: Account(True, is_active=False),
}


def whose(request: HttpRequest) -> str:
    """For example ", signed in"."""
    user: Any = getattr(request, "user", NO_USER)
    if user is NO_USER:
        return ""
    if user is None:
        return ", its user is None"
    return ", signed in" if user.is_authenticated else ", not signed in"
