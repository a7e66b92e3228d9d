"""What stands in an answer's source, and so may bear whatever it treats otherwise than it should.

No right answer does anything else at a name than the contract says, be it its own or not.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from solutions.grading.examiner.literals import UNREADABLE, parsed

SPELT = 80  # characters of a name
# What may be cut out of a text: as it stands in a URL, and by its letters alone.
CUTS = (re.compile(r"[\w.-]+"), re.compile(r"[^\W\d_]+"))
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
# Headers of a connection, and those that are for the server.
OF_SERVERS = {"HOST", "CONTENT-LENGTH", "CONTENT-TYPE", "CONNECTION", "EXPECT", "UPGRADE", "TE"}
OF_SERVERS |= {"TRANSFER-ENCODING", "KEEP-ALIVE", "TRAILER", "RANGE", "COOKIE"}
# What an application is told by headers that its source need not name.
OF_EVERYBODY = (
    *("Host", "Content-Type", "Accept", "Range", "Expect", "TE", "Upgrade", "Connection"),
    *("Origin", "Referer"),
)
# Hosts that somebody may take for their own.
NEAR_HOSTS = (
    *("localhost", "127.0.0.1", "[::1]", "testserver", "internal", "intranet", "10.0.0.1"),
    *("192.168.1.7", "admin.localhost", "newsroom.internal", "newsroom.local"),
)
PORTS = ("", ":8000", ":80", ":443")


def names(files: Iterable[Path]) -> list[str]:
    """Texts of the sources by which their code may know something, and the words in them.

    Each once: texts of the code first, then what stands in them, then what the sources themselves
    call something, then texts that stand alone, as docstrings do.
    """
    told, own, alone = read(files)
    return found_in(chain(told, words(told), words(own), words(alone)))


def texts(files: Iterable[Path]) -> list[str]:
    """Of these names, the texts of the code and the words in them: what it may compare."""
    told, _, _ = read(files)
    return found_in(chain(told, words(told)))


def found_in(names: Iterable[str]) -> list[str]:
    found = dict.fromkeys(each for each in names if each.isprintable() and re.search(r"\w", each))
    return [each for each in found if len(each) <= SPELT]


def read(files: Iterable[Path]) -> tuple[list[str], list[str], list[str]]:
    """Texts of the code, what the sources themselves call something, texts that stand alone."""
    told: list[str] = []
    own: list[str] = []
    alone: list[str] = []
    for file in files:
        try:
            tree = parsed(file)
        except UNREADABLE:
            continue
        lone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant):
                (alone if id(node) in lone else told).extend(text_of(node.value))
            else:
                own += [value for _, value in ast.iter_fields(node) if isinstance(value, str)]
    return told, own, alone


def text_of(constant: object) -> list[str]:
    if isinstance(constant, bytes):
        return [constant.decode("latin-1")]
    return [constant] if isinstance(constant, str) else []


def words(texts: list[str]) -> Iterator[str]:
    for cut in CUTS:
        for text in texts:
            yield from cut.findall(text)


def as_tokens(names: Iterable[str]) -> list[str]:
    """Those that methods and cookies may have."""
    return [name for name in names if TOKEN.fullmatch(name)]


def as_headers(names: Iterable[str]) -> list[str]:
    """Headers that are named so, with dashes, without the HTTP_ that Django puts ahead."""
    found = [name.upper().removeprefix("HTTP_").replace("_", "-") for name in as_tokens(names)]
    return [name for name in dict.fromkeys(found) if name and name not in OF_SERVERS]


def of_everybody(names: Iterable[str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What has been put there, and headers that each client sends, with these and near hosts."""
    for name in dict.fromkeys([*NEAR_HOSTS, *filter(str.isascii, names)]):
        for port in PORTS:
            yield f"the Host {name}{port}", [("Host", f"{name}{port}")]
        yield f"{name} in {', '.join(OF_EVERYBODY[1:])}", to_everybody(name)[1:]


def to_everybody(name: str) -> list[tuple[str, str]]:
    """Host and the other headers that each client sends, with this to say."""
    return [(header, name) for header in OF_EVERYBODY]


def as_values(names: Sequence[str]) -> list[str]:
    """What something of such a name may have to say, so that it is heard."""
    return ["1", "true", *(name for name in names if name.isascii())]
