"""What a source changes that is not its own, and what it looks up while it runs."""

import ast

from solutions.grading.source_review import rules
from solutions.grading.source_review.files import is_own_name
from solutions.grading.source_review.names import Scope
from solutions.grading.source_review.origins import IMPORTS, origin, text_of
from solutions.grading.source_review.touches import Touches

CHANGES = {"update", "setdefault", "pop", "popitem", "clear", "__setitem__", "__delitem__"}
SETTERS = {"builtins.setattr", "builtins.delattr", "builtins.object.__setattr__"}
SETTERS |= {"builtins.type.__setattr__", "builtins.object.__delattr__", "builtins.type.__delattr__"}


class Changes(Touches):
    """Everything that is looked for."""

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.store(target, node.value)
        module = isinstance(node.value, ast.Name) and origin(node.value, self.scope)
        alias = module in rules.ALLOWED and all(isinstance(t, ast.Name) for t in node.targets)
        for part in node.targets if alias else [*node.targets, node.value]:
            self.visit(part)

    def visit_AugAssign(self, node: ast.AugAssign | ast.AnnAssign) -> None:
        self.store(node.target, node.value)
        self.generic_visit(node)

    visit_AnnAssign = visit_AugAssign

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.store(target, None)
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.store(node.target, None)
        self.generic_visit(node)

    visit_AsyncFor = visit_For

    def visit_withitem(self, node: ast.withitem) -> None:
        if node.optional_vars is not None:
            self.store(node.optional_vars, None)
        self.generic_visit(node)

    def store(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for each in target.elts:
                self.store(each, None)
        elif isinstance(target, ast.Starred):
            self.store(target.value, None)
        elif isinstance(target, ast.Attribute):
            self.changes(target, target.value, f".{target.attr}")
        elif isinstance(target, ast.Subscript):
            if origin(target.value, self.scope) == "sys.modules":
                self.flag(target, self.files.of_modules(target.slice, value, self.scope))
            else:
                self.changes(target, target.value, "[...]")

    def changes(self, place: ast.AST, base: ast.expr, part: str) -> None:
        """Flag a change of something that is not the answer's own."""
        if name := origin(namespace(base, self.scope), self.scope):
            self.flag(
                place, f"changes {name.removeprefix('builtins.')}{part}, not the answer's own"
            )
        elif (of := class_of(base, self.scope)) and of not in ("self", "cls"):
            self.flag(place, f"changes the class of {of}, which may not be the answer's own")

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if origin(node.value, self.scope) != "sys.modules":
            self.visit(node.value)
        elif isinstance(node.ctx, ast.Load) and not is_own_name(node.slice, self.scope):
            self.flag(node, "takes a module that is not its own from sys.modules")
        self.visit(node.slice)

    def visit_Compare(self, node: ast.Compare) -> None:
        for each in [node.left, *node.comparators]:
            if origin(each, self.scope) != "sys.modules":  # whether a name is in it
                self.visit(each)

    def visit_Call(self, node: ast.Call) -> None:
        called = origin(node.func, self.scope)
        if called in ("sys.modules.get", "sys.modules.setdefault") and node.args:
            self.flag(node, self.of_modules(node))
            for argument in node.args:
                self.visit(argument)
            return
        if called in SETTERS and node.args:
            part = text_of(node.args[1]) if len(node.args) > 1 else ""
            self.changes(node, node.args[0], f".{part or '...'}")
        elif isinstance(node.func, ast.Attribute):
            self.method(node, node.func, origin(node.func.value, self.scope))
        if called in IMPORTS and node.args:
            self.flag(node, self.of_import(node.args[0]))
        self.flag(node, self.files.of_call(node, called, self.scope))
        self.generic_visit(node)

    def method(self, node: ast.Call, method: ast.Attribute, base: str) -> None:
        if method.attr in ("__setattr__", "__delattr__") and base:
            self.changes(node, method.value, ".__dict__")
        if method.attr not in CHANGES:
            return
        inner = namespace(method.value, self.scope)
        if base == "os.environ" or (inner is not method.value and origin(inner, self.scope)):
            self.changes(node, method.value, f".{method.attr}()")

    def of_modules(self, node: ast.Call) -> str:
        """Why a look into sys.modules is not for the answer's own modules; "" if it is."""
        if isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
            value = node.args[1] if len(node.args) > 1 else None
            return self.files.of_modules(node.args[0], value, self.scope)
        own = is_own_name(node.args[0], self.scope)
        return "" if own else "takes a module that is not its own from sys.modules"

    def of_import(self, name: ast.expr) -> str:
        """Why a module should not be imported by this name, given as a text or put together."""
        text = text_of(name)
        if text is None:
            own = is_own_name(name, self.scope)
            return "" if own else "imports by a name that is put together while it runs"
        return "" if text.startswith(".") else self.why(text)


def namespace(node: ast.expr, scope: Scope) -> ast.expr:
    """The object whose attributes `x.__dict__` or `vars(x)` are; anything else as it is."""
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return node.value
    if isinstance(node, ast.Call) and node.args and origin(node.func, scope) == "builtins.vars":
        return node.args[0]
    return node


def class_of(node: ast.expr, scope: Scope) -> str:
    """The name x in `type(x)` and `x.__class__`, or ""."""
    of: ast.expr | None = None
    if isinstance(node, ast.Attribute) and node.attr == "__class__":
        of = node.value
    if isinstance(node, ast.Call) and node.args and origin(node.func, scope) == "builtins.type":
        of = node.args[0] if len(node.args) == 1 else None
    return of.id if isinstance(of, ast.Name) else ""
