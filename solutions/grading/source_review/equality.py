"""Objects that claim to be equal to whatever they are compared with."""

import ast
from collections.abc import Iterator

from solutions.grading.source_review.names import Function, Scope
from solutions.grading.source_review.origins import origin
from solutions.grading.source_review.rules import COMPARISONS, PLAIN, PRETENDS


def claims(node: ast.ClassDef, scope: Scope) -> Iterator[tuple[ast.AST, str]]:
    """What is odd about the comparisons that a class defines, and where."""
    bases = {origin(base, scope).removeprefix("builtins.") for base in node.bases}
    plain = sorted(bases & PLAIN)
    for name, place, function in defined(node):
        if name in PRETENDS:
            yield place, f"defines {name}, which lets objects pass for others"
        elif name in COMPARISONS and plain:
            yield place, f"defines {name} for a kind of {plain[0]}"
        elif name in COMPARISONS and function is not None and not compares(function):
            yield place, f"defines {name} without comparing the two"
        elif name in COMPARISONS and function is None:
            yield place, f"takes {name} from elsewhere"


def defined(node: ast.ClassDef) -> Iterator[tuple[str, ast.AST, Function | None]]:
    """The names that a class's body binds, with their functions."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each.name, each, each
        elif isinstance(each, ast.Assign | ast.AnnAssign):
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            function = each.value if isinstance(each.value, ast.Lambda) else None
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, each, function


def compares(function: Function) -> bool:
    """Whether a comparison looks at something of both its operands."""
    names = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
    if len(names) != 2:
        return False
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    nodes = [node for part in body for node in ast.walk(part)]
    results = [node.value for node in nodes if isinstance(node, ast.Return)]
    results = [function.body] if isinstance(function, ast.Lambda) else results
    if results and all(is_constant(result) for result in results):
        tests = [node for node in nodes if isinstance(node, ast.If | ast.IfExp | ast.Match)]
        return bool(tests) and {"True", "False"} <= {ast.unparse(r) for r in results if r}
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    return set(names) <= used


def is_constant(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "NotImplemented"
    return node is None or isinstance(node, ast.Constant)
