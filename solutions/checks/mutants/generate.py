"""The mutants of an answer: its source with one small change each, made by mutmut's operators.

mutmut runs its mutants behind a switch that it puts into each function. Here an answer is often
what Django makes of it (a list of routes, a decorated function, a class): each mutant is a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import libcst
from mutmut.mutation.mutators import mutation_operators

UNTOUCHED = (libcst.Annotation, libcst.Import, libcst.ImportFrom)


@dataclass(frozen=True)
class Mutant:
    """One change of a source text.

    line: where it begins, from 1. before, after: the lines that differ, without their indentation.
    """

    source: str
    line: int
    before: str
    after: str


def mutants_of(source: str) -> list[Mutant]:
    """All mutants that are Python and differ from the source, in its order, each once."""
    module = libcst.parse_module(source)
    found: dict[str, Mutant] = {}
    for node in _nodes(module):
        for kind, operator in mutation_operators:
            if not isinstance(node, kind):
                continue
            for changed in operator(node):
                text = _replaced(module, node, changed)
                if text != source and _compiles(text):
                    found.setdefault(text, _mutant(source, text))
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.after))


def _nodes(node: libcst.CSTNode) -> Iterator[libcst.CSTNode]:
    if isinstance(node, UNTOUCHED):
        return
    yield node
    for child in node.children:
        yield from _nodes(child)


def _replaced(module: libcst.Module, node: libcst.CSTNode, changed: libcst.CSTNode) -> str:
    tree = module.deep_replace(node, changed)
    assert isinstance(tree, libcst.Module)
    return tree.code


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _mutant(source: str, changed: str) -> Mutant:
    old, new = source.splitlines(), changed.splitlines()
    first = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    same = 0
    while same < min(len(old), len(new)) - first and old[-1 - same] == new[-1 - same]:
        same += 1
    return Mutant(changed, first + 1, *(_joined(t[first : len(t) - same]) for t in (old, new)))


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)
