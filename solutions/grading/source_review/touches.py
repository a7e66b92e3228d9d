"""What a source uses: modules, names, attributes, comparisons of its own."""

import ast
import re

from solutions.grading.source_review import files, rules
from solutions.grading.source_review.equality import claims
from solutions.grading.source_review.names import Function, Names, Scope
from solutions.grading.source_review.origins import origin

SENSITIVE = re.compile(rf"(?<![\w])({'|'.join(sorted(rules.AS_TEXT))})(?![\w])")


class Touches(ast.NodeVisitor):
    """The modules, names and attributes that a source uses. found: lines and reasons."""

    def __init__(self, tree: ast.Module, package: str) -> None:
        self.package = package
        self.names = Names(tree, package)
        self.scope: Scope = self.names.scopes[tree]
        self.files = files.Files(self.scope)
        self.found: dict[tuple[int, str], None] = {}

    def flag(self, node: ast.AST, reason: str) -> None:
        if reason:
            self.found[getattr(node, "lineno", 0), reason] = None

    def why(self, name: str) -> str:
        """Why the answer has no business with a dotted name; "" if it may have."""
        parts = name.split(".")
        if parts[0] == "katas" and len(parts) > 1 and parts[1] != "newsroom":
            own = name.startswith(f"{self.package}.") or name == self.package
            if not own or parts[2:3] == ["tests"]:
                return f"uses {name}, {rules.KATA}"
        return rules.why(name)

    def within(self, node: ast.AST, outer: list[ast.expr], inner: list[ast.AST]) -> None:
        """Visit what belongs to the scope around a function or class, then what is inside."""
        for part in outer:
            self.visit(part)
        above, self.scope = self.scope, self.names.scopes.get(node, self.scope)
        for each in inner:
            self.visit(each)
        self.scope = above

    def visit_FunctionDef(self, node: Function) -> None:
        defaults = [each for each in [*node.args.defaults, *node.args.kw_defaults] if each]
        if isinstance(node, ast.Lambda):
            self.within(node, defaults, [node.body])
        else:
            arguments = [
                each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg)
            ]
            outer = [*node.decorator_list, *defaults, *(each for each in arguments if each)]
            self.within(node, [*outer, *([node.returns] if node.returns else [])], [*node.body])

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for place, reason in claims(node, self.scope):
            self.flag(place, reason)
        outer = [*node.decorator_list, *node.bases, *(each.value for each in node.keywords)]
        self.within(node, outer, [*node.body])

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for place, (_, name) in enumerate(self.names.imported(node)):
            whole = node.names[place].name if isinstance(node, ast.Import) else name
            self.flag(node, self.why(whole))
            if name.endswith(".*") and name[:-2] in rules.ALLOWED:
                self.flag(node, f"takes all that {name[:-2]} has, {rules.PROCESS}")

    visit_ImportFrom = visit_Import

    def visit_Name(self, node: ast.Name) -> None:
        name = origin(node, self.scope)
        imported = self.scope.find(node.id) is not None
        if not imported:
            self.flag(node, self.why(name))
        if name in rules.ALLOWED and isinstance(node.ctx, ast.Load):
            self.flag(node, f"hands the module {name} around, {rules.PROCESS}")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if reason := rules.ATTRIBUTES.get(node.attr):
            self.flag(
                node,
                f"uses .{node.attr}, {reason}"
                if reason[:5] == "which"
                else f"uses .{node.attr}: it {reason}",
            )
        name, base = origin(node, self.scope), origin(node.value, self.scope)
        if name == "sys.modules":
            self.flag(node, "goes through sys.modules")
        if node.attr == "__self__" and base:
            self.flag(node, f"uses {name}, {rules.PROCESS}")
        if name and not self.why(base):
            self.flag(node, self.why(name))
        if not (isinstance(node.value, ast.Name) and base in rules.ALLOWED):
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            if match := SENSITIVE.search(text):
                self.flag(node, f"names {match[1]} in a text")
            elif text in rules.COMPARISONS | rules.PRETENDS:
                self.flag(node, f"names {text} in a text")

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring names what it likes
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if raised is not None and (name := origin(raised, self.scope)) in rules.ENDINGS:
            self.flag(node, f"raises {name.removeprefix('builtins.')}, {rules.PROCESSES}")
        self.generic_visit(node)
