"""What an expression stands for: something imported, by its dotted name, or a text."""

import ast
import builtins

from solutions.grading.source_review.names import Scope

DEEP = 12  # hops from one name to another


def origin(node: ast.AST, scope: Scope, deep: int = DEEP) -> str:
    """The dotted name of what an expression stands for, if that is something imported; else ""."""
    if deep == 0:
        return ""
    if isinstance(node, ast.Name):
        found = scope.find(node.id)
        if found is None:
            return f"builtins.{node.id}" if node.id in BUILTINS else ""
        for value in found[0]:
            if isinstance(value, str) and value.startswith(":"):
                return value[1:]
            if isinstance(value, ast.AST) and (name := origin(value, found[1], deep - 1)):
                return name
    elif isinstance(node, ast.Attribute):
        base = origin(node.value, scope, deep - 1)
        return f"{base}.{node.attr}" if base else ""
    elif isinstance(node, ast.NamedExpr):
        return origin(node.value, scope, deep - 1)
    elif isinstance(node, ast.Subscript):
        base = origin(node.value, scope, deep - 1)
        return "django.db.connection" if base == "django.db.connections" else ""
    elif isinstance(node, ast.Call):
        return of_call(node, scope, deep - 1)
    return ""


def of_call(node: ast.Call, scope: Scope, deep: int) -> str:
    """What import_module("x") and getattr(x, "y") give."""
    called = origin(node.func, scope, deep)
    texts = [text_of(argument) for argument in node.args]
    if called in IMPORTS and texts and texts[0]:
        return texts[0]
    if called == "builtins.getattr" and len(texts) > 1 and texts[1]:
        base = origin(node.args[0], scope, deep)
        return f"{base}.{texts[1]}" if base else ""
    return ""


def text_of(node: ast.AST) -> str | None:
    """The text that an expression of constants makes; None for any other."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = text_of(node.left), text_of(node.right)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.JoinedStr):
        parts = [text_of(part) for part in node.values]
        return None if None in parts else "".join(part or "" for part in parts)
    if isinstance(node, ast.FormattedValue):
        return text_of(node.value)
    return None


IMPORTS = {
    "importlib.import_module",
    "builtins.__import__",
    "django.utils.module_loading.import_string",
}
BUILTINS = set(dir(builtins)) - {"__name__", "__package__", "__doc__"} | {"__builtins__"}
