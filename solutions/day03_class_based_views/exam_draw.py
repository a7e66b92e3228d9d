"""What is drawn: names, texts, paths, arguments, responses and errors."""

import base64
import random
import unicodedata
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from solutions.day03_class_based_views.exam_inside_errors import KINDS
from solutions.grading.examiner.names import as_values, to_everybody
from solutions.grading.examiner.said import all_at_once, valued

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]
NAMES = [method.lower() for method in METHODS]
# Names that a view base may use for its own.
FROM_THE_URL = ["slug", "name", "method", "handler", "view", "path", "status", "user", "response"]
FROM_THE_URL += ["args", "kwargs", "initkwargs", "outcome", "error"]
KINDS_OF_RESPONSES = ["plain", "stream", "slowly", "template", "falsy", "lengthless", "equal"]
COMMON = ["AttributeError", "KeyError", "TypeError", "ValueError", "Http404", "PermissionDenied"]
COMMON += ["SuspiciousOperation", "StopIteration", "HasStatus", "Unusual", "LookupError"]
# Line breaks and other control characters, half a pair, what turns the direction of a text.
ESCAPED = {"Cc", "Zl", "Zp", "Cs"}
TURNING = {*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C}
HARD = "\u00a0\u00ad\u200b\u200d\u2060\ufeff\ufe0f\ue000\ufffd\ufb01\uff21\u212a\u0131\u0345e\u0301"
SIGNS = "!\"#$%&'()*+,-.:;<=>?@[\\]^_`{|}~ "
# The fourth is a preflight of CORS, if the method is OPTIONS.
HEADERS: list[dict[str, str]] = [
    {"HTTP_AUTHORIZATION": "Basic Og=="},
    {"HTTP_AUTHORIZATION": 'realm="newsroom"'},
    {"HTTP_AUTHORIZATION": "\u00e9"},
    {"HTTP_ORIGIN": "https://other.example", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET"},
    {"HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9", "HTTP_ACCEPT_LANGUAGE": "de"},
    {"HTTP_ACCEPT": "application/json", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_USER_AGENT": "kube-probe/1.31", "REMOTE_ADDR": "::1"},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_COOKIE": "sessionid=x; csrftoken=y", "HTTP_REFERER": "https://testserver/login/"},
    {"HTTP_HOST": "elsewhere.example"},
    {"HTTP_HOST": "\u00d0\u00b4.example"},
    {"HTTP_HOST": '"'},
    {"SCRIPT_NAME": "/site"},
]
BACKEND = "django.contrib.auth.backends.ModelBackend"
RIGHTS = ["is_active", "is_staff", "is_superuser"]
PATHS = ["/desk/день/", '/desk/"\\,=x"/', "/accounts/login/", "/healthz", "/static/desk.css", "/"]
ODD_METHODS = ["BREW", "M-SEARCH", "100%S", "%D"]


class Draw:
    """names, texts: what stands in the answer's source, for paths, and for who says all of it."""

    def __init__(
        self, source: random.Random, names: Sequence[str] = (), texts: Sequence[str] = ()
    ) -> None:
        self.random, self._names = source, names
        self._values = list(dict.fromkeys([*as_values(texts), *METHODS])) if texts else []
        self._turns: list[int] = []
        self._errors = COMMON + source.sample(sorted(KINDS.keys() - {*COMMON}), 24)
        self._responses: list[str] = []
        self._given: set[str] = set()

    def word(self) -> str:
        """A word that has not been given before."""
        while True:
            letters = self.random.choices("abcdefghiklmnoprstuvw", k=self.random.randrange(4, 8))
            word = "x" + "".join(letters)
            if word not in self._given:
                self._given.add(word)
                return word

    def name(self) -> str:
        return self.word().capitalize()

    def generations(self, *parents: str) -> tuple[list[str], list[dict[str, Any]]]:
        """Of each parent the last of up to three empty classes, each a child of the one before; in
        any order. And the plans of all."""
        found, plans = [], []
        for last in self.random.sample(parents, len(parents)):
            for _ in range(self.random.randrange(4)):
                plans.append({"name": self.name(), "bases": [last]})
                last = plans[-1]["name"]
            found.append(last)
        return found, plans

    def letter(self) -> str:
        while True:
            letter = chr(self.random.randrange(0x20, 0x20000))
            if unicodedata.category(letter) not in ESCAPED and ord(letter) not in TURNING:
                return letter

    def text(self) -> str:
        """Words, signs, and letters of all kinds."""
        signs = [self.random.choice(SIGNS), self.random.choice(HARD), self.letter()]
        parts = [self.word(), *signs]
        self.random.shuffle(parts)
        return "".join(parts)

    def path(self) -> str:
        """As it is sent; what it stands for begins and ends in anything."""
        parts = [self.text() for _ in range(self.random.choice([1, 1, 1, 2] * 10 + [40]))]
        ends = ["", "/", " ", "?", "%25", "%FF"]
        path = "/" + "/".join(quote(part) for part in parts) + self.random.choice(ends)
        return path + self.random.choice(["", "?page=2", f"?{self.word()}={quote(self.text())}"])

    def known_path(self) -> str:
        """One that somebody may make an exception for."""
        if self._names and self.random.random() < 0.5:
            name = quote(self.random.choice(self._names).strip("/"))
            return f"/{name}{self.random.choice(['', '/', f'/{self.word()}/'])}"
        return quote(self.random.choice(PATHS))

    def args(self) -> list[Any]:
        make = [lambda: self.random.randrange(10**6), self.text, lambda: None, lambda: True]
        return [self.random.choice(make)() for _ in range(self.random.randrange(4))]

    def kwargs(self) -> dict[str, Any]:
        names = self.random.sample(FROM_THE_URL, self.random.randrange(6))
        names += [self.word() for _ in range(self.random.randrange(3))]
        return {
            name: self.random.choice([self.text(), self.random.randrange(99)]) for name in names
        }

    def status(self) -> int:
        often = [200, 201, 204, 301, 400, 401, 403, 404, 405, 418, 500, 503]
        return self.random.choice([*often, self.random.randrange(200, 600)])

    def response(self, status: int | None = None) -> list[Any]:
        """An end of a handler. Each kind of response comes before one comes again."""
        if not self._responses:
            self._responses = self.random.sample(KINDS_OF_RESPONSES, len(KINDS_OF_RESPONSES))
        plan = {"kind": self._responses.pop(), "status": status or self.status()}
        plan |= {"body": f"{self.word()}\n{self.text()}".encode()}
        headers = self.random.sample(["X-Desk", "Allow", "WWW-Authenticate", "Vary", "ETag"], 2)
        plan |= {"headers": {name: self.word() for name in headers}}
        plan |= {"cookies": {self.word(): self.word()} if self.random.random() < 0.5 else {}}
        return ["responds", plan]

    def error(self, kind: str | None = None) -> list[Any]:
        """An end of a handler. Each kind of error that was drawn comes in its turn."""
        if kind is None:
            kind = self._errors.pop(0)
            self._errors.append(kind)
        cause = self.text() if kind != "StopIteration" and self.random.random() < 0.5 else None
        notes = [self.text()] if self.random.random() < 0.3 else []
        dealing = self.random.choice([None, self.text()])
        plan = {"kind": kind, "text": self.text(), "cause": cause, "notes": notes}
        return ["raises", plan, self.random.randrange(4), dealing]

    def request(self, method: str, **more: Any) -> dict[str, Any]:
        """A request of any kind, by this method."""
        kind = self.random.randrange(4)
        if kind == 0 and "headers" not in more:
            more["headers"] = self.random.choice([*HEADERS, *self.credentials()])
        path = self.known_path() if kind == 1 else self.path()
        plan = {"method": method, "path": path, "session": self.session()} | more
        if self._values and not {"headers", "path"} & more.keys() and self.random.random() < 0.5:
            self.says_all(plan)
        return plan

    def says_all(self, plan: dict[str, Any], but: Sequence[str] = ()) -> None:
        """Make the request say all names of the source: as parameters, cookies, headers, and in the
        session; a text as Host and as other headers of everybody.

        Their values are others at each turn. but: names that mean something where this is asked.
        """
        self._turns = self._turns or self.random.sample(range(count := len(self._values)), count)
        turn = self._turns.pop()
        names = [name for name in self._names if name not in but]
        said = all_at_once(names, self._values, turn)
        sent = [*to_everybody(self._values[turn]), *said.headers]
        before = plan.get("headers", {})
        plan["headers"] = {**before, **dict(map(as_environ, sent))}
        if "HTTP_COOKIE" in before:
            plan["headers"]["HTTP_COOKIE"] += f"; {before['HTTP_COOKIE']}"
        plan["session"] = {**plan.get("session", {}), **valued(names, self._values, turn)}
        plan["path"] += f"{'&' if '?' in plan['path'] else '?'}{said.query}"
        plan["says"] = f"at once, each name of your source, and the Host {self._values[turn]!r}"

    def session(self) -> dict[str, Any]:
        """Of somebody who has signed in some time, or of anybody."""
        session: dict[str, Any] = {self.word(): self.word()}
        if self.random.random() < 0.4:
            session |= {"_auth_user_id": str(self.random.randrange(1, 10**4))}
            session |= {"_auth_user_backend": BACKEND, "_auth_user_hash": self.word()}
        return session

    def credentials(self) -> list[dict[str, str]]:
        """Headers that tell who somebody says to be."""
        schemes = [f"{scheme} {self.word()}" for scheme in ("Bearer", "Token", "Digest username=")]
        basic = base64.b64encode(f"{self.word()}:{self.word()}".encode()).decode()
        found = [{"HTTP_AUTHORIZATION": each} for each in [*schemes, f"Basic {basic}"]]
        found += [{"REMOTE_USER": self.word()}, {"HTTP_X_FORWARDED_USER": self.word()}]
        return [*found, {"HTTP_X_API_KEY": self.word(), "HTTP_COOKIE": f"sessionid={self.word()}"}]

    def browser(self) -> dict[str, Any]:
        """Headers that tell a browser from others, often the cookie of a session."""
        cookie = {"HTTP_COOKIE": f"sessionid={self.word()}"}
        return self.random.choice([cookie, {**cookie, **self.random.choice(self.credentials())}])

    def fields(self) -> dict[str, Any]:
        """What a user has besides: a key, a name, rights."""
        rights = {name: self.random.choice([True, False]) for name in RIGHTS}
        key = self.random.choice([self.random.randrange(1, 10**6), self.word()])
        return {"pk": key, "username": self.word(), **rights}


def as_environ(header: tuple[str, str]) -> tuple[str, str]:
    """The header as a server tells it."""
    name = header[0].upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}", header[1]
