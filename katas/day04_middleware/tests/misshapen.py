"""Requests of which some part cannot be had: Django raises, and answers 400, where it is read.

Whoever logs a refusal with its whole address, or its form, asks for such a part.
"""

# What is wrong, the query string, and headers. All are POST: only then a form is looked for.
MISSHAPEN: dict[str, tuple[str, dict[str, str]]] = {
    "with a Host that is none": ("", {"Host": "not a host"}),
    "with 1001 parameters in its query": ("&".join(f"p{number}=" for number in range(1_001)), {}),
    "with a form that has no boundary": ("", {"Content-Type": "multipart/form-data"}),
    "with a form that is not in UTF-8": (
        "",
        {"Content-Type": "application/x-www-form-urlencoded; charset=latin-1"},
    ),
    "with a body that is too large": ("", {"Content-Length": "1000000000"}),
}
ASKS_TOO_MUCH = "Some parts of a request raise an error when they are read. Who needs them here?"


# What such a request may have instead of a key: each may be refused on a line of its own.
NO_KEYS: dict[str, dict[str, str]] = {
    "without a key": {},
    "with a wrong key": {"X-API-Key": "kA-not-the-key"},
    "with an empty key": {"X-API-Key": ""},
    "with a key that is not ASCII": {"X-API-Key": "cl\xe9"},
    "with a key as long as a page": {"X-API-Key": "kA" * 1_000},
}


def misshapen(what: str, path: str) -> tuple[str, dict[str, str]]:
    """The whole path and the headers of a POST to that path."""
    query, headers = MISSHAPEN[what]
    return f"{path}?{query}" if query else path, headers
