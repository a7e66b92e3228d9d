"""A Python file as a row of tokens that renaming, comments and formatting do not change."""

import ast
import io
import token
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

LENGTH = 12  # tokens in a fingerprint: about two short lines
SILENT = {tokenize.COMMENT, token.NEWLINE, tokenize.NL, token.ENCODING, token.ENDMARKER}
# From Python 3.12 on, an f-string is several tokens.
STRINGS = {token.STRING} | {
    getattr(token, name)
    for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
    if hasattr(token, name)
}


class NotPython(Exception):
    """The text does not parse, so it has no tokens worth comparing."""


@dataclass(frozen=True)
class Fingerprint:
    """Some tokens in a row, as a number that is the same in every process; where they stand."""

    value: int
    first_line: int
    last_line: int


def fingerprints(text: str) -> list[Fingerprint]:
    """All of a file's fingerprints, in order. Raises NotPython."""
    try:
        row = list(tokens(text))
    except (SyntaxError, ValueError, tokenize.TokenError, RecursionError, MemoryError) as error:
        raise NotPython(str(error)) from None
    found = []
    for start in range(len(row) - LENGTH + 1):
        part = row[start : start + LENGTH]
        joined = "\0".join(name for name, _ in part).encode("utf-8", "replace")
        value = int.from_bytes(blake2b(joined, digest_size=8).digest())
        found.append(Fingerprint(value, part[0][1], part[-1][1]))
    return found


def tokens(text: str) -> Iterator[tuple[str, int]]:
    """Tokens with their lines: own names are all alike, and so are strings; no docstrings."""
    tree = ast.parse(text)
    own, silent_lines = own_names(tree), docstring_lines(tree)
    after_string = False
    for found in tokenize.generate_tokens(io.StringIO(text).readline):
        line = found.start[0]
        if found.type in SILENT or line in silent_lines:
            continue
        if found.type in STRINGS:
            if not after_string:
                yield "a string", line
            after_string = True
            continue
        after_string = False
        if found.type in (token.INDENT, token.DEDENT):
            yield "a step in" if found.type == token.INDENT else "a step out", line
        elif found.type == token.NAME and found.string in own:
            yield "a name", line
        else:
            yield found.string, line


def own_names(tree: ast.AST) -> set[str]:
    """The names that the file itself binds, and that its author could have called otherwise."""
    own: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                own.add(name)
            case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.alias(asname=str(name)):
                own.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                own.add(name)
            case ast.ExceptHandler(name=str(name)):
                own.add(name)
    return own


def docstring_lines(tree: ast.AST) -> set[int]:
    """Lines of strings that stand alone: docstrings, and what is commented out by quotes."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str() as said)) if said.strip():
                lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines
