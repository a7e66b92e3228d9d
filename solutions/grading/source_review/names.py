"""Where the names of a module come from: which of them stand for something imported."""

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Scoped = Function | ast.ClassDef | ast.Module
OWN, SOME = "own", "some"  # made by the answer; anything at all


class Scope:
    """The names of a module, class or function. Each may be bound more than once."""

    def __init__(self, node: Scoped, above: "Scope | None") -> None:
        self.node, self.above = node, above
        self.bound: dict[str, list[ast.expr | str]] = {}

    def bind(self, name: str, value: ast.expr | str) -> None:
        """value: a dotted name with ":" ahead of it, an expression, OWN or SOME."""
        self.bound.setdefault(name, []).append(value)

    def find(self, name: str) -> tuple[list[ast.expr | str], "Scope"] | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bound:
                return scope.bound[name], scope
            scope = scope.above
            while scope is not None and isinstance(scope.node, ast.ClassDef):
                scope = scope.above  # methods do not see their class's names
        return None


class Names(ast.NodeVisitor):
    """The scopes of a module. package: the dotted name of the package that it lies in."""

    def __init__(self, tree: ast.Module, package: str) -> None:
        self.package = package
        self.scopes: dict[ast.AST, Scope] = {}
        self.scope = Scope(tree, None)
        self.scopes[tree] = self.scope
        for node in tree.body:
            self.visit(node)

    def imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
        """What an import binds: the name here, and the dotted name that it stands for."""
        if isinstance(node, ast.Import):
            for each in node.names:
                yield (
                    each.asname or each.name.partition(".")[0],
                    (each.name if each.asname else each.name.partition(".")[0]),
                )
            return
        module = node.module or ""
        if node.level:
            above = self.package.split(".")[: len(self.package.split(".")) - node.level + 1]
            module = ".".join([*above, *([module] if module else [])])
        for each in node.names:
            yield each.asname or each.name, f"{module}.{each.name}"

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, origin in self.imported(node):
            self.scope.bind(name, f":{origin}")

    visit_ImportFrom = visit_Import

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        """Assigned here, bound above: both are looked at."""

    visit_Nonlocal = visit_Global

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.assign(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.assign(node.target, node.value)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.assign(node.target, node.value)
        self.generic_visit(node)

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self.assign(item.optional_vars, item.context_expr)
        self.generic_visit(node)

    visit_AsyncWith = visit_With

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.scope.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            apart = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
            for place, each in enumerate(target.elts):
                self.assign(each, value.elts[place] if apart else value)  # type: ignore[attr-defined]

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store) and node.id not in self.scope.bound:
            self.scope.bind(node.id, SOME)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.scope.bind(node.name, SOME)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: Function) -> None:
        if not isinstance(node, ast.Lambda):
            self.scope.bind(node.name, OWN)
            for decorator in node.decorator_list:
                self.visit(decorator)
        arguments = node.args
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            if default is not None:
                self.visit(default)
        scope = self.enter(node)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        for argument in [*every, arguments.vararg, arguments.kwarg]:
            if argument is not None:
                scope.bind(argument.arg, SOME)
        self.inside(scope, [node.body] if isinstance(node, ast.Lambda) else node.body)

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.scope.bind(node.name, OWN)
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)
        self.inside(self.enter(node), node.body)

    def enter(self, node: Scoped) -> Scope:
        self.scopes[node] = Scope(node, self.scope)
        return self.scopes[node]

    def inside(self, scope: Scope, body: list[ast.stmt] | list[ast.expr]) -> None:
        above, self.scope = self.scope, scope
        for node in body:
            self.visit(node)
        self.scope = above
