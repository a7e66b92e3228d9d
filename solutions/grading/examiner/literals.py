"""What an answer's source says of its constants, where that is written out: nothing is run."""

import ast
from pathlib import Path
from typing import Any

LONGEST = 2**20  # bytes of a source that is read
COMPUTED = object()  # what cannot be told without running it
UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def literal(file: Path, name: str) -> Any:
    """The value of a module's constant, or COMPUTED.

    Computed is what is bound more than once, changed later, or not written as a literal.
    """
    try:
        tree = parsed(file)
        found = [value for each in tree.body for value in bound(each, name)]
        if len(found) != 1 or changed(tree, name):
            return COMPUTED
        return ast.literal_eval(found[0])
    except UNREADABLE:
        return COMPUTED


def parsed(file: Path) -> ast.Module:
    """Raises one of UNREADABLE."""
    if file.stat().st_size > LONGEST:
        raise ValueError(f"{file.name} is longer than anybody writes")
    return ast.parse(file.read_bytes())


def bound(statement: ast.stmt, name: str) -> list[ast.expr]:
    """What the statement binds to the name by itself alone."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
            return [value]
        case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value):
            return [value] if target == name else []
    return []


def changed(tree: ast.Module, name: str) -> bool:
    """Whether the name may be bound anywhere else, or what it means be changed in place."""
    stores = 0
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=found, ctx=ast.Store() | ast.Del()) if found == name:
                stores += 1
            case ast.Attribute(value=ast.Name(id=found)) if found == name:
                return True
            case ast.Subscript(value=ast.Name(id=found), ctx=ast.Store() | ast.Del()):
                if found == name:
                    return True
            case ast.alias(name=found, asname=other) if name in (found, other) or found == "*":
                return True
    return stores != 1
